//! A record on its way from the schema that writes it to the one that reads it.

use schema::avro::{Note, Schema, Value, dissect, encode, from_json, resolve, to_plain};
use serde::Serialize;
use serde_json::Value as Json;

use super::Told;
use crate::hex::{Hex, SizeOf, sizes};
use crate::saying::Saying;

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Passage {
    /// Its bytes, or why it has none.
    pub written: Result<Written, Told>,
    /// What a reader gets; none while nothing was written, or the schema that reads is broken.
    pub read: Option<Result<Read, Told>>,
}

/// A record as bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Written {
    /// The bytes, and what they say.
    pub hex: Hex,
    /// What they take, beside other ways of writing it.
    pub sizes: Option<SizeOf>,
}

/// What a reader gets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Read {
    /// The record as JSON, line by line.
    pub json: String,
    /// What is not as it was written: of which field, and what happened to it.
    pub notes: Vec<(String, Saying)>,
}

impl Passage {
    /// What becomes of a record that somebody typed.
    pub(super) fn of(record: &str, old: &Schema, new: Option<&Schema>) -> Self {
        let value = typed(record, old);
        let read = value
            .as_ref()
            .ok()
            .zip(new)
            .map(|(value, new)| read(old, new, value));
        Self {
            written: value.and_then(|value| written(old, &value)),
            read,
        }
    }
}

fn typed(record: &str, schema: &Schema) -> Result<Value, Told> {
    let json: Json = serde_json::from_str(record).map_err(|error| {
        let text = error.to_string();
        Told {
            place: format!("line {}, column {}", error.line(), error.column()),
            message: text
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned(),
        }
    })?;
    from_json(schema, &json).map_err(|problem| Told::from(&problem))
}

fn written(schema: &Schema, value: &Value) -> Result<Written, Told> {
    let bytes = encode(schema, value).map_err(|problem| Told::from(&problem))?;
    Ok(Written {
        hex: Hex::of(&bytes, &dissect(schema, &bytes).parts, None, 0),
        sizes: sizes(schema, value),
    })
}

fn read(old: &Schema, new: &Schema, value: &Value) -> Result<Read, Told> {
    let resolved = resolve(old, new, value).map_err(|problem| Told::from(&problem))?;
    Ok(Read {
        json: format!("{:#}", to_plain(new, &resolved.value)),
        notes: resolved.notes.into_iter().map(note).collect(),
    })
}

fn note(note: Note) -> (String, Saying) {
    match note {
        Note::Default { path } => (path, Saying::new("schemas-note-default")),
        Note::LeftOut { path } => (path, Saying::new("schemas-note-left-out")),
        Note::Renamed { path, from } => {
            (path, Saying::new("schemas-note-renamed").with("from", from))
        }
        Note::Promoted { path, from, to } => {
            let saying = Saying::new("schemas-note-promoted").with("from", from);
            (path, saying.with("to", to))
        }
        Note::SymbolDefault { path, from } => {
            (path, Saying::new("schemas-note-symbol").with("from", from))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}"#;
    const NEW: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"long"},{"name":"c","type":"string","default":"new"}]}"#;

    fn passage(record: &str) -> Passage {
        let (old, new) = (Schema::parse(OLD).unwrap(), Schema::parse(NEW).unwrap());
        Passage::of(record, &old, Some(&new))
    }

    #[test]
    fn a_reader_gets_the_record_in_its_own_schema_and_is_told_what_changed() {
        let passage = passage("{\"a\": 330, \"b\": 1}");
        assert_eq!(passage.written.unwrap().hex.bytes, [0x94, 0x05, 0x02]);
        let read = passage.read.unwrap().unwrap();
        assert_eq!(read.json, "{\n  \"a\": 330,\n  \"c\": \"new\"\n}");
        let keys: Vec<_> = read
            .notes
            .iter()
            .map(|(path, saying)| (path.as_str(), saying.key))
            .collect();
        assert_eq!(
            keys,
            [
                ("b", "schemas-note-left-out"),
                ("a", "schemas-note-promoted"),
                ("c", "schemas-note-default"),
            ]
        );
    }

    #[test]
    fn a_record_that_is_none_is_told_with_its_place() {
        assert_eq!(
            passage("{\"a\": 1").written.unwrap_err().place,
            "line 1, column 7"
        );
        assert_eq!(
            passage("{\"a\": \"x\", \"b\": 1}")
                .written
                .unwrap_err()
                .place,
            "a"
        );
        assert_eq!(passage("{}").read, None);
    }
}
