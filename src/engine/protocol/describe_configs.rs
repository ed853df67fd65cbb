//! DescribeConfigs (32).

use super::ApiError;
use crate::config::ConfigType;
use crate::metadata::ConfigResource;

/// What are these configs?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeConfigsRequest {
    /// Of what, and which by name; `None` is all of them.
    pub resources: Vec<(ConfigResource, Option<Vec<String>>)>,
    /// Whether to say too what would count if the value were not set.
    pub include_synonyms: bool,
}

/// This is what they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeConfigsResponse {
    /// One entry per resource that the request names.
    pub resources: Vec<(ConfigResource, Result<Vec<ConfigEntry>, ApiError>)>,
}

/// One config (`org.apache.kafka.clients.admin.ConfigEntry`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConfigEntry {
    /// Its name.
    pub name: String,
    /// The value that counts; empty is Kafka's null.
    pub value: String,
    /// Where that value comes from.
    pub source: ConfigSource,
    /// Whether only a restart changes it.
    pub read_only: bool,
    /// Its type.
    pub config_type: ConfigType,
    /// Every value that there is for it, the one that counts first; empty unless asked for.
    pub synonyms: Vec<ConfigSynonym>,
}

/// A value that counts where no earlier one is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConfigSynonym {
    /// The config that says it.
    pub name: String,
    /// What it says.
    pub value: String,
    /// Where it comes from.
    pub source: ConfigSource,
}

/// Where a value comes from (`ConfigEntry.ConfigSource`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfigSource {
    /// It was set for the topic.
    DynamicTopicConfig,
    /// It was set for the broker while it ran.
    DynamicBrokerConfig,
    /// It was set for all brokers while they ran.
    DynamicDefaultBrokerConfig,
    /// It stands in the broker's own file.
    StaticBrokerConfig,
    /// It is Kafka's.
    DefaultConfig,
}
