//! How the bytes of keys and values are to be read, as far as the lab and its registry say.

use engine::app::processor::Output;
use engine::client::serdes::{ClientSchema, MAGIC_BYTE, Part as Half, Serdes};
use engine::config::{ProducerConfig, SerializerName};
use engine::model::TopicName;
use engine::registry::Store;
use lab::{ClientKind, Session};
use schema::avro::{Schema, Value, decode, dissect, from_json};
use sim::AnyNode;

use crate::hex::Reader;

/// What is known of the bytes in topics.
pub(super) struct Known<'w> {
    registry: Option<&'w Store>,
    writers: Vec<Writer<'w>>,
}

/// How somebody writes.
struct Writer<'w> {
    /// The topics; all, of somebody who sends whatever a person tells.
    topics: Option<Vec<&'w TopicName>>,
    key: (SerializerName, Option<Schema>),
    value: (SerializerName, Option<Schema>),
}

impl<'w> Writer<'w> {
    fn of(
        topics: Option<Vec<&'w TopicName>>,
        config: &ProducerConfig,
        serdes: &Serdes,
    ) -> Writer<'w> {
        let parsed = |schema: Option<&ClientSchema>| {
            schema.and_then(|schema| schema::parse(&schema.definition).ok())
        };
        Writer {
            topics,
            key: (config.key_serializer, parsed(serdes.schema(Half::Key))),
            value: (config.value_serializer, parsed(serdes.schema(Half::Value))),
        }
    }

    fn writes(&self, topic: &TopicName) -> bool {
        let topics = self.topics.as_ref();
        topics.is_none_or(|topics| topics.contains(&topic))
    }
}

impl<'w> Known<'w> {
    /// What is known at a session's playhead.
    pub fn of(session: &'w Session) -> Self {
        let mut slots = session.world().slots();
        let registry = slots.find_map(|slot| match slot.node() {
            AnyNode::Registry(registry) => Some(registry.store()),
            _ => None,
        });
        let clients = session.lab().clients().iter();
        let writers = clients.filter_map(|client| match &client.kind {
            ClientKind::Producer {
                config,
                source,
                serdes,
                ..
            } => {
                let topics = source.as_ref().map(|source| source.topics.iter().collect());
                Some(Writer::of(topics, config, serdes))
            }
            ClientKind::Consumer { application, .. } => match &application.output {
                Output::Topic(output) => {
                    let (topics, by) = (Some(vec![&output.topic]), &output.producer);
                    Some(Writer::of(topics, &by.config, &by.serdes))
                }
                _ => None,
            },
            _ => None,
        });
        Self {
            registry,
            writers: writers.collect(),
        }
    }

    /// The schema of an id.
    pub fn schema(&self, id: u32) -> Option<Schema> {
        let store = self.registry?;
        let entity = store.schema(i32::try_from(id).ok()?)?;
        schema::parse(&store.definition(entity, true).ok()?).ok()
    }

    fn writers(&self, topic: &TopicName) -> impl Iterator<Item = &Writer<'w>> {
        self.writers.iter().filter(|writer| writer.writes(topic))
    }

    /// The id behind which a value lies, if it does.
    fn id(&self, bytes: &[u8]) -> Option<u32> {
        let (&MAGIC_BYTE, rest) = bytes.split_first()? else {
            return None;
        };
        let id = u32::from_be_bytes(*rest.first_chunk::<4>()?);
        self.schema(id).map(|_| id)
    }

    /// How a part of a record is read: as somebody has written it who can have written it so.
    pub fn reader<'s>(
        &'s self,
        by_id: &'s dyn Fn(u32) -> Option<Schema>,
        topic: &TopicName,
        half: Half,
        bytes: &[u8],
    ) -> Reader<'s> {
        if self.id(bytes).is_some() {
            return Reader::KafkaAvro(by_id);
        }
        let found = self.writers(topic).find_map(|writer| {
            let way = match half {
                Half::Key => &writer.key,
                Half::Value => &writer.value,
            };
            match way {
                (SerializerName::Avro, Some(schema)) if dissect(schema, bytes).value.is_ok() => {
                    Some(Reader::Avro(schema))
                }
                (SerializerName::Long, _) if bytes.len() == size_of::<i64>() => Some(Reader::Long),
                _ => None,
            }
        });
        found.unwrap_or(if std::str::from_utf8(bytes).is_ok() {
            Reader::Text
        } else {
            Reader::Bytes
        })
    }

    /// A value with a schema that it is of, where one is known.
    pub fn value(&self, topic: &TopicName, bytes: &[u8]) -> Option<(Schema, Value)> {
        if let Some(schema) = self.id(bytes).and_then(|id| self.schema(id)) {
            let value = decode(&schema, bytes.get(5..)?).ok()?;
            return Some((schema, value));
        }
        let schemas = self.writers(topic).filter_map(|way| way.value.1.as_ref());
        let mut read = schemas.filter_map(|schema| {
            let json = || serde_json::from_slice(bytes).ok();
            let value = decode(schema, bytes).ok();
            let value = value.or_else(|| from_json(schema, &json()?).ok())?;
            Some((schema.clone(), value))
        });
        read.next()
    }
}
