//! Coordinators: what they keep is what the records of their partitions say, so that failover is replay.

mod answer;
pub mod group;
pub mod transaction;

pub use answer::Answer;

use crate::metadata::MetadataImage;
use crate::model::{TopicName, TopicPartition};

/// Bytes of the log of an internal topic that are taken in in a µs when a coordinator begins.
const LOADED_BYTES: u64 = 100;

/// The partition of an internal topic that coordinates `id`, and whose leader is its coordinator; `None`: there is no such
/// topic yet.
#[must_use]
pub fn partition_of(image: &MetadataImage, topic: &str, id: &str) -> Option<TopicPartition> {
    let topic = TopicName::from(topic);
    let count = image.topics.get(&topic)?.partitions.len() as i32;
    Some(TopicPartition::new(&topic, partition_for(id, count)))
}

/// The number of the partition, of so many, that coordinates `id`: `Utils.abs(id.hashCode()) % partitions`.
#[must_use]
pub fn partition_for(id: &str, partitions: i32) -> i32 {
    java_hash(id).checked_abs().unwrap_or(0) % partitions
}

/// Java's `String.hashCode`.
#[must_use]
pub fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(i32::from(unit))
    })
}
