//! Running a lab without a screen: what the command line and the wasm export share.

mod digests;
mod fingerprint;
mod options;
mod report;
mod scorecard;

use std::sync::Arc;

use engine::model::Instant;
use serde_json::{Value, json};

use crate::lab::Lab;
use crate::problem::{Problem, Problems};
use crate::session::Session;
use crate::shelf;
pub use digests::{digests, digests_json};
pub use fingerprint::{Fingerprint, fingerprint};
pub use options::Options;
pub(crate) use report::FORMAT;
pub use report::{ConsumerReport, GoalReport, Report};
pub use scorecard::CountedReport;

/// Steps that a run may take: a lab that asks for more is a trap.
const STEPS_MAX: u64 = 20_000_000;

/// Runs a lab to its end and reports.
///
/// # Errors
/// Everything that is wrong with the options; or that the run would not end.
pub fn run(lab: Lab, options: &Options) -> Result<Report, Problems> {
    Ok(Report::of(&run_session(lab, options)?))
}

/// Runs a lab to its end.
///
/// # Errors
/// As [`run`].
pub fn run_session(mut lab: Lab, options: &Options) -> Result<Session, Problems> {
    let mut session = match &options.journal {
        Some(journal) => replay(&lab, options, journal)?,
        None => {
            if !options.set.is_empty() {
                lab.set_all(&options.set)?;
            }
            if let Some(seed) = options.seed {
                lab = lab.with_seed(seed);
            }
            Session::new(Arc::new(lab))
        }
    };
    let until = options.until_ms.map_or_else(
        || session.lab().until(),
        |ms| Instant(ms.saturating_mul(1_000)),
    );
    play(&mut session, until)?;
    Ok(session)
}

fn play(session: &mut Session, until: Instant) -> Result<(), Problems> {
    const SLICE: u32 = 100_000;
    let until = until.max(session.frontier());
    while !session.seek_slice(until, SLICE).done {
        if session.position().0 > STEPS_MAX {
            let message = format!(
                "the run has taken {STEPS_MAX} steps by {} and is not at {until}: lower until_ms, or what is sent",
                session.playhead()
            );
            return Err(Problem::of("until_ms", message).into());
        }
    }
    Ok(())
}

fn replay(lab: &Lab, options: &Options, journal: &str) -> Result<Session, Problems> {
    let mut problems = Problems::default();
    if !options.set.is_empty() {
        problems.push(Problem::of(
            "set",
            "cannot go with a journal, which belongs to the lab as it was",
        ));
    }
    match Session::import(journal) {
        Ok(session) => {
            let (seed, id) = (session.lab().seed(), session.lab().id());
            if id != lab.id() {
                let message = format!("the journal is of lab {id:?}, not of {:?}", lab.id());
                problems.push(Problem::of("journal.lab.id", message));
            }
            if options.seed.is_some_and(|wanted| wanted != seed) {
                problems.push(Problem::of(
                    "seed",
                    format!("the journal belongs to seed {seed}; leave the seed out"),
                ));
            }
            problems.or(session)
        }
        Err(found) => {
            let within = |problem: Problem| match problem.path.as_str() {
                "" => Problem {
                    path: "journal".to_owned(),
                    ..problem
                },
                path if path.starts_with("journal") => problem,
                path => Problem {
                    path: format!("journal.{path}"),
                    ..problem
                },
            };
            problems.0.extend(found.0.into_iter().map(within));
            Err(problems)
        }
    }
}

/// Runs a lab and answers JSON: the export to JavaScript, and `logarium run --json`.
///
/// `lab` is the text of a `lab.json`, or the id of a built-in lab. `options` is empty or an object: `seed` (a number),
/// `until_ms` (a number), `set` (a list of `path=value`), `journal` (a journal file, as an object or as text).
///
/// The answer has `status`: 0 when the goals and the claim hold, 1 when they do not, 2 when the input is bad; with 2
/// there is `problems`, a list of `path`, `value` and `message`. Otherwise see [`Report`].
#[must_use]
pub fn run_json(lab: &str, options: &str) -> String {
    match try_run(lab, options) {
        Ok(report) => report.to_json(),
        Err(problems) => bad_input(&problems),
    }
}

fn try_run(lab: &str, options: &str) -> Result<Report, Problems> {
    match (read(lab), Options::parse(options)) {
        (Ok(lab), Ok(options)) => run(lab, &options),
        (Err(problems), Ok(_)) | (Ok(_), Err(problems)) => Err(problems),
        (Err(mut problems), Err(more)) => {
            problems.0.extend(more.0);
            Err(problems)
        }
    }
}

/// A lab by its text or by its id.
pub(crate) fn read(lab: &str) -> Result<Lab, Problems> {
    if lab.trim_start().starts_with('{') {
        Lab::parse(lab, &[])
    } else {
        Ok(shelf::open(lab.trim())?)
    }
}

/// The answer to bad input, as JSON.
pub(crate) fn bad_input(problems: &Problems) -> String {
    let list: Vec<Value> = problems
        .iter()
        .map(|problem| json!({ "path": problem.path, "value": problem.value, "message": problem.message }))
        .collect();
    json!({ "format": FORMAT, "status": 2, "problems": list }).to_string()
}
