//! What a producer's application sends, and to which partitions.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::app::{Source, SourceRecord, SourceRecords};
use engine::client::producer::{PartitionRule, Partitioning};
use engine::client::serdes::{Part, Serdes};
use engine::config::{ProducerConfig, SerializerName};
use engine::model::{Payload, TopicName};
use engine::schemas::Framing;
use schema::Serializer;
use serde_json::Value;

use super::millis;
use crate::file::{PartitionerFile, ProducerFile, RuleFile, SourceFile};
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::template::fill;

/// How many records a source may have, as the schema says it.
const COUNT_MAX: u32 = 100_000;

/// Bytes that the records of one source may come to, lest a small file fills the memory.
const SOURCE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Reads a source. `None`: it is wrong, which has been told.
pub(super) fn read(
    file: &SourceFile,
    how: (&ProducerConfig, &Serdes),
    path: &Path,
    problems: &mut Problems,
) -> Option<Source> {
    let told = problems.0.len();
    rules(file, path, problems);
    let count = file
        .count
        .unwrap_or_else(|| u32::try_from(file.values.len()).unwrap_or(u32::MAX));
    if problems.0.len() > told || !(1..=COUNT_MAX).contains(&count) {
        return None;
    }
    let records = match file.value_bytes {
        Some(value_len) => {
            bulk_rules(how.0, path, problems)?;
            SourceRecords::Bulk {
                count: count.into(),
                value_len,
            }
        }
        None => SourceRecords::Listed(listed(file, count, how, path, problems)?),
    };
    Some(Source {
        topics: topics(file),
        every: millis(file.every_ms),
        per_tick: file.per_tick,
        between: millis(file.between_ms),
        aborts_every: file.aborts_every,
        records,
    })
}

/// Where every record goes.
pub(super) fn topics(file: &SourceFile) -> Vec<TopicName> {
    let topics = [&file.topic].into_iter().chain(&file.also_to);
    topics
        .map(|topic| TopicName::from(topic.as_str()))
        .collect()
}

/// What may not be said together, and what must be said.
fn rules(file: &SourceFile, path: &Path, problems: &mut Problems) {
    let mut refuse = |path: &Path, message: &str| problems.push(Problem::at(path, message));
    let said = [
        file.value.is_some(),
        !file.values.is_empty(),
        file.value_bytes.is_some(),
    ];
    if said.into_iter().filter(|said| *said).count() != 1 {
        refuse(path, "needs one of value, values and value_bytes");
    }
    if file.count.is_none() && file.values.is_empty() {
        refuse(&path.key("count"), "is missing: it must be a whole number");
    }
    if !file.key.is_null() && !file.keys.is_empty() {
        refuse(&path.key("keys"), "cannot go with key; say one of them");
    }
    for (index, topic) in file.also_to.iter().enumerate() {
        if *topic == file.topic || file.also_to[..index].contains(topic) {
            let path = path.key("also_to").index(index);
            refuse(
                &path,
                "is there twice; every record goes to each topic once",
            );
        }
    }
    let has_keys = !file.key.is_null() || !file.keys.is_empty();
    if file.value_bytes.is_some() && has_keys {
        refuse(&path.key("value_bytes"), "cannot go with key or keys");
    }
}

/// Bytes that say nothing are no numbers, and no values of a schema.
fn bulk_rules(config: &ProducerConfig, path: &Path, problems: &mut Problems) -> Option<()> {
    let serializer = Serializer::from(config.value_serializer);
    if matches!(serializer, Serializer::String | Serializer::Json) {
        return Some(());
    }
    let message = "needs the config value.serializer to be string or json: these bytes say nothing";
    problems.push(Problem::at(&path.key("value_bytes"), message));
    None
}

/// What a client's application hands over so that a value is sent, which has to be one of the schema if there is one.
pub(crate) fn object(
    serdes: &Serdes,
    (part, serializer): (Part, SerializerName),
    value: &Value,
) -> Result<Option<Payload>, String> {
    let object = Serializer::from(serializer).serialize(value);
    let object = object.map_err(|error| error.to_string())?;
    let schema = serdes.schema(part).filter(|_| object.is_some());
    if let Some(schema) = schema {
        let text = value.to_string();
        let encoded = serdes
            .schemas
            .0
            .encode(&schema.definition, &text, Framing::Bare);
        encoded.map_err(|reason| format!("is no value of its schema: {reason}"))?;
    }
    Ok(object)
}

fn listed(
    file: &SourceFile,
    count: u32,
    (config, serdes): (&ProducerConfig, &Serdes),
    path: &Path,
    problems: &mut Problems,
) -> Option<Arc<[SourceRecord]>> {
    let keys = Templates::of(&file.key, &file.keys, "key", "keys");
    let no_value = Value::Null;
    let value = file.value.as_ref().unwrap_or(&no_value);
    let values = Templates::of(value, &file.values, "value", "values");
    let size = keys.size().saturating_add(values.size());
    if size.saturating_mul(count as usize) > SOURCE_BYTES_MAX {
        let message = format!(
            "the records come to more than {SOURCE_BYTES_MAX} bytes; lower count, or the template"
        );
        problems.push(Problem::at(path, message));
        return None;
    }
    // The first that cannot be serialized says it for all.
    let records = (0..count).map(|n| {
        let mut made = |templates: &Templates<'_>, of: (Part, SerializerName)| {
            let (template, path) = templates.nth(n, path);
            object(serdes, of, &fill(template, n))
                .map_err(|error| problems.push(Problem::at(&path, error).with(template)))
                .ok()
        };
        let key = made(&keys, (Part::Key, config.key_serializer));
        let value = made(&values, (Part::Value, config.value_serializer));
        Some(SourceRecord {
            key: key?,
            value: value?,
        })
    });
    records.collect()
}

/// One template, or several that are taken in turn.
struct Templates<'a> {
    one: &'a Value,
    several: &'a [Value],
    names: (&'static str, &'static str),
}

impl<'a> Templates<'a> {
    const fn of(
        one: &'a Value,
        several: &'a [Value],
        name: &'static str,
        names: &'static str,
    ) -> Self {
        let names = (name, names);
        Self {
            one,
            several,
            names,
        }
    }

    /// The template of the `n`th record, and where it is.
    fn nth(&self, n: u32, path: &Path) -> (&'a Value, Path) {
        if self.several.is_empty() {
            return (self.one, path.key(self.names.0));
        }
        let index = n as usize % self.several.len();
        (&self.several[index], path.key(self.names.1).index(index))
    }

    /// The bytes of the longest.
    fn size(&self) -> usize {
        let all = self.several.iter().chain([self.one]);
        all.map(|template| template.to_string().len())
            .max()
            .unwrap_or_default()
    }
}

/// Reads how partitions are chosen.
pub(super) fn partitioning(
    file: &ProducerFile,
    how: (&ProducerConfig, &Serdes),
    path: &Path,
    problems: &mut Problems,
) -> Partitioning {
    let Some(partitioner) = &file.partitioner else {
        return Partitioning::Configured;
    };
    let path = path.key("partitioner");
    if file.config.contains_key("partitioner.class") {
        let message =
            "cannot go with the config partitioner.class, which says the same thing otherwise";
        problems.push(Problem::at(&path, message));
    }
    match partitioner {
        PartitionerFile::ConsistentRandom => Partitioning::ConsistentRandom,
        PartitionerFile::Rule(file) => {
            Partitioning::Rule(rule(file, how, &path.key("rule"), problems))
        }
    }
}

fn rule(
    file: &RuleFile,
    (config, serdes): (&ProducerConfig, &Serdes),
    path: &Path,
    problems: &mut Problems,
) -> PartitionRule {
    let mut by_key: BTreeMap<Arc<[u8]>, i32> = BTreeMap::new();
    for (index, entry) in file.by_key.iter().enumerate() {
        let path = path.key("by_key").index(index).key("key");
        let problem = match key_bytes(config, serdes, &entry.key) {
            Ok(Some(key)) => match by_key.insert(bytes(&key), entry.partition) {
                None => continue,
                Some(_) => "is there twice; it must be unique".to_owned(),
            },
            Ok(None) => "must be a key: records without one are the others".to_owned(),
            Err(error) => error,
        };
        problems.push(Problem::at(&path, problem).with(&entry.key));
    }
    PartitionRule {
        by_key,
        otherwise: file.otherwise,
    }
}

/// The bytes of a key, as far as they are known before a run.
fn key_bytes(
    config: &ProducerConfig,
    serdes: &Serdes,
    key: &Value,
) -> Result<Option<Payload>, String> {
    let name = config.key_serializer;
    let object = object(serdes, (Part::Key, name), key)?;
    let bytes = match (name, serdes.key.as_ref()) {
        _ if object.is_none() => None,
        (SerializerName::Long, _) => key.as_i64().map(|number| number.to_be_bytes().to_vec()),
        (SerializerName::Avro, Some(schema)) => {
            let text = key.to_string();
            let encoded = serdes
                .schemas
                .0
                .encode(&schema.definition, &text, Framing::Bare);
            Some(encoded?)
        }
        (SerializerName::KafkaAvro, _) => {
            return Err("cannot be known: its bytes begin with an id of the registry".to_owned());
        }
        _ => return Ok(object),
    };
    Ok(bytes.map(Payload::from))
}

fn bytes(key: &Payload) -> Arc<[u8]> {
    Arc::from(&*key.bytes())
}
