//! What lab files can say, each sentence of them in a lab that holds nothing else.

mod actions;
mod administering;
mod breaking;
mod clients;
mod conditions;
mod containers;
mod exploring;
mod faults;
mod measures;
mod metering;
mod scenarios;
mod schemas;

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Lab, Measure, Session, shelf};
use serde_json::{Value, json};

/// A lab in which nothing happens by itself and nothing is asked.
fn bare() -> Value {
    let mut file: Value = serde_json::from_str(shelf::find("commit").unwrap().json).unwrap();
    for list in ["goals", "wrong_turns", "script"] {
        file[list] = json!([]);
    }
    file["steps"] = json!([{ "id": "read", "kind": "read" }]);
    file
}

/// Plays a lab for so many seconds.
fn run(file: &Value, seconds: u64) -> Session {
    let lab = Lab::parse(&file.to_string(), &[]).unwrap();
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(seconds * 1_000_000));
    session
}

/// What is wrong with a lab, in one text.
fn told(file: &Value) -> String {
    let problems = Lab::parse(&file.to_string(), &[]).unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.join("\n")
}

fn action(action: Value) -> Action {
    serde_json::from_value(action).unwrap()
}

/// Does something, and plays on to this second.
fn act(session: &mut Session, what: Value, to_second: u64) {
    session.act(action(what)).unwrap();
    session.advance(Instant(to_second * 1_000_000));
}

fn measured(session: &Session, measure: Value) -> i64 {
    let measure: Measure = serde_json::from_value(measure).unwrap();
    measure.of(session.world())
}
