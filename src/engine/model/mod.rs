//! The nouns that every room shares.

mod gather;
mod part;
mod payload;
mod place;
mod time;
mod uuid;

pub use gather::gather;
pub use part::{Encoding, Part};
pub use payload::Payload;
pub use place::{
    BrokerEpoch, BrokerId, LeaderEpoch, NO_LEADER, NodeId, Offset, PartitionEpoch, StepId, TopicId,
    TopicName, TopicPartition,
};
pub use time::{Duration, Instant, Timestamp};
pub use uuid::{uuid, uuid_text};
