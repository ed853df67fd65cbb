//! What the same value takes, as it is written.

use schema::avro::{Schema, Value, encode, to_plain};
use serde::Serialize;

/// Bytes of a value in each way of writing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SizeOf {
    /// As JSON on one line.
    pub json: usize,
    /// As Avro, the schema being known.
    pub avro: usize,
    /// As Avro behind the id of its schema.
    pub with_id: usize,
    /// As Avro with the schema's text beside it, as a file of one value would be.
    pub with_schema: usize,
}

/// The bytes that a value takes; `None` when it is none of the schema.
#[must_use]
pub fn sizes(schema: &Schema, value: &Value) -> Option<SizeOf> {
    const MAGIC_AND_ID: usize = 5;
    let avro = encode(schema, value).ok()?.len();
    Some(SizeOf {
        json: to_plain(schema, value).to_string().len(),
        avro,
        with_id: MAGIC_AND_ID + avro,
        with_schema: schema.text().len() + avro,
    })
}
