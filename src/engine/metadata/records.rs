//! The records of the metadata log, under Kafka's names and API keys (`metadata/src/main/resources/common`).

use std::fmt;
use std::sync::Arc;

use super::PartitionChange;
use crate::model::{BrokerEpoch, BrokerId, TopicId, TopicName};

/// One change of the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MetadataRecord {
    /// `RegisterBrokerRecord` (0): an incarnation of a broker.
    RegisterBroker {
        /// Which broker.
        broker: BrokerId,
        /// Names the incarnation.
        incarnation_id: u64,
        /// Its epoch.
        epoch: BrokerEpoch,
        /// `broker.rack`.
        rack: Option<Arc<str>>,
        /// Whether it may not serve: a new incarnation may not yet.
        fenced: bool,
        /// Whether it shuts down.
        in_controlled_shutdown: bool,
    },
    /// `UnregisterBrokerRecord` (1): a broker is forgotten.
    UnregisterBroker {
        /// Which.
        broker: BrokerId,
        /// Its epoch.
        epoch: BrokerEpoch,
    },
    /// `TopicRecord` (2): a new topic.
    Topic {
        /// Its name.
        name: TopicName,
        /// Its id.
        topic_id: TopicId,
    },
    /// `PartitionRecord` (3): a new partition, its first in-sync replica leading.
    Partition {
        /// Its topic.
        topic_id: TopicId,
        /// Its number.
        partition: i32,
        /// Who should hold it, the preferred leader first.
        replicas: Vec<BrokerId>,
        /// Who is in sync, the leader first.
        isr: Vec<BrokerId>,
    },
    /// `ConfigRecord` (4): a config of a topic, a broker or all brokers is set, or no longer.
    Config {
        /// What it is a config of.
        resource: ConfigResource,
        /// Which config.
        name: Arc<str>,
        /// Its value; `None` removes it.
        value: Option<Arc<str>>,
    },
    /// `PartitionChangeRecord` (5).
    PartitionChange(PartitionChange),
    /// `RemoveTopicRecord` (9): a topic is deleted, its partitions and configs too.
    RemoveTopic {
        /// Which.
        topic_id: TopicId,
    },
    /// `FeatureLevelRecord` (12): a feature of the cluster is at this level.
    FeatureLevel {
        /// Which, such as `eligible.leader.replicas.version`.
        name: Arc<str>,
        /// How far; 0 is off.
        level: i16,
    },
    /// `ProducerIdsRecord` (15): the first producer id that is still free.
    ProducerIds {
        /// Who got the block before.
        broker: BrokerId,
        /// The epoch of that broker.
        broker_epoch: BrokerEpoch,
        /// That id.
        next_producer_id: i64,
    },
    /// `BrokerRegistrationChangeRecord` (17); what is `None` stays.
    BrokerRegistrationChange {
        /// Which broker.
        broker: BrokerId,
        /// Its epoch.
        epoch: BrokerEpoch,
        /// Whether it may serve no longer, or again.
        fenced: Option<bool>,
        /// Whether it shuts down; no registration takes that back.
        in_controlled_shutdown: Option<bool>,
    },
    /// `ClearElrRecord` (28): eligible and last known leaders are forgotten, since `min.insync.replicas` changed.
    ClearElr {
        /// Of which topic; `None` is of all.
        topic: Option<TopicName>,
    },
}

/// Whether a leader may lack committed records (`org.apache.kafka.metadata.LeaderRecoveryState`, KIP-704).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LeaderRecoveryState {
    /// It was in sync when it was elected, or says that it has recovered. transition: an unclean election -> `Recovering`.
    #[default]
    Recovered,
    /// It was elected though it was not in sync. action: the leader does what it can and says so. transition:
    /// `AlterPartition` of the leader -> `Recovered`.
    Recovering,
}

/// What configs belong to (`org.apache.kafka.common.config.ConfigResource`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfigResource {
    /// A topic.
    Topic(TopicName),
    /// A broker, or all of them where none is named.
    Broker(Option<BrokerId>),
}

impl LeaderRecoveryState {
    /// Its number in Kafka's records and requests.
    #[must_use]
    pub const fn value(self) -> i8 {
        match self {
            Self::Recovered => 0,
            Self::Recovering => 1,
        }
    }

    /// The state of that number; `None` for "no change" and what Kafka does not know.
    #[must_use]
    pub const fn of(value: i8) -> Option<Self> {
        match value {
            0 => Some(Self::Recovered),
            1 => Some(Self::Recovering),
            _ => None,
        }
    }
}

impl fmt::Display for ConfigResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Topic(name) => write!(f, "topic {name}"),
            Self::Broker(Some(id)) => write!(f, "broker {id}"),
            Self::Broker(None) => f.write_str("all brokers"),
        }
    }
}
