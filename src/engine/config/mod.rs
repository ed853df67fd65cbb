//! Every modelled Kafka config: name, type, default and range, in one table per kind of node.
//!
//! A name that Kafka has and Logarium does not model is refused as such; a name that Kafka does not have is refused
//! with the nearest one that it has. None is accepted and ignored.

mod broker;
mod consumer;
mod definition;
mod producer;
mod topic;
mod unmodelled;
mod value;

pub use broker::BrokerConfig;
pub use consumer::{ConsumerConfig, OffsetReset};
pub use definition::{ConfigError, Configs, Definition, Scope};
pub use producer::{Acks, MetadataRecovery, ProducerConfig, SerializerName};
pub use topic::TopicConfig;
pub use value::{CleanupPolicy, CompressionType, ConfigValue, Ratio, TimestampType};
