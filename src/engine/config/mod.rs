//! Every modelled Kafka config: name, type, default, range and where it may change, in one table per kind of node.
//!
//! A name that Kafka has and Logarium does not model is refused as such; a name that Kafka does not have is refused
//! with the nearest one that it has. None is accepted and ignored. What a topic does not say, its brokers' configs say
//! (`synonyms`); what a broker's own file says, the cluster may change while it runs (`dynamic`).

mod admin;
mod assignors;
mod broker;
mod configs;
mod consumer;
mod consumer_values;
mod definition;
mod dynamic;
mod error;
mod producer;
mod registry;
mod rules;
mod serdes;
mod server_assignors;
mod synonyms;
mod topic;
mod unmodelled;
mod value;
mod words;

pub use admin::AdminConfig;
pub use assignors::{Assignor, Assignors, RebalanceProtocol};
pub use broker::BrokerConfig;
pub use configs::Configs;
pub use consumer::{ConsumerConfig, EnableAutoCommit, OffsetReset};
pub use definition::{Bounds, ConfigType, Definition, Scope, UpdateMode};
pub use dynamic::BrokerLevel;
pub use error::ConfigError;
pub use producer::{Acks, MetadataRecovery, ProducerConfig};
pub use registry::RegistryConfig;
pub use serdes::{CONFLUENT, DeserializerName, SerializerName, SubjectNameStrategy};
pub use server_assignors::ServerAssignors;
pub use synonyms::{Synonym, synonyms};
pub use topic::TopicConfig;
pub use value::{ConfigValue, Ratio};
pub use words::{
    CleanupPolicy, CompressionType, GroupProtocol, MigrationPolicy, PartitionerClass,
    ReplicaSelector, TimestampType,
};
