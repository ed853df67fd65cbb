//! The records of a source, as text with a place for their number.

use engine::config::{ProducerConfig, SerializerName};
use serde_json::Value;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// As it is.
    Text(String),
    /// The number of the record.
    Number,
}

/// The keys or the values of a source: templates that records take in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Templates(pub(crate) Vec<Option<Vec<Piece>>>);

/// What a source sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Records {
    /// The keys; `None`: there are none.
    pub(crate) keys: Option<Templates>,
    /// The values.
    pub(crate) values: Values,
}

/// The values that a source sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// They say something.
    Said(Templates),
    /// They are so many bytes.
    Bytes(u64),
}

impl Records {
    /// Reads the records of a source as it stands in the lab's file.
    pub(crate) fn of(source: &Value, config: &ProducerConfig) -> Self {
        let keys = Templates::of(&source["key"], &source["keys"], config.key_serializer);
        let values = match source["value_bytes"].as_u64() {
            Some(length) => Values::Bytes(length),
            None => Values::Said(Templates::of(
                &source["value"],
                &source["values"],
                config.value_serializer,
            )),
        };
        let keys = Some(keys).filter(|keys| keys.0.iter().any(Option::is_some));
        Self { keys, values }
    }
}

impl Templates {
    fn of(one: &Value, several: &Value, serializer: SerializerName) -> Self {
        let several = several.as_array().filter(|several| !several.is_empty());
        let all = several.map_or_else(|| vec![one], |several| several.iter().collect());
        Self(
            all.into_iter()
                .map(|template| pieces(template, serializer))
                .collect(),
        )
    }
}

/// What a serializer makes of a template; `None`: nothing.
pub(crate) fn pieces(template: &Value, serializer: SerializerName) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    match (template, serializer) {
        (Value::Null, _) => return None,
        (Value::String(text), SerializerName::String) => split(text, &mut pieces, str::to_owned),
        (template, _) => json(template, &mut pieces),
    }
    Some(joined(pieces))
}

/// What a serializer makes of a value that has no number.
pub(crate) fn text(value: &Value, serializer: SerializerName) -> Option<String> {
    match (value, serializer) {
        (Value::Null, _) => None,
        (Value::String(text), SerializerName::String) => Some(text.clone()),
        (value, _) => Some(value.to_string()),
    }
}

fn json(template: &Value, pieces: &mut Vec<Piece>) {
    let mut text = |text: &str| pieces.push(Piece::Text(text.to_owned()));
    match template {
        Value::String(hole) if hole == "{n}" => pieces.push(Piece::Number),
        Value::String(inner) => {
            text("\"");
            split(inner, pieces, |part| {
                let quoted = Value::from(part).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            });
            pieces.push(Piece::Text("\"".to_owned()));
        }
        Value::Array(items) => {
            text("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    pieces.push(Piece::Text(",".to_owned()));
                }
                json(item, pieces);
            }
            pieces.push(Piece::Text("]".to_owned()));
        }
        Value::Object(fields) => {
            text("{");
            for (index, (key, value)) in fields.iter().enumerate() {
                let comma = if index > 0 { "," } else { "" };
                let key = Value::from(key.as_str());
                pieces.push(Piece::Text(format!("{comma}{key}:")));
                json(value, pieces);
            }
            pieces.push(Piece::Text("}".to_owned()));
        }
        plain => text(&plain.to_string()),
    }
}

fn split(text: &str, pieces: &mut Vec<Piece>, written: impl Fn(&str) -> String) {
    for (index, part) in text.split("{n}").enumerate() {
        if index > 0 {
            pieces.push(Piece::Number);
        }
        pieces.push(Piece::Text(written(part)));
    }
}

/// The same with as few pieces as can be.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (_, Piece::Text(text)) if text.is_empty() => {}
            (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(template: &Value, serializer: SerializerName, n: u32) -> String {
        let pieces = pieces(template, serializer).unwrap();
        let pieces = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Number => n.to_string(),
        });
        pieces.collect()
    }

    #[test]
    fn the_number_is_put_in_as_the_lab_puts_it_in() {
        let template = json!({ "{n}": "{n}", "text": "\"{n}\"#{n}", "list": ["{n}", true, null] });
        assert_eq!(
            filled(&template, SerializerName::Json, 3),
            r##"{"{n}":3,"text":"\"3\"#3","list":[3,true,null]}"##
        );
        assert_eq!(filled(&json!("a{n}b"), SerializerName::String, 3), "a3b");
        assert_eq!(pieces(&json!(null), SerializerName::Json), None);
    }
}
