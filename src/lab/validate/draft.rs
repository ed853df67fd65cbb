//! The parts of a file whose shape is sound.

use std::collections::BTreeMap;

use engine::metadata::NEWEST_TRANSACTION_VERSION;
use engine::model::{NodeId, TopicName, gather};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::action::Action;
use crate::file::{
    ClientFile, ClusterFile, ExploreFile, SchemaFile, ScriptFile, StepFile, TopicFile, Track,
    WrongTurnFile,
};
use crate::goal::Goal;
use crate::lab::client_node;

/// Every part on its own: `None` where its shape is wrong, which has been told.
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) track: Option<Track>,
    pub(super) needs: Vec<Option<String>>,
    pub(super) languages: Option<Vec<String>>,
    pub(super) cluster: Option<ClusterFile>,
    pub(super) topics: BTreeMap<String, Option<TopicFile>>,
    pub(super) schemas: BTreeMap<String, Option<SchemaFile>>,
    pub(super) clients: BTreeMap<String, Option<ClientFile>>,
    pub(super) script: Vec<Option<ScriptFile>>,
    pub(super) goals: Vec<Option<Goal>>,
    pub(super) steps: Vec<Option<StepFile>>,
    pub(super) wrong_turns: Vec<Option<WrongTurnFile>>,
    pub(super) until_ms: Option<u64>,
    pub(super) explore: Option<ExploreFile>,
    /// Topics that actions make, or make larger, with as many partitions as they get at most.
    pub(super) made: BTreeMap<TopicName, i32>,
}

impl Draft {
    pub(super) fn of(sound: &Value) -> Self {
        let mut draft = Self {
            id: sound.get("id").and_then(part),
            track: sound.get("track").and_then(part),
            needs: items(sound.get("needs")),
            languages: sound
                .get("languages")
                .map_or_else(|| Some(vec!["en".to_owned()]), part),
            cluster: sound.get("cluster").and_then(part),
            topics: fields(sound.get("topics")),
            schemas: fields(sound.get("schemas")),
            clients: fields(sound.get("clients")),
            script: items(sound.get("script")),
            goals: items(sound.get("goals")),
            steps: items(sound.get("steps")),
            wrong_turns: items(sound.get("wrong_turns")),
            until_ms: sound.get("until_ms").and_then(part),
            explore: sound.get("explore").and_then(part),
            made: BTreeMap::new(),
        };
        draft.made = made(draft.actions());
        draft
    }

    /// Everything that the file has done.
    fn actions(&self) -> impl Iterator<Item = &Action> {
        let scripted = self.script.iter().flatten().map(|entry| &entry.action);
        let steps = self.steps.iter().flatten().flat_map(StepFile::actions);
        let turns = self.wrong_turns.iter().flatten();
        scripted
            .chain(steps)
            .chain(turns.flat_map(|turn| &turn.actions))
    }

    /// The node of the schema registry, if there is one.
    pub(super) fn registry(&self) -> Option<NodeId> {
        let mut clients = self.clients.values();
        let place = clients.position(|client| matches!(client, Some(ClientFile::Registry(_))));
        place.map(client_node)
    }

    /// The feature `transaction.version` of the cluster.
    pub(super) fn transaction_version(&self) -> i16 {
        let cluster = self.cluster.as_ref();
        let said = cluster.and_then(|cluster| cluster.features.transaction_version);
        said.unwrap_or(NEWEST_TRANSACTION_VERSION)
    }

    /// Whether there is a topic of this name at some time.
    pub(super) fn has_topic(&self, name: &str) -> bool {
        self.topics.contains_key(name) || self.made.contains_key(&TopicName::from(name))
    }

    /// Whether a name stands for something whose own problems are told already, so that its absence is none.
    pub(super) fn excuses(&self, name: &str) -> bool {
        self.clients.contains_key(name)
            || self.topics.contains_key(name)
            || (self.cluster.is_none()
                && ["broker-", "rack ", "zone "]
                    .iter()
                    .any(|start| name.starts_with(start)))
    }

    /// The ids of the steps.
    pub(super) fn step_ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.steps.iter().flatten().map(StepFile::id)
    }
}

fn made<'a>(actions: impl Iterator<Item = &'a Action>) -> BTreeMap<TopicName, i32> {
    let mut made: BTreeMap<TopicName, i32> = BTreeMap::new();
    for action in actions {
        let (topic, partitions) = match action {
            Action::CreateTopic(topic) => (&topic.topic, topic.partitions.unwrap_or(1)),
            Action::AddPartitions(topic) => (&topic.topic, topic.partitions),
            _ => continue,
        };
        let most = made.entry(TopicName::from(topic.as_str())).or_default();
        *most = partitions.max(*most);
    }
    made
}

fn part<T: DeserializeOwned>(value: &Value) -> Option<T> {
    // Of a copy, as everywhere else: what reads a borrowed value is other code, and as much.
    serde_json::from_value(value.clone()).ok()
}

fn fields<T: DeserializeOwned>(value: Option<&Value>) -> BTreeMap<String, Option<T>> {
    let fields = value.and_then(Value::as_object).into_iter().flatten();
    gather(fields.map(|(name, value)| (name.clone(), part(value))))
}

fn items<T: DeserializeOwned>(value: Option<&Value>) -> Vec<Option<T>> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(part)
        .collect()
}
