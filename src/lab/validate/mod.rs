//! Parse, don't validate: a file goes in, and a `Lab` or everything that is wrong comes out.
//!
//! First the shape, held against the schema; what is sound of it goes on, so that a misspelled field does not hide a
//! misspelled config. Then what the schema cannot say: names that must exist, configs that Kafka must know.

mod clients;
mod cluster;
mod configs;
mod draft;
mod explore;
mod fixes;
mod measures;
mod names;
mod prose;
mod schemas;
mod steps;
mod topics;

pub(crate) use clients::object;

use std::collections::BTreeMap;

use engine::config::BrokerConfig;
use engine::model::Instant;
use serde_json::Value;

use crate::file::{FORMAT, LabFile, NetworkFile, Track, migrate};
use crate::lab::Lab;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::shape::Schema;
use draft::Draft;

/// Makes a lab of a file and its prose by language.
pub(crate) fn lab(mut source: Value, given_prose: Vec<(String, String)>) -> Result<Lab, Problems> {
    let mut problems = Problems::default();
    if !source.is_object() {
        return Err(Problem::of("", "the lab must be a JSON object").into());
    }
    if let Err(problem) = migrate(&mut source) {
        problems.push(problem);
        source["format"] = FORMAT.into();
    }
    let sound = Schema::of_labs().check(&source, &mut problems);
    let draft = Draft::of(&sound);

    let mut lab = empty();
    if let Some(id) = &draft.id {
        names::slug(id, &Path::ROOT.key("id"), &mut problems);
    }
    needs(&draft, &mut problems);
    lab.made.clone_from(&draft.made);
    cluster::check(&draft, &mut lab, &mut problems);
    topics::check(&draft, &mut lab, &mut problems);
    schemas::check(&draft, &mut lab, &mut problems);
    clients::check(&draft, &mut lab, &mut problems);
    steps::check(&draft, &mut lab, &mut problems);
    explore::check(&draft, &mut lab, &mut problems);
    has_steps(&draft, &mut problems);
    prose::check(&draft, &source, &given_prose, &mut lab, &mut problems);
    let file: LabFile = match serde_json::from_value(sound) {
        Ok(file) if problems.is_empty() => file,
        Ok(_) => return Err(problems),
        Err(error) => {
            if problems.is_empty() {
                problems.push(Problem::of("", error.to_string()));
            }
            return Err(problems);
        }
    };
    let lab = finish(lab, file, given_prose);
    fixes::check(&lab, &mut problems);
    problems.or(lab)
}

/// A lab without steps is a scenario, and says so by its track.
fn has_steps(draft: &Draft, problems: &mut Problems) {
    let is_lab = draft.track.is_some_and(|track| track != Track::Sandbox);
    if is_lab && draft.steps.is_empty() {
        let message = "a lab needs at least one step; without any it is of the track \"sandbox\"";
        problems.push(Problem::at(&Path::ROOT.key("steps"), message));
    }
}

/// A lab builds on others, each once, and not on itself.
fn needs(draft: &Draft, problems: &mut Problems) {
    let path = Path::ROOT.key("needs");
    let list = draft.needs.iter().enumerate();
    let list = list.filter_map(|(index, needed)| Some((path.index(index), needed.as_ref()?)));
    for (path, needed) in list.clone() {
        names::slug(needed, &path, problems);
        if draft.id.as_ref() == Some(needed) {
            let message = "is this lab, which cannot build on itself";
            problems.push(Problem::at(&path, message));
        }
    }
    names::unique(list.map(|(path, needed)| (path, &**needed)), problems);
}

fn empty() -> Lab {
    Lab {
        source: Value::Null,
        id: String::new(),
        title: None,
        track: Track::Sandbox,
        minutes: None,
        needs: vec![],
        seed: 0,
        claim: crate::claim::Claim::None,
        until: Instant::ZERO,
        brokers: vec![],
        broker_config: BrokerConfig::default(),
        network: NetworkFile::default(),
        transaction_version: None,
        topics: vec![],
        made: BTreeMap::new(),
        schemas: BTreeMap::new(),
        clients: vec![],
        script: vec![],
        goals: vec![],
        steps: vec![],
        wrong_turns: vec![],
        explore: explore::nothing(),
        prose: vec![],
        given_prose: vec![],
    }
}

fn finish(lab: Lab, file: LabFile, given_prose: Vec<(String, String)>) -> Lab {
    Lab {
        source: serde_json::to_value(&file).unwrap_or_default(),
        id: file.id,
        title: file.title,
        track: file.track,
        minutes: file.minutes,
        needs: file.needs,
        seed: file.seed,
        claim: file.claim,
        until: at(file.until_ms),
        network: file.cluster.network,
        given_prose,
        ..lab
    }
}

/// A moment of a file.
fn at(ms: u64) -> Instant {
    Instant(ms.saturating_mul(1_000))
}
