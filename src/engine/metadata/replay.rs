//! Replaying the metadata log: the one place where an image changes.

use std::sync::Arc;

use super::image::{BrokerRegistration, Entries, MetadataImage, TopicImage};
use super::{
    ConfigResource, DeletedTopic, MetadataDelta, MetadataRecord, PartitionChange, PartitionState,
};
use crate::model::{Offset, TopicId, TopicName, TopicPartition};

impl MetadataImage {
    /// Takes in the record at `offset`; what it changed is added to `delta`. A record that makes no sense, as none of
    /// the controller's does, changes nothing.
    pub fn replay(&mut self, offset: Offset, record: &MetadataRecord, delta: &mut MetadataDelta) {
        self.end_offset = offset.plus(1);
        match record {
            MetadataRecord::RegisterBroker {
                broker,
                incarnation_id,
                epoch,
                rack,
                fenced,
                in_controlled_shutdown,
            } => {
                let registration = BrokerRegistration {
                    epoch: *epoch,
                    offset,
                    incarnation_id: *incarnation_id,
                    rack: rack.clone(),
                    fenced: *fenced,
                    in_controlled_shutdown: *in_controlled_shutdown,
                };
                self.brokers.insert(*broker, registration);
                delta.brokers.insert(*broker);
            }
            MetadataRecord::UnregisterBroker { broker, epoch } => {
                if self.brokers.get(broker).is_some_and(|r| r.epoch == *epoch) {
                    self.brokers.remove(broker);
                    delta.brokers.insert(*broker);
                }
            }
            MetadataRecord::BrokerRegistrationChange {
                broker,
                epoch,
                fenced,
                in_controlled_shutdown,
            } => {
                let known = self.brokers.get_mut(broker);
                if let Some(registration) = known.filter(|r| r.epoch == *epoch) {
                    registration.fenced = fenced.unwrap_or(registration.fenced);
                    registration.in_controlled_shutdown =
                        in_controlled_shutdown.unwrap_or(registration.in_controlled_shutdown);
                    delta.brokers.insert(*broker);
                }
            }
            MetadataRecord::Topic { name, topic_id } => self.create_topic(name, *topic_id),
            MetadataRecord::Partition {
                topic_id,
                partition,
                replicas,
                isr,
            } => {
                let state = PartitionState::new(*topic_id, replicas.clone(), isr.clone());
                self.create_partition(*partition, state, delta);
            }
            MetadataRecord::PartitionChange(change) => self.change_partition(change, delta),
            MetadataRecord::RemoveTopic { topic_id } => self.remove_topic(*topic_id, delta),
            MetadataRecord::Config {
                resource,
                name,
                value,
            } => {
                self.configure(resource, name, value.as_ref());
                delta.configs.insert(resource.clone());
            }
            MetadataRecord::FeatureLevel { name, level } => {
                self.features.insert(Arc::clone(name), *level);
            }
            MetadataRecord::ProducerIds {
                next_producer_id, ..
            } => self.next_producer_id = *next_producer_id,
            MetadataRecord::ClearElr { topic } => self.clear_elr(topic.as_ref(), delta),
        }
    }

    fn create_topic(&mut self, name: &TopicName, id: TopicId) {
        let topic = TopicImage {
            id,
            config: Arc::clone(&self.topic_defaults),
            configured: Arc::default(),
            partitions: Vec::new(),
        };
        self.names.insert(id, name.clone());
        self.topics.insert(name.clone(), Arc::new(topic));
    }

    fn create_partition(&mut self, number: i32, state: PartitionState, delta: &mut MetadataDelta) {
        let Some((name, topic)) = self.topic_mut(state.topic_id) else {
            return;
        };
        // Partitions come in the order of their numbers.
        if usize::try_from(number) == Ok(topic.partitions.len()) {
            topic.partitions.push(Arc::new(state));
            delta.partitions.insert(TopicPartition::new(&name, number));
        }
    }

    fn change_partition(&mut self, change: &PartitionChange, delta: &mut MetadataDelta) {
        let Some((name, topic)) = self.topic_mut(change.topic_id) else {
            return;
        };
        let index = usize::try_from(change.partition).unwrap_or(usize::MAX);
        if let Some(state) = topic.partitions.get_mut(index) {
            *state = Arc::new(state.after(change));
            delta
                .partitions
                .insert(TopicPartition::new(&name, change.partition));
        }
    }

    fn remove_topic(&mut self, id: TopicId, delta: &mut MetadataDelta) {
        let Some(name) = self.names.remove(&id) else {
            return;
        };
        if let Some(topic) = self.topics.remove(&name) {
            delta.partitions.retain(|partition| partition.topic != name);
            delta.deleted_topics.push(DeletedTopic {
                topic_id: id,
                name,
                partitions: i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX),
            });
        }
    }

    fn configure(&mut self, resource: &ConfigResource, name: &Arc<str>, value: Option<&Arc<str>>) {
        let set = |entries: &mut Entries| match value {
            Some(value) => entries.insert(Arc::clone(name), Arc::clone(value)),
            None => entries.remove(name),
        };
        match resource {
            ConfigResource::Topic(topic) => {
                let Some(found) = self.topics.get(topic) else {
                    return;
                };
                let mut configured = Arc::clone(&found.configured);
                set(Arc::make_mut(&mut configured));
                let config = self.effective(&configured);
                if let Some(found) = self.topics.get_mut(topic) {
                    let found = Arc::make_mut(found);
                    (found.configured, found.config) = (configured, config);
                }
            }
            ConfigResource::Broker(id) => {
                let mut entries = self.broker_configs.remove(id).unwrap_or_default();
                set(Arc::make_mut(&mut entries));
                if !entries.is_empty() {
                    self.broker_configs.insert(*id, entries);
                }
                self.brokers_reconfigured();
            }
        }
    }

    fn clear_elr(&mut self, only: Option<&TopicName>, delta: &mut MetadataDelta) {
        let named = self
            .partitions()
            .filter(|(partition, _)| only.is_none_or(|topic| partition.topic == *topic))
            .filter(|(_, state)| !state.elr.is_empty() || !state.last_known_elr.is_empty());
        let cleared: Vec<_> = named
            .map(|(partition, state)| PartitionChange {
                elr: Some(Vec::new()),
                last_known_elr: Some(Vec::new()),
                ..PartitionChange::of(state.topic_id, partition.partition)
            })
            .collect();
        for change in &cleared {
            self.change_partition(change, delta);
        }
    }

    fn topic_mut(&mut self, id: TopicId) -> Option<(TopicName, &mut TopicImage)> {
        let name = self.names.get(&id)?.clone();
        let topic = Arc::make_mut(self.topics.get_mut(&name)?);
        Some((name, topic))
    }
}
