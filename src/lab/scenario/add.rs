//! What is added to a scenario, with what makes it do something at once.

use serde_json::{Value, json};

use crate::form::Field;
use crate::path::Path;
use crate::problem::Problem;

pub(super) fn broker(draft: &mut Value) -> Result<(), Problem> {
    let path = Path::ROOT.key("cluster").key("brokers");
    let mut brokers = path
        .get(draft)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let ids = brokers
        .iter()
        .filter_map(|broker| broker.get("id")?.as_u64());
    let id = ids.max().unwrap_or_default() + 1;
    brokers.push(json!({ "id": id }));
    path.set(draft, Value::Array(brokers))
}

/// Adds a topic, replicated as often as brokers and custom allow, and answers its name.
pub(super) fn topic(draft: &mut Value) -> Result<String, Problem> {
    const REPLICAS: usize = 3;
    let brokers = draft
        .pointer("/cluster/brokers")
        .and_then(Value::as_array)
        .map_or(1, Vec::len);
    let name = free(draft, "topics", "topic");
    let topic = json!({ "partitions": 1, "replication.factor": brokers.clamp(1, REPLICAS) });
    put(draft, "topics", &name, topic)?;
    Ok(name)
}

pub(super) fn producer(draft: &mut Value) -> Result<(), Problem> {
    let topic = some_topic(draft)?;
    let name = free(draft, "clients", "producer");
    let producer = json!({
        "kind": "producer",
        "config": { "value.serializer": "json" },
        "start_ms": 1_000,
        "source": { "topic": topic, "every_ms": 1_000, "count": 1_000, "key": "key-{n}", "value": { "number": "{n}" } },
    });
    put(draft, "clients", &name, producer)
}

pub(super) fn consumer(draft: &mut Value, new_group: bool) -> Result<(), Problem> {
    let topic = some_topic(draft)?;
    let name = free(draft, "clients", "consumer");
    let groups = groups(draft);
    let group = groups.first().filter(|_| !new_group).cloned();
    let group =
        group.unwrap_or_else(|| unused(|name| groups.iter().any(|group| group == name), "group"));
    let consumer = json!({
        "kind": "consumer",
        "config": { "group.id": group, "auto.offset.reset": "earliest" },
        "start_ms": 1_500,
        "subscribe": [topic],
    });
    put(draft, "clients", &name, consumer)
}

/// Adds somebody outside Kafka: the least that the schema takes for the kind.
pub(super) fn outside(draft: &mut Value, kind: &str) -> Result<(), Problem> {
    let name = free(draft, "clients", kind);
    put(draft, "clients", &name, json!({ "kind": kind }))?;
    let path = Path::ROOT.key("clients").key(&name);
    let field = Field::of(draft, &path);
    let blank = field.and_then(|field| match field.kind {
        crate::form::Kind::Either {
            options, chosen, ..
        } => Some(options.get(chosen?)?.blank.clone()),
        _ => None,
    });
    path.set(draft, blank.unwrap_or_else(|| json!({ "kind": kind })))
}

/// The first topic, or a new one.
fn some_topic(draft: &mut Value) -> Result<String, Problem> {
    let first = draft
        .get("topics")
        .and_then(Value::as_object)
        .and_then(|topics| topics.keys().next().cloned());
    first.map_or_else(|| topic(draft), Ok)
}

fn groups(draft: &Value) -> Vec<String> {
    let clients = draft
        .get("clients")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let groups = clients.filter_map(|(_, client)| client.pointer("/config/group.id")?.as_str());
    groups.map(ToOwned::to_owned).collect()
}

fn free(draft: &Value, folder: &str, kind: &str) -> String {
    let taken = draft.get(folder).and_then(Value::as_object);
    unused(
        |name| taken.is_some_and(|taken| taken.contains_key(name)),
        kind,
    )
}

fn unused(taken: impl Fn(&str) -> bool, kind: &str) -> String {
    let names = (1_u32..).map(|number| format!("{kind}-{number}"));
    names.filter(|name| !taken(name)).take(1).collect()
}

fn put(draft: &mut Value, folder: &str, name: &str, value: Value) -> Result<(), Problem> {
    let path = Path::ROOT.key(folder);
    if path.get(draft).is_none_or(Value::is_null) {
        path.set(draft, json!({}))?;
    }
    path.key(name).set(draft, value)
}
