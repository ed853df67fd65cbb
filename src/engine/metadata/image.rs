//! The cluster as the metadata log describes it up to some offset (`org.apache.kafka.image.MetadataImage`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::MetadataRecord;
use crate::config::{Configs, TopicConfig};
use crate::model::{
    BrokerEpoch, BrokerId, LeaderEpoch, Offset, PartitionEpoch, TopicName, TopicPartition,
};

/// Brokers, topics and partitions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MetadataImage {
    /// The offset after the last record replayed.
    pub end_offset: Offset,
    /// Every broker that ever registered.
    pub brokers: BTreeMap<BrokerId, BrokerRegistration>,
    /// Every topic.
    pub topics: BTreeMap<TopicName, TopicImage>,
    /// The first producer id that is still free.
    pub next_producer_id: i64,
}

/// A broker's registration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerRegistration {
    /// The offset of the record that made it.
    pub epoch: BrokerEpoch,
    /// Names the incarnation.
    pub incarnation_id: u64,
    /// `broker.rack`.
    pub rack: Option<Arc<str>>,
    /// Whether it may serve no longer, or not yet.
    pub fenced: bool,
}

/// A topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TopicImage {
    /// Its configs.
    pub config: TopicConfig,
    /// The names of the configs that were set.
    pub configured: Vec<Arc<str>>,
    /// Its partitions by number.
    pub partitions: Vec<Arc<PartitionState>>,
}

/// Who holds, leads and follows a partition (`org.apache.kafka.metadata.PartitionRegistration`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionState {
    /// Who should hold it, the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
    /// Who leads, if anybody can.
    pub leader: Option<BrokerId>,
    /// Counts the leaders.
    pub leader_epoch: LeaderEpoch,
    /// Counts the changes.
    pub partition_epoch: PartitionEpoch,
}

impl MetadataImage {
    /// Whether the broker is registered and may serve.
    #[must_use]
    pub fn is_active(&self, broker: BrokerId) -> bool {
        self.brokers
            .get(&broker)
            .is_some_and(|registration| !registration.fenced)
    }

    /// The brokers that may serve, in the order of their ids.
    pub fn active_brokers(&self) -> impl Iterator<Item = BrokerId> + '_ {
        self.brokers
            .iter()
            .filter(|(_, registration)| !registration.fenced)
            .map(|(id, _)| *id)
    }

    /// A partition's state.
    #[must_use]
    pub fn partition(&self, partition: &TopicPartition) -> Option<&Arc<PartitionState>> {
        self.topics
            .get(&partition.topic)?
            .partitions
            .get(usize::try_from(partition.partition).ok()?)
    }

    /// Every partition with its state.
    pub fn partitions(&self) -> impl Iterator<Item = (TopicPartition, &Arc<PartitionState>)> {
        self.topics.iter().flat_map(|(topic, image)| {
            (0..)
                .zip(&image.partitions)
                .map(|(number, state)| (TopicPartition::new(topic, number), state))
        })
    }

    /// Takes in the record at `offset`. A partition that it changes is returned.
    pub fn replay(&mut self, offset: Offset, record: &MetadataRecord) -> Option<TopicPartition> {
        self.end_offset = offset.plus(1);
        match record {
            MetadataRecord::RegisterBroker {
                broker,
                incarnation_id,
                rack,
            } => {
                let registration = BrokerRegistration {
                    epoch: BrokerEpoch(offset.0),
                    incarnation_id: *incarnation_id,
                    rack: rack.clone(),
                    fenced: true,
                };
                self.brokers.insert(*broker, registration);
            }
            MetadataRecord::BrokerRegistrationChange {
                broker,
                epoch,
                fenced,
            } => {
                if let Some(registration) =
                    self.brokers.get_mut(broker).filter(|r| r.epoch == *epoch)
                {
                    registration.fenced = *fenced;
                }
            }
            MetadataRecord::Topic { name } => {
                self.topics.insert(name.clone(), TopicImage::default());
            }
            MetadataRecord::Config { topic, name, value } => {
                if let Some(image) = self.topics.get_mut(topic)
                    && image.config.set(name, value).is_ok()
                {
                    image.configured.push(Arc::clone(name));
                }
            }
            MetadataRecord::Partition {
                partition,
                replicas,
                isr,
                leader,
            } => {
                let state = PartitionState {
                    replicas: replicas.clone(),
                    isr: isr.clone(),
                    leader: *leader,
                    leader_epoch: LeaderEpoch(0),
                    partition_epoch: PartitionEpoch(0),
                };
                self.topics
                    .get_mut(&partition.topic)?
                    .partitions
                    .push(Arc::new(state));
                return Some(partition.clone());
            }
            MetadataRecord::PartitionChange(change) => {
                let partitions = &mut self.topics.get_mut(&change.partition.topic)?.partitions;
                let state =
                    partitions.get_mut(usize::try_from(change.partition.partition).ok()?)?;
                *state = Arc::new(change.apply(state));
                return Some(change.partition.clone());
            }
            MetadataRecord::ProducerIds { next_producer_id } => {
                self.next_producer_id = *next_producer_id;
            }
        }
        None
    }
}
