//! The metadata log: the records that the controller writes, and the image that every node replays from them.

mod configs;
mod delta;
mod encoding;
mod image;
mod partition;
mod records;
mod replay;

pub use delta::{DeletedTopic, MetadataDelta};
pub use image::{BrokerRegistration, Entries, MetadataImage, TopicImage};
pub use partition::{PartitionChange, PartitionState};
pub use records::{ConfigResource, LeaderRecoveryState, MetadataRecord};

/// The topic of the metadata log, of one partition.
pub const METADATA_TOPIC: &str = "__cluster_metadata";

/// The feature that keeps eligible leader replicas from level 1 on; new clusters have it (KIP-966).
pub const ELR_FEATURE: &str = "eligible.leader.replicas.version";

/// The feature that says which transaction version brokers and clients speak: from level 2 on every end of a transaction
/// raises the epoch of its producer, and leaders add their partitions themselves (KIP-890).
pub const TRANSACTION_FEATURE: &str = "transaction.version";

/// The level of a cluster that says none: new clusters have the newest.
pub const NEWEST_TRANSACTION_VERSION: i16 = 2;
