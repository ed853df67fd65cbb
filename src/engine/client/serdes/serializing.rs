//! The serializers of a producer (`StringSerializer`, `LongSerializer`, `AbstractKafkaAvroSerializer` and their like).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::resolver::Resolver;
use super::{ClientSchema, MAGIC_BYTE, Part, SerdeFailure, Serdes, patience};
use crate::client::registry::{OF_SERIALIZERS, RegistryClient, Told};
use crate::config::{ProducerConfig, SerializerName, SubjectNameStrategy};
use crate::model::{Payload, TopicName};
use crate::node::{Effects, Input, Now};
use crate::registry::{Level, RegistryRequest, RegistryResponse, SchemaEntity, VersionId};
use crate::schemas::{Definition, Framing};

/// The serializers of a producer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Serializing {
    setup: Serdes,
    registry: Option<RegistryClient>,
    /// Ids by subject and schema, once known.
    ids: BTreeMap<(Arc<str>, SchemaEntity), i32>,
    /// With `use.latest.version`: the id and the schema of subjects, once known.
    latest: BTreeMap<Arc<str>, (i32, SchemaEntity)>,
    resolver: Resolver,
    /// What the call that has ended came to, if it came to nothing.
    failed: Option<Told>,
}

/// What became of a part of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Serialized {
    /// Its bytes; `None` is null.
    Bytes(Option<Payload>),
    /// It waits for the registry.
    Waits,
    /// The serializer throws.
    Failed(SerdeFailure),
}

/// What it takes to go on.
enum Stop {
    Ask(RegistryRequest),
    Fail(SerdeFailure),
}

impl From<SerdeFailure> for Stop {
    fn from(failure: SerdeFailure) -> Self {
        Self::Fail(failure)
    }
}

impl Serializing {
    /// Serializers that have nothing in their caches.
    pub fn new(setup: &Serdes, config: &ProducerConfig) -> Self {
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
                .map(|id| RegistryClient::new(id, patience, OF_SERIALIZERS)),
            setup: setup.clone(),
            ids: BTreeMap::new(),
            latest: BTreeMap::new(),
            resolver: Resolver::default(),
            failed: None,
        }
    }

    /// What the registry is being asked, if it is.
    #[must_use]
    pub fn asked(&self) -> Option<&RegistryRequest> {
        self.registry.as_ref()?.asked()
    }

    /// How many ids it knows.
    #[must_use]
    pub fn cached(&self) -> u64 {
        (self.ids.len() + self.latest.len()) as u64
    }

    /// Takes in an input.
    pub fn handle(&mut self, now: Now, input: &Input, effects: &mut Effects) {
        let Some(registry) = &mut self.registry else {
            return;
        };
        for told in registry.handle(now, input, effects) {
            self.told(told);
        }
    }

    /// Forgets its connection.
    pub fn close(&mut self, effects: &mut Effects) {
        if let Some(registry) = &mut self.registry {
            registry.close(effects);
        }
    }

    fn told(&mut self, told: Told) {
        match (&*told.request, told.answer.granted()) {
            (
                RegistryRequest::Register { subject, schema },
                Some(RegistryResponse::Registered { id, .. }),
            ) => {
                self.ids.insert((Arc::clone(subject), schema.clone()), *id);
            }
            (
                RegistryRequest::LookUp {
                    subject, schema, ..
                },
                Some(RegistryResponse::Version(found)),
            ) => {
                self.ids
                    .insert((Arc::clone(subject), schema.clone()), found.id);
            }
            (
                RegistryRequest::Version {
                    version: VersionId::Latest,
                    ..
                },
                Some(RegistryResponse::Version(found)),
            ) => {
                let subject = Arc::clone(&found.subject);
                self.latest
                    .insert(subject, (found.id, found.schema.clone()));
            }
            (_, Some(RegistryResponse::Version(found))) => self.resolver.learn(found),
            _ => self.failed = Some(told),
        }
    }

    /// Makes bytes of a part of a record; what waits for the registry is tried again when it has answered.
    pub fn serialize(
        &mut self,
        now: Now,
        config: &ProducerConfig,
        (topic, part): (&TopicName, Part),
        object: Option<&Payload>,
        effects: &mut Effects,
    ) -> Serialized {
        if self.asked().is_some() {
            return Serialized::Waits;
        }
        match self.bytes(config, (topic, part), object) {
            Ok(bytes) => Serialized::Bytes(bytes),
            Err(Stop::Fail(failure)) => Serialized::Failed(failure),
            Err(Stop::Ask(request)) => {
                if let Some(told) = self.failed.take() {
                    return Serialized::Failed(refused(&told));
                }
                match &mut self.registry {
                    Some(registry) => {
                        registry.ask(now, request, effects);
                        Serialized::Waits
                    }
                    None => Serialized::Failed(SerdeFailure::of(
                        "Missing required configuration \"schema.registry.url\"",
                    )),
                }
            }
        }
    }

    fn bytes(
        &self,
        config: &ProducerConfig,
        (topic, part): (&TopicName, Part),
        object: Option<&Payload>,
    ) -> Result<Option<Payload>, Stop> {
        let (name, strategy) = match part {
            Part::Key => (config.key_serializer, config.key_subject_name_strategy),
            Part::Value => (config.value_serializer, config.value_subject_name_strategy),
        };
        if name == SerializerName::Failing {
            let part = part.small();
            return Err(SerdeFailure::of(format!("the {part}'s serializer fails")).into());
        }
        let Some(object) = object else {
            return Ok(None);
        };
        let bytes = match name {
            SerializerName::String | SerializerName::Json | SerializerName::Failing => {
                return Ok(Some(object.clone()));
            }
            SerializerName::Long => {
                let text = text(object)?;
                let number: i64 = text.trim().parse().map_err(|_| {
                    SerdeFailure::of(format!("LongSerializer takes a number, not {text:?}"))
                })?;
                number.to_be_bytes().to_vec()
            }
            SerializerName::Avro => {
                let definition = &self.schema(part)?.definition;
                self.encode(definition, object, Framing::Bare)?
            }
            SerializerName::KafkaAvro => {
                let schema = self.schema(part)?;
                let subject = subject(topic, part, strategy, schema)?;
                let (id, definition) = self.registered(config, subject, schema)?;
                let mut bytes = vec![MAGIC_BYTE];
                bytes.extend(id.to_be_bytes());
                bytes.extend(self.encode(&definition, object, Framing::BehindId)?);
                bytes
            }
        };
        Ok(Some(bytes.into()))
    }

    /// The id and the schema with which a value is written (`AbstractKafkaAvroSerializer.serializeImpl`).
    fn registered(
        &self,
        config: &ProducerConfig,
        subject: Arc<str>,
        schema: &ClientSchema,
    ) -> Result<(i32, Definition), Stop> {
        if config.use_latest_version && !config.auto_register_schemas {
            return self.latest(config, subject, schema);
        }
        let key = (subject, schema.entity.clone());
        if let Some(id) = self.ids.get(&key) {
            return Ok((*id, schema.definition.clone()));
        }
        let (subject, schema) = key;
        Err(Stop::Ask(if config.auto_register_schemas {
            RegistryRequest::Register { subject, schema }
        } else {
            let deleted = false;
            RegistryRequest::LookUp {
                subject,
                schema,
                deleted,
            }
        }))
    }

    fn latest(
        &self,
        config: &ProducerConfig,
        subject: Arc<str>,
        schema: &ClientSchema,
    ) -> Result<(i32, Definition), Stop> {
        let Some((id, latest)) = self.latest.get(&subject) else {
            return Err(Stop::Ask(RegistryRequest::Version {
                subject,
                version: VersionId::Latest,
                deleted: false,
            }));
        };
        let definition = self.resolver.definition(latest).map_err(Stop::Ask)?;
        if config.latest_compatibility_strict {
            let own = std::slice::from_ref(&schema.definition);
            let conflicts = self
                .setup
                .schemas
                .0
                .conflicts(Level::Backward, &definition, own);
            if !conflicts.is_empty() {
                return Err(SerdeFailure::of(
                    "Error serializing Avro message: Incompatible schema of type 'AVRO'. Set latest.compatibility.strict=false to disable this check.",
                )
                .into());
            }
        }
        Ok((*id, definition))
    }

    fn schema(&self, part: Part) -> Result<&ClientSchema, SerdeFailure> {
        let schema = self.setup.schema(part);
        schema.ok_or_else(|| SerdeFailure::of(format!("the {} has no schema", part.small())))
    }

    fn encode(
        &self,
        schema: &Definition,
        object: &Payload,
        framing: Framing,
    ) -> Result<Vec<u8>, SerdeFailure> {
        let encoded = self.setup.schemas.0.encode(schema, &text(object)?, framing);
        encoded
            .map_err(|reason| SerdeFailure::of(format!("Error serializing Avro message: {reason}")))
    }
}

fn text(object: &Payload) -> Result<String, SerdeFailure> {
    let text = String::from_utf8(object.bytes().into_owned());
    text.map_err(|_| SerdeFailure::of("this is no text"))
}

/// The subject of a schema (`TopicNameStrategy`, `RecordNameStrategy`, `TopicRecordNameStrategy`).
fn subject(
    topic: &TopicName,
    part: Part,
    strategy: SubjectNameStrategy,
    schema: &ClientSchema,
) -> Result<Arc<str>, SerdeFailure> {
    let part = part.small();
    let record = || {
        schema.name.as_deref().ok_or_else(|| {
            SerdeFailure::of(format!(
                "In configuration {part}.subject.name.strategy, the message {part} must only be a record schema"
            ))
        })
    };
    Ok(match strategy {
        SubjectNameStrategy::TopicName => format!("{topic}-{part}").into(),
        SubjectNameStrategy::RecordName => record()?.into(),
        SubjectNameStrategy::TopicRecordName => format!("{topic}-{}", record()?).into(),
    })
}

/// What a call that came to nothing makes the serializer throw.
fn refused(told: &Told) -> SerdeFailure {
    let (tried, schema) = match &*told.request {
        RegistryRequest::Register { schema, .. } => ("Error registering Avro schema", Some(schema)),
        RegistryRequest::LookUp { schema, .. } => ("Error retrieving Avro schema", Some(schema)),
        _ => ("Error retrieving latest version of Avro schema", None),
    };
    let tried = format!("{tried}{}", schema.map_or("", |schema| &schema.text));
    SerdeFailure::refused(&told.answer, &tried, "Error serializing Avro message")
}
