//! Creating topics and placing their replicas.

use std::collections::BTreeSet;

use super::Controller;
use crate::config::{Configs, TopicConfig};
use crate::metadata::MetadataRecord;
use crate::model::{BrokerId, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{CreatableTopic, CreateTopicsRequest, CreateTopicsResponse, ErrorCode};

impl Controller {
    pub(super) fn create_topics(
        &mut self,
        now: Now,
        reply: Reply,
        request: &CreateTopicsRequest,
        effects: &mut Effects,
    ) {
        let mut records = Vec::new();
        let mut new = BTreeSet::new();
        let mut topics = Vec::new();
        for topic in &request.topics {
            // A topic that the cluster is to begin with is on its way, with its own partitions and configs.
            let promised = !self.topics_created
                && self
                    .setup
                    .topics
                    .iter()
                    .any(|first| first.name == topic.name);
            let error = if promised || !new.insert(&topic.name) {
                ErrorCode::TopicAlreadyExists
            } else {
                self.check_topic(topic).err().unwrap_or_default()
            };
            if error == ErrorCode::None {
                records.extend(self.topic_records(topic));
            }
            topics.push((topic.name.clone(), error));
        }
        self.write(
            now,
            &records,
            [(reply, CreateTopicsResponse { topics }.into())],
            effects,
        );
    }

    /// Creates the topics that the cluster begins with, once every broker serves.
    pub(super) fn create_first_topics(&mut self, now: Now, effects: &mut Effects) {
        if self.topics_created
            || !self
                .setup
                .brokers
                .iter()
                .all(|broker| self.image.is_active(*broker))
        {
            return;
        }
        self.topics_created = true;
        let topics = &self.setup.topics;
        let valid = topics
            .iter()
            .filter(|topic| self.check_topic(topic).is_ok());
        let records: Vec<_> = valid.flat_map(|topic| self.topic_records(topic)).collect();
        self.write(now, &records, [], effects);
    }

    fn check_topic(&self, topic: &CreatableTopic) -> Result<(), ErrorCode> {
        if self.image.topics.contains_key(&topic.name) {
            return Err(ErrorCode::TopicAlreadyExists);
        }
        if !is_legal_name(topic.name.as_str()) {
            return Err(ErrorCode::InvalidTopicException);
        }
        if topic.num_partitions < 1 {
            return Err(ErrorCode::InvalidPartitions);
        }
        let replicas = usize::try_from(topic.replication_factor).unwrap_or(0);
        if replicas == 0 || replicas > self.image.active_brokers().count() {
            return Err(ErrorCode::InvalidReplicationFactor);
        }
        let mut config = TopicConfig::default();
        let valid = topic
            .configs
            .iter()
            .all(|(name, value)| config.set(name, value).is_ok());
        if valid {
            Ok(())
        } else {
            Err(ErrorCode::InvalidConfig)
        }
    }

    /// Leaders go round the brokers, one further for each topic, and followers follow them round.
    fn topic_records(&self, topic: &CreatableTopic) -> Vec<MetadataRecord> {
        let brokers: Vec<BrokerId> = self.image.active_brokers().collect();
        let user_topics = self
            .image
            .topics
            .keys()
            .filter(|name| !name.is_internal())
            .count();
        let first = if topic.name.is_internal() {
            0
        } else {
            user_topics
        };
        let mut records = vec![MetadataRecord::Topic {
            name: topic.name.clone(),
        }];
        records.extend(
            topic
                .configs
                .iter()
                .map(|(name, value)| MetadataRecord::Config {
                    topic: topic.name.clone(),
                    name: name.as_str().into(),
                    value: value.as_str().into(),
                }),
        );
        records.extend((0..topic.num_partitions).map(|partition| {
            let start = first + partition as usize;
            let place = |replica: usize| brokers[(start + replica) % brokers.len()];
            let replicas: Vec<_> = (0..topic.replication_factor as usize).map(place).collect();
            MetadataRecord::Partition {
                partition: TopicPartition::new(&topic.name, partition),
                isr: replicas.clone(),
                leader: replicas.first().copied(),
                replicas,
            }
        }));
        records
    }
}

/// `org.apache.kafka.common.internals.Topic`: letters, digits, `.`, `_`, `-`; at most 249; not `.` or `..`.
#[must_use]
pub fn is_legal_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty() && name.len() <= 249 && name != "." && name != ".." && name.chars().all(legal)
}
