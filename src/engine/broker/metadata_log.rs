//! Following the metadata log, and acting on what it says (`BrokerMetadataPublisher`, `ReplicaManager.applyDelta`).

use std::sync::Arc;

use super::{Broker, Context, Replica, fetcher};
use crate::bugs::{self, Bug};
use crate::metadata::{
    DeletedTopic, METADATA_TOPIC, MetadataDelta, MetadataRecord, PartitionState,
};
use crate::model::{LeaderEpoch, Offset, TopicName, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{FetchPartition, FetchRequest, IsolationLevel, Request, Response};

/// How long the controller lets a fetch of the metadata log wait.
const MAX_WAIT_MS: i32 = 500;

impl Broker {
    /// Keeps one fetch of the metadata log under way.
    pub(super) fn follow_metadata(&mut self, now: Now, effects: &mut Effects) {
        let controller = self.setup.controller;
        if self.metadata_asked || !self.network.ready(controller, effects) {
            return;
        }
        self.metadata_asked = true;
        let wanted = FetchPartition {
            partition: TopicPartition::new(&TopicName::from(METADATA_TOPIC), 0),
            current_leader_epoch: LeaderEpoch::NONE,
            fetch_offset: self.image.end_offset,
            log_start_offset: Offset::ZERO,
            last_fetched_epoch: LeaderEpoch::NONE,
            max_bytes: i32::MAX,
        };
        let request = FetchRequest {
            replica: Some((self.setup.id, self.lifecycle.epoch)),
            max_wait_ms: MAX_WAIT_MS,
            min_bytes: 1,
            max_bytes: i32::MAX,
            isolation: IsolationLevel::ReadUncommitted,
            rack: None,
            partitions: vec![wanted],
        };
        self.network.send(
            now,
            controller,
            Request::from(request),
            Context::MetadataFetch,
            effects,
        );
    }

    pub(super) fn metadata_fetched(
        &mut self,
        now: Now,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        self.metadata_asked = false;
        let Some(Response::Fetch(response)) = response else {
            return;
        };
        for batch in response.partitions.iter().flat_map(|p| &p.batches) {
            let image = Arc::make_mut(&mut self.image);
            let from = image.end_offset;
            for (offset, record) in batch.records().filter(|(offset, _)| *offset >= from) {
                if let Some(record) = record.value.as_ref().and_then(MetadataRecord::decode) {
                    image.replay(offset, &record, &mut self.unpublished);
                }
            }
        }
        self.publish_metadata(now, effects);
    }

    /// Acts on what was replayed, once the broker has caught up with its own registration. What the log says before
    /// that is said to an earlier incarnation: this one would lead where the controller has not yet heard that it may
    /// have lost something (`BrokerServer.startup` installs its publishers that late).
    pub(super) fn publish_metadata(&mut self, now: Now, effects: &mut Effects) {
        if self.lifecycle.catch_up(self.image.end_offset) {
            let delta = std::mem::take(&mut self.unpublished);
            self.apply(now, &delta, effects);
        }
    }

    /// Acts on what changed.
    fn apply(&mut self, now: Now, delta: &MetadataDelta, effects: &mut Effects) {
        for topic in &delta.deleted_topics {
            self.delete_topic(now, topic, effects);
            self.forget_offsets(now, &topic.name, effects);
        }
        if !delta.configs.is_empty() {
            self.configs_changed(now, effects);
        }
        for partition in &delta.partitions {
            if let Some(state) = self.image.partition(partition).cloned() {
                self.apply_state(now, partition, state, effects);
            }
        }
        if !delta.brokers.is_empty() {
            // A fenced broker is not waited for any longer, and need not follow a deletion.
            self.complete_deletions(now, effects);
        }
    }

    fn delete_topic(&mut self, now: Now, topic: &DeletedTopic, effects: &mut Effects) {
        for number in 0..topic.partitions {
            let partition = TopicPartition::new(&topic.name, number);
            let ours = |replica: &Arc<Replica>| replica.state.topic_id == topic.topic_id;
            if !self.replicas.get(&partition).is_some_and(ours) {
                continue;
            }
            self.fetch_from(&partition, None);
            self.coordinate(now, &partition, false, effects);
            self.coordinate_transactions(now, &partition, false, effects);
            self.forget_guards(&partition);
            if let Some(replica) = self.replicas.remove(&partition) {
                self.delete_log(&replica.log, effects);
            }
            self.complete_delayed(now, &partition, effects);
        }
    }

    /// Configs are looked up where they are needed; these few are copied where they work.
    fn configs_changed(&mut self, now: Now, effects: &mut Effects) {
        self.config = Arc::clone(self.image.broker_config());
        let config = &self.config;
        self.channel
            .resize(config.num_io_threads, config.num_network_threads);
        let mut led = Vec::new();
        for (partition, replica) in &mut self.replicas {
            let Some(config) = self.image.topic_config(&partition.topic) else {
                continue;
            };
            if replica.config != *config {
                Arc::make_mut(replica).config = Arc::clone(config);
                led.push(partition.clone());
            }
        }
        for partition in led {
            // Another `min.insync.replicas` may let the high watermark go.
            self.high_watermark_may_move(now, &partition, effects);
        }
    }

    fn apply_state(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        state: Arc<PartitionState>,
        effects: &mut Effects,
    ) {
        let id = self.setup.id;
        if !state.replicas.contains(&id) {
            return;
        }
        let leads = state.leader == Some(id);
        let known_epoch = self.replica(partition).map(Replica::leader_epoch);
        if !self.replicas.contains_key(partition) {
            self.open(now, partition, &state, effects);
        }
        let Some(replica) = self.replicas.get_mut(partition).map(Arc::make_mut) else {
            return;
        };
        // What AlterPartition has told already may be newer.
        if state.partition_epoch < replica.state.partition_epoch {
            return;
        }
        let (leader, epoch) = (state.leader, state.leader_epoch);
        let mut begins = false;
        if leads {
            begins = replica.lead(now.mono, id, state);
            if begins {
                let mut io = self.disk.io(effects);
                replica.log.assign_epoch_start_offset(epoch, &mut io);
                if bugs::has(Bug::IdempotenceForgotten) {
                    replica.log.forget_producers();
                }
            }
        } else {
            replica.follow(state);
            if bugs::has(Bug::TruncationToTheHighWatermark) && known_epoch != Some(epoch) {
                let to = replica.high_watermark;
                fetcher::truncate_to(now, replica, to, &mut self.disk.io(effects));
            }
        }
        if begins || known_epoch != Some(epoch) {
            let from = leader.filter(|leader| *leader != id);
            self.fetch_from(partition, from);
            self.coordinate(now, partition, leads, effects);
            self.coordinate_transactions(now, partition, leads, effects);
            if !leads {
                self.forget_guards(partition);
                // Whoever waits here must look for the new leader.
                self.complete_delayed(now, partition, effects);
            }
        }
        effects.changed(partition);
        if leads {
            self.high_watermark_may_move(now, partition, effects);
        }
    }
}
