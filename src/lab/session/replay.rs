//! Sessions as text, for files and links, and back: every entry is restored or told by its place.

use std::sync::Arc;

use engine::model::{Instant, StepId};
use serde_json::{Value, json};

use super::Session;
use super::journal::EntryFile;
use crate::lab::Lab;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::shelf;

/// The format of journal files.
const FORMAT: u64 = 1;

/// Steps that a journal may ask for: a link that asks for more is a trap.
pub const STEPS_MAX: u64 = 5_000_000;

/// The version of this engine. Another one may play the same journal otherwise, which the digest tells.
pub(crate) const ENGINE: &str = env!("CARGO_PKG_VERSION");

impl Session {
    /// The current branch as a journal file: the lab (by its id if it is one of the built-in ones, unchanged), the
    /// seed, the actions, the playhead, and the digest at the frontier.
    #[must_use]
    pub fn export(&self) -> String {
        let frontier = self.branch().frontier;
        let entries: Vec<Value> = self
            .journal()
            .iter()
            .map(|entry| json!({ "step": entry.step.0, "at_us": entry.at.0, "do": entry.action }))
            .collect();
        let file = json!({
            "format": FORMAT,
            "engine": ENGINE,
            "lab": self.lab.reference(),
            "seed": self.lab.seed(),
            "journal": entries,
            "playhead_us": self.playhead.0,
            "frontier": { "step": frontier.step.0, "at_us": frontier.at.0, "digest": frontier.digest.to_string() },
        });
        // Without wrapping: what is exported is read by machines first.
        file.to_string()
    }

    /// Restores a session from a journal file.
    ///
    /// # Errors
    /// Everything that is wrong with it; a journal that cannot be replayed to its very digest is not restored.
    pub fn import(text: &str) -> Result<Self, Problems> {
        const TEXT_MAX: usize = 4 * 1024 * 1024;
        if text.len() > TEXT_MAX {
            return Err(
                Problem::of("", format!("the journal is longer than {TEXT_MAX} bytes")).into(),
            );
        }
        let file: Value = serde_json::from_str(text)
            .map_err(|error| Problem::of("", format!("the journal is not JSON: {error}")))?;
        let journal = Journal::read(&file)?;
        let mut session = Self::new(Arc::new(journal.lab.clone()));
        session.restore(&journal)?;
        Ok(session)
    }

    fn restore(&mut self, journal: &Journal) -> Result<(), Problems> {
        let mut problems = Problems::default();
        for (index, entry) in journal.entries.iter().enumerate() {
            let path = Path::ROOT.key("journal").index(index);
            if let Err(message) = self.redo(entry) {
                problems.push(Problem::at(&path, message));
                let rest = journal.entries.len() - index - 1;
                if rest > 0 {
                    problems.push(Problem::at(
                        &path,
                        format!("the {rest} entries after it are not restored either"),
                    ));
                }
                return Err(problems);
            }
        }
        let Frontier { step, at, digest } = &journal.frontier;
        while self.position() < *step && self.play(*at).is_some() {}
        let reached = self.world.digest().to_string();
        if self.position() != *step || reached != *digest || self.world.now() > *at {
            let message = format!(
                "this run comes to step {} with digest {reached}, not to step {step} with digest {digest}: the journal \
                 was changed, or it is of another engine (it says {}; this is {ENGINE})",
                self.position(),
                journal.engine,
            );
            return Err(Problem::at(&Path::ROOT.key("frontier"), message).into());
        }
        self.arrive(*at);
        self.seek(journal.playhead.min(*at));
        Ok(())
    }

    /// Plays to an entry and does what it says.
    fn redo(&mut self, entry: &EntryFile) -> Result<(), String> {
        let (step, at) = (StepId(entry.step), Instant(entry.at_us));
        while self.position() < step && self.play(at).is_some() {}
        if self.position() != step || self.world.next_at().is_some_and(|next| next < at) {
            return Err(format!(
                "is said to be step {step} at {at}, but the run is then at step {}: entries must be in order and \
                 belong to this lab and seed",
                self.position()
            ));
        }
        if at < self.world.now() {
            return Err(format!(
                "is said to be at {at}, which is before step {step} at {}",
                self.world.now()
            ));
        }
        self.arrive(at);
        self.act(entry.action.clone())
            .map_err(|refused| refused.to_string())
    }
}

/// A journal file whose shape is sound.
struct Journal {
    lab: Lab,
    engine: String,
    entries: Vec<EntryFile>,
    playhead: Instant,
    frontier: Frontier,
}

struct Frontier {
    step: StepId,
    at: Instant,
    digest: String,
}

impl Journal {
    fn read(file: &Value) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let root = Path::ROOT;
        let field = |path: &str| file.pointer(path).unwrap_or(&Value::Null);
        let mut number = |pointer: &str, path: &Path, most: u64| {
            let value = field(pointer);
            value.as_u64().filter(|n| *n <= most).unwrap_or_else(|| {
                problems.push(
                    Problem::at(path, format!("must be a whole number from 0 to {most}"))
                        .with(value),
                );
                0
            })
        };
        let until = crate::file::UNTIL_MS_MAX * 1_000;
        let format = number("/format", &root.key("format"), FORMAT);
        let seed = number("/seed", &root.key("seed"), u64::MAX);
        let playhead = Instant(number("/playhead_us", &root.key("playhead_us"), until));
        let path = root.key("frontier");
        let frontier = Frontier {
            step: StepId(number("/frontier/step", &path.key("step"), STEPS_MAX)),
            at: Instant(number("/frontier/at_us", &path.key("at_us"), until)),
            digest: field("/frontier/digest")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        };
        if format != FORMAT && file.get("format").is_some_and(Value::is_u64) {
            problems.push(Problem::at(
                &root.key("format"),
                format!("must be {FORMAT}"),
            ));
        }
        let entries = entries(
            file.get("journal").unwrap_or(&Value::Null),
            frontier.step,
            &mut problems,
        );
        let engine = file
            .get("engine")
            .and_then(Value::as_str)
            .unwrap_or("none")
            .to_owned();
        match Lab::referenced(file.get("lab").unwrap_or(&Value::Null)) {
            Ok(lab) => problems.or(Self {
                lab: lab.with_seed(seed),
                engine,
                entries,
                playhead,
                frontier,
            }),
            Err(more) => {
                problems.0.extend(more.0);
                Err(problems)
            }
        }
    }
}

fn entries(list: &Value, end: StepId, problems: &mut Problems) -> Vec<EntryFile> {
    let path = Path::ROOT.key("journal");
    let Some(list) = list.as_array() else {
        problems.push(Problem::at(&path, "must be a list").with(list));
        return Vec::new();
    };
    let mut entries: Vec<EntryFile> = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let path = path.index(index);
        let entry: EntryFile = match serde_json::from_value(value.clone()) {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(Problem::at(&path, error.to_string()).with(value));
                continue;
            }
        };
        if let Some(before) = entries
            .last()
            .filter(|before| before.step >= entry.step || before.at_us > entry.at_us)
        {
            let message = format!(
                "must come after the entry before it, which is step {}",
                before.step
            );
            problems.push(Problem::at(&path.key("step"), message).with(&entry.step.into()));
        }
        if entry.step >= end.0 {
            let message = format!("must be below frontier.step, which is {end}");
            problems.push(Problem::at(&path.key("step"), message).with(&entry.step.into()));
        }
        entries.push(entry);
    }
    entries
}

impl Lab {
    /// How a journal names this lab: by its id if it is built in and unchanged, otherwise by the whole of it.
    fn reference(&self) -> Value {
        let built_in =
            shelf::open(&self.id).is_ok_and(|lab| lab.with_seed(self.seed).source == self.source);
        if built_in {
            json!({ "id": self.id })
        } else {
            json!({ "source": self.source })
        }
    }

    /// The lab that a journal names.
    fn referenced(reference: &Value) -> Result<Self, Problems> {
        let path = Path::ROOT.key("lab");
        if let Some(id) = reference.get("id").and_then(Value::as_str) {
            return shelf::open(id)
                .map_err(|problem| Problem::at(&path.key("id"), problem.message).into());
        }
        let Some(source) = reference.get("source") else {
            return Err(
                Problem::at(&path, "must be {\"id\": ..} or {\"source\": ..}")
                    .with(reference)
                    .into(),
            );
        };
        let text = source.to_string();
        // A changed lab still says what the built-in one says, as long as its steps are the same.
        let id = source.get("id").and_then(Value::as_str).unwrap_or_default();
        let spoken = shelf::prose_of(id).and_then(|prose| Self::parse(&text, prose).ok());
        spoken
            .map_or_else(|| Self::parse(&text, &[]), Ok)
            .map_err(|found| {
                let within = |problem: Problem| Problem {
                    path: format!("lab.source.{}", problem.path),
                    ..problem
                };
                Problems(found.0.into_iter().map(within).collect())
            })
    }
}
