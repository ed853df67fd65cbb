//! Producers and consumers.

use std::ops::RangeInclusive;
use std::sync::Arc;

use engine::app::{Source, SourceRecord, SourceRecords};
use engine::config::{ConfigError, ConsumerConfig, ProducerConfig};
use engine::model::{Duration, Payload, TopicName};
use schema::Serializer;
use serde_json::Value;

use super::draft::Draft;
use super::{at, configs, names};
use crate::file::{ClientFile, ProducerFile, SourceFile};
use crate::lab::{Client, ClientKind, Lab, client_node};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::template::fill;

/// How many records a source may have, as the schema says it.
const COUNTS: RangeInclusive<u32> = 1..=100_000;

/// Bytes that the records of one source may come to, lest a small file fills the memory.
const SOURCE_BYTES_MAX: usize = 64 * 1024 * 1024;

pub(super) fn check(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    for (index, (name, client)) in draft.clients.iter().enumerate() {
        let path = Path::ROOT.key("clients").key(name);
        names::client(name, &path, problems);
        let (starts_at, set, kind) = match client {
            None => continue,
            Some(ClientFile::Producer(file)) => {
                let (config, set) = configs::read(&file.config, &path.key("config"), problems);
                producer_rules(file, &config, &path, problems);
                let source = file.source.as_ref().and_then(|source| {
                    let path = path.key("source");
                    known_topic(draft, &source.topic, &path.key("topic"), problems);
                    read_source(source, &config, &path, problems)
                });
                (file.start_ms, set, ClientKind::Producer { config, source })
            }
            Some(ClientFile::Consumer(file)) => {
                let (config, set) = configs::read(&file.config, &path.key("config"), problems);
                consumer_rules(&config, &path, problems);
                for (index, topic) in file.subscribe.iter().enumerate() {
                    known_topic(draft, topic, &path.key("subscribe").index(index), problems);
                }
                let subscribe = file
                    .subscribe
                    .iter()
                    .map(|topic| TopicName::from(topic.as_str()))
                    .collect();
                let process = Duration::from_millis(file.process_ms.cast_signed());
                (
                    file.start_ms,
                    set,
                    ClientKind::Consumer {
                        config,
                        subscribe,
                        process,
                    },
                )
            }
        };
        let name = Arc::from(name.as_str());
        lab.clients.push(Client {
            id: client_node(index),
            name,
            starts_at: starts_at.map(at),
            kind,
            set,
        });
    }
}

fn known_topic(draft: &Draft, name: &str, path: &Path, problems: &mut Problems) {
    if !draft.topics.contains_key(name) {
        let hint = suggestion(name, draft.topics.keys().map(String::as_str));
        problems.push(Problem::at(
            path,
            format!("there is no topic {name:?}{hint}"),
        ));
    }
}

/// What `ProducerConfig` refuses of values that are fine alone.
fn producer_rules(
    file: &ProducerFile,
    config: &ProducerConfig,
    path: &Path,
    problems: &mut Problems,
) {
    let path = path.key("config");
    for contradiction in config.contradictions(|name| file.config.contains_key(name)) {
        if let ConfigError::Contradiction { name, reason } = contradiction {
            problems.push(Problem::at(&path.key(name), reason));
        }
    }
}

/// What cannot be simulated.
fn consumer_rules(config: &ConsumerConfig, path: &Path, problems: &mut Problems) {
    let path = path.key("config");
    let mut refuse =
        |name: &str, message: &str| problems.push(Problem::at(&path.key(name), message));
    for (name, every) in [
        ("heartbeat.interval.ms", config.heartbeat_interval),
        ("auto.commit.interval.ms", config.auto_commit_interval),
    ] {
        if every == Duration::ZERO {
            // A real process would spin; a simulated one would never come to the next moment.
            refuse(
                name,
                "must be at least 1 here: with 0 the client would do nothing else",
            );
        }
    }
}

fn read_source(
    file: &SourceFile,
    config: &ProducerConfig,
    path: &Path,
    problems: &mut Problems,
) -> Option<Source> {
    if !COUNTS.contains(&file.count) {
        // Which the schema has told.
        return None;
    }
    let size = file.key.to_string().len() + file.value.to_string().len();
    if size.saturating_mul(file.count as usize) > SOURCE_BYTES_MAX {
        let message = format!(
            "the records come to more than {SOURCE_BYTES_MAX} bytes; lower count, or the template"
        );
        problems.push(Problem::at(path, message));
        return None;
    }
    let mut record = |n: u32| {
        let mut payload =
            |template: &Value, serializer: Serializer, field: &str| -> Option<Option<Payload>> {
                serializer
                    .serialize(&fill(template, n))
                    .map_err(|error| {
                        problems
                            .push(Problem::at(&path.key(field), error.to_string()).with(template));
                    })
                    .ok()
            };
        let key = payload(&file.key, config.key_serializer.into(), "key");
        let value = payload(&file.value, config.value_serializer.into(), "value");
        Some(SourceRecord {
            key: key?,
            value: value?,
        })
    };
    // The first that cannot be serialized says it for all.
    let records: Option<Arc<[SourceRecord]>> = (0..file.count).map(&mut record).collect();
    Some(Source {
        topic: TopicName::from(file.topic.as_str()),
        every: Duration::from_millis(file.every_ms.cast_signed()),
        per_tick: 1,
        records: SourceRecords::Listed(records?),
    })
}
