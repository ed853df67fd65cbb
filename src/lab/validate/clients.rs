//! The clients: who they are, and what their configs and topics must be.

mod application;
mod outside;
mod source;

pub(crate) use source::object;

use std::sync::Arc;

use engine::config::{ConfigError, ConsumerConfig, ProducerConfig};
use engine::model::{Duration, NodeId, TopicName};

use super::draft::Draft;
use super::{at, configs, names, schemas};
use crate::file::{ClientFile, ConfigFile, ConsumerFile, ProducerFile};
use crate::lab::{Client, ClientKind, Lab, client_node};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};

type Set = std::collections::BTreeMap<String, String>;

pub(super) fn check(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    for (index, (name, client)) in draft.clients.iter().enumerate() {
        let path = Path::ROOT.key("clients").key(name);
        names::client(name, &path, problems);
        let Some(client) = client else { continue };
        let id = client_node(index);
        let (starts_at, set, kind) = match client {
            ClientFile::Producer(file) => {
                let (set, kind) = producer(draft, lab, file, &path, problems);
                (file.start_ms, set, kind)
            }
            ClientFile::Consumer(file) => {
                let (set, kind) = consumer(draft, lab, (id, file), &path, problems);
                (file.start_ms, set, kind)
            }
            ClientFile::Sink(file) => (file.start_ms, Set::new(), outside::sink(file, id)),
            ClientFile::Receiver(file) => (file.start_ms, Set::new(), outside::receiver(file, id)),
            ClientFile::Sender(file) => {
                let kind = outside::sender(draft, file, id, &path, problems);
                (file.start_ms, Set::new(), kind)
            }
            ClientFile::Pusher(file) => {
                let kind = outside::pusher(draft, file, id, &path, problems);
                (file.start_ms, Set::new(), kind)
            }
            ClientFile::Registry(file) => {
                let (set, kind) = outside::registry(draft, file, (id, name), &path, problems);
                (file.start_ms, set, kind)
            }
        };
        lab.clients.push(Client {
            id,
            name: Arc::from(name.as_str()),
            starts_at: starts_at.map(at),
            kind,
            set,
        });
    }
}

fn producer(
    draft: &Draft,
    lab: &Lab,
    file: &ProducerFile,
    path: &Path,
    problems: &mut Problems,
) -> (Set, ClientKind) {
    let (config, set) = configs::read(&file.config, &path.key("config"), problems);
    producer_rules(&file.config, &config, path, problems);
    let said = schemas::Said {
        key: &file.key_schema,
        value: &file.value_schema,
    };
    let names = [config.key_serializer, config.value_serializer];
    let serdes = schemas::serializers(draft, lab, &said, names, path, problems);
    let source = file.source.as_ref().and_then(|source| {
        let path = path.key("source");
        known_topic(draft, &source.topic, &path.key("topic"), problems);
        for (index, topic) in source.also_to.iter().enumerate() {
            known_topic(draft, topic, &path.key("also_to").index(index), problems);
        }
        if source.aborts_every > 0 && config.transactional_id.is_none() {
            let message = "needs the config transactional.id: there are no transactions to abort";
            problems.push(Problem::at(&path.key("aborts_every"), message));
        }
        source::read(source, (&config, &serdes), &path, problems)
    });
    let partitioning = source::partitioning(file, (&config, &serdes), path, problems);
    let kind = ClientKind::Producer {
        config,
        partitioning,
        source,
        serdes,
    };
    (set, kind)
}

fn consumer(
    draft: &Draft,
    lab: &Lab,
    (id, file): (NodeId, &ConsumerFile),
    path: &Path,
    problems: &mut Problems,
) -> (Set, ClientKind) {
    let (config, set) = configs::read(&file.config, &path.key("config"), problems);
    consumer_rules(&config, path, problems);
    for (index, topic) in file.subscribe.iter().enumerate() {
        known_topic(draft, topic, &path.key("subscribe").index(index), problems);
    }
    let said = schemas::Said {
        key: &file.key_schema,
        value: &file.value_schema,
    };
    let names = [config.key_deserializer, config.value_deserializer];
    let serdes = schemas::deserializers(draft, lab, &said, names, path, problems);
    let topics = file.subscribe.iter();
    let kind = ClientKind::Consumer {
        config,
        subscribe: topics
            .map(|topic| TopicName::from(topic.as_str()))
            .collect(),
        application: application::read(draft, lab, (id, file), &path.key("application"), problems),
        serdes,
    };
    (set, kind)
}

fn known_topic(draft: &Draft, name: &str, path: &Path, problems: &mut Problems) {
    if !draft.has_topic(name) {
        let hint = suggestion(name, draft.topics.keys().map(String::as_str));
        problems.push(Problem::at(
            path,
            format!("there is no topic {name:?}{hint}"),
        ));
    }
}

/// The node of a client that must be of a certain kind.
fn known_client(
    draft: &Draft,
    name: &str,
    what: &str,
    is_wanted: impl Fn(&ClientFile) -> bool,
    path: &Path,
    problems: &mut Problems,
) -> Option<NodeId> {
    // Whoever is not sound has been told already.
    let is_wanted = |client: &Option<ClientFile>| client.as_ref().is_none_or(&is_wanted);
    let mut clients = draft.clients.iter().enumerate();
    let found = clients.find(|(_, (known, client))| *known == name && is_wanted(client));
    if found.is_none() {
        let wanted = draft.clients.iter().filter(|(_, client)| is_wanted(client));
        let hint = suggestion(name, wanted.map(|(name, _)| name.as_str()));
        let message = format!("there is no {what} {name:?}{hint}");
        problems.push(Problem::at(path, message));
    }
    found.map(|(index, _)| client_node(index))
}

/// What `ProducerConfig` refuses of values that are fine alone.
fn producer_rules(set: &ConfigFile, config: &ProducerConfig, path: &Path, problems: &mut Problems) {
    let path = path.key("config");
    for contradiction in config.contradictions(|name| set.contains_key(name)) {
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

/// A time of a file.
const fn millis(ms: u64) -> Duration {
    Duration::from_millis(ms.cast_signed())
}
