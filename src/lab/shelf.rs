//! The labs that are built in. Natively all of them are there from the beginning; in a browser only their ids are, and
//! whoever wants one fetches its files first and puts them here ([`put`]).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::lab::Lab;
use crate::link;
use crate::nearest::{nearest, suggestion};
use crate::problem::Problem;

/// A built-in lab as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its id.
    pub id: &'static str,
    /// Its `lab.json`.
    pub json: &'static str,
    /// Its prose: language and Markdown.
    pub prose: &'static [(&'static str, &'static str)],
}

/// The ids of the built-in labs, in the order of the curriculum, which `labs/order.txt` has.
#[must_use]
pub const fn ids() -> &'static [&'static str] {
    include!(concat!(env!("OUT_DIR"), "/ids.rs"))
}

#[cfg(not(target_family = "wasm"))]
pub use all::{find, labs};
#[cfg(target_family = "wasm")]
pub use fetched::{find, put};

/// Where everything is there.
#[cfg(not(target_family = "wasm"))]
mod all {
    use super::BuiltIn;

    /// The built-in labs, in the order of their ids.
    #[must_use]
    pub const fn labs() -> &'static [BuiltIn] {
        include!(concat!(env!("OUT_DIR"), "/labs.rs"))
    }

    /// A built-in lab as it is written.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static BuiltIn> {
        labs().iter().find(|lab| lab.id == id)
    }
}

/// Where only that is there which was asked for.
#[cfg(target_family = "wasm")]
mod fetched {
    use std::sync::RwLock;

    use super::{BuiltIn, ids};

    static FETCHED: RwLock<Vec<&'static BuiltIn>> = RwLock::new(Vec::new());

    /// A built-in lab as it is written, if it was fetched.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static BuiltIn> {
        let fetched = FETCHED.read().ok()?;
        fetched.iter().find(|lab| lab.id == id).copied()
    }

    /// Puts a lab here that was fetched: its `lab.json`, and its prose by language. It stays as long as the page does.
    /// Of an id that no built-in lab has, nothing is kept.
    pub fn put(id: &str, json: String, prose: Vec<(String, String)>) {
        let Some(id) = ids().iter().find(|known| **known == id) else {
            return;
        };
        let prose = prose.into_iter();
        let prose: Vec<(&str, &str)> = prose
            .map(|(language, text)| (&*language.leak(), &*text.leak()))
            .collect();
        let lab = Box::leak(Box::new(BuiltIn {
            id,
            json: json.leak(),
            prose: prose.leak(),
        }));
        if let Ok(mut fetched) = FETCHED.write() {
            fetched.push(lab);
        }
    }
}

/// Opens a built-in lab.
///
/// # Errors
/// When there is none of this id: which one may have been meant. In a browser also when it was not fetched.
///
/// # Panics
/// Never: the built-in labs are valid, which their tests check.
pub fn open(id: &str) -> Result<Lab, Problem> {
    let Some(found) = find(id) else {
        let message = if ids().contains(&id) {
            format!("the lab {id:?} was not fetched")
        } else {
            let hint = suggestion(id, ids().iter().copied());
            format!("there is no lab {id:?}{hint}")
        };
        return Err(Problem::of("", message));
    };
    Ok(Lab::parse(found.json, found.prose)
        .unwrap_or_else(|problems| panic!("labs/{id}: {problems}")))
}

/// The prose of a built-in lab.
pub(crate) fn prose_of(id: &str) -> Option<&'static [(&'static str, &'static str)]> {
    find(id).map(|lab| lab.prose)
}

/// What must be there before a text can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// These built-in labs.
    pub labs: Vec<&'static str>,
    /// Whoever knows Avro: a lab in it has schemas of its own.
    pub schemas: bool,
}

/// What must be there before a text is read: a lab, an id, a link, a saved run, a submission, a rubric, or whatever else has
/// ids or labs in it. Rather one too many than one too few.
#[must_use]
pub fn needed_for(text: &str) -> Needed {
    let mut found = Found::default();
    look_in_text(text, &mut found);
    let ids = ids().iter().copied();
    Needed {
        labs: ids.filter(|id| found.labs.contains(id)).collect(),
        schemas: found.schemas,
    }
}

#[derive(Default)]
struct Found {
    labs: BTreeSet<&'static str>,
    schemas: bool,
}

fn look_in_text(text: &str, found: &mut Found) {
    if text.trim_start().starts_with('{') {
        // What is no JSON is refused, whatever labs are there.
        look_in(&serde_json::from_str(text).unwrap_or_default(), found);
    } else if let Some(content) = link::content(text) {
        look_in(&content, found);
    } else {
        found.labs.extend(meant(text));
    }
}

fn look_in(value: &Value, found: &mut Found) {
    let exact = |name: &str| ids().iter().copied().find(|id| *id == name);
    match value {
        // Such as a journal among options, or a link in a message.
        Value::String(text) if text.starts_with('{') || text.contains("#/") => {
            look_in_text(text, found);
        }
        Value::String(text) => found.labs.extend(exact(text)),
        Value::Array(values) => values.iter().for_each(|value| look_in(value, found)),
        Value::Object(fields) => {
            let lab = ["/lab/id", "/lab/source/id"].map(|path| value.pointer(path));
            found.labs.extend(
                lab.into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .filter_map(meant),
            );
            found.schemas |= fields.contains_key("schemas");
            for (name, value) in fields {
                found.labs.extend(exact(name));
                look_in(value, found);
            }
        }
        _ => {}
    }
}

/// The lab that stands in for a name that is nearly its own.
fn meant(name: &str) -> Option<&'static str> {
    const LENGTH_MAX: usize = 100;
    let name = Some(name.trim()).filter(|name| name.len() <= LENGTH_MAX)?;
    nearest(name, ids().iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whatever_names_a_lab_has_it_fetched_first() {
        let run = json!({ "lab": { "id": "comit" }, "journal": [] });
        let rubric = json!({ "labs": { "acks-1": {}, "commit": { "points": 3 } } });
        let options = json!({ "journal": json!({ "lab": { "id": "failover" } }).to_string() });
        for (text, expected) in [
            ("commit", &["commit"][..]),
            (" frist-records ", &["first-records"]),
            (
                "https://a.b/c#/lab/failover?do=9.2s:crash:broker-1",
                &["failover"],
            ),
            (&link::pack(&run.to_string()), &["commit"]),
            (&run.to_string(), &["commit"]),
            (&rubric.to_string(), &["commit", "acks-1"]),
            (&options.to_string(), &["failover"]),
            (r##"{ "link": "#/lab/commit?at=1s" }"##, &["commit"]),
            ("{", &[]),
            ("no such thing at all", &[]),
        ] {
            assert_eq!(needed_for(text).labs, expected, "{text}");
        }
    }
    #[test]
    fn a_lab_with_schemas_needs_whoever_reads_them() {
        let lab = json!({ "id": "mine", "schemas": { "ride": { "avro": "int" } } });
        let run = json!({ "lab": { "source": lab }, "journal": [] });
        for text in [
            lab.to_string(),
            run.to_string(),
            link::pack(&run.to_string()),
            json!({ "journal": run.to_string() }).to_string(),
        ] {
            assert!(needed_for(&text).schemas, "{text}");
        }
        assert!(!needed_for(&json!({ "id": "mine" }).to_string()).schemas);
    }
}
