//! How a page that frames this one speaks with it: requests as they are read, answers as they are written (docs/embed.md).

mod request;

use lab::{GoalReport, Problems, Report, Session};
use serde_json::{Map, Value, json};

pub use request::{KINDS, Request, Wish};

/// The version of the interface; messages that do not say it are meant for somebody else.
pub const VERSION: u64 = 1;

/// A message of one kind; it answers a request if that has an id.
fn message(kind: &str, id: Option<&Value>, fields: Value) -> Value {
    let mut whole = Map::new();
    whole.insert("logarium".to_owned(), VERSION.into());
    whole.insert("type".to_owned(), kind.into());
    if let Some(id) = id {
        whole.insert("id".to_owned(), id.clone());
    }
    if let Value::Object(fields) = fields {
        whole.extend(fields);
    }
    Value::Object(whole)
}

/// Nothing is open yet; a lab or a link can be loaded.
#[must_use]
pub fn waiting() -> Value {
    message("ready", None, json!({ "lab": null }))
}

/// A lab or a link is open.
#[must_use]
pub fn ready(id: Option<&Value>, session: &Session) -> Value {
    let fields =
        json!({ "lab": session.lab().id(), "at_ms": at_ms(session), "goals": goals(session) });
    message("ready", id, fields)
}

/// What was asked for was done.
#[must_use]
pub fn done(id: Option<&Value>, kind: &str, session: &Session) -> Value {
    message("done", id, json!({ "of": kind, "at_ms": at_ms(session) }))
}

/// How the run stands: its report, and its link as the page shows it.
#[must_use]
pub fn state(id: Option<&Value>, session: &Session, playing: bool, link: &str) -> Value {
    let report = serde_json::to_value(Report::of(session)).unwrap_or_default();
    let fields =
        json!({ "at_ms": at_ms(session), "playing": playing, "link": link, "report": report });
    message("state", id, fields)
}

/// Another moment is shown.
#[must_use]
pub fn moment(session: &Session, playing: bool) -> Value {
    message(
        "moment",
        None,
        json!({ "at_ms": at_ms(session), "playing": playing }),
    )
}

/// A goal of the lab holds now, or no longer.
#[must_use]
pub fn goal(place: usize, report: &GoalReport) -> Value {
    let goal = serde_json::to_value(report).unwrap_or_default();
    message("goal", None, json!({ "goal": place, "is": goal }))
}

/// Something was not done: where what was asked for is wrong, and what is allowed.
#[must_use]
pub fn error(id: Option<&Value>, kind: Option<&str>, problems: &Problems) -> Value {
    let told = problems.iter().map(|problem| {
        json!({ "path": problem.path, "value": problem.value, "message": problem.message })
    });
    let problems: Vec<Value> = told.collect();
    message("error", id, json!({ "of": kind, "problems": problems }))
}

/// How each goal of the lab stands.
#[must_use]
pub fn goals(session: &Session) -> Vec<GoalReport> {
    let goals = session.lab().goals().iter();
    goals.map(|goal| GoalReport::of(goal, session)).collect()
}

fn at_ms(session: &Session) -> u64 {
    session.playhead().0 / 1_000
}
