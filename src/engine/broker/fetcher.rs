//! A broker as a follower: it fetches from the leaders of its partitions (`ReplicaFetcherThread`,
//! `AbstractFetcherThread`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Broker, BrokerTimer, Context, Replica};
use crate::log::Io;
use crate::model::{BrokerId, Instant, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Note, Now};
use crate::protocol::{
    ErrorCode, FetchPartition, FetchRequest, FetchedPartition, IsolationLevel, ListOffsetsRequest,
    OffsetSpec, Response,
};

/// The state of fetching from one leader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Fetcher {
    partitions: BTreeMap<TopicPartition, FetchState>,
    /// A fetch is under way.
    asked: bool,
    /// Nothing is to be fetched before this moment.
    not_before: Option<Instant>,
}

/// How a partition is fetched (`PartitionFetchState`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum FetchState {
    /// action: fetch. transition: an error -> `Delayed`, out of range -> `OutOfRange`, fenced -> `Failed`.
    #[default]
    Fetching,
    /// action: wait for `replica.fetch.backoff.ms`. transition: over -> `Fetching`.
    Delayed(Instant),
    /// action: ask where the leader's log begins and ends. transition: told -> `Fetching`.
    OutOfRange,
    /// action: none, the broker's own metadata is old. transition: a new leader epoch -> `Fetching`.
    Failed,
}

impl Broker {
    /// From now on a partition is fetched from this leader, or from nobody.
    pub(super) fn fetch_from(&mut self, partition: &TopicPartition, leader: Option<BrokerId>) {
        for (of, fetcher) in &mut self.fetchers {
            if Some(*of) != leader {
                fetcher.partitions.remove(partition);
            }
        }
        if let Some(leader) = leader {
            let fetcher = self.fetchers.entry(leader).or_default();
            fetcher
                .partitions
                .insert(partition.clone(), FetchState::Fetching);
        }
    }

    /// Keeps one fetch under way to every leader.
    pub(super) fn follow_leaders(&mut self, now: Now, effects: &mut Effects) {
        let idle = |(leader, fetcher): (&BrokerId, &Fetcher)| {
            let waits = fetcher.asked || fetcher.not_before.is_some_and(|at| at > now.mono);
            (!waits && !fetcher.partitions.is_empty()).then_some(*leader)
        };
        let mut next = None;
        // Nearly always all of them are busy: then nothing is allocated.
        while let Some(leader) = self
            .fetchers
            .iter()
            .filter_map(idle)
            .find(|leader| next < Some(*leader))
        {
            next = Some(leader);
            if self.image.is_unfenced(leader) && self.network.ready(leader, effects) {
                self.fetch_once(now, leader, effects);
            }
        }
    }

    fn fetch_once(&mut self, now: Now, leader: BrokerId, effects: &mut Effects) {
        let Some(fetcher) = self.fetchers.get_mut(&leader) else {
            return;
        };
        let max_bytes = self.config.replica_fetch_max_bytes;
        let mut wanted = Vec::with_capacity(fetcher.partitions.len());
        let mut lost = Vec::new();
        for (partition, state) in &mut fetcher.partitions {
            match *state {
                FetchState::Delayed(until) if until > now.mono => continue,
                FetchState::Failed => continue,
                FetchState::OutOfRange => {
                    lost.push(partition.clone());
                    continue;
                }
                FetchState::Fetching | FetchState::Delayed(_) => *state = FetchState::Fetching,
            }
            let Some(replica) = self.replicas.get(partition) else {
                continue;
            };
            wanted.push(FetchPartition {
                partition: partition.clone(),
                current_leader_epoch: replica.leader_epoch(),
                fetch_offset: replica.log.log_end_offset(),
                log_start_offset: replica.log.log_start_offset(),
                last_fetched_epoch: replica.log.last_epoch(),
                max_bytes,
            });
        }
        fetcher.asked = !wanted.is_empty() || !lost.is_empty();
        if !lost.is_empty() {
            self.ask_for_range(now, leader, &lost, effects);
        } else if !wanted.is_empty() {
            let context = Context::ReplicaFetch {
                asked: wanted
                    .iter()
                    .map(|p| (p.current_leader_epoch, p.fetch_offset))
                    .collect(),
            };
            let request = FetchRequest {
                replica: Some((self.setup.id, self.lifecycle.epoch)),
                max_wait_ms: self.config.replica_fetch_wait_max.as_millis() as i32,
                min_bytes: self.config.replica_fetch_min_bytes,
                max_bytes: self.config.replica_fetch_response_max_bytes,
                isolation: IsolationLevel::ReadUncommitted,
                rack: None,
                partitions: wanted,
            };
            self.network.send(now, leader, request, context, effects);
        }
    }

    /// Asks where the leader's log begins and ends, for partitions whose own end is in neither.
    fn ask_for_range(
        &mut self,
        now: Now,
        leader: BrokerId,
        lost: &[TopicPartition],
        effects: &mut Effects,
    ) {
        let specs = [OffsetSpec::Latest, OffsetSpec::Earliest];
        let partitions = lost.iter().flat_map(|partition| {
            let epoch = self
                .replicas
                .get(partition)
                .map_or(LeaderEpoch::NONE, |replica| replica.leader_epoch());
            specs.map(|spec| (partition.clone(), epoch, spec))
        });
        let request = ListOffsetsRequest {
            replica: Some(self.setup.id),
            isolation: IsolationLevel::ReadUncommitted,
            partitions: partitions.collect(),
        };
        self.network
            .send(now, leader, request, Context::ReplicaOffsets, effects);
    }

    /// The leader's log is shorter than this one, or has moved on beyond its end
    /// (`AbstractFetcherThread.fetchOffsetAndTruncate`).
    pub(super) fn range_told(
        &mut self,
        now: Now,
        leader: BrokerId,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::ListOffsets(response)) = response else {
            self.back_off(now, leader, effects);
            return;
        };
        self.fetch_again(leader);
        for pair in response.partitions.chunks_exact(2) {
            let [latest, earliest] = pair else { continue };
            let partition = &latest.partition;
            if latest.error != ErrorCode::None || earliest.error != ErrorCode::None {
                self.delay(now, leader, partition, effects);
                continue;
            }
            self.set_fetch_state(leader, partition, FetchState::Fetching);
            let Some(replica) = self.replicas.get_mut(partition).map(Arc::make_mut) else {
                continue;
            };
            let end = replica.log.log_end_offset();
            let io = &mut self.disk.io(effects);
            if latest.offset < end {
                truncate_to(now, replica, latest.offset, io);
            } else if earliest.offset > end {
                replica
                    .log
                    .truncate_fully_and_start_at(now, earliest.offset, io);
                replica.set_high_watermark(earliest.offset);
            }
        }
    }

    pub(super) fn replica_fetched(
        &mut self,
        now: Now,
        leader: BrokerId,
        asked: &[(LeaderEpoch, Offset)],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::Fetch(response)) = response else {
            self.back_off(now, leader, effects);
            return;
        };
        self.fetch_again(leader);
        for (fetched, (epoch, offset)) in response.partitions.iter().zip(asked) {
            let partition = &fetched.partition;
            let Some(replica) = self.replicas.get(partition) else {
                continue;
            };
            // Meanwhile it may have another leader, and then in another epoch, or have been truncated.
            let stale = replica.leader_epoch() != *epoch || replica.log.log_end_offset() != *offset;
            if stale {
                continue;
            }
            match (fetched.error, fetched.diverging_epoch) {
                (ErrorCode::None, Some(diverging)) => {
                    let replica = self.replicas.get_mut(partition).map(Arc::make_mut);
                    if let Some(replica) = replica {
                        let to = replica.log.truncation_offset(diverging);
                        truncate_to(now, replica, to, &mut self.disk.io(effects));
                    }
                }
                (ErrorCode::None, None) => self.follow(now, fetched, effects),
                (ErrorCode::OffsetOutOfRange, _) => {
                    self.set_fetch_state(leader, partition, FetchState::OutOfRange);
                }
                (ErrorCode::FencedLeaderEpoch, _) => {
                    self.set_fetch_state(leader, partition, FetchState::Failed);
                }
                _ => self.delay(now, leader, partition, effects),
            }
        }
    }

    /// Appends what the leader has, and takes over where its log begins and what is committed.
    fn follow(&mut self, now: Now, fetched: &FetchedPartition, effects: &mut Effects) {
        let partition = &fetched.partition;
        let Some(replica) = self.replicas.get_mut(partition) else {
            return;
        };
        let before = (
            replica.log.log_end_offset(),
            replica.log.log_start_offset(),
            replica.high_watermark,
        );
        let unmoved = fetched.batches.is_empty()
            && before.1 >= fetched.log_start_offset
            && before.2 == fetched.high_watermark.min(before.0);
        if unmoved {
            return;
        }
        let replica = Arc::make_mut(replica);
        let mut io = self.disk.io(effects);
        for batch in &fetched.batches {
            let log = &mut replica.log;
            if log.append_as_follower(now, batch.clone(), &replica.config, &mut io) {
                let bytes = u64::from(batch.size());
                self.page_cache
                    .wrote(&mut replica.cached, batch.base_offset, bytes);
            }
        }
        let end = replica.log.log_end_offset();
        replica.set_high_watermark(fetched.high_watermark.min(end));
        // The leader's log begins later than this one, at an offset that it has already: that cannot be refused.
        let start = fetched.log_start_offset.min(end);
        let _ = replica.log.increment_log_start_offset(start, end, &mut io);
        replica.set_high_watermark(replica.high_watermark.max(start));
        effects.changed(partition);
        self.complete_fetches(now, partition, effects);
    }

    fn fetch_again(&mut self, leader: BrokerId) {
        if let Some(fetcher) = self.fetchers.get_mut(&leader) {
            fetcher.asked = false;
            fetcher.not_before = None;
        }
    }

    fn set_fetch_state(&mut self, leader: BrokerId, partition: &TopicPartition, state: FetchState) {
        let fetcher = self.fetchers.get_mut(&leader);
        if let Some(known) = fetcher.and_then(|fetcher| fetcher.partitions.get_mut(partition)) {
            *known = state;
        }
    }

    fn delay(
        &mut self,
        now: Now,
        leader: BrokerId,
        partition: &TopicPartition,
        effects: &mut Effects,
    ) {
        let backoff = self.config.replica_fetch_backoff;
        self.set_fetch_state(leader, partition, FetchState::Delayed(now.mono + backoff));
        effects.set_timer(BrokerTimer::FetchBackoff(leader), backoff);
    }

    /// A request to a leader was lost.
    fn back_off(&mut self, now: Now, leader: BrokerId, effects: &mut Effects) {
        let backoff = self.config.replica_fetch_backoff;
        if let Some(fetcher) = self.fetchers.get_mut(&leader) {
            fetcher.asked = false;
            fetcher.not_before = Some(now.mono + backoff);
        }
        effects.set_timer(BrokerTimer::FetchBackoff(leader), backoff);
    }
}

/// Throws away what the leader does not have.
pub(super) fn truncate_to(now: Now, replica: &mut Replica, to: Offset, io: &mut Io<'_>) {
    let from = replica.log.log_end_offset();
    replica.log.truncate_to(now, to, &replica.config, io);
    let to = replica.log.log_end_offset();
    replica.set_high_watermark(replica.high_watermark.min(to));
    io.effects.note(Note::Truncated {
        partition: replica.log.partition().clone(),
        from,
        to,
    });
}
