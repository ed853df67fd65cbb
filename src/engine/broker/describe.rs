//! Serving DescribeCluster and DescribeTopicPartitions.

use super::Broker;
use crate::metadata::TopicImage;
use crate::model::{BrokerId, TopicName};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    DescribeClusterRequest, DescribeClusterResponse, DescribeTopicPartitionsRequest,
    DescribeTopicPartitionsResponse, DescribedBroker, DescribedPartition, DescribedTopic,
    ErrorCode,
};

impl Broker {
    pub(super) fn describe_cluster(
        &mut self,
        now: Now,
        reply: Reply,
        request: DescribeClusterRequest,
        effects: &mut Effects,
    ) {
        let registered = self.image.brokers.iter();
        let brokers = registered
            .filter(|(_, broker)| request.include_fenced_brokers || !broker.fenced)
            .map(|(id, broker)| DescribedBroker {
                id: *id,
                rack: broker.rack.clone(),
                fenced: broker.fenced,
            });
        let response = DescribeClusterResponse {
            brokers: brokers.collect(),
            controller: self.any_live_broker(reply),
        };
        self.answer(now, reply, response, effects);
    }

    /// Under KRaft clients never meet the controller: they are told of some live broker, another one each time, and that
    /// one passes on what is for the controller (`KRaftMetadataCache.getRandomAliveBrokerId`). Turns stand in for a draw.
    pub(super) fn any_live_broker(&self, reply: Reply) -> Option<BrokerId> {
        self.live_broker(reply.correlation_id.unsigned_abs())
    }

    /// The live broker whose turn it is with this question.
    pub(super) fn live_broker(&self, question: u32) -> Option<BrokerId> {
        let live: Vec<BrokerId> = self.image.unfenced_brokers().collect();
        let turn = u64::from(self.setup.id.0) + u64::from(question);
        let count = (live.len() as u64).max(1);
        live.get((turn % count) as usize).copied()
    }

    pub(super) fn describe_topic_partitions(
        &mut self,
        now: Now,
        reply: Reply,
        request: &DescribeTopicPartitionsRequest,
        effects: &mut Effects,
    ) {
        let mut names = request.topics.clone();
        if names.is_empty() {
            names = self.image.topics.keys().cloned().collect();
        }
        names.sort();
        names.dedup();
        let topics = names.into_iter().map(|name| {
            let described = match self.image.topics.get(&name) {
                Some(topic) => Ok(self.describe_topic(&name, topic)),
                None => Err(ErrorCode::UnknownTopicOrPartition),
            };
            (name, described)
        });
        let response = DescribeTopicPartitionsResponse {
            topics: topics.collect(),
        };
        self.answer(now, reply, response, effects);
    }

    fn describe_topic(&self, name: &TopicName, topic: &TopicImage) -> DescribedTopic {
        let partitions =
            (0..)
                .zip(&topic.partitions)
                .map(|(partition, state)| DescribedPartition {
                    partition,
                    leader: state.leader,
                    leader_epoch: state.leader_epoch,
                    replicas: state.replicas.clone(),
                    isr: state.isr.clone(),
                    elr: state.elr.clone(),
                    last_known_elr: state.last_known_elr.clone(),
                    offline: self.offline(&state.replicas),
                });
        DescribedTopic {
            topic_id: topic.id,
            is_internal: name.is_internal(),
            partitions: partitions.collect(),
        }
    }

    fn offline(&self, replicas: &[BrokerId]) -> Vec<BrokerId> {
        let is_offline = |id: &&BrokerId| !self.image.is_unfenced(**id);
        replicas.iter().filter(is_offline).copied().collect()
    }
}
