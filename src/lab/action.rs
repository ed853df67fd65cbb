//! What a learner or a script does: the one grammar of files, journals, links and the page.

mod admin;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use admin::{
    AddPartitions, AlterConfig, CreateTopic, DeleteRecords, ElectLeaders, ResetOffsets,
};

/// One deed from outside, with the names of the lab: brokers are `broker-1` and on, the controller is `controller`,
/// clients have the lab's own names, and the admin client, which starts when it is needed, is `admin`. Wherever a node is named, a role can be: `leader of orders-0`, `follower of orders-0`
/// and `coordinator of my-group` are whoever that is when it happens; journals keep who it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A process starts that is not running.
    Start(String),
    /// A client or a broker closes in order: a consumer commits and leaves its group, a broker hands over the partitions
    /// that it leads (`controlled.shutdown.enable`) and flushes its logs.
    Close(String),
    /// `kill -9`: the process is gone, what it wrote stays.
    Crash(String),
    /// The host goes dark: only what was flushed is sure to stay.
    PowerCut(String),
    /// The process starts again; it is killed first if it runs.
    Restart(String),
    /// The process is held; its connections stay up.
    Pause(String),
    /// It goes on with all that has waited.
    Resume(String),
    /// The disk of a node that is down is emptied.
    Wipe(String),
    /// The node's disk holds no more than it does now.
    DiskFull(String),
    /// It holds as much as before it was filled.
    DiskFreed(String),
    /// The node's disk takes longer to flush and to read.
    SlowDisk(SlowDisk),
    /// The way between two nodes is cut; what travels it waits.
    Partition(Cut),
    /// What two nodes send each other takes longer.
    Slow(Slow),
    /// The way between two nodes is free again, and as fast as the network has it.
    Repair(Way),
    /// One message in flight is lost, and its connection with it.
    Drop(Flight),
    /// A node's wall clock is set wrong.
    SkewClock(Skew),
    /// A producer's application sends one record.
    Send(Send),
    /// The admin client has a topic created.
    CreateTopic(CreateTopic),
    /// It has a topic deleted.
    DeleteTopic(String),
    /// It has partitions added to a topic.
    AddPartitions(AddPartitions),
    /// It has configs of a topic or of brokers changed.
    AlterConfig(AlterConfig),
    /// It has the first records of a partition deleted.
    DeleteRecords(DeleteRecords),
    /// It sets from where a group without members reads on.
    ResetOffsets(ResetOffsets),
    /// It has leaders elected.
    ElectLeaders(ElectLeaders),
}

/// A way to cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
    /// Only what goes from `from` to `to` is held up.
    #[serde(default, skip_serializing_if = "is_false")]
    pub one_way: bool,
}

/// A way between two nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
}

/// A way that is slow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slow {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
    /// How much longer than the network has it everything takes, both ways, in ms; 0 is as the network has it.
    #[schemars(range(min = 0, max = 3_600_000))]
    pub extra_ms: u64,
}

/// A disk that is slow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlowDisk {
    /// Whose.
    pub node: String,
    /// How many times as long as they should flushes and reads take from now on; 1 is as they should.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub times: u32,
}

/// A message in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flight {
    /// Its number in the world.
    pub flight: u64,
}

/// A clock that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skew {
    /// Whose.
    pub node: String,
    /// How far ahead of the true time, in ms; negative is behind.
    #[schemars(range(min = -31_536_000_000_i64, max = 31_536_000_000_i64))]
    pub offset_ms: i64,
}

/// A record to send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The producer.
    pub client: String,
    /// Where to.
    pub topic: String,
    /// An explicit partition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: Option<i32>,
    /// The key, which the client's `key.serializer` turns into bytes; null is none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub key: Value,
    /// The value, which the client's `value.serializer` turns into bytes; null is a tombstone.
    pub value: Value,
}

impl Action {
    /// The nodes that it names.
    #[must_use]
    pub fn nodes(&self) -> Vec<&str> {
        match self {
            Self::Start(node)
            | Self::Close(node)
            | Self::Crash(node)
            | Self::PowerCut(node)
            | Self::Restart(node)
            | Self::Pause(node)
            | Self::Resume(node)
            | Self::Wipe(node)
            | Self::DiskFull(node)
            | Self::DiskFreed(node)
            | Self::SlowDisk(SlowDisk { node, .. })
            | Self::SkewClock(Skew { node, .. })
            | Self::Send(Send { client: node, .. }) => vec![node],
            Self::Partition(Cut { from, to, .. })
            | Self::Slow(Slow { from, to, .. })
            | Self::Repair(Way { from, to }) => vec![from, to],
            // Flights are no nodes, and who asks for what concerns the cluster goes without saying.
            Self::Drop(_)
            | Self::CreateTopic(_)
            | Self::DeleteTopic(_)
            | Self::AddPartitions(_)
            | Self::AlterConfig(_)
            | Self::DeleteRecords(_)
            | Self::ResetOffsets(_)
            | Self::ElectLeaders(_) => vec![],
        }
    }

    /// The same about other nodes, in the order in which it names them.
    #[must_use]
    pub(crate) fn about(mut self, nodes: impl IntoIterator<Item = String>) -> Self {
        let names = match &mut self {
            Self::Start(node)
            | Self::Close(node)
            | Self::Crash(node)
            | Self::PowerCut(node)
            | Self::Restart(node)
            | Self::Pause(node)
            | Self::Resume(node)
            | Self::Wipe(node)
            | Self::DiskFull(node)
            | Self::DiskFreed(node)
            | Self::SlowDisk(SlowDisk { node, .. })
            | Self::SkewClock(Skew { node, .. })
            | Self::Send(Send { client: node, .. }) => vec![node],
            Self::Partition(Cut { from, to, .. })
            | Self::Slow(Slow { from, to, .. })
            | Self::Repair(Way { from, to }) => vec![from, to],
            _ => vec![],
        };
        for (name, node) in names.into_iter().zip(nodes) {
            *name = node;
        }
        self
    }

    /// Whether it is asked of the cluster through the admin client.
    #[must_use]
    pub const fn is_administration(&self) -> bool {
        matches!(
            self,
            Self::CreateTopic(_)
                | Self::DeleteTopic(_)
                | Self::AddPartitions(_)
                | Self::AlterConfig(_)
                | Self::DeleteRecords(_)
                | Self::ResetOffsets(_)
                | Self::ElectLeaders(_)
        )
    }

    /// Whether this is what was asked for. What is asked for may leave open a record's key and partition, from which
    /// end a way is named, and what else is said of a topic.
    #[must_use]
    pub fn fulfils(&self, asked: &Self) -> bool {
        match (self, asked) {
            (Self::Send(done), Self::Send(asked)) => {
                let key = asked.key.is_null() || done.key == asked.key;
                let partition = asked.partition.is_none() || done.partition == asked.partition;
                let rest = (&done.client, &done.topic, &done.value)
                    == (&asked.client, &asked.topic, &asked.value);
                key && partition && rest
            }
            (Self::Partition(done), Self::Partition(asked)) if !asked.one_way && !done.one_way => {
                same_way((&done.from, &done.to), (&asked.from, &asked.to))
            }
            (Self::Slow(done), Self::Slow(asked)) => {
                let way = same_way((&done.from, &done.to), (&asked.from, &asked.to));
                way && done.extra_ms == asked.extra_ms
            }
            (Self::Repair(done), Self::Repair(asked)) => {
                same_way((&done.from, &done.to), (&asked.from, &asked.to))
            }
            (Self::CreateTopic(done), Self::CreateTopic(asked)) => done.fulfils(asked),
            (Self::AlterConfig(done), Self::AlterConfig(asked)) => done.fulfils(asked),
            _ => self == asked,
        }
    }
}

fn same_way(done: (&String, &String), asked: (&String, &String)) -> bool {
    done == asked || done == (asked.1, asked.0)
}

// Serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn action(json: Value) -> Action {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_is_asked_for_may_leave_something_open() {
        let send = |more: Value| {
            let mut fields = json!({ "client": "p", "topic": "t", "value": { "number": 10 } });
            fields
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            action(json!({ "send": fields }))
        };
        let asked = send(json!({}));
        assert!(send(json!({ "partition": 0, "key": "k" })).fulfils(&asked));
        assert!(!asked.fulfils(&send(json!({ "key": "k" }))));
        assert!(!send(json!({ "value": { "number": 11 } })).fulfils(&asked));
        let cut = |from: &str, to: &str| action(json!({ "partition": { "from": from, "to": to } }));
        assert!(cut("a", "b").fulfils(&cut("b", "a")) && !cut("a", "c").fulfils(&cut("a", "b")));
        assert!(!action(json!({ "crash": "a" })).fulfils(&action(json!({ "close": "a" }))));
        let slow = |from: &str, to: &str, ms: u64| {
            action(json!({ "slow": { "from": from, "to": to, "extra_ms": ms } }))
        };
        assert!(slow("a", "b", 5).fulfils(&slow("b", "a", 5)));
        assert!(!slow("a", "b", 6).fulfils(&slow("a", "b", 5)));
    }

    #[test]
    fn what_else_is_said_of_a_topic_is_left_open() {
        let create = |more: Value| {
            let mut fields = json!({ "topic": "t" });
            let more = more.as_object().unwrap().clone();
            fields.as_object_mut().unwrap().extend(more);
            action(json!({ "create_topic": fields }))
        };
        let asked = create(json!({ "partitions": 3, "config": { "segment.bytes": 1000 } }));
        let rest = json!({
            "partitions": 3,
            "replication.factor": 2,
            "config": { "segment.bytes": "1000", "retention.ms": 5 },
        });
        assert!(create(rest).fulfils(&asked) && !create(json!({})).fulfils(&asked));
        let alter = |fields: Value| action(json!({ "alter_config": fields }));
        let asked = alter(json!({ "topic": "t", "config": { "retention.ms": 5 } }));
        assert!(alter(json!({ "topic": "t", "config": { "retention.ms": "5" } })).fulfils(&asked));
        assert!(!alter(json!({ "topic": "t", "config": { "retention.ms": 6 } })).fulfils(&asked));
        assert!(!alter(json!({ "config": { "retention.ms": 5 } })).fulfils(&asked));
    }
}
