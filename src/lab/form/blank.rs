//! What is there at first: the least that a schema takes.

use serde_json::{Map, Value};

use super::{Form, Place};
use crate::shape::{number, types};

/// Something within something deeper than this holds itself.
const DEPTH_MAX: u32 = 12;

pub(super) fn of(form: &Form<'_>, place: &Place<'_>) -> Value {
    at(form, place, 0).unwrap_or_default()
}

/// `None`: it would have to hold itself without end.
fn at(form: &Form<'_>, place: &Place<'_>, depth: u32) -> Option<Value> {
    if depth > DEPTH_MAX {
        return None;
    }
    if let Some(default) = place.schema.get("default").filter(|d| !d.is_null()) {
        return Some(default.clone());
    }
    let place = form.resolved(place);
    let schema = place.schema;
    if let Some(word) = schema.get("const") {
        return Some(word.clone());
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words.first().cloned();
    }
    let branches = form.branches(&place);
    if !branches.is_empty() {
        let mut blanks = branches
            .iter()
            .filter_map(|branch| at(form, &branch.place, depth + 1));
        return blanks.next();
    }
    Some(match types(schema).first() {
        Some(&"object") => required(form, &place, depth)?,
        Some(&"array") => {
            let least = number(schema, "minItems").unwrap_or(0.0) as usize;
            let each = place.each("items").filter(|_| least > 0);
            match each {
                Some(each) => Value::Array(vec![at(form, &each, depth + 1)?; least]),
                None => Value::Array(Vec::new()),
            }
        }
        Some(&"integer" | &"number") => match number(schema, "minimum") {
            Some(least) => Value::from(least.max(0.0) as u64),
            None => Value::from(0),
        },
        Some(&"boolean") => Value::from(false),
        _ => Value::from(""),
    })
}

fn required(form: &Form<'_>, place: &Place<'_>, depth: u32) -> Option<Value> {
    let list = place.schema.get("required").and_then(Value::as_array);
    let names = list.into_iter().flatten().filter_map(Value::as_str);
    let part = |name: &str| {
        let schema = place.schema.get("properties")?.get(name)?;
        let inner = at(form, &place.part(name, schema), depth + 1)?;
        Some((name.to_owned(), inner))
    };
    let parts: Option<Map<String, Value>> = names.map(part).collect();
    parts.map(Value::Object)
}
