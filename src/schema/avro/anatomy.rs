//! What each byte of a value says.

use engine::model::{Encoding, Part};

use super::Schema;
use super::decode::{DecodeError, Reader, left_over};
use super::trace::{Step, Trace};
use super::value::Value;

/// The bytes of a value, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Anatomy {
    /// What the bytes say, in their order, as far as they could be read.
    pub parts: Vec<Part>,
    /// The value, or why the rest could not be read.
    pub value: Result<Value, DecodeError>,
}

/// Takes the bytes of a value apart.
#[must_use]
pub fn dissect(schema: &Schema, bytes: &[u8]) -> Anatomy {
    let mut reader = Reader::new(bytes, Parts::default());
    reader.trace.enter(Step::Whole, 0);
    let value = reader.value(schema.node());
    let end = reader.at;
    let value = value.and_then(|value| left_over(bytes, end).map(|()| value));
    Anatomy {
        parts: reader.trace.ended(end),
        value,
    }
}

/// Takes the value apart that bytes begin with, as far as it can be read.
pub(super) fn dissect_first(schema: &Schema, bytes: &[u8]) -> Vec<Part> {
    let mut reader = Reader::new(bytes, Parts::default());
    reader.trace.enter(Step::Whole, 0);
    // What cannot be read ends the parts: whoever wants the reason reads the value.
    let _ = reader.value(schema.node());
    let end = reader.at;
    reader.trace.ended(end)
}

/// Keeps every part.
#[derive(Default)]
struct Parts {
    found: Vec<Part>,
    /// The groups that have not ended: their place among the parts, and their step.
    open: Vec<(usize, String)>,
}

impl Parts {
    /// Every part; groups that are open still end here.
    fn ended(mut self, at: usize) -> Vec<Part> {
        while !self.open.is_empty() {
            self.leave(at);
        }
        self.found
    }

    fn path(&self) -> String {
        self.open.iter().map(|(_, step)| step.as_str()).collect()
    }
}

impl Trace for Parts {
    fn enter(&mut self, step: Step<'_>, at: usize) {
        let first = self.open.len() <= 1;
        self.open.push((self.found.len(), step.text(first)));
        self.found.push(Part {
            path: self.path(),
            start: at,
            end: at,
            depth: u16::try_from(self.open.len() - 1).unwrap_or(u16::MAX),
            encoding: Encoding::Group,
            value: String::new(),
        });
    }

    /// A group of one part is that part.
    fn leave(&mut self, at: usize) {
        let Some((place, _)) = self.open.pop() else {
            return;
        };
        if self.found.len() == place + 2 {
            let depth = self.found[place].depth;
            self.found.remove(place);
            self.found[place].depth = depth;
        } else {
            self.found[place].end = at;
        }
    }

    fn part(
        &mut self,
        start: usize,
        end: usize,
        encoding: Encoding,
        value: impl FnOnce() -> String,
    ) {
        self.found.push(Part {
            path: self.path(),
            start,
            end,
            depth: u16::try_from(self.open.len()).unwrap_or(u16::MAX),
            encoding,
            value: value(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(schema: &str, bytes: &[u8]) -> Vec<String> {
        let anatomy = dissect(&Schema::parse(schema).unwrap(), bytes);
        let lines = anatomy.parts.iter().map(|part| {
            let indent = "  ".repeat(part.depth.into());
            format!(
                "{indent}{}..{} {} {:?} {}",
                part.start, part.end, part.path, part.encoding, part.value
            )
        });
        lines.map(|line| line.trim_end().to_owned()).collect()
    }

    #[test]
    fn every_byte_belongs_to_a_field() {
        let schema = r#"{"type":"record","name":"Ride","fields":[
            {"name":"id","type":"long"},
            {"name":"note","type":["null","string"]},
            {"name":"fares","type":{"type":"array","items":"double"}}]}"#;
        let bytes = [
            &[0x94, 0x05, 0x02, 0x04, b'o', b'k', 0x02][..],
            &1.9_f64.to_le_bytes(),
            &[0],
        ]
        .concat();
        assert_eq!(
            told(schema, &bytes),
            [
                "0..16  Group",
                "  0..2 id ZigZag 330",
                "  2..6 note Group",
                "    2..3 note Branch 1: string",
                "    3..4 note Length 2",
                "    4..6 note Text \"ok\"",
                "  6..16 fares Group",
                "    6..7 fares Count 1",
                "    7..15 fares[0] Double 1.9",
                "    15..16 fares Count 0",
            ]
        );
    }

    #[test]
    fn what_could_be_read_before_a_mistake_is_kept() {
        let schema = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"float"}]}"#;
        let lines = told(schema, &[0x02, 0x00]);
        assert_eq!(lines[1], "  0..1 a ZigZag 1");
    }
}
