//! Serving fetches, to consumers and to followers (`ReplicaManager.fetchMessages`, `Partition.fetchRecords`).

use std::sync::Arc;

use super::purgatory::DelayedFetch;
use super::{Broker, Replica, Role};
use crate::model::{BrokerEpoch, BrokerId, Duration, LeaderEpoch, TopicPartition};
use crate::node::{Effect, Effects, Message, Now, Reply};
use crate::protocol::{
    AbortedTransaction, Body, ErrorCode, FetchPartition, FetchRequest, FetchResponse,
    FetchedPartition, IsolationLevel, Request,
};

/// The bytes that one answer may hold.
struct Room {
    left: u64,
    taken: u64,
    /// Something of it lies in another segment than the newest that can be read: more will not come there, so `min_bytes`
    /// is not waited for (`DelayedFetch.tryComplete`, case F).
    older_segment: bool,
}

impl Room {
    const fn of(left: u64) -> Self {
        Self {
            left,
            taken: 0,
            older_segment: false,
        }
    }

    fn take(&mut self, bytes: u64) {
        self.left = self.left.saturating_sub(bytes);
        self.taken += bytes;
    }
}

impl Broker {
    /// Answers at once if there is enough, or an error, a divergence or a better replica to tell of; else waits for
    /// `min_bytes`.
    pub(super) fn fetch(&mut self, now: Now, message: &Message, effects: &mut Effects) {
        let Body::Request(Request::Fetch(request)) = &*message.body else {
            return;
        };
        let reply = Reply::to(message);
        let (response, ready) = self.read(now, request);
        if let Some((follower, epoch)) = request.replica {
            for (wanted, fetched) in request.partitions.iter().zip(&response.partitions) {
                if fetched.error == ErrorCode::None && fetched.diverging_epoch.is_none() {
                    self.follower_fetched(now, follower, epoch, wanted, effects);
                }
            }
        }
        if ready || request.max_wait_ms <= 0 {
            self.answer_fetch(now, reply, request, response, effects);
            return;
        }
        let until = now.mono + Duration::from_millis(i64::from(request.max_wait_ms));
        self.purgatory.delay_fetch(DelayedFetch {
            reply,
            body: Arc::clone(&message.body),
            until,
        });
        self.arm_purgatory(now, effects);
    }

    /// What can be read now, and whether that is worth an answer.
    pub(super) fn read(&self, now: Now, request: &FetchRequest) -> (FetchResponse, bool) {
        let config = &self.config;
        let limit = if request.replica.is_some() {
            request.max_bytes
        } else {
            request.max_bytes.min(config.fetch_max_bytes)
        };
        let mut room = Room::of(u64::try_from(limit).unwrap_or(0));
        let mut urgent = request.partitions.is_empty();
        let partitions = request.partitions.iter().map(|wanted| {
            let fetched = self.read_partition(now, request, wanted, &mut room);
            urgent |= is_urgent(&fetched);
            fetched
        });
        let response = FetchResponse {
            partitions: partitions.collect(),
        };
        let enough = room.taken >= u64::try_from(request.min_bytes).unwrap_or(0);
        (response, urgent || room.older_segment || enough)
    }

    /// The answer to a fetch that waits, if a change of `partition` makes it worth one.
    pub(super) fn answer_after_change(
        &self,
        now: Now,
        request: &FetchRequest,
        partition: &TopicPartition,
    ) -> Option<FetchResponse> {
        let mut wanted = request.partitions.iter();
        let wanted = wanted.find(|wanted| wanted.partition == *partition)?;
        // When any bytes are enough, only the partition that changed can have them: the others need not be read.
        if request.min_bytes <= 1 && request.partitions.len() > 1 {
            let fetched = self.read_partition(now, request, wanted, &mut Room::of(u64::MAX));
            if !is_urgent(&fetched) && fetched.batches.is_empty() {
                return None;
            }
        }
        let (response, ready) = self.read(now, request);
        ready.then_some(response)
    }

    fn read_partition(
        &self,
        now: Now,
        request: &FetchRequest,
        wanted: &FetchPartition,
        room: &mut Room,
    ) -> FetchedPartition {
        let partition = &wanted.partition;
        let follower = request.replica.map(|(id, _)| id);
        let refused = |error| FetchedPartition::refused(partition.clone(), error);
        let replica = match self.replica_for(partition, wanted.current_leader_epoch) {
            Ok(replica) => replica,
            Err(error) => {
                return FetchedPartition {
                    current_leader: self.known_leader(partition),
                    ..refused(error)
                };
            }
        };
        match (follower, &replica.role) {
            // A follower learns from the leader alone; the leader must know it.
            (Some(_), Role::Follower) => {
                return FetchedPartition {
                    current_leader: self.known_leader(partition),
                    ..refused(ErrorCode::NotLeaderOrFollower)
                };
            }
            (Some(id), Role::Leader { followers, .. }) if !followers.contains_key(&id) => {
                return refused(ErrorCode::UnknownLeaderEpoch);
            }
            _ => {}
        }
        let log = replica.log();
        let mut fetched = FetchedPartition {
            high_watermark: replica.high_watermark(),
            last_stable_offset: replica.last_stable_offset(),
            log_start_offset: log.log_start_offset(),
            ..refused(ErrorCode::None)
        };
        let preferred = self.preferred_read_replica(now, replica, request, wanted.fetch_offset);
        if follower.is_none() && preferred.is_some() {
            fetched.preferred_read_replica = preferred;
            return fetched;
        }
        match log.diverging_epoch(wanted.last_fetched_epoch, wanted.fetch_offset) {
            Err(error) => return refused(error),
            Ok(diverging @ Some(_)) => {
                fetched.diverging_epoch = diverging;
                return fetched;
            }
            Ok(None) => {}
        }
        // Between the high watermark and the log end there is nothing to read yet, but that is no error.
        let known = log.log_start_offset()..=log.log_end_offset();
        if !known.contains(&wanted.fetch_offset) {
            return refused(ErrorCode::OffsetOutOfRange);
        }
        let end = if follower.is_some() {
            log.log_end_offset()
        } else {
            replica.readable_end(request.isolation)
        };
        let max_bytes = u64::try_from(wanted.max_bytes).unwrap_or(0).min(room.left);
        // Only the first partition that has anything may have a batch that is larger than it should be.
        let slice = log.read(wanted.fetch_offset, end, max_bytes, room.taken == 0);
        room.take(slice.size);
        room.older_segment |= log.is_on_older_segment(wanted.fetch_offset, end);
        if request.isolation == IsolationLevel::ReadCommitted
            && let Some(last) = slice.batches.last()
        {
            let aborted = log.aborted_transactions(wanted.fetch_offset, last.next_offset());
            let told = aborted.iter().map(|aborted| AbortedTransaction {
                producer_id: aborted.producer_id,
                first_offset: aborted.first_offset,
            });
            fetched.aborted_transactions = told.collect();
        }
        fetched.batches = slice.batches;
        fetched
    }

    /// The replica that can serve somebody who knows the partition in this epoch (-1 for any), whatever its role.
    ///
    /// # Errors
    /// `UNKNOWN_TOPIC_OR_PARTITION`, `NOT_LEADER_OR_FOLLOWER` when others hold it, `FENCED_LEADER_EPOCH`,
    /// `UNKNOWN_LEADER_EPOCH`.
    pub(super) fn replica_for(
        &self,
        partition: &TopicPartition,
        epoch: LeaderEpoch,
    ) -> Result<&Replica, ErrorCode> {
        let Some(replica) = self.replica(partition) else {
            return Err(if self.image.partition(partition).is_some() {
                ErrorCode::NotLeaderOrFollower
            } else {
                ErrorCode::UnknownTopicOrPartition
            });
        };
        match check_epoch(replica.leader_epoch(), epoch) {
            Some(error) => Err(error),
            None => Ok(replica),
        }
    }

    /// As [`Self::replica_for`], and it must lead.
    pub(super) fn leader_for(
        &self,
        partition: &TopicPartition,
        epoch: LeaderEpoch,
    ) -> Result<&Replica, ErrorCode> {
        let replica = self.replica_for(partition, epoch)?;
        if replica.is_leader() {
            Ok(replica)
        } else {
            Err(ErrorCode::NotLeaderOrFollower)
        }
    }

    /// Who leads a partition, as far as the broker knows (KIP-951).
    pub(super) fn known_leader(
        &self,
        partition: &TopicPartition,
    ) -> Option<(BrokerId, LeaderEpoch)> {
        let state = self.image.partition(partition)?;
        state.leader.map(|leader| (leader, state.leader_epoch))
    }

    /// A fetch tells the leader how far a follower is: the high watermark may move, the ISR may grow.
    fn follower_fetched(
        &mut self,
        now: Now,
        follower: BrokerId,
        epoch: BrokerEpoch,
        wanted: &FetchPartition,
        effects: &mut Effects,
    ) {
        let (image, lag_max) = (&self.image, self.config.replica_lag_time_max);
        let found = self.replicas.get_mut(&wanted.partition);
        let Some(replica) = found.map(Arc::make_mut) else {
            return;
        };
        let log_end = replica.log.log_end_offset();
        let Role::Leader { followers, .. } = &mut replica.role else {
            return;
        };
        let Some(progress) = followers.get_mut(&follower) else {
            return;
        };
        let moves = progress.log_end_offset != wanted.fetch_offset;
        progress.fetched(
            now.mono,
            wanted.fetch_offset,
            wanted.log_start_offset,
            log_end,
            epoch,
        );
        if replica.propose_expansion(follower, image) {
            self.altering.queue(&wanted.partition);
        }
        let committed = moves && replica.advance_high_watermark(now.mono, lag_max, image);
        if moves {
            effects.changed(&wanted.partition);
        }
        if committed {
            self.complete_delayed(now, &wanted.partition, effects);
        } else {
            // It may have followed a deletion.
            self.complete_deletions(now, effects);
        }
    }

    /// Tries to move the high watermark of a partition that it leads; whoever waits for that is answered.
    pub(super) fn high_watermark_may_move(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        effects: &mut Effects,
    ) {
        let (image, lag_max) = (&self.image, self.config.replica_lag_time_max);
        let found = self.replicas.get_mut(partition).map(Arc::make_mut);
        let moves =
            |replica: &mut Replica| replica.advance_high_watermark(now.mono, lag_max, image);
        if found.is_some_and(moves) {
            effects.changed(partition);
            self.complete_delayed(now, partition, effects);
        }
    }

    /// Answers a fetch, as soon as what the page cache has lost is read from the disk.
    pub(super) fn answer_fetch(
        &mut self,
        now: Now,
        reply: Reply,
        request: &FetchRequest,
        response: FetchResponse,
        effects: &mut Effects,
    ) {
        let mut cold = 0;
        for fetched in &response.partitions {
            let Some(first) = fetched.batches.first() else {
                continue;
            };
            let bytes = fetched.size();
            if request.replica.is_none() {
                self.metrics
                    .consumed(now.mono, &fetched.partition.topic, bytes);
            }
            let Some(replica) = self.replicas.get(&fetched.partition) else {
                continue;
            };
            if self
                .page_cache
                .misses(&replica.cached, first.base_offset, bytes)
            {
                self.metrics.page_cache_misses.mark(now.mono, 1);
                cold += bytes;
            } else {
                self.metrics.page_cache_hits.mark(now.mono, 1);
            }
        }
        if cold == 0 {
            self.answer(now, reply, response, effects);
        } else {
            let ticket = self.disk.ticket();
            self.disk.reads.insert(ticket, (reply, response));
            effects.push(Effect::Read(cold, ticket));
        }
    }
}

/// `FENCED_LEADER_EPOCH` for an older epoch, `UNKNOWN_LEADER_EPOCH` for a newer one (KIP-320).
pub(super) fn check_epoch(own: LeaderEpoch, theirs: LeaderEpoch) -> Option<ErrorCode> {
    match theirs {
        LeaderEpoch::NONE => None,
        theirs if theirs < own => Some(ErrorCode::FencedLeaderEpoch),
        theirs if theirs > own => Some(ErrorCode::UnknownLeaderEpoch),
        _ => None,
    }
}

/// What is answered at once, whatever `min_bytes` says.
fn is_urgent(fetched: &FetchedPartition) -> bool {
    fetched.error != ErrorCode::None
        || fetched.diverging_epoch.is_some()
        || fetched.preferred_read_replica.is_some()
}
