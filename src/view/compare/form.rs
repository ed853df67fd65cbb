//! What can be changed of a lab: by its path, with what it is now.

use std::collections::BTreeMap;

use engine::config::{Configs, ConsumerConfig, ProducerConfig, TopicConfig};
use lab::{ClientKind, Lab, Path};
use serde::Serialize;
use serde_json::Value;

/// A value of the lab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Where it is.
    pub path: String,
    /// What it is now; Kafka's default where the lab says nothing.
    pub value: String,
    /// Whether the lab says it.
    pub said: bool,
}

/// The parts of a lab file that a run follows from, besides its seed and script.
const PARTS: [&str; 3] = ["cluster", "topics", "clients"];

/// What the lab says of its cluster, topics and clients, and then the configs of which it says nothing, by their paths.
#[must_use]
pub fn settings(lab: &Lab) -> Vec<Setting> {
    let mut said = BTreeMap::new();
    for part in PARTS {
        if let Some(value) = lab.source().get(part) {
            leaves(&Path::ROOT.key(part), value, &mut said);
        }
    }
    let mut unsaid = unsaid(lab);
    unsaid.retain(|path, _| !said.contains_key(path));
    let setting = |said| move |(path, value)| Setting { path, value, said };
    let said = said.into_iter().map(setting(true));
    said.chain(unsaid.into_iter().map(setting(false))).collect()
}

fn leaves(path: &Path, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(&path.key(key), value, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(&path.index(index), item, found);
            }
        }
        Value::String(text) => {
            found.insert(path.to_string(), text.clone());
        }
        other => {
            found.insert(path.to_string(), other.to_string());
        }
    }
}

/// The configs by Kafka's names, whether or not the lab sets them.
fn unsaid(lab: &Lab) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let broker = lab.brokers().first();
    if let Some(broker) = broker {
        all(&Path::ROOT.key("cluster"), &broker.config, &mut found);
    }
    for topic in lab.topics() {
        let place = Path::ROOT.key("topics").key(topic.name.as_str());
        all::<TopicConfig>(&place, &topic.config, &mut found);
    }
    for client in lab.clients() {
        let place = Path::ROOT.key("clients").key(&client.name);
        match &client.kind {
            ClientKind::Producer { config, .. } => {
                all::<ProducerConfig>(&place, config, &mut found);
            }
            ClientKind::Consumer { config, .. } => {
                all::<ConsumerConfig>(&place, config, &mut found);
            }
            _ => {}
        }
    }
    found
}

fn all<C: Configs>(place: &Path, configs: &C, found: &mut BTreeMap<String, String>) {
    let place = place.key("config");
    for (index, definition) in C::definitions().iter().enumerate() {
        let path = place.key(definition.name).to_string();
        found.insert(path, configs.get_at(index));
    }
}
