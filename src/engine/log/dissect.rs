//! What each byte of a record batch says.

use super::RecordBatch;
use super::decode::CorruptBatch;
use super::encode::{CONTROL, DELETE_HORIZON, LOG_APPEND_TIME, TRANSACTIONAL};
use super::varint::take_varint;
use crate::model::{Encoding, Part};

/// Takes the bytes of a batch apart: its header field by field, and each record. Paths are Kafka's names of the fields
/// (`DefaultRecordBatch`, `DefaultRecord`). What keys, values and headers say is their serializers' to know.
///
/// # Errors
/// When the bytes are no batch, or one that is damaged.
pub fn dissect(bytes: &[u8]) -> Result<Vec<Part>, CorruptBatch> {
    let batch = RecordBatch::decode(bytes)?;
    let mut cursor = Cursor::new(bytes);
    cursor.group("batch", |cursor| {
        cursor.number("baseOffset", 8, Encoding::BigEndian);
        cursor.number("batchLength", 4, Encoding::BigEndian);
        cursor.number("partitionLeaderEpoch", 4, Encoding::BigEndian);
        cursor.number("magic", 1, Encoding::Magic);
        let crc = cursor.big_endian(4) & 0xffff_ffff;
        cursor.part("crc", 4, Encoding::Crc32c, format!("{crc:#010x}"));
        let attributes = cursor.big_endian(2);
        cursor.part("attributes", 2, Encoding::Flags, flags(attributes as i16));
        cursor.number("lastOffsetDelta", 4, Encoding::BigEndian);
        cursor.number("baseTimestamp", 8, Encoding::BigEndian);
        cursor.number("maxTimestamp", 8, Encoding::BigEndian);
        cursor.number("producerId", 8, Encoding::BigEndian);
        cursor.number("producerEpoch", 2, Encoding::BigEndian);
        cursor.number("baseSequence", 4, Encoding::BigEndian);
        cursor.number("recordsCount", 4, Encoding::BigEndian);
        for place in 0..batch.count() {
            cursor.group(&format!("records[{place}]"), Cursor::record);
        }
    });
    Ok(cursor.parts)
}

/// The flags that are set, by name; the codec is none, for a batch that is compressed has no bytes.
fn flags(attributes: i16) -> String {
    let mut said = Vec::new();
    for (flag, name) in [
        (LOG_APPEND_TIME, "LogAppendTime"),
        (TRANSACTIONAL, "transactional"),
        (CONTROL, "control"),
        (DELETE_HORIZON, "delete horizon"),
    ] {
        if attributes & flag != 0 {
            said.push(name);
        }
    }
    if said.is_empty() {
        "none".to_owned()
    } else {
        said.join(", ")
    }
}

/// Walks along bytes that are known to be a batch.
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
    path: Vec<String>,
    parts: Vec<Part>,
}

impl<'b> Cursor<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            path: Vec::new(),
            parts: Vec::new(),
        }
    }

    fn record(&mut self) {
        self.varint("length", Encoding::Length);
        self.number("attributes", 1, Encoding::Flags);
        self.varint("timestampDelta", Encoding::ZigZag);
        self.varint("offsetDelta", Encoding::ZigZag);
        self.field("key");
        self.field("value");
        let headers = self.varint("headersCount", Encoding::Count);
        for place in 0..headers {
            self.group(&format!("headers[{place}]"), |cursor| {
                let length = cursor.varint("keyLength", Encoding::Length);
                let key = cursor.ahead(length);
                let text = String::from_utf8_lossy(key).into_owned();
                cursor.part("key", key.len(), Encoding::Text, format!("{text:?}"));
                cursor.field("value");
            });
        }
    }

    /// A length, and the bytes that it counts; -1 is null.
    fn field(&mut self, name: &str) {
        let length = self.varint(&format!("{name}Length"), Encoding::Length);
        let count = self.ahead(length).len();
        let null = if length < 0 { "null" } else { "" };
        let encoding = if length < 0 {
            Encoding::Nothing
        } else {
            Encoding::Bytes
        };
        self.part(name, count, encoding, null.to_owned());
    }

    fn varint(&mut self, name: &str, encoding: Encoding) -> i64 {
        let mut rest = &self.bytes[self.at..];
        let value = take_varint(&mut rest).expect("the batch was read");
        let count = self.bytes.len() - self.at - rest.len();
        self.part(name, count, encoding, value.to_string());
        value
    }

    fn number(&mut self, name: &str, count: usize, encoding: Encoding) {
        let value = self.big_endian(count);
        self.part(name, count, encoding, value.to_string());
    }

    /// The number in the next bytes, in two's complement.
    fn big_endian(&self, count: usize) -> i64 {
        let bytes = &self.bytes[self.at..self.at + count];
        let sign = if bytes[0] >= 0x80 { -1 } else { 0 };
        bytes
            .iter()
            .fold(sign, |number, byte| (number << 8) | i64::from(*byte))
    }

    /// So many of the next bytes; none for a negative length.
    fn ahead(&self, length: i64) -> &'b [u8] {
        let count = usize::try_from(length).unwrap_or_default();
        &self.bytes[self.at..self.at + count]
    }

    fn part(&mut self, name: &str, count: usize, encoding: Encoding, value: String) {
        let start = self.at;
        self.at += count;
        self.parts.push(Part {
            path: self.named(name),
            start,
            end: self.at,
            depth: self.path.len() as u16,
            encoding,
            value,
        });
    }

    fn group(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        let place = self.parts.len();
        self.part(name, 0, Encoding::Group, String::new());
        let path = self.named(name);
        self.path.push(path);
        inside(self);
        self.path.pop();
        self.parts[place].end = self.at;
    }

    fn named(&self, name: &str) -> String {
        match self.path.last() {
            Some(outer) => format!("{outer}.{name}"),
            None => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Header, Record};
    use crate::model::{LeaderEpoch, Offset, Timestamp};

    fn batch() -> Vec<u8> {
        let mut record = Record::new(Timestamp(1_000), Some("k".into()), Some("value".into()));
        record.headers = Box::new([Header {
            key: "why".into(),
            value: None,
        }]);
        let tombstone = Record::new(Timestamp(1_005), Some("k".into()), None);
        let batch = RecordBatch::new(7, 1, 20, vec![record, tombstone]);
        batch.at(Offset(300), LeaderEpoch(4)).encode().unwrap()
    }

    #[test]
    fn every_byte_of_a_batch_belongs_to_one_field() {
        let bytes = batch();
        let parts = dissect(&bytes).unwrap();
        let mut at = 0;
        for part in parts.iter().filter(|part| part.encoding != Encoding::Group) {
            assert_eq!(part.start, at, "{part:?}");
            at = part.end;
        }
        assert_eq!(at, bytes.len());
    }

    #[test]
    fn fields_have_kafkas_names_and_say_what_they_hold() {
        let bytes = batch();
        let parts = dissect(&bytes).unwrap();
        let of = |path: &str| {
            let part = parts.iter().find(|part| part.path == path);
            part.unwrap_or_else(|| panic!("{path}: {parts:#?}")).clone()
        };
        assert_eq!(of("batch.baseOffset").value, "300");
        assert_eq!(of("batch.partitionLeaderEpoch").value, "4");
        assert_eq!(of("batch.producerId").value, "7");
        assert_eq!(of("batch.baseSequence").value, "20");
        assert_eq!(of("batch.attributes").value, "none");
        assert_eq!(of("batch.records[1].timestampDelta").value, "5");
        assert_eq!(of("batch.records[0].headers[0].key").value, "\"why\"");
        assert_eq!(of("batch.records[1].value").encoding, Encoding::Nothing);
        let value = of("batch.records[0].value");
        assert_eq!(&bytes[value.start..value.end], b"value");
    }

    #[test]
    fn a_batch_that_is_damaged_is_not_taken_apart() {
        let mut bytes = batch();
        bytes[70] ^= 1;
        assert!(matches!(dissect(&bytes), Err(CorruptBatch::Crc { .. })));
    }
}
