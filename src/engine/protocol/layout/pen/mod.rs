//! A pen that notes what each byte says as it writes it, so that nothing can be written without a name.

mod nesting;
mod nouns;

use std::fmt::Display;

pub(super) use nouns::by_topic;

use super::{ApiKey, Envelope, Layout, versions};
use crate::log::Compressed;
use crate::model::{Encoding, Part, Payload, uuid_text};
use crate::protocol::Request;
use crate::protocol::wire::put_unsigned_varint;

/// Bytes of the frame's size.
const SIZE: usize = 4;

/// Writes a message.
pub(super) struct Pen<'e> {
    /// The version of the message.
    pub version: i16,
    envelope: &'e Envelope<'e>,
    is_flexible: bool,
    layout: Layout,
    path: String,
    depth: u16,
    /// The tagged fields of each structure that is open, which follow all its other fields.
    tagged: Vec<Vec<Tagged>>,
    compressed: Option<Compressed>,
}

/// A tagged field that was written, and waits for its place.
struct Tagged {
    tag: u32,
    name: &'static str,
    bytes: Vec<u8>,
    parts: Vec<Part>,
    /// Where it was written.
    start: usize,
}

impl<'e> Pen<'e> {
    /// Begins with the size of the frame, which is known in the end.
    pub fn new(api: ApiKey, version: i16, envelope: &'e Envelope<'e>) -> Self {
        let mut pen = Self {
            version,
            envelope,
            is_flexible: versions::is_flexible(api, version),
            layout: Layout {
                bytes: Vec::new(),
                parts: Vec::new(),
                version: Some(version),
                batches: Vec::new(),
            },
            path: String::new(),
            depth: 0,
            tagged: Vec::new(),
            compressed: None,
        };
        pen.leaf("size", &[0; SIZE], Encoding::FixedLength, "");
        pen
    }

    /// The message, with the size of its frame.
    pub fn finish(mut self) -> Result<Layout, Compressed> {
        if let Some(compressed) = self.compressed {
            return Err(compressed);
        }
        let size = self.layout.bytes.len() - SIZE;
        self.layout.bytes[..SIZE].copy_from_slice(&(size as i32).to_be_bytes());
        self.layout.parts[0].value = size.to_string();
        Ok(self.layout)
    }

    /// The request that is answered, if that is known.
    pub fn asked(&self) -> Option<&'e Request> {
        self.envelope.asked
    }

    /// An int8.
    pub fn int8(&mut self, name: &str, value: i8) {
        self.number(name, &value.to_be_bytes(), value);
    }

    /// An int8 that stands for something.
    pub fn int8_for(&mut self, name: &str, value: i8, meaning: &str) {
        self.number(name, &value.to_be_bytes(), format!("{value} ({meaning})"));
    }

    /// An int16.
    pub fn int16(&mut self, name: &str, value: i16) {
        self.number(name, &value.to_be_bytes(), value);
    }

    /// An int16 that stands for something.
    pub fn int16_for(&mut self, name: &str, value: i16, meaning: &str) {
        self.number(name, &value.to_be_bytes(), format!("{value} ({meaning})"));
    }

    /// An int32.
    pub fn int32(&mut self, name: &str, value: i32) {
        self.number(name, &value.to_be_bytes(), value);
    }

    /// An int64.
    pub fn int64(&mut self, name: &str, value: i64) {
        self.number(name, &value.to_be_bytes(), value);
    }

    /// A bool.
    pub fn boolean(&mut self, name: &str, value: bool) {
        self.leaf(name, &[value.into()], Encoding::Boolean, value);
    }

    /// A uuid, of which the engine has a number: that is its lower half, as in the records of the metadata log.
    pub fn uuid(&mut self, name: &str, number: u64) {
        let bits = u128::from(number);
        self.leaf(name, &bits.to_be_bytes(), Encoding::Uuid, uuid_text(bits));
    }

    /// A string.
    pub fn string(&mut self, name: &str, text: &str) {
        self.nullable_string(name, Some(text));
    }

    /// A nullable string.
    pub fn nullable_string(&mut self, name: &str, text: Option<&str>) {
        if self.is_flexible {
            self.compact(name, "Length", Encoding::CompactLength, text.map(str::len));
            self.text(name, text);
        } else {
            self.old_nullable_string(name, text);
        }
    }

    /// A nullable string that is never compact.
    pub fn old_nullable_string(&mut self, name: &str, text: Option<&str>) {
        let length = text.map_or(-1, |text| text.len() as i16);
        let label = label(name, "Length");
        self.leaf(&label, &length.to_be_bytes(), Encoding::FixedLength, length);
        self.text(name, text);
    }

    /// Bytes.
    pub fn bytes(&mut self, name: &str, payload: &Payload) {
        self.length(name, payload.len());
        self.leaf(name, &payload.bytes(), Encoding::Bytes, "");
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => {
                self.leaf(name, text.as_bytes(), Encoding::Text, format!("{text:?}"));
            }
            None => self.leaf(name, &[], Encoding::Nothing, "null"),
        }
    }

    fn number(&mut self, name: &str, bytes: &[u8], value: impl Display) {
        self.leaf(name, bytes, Encoding::BigEndian, value);
    }

    /// How many bytes something has.
    fn length(&mut self, name: &str, length: usize) {
        if self.is_flexible {
            self.compact(name, "Length", Encoding::CompactLength, Some(length));
        } else {
            let (label, length) = (label(name, "Length"), length as i32);
            self.leaf(&label, &length.to_be_bytes(), Encoding::FixedLength, length);
        }
    }

    fn compact(&mut self, name: &str, what: &str, encoding: Encoding, count: Option<usize>) {
        let value = count.map_or_else(|| "null".to_owned(), |count| count.to_string());
        let mut bytes = Vec::with_capacity(1);
        put_unsigned_varint(&mut bytes, count.map_or(0, |count| count as u32 + 1));
        self.leaf(&label(name, what), &bytes, encoding, value);
    }

    fn varint(&mut self, name: &str, number: usize, encoding: Encoding) {
        let mut bytes = Vec::with_capacity(1);
        put_unsigned_varint(&mut bytes, number as u32);
        self.leaf(name, &bytes, encoding, number);
    }

    fn leaf(&mut self, name: &str, bytes: &[u8], encoding: Encoding, value: impl Display) {
        let start = self.layout.bytes.len();
        self.layout.bytes.extend(bytes);
        self.layout.parts.push(Part {
            path: self.named(name),
            start,
            end: self.layout.bytes.len(),
            depth: self.depth,
            encoding,
            value: value.to_string(),
        });
    }

    fn named(&self, name: &str) -> String {
        match (self.path.as_str(), name) {
            ("", name) => name.to_owned(),
            (outer, "") => outer.to_owned(),
            (outer, name) => format!("{outer}.{name}"),
        }
    }
}

/// What is said of a field by another one before it: `nameLength`, or `groupsLength[0]` of one among many.
fn label(name: &str, what: &str) -> String {
    match name.split_once('[') {
        Some((array, place)) => format!("{array}{what}[{place}"),
        None => format!("{name}{what}"),
    }
}
