//! What can be looked at, and how its bytes are read.

use engine::client::serdes::Part as Half;
use engine::log::{RecordBatch, dissect_batch};
use engine::model::{Encoding, Part, TopicName};
use engine::protocol::Body;
use engine::protocol::layout::{Envelope, layout};
use schema::avro::{Schema, dissect};

use super::Hex;

/// How the bytes of a key or a value are read.
#[derive(Clone, Copy)]
pub enum Reader<'s> {
    /// As they are.
    Bytes,
    /// Text, JSON too.
    Text,
    /// A number of eight bytes (`LongSerializer`).
    Long,
    /// Avro, by a schema that both sides know.
    Avro(&'s Schema),
    /// Avro behind the id of its schema, which is found by it (`KafkaAvroSerializer`).
    KafkaAvro(&'s dyn Fn(u32) -> Option<Schema>),
}

/// Which reader there is for a part of a record, whose bytes are known.
pub type Readers<'s> = dyn Fn(Half, &[u8]) -> Reader<'s> + 's;

/// The same, of records of any topic.
pub type TopicReaders<'s> = dyn Fn(&TopicName, Half, &[u8]) -> Reader<'s> + 's;

/// Bytes that are read so, from the row of `from` on.
#[must_use]
pub fn value(bytes: &[u8], reader: Reader<'_>, from: usize) -> Hex {
    let (parts, problem) = parts(bytes, reader);
    Hex::of(bytes, &parts, problem, from)
}

/// A batch with all its records. One that is compressed has no bytes here, which is what is told.
#[must_use]
pub fn batch(batch: &RecordBatch, readers: &Readers<'_>, from: usize) -> Hex {
    let bytes = match batch.encode() {
        Ok(bytes) => bytes,
        Err(compressed) => return Hex::of(&[], &[], Some((0, compressed.to_string())), 0),
    };
    let found = match dissect_batch(&bytes) {
        Ok(found) => found,
        Err(damage) => return Hex::of(&bytes, &[], Some((0, damage.to_string())), from),
    };
    let (all, problem) = read_records(&bytes, found, |_, half, own| Some(readers(half, own)));
    Hex::of(&bytes, &all, problem, from)
}

/// A message with its header and all its fields, and what is in its records. Markers that end transactions are left as
/// they are: no serializer wrote them. `None` for what is said in no protocol that is known. A message with a compressed
/// batch has no bytes here, which is what is told.
#[must_use]
pub fn message(
    message: &Body,
    envelope: &Envelope<'_>,
    readers: &TopicReaders<'_>,
    from: usize,
) -> Option<Hex> {
    let layout = match layout(message, envelope) {
        Ok(layout) => layout?,
        Err(compressed) => return Some(Hex::of(&[], &[], Some((0, compressed.to_string())), 0)),
    };
    let (all, problem) = read_records(&layout.bytes, layout.parts, |part, half, own| {
        let mut batches = layout.batches.iter();
        let (topic, _) = batches.find(|(_, batch)| batch.contains(&part.start))?;
        Some(readers(topic, half, own))
    });
    Some(Hex::of(&layout.bytes, &all, problem, from))
}

/// The parts of some bytes, those of records' keys and values taken apart by their readers, if they have one; and what
/// kept some of them from being read.
fn read_records<'s>(
    bytes: &[u8],
    found: Vec<Part>,
    reader: impl Fn(&Part, Half, &[u8]) -> Option<Reader<'s>>,
) -> (Vec<Part>, Option<(usize, String)>) {
    let mut all = Vec::with_capacity(found.len());
    let mut problem = None;
    for part in found {
        let half = match part.path.rsplit_once('.') {
            Some((outer, "key")) if is_record(outer) => Some(Half::Key),
            Some((outer, "value")) if is_record(outer) => Some(Half::Value),
            _ => None,
        };
        let content = &bytes[part.start..part.end];
        let half = half.filter(|_| part.encoding == Encoding::Bytes);
        match half.and_then(|half| reader(&part, half, content)) {
            None => all.push(part),
            Some(reader) => {
                let (inner, found) = parts(content, reader);
                problem = problem
                    .or(found
                        .map(|(at, reason)| (part.start + at, format!("{}: {reason}", part.path))));
                all.extend(within(part, inner));
            }
        }
    }
    (all, problem)
}

/// Whether a path is that of a record, rather than of one of its headers.
fn is_record(path: &str) -> bool {
    let innermost = path.rsplit_once('.').map(|(_, name)| name);
    innermost.is_some_and(|name| name.starts_with("records["))
}

/// A part that holds others instead of its own bytes.
fn within(outer: Part, inner: Vec<Part>) -> Vec<Part> {
    let moved = inner.into_iter().map(|part| Part {
        path: match (part.path.as_str(), part.path.starts_with('[')) {
            ("", _) => outer.path.clone(),
            (path, true) => format!("{}{path}", outer.path),
            (path, false) => format!("{}.{path}", outer.path),
        },
        start: outer.start + part.start,
        end: outer.start + part.end,
        depth: outer.depth + 1 + part.depth,
        ..part
    });
    let moved: Vec<Part> = moved.collect();
    // One part with all the bytes takes the place of the outer one.
    if let [only] = &moved[..]
        && (only.start, only.end) == (outer.start, outer.end)
    {
        return vec![Part {
            depth: outer.depth,
            ..only.clone()
        }];
    }
    let group = Part {
        encoding: Encoding::Group,
        value: String::new(),
        ..outer
    };
    std::iter::once(group).chain(moved).collect()
}

/// The parts of some bytes, and what kept the rest from being read.
fn parts(bytes: &[u8], reader: Reader<'_>) -> (Vec<Part>, Option<(usize, String)>) {
    let whole = |encoding: Encoding, value: String| Part {
        path: String::new(),
        start: 0,
        end: bytes.len(),
        depth: 0,
        encoding,
        value,
    };
    let as_they_are = || vec![whole(Encoding::Bytes, String::new())];
    match reader {
        Reader::Bytes => (as_they_are(), None),
        Reader::Text => match std::str::from_utf8(bytes) {
            Ok(text) => (vec![whole(Encoding::Text, format!("{text:?}"))], None),
            Err(error) => (
                as_they_are(),
                Some((error.valid_up_to(), "these bytes are no UTF-8".to_owned())),
            ),
        },
        Reader::Long => match <[u8; 8]>::try_from(bytes) {
            Ok(long) => (
                vec![whole(
                    Encoding::BigEndian,
                    i64::from_be_bytes(long).to_string(),
                )],
                None,
            ),
            Err(_) => {
                let reason = format!("a long has 8 bytes, and these are {}", bytes.len());
                (as_they_are(), Some((0, reason)))
            }
        },
        Reader::Avro(schema) => {
            let anatomy = dissect(schema, bytes);
            let problem = anatomy
                .value
                .err()
                .map(|error| (error.offset, error.to_string()));
            (anatomy.parts, problem)
        }
        Reader::KafkaAvro(schema_of) => kafka_avro(bytes, schema_of),
    }
}

/// A byte that is 0, the id of the schema, and a value of that schema.
fn kafka_avro(
    bytes: &[u8],
    schema_of: &dyn Fn(u32) -> Option<Schema>,
) -> (Vec<Part>, Option<(usize, String)>) {
    const HEADER: usize = 5;
    let part = |start: usize, end: usize, encoding: Encoding, value: String| Part {
        path: String::new(),
        start,
        end,
        depth: 0,
        encoding,
        value,
    };
    let rest = |start: usize| part(start, bytes.len(), Encoding::Bytes, String::new());
    let Some((header, value)) = bytes.split_at_checked(HEADER) else {
        let reason = format!(
            "{} bytes are too few for a magic byte and the id of a schema",
            bytes.len()
        );
        return (vec![rest(0)], Some((0, reason)));
    };
    if header[0] != 0 {
        let reason = format!("the magic byte is {}, not 0", header[0]);
        return (
            vec![part(0, 1, Encoding::Magic, header[0].to_string()), rest(1)],
            Some((0, reason)),
        );
    }
    let id = u32::from_be_bytes([header[1], header[2], header[3], header[4]]);
    let mut found = vec![
        part(0, 1, Encoding::Magic, "0".to_owned()),
        part(1, HEADER, Encoding::SchemaId, id.to_string()),
    ];
    let Some(schema) = schema_of(id) else {
        found.push(rest(HEADER));
        return (
            found,
            Some((1, format!("there is no schema with the id {id}"))),
        );
    };
    let anatomy = dissect(&schema, value);
    found.extend(anatomy.parts.into_iter().map(|part| Part {
        start: part.start + HEADER,
        end: part.end + HEADER,
        ..part
    }));
    let problem = anatomy
        .value
        .err()
        .map(|error| (error.offset + HEADER, error.to_string()));
    (found, problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::log::{Compression, Record};
    use engine::model::{Timestamp, TopicPartition};
    use engine::protocol::{ErrorCode, FetchResponse, FetchedPartition, ProduceRequest};

    fn ride() -> Schema {
        Schema::parse(
            r#"{"type":"record","name":"Ride","fields":[{"name":"id","type":"int"},{"name":"note","type":"string"}]}"#,
        )
        .unwrap()
    }

    fn paths(hex: &Hex) -> Vec<String> {
        let shown = |field: &super::super::Field| {
            format!(
                "{}..{} {} {}",
                field.start, field.end, field.path, field.value
            )
        };
        hex.fields
            .iter()
            .map(|field| shown(field).trim_end().to_owned())
            .collect()
    }

    #[test]
    fn a_value_behind_the_id_of_its_schema_is_taken_apart() {
        let bytes = [0, 0, 0, 0, 7, 0x02, 0x04, b'o', b'k'];
        let hex = value(&bytes, Reader::KafkaAvro(&|id| (id == 7).then(ride)), 0);
        assert_eq!(hex.problem, None);
        assert_eq!(
            paths(&hex),
            [
                "0..1  0",
                "1..5  7",
                "5..9",
                "5..6 id 1",
                "6..9 note",
                "6..7 note 2",
                "7..9 note \"ok\""
            ]
        );
        assert_eq!(
            hex.field_at(8).map(|place| hex.fields[place].value.clone()),
            Some("\"ok\"".to_owned())
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_byte() {
        let none = |_: u32| None;
        let told = |bytes: &[u8]| value(bytes, Reader::KafkaAvro(&none), 0).problem.unwrap();
        assert_eq!(
            told(&[0, 0]),
            (
                0,
                "2 bytes are too few for a magic byte and the id of a schema".to_owned()
            )
        );
        assert_eq!(
            told(b"{\"a\":1}"),
            (0, "the magic byte is 123, not 0".to_owned())
        );
        assert_eq!(
            told(&[0, 0, 0, 0, 9]),
            (1, "there is no schema with the id 9".to_owned())
        );
        let schema = ride();
        let cut = value(&[0x02, 0x08, b'a'], Reader::Avro(&schema), 0);
        assert_eq!(cut.problem.map(|(at, _)| at), Some(2));
        assert_eq!(cut.fields.last().map(|field| field.end), Some(2));
    }

    #[test]
    fn a_record_shows_its_keys_and_values_within_its_batch() {
        let schema = ride();
        let one = Record::new(
            Timestamp(5),
            Some("k".into()),
            Some(vec![0x02, 0x00].into()),
        );
        let alone = RecordBatch::new(-1, -1, -1, vec![one]);
        let readers = |half: Half, _: &[u8]| match half {
            Half::Key => Reader::Text,
            Half::Value => Reader::Avro(&schema),
        };
        let hex = batch(&alone, &readers, 0);
        let found = paths(&hex);
        assert!(
            found
                .iter()
                .any(|line| line.ends_with("batch.records[0].key \"k\"")),
            "{found:#?}"
        );
        assert!(
            found
                .iter()
                .any(|line| line.ends_with("batch.records[0].value.id 1")),
            "{found:#?}"
        );
    }

    #[test]
    fn a_message_shows_the_keys_and_values_of_each_topic_as_its_readers_do() {
        let batch = |value: &[u8]| {
            let one = Record::new(Timestamp(5), Some("k".into()), Some(value.to_vec().into()));
            RecordBatch::new(-1, -1, -1, vec![one])
        };
        let place = |topic: &str| TopicPartition::new(&TopicName::from(topic), 0);
        let request = ProduceRequest {
            transactional_id: None,
            transaction_v2: false,
            acks: -1,
            timeout_ms: 30_000,
            batches: vec![
                (place("rides"), batch(&[0x02, 0x00])),
                (place("notes"), batch(b"hello")),
                (place("opaque"), batch(b"there")),
            ],
        };
        let schema = ride();
        let readers = |topic: &TopicName, half: Half, _: &[u8]| match (topic.as_str(), half) {
            ("rides", Half::Value) => Reader::Avro(&schema),
            ("opaque", _) => Reader::Bytes,
            _ => Reader::Text,
        };
        let body = Body::from(request);
        let hex = message(&body, &Envelope::new(7), &readers, 0).unwrap();
        assert_eq!(hex.problem, None);
        let found = paths(&hex);
        let record = |place: u32| {
            format!("topicData[{place}].partitionData[0].records.batches[0].records[0]")
        };
        for wanted in [
            "header.correlationId 7".to_owned(),
            "topicData[1].name \"notes\"".to_owned(),
            format!("{}.value.id 1", record(0)),
            format!("{}.key \"k\"", record(1)),
            format!("{}.value \"hello\"", record(1)),
            format!("{}.value", record(2)),
        ] {
            assert!(
                found.iter().any(|line| line.ends_with(&wanted)),
                "{wanted}: {found:#?}"
            );
        }
    }

    #[test]
    fn a_message_with_a_compressed_batch_says_why_it_has_no_bytes() {
        let one = Record::new(Timestamp(5), None, Some("v".into()));
        let batch = RecordBatch::new(-1, -1, -1, vec![one]).compressed(Compression::Gzip);
        let mut read = FetchedPartition::refused(
            TopicPartition::new(&TopicName::from("rides"), 0),
            ErrorCode::None,
        );
        read.batches = vec![batch];
        let body = Body::from(FetchResponse {
            partitions: vec![read],
        });
        let hex = message(&body, &Envelope::new(7), &|_, _, _| Reader::Text, 0).unwrap();
        assert_eq!(hex.length, 0);
        assert!(hex.problem.is_some_and(|(_, why)| why.contains("Gzip")));
    }

    #[test]
    fn of_many_bytes_a_page_is_shown() {
        let bytes = vec![b'x'; 10_000];
        let hex = value(&bytes, Reader::Text, 9_999);
        assert_eq!((hex.length, hex.from, hex.bytes.len()), (10_000, 9_984, 16));
        assert_eq!(hex.fields.len(), 1);
    }
}
