//! Links that can be read: `#/lab/failover?check=1f2e3d4c&seed=7&at=12.5s&do=9.2s:crash:broker-1&until=20s&digest=..`.
//!
//! Nobody has to write `check`, nor anything else that follows from the lab: `#/lab/failover?at=9s` is a link too.

use serde_json::{Map, Value, json};

use super::deed::Deed;
use super::moment::Moment;
use super::packed::checksum;
use super::view::View;
use super::{percent, quoted};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::session::{Loss, LossKind};
use engine::model::{Instant, StepId};

/// What a link can say, in the order in which it is said.
const FIELDS: [&str; 11] = [
    "check", "seed", "at", "do", "until", "digest", "select", "speed", "tab", "deck", "engine",
];

/// Writes a saved run; `None` if its lab is not built in, or something has no words.
pub(super) fn write(file: &Value) -> Option<String> {
    let id = file.pointer("/lab/id")?.as_str()?;
    if file.get("orders").is_some() {
        return None;
    }
    let field = |name: &str, value: &str| format!("{name}={value}");
    let text = |pointer: &str| file.pointer(pointer)?.as_str();
    let moment = |at: &str, step: &str| {
        Some(Moment {
            at: Instant(file.pointer(at)?.as_u64()?),
            step: file.pointer(step).and_then(Value::as_u64).map(StepId),
        })
    };
    let deeds: Option<Vec<String>> = file.get("journal")?.as_array()?.iter().map(deed).collect();
    let deeds = deeds?;
    let mut parts = vec![
        field("seed", &file.get("seed")?.to_string()),
        field("at", &moment("/playhead_us", "/playhead_step")?.to_string()),
    ];
    if !deeds.is_empty() {
        parts.push(field("do", &deeds.join(";")));
    }
    parts.push(field(
        "until",
        &moment("/frontier/at_us", "/frontier/step")?.to_string(),
    ));
    parts.push(field("digest", text("/frontier/digest")?));
    for name in View::FIELDS {
        let value = file.pointer(&format!("/view/{name}"));
        parts.extend(value.map(|value| field(name, &quoted::write(value))));
    }
    parts.push(field("engine", text("/engine")?));
    let query = parts.join("&");
    let sum = sum(id, &query);
    // The checksum comes first, so that what is cut off is missed.
    Some(format!(
        "#/lab/{id}?check={sum}&{}",
        percent::encode(&query)
    ))
}

fn deed(entry: &Value) -> Option<String> {
    let moment = Moment {
        at: Instant(entry.get("at_us")?.as_u64()?),
        step: entry.get("step").and_then(Value::as_u64).map(StepId),
    };
    let action = serde_json::from_value(entry.get("do")?.clone()).ok()?;
    Deed { moment, action }.write()
}

/// Reads a link to a saved run, in the shape that journal files have.
pub(super) fn read(id: &str, query: &str, losses: &mut Vec<Loss>) -> Value {
    let mut reader = Reader {
        file: Map::new(),
        frontier: Map::new(),
        view: Map::new(),
        losses,
    };
    let said = reader.checked(id, query);
    let mut seen: Vec<&str> = Vec::new();
    for part in quoted::split(said, '&')
        .into_iter()
        .filter(|part| !part.is_empty())
    {
        let (name, value) = quoted::split_once(part, '=').unwrap_or((part, ""));
        if seen.contains(&name) {
            reader.lose(LossKind::Unreadable, name, value, "is there twice");
        } else {
            reader.field(name, value);
            seen.push(name);
        }
    }
    let Reader {
        mut file,
        frontier,
        view,
        losses,
    } = reader;
    if frontier.contains_key("digest") && !frontier.contains_key("at_us") {
        let message = "says nothing without until";
        losses.push(Loss::at(
            LossKind::Unreadable,
            &Path::ROOT.key("digest"),
            message,
        ));
    }
    file.insert("lab".to_owned(), json!({ "id": id }));
    file.insert("frontier".to_owned(), frontier.into());
    if !view.is_empty() {
        file.insert("view".to_owned(), view.into());
    }
    file.into()
}

struct Reader<'a> {
    file: Map<String, Value>,
    frontier: Map<String, Value>,
    view: Map<String, Value>,
    losses: &'a mut Vec<Loss>,
}

impl Reader<'_> {
    /// What follows the checksum, if there is one.
    fn checked<'q>(&mut self, id: &str, query: &'q str) -> &'q str {
        let Some(rest) = query.strip_prefix("check=") else {
            if query.is_empty() {
                self.lose(
                    LossKind::Damaged,
                    "",
                    "",
                    "the link is cut off: nothing follows its question mark",
                );
            }
            return query;
        };
        let (check, said) = rest.split_once('&').unwrap_or((rest, ""));
        if !check.eq_ignore_ascii_case(&sum(id, said)) {
            let message = "the link was changed, damaged or cut off: its checksum differs";
            self.lose(LossKind::Damaged, "check", check, message);
        }
        said
    }

    fn field(&mut self, name: &str, value: &str) {
        let put = |map: &mut Map<String, Value>, key: &str, value: Value| {
            map.insert(key.to_owned(), value);
        };
        match name {
            "seed" => put(&mut self.file, "seed", quoted::read(value)),
            "engine" => put(&mut self.file, "engine", value.into()),
            "digest" => put(&mut self.frontier, "digest", value.into()),
            "at" | "until" => match Moment::parse(value) {
                Ok(Moment { at, step }) => {
                    let (map, at_key, step_key) = match name {
                        "at" => (&mut self.file, "playhead_us", "playhead_step"),
                        _ => (&mut self.frontier, "at_us", "step"),
                    };
                    put(map, at_key, at.0.into());
                    if let Some(step) = step {
                        put(map, step_key, step.0.into());
                    }
                }
                Err(why) => self.lose(LossKind::Unreadable, name, value, &why),
            },
            "do" => {
                let deeds = quoted::split(value, ';').into_iter().map(Value::from);
                put(&mut self.file, "journal", deeds.collect());
            }
            _ if View::FIELDS.contains(&name) => {
                let value = match quoted::read(value) {
                    Value::String(text) => text,
                    _ => value.to_owned(),
                };
                put(&mut self.view, name, value.into());
            }
            _ => {
                let hint = suggestion(name, FIELDS);
                let message = format!("there is no field {name:?} here{hint}");
                self.lose(LossKind::Unreadable, name, value, &message);
            }
        }
    }

    fn lose(&mut self, kind: LossKind, name: &str, value: &str, message: &str) {
        let path = if name.is_empty() {
            Path::ROOT
        } else {
            Path::ROOT.key(name)
        };
        let loss = Loss::at(kind, &path, message);
        self.losses.push(if value.is_empty() {
            loss
        } else {
            loss.with(&value.into())
        });
    }
}

fn sum(id: &str, query: &str) -> String {
    format!("{:08x}", checksum(&format!("{id}?{query}")))
}
