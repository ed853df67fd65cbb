//! Values that several schemas allow: which one is meant, and what is wrong with the value as such.

use serde_json::{Map, Value};

use super::{Check, fits, kind, types, words_of};
use crate::nearest::nearest;
use crate::path::Path;
use crate::problem::Problem;

impl<'a> Check<'a> {
    /// Picks the one of several schemas that the value means, and checks it against that.
    pub(super) fn branch(
        &mut self,
        value: &Value,
        branches: &'a [Value],
        path: &Path,
    ) -> Option<Value> {
        let branches: Vec<&'a Value> = branches.iter().map(|branch| self.resolve(branch)).collect();
        // Null is a choice of its own, though a reference says nothing of its type and would fit it too.
        if value.is_null() && branches.iter().any(|branch| types(branch) == ["null"]) {
            return Some(Value::Null);
        }
        let words: Vec<&Value> = branches
            .iter()
            .flat_map(|branch| words_of(branch))
            .collect();
        let all_words = branches.iter().all(|branch| !words_of(branch).is_empty());
        if all_words || (value.is_string() && !words.is_empty()) {
            return self.word(value, &words, path);
        }
        if let Some(tag) = tag(&branches) {
            return self.tagged(value, &branches, tag, path);
        }
        let fitting: Vec<&'a Value> = branches
            .iter()
            .copied()
            .filter(|branch| fits(value, branch))
            .collect();
        match (fitting.as_slice(), value) {
            ([], _) => {
                let kinds: Vec<String> = branches.iter().map(|branch| kind(branch)).collect();
                self.problems
                    .push(Problem::at(path, format!("must be {}", kinds.join(" or "))).with(value));
                None
            }
            ([only], _) => self.value(value, only, path),
            (_, Value::Object(fields)) if fitting.iter().all(|one| only_field(one).is_some()) => {
                self.keyed(fields, &fitting, value, path)
            }
            (_, Value::Object(fields)) => self.marked(fields, &fitting, value, path),
            ([first, ..], _) => self.value(value, first, path),
        }
    }

    /// Objects told apart by the one field that they have, such as `{"crash": ..}`.
    fn keyed(
        &mut self,
        fields: &Map<String, Value>,
        branches: &[&'a Value],
        value: &Value,
        path: &Path,
    ) -> Option<Value> {
        let names: Vec<&str> = branches
            .iter()
            .filter_map(|branch| only_field(branch))
            .collect();
        let mut keys = fields.keys().map(String::as_str);
        let (Some(key), None) = (keys.next(), keys.next()) else {
            let message = format!("must have exactly one field, one of {}", names.join(", "));
            self.problems.push(Problem::at(path, message).with(value));
            return None;
        };
        let Some(branch) = branches
            .iter()
            .find(|branch| only_field(branch) == Some(key))
        else {
            let hint =
                nearest(key, names.iter().copied()).map(|name| format!("; did you mean {name:?}?"));
            let message = format!(
                "must be one of {}{}",
                names.join(", "),
                hint.unwrap_or_default()
            );
            self.problems.push(Problem::at(&path.key(key), message));
            return None;
        };
        let sound = self.value(value, branch, path)?;
        sound.get(key).is_some().then_some(sound)
    }

    /// Objects told apart by a field that each must have, such as `{"measure": ..}`.
    fn marked(
        &mut self,
        fields: &Map<String, Value>,
        branches: &[&'a Value],
        value: &Value,
        path: &Path,
    ) -> Option<Value> {
        let mark = |branch: &&'a Value| branch["required"][0].as_str();
        let is_marked =
            |branch: &&&'a Value| mark(branch).is_some_and(|name| fields.contains_key(name));
        if let Some(branch) = branches.iter().find(is_marked) {
            return self.value(value, branch, path);
        }
        let names: Vec<&str> = branches.iter().filter_map(mark).collect();
        let mut near = fields
            .keys()
            .filter_map(|key| nearest(key, names.iter().copied()));
        let hint = near.next().map(|name| format!("; did you mean {name:?}?"));
        let message = format!(
            "must have one of {}{}",
            names.join(", "),
            hint.unwrap_or_default()
        );
        self.problems.push(Problem::at(path, message).with(value));
        None
    }

    /// Objects told apart by a field that names their kind.
    fn tagged(
        &mut self,
        value: &Value,
        branches: &[&'a Value],
        tag: &str,
        path: &Path,
    ) -> Option<Value> {
        let Value::Object(fields) = value else {
            self.problems
                .push(Problem::at(path, "must be an object").with(value));
            return None;
        };
        let tag_of = |branch: &'a Value| &branch["properties"][tag]["const"];
        let Some(given) = fields.get(tag) else {
            let names: Vec<String> = branches
                .iter()
                .map(|branch| tag_of(branch).to_string())
                .collect();
            let message = format!("is missing: it must be one of {}", names.join(", "));
            self.problems.push(Problem::at(&path.key(tag), message));
            return None;
        };
        match branches
            .iter()
            .copied()
            .find(|branch| tag_of(branch) == given)
        {
            Some(branch) => self.value(value, branch, path),
            None => self
                .word(
                    given,
                    &branches.iter().copied().map(tag_of).collect::<Vec<_>>(),
                    &path.key(tag),
                )
                .and(None),
        }
    }
}

/// The field whose constant tells these schemas apart.
fn tag<'a>(branches: &[&'a Value]) -> Option<&'a str> {
    let properties = branches.first()?.get("properties")?.as_object()?;
    let mut constants = properties
        .iter()
        .filter(|(_, schema)| schema.get("const").is_some());
    constants.next().map(|(key, _)| key.as_str())
}

/// The one field that a schema has.
pub fn only_field(schema: &Value) -> Option<&str> {
    let properties = schema.get("properties")?.as_object()?;
    (properties.len() == 1).then(|| properties.keys().next().map(String::as_str))?
}
