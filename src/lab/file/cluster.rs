//! Brokers, what connects them, and the topics that they hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ConfigFile, DiskFile};

/// The brokers and what connects everything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterFile {
    /// The brokers. One controller is there without being named.
    #[schemars(length(min = 1, max = 100))]
    pub brokers: Vec<BrokerFile>,
    /// Broker configs, the same for all that say nothing else.
    #[serde(default)]
    pub config: ConfigFile,
    /// The brokers' disks, the same for all that say nothing else.
    #[serde(default)]
    pub disk: DiskFile,
    /// Bytes of memory that a broker's operating system uses as page cache, the same for all that say nothing else;
    /// 4 GiB unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1_000_000_000_000_000_u64))]
    pub page_cache: Option<u64>,
    /// How fast messages travel.
    #[serde(default)]
    pub network: NetworkFile,
    /// The levels of the cluster's features, as `kafka-features` sets them.
    #[serde(default, skip_serializing_if = "FeaturesFile::is_empty")]
    pub features: FeaturesFile,
}

/// The levels of features; the newest unless it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeaturesFile {
    /// `transaction.version`: with 2, every transaction has an epoch of its own, and leaders add their partitions (KIP-890).
    #[serde(
        rename = "transaction.version",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(range(min = 0, max = 2))]
    pub transaction_version: Option<i16>,
}

impl FeaturesFile {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrokerFile {
    /// Kafka's `node.id`. Broker 1 is called `broker-1` in actions.
    #[schemars(range(min = 1, max = 999))]
    pub id: u32,
    /// Kafka's `broker.rack`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub rack: Option<String>,
    /// Broker configs in which it differs from the others.
    #[serde(default)]
    pub config: ConfigFile,
    /// What its disk has otherwise than the others.
    #[serde(default)]
    pub disk: DiskFile,
    /// Bytes of memory that its operating system uses as page cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1_000_000_000_000_000_u64))]
    pub page_cache: Option<u64>,
}

/// How fast messages travel between any two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// How long every message takes at least.
    #[serde(default = "default_latency_ms")]
    #[schemars(range(min = 1, max = 60_000))]
    pub latency_ms: u64,
    /// How much longer it may take, by chance.
    #[serde(default)]
    #[schemars(range(min = 0, max = 60_000))]
    pub jitter_ms: u64,
    /// Bytes per second in each direction between two nodes; 0 is unbounded.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000_000_000_u64))]
    pub bandwidth: u64,
}

impl Default for NetworkFile {
    fn default() -> Self {
        Self {
            latency_ms: default_latency_ms(),
            jitter_ms: 0,
            bandwidth: 0,
        }
    }
}

/// One topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicFile {
    /// How many partitions it has.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 10_000))]
    pub partitions: u32,
    /// How many replicas each partition has; at most one per broker.
    #[serde(rename = "replication.factor", default = "one")]
    #[schemars(range(min = 1, max = 100))]
    pub replication_factor: u32,
    /// The ids of the brokers that hold each partition, the preferred leader first: what `--replica-assignment` of
    /// `kafka-topics` says. Without it the controller places them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10_000))]
    pub assignments: Vec<Vec<u32>>,
    /// Topic configs.
    #[serde(default)]
    pub config: ConfigFile,
}

fn default_latency_ms() -> u64 {
    1
}

fn one() -> u32 {
    1
}
