//! Holds a document against the JSON Schema of lab files: every problem at once, and what is sound of it.
//!
//! The schema is the one at `labs/lab.schema.json`, which is made from the types in `file`; so an editor and this room
//! say the same. Only the words that it uses are understood here.

mod branch;

pub use branch::only_field;

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::nearest::{nearest, suggestion};
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// A JSON Schema.
pub struct Schema {
    root: &'static Value,
    /// Where in it the part is that documents are held against.
    part: &'static str,
}

impl Schema {
    /// The schema of lab files.
    #[must_use]
    pub fn of_labs() -> Self {
        Self::of_part("")
    }

    /// The schema of an action by itself.
    #[must_use]
    pub fn of_actions() -> Self {
        Self::of_part("/$defs/Action")
    }

    /// The schema of rubrics.
    #[must_use]
    pub fn of_rubrics() -> Self {
        static ROOT: LazyLock<Value> =
            LazyLock::new(|| made(include_str!("../../labs/rubric.schema.json")));
        Self {
            root: &ROOT,
            part: "",
        }
    }

    fn of_part(part: &'static str) -> Self {
        static ROOT: LazyLock<Value> =
            LazyLock::new(|| made(include_str!("../../labs/lab.schema.json")));
        Self { root: &ROOT, part }
    }

    /// The schema itself.
    pub const fn root(&self) -> &'static Value {
        self.root
    }

    /// The parts that it refers to, by name.
    pub fn definitions(&self) -> impl Iterator<Item = (&String, &Value)> {
        let parts = self.root.get("$defs").and_then(Value::as_object);
        parts.into_iter().flatten()
    }

    /// Checks a document. What is answered is the document without the parts that are wrong: unknown fields and values of
    /// a wrong kind are left out, such items of lists are null. Values that are only out of bounds stay, so that what else
    /// is wrong around them is found too.
    pub fn check(&self, document: &Value, problems: &mut Problems) -> Value {
        let root = self.root;
        let schema = root.pointer(self.part).unwrap_or(root);
        Check { root, problems }
            .value(document, schema, &Path::ROOT)
            .unwrap_or_default()
    }
}

fn made(text: &str) -> Value {
    serde_json::from_str(text).expect("the schema is made by this project, which a test checks")
}

struct Check<'a> {
    root: &'a Value,
    problems: &'a mut Problems,
}

impl<'a> Check<'a> {
    /// Checks one value. `None`: it is wrong as a whole.
    fn value(&mut self, value: &Value, schema: &'a Value, path: &Path) -> Option<Value> {
        let schema = self.resolve(schema);
        if let Some(branches) = branches(schema) {
            return self.branch(value, branches, path);
        }
        if let Some(wanted) = schema.get("const") {
            return self.expect(value == wanted, value, path, || format!("must be {wanted}"));
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return self.word(value, &words.iter().collect::<Vec<_>>(), path);
        }
        if !fits(value, schema) {
            self.problems
                .push(Problem::at(path, format!("must be {}", kind(schema))).with(value));
            return None;
        }
        match value {
            Value::Object(fields) => self.object(fields, schema, path),
            Value::Array(items) => self.array(items, schema, path),
            Value::String(text) => {
                let length = text.chars().count() as u64;
                let bounds = (number(schema, "minLength"), number(schema, "maxLength"));
                self.within(length as f64, bounds, value, path, " characters long");
                Some(value.clone())
            }
            Value::Number(n) => {
                let bounds = (number(schema, "minimum"), number(schema, "maximum"));
                self.within(n.as_f64().unwrap_or(f64::NAN), bounds, value, path, "");
                Some(value.clone())
            }
            Value::Null | Value::Bool(_) => Some(value.clone()),
        }
    }

    fn object(
        &mut self,
        fields: &Map<String, Value>,
        schema: &'a Value,
        path: &Path,
    ) -> Option<Value> {
        let known = schema.get("properties").and_then(Value::as_object);
        let others = schema
            .get("additionalProperties")
            .filter(|others| others.is_object());
        let count = fields.len() as f64;
        if !self.within(
            count,
            (None, number(schema, "maxProperties")),
            &Value::Null,
            path,
            " entries long",
        ) {
            return None;
        }
        let mut sound = Map::new();
        for (key, value) in fields {
            let inner = path.key(key);
            let Some(schema) = known.and_then(|known| known.get(key)).or(others) else {
                match known {
                    // Any object will do.
                    None => drop(sound.insert(key.clone(), value.clone())),
                    Some(known) => {
                        let hint = suggestion(key, known.keys().map(String::as_str));
                        self.problems.push(Problem::at(
                            &inner,
                            format!("there is no field {key:?} here{hint}"),
                        ));
                    }
                }
                continue;
            };
            if let Some(value) = self.value(value, schema, &inner) {
                sound.insert(key.clone(), value);
            }
        }
        for key in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !fields.contains_key(key) {
                let wanted = known
                    .and_then(|known| known.get(key))
                    .map(|schema| kind(self.resolve(schema)));
                let wanted = wanted
                    .map(|kind| format!(": it must be {kind}"))
                    .unwrap_or_default();
                self.problems
                    .push(Problem::at(&path.key(key), format!("is missing{wanted}")));
            }
        }
        Some(Value::Object(sound))
    }

    fn array(&mut self, items: &[Value], schema: &'a Value, path: &Path) -> Option<Value> {
        let bounds = (number(schema, "minItems"), number(schema, "maxItems"));
        if !self.within(
            items.len() as f64,
            bounds,
            &Value::Null,
            path,
            " entries long",
        ) {
            return None;
        }
        let Some(each) = schema.get("items") else {
            return Some(Value::Array(items.to_vec()));
        };
        let sound = items.iter().enumerate().map(|(index, item)| {
            self.value(item, each, &path.index(index))
                .unwrap_or_default()
        });
        Some(Value::Array(sound.collect()))
    }

    fn word(&mut self, value: &Value, words: &[&Value], path: &Path) -> Option<Value> {
        self.expect(words.contains(&value), value, path, || {
            let list: Vec<String> = words.iter().map(ToString::to_string).collect();
            let known = words.iter().filter_map(|word| word.as_str());
            let hint = value.as_str().and_then(|given| nearest(given, known));
            let hint = hint
                .map(|name| format!("; did you mean {name:?}?"))
                .unwrap_or_default();
            format!("must be one of {}{hint}", list.join(", "))
        })
    }

    fn within(
        &mut self,
        n: f64,
        (least, most): (Option<f64>, Option<f64>),
        value: &Value,
        path: &Path,
        unit: &str,
    ) -> bool {
        if least.is_none_or(|least| n >= least) && most.is_none_or(|most| n <= most) {
            return true;
        }
        let range = match (least, most) {
            (Some(least), Some(most)) => format!("from {least} to {most}"),
            (Some(least), None) => format!("at least {least}"),
            (None, Some(most)) => format!("at most {most}"),
            (None, None) => String::new(),
        };
        let problem = Problem::at(path, format!("must be {range}{unit}"));
        self.problems.push(if value.is_null() {
            problem
        } else {
            problem.with(value)
        });
        false
    }

    fn expect(
        &mut self,
        met: bool,
        value: &Value,
        path: &Path,
        wanted: impl Fn() -> String,
    ) -> Option<Value> {
        if !met {
            self.problems.push(Problem::at(path, wanted()).with(value));
        }
        met.then(|| value.clone())
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let Some(target) = reference
                .strip_prefix('#')
                .and_then(|pointer| self.root.pointer(pointer))
            else {
                return schema;
            };
            schema = target;
        }
        schema
    }
}

fn branches(schema: &Value) -> Option<&[Value]> {
    let list = schema.get("oneOf").or_else(|| schema.get("anyOf"))?;
    list.as_array().map(Vec::as_slice)
}

/// The words that a schema allows, if it allows only words.
fn words_of(schema: &Value) -> Vec<&Value> {
    let list = schema
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    schema.get("const").into_iter().chain(list).collect()
}

/// A bound that a schema sets.
pub fn number(schema: &Value, word: &str) -> Option<f64> {
    schema.get(word).and_then(Value::as_f64)
}

/// The types that a schema allows.
pub fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

/// Whether a value is of a type that a schema allows.
pub fn fits(value: &Value, schema: &Value) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|kind| match *kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" if schema.get("format").is_some_and(|format| format == "int64") => {
                value.is_i64()
            }
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "null" => value.is_null(),
            _ => false,
        })
}

/// What a schema wants, in words.
fn kind(schema: &Value) -> String {
    if let Some(branches) = branches(schema) {
        let words: Vec<String> = branches
            .iter()
            .flat_map(words_of)
            .map(ToString::to_string)
            .collect();
        if !words.is_empty() {
            return format!("one of {}", words.join(", "));
        }
    }
    let names: Vec<&str> = types(schema)
        .into_iter()
        .map(|kind| match kind {
            "object" => "an object",
            "array" => "a list",
            "string" => "text",
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            _ => "null",
        })
        .collect();
    let names = if names.is_empty() {
        "given".to_owned()
    } else {
        names.join(" or ")
    };
    let range = match (number(schema, "minimum"), number(schema, "maximum")) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        _ => String::new(),
    };
    names + &range
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(document: &Value) -> (Value, Vec<String>) {
        let mut problems = Problems::default();
        let sound = Schema::of_labs().check(document, &mut problems);
        (sound, problems.iter().map(ToString::to_string).collect())
    }

    fn lab() -> Value {
        json!({ "format": 1, "id": "x", "track": "records", "cluster": { "brokers": [{ "id": 1 }] }, "until_ms": 1,
            "steps": [{ "kind": "read", "id": "a" }] })
    }

    #[test]
    fn a_sound_document_comes_back_as_it_is() {
        let (sound, problems) = check(&lab());
        assert_eq!((sound, problems), (lab(), vec![]));
    }

    #[test]
    fn every_problem_is_told_at_once_and_the_rest_is_kept() {
        let mut file = lab();
        file["until_ms"] = json!(0);
        file["sed"] = json!(7);
        file["track"] = json!("record");
        file["claim"] = json!("at-least-one");
        file["cluster"]["brokers"] = json!([{ "id": "1" }, { "id": 2, "rac": "a" }]);
        file["clients"] = json!({ "p": { "kind": "producr" }, "q": {}, "c": { "kind": "consumer", "config": { "a": [] } } });
        file["script"] = json!([{ "at_ms": 1, "do": { "chrash": "p" } }, { "at_ms": 1, "do": {} }, { "at_ms": 1, "do": 7 }]);
        let (sound, problems) = check(&file);
        for expected in [
            "until_ms = 0: must be from 1 to 86400000",
            "sed: there is no field \"sed\" here; did you mean \"seed\"?",
            "did you mean \"records\"?",
            "did you mean \"at-least-once\"?",
            "cluster.brokers[0].id = \"1\": must be a whole number from 1 to 999",
            "cluster.brokers[1].rac: there is no field \"rac\" here; did you mean \"rack\"?",
            "clients.p.kind = \"producr\": must be one of \"producer\", \"consumer\", \"sink\", \"sender\", \"receiver\", \"pusher\", \"registry\"; did you mean \"producer\"?",
            "clients.q.kind: is missing: it must be one of \"producer\", \"consumer\", \"sink\", \"sender\", \"receiver\", \"pusher\", \"registry\"",
            "clients.c.subscribe: is missing: it must be a list",
            "clients.c.config.a = []: must be text or a number or true or false",
            "script[0].do.chrash: must be one of start,",
            "did you mean \"crash\"?",
            "script[1].do = {}: must have exactly one field",
            "script[2].do = 7: must be an object",
        ] {
            assert!(
                problems.iter().any(|problem| problem.contains(expected)),
                "{expected} is not in {problems:#?}"
            );
        }
        assert_eq!(sound["cluster"]["brokers"][1], json!({ "id": 2 }));
        assert!(sound.get("track").is_none() && sound.get("sed").is_none());
    }
}
