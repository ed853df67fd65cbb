//! What nodes of the engine ask about schemas, answered by Avro. Nothing else between the engine and the view reaches into
//! [`crate::avro`] while a run goes on.

use std::cell::Cell;

use engine::registry::Level;
use engine::schemas::{Codec, Conflict, Definition, Framing, Known, Reason, SchemaFormat};

use crate::avro::container::{FileWriter, Header};
use crate::avro::{self, Schema};
use crate::place::{Problem, Problems};
use crate::provided::Knower;

/// Schemas that are kept as they were read; a record after the other has the same.
const REMEMBERED_MAX: usize = 64;

impl Knower {
    /// It, and with it all the code of Avro.
    pub const AVRO: Self = Self {
        format: &Avro,
        read: read_schema,
    };
}

/// Reads a schema: everything that is wrong with it, with its place.
fn read_schema(definition: &Definition) -> Result<Known, Problems> {
    let schema = parsed(definition)?;
    Ok(Known {
        text: schema.text().to_owned(),
        name: schema.name(),
    })
}

struct Avro;

thread_local! {
    /// What was read lately: a saving of time that no answer depends on.
    static REMEMBERED: Cell<Vec<(Definition, Schema)>> = const { Cell::new(Vec::new()) };
}

/// Reads a schema, or remembers that it was read.
fn parsed(definition: &Definition) -> Result<Schema, Problems> {
    let mut remembered = REMEMBERED.take();
    let place = remembered.iter().position(|(known, _)| known == definition);
    let schema = match place {
        Some(place) => Ok(remembered[place].1.clone()),
        None => parse(definition),
    };
    if place.is_none()
        && let Ok(schema) = &schema
    {
        if remembered.len() == REMEMBERED_MAX {
            remembered.clear();
        }
        remembered.push((definition.clone(), schema.clone()));
    }
    REMEMBERED.set(remembered);
    schema
}

/// A schema with what it refers to.
///
/// # Errors
/// Everything that is wrong with it, with its place. What is wrong with what it refers to has no place in it.
pub fn parse(definition: &Definition) -> Result<Schema, Problems> {
    let mut references: Vec<Schema> = Vec::new();
    for text in &definition.references {
        let schema = Schema::parse_with(text, &references)
            .map_err(|problems| Problem::at("", problems.to_string()))?;
        references.push(schema);
    }
    Schema::parse_with(&definition.text, &references)
}

/// The same, with what is wrong as one text.
fn known(definition: &Definition) -> Result<Schema, String> {
    parsed(definition).map_err(|problems| problems.to_string())
}

fn is_bytes(schema: &Schema) -> bool {
    schema.canonical() == "\"bytes\""
}

impl SchemaFormat for Avro {
    fn read(&self, schema: &Definition) -> Result<Known, String> {
        read_schema(schema).map_err(|problems| problems.to_string())
    }

    fn conflicts(&self, level: Level, new: &Definition, earlier: &[Definition]) -> Vec<Conflict> {
        let Ok(new) = parsed(new) else {
            return Vec::new();
        };
        let places = earlier.iter().enumerate();
        let (places, history): (Vec<usize>, Vec<Schema>) = places
            .filter_map(|(place, definition)| Some((place, parsed(definition).ok()?)))
            .unzip();
        let conflicts = avro::conflicts(level, &new, &history).into_iter();
        conflicts
            .map(|conflict| Conflict {
                version: places[conflict.version],
                new_reads: conflict.new_reads,
                reasons: conflict
                    .reasons
                    .into_iter()
                    .map(|reason| Reason {
                        kind: reason.kind.name(),
                        path: reason.path,
                        message: reason.message,
                    })
                    .collect(),
            })
            .collect()
    }

    fn encode(&self, schema: &Definition, json: &str, framing: Framing) -> Result<Vec<u8>, String> {
        let schema = known(schema)?;
        let json = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let value = avro::from_json(&schema, &json).map_err(|problem| problem.to_string())?;
        match value {
            avro::Value::Bytes(bytes) if framing == Framing::BehindId => Ok(bytes),
            value => avro::encode(&schema, &value).map_err(|problem| problem.to_string()),
        }
    }

    fn decode(
        &self,
        writer: &Definition,
        reader: Option<&Definition>,
        bytes: &[u8],
        framing: Framing,
    ) -> Result<String, String> {
        let writer = known(writer)?;
        let value = if framing == Framing::BehindId && is_bytes(&writer) {
            avro::Value::Bytes(bytes.to_vec())
        } else {
            let first = avro::decode_first(&writer, bytes);
            first.map_err(|error| error.to_string())?.0
        };
        let Some(reader) = reader else {
            return Ok(avro::to_plain(&writer, &value).to_string());
        };
        let reader = known(reader)?;
        let resolved = avro::resolve(&writer, &reader, &value).map_err(|p| p.to_string())?;
        Ok(avro::to_plain(&reader, &resolved.value).to_string())
    }

    fn file_header(&self, schema: &Definition, codec: Codec) -> Result<Vec<u8>, String> {
        Ok(Header::new(known(schema)?, codec).bytes())
    }

    fn file_block(
        &self,
        schema: &Definition,
        codec: Codec,
        values: &[&str],
    ) -> Result<Vec<u8>, String> {
        let schema = known(schema)?;
        let wrong = |index: usize, problem: String| format!("value {index}: {problem}");
        let mut all = Vec::with_capacity(values.len());
        for (index, text) in values.iter().enumerate() {
            let json =
                serde_json::from_str(text).map_err(|error| wrong(index, error.to_string()))?;
            let value = avro::from_json(&schema, &json);
            all.push(value.map_err(|problem| wrong(index, problem.to_string()))?);
        }
        FileWriter::block(Header::new(schema, codec), &all)
            .map_err(|(index, problem)| wrong(index, problem.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::avro::container::outline;
    use crate::schemas;

    const FIRST: &str = r#"{"type":"record","name":"Ride","fields":[{"name":"id","type":"int"}]}"#;
    const SECOND: &str = r#"{"type":"record","name":"Ride","fields":[{"name":"id","type":"long"},{"name":"tip","type":"int","default":5}]}"#;

    #[test]
    fn a_reader_sees_what_was_written_as_its_own_schema_has_it() {
        let (first, second) = (Definition::alone(FIRST), Definition::alone(SECOND));
        let avro = schemas().0;
        let bytes = avro
            .encode(&first, r#"{"id":7}"#, Framing::Bare)
            .expect("it fits");
        assert_eq!(bytes, [14]);
        let read = |reader| avro.decode(&first, reader, &bytes, Framing::Bare);
        assert_eq!(read(None).as_deref(), Ok(r#"{"id":7}"#));
        assert_eq!(read(Some(&second)).as_deref(), Ok(r#"{"id":7,"tip":5}"#));
    }

    #[test]
    fn what_lies_behind_a_value_is_nobody_s_business() {
        let first = Definition::alone(FIRST);
        let read = schemas().0.decode(&first, None, &[14, 1, 2], Framing::Bare);
        assert_eq!(read.as_deref(), Ok(r#"{"id":7}"#));
    }

    #[test]
    fn bytes_behind_an_id_have_no_length_of_their_own() {
        let bytes = Definition::alone("\"bytes\"");
        let avro = schemas().0;
        let written = |framing| avro.encode(&bytes, "\"ab\"", framing).expect("it fits");
        assert_eq!(written(Framing::Bare), [4, b'a', b'b']);
        assert_eq!(written(Framing::BehindId), *b"ab");
        let read = avro.decode(&bytes, None, b"ab", Framing::BehindId);
        assert_eq!(read.as_deref(), Ok("\"ab\""));
    }

    #[test]
    fn a_file_is_its_header_and_its_blocks() {
        let (avro, schema) = (schemas().0, Definition::alone(FIRST));
        let mut file = avro.file_header(&schema, Codec::Null).expect("it is sound");
        for values in [&[r#"{"id":1}"#, r#"{"id":2}"#][..], &[r#"{"id":3}"#]] {
            let block = avro.file_block(&schema, Codec::Null, values);
            file.extend(block.expect("they fit"));
        }
        let (_, blocks) = outline(&file).expect("it is one");
        let counts: Vec<u64> = blocks.iter().map(|block| block.count).collect();
        assert_eq!(counts, [2, 1]);
        let refused = avro.file_block(&schema, Codec::Null, &[r#"{"id":1}"#, "{}"]);
        assert!(
            refused
                .expect_err("the second has no id")
                .starts_with("value 1: ")
        );
    }

    #[test]
    fn a_value_that_does_not_fit_is_told_with_its_place() {
        let refused = schemas()
            .0
            .encode(&Definition::alone(FIRST), r#"{"id":"x"}"#, Framing::Bare)
            .expect_err("it does not fit");
        assert!(refused.starts_with("id: "), "{refused}");
    }

    #[test]
    fn what_a_schema_refers_to_is_read_before_it() {
        let named = r#"{"type":"record","name":"a.B","fields":[]}"#;
        let of = Definition {
            text: r#"{"type":"array","items":"a.B"}"#.into(),
            references: vec![named.into()],
        };
        assert!(schemas().0.read(&of).is_ok());
        assert!(schemas().0.read(&Definition::alone(&of.text)).is_err());
    }
}
