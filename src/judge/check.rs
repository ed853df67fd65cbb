//! Judging a history.

use serde_json::json;

use crate::facts::Facts;
use crate::history::History;
use crate::options::Options;
use crate::order::Order;
use crate::problem::Problem;
use crate::read::read;
use crate::report::{Found, Report, Verdict};
use crate::{anomalies, cycles};

/// A history with what follows from it.
pub(crate) struct Case<'a> {
    pub(crate) history: &'a History,
    pub(crate) facts: &'a Facts,
    pub(crate) order: &'a Order,
}

/// Judges a history, which ends here: nobody knows what came of operations that it leaves open.
#[must_use]
pub fn check(mut history: History, options: &Options) -> Report {
    let operations = history.ended();
    history.close();
    let facts = Facts::of(&history);
    let order = Order::of(&history, &facts);
    let case = Case {
        history: &history,
        facts: &facts,
        order: &order,
    };
    let mut found = Found::new(options);
    anomalies::find(&case, &mut found);
    cycles::find(&case, options, &mut found);
    let anomalies = found.anomalies();
    let verdict = if operations == 0 {
        Verdict::NothingToJudge
    } else if anomalies.values().all(|findings| findings.legal) {
        Verdict::Valid
    } else {
        Verdict::NotValid
    };
    Report {
        format: FORMAT,
        status: u8::from(verdict != Verdict::Valid),
        verdict,
        options: *options,
        operations,
        records: history.records(),
        keys: history.keys(),
        processes: history.processes(),
        anomalies,
    }
}

/// Judges a history by its text, with options as JSON, and answers with the report as JSON; or, with status 2, with
/// `problems`: what is wrong with either.
#[must_use]
pub fn check_json(history: &str, options: &str) -> String {
    match (read(history.as_bytes()), Options::parse(options)) {
        (Ok(history), Ok(options)) => check(history, &options).to_json(),
        (Err(problems), Ok(_)) | (Ok(_), Err(problems)) => bad_input(&problems),
        (Err(mut problems), Err(more)) => {
            problems.extend(more);
            bad_input(&problems)
        }
    }
}

/// The version of what is answered.
const FORMAT: u64 = 1;

fn bad_input(problems: &[Problem]) -> String {
    json!({ "format": FORMAT, "status": 2, "problems": problems }).to_string()
}
