//! What a learner or a script does: the one grammar of files, journals, links and the page.

mod admin;
mod application;
mod registry;
mod ways;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::problem::{Problem, Problems};
use crate::shape::Schema;

pub use admin::{
    AddPartitions, AlterConfig, CreateTopic, DeleteRecords, ElectLeaders, ResetOffsets,
};
pub use application::{Fail, Transact, TransactCall};
pub use registry::{DeleteSchema, RegisterSchema, SetCompatibility, TestSchema};
pub use ways::{Cut, Delay, DropNext, Flaky, Flight, MessageKind, Release, Slow, Way};

/// One deed from outside, with the names of the lab: brokers are `broker-1` and on, the controller is `controller`,
/// clients have the lab's own names, and the admin client, which starts when it is needed, is `admin`. Wherever a node is
/// named, a role can be: `leader of orders-0`, `follower of orders-0`, `coordinator of my-group` and `transaction coordinator
/// of my-id` are whoever that is when it happens; journals keep who it was. So can several nodes at once: `rack a` is every broker whose `broker.rack`
/// is a, `zone a` is these and every client whose `client.rack` is a, and one end of a way can be `everyone else`.
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
    /// The way between two nodes is as the network has it: neither cut nor held, slow or flaky.
    Repair(Way),
    /// The way between two nodes is no longer cut; it stays as slow or flaky as it is.
    Heal(Cut),
    /// What is on the way between two nodes stands still, and what they send each other from now on waits behind it.
    Hold(Cut),
    /// What is held between two nodes goes on in its order.
    Release(Release),
    /// Some of the messages between two nodes are lost by chance, each with its connection.
    Flaky(Flaky),
    /// The next message that is like this is lost, and its connection with it.
    DropNext(DropNext),
    /// One message in flight is lost, and its connection with it.
    Drop(Flight),
    /// One message in flight takes longer, and with it what was sent behind it on its connection.
    Delay(Delay),
    /// A node's wall clock is set wrong.
    SkewClock(Skew),
    /// A producer's application sends one record.
    Send(Send),
    /// A producer's application makes a call about transactions.
    Transact(Transact),
    /// A consumer's application fails at a line of its own.
    Fail(Fail),
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
    /// It has a schema registered under a subject of the schema registry.
    RegisterSchema(RegisterSchema),
    /// It asks the schema registry whether a schema could be registered.
    TestSchema(TestSchema),
    /// It has the compatibility of a subject set, or of all.
    SetCompatibility(SetCompatibility),
    /// It has a version of a subject deleted, or the whole subject.
    DeleteSchema(DeleteSchema),
    /// Something breaks, and is mended by itself after a while.
    Passing(Passing),
}

/// Something that does not last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Passing {
    /// What breaks. Whoever is down by it starts again, whoever is paused goes on, and a disk, a clock or a way is as
    /// it was before.
    #[serde(rename = "do")]
    pub action: Box<Action>,
    /// After how long, in ms.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub for_ms: u64,
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
    /// Reads an action that somebody put together, with the bounds that lab files have.
    ///
    /// # Errors
    /// When it is none: where, what is wrong, and what is allowed.
    pub fn read(value: &Value) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let sound = Schema::of_actions().check(value, &mut problems);
        problems.or(())?;
        serde_json::from_value(sound).map_err(|error| Problem::of("", error.to_string()).into())
    }

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
            | Self::Transact(Transact { client: node, .. })
            | Self::Fail(Fail { client: node, .. })
            | Self::Send(Send { client: node, .. }) => vec![node],
            Self::Partition(Cut { from, to, .. })
            | Self::Heal(Cut { from, to, .. })
            | Self::Hold(Cut { from, to, .. })
            | Self::Release(Release { from, to, .. })
            | Self::Flaky(Flaky { from, to, .. })
            | Self::DropNext(DropNext { from, to, .. })
            | Self::Slow(Slow { from, to, .. })
            | Self::Repair(Way { from, to }) => vec![from, to],
            Self::Passing(Passing { action, .. }) => action.nodes(),
            // Flights are no nodes, and who asks for what concerns the cluster goes without saying.
            Self::Drop(_)
            | Self::Delay(_)
            | Self::CreateTopic(_)
            | Self::DeleteTopic(_)
            | Self::AddPartitions(_)
            | Self::AlterConfig(_)
            | Self::DeleteRecords(_)
            | Self::ResetOffsets(_)
            | Self::ElectLeaders(_)
            | Self::RegisterSchema(_)
            | Self::TestSchema(_)
            | Self::SetCompatibility(_)
            | Self::DeleteSchema(_) => vec![],
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
            | Self::Transact(Transact { client: node, .. })
            | Self::Fail(Fail { client: node, .. })
            | Self::Send(Send { client: node, .. }) => vec![node],
            Self::Partition(Cut { from, to, .. })
            | Self::Heal(Cut { from, to, .. })
            | Self::Hold(Cut { from, to, .. })
            | Self::Release(Release { from, to, .. })
            | Self::Flaky(Flaky { from, to, .. })
            | Self::DropNext(DropNext { from, to, .. })
            | Self::Slow(Slow { from, to, .. })
            | Self::Repair(Way { from, to }) => vec![from, to],
            Self::Passing(Passing { action, .. }) => {
                **action = action.as_ref().clone().about(nodes);
                return self;
            }
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
                | Self::RegisterSchema(_)
                | Self::TestSchema(_)
                | Self::SetCompatibility(_)
                | Self::DeleteSchema(_)
        )
    }

    /// Whether this is what was asked for, or more. What is asked for may leave open a record's key and partition, from which
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
            (Self::CreateTopic(done), Self::CreateTopic(asked)) => done.fulfils(asked),
            (Self::AlterConfig(done), Self::AlterConfig(asked)) => done.fulfils(asked),
            // Whoever runs again was started, and where nothing is cut any longer all was mended.
            (Self::Restart(done), Self::Start(asked)) => done == asked,
            (Self::Heal(done), Self::Heal(asked)) if asked.one_way && !done.one_way => {
                let one_way = false;
                let both = Cut {
                    one_way,
                    ..asked.clone()
                };
                self.fulfils(&Self::Heal(both))
            }
            (Self::Repair(Way { from, to }), Self::Heal(_)) => {
                let (from, to, one_way) = (from.clone(), to.clone(), false);
                Self::Heal(Cut { from, to, one_way }).fulfils(asked)
            }
            (Self::ResetOffsets(done), Self::ResetOffsets(asked)) => done.fulfils(asked),
            (Self::ElectLeaders(done), Self::ElectLeaders(asked)) => done.fulfils(asked),
            (Self::Passing(done), Self::Passing(asked)) => {
                done.for_ms == asked.for_ms && done.action.fulfils(&asked.action)
            }
            _ => self == asked || (self.goes_both_ways() && *self == asked.turned()),
        }
    }

    /// Whether it is the same from either end.
    const fn goes_both_ways(&self) -> bool {
        match self {
            Self::Partition(cut) | Self::Heal(cut) | Self::Hold(cut) => !cut.one_way,
            Self::Release(of) => !of.one_way,
            Self::Flaky(of) => !of.one_way,
            Self::Slow(of) => !of.one_way,
            Self::Repair(_) => true,
            _ => false,
        }
    }

    /// The same from the other end.
    fn turned(&self) -> Self {
        let ends: Vec<String> = self.nodes().into_iter().rev().map(Into::into).collect();
        self.clone().about(ends)
    }
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
        let one_way = |from: &str, to: &str| {
            action(json!({ "hold": { "from": from, "to": to, "one_way": true } }))
        };
        assert!(one_way("a", "b").fulfils(&one_way("a", "b")));
        assert!(!one_way("a", "b").fulfils(&one_way("b", "a")));
        let passing =
            |cut: Action, ms: u64| action(json!({ "passing": { "do": cut, "for_ms": ms } }));
        let (there, back) = (cut("a", "b"), cut("b", "a"));
        assert!(passing(there.clone(), 5).fulfils(&passing(back.clone(), 5)));
        assert!(!passing(there.clone(), 5).fulfils(&passing(back, 6)));
        assert!(!passing(there.clone(), 5).fulfils(&there));
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

    #[test]
    fn whoever_runs_again_was_started_and_what_is_not_cut_was_mended() {
        let restarted = action(json!({ "restart": "a" }));
        assert!(restarted.fulfils(&action(json!({ "start": "a" }))));
        assert!(!restarted.fulfils(&action(json!({ "start": "b" }))));
        let heal = |one_way: bool, from: &str, to: &str| {
            action(json!({ "heal": { "from": from, "to": to, "one_way": one_way } }))
        };
        let asked = heal(true, "a", "b");
        let repaired = action(json!({ "repair": { "from": "b", "to": "a" } }));
        for done in [
            heal(true, "a", "b"),
            heal(false, "a", "b"),
            heal(false, "b", "a"),
            repaired,
        ] {
            assert!(done.fulfils(&asked), "{done:?}");
        }
        assert!(!heal(true, "b", "a").fulfils(&asked));
        assert!(!asked.fulfils(&heal(false, "a", "b")));
    }

    #[test]
    fn what_is_asked_for_one_partition_may_be_done_to_all() {
        let reset = |mut fields: Value| {
            fields["group"] = json!("g");
            fields["topic"] = json!("t");
            action(json!({ "reset_offsets": fields }))
        };
        let asked = reset(json!({ "partition": 0, "to": 3 }));
        assert!(reset(json!({ "to": 3 })).fulfils(&asked));
        assert!(!asked.fulfils(&reset(json!({ "to": 3 }))));
        assert!(!reset(json!({ "to": 4 })).fulfils(&asked));
        let elect = |fields: Value| action(json!({ "elect_leaders": fields }));
        let asked = elect(json!({ "topic": "t", "partition": 0 }));
        assert!(elect(json!({})).fulfils(&asked) && elect(json!({ "topic": "t" })).fulfils(&asked));
        assert!(!elect(json!({ "topic": "t", "partition": 1 })).fulfils(&asked));
        assert!(!elect(json!({ "unclean": true })).fulfils(&asked));
    }
}
