//! `key.serializer` and `value.serializer`.

use engine::config::SerializerName;
use engine::model::Payload;
use serde_json::Value;

use crate::problem::SerializeError;

/// What an application hands to its client so that a value becomes bytes: text, of which the client's serializer makes
/// them at `send()`. For the first two, they are the bytes already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Serializer {
    /// The text's own bytes, UTF-8 (`StringSerializer`).
    String,
    /// JSON on one line, without spaces, its fields in the order in which they were written.
    Json,
    /// A whole number (`LongSerializer`).
    Long,
    /// A value of a schema, as JSON.
    Avro,
}

impl From<SerializerName> for Serializer {
    fn from(name: SerializerName) -> Self {
        match name {
            SerializerName::String => Self::String,
            // What it throws at matters to nobody.
            SerializerName::Json | SerializerName::Failing => Self::Json,
            SerializerName::Long => Self::Long,
            SerializerName::Avro | SerializerName::KafkaAvro => Self::Avro,
        }
    }
}

impl Serializer {
    /// Reads what a person typed into a field that is for this serializer: the bare text, without quotes, for
    /// [`Self::String`], and JSON for all others.
    ///
    /// # Errors
    /// When the text is no JSON: what is wrong, and in which line and column.
    pub fn read(self, typed: &str) -> Result<Value, SerializeError> {
        match self {
            Self::String => Ok(Value::String(typed.to_owned())),
            Self::Json | Self::Long | Self::Avro => {
                serde_json::from_str(typed).map_err(|error| SerializeError::NotJson {
                    reason: reason(&error),
                    line: error.line(),
                    column: error.column(),
                })
            }
        }
    }

    /// Serializes a value. JSON's null is Kafka's null: no key, or a tombstone.
    ///
    /// # Errors
    /// When the string serializer is given anything but text, or the one for numbers anything but a whole number.
    pub fn serialize(self, value: &Value) -> Result<Option<Payload>, SerializeError> {
        match (self, value) {
            (_, Value::Null) => Ok(None),
            (Self::String, Value::String(text)) => Ok(Some(text.as_str().into())),
            (Self::String, other) => Err(SerializeError::NotText { found: kind(other) }),
            (Self::Long, value) if value.as_i64().is_none() => {
                Err(SerializeError::NotWhole { found: kind(value) })
            }
            (Self::Json | Self::Long | Self::Avro, value) => {
                Ok(Some(value.to_string().as_str().into()))
            }
        }
    }
}

/// The parser's message without the place, which is told apart.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show;

    #[test]
    fn typed_json_is_stored_on_one_line_in_the_order_of_its_fields() {
        let value = Serializer::Json
            .read("{ \"number\": 10,\n  \"a\": [1, 2.5] }")
            .unwrap();
        let payload = Serializer::Json.serialize(&value).unwrap().unwrap();
        assert_eq!(show(&payload).text, "{\"number\":10,\"a\":[1,2.5]}");
    }

    #[test]
    fn a_mistake_in_json_is_told_with_its_line_and_column() {
        let error = Serializer::Json.read("{\n  \"number\": ten }").unwrap_err();
        assert!(
            matches!(
                error,
                SerializeError::NotJson {
                    line: 2,
                    column: 14,
                    ..
                }
            ),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            "this is not JSON: expected ident (line 2, column 14)"
        );
    }

    #[test]
    fn text_is_stored_as_it_is() {
        let value = Serializer::String.read("año \"1\"").unwrap();
        let payload = Serializer::String.serialize(&value).unwrap().unwrap();
        assert_eq!(payload.bytes().as_ref(), "año \"1\"".as_bytes());
    }

    #[test]
    fn the_string_serializer_takes_only_text() {
        let error = Serializer::String
            .serialize(&serde_json::json!({ "number": 1 }))
            .unwrap_err();
        assert!(error.to_string().contains("not an object"));
    }

    #[test]
    fn the_serializer_of_numbers_takes_only_whole_ones() {
        let number = Serializer::Long.serialize(&serde_json::json!(-7));
        assert_eq!(number, Ok(Some("-7".into())));
        let error = Serializer::Long.serialize(&serde_json::json!(1.5));
        assert!(error.unwrap_err().to_string().contains("whole number"));
    }

    #[test]
    fn null_is_a_tombstone() {
        assert_eq!(Serializer::Json.serialize(&Value::Null), Ok(None));
        assert_eq!(Serializer::String.serialize(&Value::Null), Ok(None));
    }
}
