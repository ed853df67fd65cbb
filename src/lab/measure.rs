//! Numbers that questions and goals are about.

use engine::client::Observation;
use engine::model::{Offset, TopicName, TopicPartition};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim::{AnyNode, World};

use crate::history::{node_named, printed, printed_since_start};
use crate::logs::{brokers, leader_log};

/// A number that the engine can tell at any moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many records a consumer's application has printed since its last start.
    Printed(String),
    /// How many it has printed over all its starts. Questions count from the question on.
    PrintedTotal(String),
    /// The offset of the first record that it printed since its last start; -1 if there is none.
    FirstPrinted(String),
    /// The offset of the last record that it printed since its last start; -1 if there is none.
    LastPrinted(String),
    /// How many records a producer's application has sent. Questions count from the question on.
    Sent(String),
    /// How many of them were acknowledged. Questions count from the question on.
    Acknowledged(String),
    /// The log end offset of a partition at its leader: how many offsets were given out; -1 without a leader.
    LogEnd(PartitionName),
    /// How many records the log of a partition holds at its leader; -1 without a leader.
    Stored(PartitionName),
    /// The offset that a group has committed, as its coordinator knows it; -1 if there is none or no coordinator.
    Committed(CommittedName),
    /// The offset that a running consumer will read next; -1 if it has none.
    Position(PositionName),
}

/// A partition of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartitionName {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
}

/// A group and a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommittedName {
    /// The `group.id`.
    pub group: String,
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
}

/// A consumer and a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionName {
    /// The consumer.
    pub client: String,
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
}

impl Measure {
    /// Its value in a world; of nodes and partitions that are not there, 0 for counts and -1 for offsets.
    #[must_use]
    pub fn of(&self, world: &World) -> i64 {
        match self {
            Self::Printed(name) => {
                node_named(world, name).map_or(0, |id| count(printed_since_start(world, id).len()))
            }
            Self::PrintedTotal(name) => {
                node_named(world, name).map_or(0, |id| count(printed(world, id).len()))
            }
            Self::FirstPrinted(name) => {
                offset_printed(world, name, |offsets| offsets.first().copied())
            }
            Self::LastPrinted(name) => {
                offset_printed(world, name, |offsets| offsets.last().copied())
            }
            Self::Sent(name) => sends(world, name, |observation| match observation {
                Observation::Sent { numbers, .. } => numbers.end - numbers.start,
                _ => 0,
            }),
            Self::Acknowledged(name) => sends(world, name, |observation| match observation {
                Observation::Acknowledged { numbers, .. } => numbers.end - numbers.start,
                _ => 0,
            }),
            Self::LogEnd(name) => leader_log(world, &name.place())
                .map_or(-1, |leader| leader.log().log_end_offset().0),
            Self::Stored(name) => leader_log(world, &name.place()).map_or(-1, |leader| {
                leader
                    .log()
                    .batches()
                    .map(|batch| i64::from(batch.count()))
                    .sum()
            }),
            Self::Committed(name) => committed(world, name),
            Self::Position(name) => position(world, name).map_or(-1, |offset| offset.0),
        }
    }

    /// The answer to a question about it: what was counted from `before` to `after`, or what is so in `after`.
    #[must_use]
    pub fn between(&self, before: &World, after: &World) -> i64 {
        match self {
            Self::PrintedTotal(_) | Self::Sent(_) | Self::Acknowledged(_) => {
                self.of(after) - self.of(before)
            }
            _ => self.of(after),
        }
    }
}

impl PartitionName {
    fn place(&self) -> TopicPartition {
        TopicPartition::new(&TopicName::from(self.topic.as_str()), self.partition)
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn offset_printed(world: &World, name: &str, pick: impl Fn(&[Offset]) -> Option<Offset>) -> i64 {
    let Some(id) = node_named(world, name) else {
        return Offset::NONE.0;
    };
    let offsets: Vec<Offset> = printed_since_start(world, id)
        .iter()
        .map(|one| one.offset)
        .collect();
    pick(&offsets).unwrap_or(Offset::NONE).0
}

fn sends(world: &World, name: &str, count: impl Fn(&Observation) -> u64) -> i64 {
    let Some(id) = node_named(world, name) else {
        return 0;
    };
    let mine = world.history().iter().filter(|entry| entry.node == id);
    let total: u64 = mine.map(|entry| count(&entry.observation)).sum();
    i64::try_from(total).unwrap_or(i64::MAX)
}

fn committed(world: &World, name: &CommittedName) -> i64 {
    let place = TopicPartition::new(&TopicName::from(name.topic.as_str()), name.partition);
    let mut groups =
        brokers(world).filter_map(|broker| broker.group_coordinator().group(&name.group));
    groups
        .find_map(|group| group.offsets.get(&place))
        .map_or(Offset::NONE.0, |committed| committed.offset.0)
}

fn position(world: &World, name: &PositionName) -> Option<Offset> {
    let slot = world
        .slot(node_named(world, &name.client)?)
        .filter(|slot| slot.life().is_running())?;
    let AnyNode::Consumer(consumer) = slot.node() else {
        return None;
    };
    consumer.position(&TopicPartition::new(
        &TopicName::from(name.topic.as_str()),
        name.partition,
    ))
}
