//! Bytes one can see: in rows, with what each of them says and how it says it.

mod explain;
mod read;
mod sizes;

pub use read::{Reader, Readers, TopicReaders, batch, message, value};
pub use sizes::{SizeOf, sizes};

use engine::model::{Encoding, Part};
use serde::Serialize;

use crate::saying::Saying;

/// Bytes of one row.
pub const ROW: usize = 16;
/// Bytes that are shown at once, however many there are.
pub const PAGE: usize = 2_048;

/// Some bytes of something, and what they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hex {
    /// All the bytes there are.
    pub length: usize,
    /// The first byte that is shown.
    pub from: usize,
    /// The bytes that are shown.
    pub bytes: Vec<u8>,
    /// What lies among them, in the order of their first bytes; what holds others comes before them.
    pub fields: Vec<Field>,
    /// Why the rest could not be read, and from which byte on.
    pub problem: Option<(usize, String)>,
}

/// A stretch of bytes and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Of what it is.
    pub path: String,
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
    /// How many others it lies in.
    pub depth: u16,
    /// Whether it is made of others, which follow.
    pub is_group: bool,
    /// What it says; empty for what holds others.
    pub value: String,
    /// What kind of bytes these are.
    pub kind: Saying,
    /// How they come to say it, step by step.
    pub steps: Vec<Saying>,
}

impl Hex {
    /// The bytes from the row of `from` on, with the parts that lie among them.
    #[must_use]
    pub fn of(bytes: &[u8], parts: &[Part], problem: Option<(usize, String)>, from: usize) -> Self {
        let from = from.min(bytes.len().saturating_sub(1)) / ROW * ROW;
        let end = bytes.len().min(from + PAGE);
        let shown = parts
            .iter()
            .filter(|part| part.start < end && from < part.end.max(part.start + 1));
        let fields = shown.map(|part| {
            let own = bytes.get(part.start..part.end).unwrap_or_default();
            Field {
                path: part.path.clone(),
                start: part.start,
                end: part.end,
                depth: part.depth,
                is_group: part.encoding == Encoding::Group,
                value: part.value.clone(),
                kind: explain::kind(part.encoding),
                steps: explain::steps(part.encoding, own),
            }
        });
        Self {
            length: bytes.len(),
            from,
            fields: fields.collect(),
            bytes: bytes[from..end].to_vec(),
            problem,
        }
    }

    /// The innermost field that a byte belongs to: its place among the fields.
    #[must_use]
    pub fn field_at(&self, byte: usize) -> Option<usize> {
        let holds = |field: &Field| field.start <= byte && byte < field.end;
        let holding = self
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| holds(field));
        holding
            .max_by_key(|(_, field)| field.depth)
            .map(|(place, _)| place)
    }
}
