//! From bytes to values, by the writer's schema.

use thiserror::Error;

use engine::model::Encoding;

use super::Schema;
use super::node::{Kind, Node};
use super::trace::{Step, Trace, Untraced, quoted, shown};
use super::value::Value;

/// How deep values may lie in each other: a list that is a record in a record is followed that far.
const DEPTH_MAX: usize = 200;
/// Items that take no byte (nulls) which one value may hold beyond the bytes it has.
const EMPTY_ITEMS_MAX: usize = 100_000;

/// Why bytes cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{reason} (byte {offset})", self.prefix())]
pub struct DecodeError {
    /// Of what, as in `fares[2].amount`; empty for the whole.
    pub path: String,
    /// The byte at which reading stopped, from 0.
    pub offset: usize,
    /// What is wrong.
    pub reason: String,
}

impl DecodeError {
    fn prefix(&self) -> String {
        if self.path.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.path)
        }
    }
}

/// Reads one value; the bytes must hold nothing else.
///
/// # Errors
/// When they are no value of the schema: where, and why.
pub fn decode(schema: &Schema, bytes: &[u8]) -> Result<Value, DecodeError> {
    let (value, end) = decode_first(schema, bytes)?;
    left_over(bytes, end)?;
    Ok(value)
}

/// Reads the value that bytes begin with, and tells where it ends. Deserializers for Java do so, and look at nothing behind it
/// (`GenericDatumReader`).
///
/// # Errors
/// As [`decode`], but for what lies behind the value.
pub fn decode_first(schema: &Schema, bytes: &[u8]) -> Result<(Value, usize), DecodeError> {
    let mut reader = Reader::new(bytes, Untraced);
    let value = reader.value(schema.node())?;
    Ok((value, reader.at))
}

/// Refuses bytes behind the end of a value.
pub(super) fn left_over(bytes: &[u8], end: usize) -> Result<(), DecodeError> {
    match bytes.len() - end {
        0 => Ok(()),
        more => Err(DecodeError {
            path: String::new(),
            offset: end,
            reason: format!("the value ends here, and {more} bytes are left over"),
        }),
    }
}

/// Reads values, and tells of what it reads.
pub(super) struct Reader<'b, T> {
    bytes: &'b [u8],
    /// The next byte.
    pub at: usize,
    depth: usize,
    empty_items: usize,
    path: Vec<String>,
    pub trace: T,
}

impl<'b, T: Trace> Reader<'b, T> {
    pub fn new(bytes: &'b [u8], trace: T) -> Self {
        Self {
            bytes,
            at: 0,
            depth: 0,
            empty_items: 0,
            path: Vec::new(),
            trace,
        }
    }

    /// A value of a schema.
    pub fn value(&mut self, node: Node<'_>) -> Result<Value, DecodeError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.error(format!(
                "values lie in each other more than {DEPTH_MAX} deep"
            )));
        }
        let value = self.inner(node)?;
        self.depth -= 1;
        Ok(value)
    }

    /// Another value follows: what was counted for the last one is forgotten.
    pub fn next_value(&mut self) {
        self.empty_items = 0;
    }

    fn inner(&mut self, node: Node<'_>) -> Result<Value, DecodeError> {
        let start = self.at;
        let value = match node.kind() {
            Kind::Null => self.told(start, Encoding::Nothing, Value::Null, node),
            Kind::Boolean => {
                let value = match self.take(1, "a boolean")? {
                    [0] => Value::Boolean(false),
                    [1] => Value::Boolean(true),
                    other => {
                        let reason = format!("{} is no boolean, which is 0 or 1", other[0]);
                        return Err(self.error_at(start, reason));
                    }
                };
                self.told(start, Encoding::Boolean, value, node)
            }
            Kind::Int => {
                let number = self.zig_zag("an int")?;
                let number = i32::try_from(number).map_err(|_| {
                    self.error_at(
                        start,
                        format!("{number} has more than the 32 bits of an int"),
                    )
                })?;
                self.told(start, Encoding::ZigZag, Value::Int(number), node)
            }
            Kind::Long => {
                let number = self.zig_zag("a long")?;
                self.told(start, Encoding::ZigZag, Value::Long(number), node)
            }
            Kind::Float => {
                let value = Value::Float(f32::from_le_bytes(self.array("a float")?));
                self.told(start, Encoding::Float, value, node)
            }
            Kind::Double => {
                let value = Value::Double(f64::from_le_bytes(self.array("a double")?));
                self.told(start, Encoding::Double, value, node)
            }
            Kind::Bytes => {
                let (start, bytes) = self.counted("bytes")?;
                self.told(start, Encoding::Bytes, Value::Bytes(bytes.to_vec()), node)
            }
            Kind::String => {
                let text = self.text("a string")?;
                self.told(
                    self.at - text.len(),
                    Encoding::Text,
                    Value::String(text),
                    node,
                )
            }
            Kind::Fixed(fixed) => {
                let bytes = self.take(fixed.size, "a fixed")?;
                self.told(start, Encoding::Bytes, Value::Fixed(bytes.to_vec()), node)
            }
            Kind::Enum(schema) => {
                let (index, symbol) = self.chosen("symbol", &schema.symbols)?;
                let value = Value::Enum(index, symbol.clone());
                self.told(start, Encoding::Symbol, value, node)
            }
            Kind::Union(branches) => {
                let (index, branch) = self.chosen("branch", &branches)?;
                let branch = *branch;
                self.trace.part(start, self.at, Encoding::Branch, || {
                    format!("{index}: {}", branch.type_name())
                });
                Value::Union(index, Box::new(self.value(branch)?))
            }
            Kind::Array(items) => Value::Array(self.array_of(items)?),
            Kind::Map(values) => Value::Map(self.map_of(values)?),
            Kind::Record(record) => {
                let mut fields = Vec::with_capacity(record.fields().len());
                for field in record.fields() {
                    let value = self.within(Step::Field(field.name()), |reader| {
                        reader.value(field.node())
                    })?;
                    fields.push((field.name().to_owned(), value));
                }
                Value::Record(fields)
            }
        };
        Ok(value)
    }

    /// Blocks of items, each with a count before it; a negative one is followed by the block's bytes. 0 ends them.
    fn blocks(
        &mut self,
        mut item: impl FnMut(&mut Self, usize) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let mut index = 0;
        loop {
            let start = self.at;
            let count = self.zig_zag("a count of items")?;
            self.trace
                .part(start, self.at, Encoding::Count, || count.to_string());
            if count == 0 {
                return Ok(());
            }
            if count < 0 {
                let start = self.at;
                let bytes = self.zig_zag("the bytes of a block")?;
                self.trace
                    .part(start, self.at, Encoding::BlockBytes, || bytes.to_string());
            }
            for _ in 0..count.unsigned_abs() {
                let before = self.at;
                item(self, index)?;
                index += 1;
                if self.at == before {
                    self.empty_items += 1;
                }
                if self.empty_items > EMPTY_ITEMS_MAX {
                    let reason = format!(
                        "{count} items that take no byte; at most {EMPTY_ITEMS_MAX} are read"
                    );
                    return Err(self.error_at(start, reason));
                }
            }
        }
    }

    fn array_of(&mut self, node: Node<'_>) -> Result<Vec<Value>, DecodeError> {
        let mut items = Vec::new();
        self.blocks(|reader, index| {
            items.push(reader.within(Step::Item(index), |reader| reader.value(node))?);
            Ok(())
        })?;
        Ok(items)
    }

    fn map_of(&mut self, node: Node<'_>) -> Result<Vec<(String, Value)>, DecodeError> {
        let mut entries = Vec::new();
        self.blocks(|reader, _| {
            let key = reader.text("a key")?;
            let start = reader.at - key.len();
            reader
                .trace
                .part(start, reader.at, Encoding::Text, || quoted(&key));
            let value = reader.within(Step::Field(&key), |reader| reader.value(node))?;
            entries.push((key, value));
            Ok(())
        })?;
        Ok(entries)
    }

    fn within<R>(
        &mut self,
        step: Step<'_>,
        read: impl FnOnce(&mut Self) -> Result<R, DecodeError>,
    ) -> Result<R, DecodeError> {
        self.trace.enter(step, self.at);
        self.path.push(step.text(self.path.is_empty()));
        let read = read(self)?;
        self.path.pop();
        self.trace.leave(self.at);
        Ok(read)
    }

    fn told(&mut self, start: usize, encoding: Encoding, value: Value, node: Node<'_>) -> Value {
        self.trace
            .part(start, self.at, encoding, || shown(&value, node));
        value
    }

    /// The place of one of several, and which it is.
    fn chosen<'a, C>(&mut self, what: &str, all: &'a [C]) -> Result<(u32, &'a C), DecodeError> {
        let start = self.at;
        let index = self.zig_zag(&format!("the number of a {what}"))?;
        let found = usize::try_from(index).ok().and_then(|index| all.get(index));
        match (found, u32::try_from(index)) {
            (Some(found), Ok(index)) => Ok((index, found)),
            _ => {
                let reason = match all.len() {
                    0 => format!("there is no {what} {index}, for there is none at all"),
                    many => format!("there is no {what} {index}; there are 0 to {}", many - 1),
                };
                Err(self.error_at(start, reason))
            }
        }
    }

    fn text(&mut self, what: &str) -> Result<String, DecodeError> {
        let (start, bytes) = self.counted(what)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let reason = "these bytes are no UTF-8".to_owned();
                Err(self.error_at(start + error.valid_up_to(), reason))
            }
        }
    }

    /// Bytes behind their length, and where they begin.
    fn counted(&mut self, what: &str) -> Result<(usize, &'b [u8]), DecodeError> {
        let start = self.at;
        let length = self.zig_zag(&format!("the length of {what}"))?;
        self.trace
            .part(start, self.at, Encoding::Length, || length.to_string());
        let Ok(length) = usize::try_from(length) else {
            return Err(self.error_at(start, format!("{length} is no length")));
        };
        let start = self.at;
        Ok((start, self.take(length, what)?))
    }

    /// A zig-zag number.
    pub fn zig_zag(&mut self, what: &str) -> Result<i64, DecodeError> {
        let start = self.at;
        let mut bits = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array(what)?;
            let group = u64::from(byte & 0x7f);
            if shift == 63 && group > 1 {
                break;
            }
            bits |= group << shift;
            if byte & 0x80 == 0 {
                return Ok((bits >> 1).cast_signed() ^ -((bits & 1).cast_signed()));
            }
        }
        Err(self.error_at(start, format!("{what} has more than the 64 bits of a long")))
    }

    fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], DecodeError> {
        let bytes = self.take(N, what)?;
        Ok(bytes.try_into().expect("as many as were taken"))
    }

    fn take(&mut self, count: usize, what: &str) -> Result<&'b [u8], DecodeError> {
        let rest = &self.bytes[self.at..];
        if count > rest.len() {
            let reason = format!(
                "the bytes end within {what}: {} of {count} are there",
                rest.len()
            );
            return Err(self.error(reason));
        }
        self.at += count;
        Ok(&rest[..count])
    }

    fn error(&self, reason: String) -> DecodeError {
        self.error_at(self.at, reason)
    }

    fn error_at(&self, offset: usize, reason: String) -> DecodeError {
        DecodeError {
            path: self.path.concat(),
            offset,
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(text: &str) -> Schema {
        Schema::parse(text).unwrap()
    }

    #[test]
    fn a_long_is_zig_zag_in_groups_of_seven_bits() {
        let long = schema("\"long\"");
        for (bytes, value) in [
            (&[0x94, 0x05][..], 330),
            (&[0xb0, 0x02], 152),
            (&[0xcc, 0x23], 2278),
            (&[0x00], 0),
            (&[0x01], -1),
            (
                &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
                i64::MIN,
            ),
        ] {
            assert_eq!(decode(&long, bytes), Ok(Value::Long(value)));
        }
        let wide = [0xff_u8; 9].into_iter().chain([0x02]).collect::<Vec<_>>();
        assert!(decode(&long, &wide).unwrap_err().reason.contains("64 bits"));
    }

    #[test]
    fn bytes_that_are_cut_short_say_where() {
        let ride = schema(
            r#"{"type":"record","name":"Ride","fields":[{"name":"id","type":"int"},{"name":"stops","type":{"type":"array","items":"string"}}]}"#,
        );
        let error = decode(&ride, &[0x02, 0x02, 0x08, b'a', b'b']).unwrap_err();
        assert_eq!(
            error.to_string(),
            "stops[0]: the bytes end within a string: 2 of 4 are there (byte 3)"
        );
        assert_eq!(decode(&ride, &[]).unwrap_err().path, "id");
    }

    #[test]
    fn a_branch_that_the_union_lacks_is_refused() {
        let error = decode(&schema("[\"null\",\"int\"]"), &[0x04, 0x02]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no branch 2; there are 0 to 1 (byte 0)"
        );
    }

    #[test]
    fn a_value_ends_where_its_schema_says() {
        let error = decode(&schema("\"int\""), &[0x02, 0x04]).unwrap_err();
        assert!(
            error.to_string().contains("1 bytes are left over"),
            "{error}"
        );
    }

    #[test]
    fn a_length_that_no_memory_could_hold_is_refused_before_any_is_taken() {
        let huge = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert!(decode(&schema("\"bytes\""), &huge).is_err());
        let nulls = schema(r#"{"type":"array","items":"null"}"#);
        assert!(
            decode(&nulls, &huge)
                .unwrap_err()
                .reason
                .contains("take no byte")
        );
    }

    #[test]
    fn a_record_in_a_record_is_followed_only_so_far() {
        let list = schema(
            r#"{"type":"record","name":"L","fields":[{"name":"tail","type":["null","L"]}]}"#,
        );
        let error = decode(&list, &[0x02; 10_000]).unwrap_err();
        assert!(error.reason.contains("deep"), "{error}");
    }
}
