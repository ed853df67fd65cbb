//! Damage to JSON: values replaced, left out, doubled or put elsewhere, names misspelt.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// One thing that is done to a document.
#[derive(Clone, Debug)]
pub enum Damage {
    /// A value becomes another.
    Replace(Index, Value),
    /// A field or an item is gone.
    Remove(Index),
    /// An item is there twice.
    Repeat(Index),
    /// A value is that of another place.
    Copy(Index, Index),
    /// A field has another name.
    Rename(Index, String),
}

/// Some damage.
pub fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let place = any::<Index>;
    let one = prop_oneof![
        4 => (place(), junk()).prop_map(|(at, value)| Damage::Replace(at, value)),
        2 => place().prop_map(Damage::Remove),
        1 => place().prop_map(Damage::Repeat),
        2 => (place(), place()).prop_map(|(at, from)| Damage::Copy(at, from)),
        1 => (place(), "[a-z_.-]{0,12}").prop_map(|(at, name)| Damage::Rename(at, name)),
    ];
    prop::collection::vec(one, 1..5)
}

/// What may stand anywhere: bounds, and what is beside them; wrong kinds; long and strange texts.
fn junk() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(1),
            json!(2),
            json!(1.5),
            json!(100_000),
            json!(i32::MAX),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(1e300),
            json!(""),
            json!("-1"),
            json!("leader of orders-0"),
            json!("everyone else"),
            json!([]),
            json!({}),
            json!([[[[[]]]]]),
        ]),
        any::<u16>().prop_map(Value::from),
        "\\PC{0,30}".prop_map(Value::from),
        "[a-z]".prop_map(|letter| Value::from(letter.repeat(70_000))),
    ]
}

/// The document after that.
pub fn damaged(mut document: Value, all: &[Damage]) -> Value {
    for one in all {
        let places = places(&document);
        let at = |index: &Index| places[index.index(places.len())].clone();
        match one {
            Damage::Replace(place, value) => put(&mut document, &at(place), value.clone()),
            Damage::Copy(place, from) => {
                let value = document.pointer(&at(from)).cloned().unwrap_or_default();
                put(&mut document, &at(place), value);
            }
            Damage::Remove(place) => take(&mut document, &at(place), |_, _| {}),
            Damage::Repeat(place) => {
                if let Some(Value::Array(items)) = document.pointer_mut(&at(place)) {
                    items.extend(items.first().cloned());
                }
            }
            Damage::Rename(place, name) => take(&mut document, &at(place), |parent, value| {
                if let Value::Object(fields) = parent {
                    fields.insert(name.clone(), value);
                }
            }),
        }
    }
    document
}

/// Every place of a document, as JSON pointers; the whole first.
fn places(document: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut next = 0;
    while let Some(place) = found.get(next).cloned() {
        next += 1;
        match document.pointer(&place) {
            Some(Value::Object(fields)) => found.extend(fields.keys().map(|key| {
                let key = key.replace('~', "~0").replace('/', "~1");
                format!("{place}/{key}")
            })),
            Some(Value::Array(items)) => {
                found.extend((0..items.len()).map(|index| format!("{place}/{index}")));
            }
            _ => {}
        }
    }
    found
}

fn put(document: &mut Value, place: &str, value: Value) {
    if let Some(there) = document.pointer_mut(place) {
        *there = value;
    }
}

/// Takes a field or an item out of whatever it is in.
fn take(document: &mut Value, place: &str, then: impl FnOnce(&mut Value, Value)) {
    let Some((parent, last)) = place.rsplit_once('/') else {
        return;
    };
    let Some(parent) = document.pointer_mut(parent) else {
        return;
    };
    let name = last.replace("~1", "/").replace("~0", "~");
    let taken = match parent {
        Value::Object(fields) => fields.remove(&name),
        Value::Array(items) => name.parse().ok().map(|index: usize| items.remove(index)),
        _ => None,
    };
    if let Some(value) = taken {
        then(parent, value);
    }
}
