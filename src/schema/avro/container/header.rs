//! What a file begins with.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_128;

use super::Codec;
use super::problem::FileProblem;
use crate::avro::decode::decode_first;
use crate::avro::encode::encode_onto;
use crate::avro::{Schema, Value};

/// What every file begins with: `Obj` and the version.
const MAGIC: &[u8] = b"Obj\x01";
/// Bytes that a header may have.
pub(super) const HEADER_MAX: usize = 4 * 1024 * 1024;

/// The header's own schema, as the specification has it.
pub(super) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let text = r#"{"type":"record","name":"org.apache.avro.file.Header","fields":[
        {"name":"magic","type":{"type":"fixed","name":"Magic","size":4}},
        {"name":"meta","type":{"type":"map","values":"bytes"}},
        {"name":"sync","type":{"type":"fixed","name":"Sync","size":16}}]}"#;
    Schema::parse(text).expect("the specification's schema holds")
});

/// Sixteen bytes that follow the header and each block.
pub type SyncMarker = [u8; 16];

/// What a file begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The schema that its values were written with.
    pub schema: Schema,
    /// How its blocks are packed.
    pub codec: Codec,
    /// Everything else that the writer noted, in its order.
    pub metadata: Vec<(String, Vec<u8>)>,
    /// What follows each block.
    pub sync: SyncMarker,
}

impl Header {
    /// The header of a file. Its marker follows from schema and codec, so the same values make the same file, byte for
    /// byte, on any machine.
    #[must_use]
    pub fn new(schema: Schema, codec: Codec) -> Self {
        let named = format!("{} {}", codec.name(), schema.text());
        Self {
            sync: xxh3_128(named.as_bytes()).to_be_bytes(),
            schema,
            codec,
            metadata: Vec::new(),
        }
    }

    /// The header's bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let meta = |key: &str, content: &[u8]| (key.to_owned(), Value::Bytes(content.to_vec()));
        let own = [
            meta("avro.schema", self.schema.text().as_bytes()),
            meta("avro.codec", self.codec.name().as_bytes()),
        ];
        let others = self
            .metadata
            .iter()
            .map(|(key, content)| meta(key, content));
        let value = Value::Record(vec![
            ("magic".to_owned(), Value::Fixed(MAGIC.to_vec())),
            (
                "meta".to_owned(),
                Value::Map(own.into_iter().chain(others).collect()),
            ),
            ("sync".to_owned(), Value::Fixed(self.sync.to_vec())),
        ]);
        let mut bytes = Vec::new();
        encode_onto(&SCHEMA, &value, &mut bytes).expect("it is a header");
        bytes
    }

    /// Reads the header that bytes begin with, and tells where it ends. `None`: more bytes may make one.
    pub(super) fn read(bytes: &[u8], is_all: bool) -> Result<Option<(Self, usize)>, FileProblem> {
        let known = bytes.len().min(MAGIC.len());
        if bytes[..known] != MAGIC[..known] || (is_all && known < MAGIC.len()) {
            return Err(problem(
                0,
                "this is no Avro file, which begins with \"Obj\" and the byte 1".to_owned(),
            ));
        }
        let (value, end) = match decode_first(&SCHEMA, bytes) {
            Ok(read) => read,
            Err(_) if !is_all && bytes.len() < HEADER_MAX => return Ok(None),
            Err(error) => {
                return Err(problem(
                    error.offset,
                    format!("the header is damaged: {error}"),
                ));
            }
        };
        Self::of(&value).map(|header| Some((header, end)))
    }

    fn of(value: &Value) -> Result<Self, FileProblem> {
        let Value::Record(fields) = value else {
            unreachable!("a header is a record");
        };
        let [_, (_, Value::Map(meta)), (_, Value::Fixed(sync))] = &fields[..] else {
            unreachable!("a header has three fields");
        };
        let mut metadata = Vec::new();
        let (mut schema, mut codec) = (None, Codec::default());
        for (key, content) in meta {
            let Value::Bytes(content) = content else {
                unreachable!("the values of the map are bytes");
            };
            let text = || String::from_utf8_lossy(content);
            match key.as_str() {
                "avro.schema" => {
                    let read = Schema::parse(&text());
                    schema = Some(read.map_err(|problems| {
                        problem(0, format!("the schema in the header: {problems}"))
                    })?);
                }
                "avro.codec" => {
                    codec = Codec::named(&text()).map_err(|reason| problem(0, reason))?;
                }
                _ => metadata.push((key.clone(), content.clone())),
            }
        }
        Ok(Self {
            schema: schema.ok_or_else(|| problem(0, "the header has no avro.schema".to_owned()))?,
            codec,
            metadata,
            sync: sync.as_slice().try_into().expect("sixteen bytes"),
        })
    }
}

fn problem(offset: usize, reason: String) -> FileProblem {
    FileProblem::Header {
        offset: offset as u64,
        reason,
    }
}
