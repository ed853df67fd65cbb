//! Between what an application means and the bytes that Kafka stores: `Serializer` and `Deserializer`.
//!
//! What an application means is text here: the text itself, JSON, or a number. What becomes of it, and what is made of bytes
//! again, the configs say. With schemas that a registry keeps, either can wait for it, and its application with it.

mod deserializing;
mod resolver;
mod serializing;

use std::sync::Arc;

pub use deserializing::{Deserialized, Poison};
pub(super) use deserializing::{Deserializing, Readable};
pub(super) use serializing::{Serialized, Serializing};

use super::registry::{RegistryAnswer, RegistryPatience};
use crate::model::NodeId;
use crate::registry::SchemaEntity;
use crate::schemas::{Definition, Schemas};

/// The byte before the id of a schema (`AbstractKafkaSchemaSerDe.MAGIC_BYTE`).
pub const MAGIC_BYTE: u8 = 0;

/// What the serializers of a client, or its deserializers, are made with beside its configs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Serdes {
    /// Whoever knows schemas.
    pub schemas: Schemas,
    /// `schema.registry.url`.
    pub registry: Option<NodeId>,
    /// The schema of keys: with which they are written, or as which they are to be read.
    pub key: Option<ClientSchema>,
    /// The schema of values.
    pub value: Option<ClientSchema>,
}

/// A schema that a client has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientSchema {
    /// As a registry is told of it.
    pub entity: SchemaEntity,
    /// With the texts that it refers to.
    pub definition: Definition,
    /// The full name of a record.
    pub name: Option<Arc<str>>,
}

impl ClientSchema {
    /// A schema that refers to no other.
    ///
    /// # Errors
    /// When it is none: why.
    pub fn alone(schemas: Schemas, text: &str) -> Result<Self, String> {
        let known = schemas.0.read(&Definition::alone(text))?;
        Ok(Self {
            entity: SchemaEntity::alone(&known.text),
            definition: Definition::alone(&known.text),
            name: known.name.map(Into::into),
        })
    }
}

impl Serdes {
    /// The schema of a part.
    #[must_use]
    pub const fn schema(&self, part: Part) -> Option<&ClientSchema> {
        match part {
            Part::Key => self.key.as_ref(),
            Part::Value => self.value.as_ref(),
        }
    }
}

/// A part of a record that has bytes of its own (`DeserializationExceptionOrigin`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

impl Part {
    /// Both, in the order in which a client looks at them.
    pub const ALL: [Self; 2] = [Self::Key, Self::Value];

    /// As Kafka writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "KEY",
            Self::Value => "VALUE",
        }
    }

    /// As the names of subjects and messages have it.
    const fn small(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Value => "value",
        }
    }
}

/// Why a serializer or a deserializer throws.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SerdeFailure {
    /// Whether it is a `TimeoutException`; otherwise a `SerializationException`.
    pub timed_out: bool,
    /// What is the matter.
    pub reason: Arc<str>,
}

impl SerdeFailure {
    fn of(reason: impl Into<Arc<str>>) -> Self {
        Self {
            timed_out: false,
            reason: reason.into(),
        }
    }

    /// What an answer that grants nothing comes to (`AbstractKafkaSchemaSerDe.toKafkaException`): what was tried, and where the
    /// registry said nothing, what was at work.
    fn refused(answer: &RegistryAnswer, tried: &str, at_work: &str) -> Self {
        match answer {
            RegistryAnswer::Unreachable => {
                Self::of(format!("{at_work}: the schema registry cannot be reached"))
            }
            RegistryAnswer::TimedOut => Self {
                timed_out: true,
                reason: format!("{at_work}: the schema registry does not answer").into(),
            },
            RegistryAnswer::Said(response) => {
                let said = response.error().map(|error| {
                    let (message, code) = (&error.message, error.error_code);
                    format!("{tried}: {message}; error code: {code}")
                });
                Self {
                    timed_out: matches!(response.status(), 408 | 500 | 503 | 504),
                    reason: said.unwrap_or_else(|| tried.to_owned()).into(),
                }
            }
        }
    }
}

/// How patient the client of a registry is that serializers and deserializers use, by its configs.
pub(super) fn patience(
    max_retries: i32,
    waits: (crate::model::Duration, crate::model::Duration),
    timeouts: (crate::model::Duration, crate::model::Duration),
) -> RegistryPatience {
    RegistryPatience {
        max_retries: max_retries.unsigned_abs(),
        retries_wait: waits.0,
        retries_max_wait: waits.1,
        connect_timeout: timeouts.0,
        read_timeout: timeouts.1,
    }
}
