//! Who and where: nodes, topics, partitions, offsets, epochs.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// Any node of the world. For brokers and controllers it is Kafka's `node.id`.
    NodeId(u32)
}
number! {
    /// A position in a partition's log: the offset of a record, or of the next one.
    Offset(i64)
}
number! {
    /// Counts the leaders of one partition; rises with every change of leader.
    LeaderEpoch(i32)
}
number! {
    /// Counts the changes to one partition's state (KIP-497).
    PartitionEpoch(i32)
}
number! {
    /// The metadata offset of a broker's registration: names one incarnation of it.
    BrokerEpoch(i64)
}
number! {
    /// Names one life of a topic: the offset of the record that made it, where Kafka draws a UUID. A topic that is
    /// deleted and created again is another one.
    TopicId(i64)
}
number! {
    /// Counts the steps of a run; the step that set a value explains it.
    StepId(u64)
}

/// Kafka's broker id. The same number as the broker's [`NodeId`].
pub type BrokerId = NodeId;

/// A partition without a leader, Kafka's -1.
pub const NO_LEADER: Option<BrokerId> = None;

impl Offset {
    /// The first offset of a new log.
    pub const ZERO: Self = Self(0);
    /// Kafka's "no offset".
    pub const NONE: Self = Self(-1);

    /// The offset `n` further on.
    #[must_use]
    pub const fn plus(self, n: i64) -> Self {
        Self(self.0.saturating_add(n))
    }
}

impl BrokerEpoch {
    /// Kafka's "no epoch known": a broker that is not registered, or was not shut down in order.
    pub const NONE: Self = Self(-1);
}

impl LeaderEpoch {
    /// Kafka's "no epoch known".
    pub const NONE: Self = Self(-1);

    /// The epoch that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl StepId {
    /// The step that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A topic's name, shared. Behind a thin pointer: whatever is noted of a partition has one.
#[derive(Clone, Debug, Eq)]
pub struct TopicName(Arc<Box<str>>);

impl Hash for TopicName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Nearly always two names that are compared share their text: then it need not be looked at.
impl PartialEq for TopicName {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Ord for TopicName {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            Ordering::Equal
        } else {
            self.0.cmp(&other.0)
        }
    }
}

impl PartialOrd for TopicName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TopicName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of Kafka's own topics, which clients do not write to (`Topic.isInternal`).
    #[must_use]
    pub fn is_internal(&self) -> bool {
        matches!(
            self.as_str(),
            "__consumer_offsets" | "__transaction_state" | "__share_group_state"
        )
    }
}

impl Borrow<str> for TopicName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for TopicName {
    fn from(name: &str) -> Self {
        Self(Arc::new(name.into()))
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One partition of one topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicPartition {
    /// The topic.
    pub topic: TopicName,
    /// The partition's number, from 0.
    pub partition: i32,
}

impl TopicPartition {
    /// Partition `partition` of `topic`.
    #[must_use]
    pub fn new(topic: &TopicName, partition: i32) -> Self {
        Self {
            topic: topic.clone(),
            partition,
        }
    }
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}
