//! Following the metadata log, and doing what it says.

use std::sync::Arc;

use super::{Broker, Context, Replica};
use crate::coordinator::group::OFFSETS_TOPIC;
use crate::log::Log;
use crate::metadata::{METADATA_TOPIC, MetadataRecord, PartitionState};
use crate::model::{LeaderEpoch, Offset, TopicName, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{FetchPartition, FetchRequest, Response};

/// How long the controller lets a fetch of the metadata log wait.
const MAX_WAIT_MS: i32 = 500;

impl Broker {
    /// Keeps one fetch of the metadata log under way.
    pub(super) fn follow_metadata(&mut self, now: Now, effects: &mut Effects) {
        let controller = self.setup.controller;
        let fetching = |context: &Context| matches!(context, Context::MetadataFetch);
        if !self.network.ready(controller, effects)
            || self
                .network
                .in_flight(controller)
                .any(|request| fetching(&request.context))
        {
            return;
        }
        let wanted = FetchPartition {
            partition: TopicPartition::new(&TopicName::from(METADATA_TOPIC), 0),
            current_leader_epoch: LeaderEpoch::NONE,
            fetch_offset: self.image.end_offset,
            last_fetched_epoch: LeaderEpoch::NONE,
            max_bytes: i32::MAX,
        };
        let request = FetchRequest {
            replica: Some((self.setup.id, self.lifecycle.epoch)),
            max_wait_ms: MAX_WAIT_MS,
            min_bytes: 1,
            max_bytes: i32::MAX,
            partitions: vec![wanted],
        };
        self.network
            .send(now, controller, request, Context::MetadataFetch, effects);
    }

    pub(super) fn metadata_fetched(
        &mut self,
        now: Now,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::Fetch(response)) = response else {
            return;
        };
        let image = Arc::make_mut(&mut self.image);
        let mut changed = Vec::new();
        for batch in response
            .partitions
            .iter()
            .flat_map(|partition| &partition.batches)
        {
            let from = image.end_offset;
            for (offset, record) in batch.records().filter(|(offset, _)| *offset >= from) {
                if let Some(record) = record.value.as_ref().and_then(MetadataRecord::decode) {
                    changed.extend(image.replay(offset, &record));
                }
            }
        }
        changed.sort();
        changed.dedup();
        for partition in changed {
            if let Some(state) = self.image.partition(&partition).cloned() {
                self.apply_state(now, &partition, state, effects);
            }
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
        let led = self.replica(partition).is_some_and(Replica::is_leader);
        if !self.replicas.contains_key(partition) {
            let stored = self.stored.remove(partition).map(Arc::unwrap_or_clone);
            let fresh = || (Log::new(partition.clone(), now.wall), Offset::ZERO);
            let (log, high_watermark) = stored.unwrap_or_else(fresh);
            let replica = Replica::new(log, high_watermark, Arc::clone(&state));
            self.replicas.insert(partition.clone(), Arc::new(replica));
        }
        let Some(replica) = self.replica_mut(partition) else {
            return;
        };
        if leads {
            replica.lead(now.mono, id, state);
        } else {
            replica.follow(state);
        }
        self.coordinate(now, partition, leads, effects);
        if leads {
            self.high_watermark_may_move(now, partition, effects);
        }
        if led && !leads {
            // Whoever waits here must look for the new leader.
            self.complete_delayed(now, partition, effects);
        }
    }

    /// Leading a partition of `__consumer_offsets` is coordinating its groups.
    fn coordinate(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        leads: bool,
        effects: &mut Effects,
    ) {
        if partition.topic.as_str() != OFFSETS_TOPIC {
            return;
        }
        if leads {
            let Some(replica) = self.replicas.get(partition) else {
                return;
            };
            let batches: Vec<_> = replica.log().batches().cloned().collect();
            let records = batches
                .iter()
                .flat_map(|batch| batch.records().map(|(_, record)| record));
            self.groups.elected(partition.partition, records, effects);
        } else {
            let count = self
                .image
                .topics
                .get(&partition.topic)
                .map_or(0, |topic| topic.partitions.len());
            for answer in self.groups.resigned(partition.partition, count as i32) {
                self.answer(now, answer.reply, answer.response, effects);
            }
        }
    }
}
