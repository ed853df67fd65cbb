//! What applications write to besides Kafka: files stand for sinks and stores.

use std::collections::BTreeMap;

use engine::app::processor::Output;
use engine::app::sink::SinkKind;
use engine::config::{Configs as _, ProducerConfig};
use lab::{Application, Client, ClientKind, Lab, Path};

use crate::missing::client_path;

/// How the names of such files end.
pub(crate) const ENDING: &str = ".jsonl";

/// What the sink of an application keeps.
pub(crate) fn kind_of(lab: &Lab, application: &Application) -> Option<SinkKind> {
    let Output::Sink(output) = &application.output else {
        return None;
    };
    let mut clients = lab.clients().iter();
    clients.find_map(|client| match &client.kind {
        ClientKind::Sink(setup) if setup.id == output.client.sink => Some(setup.kind),
        _ => None,
    })
}

/// Whether a sink flushes before it answers.
pub(crate) fn is_durable(lab: &Lab, name: &str) -> bool {
    let mut clients = lab.clients().iter();
    clients.any(|client| match &client.kind {
        ClientKind::Sink(setup) => *client.name == *name && setup.durable,
        _ => false,
    })
}

/// The configs that a lab sets on the producer of an application, and where.
pub(crate) fn output_configs(lab: &Lab, client: &Client) -> (Path, BTreeMap<String, String>) {
    let path = client_path(&client.name)
        .key("application")
        .key("writes_to")
        .key("topic")
        .key("config");
    let mut set = BTreeMap::new();
    if let ClientKind::Consumer { application, .. } = &client.kind
        && let Output::Topic(output) = &application.output
    {
        let config: &ProducerConfig = &output.producer.config;
        let names = path
            .get(lab.source())
            .and_then(serde_json::Value::as_object);
        for name in names.into_iter().flat_map(|names| names.keys()) {
            set.insert(name.clone(), config.get(name).unwrap_or_default());
        }
    }
    (path, set)
}
