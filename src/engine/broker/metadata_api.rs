//! Serving Metadata and FindCoordinator, and creating topics that are asked for.

use std::sync::Arc;

use super::{Broker, Context};
use crate::config::BrokerConfig;
use crate::coordinator::group::OFFSETS_TOPIC;
use crate::coordinator::partition_of;
use crate::coordinator::transaction::TRANSACTION_TOPIC;
use crate::metadata::TopicImage;
use crate::model::{BrokerId, TopicName};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    CoordinatorType, CreatableTopic, CreateTopicsRequest, ErrorCode, FindCoordinatorRequest,
    FindCoordinatorResponse, MetadataPartition, MetadataRequest, MetadataResponse, MetadataTopic,
};

impl Broker {
    pub(super) fn metadata(
        &mut self,
        now: Now,
        reply: Reply,
        request: &MetadataRequest,
        effects: &mut Effects,
    ) {
        let all = || self.image.topics.keys().cloned().collect();
        let names: Vec<TopicName> = request.topics.clone().unwrap_or_else(all);
        for name in &names {
            if !self.image.topics.contains_key(name) && request.allow_auto_topic_creation {
                self.want_topic(name);
            }
        }
        let response = self.tells(&names, self.any_live_broker(reply));
        self.answer(now, reply, response, effects);
    }

    /// What a client would be told now that asks for all topics, as `kcat -L` does.
    #[must_use]
    pub fn metadata_of_all(&self) -> MetadataResponse {
        let names: Vec<TopicName> = self.image.topics.keys().cloned().collect();
        self.tells(&names, self.live_broker(0))
    }

    fn tells(&self, names: &[TopicName], controller: Option<BrokerId>) -> MetadataResponse {
        let topics = names.iter().map(|name| match self.image.topics.get(name) {
            Some(topic) => describe(name, topic),
            None => MetadataTopic {
                name: name.clone(),
                error: ErrorCode::UnknownTopicOrPartition,
                partitions: Vec::new(),
            },
        });
        MetadataResponse {
            racks: self.racks(),
            brokers: self.image.unfenced_brokers().collect(),
            controller,
            topics: topics.collect(),
        }
    }

    fn racks(&self) -> Vec<(BrokerId, Arc<str>)> {
        let brokers = self.image.brokers.iter();
        let racks = brokers.filter_map(|(id, broker)| Some((*id, broker.rack.clone()?)));
        racks.collect()
    }

    /// The coordinator of a group is the leader of its partition of `__consumer_offsets`, that of a transactional id the
    /// leader of its partition of `__transaction_state`.
    pub(super) fn find_coordinator(
        &mut self,
        now: Now,
        reply: Reply,
        request: &FindCoordinatorRequest,
        effects: &mut Effects,
    ) {
        let topic = match request.key_type {
            CoordinatorType::Group => OFFSETS_TOPIC,
            CoordinatorType::Transaction => TRANSACTION_TOPIC,
        };
        let partition = partition_of(&self.image, topic, &request.key);
        if partition.is_none() {
            self.want_topic(&TopicName::from(topic));
        }
        let state = partition.and_then(|partition| self.image.partition(&partition));
        let node = state.and_then(|state| state.leader);
        let error = if node.is_some() {
            ErrorCode::None
        } else {
            ErrorCode::CoordinatorNotAvailable
        };
        self.answer(now, reply, FindCoordinatorResponse { error, node }, effects);
    }

    fn want_topic(&mut self, name: &TopicName) {
        let automatic = self.config.auto_create_topics || name.is_internal();
        if automatic && !self.creation_asked && !self.creating.contains(name) {
            self.creating.push(name.clone());
        }
    }

    /// `AutoTopicCreationManager`: asks the controller; whoever wants the topic asks again.
    pub(super) fn create_missing_topics(&mut self, now: Now, effects: &mut Effects) {
        if self.creating.is_empty()
            || self.creation_asked
            || self.is_fenced()
            || !self.control.ready(self.setup.controller, effects)
        {
            return;
        }
        self.creation_asked = true;
        let topics = self
            .creating
            .iter()
            .map(|name| automatic(name, &self.config));
        let request = CreateTopicsRequest {
            topics: topics.collect(),
            validate_only: false,
        };
        self.control.send(
            now,
            self.setup.controller,
            request,
            Context::CreateTopics,
            effects,
        );
    }
}

fn describe(name: &TopicName, topic: &TopicImage) -> MetadataTopic {
    let partitions = (0..)
        .zip(&topic.partitions)
        .map(|(partition, state)| MetadataPartition {
            partition,
            leader: state.leader,
            leader_epoch: state.leader_epoch,
            replicas: state.replicas.clone(),
            isr: state.isr.clone(),
        });
    MetadataTopic {
        name: name.clone(),
        error: ErrorCode::None,
        partitions: partitions.collect(),
    }
}

/// A topic as it is created when somebody asks for it; those of coordinators have configs of their own
/// (`GroupCoordinatorService.groupMetadataTopicConfigs`, `TransactionStateManager.transactionTopicConfigs`).
fn automatic(name: &TopicName, config: &BrokerConfig) -> CreatableTopic {
    let (num_partitions, replication_factor, configs) = match name.as_str() {
        OFFSETS_TOPIC => (
            config.offsets_topic_num_partitions,
            config.offsets_topic_replication_factor,
            vec![
                ("cleanup.policy", "compact".to_owned()),
                ("compression.type", "producer".to_owned()),
                (
                    "segment.bytes",
                    config.offsets_topic_segment_bytes.to_string(),
                ),
            ],
        ),
        TRANSACTION_TOPIC => (
            config.transaction_state_log_num_partitions,
            config.transaction_state_log_replication_factor,
            vec![
                ("unclean.leader.election.enable", "false".to_owned()),
                ("compression.type", "uncompressed".to_owned()),
                ("cleanup.policy", "compact".to_owned()),
                (
                    "min.insync.replicas",
                    config.transaction_state_log_min_isr.to_string(),
                ),
                (
                    "segment.bytes",
                    config.transaction_state_log_segment_bytes.to_string(),
                ),
            ],
        ),
        _ => (
            config.num_partitions,
            config.default_replication_factor as i16,
            Vec::new(),
        ),
    };
    CreatableTopic {
        name: name.clone(),
        num_partitions,
        replication_factor,
        assignments: Vec::new(),
        configs: configs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}
