//! Rows of JSON.

use std::io::{BufReader, Read};

use serde_json::{Deserializer, StreamDeserializer, Value as Json, de::IoRead};

use super::unbracketed::Unbracketed;

/// The values of a list, or values one after the other.
pub(super) struct JsonRows<R: Read>(
    StreamDeserializer<'static, IoRead<Unbracketed<BufReader<R>>>, Json>,
);

impl<R: Read> JsonRows<R> {
    pub fn new(source: R) -> Self {
        Self(Deserializer::from_reader(Unbracketed::new(BufReader::new(source))).into_iter())
    }

    /// The next value; of a mistake its place and the reason.
    pub fn next(&mut self) -> Option<Result<Json, (String, String)>> {
        let next = self.0.next()?;
        Some(next.map_err(|error| {
            let text = error.to_string();
            let reason = text.split(" at line ").next().unwrap_or_default();
            (
                format!("line {}, column {}", error.line(), error.column()),
                format!("this is not JSON: {reason}"),
            )
        }))
    }
}
