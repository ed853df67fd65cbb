//! What is in a scenario, in sections.

use lab::scenario::Edit;
use lab::{Path, Problem};
use serde_json::Value;

/// Things of one sort.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its name in texts: `setup-<key>`.
    pub key: &'static str,
    /// What is in it.
    pub entries: Vec<Entry>,
    /// What can be added to it.
    pub add: Vec<Add>,
}

/// One thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it is.
    pub path: Path,
    /// What it is called; empty for what its section is.
    pub name: String,
    /// A word or two on it.
    pub detail: String,
    /// How many things are wrong with it.
    pub problems: usize,
    /// Whether it has a name that can be changed.
    pub can_rename: bool,
    /// Whether it can be taken away.
    pub can_remove: bool,
}

/// Something that can be added.
#[derive(Clone, Debug, PartialEq)]
pub struct Add {
    /// Its name in texts: `setup-add-<key>`.
    pub key: &'static str,
    /// What adds it.
    pub edit: Edit,
}

pub(super) fn of(draft: &Value, problems: &[Problem]) -> Vec<Section> {
    let add = |key, edit| Add { key, edit };
    let cluster = Path::ROOT.key("cluster");
    let whole = |path: Path, problems: usize| Entry {
        path,
        name: String::new(),
        detail: String::new(),
        problems,
        can_rename: false,
        can_remove: false,
    };
    let of_cluster = within(problems, &cluster) - within(problems, &cluster.key("brokers"));
    let elsewhere =
        ["cluster", "topics", "clients"].map(|part| within(problems, &Path::ROOT.key(part)));
    let of_run = problems.len() - elsewhere.iter().sum::<usize>();
    let outside = ["sink", "sender", "receiver", "pusher", "registry"];
    let mut clients = vec![
        add("producer", Edit::AddProducer),
        add("consumer", Edit::AddConsumer { new_group: false }),
        add("group", Edit::AddConsumer { new_group: true }),
    ];
    clients.extend(
        outside
            .into_iter()
            .map(|kind| add(kind, Edit::AddClient(kind))),
    );
    vec![
        Section {
            key: "run",
            entries: vec![whole(Path::ROOT, of_run)],
            add: Vec::new(),
        },
        Section {
            key: "cluster",
            entries: vec![whole(cluster, of_cluster)],
            add: Vec::new(),
        },
        Section {
            key: "brokers",
            entries: brokers(draft, problems),
            add: vec![add("broker", Edit::AddBroker)],
        },
        Section {
            key: "topics",
            entries: named(draft, "topics", problems, topic),
            add: vec![add("topic", Edit::AddTopic)],
        },
        Section {
            key: "clients",
            entries: named(draft, "clients", problems, client),
            add: clients,
        },
    ]
}

/// How many problems lie at a place or within it.
fn within(problems: &[Problem], path: &Path) -> usize {
    let path = path.to_string();
    let is_within = |problem: &&Problem| {
        let rest = problem.path.strip_prefix(&path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    problems.iter().filter(is_within).count()
}

fn brokers(draft: &Value, problems: &[Problem]) -> Vec<Entry> {
    let list = Path::ROOT.key("cluster").key("brokers");
    let brokers = list.get(draft).and_then(Value::as_array);
    let entry = |(index, broker): (usize, &Value)| {
        let path = list.index(index);
        Entry {
            problems: within(problems, &path),
            path,
            name: format!("broker-{}", broker.get("id").unwrap_or(&Value::Null)),
            detail: text(broker, "/rack"),
            can_rename: false,
            can_remove: true,
        }
    };
    brokers
        .into_iter()
        .flatten()
        .enumerate()
        .map(entry)
        .collect()
}

fn named(
    draft: &Value,
    folder: &str,
    problems: &[Problem],
    detail: fn(&Value) -> String,
) -> Vec<Entry> {
    let things = draft.get(folder).and_then(Value::as_object);
    let entry = |(name, thing): (&String, &Value)| {
        let path = Path::ROOT.key(folder).key(name);
        Entry {
            problems: within(problems, &path),
            path,
            name: name.clone(),
            detail: detail(thing),
            can_rename: true,
            can_remove: true,
        }
    };
    things.into_iter().flatten().map(entry).collect()
}

/// Partitions by replicas.
fn topic(topic: &Value) -> String {
    let number = |name: &str| topic.get(name).and_then(Value::as_u64).unwrap_or(1);
    format!(
        "{} × {}",
        number("partitions"),
        number("replication.factor")
    )
}

fn client(client: &Value) -> String {
    let group = text(client, "/config/group.id");
    if group.is_empty() {
        text(client, "/kind")
    } else {
        group
    }
}

fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}
