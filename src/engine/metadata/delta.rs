//! What some records changed (`org.apache.kafka.image.MetadataDelta`): what a broker has to act on.

use std::collections::BTreeSet;

use super::ConfigResource;
use crate::model::{BrokerId, TopicId, TopicName, TopicPartition};

/// What changed, in order; what a record changed and a later one took back may still be named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MetadataDelta {
    /// Topics that were deleted. Act on them first: a topic of the same name may be there again.
    pub deleted_topics: Vec<DeletedTopic>,
    /// Partitions that are new or have another state; their topic is in the image.
    pub partitions: BTreeSet<TopicPartition>,
    /// What configs were set or removed of. A change for all brokers changes topics that do not say otherwise.
    pub configs: BTreeSet<ConfigResource>,
    /// Brokers that were registered, fenced, let in, shut down or forgotten.
    pub brokers: BTreeSet<BrokerId>,
}

/// A topic that is no longer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeletedTopic {
    /// Its id.
    pub topic_id: TopicId,
    /// The name that it had.
    pub name: TopicName,
    /// How many partitions it had.
    pub partitions: i32,
}
