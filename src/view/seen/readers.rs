//! How the bytes of keys and values are to be read, as far as the lab and its registry say.

use engine::app::processor::Output;
use engine::client::producer::ProducerSetup;
use engine::client::serdes::{ClientSchema, MAGIC_BYTE, Part as Half};
use engine::config::SerializerName;
use engine::model::TopicName;
use engine::registry::Store;
use lab::{ClientKind, Session};
use schema::avro::{Schema, Value, decode, dissect, from_json};
use sim::AnyNode;

use crate::hex::Reader;

/// What is known of the bytes in a topic.
pub(super) struct Known<'w> {
    registry: Option<&'w Store>,
    /// How clients of the lab write the topic, and with which schema.
    keys: Vec<(SerializerName, Option<Schema>)>,
    values: Vec<(SerializerName, Option<Schema>)>,
}

impl<'w> Known<'w> {
    pub fn of(session: &'w Session, topic: &TopicName) -> Self {
        let mut slots = session.world().slots();
        let registry = slots.find_map(|slot| match slot.node() {
            AnyNode::Registry(registry) => Some(registry.store()),
            _ => None,
        });
        let mut known = Self {
            registry,
            keys: Vec::new(),
            values: Vec::new(),
        };
        for client in session.lab().clients() {
            match &client.kind {
                ClientKind::Producer {
                    config,
                    source,
                    serdes,
                    ..
                } if source
                    .as_ref()
                    .is_none_or(|source| source.topics.contains(topic)) =>
                {
                    known.add((config.key_serializer, config.value_serializer), serdes);
                }
                ClientKind::Consumer { application, .. } => {
                    if let Output::Topic(output) = &application.output
                        && output.topic == *topic
                    {
                        let ProducerSetup { config, serdes, .. } = &output.producer;
                        known.add((config.key_serializer, config.value_serializer), serdes);
                    }
                }
                _ => {}
            }
        }
        known
    }

    fn add(
        &mut self,
        (key, value): (SerializerName, SerializerName),
        serdes: &engine::client::serdes::Serdes,
    ) {
        let parsed = |schema: Option<&ClientSchema>| {
            schema.and_then(|schema| schema::parse(&schema.definition).ok())
        };
        self.keys.push((key, parsed(serdes.schema(Half::Key))));
        self.values
            .push((value, parsed(serdes.schema(Half::Value))));
    }

    /// The schema of an id.
    pub fn schema(&self, id: u32) -> Option<Schema> {
        let store = self.registry?;
        let entity = store.schema(i32::try_from(id).ok()?)?;
        schema::parse(&store.definition(entity, true).ok()?).ok()
    }

    fn ways(&self, half: Half) -> &[(SerializerName, Option<Schema>)] {
        match half {
            Half::Key => &self.keys,
            Half::Value => &self.values,
        }
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
        half: Half,
        bytes: &[u8],
    ) -> Reader<'s> {
        if self.id(bytes).is_some() {
            return Reader::KafkaAvro(by_id);
        }
        let found = self
            .ways(half)
            .iter()
            .find_map(|(name, schema)| match (name, schema) {
                (SerializerName::Avro, Some(schema)) if dissect(schema, bytes).value.is_ok() => {
                    Some(Reader::Avro(schema))
                }
                (SerializerName::Long, _) if bytes.len() == size_of::<i64>() => Some(Reader::Long),
                _ => None,
            });
        found.unwrap_or(if std::str::from_utf8(bytes).is_ok() {
            Reader::Text
        } else {
            Reader::Bytes
        })
    }

    /// A value with a schema that it is of, where one is known.
    pub fn value(&self, bytes: &[u8]) -> Option<(Schema, Value)> {
        if let Some(schema) = self.id(bytes).and_then(|id| self.schema(id)) {
            let value = decode(&schema, bytes.get(5..)?).ok()?;
            return Some((schema, value));
        }
        let schemas = self.values.iter().filter_map(|(_, schema)| schema.as_ref());
        let mut read = schemas.filter_map(|schema| {
            let json = || serde_json::from_slice(bytes).ok();
            let value = decode(schema, bytes).ok();
            let value = value.or_else(|| from_json(schema, &json()?).ok())?;
            Some((schema.clone(), value))
        });
        read.next()
    }
}
