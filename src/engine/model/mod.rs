//! The nouns that every room shares.

mod payload;
mod place;
mod time;

pub use payload::Payload;
pub use place::{
    BrokerEpoch, BrokerId, LeaderEpoch, NO_LEADER, NodeId, Offset, PartitionEpoch, StepId, TopicId,
    TopicName, TopicPartition,
};
pub use time::{Duration, Instant, Timestamp};
