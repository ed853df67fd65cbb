//! The metadata log: the records that the controller writes, and the image that every broker replays from them.

mod image;
mod records;

pub use image::{BrokerRegistration, MetadataImage, PartitionState, TopicImage};
pub use records::{MetadataRecord, PartitionChange};

/// The topic of the metadata log, of one partition.
pub const METADATA_TOPIC: &str = "__cluster_metadata";
