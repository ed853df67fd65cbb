//! The deserializers of a consumer, and what none of them can read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::resolver::Resolver;
use super::{MAGIC_BYTE, Part, SerdeFailure, Serdes, patience};
use crate::client::registry::{OF_DESERIALIZERS, RegistryClient, Told};
use crate::config::{ConsumerConfig, DeserializerName};
use crate::log::Record;
use crate::model::{Offset, Payload, Timestamp, TopicPartition};
use crate::node::{Effects, Input, Now};
use crate::registry::{RegistryRequest, RegistryResponse, SchemaEntity};
use crate::schemas::{Definition, Framing};

/// The deserializers of a consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Deserializing {
    setup: Serdes,
    key: DeserializerName,
    value: DeserializerName,
    registry: Option<RegistryClient>,
    /// Schemas by their ids, once known.
    schemas: BTreeMap<i32, SchemaEntity>,
    resolver: Resolver,
    /// The id whose schema is being asked for.
    asking: Option<i32>,
    /// Ids whose schemas could not be had in this poll.
    failed: BTreeMap<i32, SerdeFailure>,
}

/// The key and the value of a record as its application has them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Deserialized {
    /// The key.
    pub key: Option<Payload>,
    /// The value.
    pub value: Option<Payload>,
}

/// A record that cannot be read, as `RecordDeserializationException` tells of it (KIP-334, KIP-1036).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Poison {
    /// Its partition.
    pub partition: TopicPartition,
    /// Its offset.
    pub offset: Offset,
    /// Its time.
    pub timestamp: Timestamp,
    /// The part that cannot be read.
    pub part: Part,
    /// Why not.
    pub reason: Arc<str>,
    /// The record as it is in the log.
    pub record: Record,
}

impl fmt::Display for Poison {
    /// Kafka's message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (part, partition, offset) = (self.part.name(), &self.partition, self.offset);
        write!(
            f,
            "Error deserializing {part} for partition {partition} at offset {offset}. If needed, please seek past the record to continue consumption."
        )
    }
}

/// Whether a part of a record can be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Readable {
    /// This is what it says.
    Yes(Option<Payload>),
    /// Nobody knows before the registry has answered this.
    Unknown(i32, RegistryRequest),
    /// No.
    No(SerdeFailure),
}

impl Deserializing {
    /// Deserializers that have nothing in their caches.
    pub fn new(setup: &Serdes, config: &ConsumerConfig) -> Self {
        let patience = patience(
            config.registry_max_retries,
            (
                config.registry_retries_wait,
                config.registry_retries_max_wait,
            ),
            (config.http_connect_timeout, config.http_read_timeout),
        );
        Self {
            registry: setup
                .registry
                .map(|id| RegistryClient::new(id, patience, OF_DESERIALIZERS)),
            setup: setup.clone(),
            key: config.key_deserializer,
            value: config.value_deserializer,
            schemas: BTreeMap::new(),
            resolver: Resolver::default(),
            asking: None,
            failed: BTreeMap::new(),
        }
    }

    /// Whether bytes are handed over as they are.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        [self.key, self.value] == [DeserializerName::Bytes; 2]
    }

    /// What the registry is being asked, if it is: then the poll waits.
    #[must_use]
    pub fn asked(&self) -> Option<&RegistryRequest> {
        self.registry.as_ref()?.asked()
    }

    /// How many schemas it knows.
    #[must_use]
    pub fn cached(&self) -> u64 {
        self.schemas.len() as u64
    }

    /// Takes in an input. Says whether the poll that waited need not wait any more.
    pub fn handle(&mut self, now: Now, input: &Input, effects: &mut Effects) -> bool {
        let Some(registry) = &mut self.registry else {
            return false;
        };
        let told = registry.handle(now, input, effects);
        let goes_on = !told.is_empty();
        for told in told {
            self.told(&told);
        }
        goes_on
    }

    /// Asks for the schema of an id.
    pub fn ask(&mut self, now: Now, id: i32, request: RegistryRequest, effects: &mut Effects) {
        match &mut self.registry {
            Some(registry) => {
                self.asking = Some(id);
                registry.ask(now, request, effects);
            }
            None => {
                let reason = "Missing required configuration \"schema.registry.url\"";
                self.failed.insert(id, SerdeFailure::of(reason));
            }
        }
    }

    /// A poll returns, or throws: what could not be had is asked for again in the next.
    pub fn polled(&mut self) {
        self.failed.clear();
    }

    /// Forgets its connection.
    pub fn close(&mut self, effects: &mut Effects) {
        if let Some(registry) = &mut self.registry {
            registry.close(effects);
        }
    }

    fn told(&mut self, told: &Told) {
        let id = self.asking.take();
        match (told.answer.granted(), id) {
            (Some(RegistryResponse::Schema(schema)), Some(id)) => {
                self.schemas.insert(id, schema.clone());
            }
            (Some(RegistryResponse::Version(found)), _) => self.resolver.learn(found),
            (_, Some(id)) => {
                let tried = format!("Error retrieving Avro schema for id {id}");
                let failure = SerdeFailure::refused(&told.answer, &tried, &tried);
                self.failed.insert(id, failure);
            }
            (_, None) => {}
        }
    }

    /// Both parts of a record, or the first that cannot be read.
    ///
    /// # Errors
    /// Which part cannot be read, or not yet.
    pub fn record(&self, record: &Record) -> Result<Deserialized, (Part, Readable)> {
        let part = |part, payload: Option<&Payload>| match self.part(part, payload) {
            Readable::Yes(object) => Ok(object),
            other => Err((part, other)),
        };
        Ok(Deserialized {
            key: part(Part::Key, record.key.as_ref())?,
            value: part(Part::Value, record.value.as_ref())?,
        })
    }

    fn part(&self, part: Part, payload: Option<&Payload>) -> Readable {
        let name = match part {
            Part::Key => self.key,
            Part::Value => self.value,
        };
        // A null is nobody's business but the application's (`CompletedFetch.parseRecord`).
        let Some(payload) = payload else {
            return Readable::Yes(None);
        };
        match name {
            DeserializerName::KafkaAvro => self.behind_id(part, payload),
            name => match self.alone(name, part, payload) {
                Ok(object) => Readable::Yes(Some(object)),
                Err(failure) => Readable::No(failure),
            },
        }
    }

    /// What needs no registry.
    fn alone(
        &self,
        name: DeserializerName,
        part: Part,
        payload: &Payload,
    ) -> Result<Payload, SerdeFailure> {
        let bytes = payload.bytes();
        Ok(match name {
            DeserializerName::Bytes | DeserializerName::KafkaAvro => payload.clone(),
            // Java puts U+FFFD where bytes are no text.
            DeserializerName::String => match std::str::from_utf8(&bytes) {
                Ok(_) => payload.clone(),
                Err(_) => Payload::from(&*String::from_utf8_lossy(&bytes)),
            },
            DeserializerName::Json => {
                let json: Result<serde_json::Value, _> = serde_json::from_slice(&bytes);
                match json {
                    Ok(_) => payload.clone(),
                    Err(error) => {
                        return Err(SerdeFailure::of(format!("this is no JSON: {error}")));
                    }
                }
            }
            DeserializerName::Long => match <[u8; 8]>::try_from(&*bytes) {
                Ok(bytes) => Payload::from(i64::from_be_bytes(bytes).to_string().as_str()),
                Err(_) => {
                    let reason = "Size of data received by LongDeserializer is not 8";
                    return Err(SerdeFailure::of(reason));
                }
            },
            DeserializerName::Avro => {
                let Some(schema) = self.setup.schema(part) else {
                    let reason = format!("the {} has no schema", part.small());
                    return Err(SerdeFailure::of(reason));
                };
                let definition = &schema.definition;
                self.decode((definition, None), &bytes, Framing::Bare, "")?
            }
            DeserializerName::Failing => {
                let reason = format!("the {}'s deserializer fails", part.small());
                return Err(SerdeFailure::of(reason));
            }
        })
    }

    /// `AbstractKafkaAvroDeserializer.deserialize`.
    fn behind_id(&self, part: Part, payload: &Payload) -> Readable {
        let bytes = payload.bytes();
        let Some((&MAGIC_BYTE, rest)) = bytes.split_first() else {
            return Readable::No(SerdeFailure::of("Unknown magic byte!"));
        };
        let Some((id, rest)) = rest.split_first_chunk::<4>() else {
            let reason = "Error deserializing Avro message: the id of the schema is cut short";
            return Readable::No(SerdeFailure::of(reason));
        };
        let id = i32::from_be_bytes(*id);
        if let Some(failure) = self.failed.get(&id) {
            return Readable::No(failure.clone());
        }
        let Some(schema) = self.schemas.get(&id) else {
            return Readable::Unknown(id, RegistryRequest::Schema(id));
        };
        let writer = match self.resolver.definition(schema) {
            Ok(writer) => writer,
            Err(request) => return Readable::Unknown(id, request),
        };
        let reader = self.setup.schema(part).map(|schema| &schema.definition);
        let of = format!(" for id {id}");
        match self.decode((&writer, reader), rest, Framing::BehindId, &of) {
            Ok(object) => Readable::Yes(Some(object)),
            Err(failure) => Readable::No(failure),
        }
    }

    fn decode(
        &self,
        (writer, reader): (&Definition, Option<&Definition>),
        bytes: &[u8],
        framing: Framing,
        of: &str,
    ) -> Result<Payload, SerdeFailure> {
        let decoded = self.setup.schemas.0.decode(writer, reader, bytes, framing);
        let text = decoded.map_err(|reason| {
            SerdeFailure::of(format!("Error deserializing Avro message{of}: {reason}"))
        })?;
        Ok(text.as_str().into())
    }
}
