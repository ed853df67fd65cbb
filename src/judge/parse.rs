//! From one line's JSON to an operation, with everything that is wrong with it.

mod value;

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};

use crate::json::{Json, shortened};
use crate::operation::{Action, Key, Kind, Operation, Process};
use crate::problem::{PROBLEMS_MAX, Problem};
pub use value::TEXT_BYTES_MAX;
use value::{keys, micro_ops, polls, sends};

/// The operation of a line, which is numbered from 1.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn operation(line: u64, text: &str) -> Result<Operation, Vec<Problem>> {
    let json: Json = serde_json::from_str(text).map_err(|error| {
        let message = format!("is not JSON: {error}; one operation a line, as an object");
        vec![Problem::of_line(line, message)]
    })?;
    from_json(&json, Some(line))
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        from_json(&json, None).map_err(|problems| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            D::Error::custom(told.join("; "))
        })
    }
}

fn from_json(json: &Json, line: Option<u64>) -> Result<Operation, Vec<Problem>> {
    let mut told = Told {
        line,
        problems: Vec::new(),
    };
    let operation = match json {
        Json::Object(_) => read(json, &mut told),
        other => told.wrong(other, &Place::Line, "must be an object: one operation"),
    };
    match operation {
        Some(operation) if told.problems.is_empty() => Ok(operation),
        _ => Err(told.problems),
    }
}

fn read(json: &Json, told: &mut Told) -> Option<Operation> {
    let process = process(json, told);
    let kind = kind(json, told);
    let action = match &process {
        // What others do is of no concern, so neither is its form.
        Some(Process::Other(_)) => Some(Action::Other(match json.field("f") {
            Json::Text(name) => (**name).into(),
            _ => Box::default(),
        })),
        _ => action(json, told),
    };
    Some(Operation {
        index: index(json, told),
        time: time(json, told),
        rebalanced: rebalanced(json, told),
        process: process?,
        kind: kind?,
        action: action?,
    })
}

fn index(json: &Json, told: &mut Told) -> Option<u64> {
    match json.field("index") {
        Json::Null => None,
        Json::Integer(index) if *index >= 0 => u64::try_from(*index).ok(),
        other => told.wrong(
            other,
            &Place::Field("index"),
            "must be a whole number from 0",
        ),
    }
}

fn time(json: &Json, told: &mut Told) -> Option<i64> {
    match json.field("time") {
        Json::Null => None,
        Json::Integer(time) => Some(*time),
        other => told.wrong(
            other,
            &Place::Field("time"),
            "must be a whole number of nanoseconds, or be left out",
        ),
    }
}

fn process(json: &Json, told: &mut Told) -> Option<Process> {
    match json.field("process") {
        Json::Integer(number) => Some(Process::Client(*number)),
        Json::Text(name) => Some(Process::Other((**name).into())),
        other => told.wrong(
            other,
            &Place::Field("process"),
            "must be a client's whole number, or the name of whoever is no client, such as \"nemesis\"",
        ),
    }
}

fn kind(json: &Json, told: &mut Told) -> Option<Kind> {
    let found = json.field("type");
    let known = |name: &str| Kind::ALL.into_iter().find(|kind| kind.name() == name);
    match found {
        Json::Text(name) if known(name).is_some() => known(name),
        other => told.wrong(
            other,
            &Place::Field("type"),
            "must be one of invoke, ok, fail, info",
        ),
    }
}

fn action(json: &Json, told: &mut Told) -> Option<Action> {
    let value = json.field("value");
    let place = Place::Field("value");
    match json.field("f") {
        Json::Text(name) => Some(match &**name {
            "send" => Action::Send(sends(value, &place, told)),
            "poll" => Action::Poll(polls(value, &place, told)),
            "txn" => Action::Txn(micro_ops(value, &place, told)),
            "assign" => Action::Assign(keys(value, &place, told)),
            "subscribe" => Action::Subscribe(keys(value, &place, told)),
            other => Action::Other(other.into()),
        }),
        other => told.wrong(
            other,
            &Place::Field("f"),
            "must be send, poll, txn, assign, subscribe, or the name of something that no rule is about",
        ),
    }
}

fn rebalanced(json: &Json, told: &mut Told) -> Vec<Key> {
    let place = Place::Field("rebalance-log");
    match json.field("rebalance-log") {
        Json::Null => Vec::new(),
        Json::List(events) => events
            .iter()
            .enumerate()
            .flat_map(|(at, event)| {
                let event_place = Place::Item(&place, at);
                keys(
                    event.field("keys"),
                    &Place::Part(&event_place, "keys"),
                    told,
                )
            })
            .collect(),
        other => told
            .wrong(other, &place, "must be a list of objects with \"keys\"")
            .unwrap_or_default(),
    }
}

/// What is wrong with a line so far.
struct Told {
    line: Option<u64>,
    problems: Vec<Problem>,
}

impl Told {
    /// Notes a problem; there is nothing to go on with.
    fn wrong<T>(&mut self, found: &Json, place: &Place, message: impl Into<String>) -> Option<T> {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem {
                line: self.line,
                field: place.to_string(),
                found: Some(found.shown()),
                message: message.into(),
            });
        }
        None
    }
}

/// Where in a line something stands. It becomes text only when something is wrong.
enum Place<'a> {
    Line,
    Field(&'a str),
    Item(&'a Place<'a>, usize),
    Part(&'a Place<'a>, &'a str),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => Ok(()),
            Self::Field(name) => f.write_str(name),
            Self::Item(list, at) => write!(f, "{list}[{at}]"),
            Self::Part(object, name) => write!(f, "{object}[{}]", shortened(name)),
        }
    }
}
