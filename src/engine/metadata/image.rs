//! The cluster as the metadata log describes it up to some offset (`org.apache.kafka.image.MetadataImage`).

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::OrdMap;

use super::{
    ConfigResource, ELR_FEATURE, NEWEST_TRANSACTION_VERSION, PartitionState, TRANSACTION_FEATURE,
};
use crate::config::{BrokerConfig, TopicConfig};
use crate::model::{BrokerEpoch, BrokerId, Offset, TopicId, TopicName, TopicPartition};

/// Brokers, topics, partitions and configs, as one node sees them: its own configs lie below the dynamic ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MetadataImage {
    /// Whose image it is: the dynamic configs of that broker count, beside those of all brokers.
    pub(super) node: BrokerId,
    /// The configs with which that node started.
    pub(super) static_config: Arc<BrokerConfig>,
    /// Those, with the dynamic ones over them.
    pub(super) broker_config: Arc<BrokerConfig>,
    /// The configs of a topic that says nothing itself.
    pub(super) topic_defaults: Arc<TopicConfig>,
    /// The offset after the last record replayed.
    pub end_offset: Offset,
    /// Every broker that ever registered and was not forgotten.
    pub brokers: OrdMap<BrokerId, BrokerRegistration>,
    /// Every topic.
    pub topics: OrdMap<TopicName, Arc<TopicImage>>,
    /// The names of the topics.
    pub(super) names: OrdMap<TopicId, TopicName>,
    /// The dynamic configs of brokers, `None` for those of all brokers.
    pub(super) broker_configs: BTreeMap<Option<BrokerId>, Arc<Entries>>,
    /// The levels of the cluster's features.
    pub(super) features: BTreeMap<Arc<str>, i16>,
    /// The first producer id that is still free.
    pub next_producer_id: i64,
}

/// Configs that were set, by name.
pub type Entries = BTreeMap<Arc<str>, Arc<str>>;

/// A broker's registration (`org.apache.kafka.metadata.BrokerRegistration`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerRegistration {
    /// Names the incarnation to all others.
    pub epoch: BrokerEpoch,
    /// The offset of the record that made it: a broker has caught up once it has replayed that.
    pub offset: Offset,
    /// Names the incarnation to itself.
    pub incarnation_id: u64,
    /// `broker.rack`.
    pub rack: Option<Arc<str>>,
    /// Whether it may serve no longer, or not yet.
    pub fenced: bool,
    /// Whether it shuts down in order: it serves still, but is in no ISR and leads nothing more.
    pub in_controlled_shutdown: bool,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TopicImage {
    /// Its id.
    pub id: TopicId,
    /// Its configs: those that were set, over those of the broker, over Kafka's defaults.
    pub config: Arc<TopicConfig>,
    /// The configs that were set.
    pub configured: Arc<Entries>,
    /// Its partitions by number.
    pub partitions: Vec<Arc<PartitionState>>,
}

impl MetadataImage {
    /// The image of a node before it has replayed anything.
    #[must_use]
    pub fn new(node: BrokerId, static_config: Arc<BrokerConfig>) -> Self {
        let mut image = Self {
            node,
            static_config: Arc::clone(&static_config),
            ..Self::default()
        };
        image.set_broker_config(static_config);
        image
    }

    /// Whether the broker is registered, neither fenced nor about to shut down: only such a one may be in an ISR or
    /// be elected.
    #[must_use]
    pub fn is_active(&self, broker: BrokerId) -> bool {
        self.brokers
            .get(&broker)
            .is_some_and(BrokerRegistration::is_active)
    }

    /// Whether the broker is registered and not fenced: clients are sent to it.
    #[must_use]
    pub fn is_unfenced(&self, broker: BrokerId) -> bool {
        self.brokers
            .get(&broker)
            .is_some_and(|registration| !registration.fenced)
    }

    /// The brokers that are active, in the order of their ids.
    pub fn active_brokers(&self) -> impl Iterator<Item = BrokerId> + '_ {
        self.brokers
            .iter()
            .filter(|(_, registration)| registration.is_active())
            .map(|(id, _)| *id)
    }

    /// The brokers that are not fenced, in the order of their ids.
    pub fn unfenced_brokers(&self) -> impl Iterator<Item = BrokerId> + '_ {
        self.brokers
            .iter()
            .filter(|(_, registration)| !registration.fenced)
            .map(|(id, _)| *id)
    }

    /// A topic by its id.
    #[must_use]
    pub fn topic_by_id(&self, id: TopicId) -> Option<(&TopicName, &Arc<TopicImage>)> {
        let name = self.names.get(&id)?;
        Some((name, self.topics.get(name)?))
    }

    /// A partition's state.
    #[must_use]
    pub fn partition(&self, partition: &TopicPartition) -> Option<&Arc<PartitionState>> {
        self.topics
            .get(&partition.topic)?
            .partition(partition.partition)
    }

    /// Every partition with its state.
    pub fn partitions(&self) -> impl Iterator<Item = (TopicPartition, &Arc<PartitionState>)> {
        self.topics.iter().flat_map(|(topic, image)| {
            (0..)
                .zip(&image.partitions)
                .map(|(number, state)| (TopicPartition::new(topic, number), state))
        })
    }

    /// The configs of this node: dynamic ones of the node, of all brokers, and those that it started with.
    #[must_use]
    pub const fn broker_config(&self) -> &Arc<BrokerConfig> {
        &self.broker_config
    }

    /// The configs of a topic as this node sees them.
    #[must_use]
    pub fn topic_config(&self, topic: &TopicName) -> Option<&Arc<TopicConfig>> {
        self.topics.get(topic).map(|image| &image.config)
    }

    /// The configs that were set of a topic, a broker or all brokers, if any were.
    #[must_use]
    pub fn configured(&self, resource: &ConfigResource) -> Option<&Arc<Entries>> {
        match resource {
            ConfigResource::Topic(name) => self.topics.get(name).map(|image| &image.configured),
            ConfigResource::Broker(id) => self.broker_configs.get(id),
        }
    }

    /// Whether eligible leader replicas are kept (KIP-966).
    #[must_use]
    pub fn is_elr_enabled(&self) -> bool {
        self.features
            .get(ELR_FEATURE)
            .is_some_and(|level| *level >= 1)
    }

    /// The transaction version of the cluster (KIP-890).
    #[must_use]
    pub fn transaction_version(&self) -> i16 {
        let level = self.features.get(TRANSACTION_FEATURE);
        level.copied().unwrap_or(NEWEST_TRANSACTION_VERSION)
    }
}

impl BrokerRegistration {
    /// Neither fenced nor about to shut down.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        !self.fenced && !self.in_controlled_shutdown
    }
}

impl TopicImage {
    /// The state of one of its partitions.
    #[must_use]
    pub fn partition(&self, number: i32) -> Option<&Arc<PartitionState>> {
        self.partitions.get(usize::try_from(number).ok()?)
    }

    /// `min.insync.replicas`, but no more than there are replicas.
    #[must_use]
    pub fn effective_min_isr(&self) -> usize {
        let replicas = self
            .partitions
            .first()
            .map_or(0, |state| state.replicas.len());
        usize::try_from(self.config.min_insync_replicas)
            .unwrap_or(usize::MAX)
            .min(replicas)
    }
}
