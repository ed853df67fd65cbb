//! What a page that frames this one asks for.

use engine::model::Instant;
use lab::{Action, Problem, Problems, link, shelf, suggestion};
use serde_json::{Map, Value};

use super::VERSION;

/// What can be asked for, with the fields that each takes.
pub const KINDS: [(&str, &[&str]); 6] = [
    ("load", &["lab", "link"]),
    ("play", &[]),
    ("pause", &[]),
    ("seek", &["ms"]),
    ("do", &["action"]),
    ("get", &[]),
];
/// The last moment that can be gone to, in ms: a day.
const LATEST_MS: u64 = 86_400_000;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Open this address of a lab or of a run.
    Load(String),
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// Go to a moment.
    Seek(Instant),
    /// Act on the run.
    Do(Box<Action>),
    /// Tell how the run stands.
    Get,
}

/// A message that was meant for this page.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What its answer has to repeat.
    pub id: Option<Value>,
    /// What it says that it is.
    pub kind: Option<String>,
    /// What is wanted, or everything that is wrong with it.
    pub wish: Result<Wish, Problems>,
}

impl Request {
    /// Reads a message; nothing if it is meant for somebody else.
    #[must_use]
    pub fn read(message: &Value) -> Option<Self> {
        let fields = message.as_object()?;
        if fields.get("logarium").and_then(Value::as_u64) != Some(VERSION) {
            return None;
        }
        let kind = fields.get("type").and_then(Value::as_str);
        Some(Self {
            id: fields.get("id").cloned(),
            kind: kind.map(ToOwned::to_owned),
            wish: wish(kind, fields),
        })
    }
}

fn wish(kind: Option<&str>, fields: &Map<String, Value>) -> Result<Wish, Problems> {
    let known = KINDS.iter().find(|(name, _)| Some(*name) == kind);
    let Some((kind, takes)) = known else {
        let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
        return Err(wrong(
            fields,
            "type",
            &format!("allowed: {}", names.join(", ")),
        ));
    };
    let common = ["logarium", "type", "id"];
    let mut problems = Problems::default();
    for name in fields.keys() {
        if !takes.contains(&name.as_str()) && !common.contains(&name.as_str()) {
            let takes = if takes.is_empty() {
                "nothing"
            } else {
                &takes.join(", ")
            };
            problems.push(Problem::of(
                name,
                format!("{kind} takes {takes}, and an id"),
            ));
        }
    }
    problems.or(())?;
    match *kind {
        "load" => address(fields).map(Wish::Load),
        "play" => Ok(Wish::Play),
        "pause" => Ok(Wish::Pause),
        "seek" => {
            let ms = fields.get("ms").and_then(Value::as_f64);
            let within = ms.filter(|ms| (0.0..=LATEST_MS as f64).contains(ms));
            let allowed = format!("needs a number of ms from 0 to {LATEST_MS}");
            let ms = within.ok_or_else(|| wrong(fields, "ms", &allowed))?;
            Ok(Wish::Seek(Instant((ms * 1_000.0) as u64)))
        }
        "do" => {
            let Some(action) = fields.get("action") else {
                return Err(wrong(
                    fields,
                    "action",
                    "needs an action as lab files have it",
                ));
            };
            let read = Action::read(action).map_err(|problems| below("action", problems));
            Ok(Wish::Do(Box::new(read?)))
        }
        _ => Ok(Wish::Get),
    }
}

/// Where a lab or a link leads, once it is sure that it leads somewhere.
fn address(fields: &Map<String, Value>) -> Result<String, Problems> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    match (text("lab"), text("link")) {
        (Some(id), None) if shelf::ids().contains(&id) => Ok(format!("#/lab/{id}")),
        (Some(id), None) => {
            let hint = suggestion(id, shelf::ids().iter().copied());
            Err(wrong(
                fields,
                "lab",
                &format!("there is no lab {id:?}{hint}"),
            ))
        }
        (None, Some(link)) => {
            link::opening(link).map_err(|problems| below("link", problems))?;
            let (_, address) = link.split_once('#').unwrap_or(("", link));
            Ok(format!("#{address}"))
        }
        _ => Err(Problem::of("", "load needs either the id of a lab or a link, as text").into()),
    }
}

fn wrong(fields: &Map<String, Value>, name: &str, message: &str) -> Problems {
    let problem = Problem::of(name, message);
    let problem = match fields.get(name) {
        Some(value) => problem.with(value),
        None => problem,
    };
    problem.into()
}

/// The same problems, of what stands in a field.
fn below(name: &str, problems: Problems) -> Problems {
    let placed = problems.0.into_iter().map(|problem| {
        let path = match problem.path.as_str() {
            "" => name.to_owned(),
            path if path.starts_with('[') => format!("{name}{path}"),
            path => format!("{name}.{path}"),
        };
        Problem { path, ..problem }
    });
    Problems(placed.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(message: &Value) -> Request {
        Request::read(message).expect("it is meant for this page")
    }

    fn told(message: &Value) -> String {
        read(message).wish.expect_err("it is wrong").to_string()
    }

    #[test]
    fn what_does_not_say_the_version_is_meant_for_somebody_else() {
        for other in [
            json!(null),
            json!("play"),
            json!({ "type": "play" }),
            json!({ "logarium": 2, "type": "play" }),
            json!({ "logarium": "1", "type": "play" }),
        ] {
            assert_eq!(Request::read(&other), None, "{other}");
        }
    }

    #[test]
    fn a_request_is_read_with_its_id() {
        let request = read(&json!({ "logarium": 1, "type": "seek", "ms": 12.5, "id": [7] }));
        assert_eq!(request.id, Some(json!([7])));
        assert_eq!(request.wish, Ok(Wish::Seek(Instant(12_500))));
        let request =
            read(&json!({ "logarium": 1, "type": "do", "action": { "crash": "broker-1" } }));
        assert_eq!(
            request.wish,
            Ok(Wish::Do(Box::new(Action::Crash("broker-1".into()))))
        );
    }

    #[test]
    fn labs_and_links_come_to_addresses() {
        let load = |name: &str, what: &str| {
            read(&json!({ "logarium": 1, "type": "load", name: what })).wish
        };
        let at = |address: &str| Ok(Wish::Load(address.to_owned()));
        assert_eq!(load("lab", "commit"), at("#/lab/commit"));
        let link = "https://example.org/logarium/#/lab/failover?at=9s";
        assert_eq!(load("link", link), at("#/lab/failover?at=9s"));
        assert_eq!(load("link", "#/lab/failover"), at("#/lab/failover"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_is_allowed() {
        let message = |fields: &Value| {
            let mut whole = json!({ "logarium": 1 });
            let whole_fields = whole.as_object_mut().expect("an object");
            whole_fields.extend(fields.as_object().expect("an object").clone());
            told(&whole)
        };
        assert_eq!(
            message(&json!({})),
            "type: allowed: load, play, pause, seek, do, get"
        );
        assert!(message(&json!({ "type": "stop" })).starts_with("type = \"stop\": allowed: "));
        assert_eq!(
            message(&json!({ "type": "play", "ms": 3 })),
            "ms: play takes nothing, and an id"
        );
        let seek = message(&json!({ "type": "seek", "ms": -1 }));
        assert!(
            seek.contains("ms = -1") && seek.contains("86400000"),
            "{seek}"
        );
        let lab = message(&json!({ "type": "load", "lab": "comit" }));
        assert!(lab.contains("\"commit\""), "{lab}");
        let link = message(&json!({ "type": "load", "link": "#/run/1.nonsense" }));
        assert!(link.starts_with("link"), "{link}");
        assert!(!message(&json!({ "type": "load" })).is_empty());
        let action = message(&json!({ "type": "do", "action": { "crush": "broker-1" } }));
        assert!(
            action.starts_with("action") && action.contains("crash"),
            "{action}"
        );
    }
}
