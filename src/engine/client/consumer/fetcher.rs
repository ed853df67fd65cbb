//! Fetches from leaders ahead of the application's polls (`org.apache.kafka.clients.consumer.internals.Fetcher`).

use std::collections::{BTreeMap, VecDeque};

use super::positions::FetchState;
use super::{Consumer, Context};
use crate::log::{Record, RecordBatch};
use crate::model::{BrokerId, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{
    ErrorCode, FetchPartition, FetchRequest, FetchedPartition, IsolationLevel, Response,
};

/// Records of one partition that were fetched and not yet returned by a poll.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CompletedFetch {
    pub partition: TopicPartition,
    /// The offset of the next record to return.
    pub next_offset: Offset,
    /// The epoch of the last record returned.
    pub last_epoch: LeaderEpoch,
    batches: VecDeque<RecordBatch>,
}

impl CompletedFetch {
    /// At most `count` records; batches begin before the offset asked for when it lies within them. Markers of
    /// transactions are for the consumer alone.
    pub fn take(&mut self, count: usize) -> Vec<(Offset, Record)> {
        let mut taken = Vec::new();
        while let Some(batch) = self.batches.front() {
            let from = self.next_offset;
            // The markers of transactions are not for applications.
            let is_wanted = |offset: Offset| offset >= from && !batch.is_control();
            let mut wanted = batch.records().filter(|(offset, _)| is_wanted(*offset));
            for (offset, record) in wanted.by_ref().take(count - taken.len()) {
                let timestamp = batch.timestamp_of(record);
                let record = record.clone();
                taken.push((
                    offset,
                    Record {
                        timestamp,
                        ..record
                    },
                ));
                self.next_offset = offset.plus(1);
            }
            let (more, end) = (wanted.next().is_some(), batch.next_offset());
            drop(wanted);
            self.last_epoch = batch.leader_epoch;
            if more {
                return taken;
            }
            // Compaction leaves gaps, at the end of a batch too.
            self.next_offset = self.next_offset.max(end);
            self.batches.pop_front();
        }
        taken
    }

    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }
}

impl Consumer {
    /// Asks every leader, or the replica that it named, for those partitions of which nothing waits for a poll.
    pub(super) fn fetch(&mut self, now: Now, effects: &mut Effects) {
        if self.closing {
            return;
        }
        let mut by_replica: BTreeMap<BrokerId, Vec<FetchPartition>> = BTreeMap::new();
        for (partition, position) in &self.positions {
            let FetchState::Fetching(fetch_offset) = position.state else {
                continue;
            };
            let buffered = self
                .completed
                .iter()
                .any(|fetch| fetch.partition == *partition);
            if buffered || !position.may_try(now.mono) {
                continue;
            }
            match self.metadata.leader(partition) {
                Some((leader, current_leader_epoch)) => {
                    let preferred = position.preferred_at(now.mono);
                    let replica = preferred
                        .filter(|replica| self.metadata.is_online(*replica))
                        .unwrap_or(leader);
                    by_replica.entry(replica).or_default().push(FetchPartition {
                        partition: partition.clone(),
                        current_leader_epoch,
                        fetch_offset,
                        log_start_offset: Offset::NONE,
                        last_fetched_epoch: LeaderEpoch::NONE,
                        max_bytes: self.setup.config.max_partition_fetch_bytes,
                    });
                }
                None => self.metadata.request_update(),
            }
        }
        for (replica, partitions) in by_replica {
            let fetching = |context: &Context| matches!(context, Context::Fetch { .. });
            if !self.network.ready(replica, effects)
                || self
                    .network
                    .in_flight(replica)
                    .any(|request| fetching(&request.context))
            {
                continue;
            }
            let config = &self.setup.config;
            let context = Context::Fetch {
                partitions: partitions
                    .iter()
                    .map(|p| (p.partition.clone(), p.fetch_offset))
                    .collect(),
            };
            let request = FetchRequest {
                replica: None,
                max_wait_ms: config.fetch_max_wait.as_millis() as i32,
                min_bytes: config.fetch_min_bytes,
                max_bytes: config.fetch_max_bytes,
                isolation: IsolationLevel::ReadUncommitted,
                rack: config.client_rack.clone(),
                partitions,
            };
            self.network.send(now, replica, request, context, effects);
        }
    }

    pub(super) fn fetched(
        &mut self,
        now: Now,
        asked: &[(TopicPartition, Offset)],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::Fetch(response)) = response else {
            self.metadata.request_update();
            for (partition, _) in asked {
                self.forget_preferred(partition);
            }
            return;
        };
        for fetched in &response.partitions {
            let Some((_, offset)) = asked
                .iter()
                .find(|(partition, _)| *partition == fetched.partition)
            else {
                continue;
            };
            // The position has moved since: a seek, a reset or a new assignment.
            if self.position(&fetched.partition) == Some(*offset) {
                self.fetched_partition(now, *offset, fetched, effects);
            }
        }
    }

    fn fetched_partition(
        &mut self,
        now: Now,
        offset: Offset,
        fetched: &FetchedPartition,
        effects: &mut Effects,
    ) {
        match fetched.error {
            ErrorCode::None if fetched.preferred_read_replica.is_some() => {
                let until = now.mono + self.setup.config.metadata_max_age;
                if let Some(position) = self.positions.get_mut(&fetched.partition) {
                    position.preferred = fetched.preferred_read_replica.map(|id| (id, until));
                }
            }
            ErrorCode::None if fetched.batches.is_empty() => {}
            ErrorCode::None => self.completed.push_back(CompletedFetch {
                partition: fetched.partition.clone(),
                next_offset: offset,
                last_epoch: LeaderEpoch::NONE,
                batches: fetched.batches.iter().cloned().collect(),
            }),
            // A follower may not have it yet, or not any more: the leader decides.
            ErrorCode::OffsetOutOfRange if self.forget_preferred(&fetched.partition) => {}
            ErrorCode::OffsetOutOfRange => {
                self.try_again(
                    now,
                    std::slice::from_ref(&fetched.partition),
                    FetchState::Reset,
                );
            }
            error if error.is_retriable() => {
                self.metadata.request_update();
                self.forget_preferred(&fetched.partition);
                self.try_again(
                    now,
                    std::slice::from_ref(&fetched.partition),
                    FetchState::Fetching(offset),
                );
            }
            error => {
                let about = fetched.partition.to_string().into();
                self.fail(crate::client::Observation::Error { error, about }, effects);
            }
        }
    }

    /// Goes back to the leader; says whether another replica was asked.
    fn forget_preferred(&mut self, partition: &TopicPartition) -> bool {
        self.positions
            .get_mut(partition)
            .is_some_and(|position| position.preferred.take().is_some())
    }
}
