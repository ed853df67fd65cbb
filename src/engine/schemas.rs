//! What nodes ask whoever knows schemas. This room knows none: whoever makes a setup hands over the answers.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::registry::Level;

/// A schema as text, with the texts that it refers to, those first that others refer to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Definition {
    /// The schema.
    pub text: Arc<str>,
    /// What it names of others.
    pub references: Vec<Arc<str>>,
}

impl Definition {
    /// A schema that refers to no other.
    #[must_use]
    pub fn alone(text: &str) -> Self {
        Self {
            text: text.into(),
            references: Vec::new(),
        }
    }
}

/// A schema that was read and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its text, on one line and without spaces.
    pub text: String,
    /// The full name of a record, an enum or a fixed.
    pub name: Option<String>,
}

/// An earlier version that a new schema does not get on with, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The place of the version among the earlier ones, from 0.
    pub version: usize,
    /// Whether the new schema is what reads; otherwise the earlier one is.
    pub new_reads: bool,
    /// The reasons.
    pub reasons: Vec<Reason>,
}

/// Why one schema cannot read what was written with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The kind of reason, as Avro for Java calls it.
    pub kind: &'static str,
    /// Where in the reader's schema.
    pub path: String,
    /// What is the matter there.
    pub message: String,
}

/// How the bytes of a value lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// As the format has them.
    Bare,
    /// Behind an id of a registry: then a value whose schema is `bytes` alone has no length of its own
    /// (`AbstractKafkaAvroSerializer`).
    BehindId,
}

/// How the blocks of an object container file are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// Not at all.
    #[default]
    Null,
    /// RFC 1951, as zip does it.
    Deflate,
    /// Snappy, and a CRC-32 of what was packed.
    Snappy,
}

impl Codec {
    /// Every codec that is known here.
    pub const ALL: [Self; 3] = [Self::Null, Self::Deflate, Self::Snappy];

    /// The name in a file's header, under `avro.codec`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Deflate => "deflate",
            Self::Snappy => "snappy",
        }
    }

    /// The codec of a name; the error says which there are.
    ///
    /// # Errors
    /// When there is none of that name here, as with bzip2, xz and zstandard.
    pub fn named(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|codec| codec.name() == name);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("the codec {name:?} is not known here; there are {names}")
        })
    }
}

/// Whoever knows schemas.
pub trait SchemaFormat: Sync {
    /// Reads a schema.
    ///
    /// # Errors
    /// When it is none: why.
    fn read(&self, schema: &Definition) -> Result<Known, String>;

    /// Holds a new schema against earlier versions, the oldest first: the latest version that it does not get on with, in
    /// both directions where the level asks for both. Nothing if it may be registered. Schemas that cannot be read are
    /// left out.
    fn conflicts(&self, level: Level, new: &Definition, earlier: &[Definition]) -> Vec<Conflict>;

    /// Makes bytes of a value that is written as JSON.
    ///
    /// # Errors
    /// When it is no value of the schema: where, and what is allowed there.
    fn encode(&self, schema: &Definition, json: &str, framing: Framing) -> Result<Vec<u8>, String>;

    /// Makes JSON of bytes that were written with one schema, as somebody with another sees them.
    ///
    /// # Errors
    /// When they are no value of the writer's schema, or the reader's can make nothing of it.
    fn decode(
        &self,
        writer: &Definition,
        reader: Option<&Definition>,
        bytes: &[u8],
        framing: Framing,
    ) -> Result<String, String>;

    /// The header of an object container file.
    ///
    /// # Errors
    /// When the schema is none.
    fn file_header(&self, schema: &Definition, codec: Codec) -> Result<Vec<u8>, String>;

    /// A block of such a file: values that are written as JSON, packed, and the sync marker.
    ///
    /// # Errors
    /// When one of them is no value of the schema: which, counted from 0, where, and what is allowed there.
    fn file_block(
        &self,
        schema: &Definition,
        codec: Codec,
        values: &[&str],
    ) -> Result<Vec<u8>, String>;
}

/// The way to whoever knows schemas. It is no part of a node's state: all are alike.
#[derive(Clone, Copy)]
pub struct Schemas(pub &'static dyn SchemaFormat);

impl Schemas {
    /// Nobody knows schemas.
    pub const NONE: Self = Self(&Nobody);
}

impl Default for Schemas {
    fn default() -> Self {
        Self::NONE
    }
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Schemas")
    }
}

impl PartialEq for Schemas {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Schemas {}

impl Hash for Schemas {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

struct Nobody;

const UNKNOWN: &str = "nobody here knows schemas";

impl SchemaFormat for Nobody {
    fn read(&self, _: &Definition) -> Result<Known, String> {
        Err(UNKNOWN.to_owned())
    }

    fn conflicts(&self, _: Level, _: &Definition, _: &[Definition]) -> Vec<Conflict> {
        Vec::new()
    }

    fn encode(&self, _: &Definition, _: &str, _: Framing) -> Result<Vec<u8>, String> {
        Err(UNKNOWN.to_owned())
    }

    fn decode(
        &self,
        _: &Definition,
        _: Option<&Definition>,
        _: &[u8],
        _: Framing,
    ) -> Result<String, String> {
        Err(UNKNOWN.to_owned())
    }

    fn file_header(&self, _: &Definition, _: Codec) -> Result<Vec<u8>, String> {
        Err(UNKNOWN.to_owned())
    }

    fn file_block(&self, _: &Definition, _: Codec, _: &[&str]) -> Result<Vec<u8>, String> {
        Err(UNKNOWN.to_owned())
    }
}
