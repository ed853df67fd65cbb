//! Serving fetches, to consumers and to followers (`ReplicaManager.fetchMessages`).

use super::purgatory::DelayedFetch;
use super::{Broker, Role};
use crate::model::{BrokerEpoch, BrokerId, Duration, LeaderEpoch, Offset};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    DivergingEpoch, ErrorCode, FetchPartition, FetchRequest, FetchResponse, FetchedPartition,
};

impl Broker {
    /// Answers at once if there is enough, an error or a divergence to tell; else waits for `min_bytes`.
    pub(super) fn fetch(
        &mut self,
        now: Now,
        reply: Reply,
        request: &FetchRequest,
        effects: &mut Effects,
    ) {
        if let Some((follower, epoch)) = request.replica {
            for wanted in &request.partitions {
                self.follower_fetched(now, follower, epoch, wanted, effects);
            }
        }
        let (response, ready) = self.read(request);
        if ready || request.max_wait_ms <= 0 {
            self.answer(now, reply, response, effects);
            return;
        }
        let until = now.mono + Duration::from_millis(i64::from(request.max_wait_ms));
        self.purgatory.delay_fetch(DelayedFetch {
            reply,
            request: request.clone(),
            until,
        });
        self.arm_purgatory(now, effects);
    }

    /// What can be read now, and whether that is worth an answer.
    pub(super) fn read(&self, request: &FetchRequest) -> (FetchResponse, bool) {
        let mut room = u64::try_from(request.max_bytes).unwrap_or(0);
        let mut bytes = 0;
        let mut urgent = request.partitions.is_empty();
        let partitions = request.partitions.iter().map(|wanted| {
            let follower = request.replica.map(|(id, _)| id);
            let fetched = self.read_partition(wanted, follower, room, bytes == 0);
            let size: u64 = fetched
                .batches
                .iter()
                .map(|batch| u64::from(batch.size()))
                .sum();
            room = room.saturating_sub(size);
            bytes += size;
            urgent |= fetched.error != ErrorCode::None || fetched.diverging_epoch.is_some();
            fetched
        });
        let response = FetchResponse {
            partitions: partitions.collect(),
        };
        let enough = bytes >= u64::try_from(request.min_bytes).unwrap_or(0);
        (response, urgent || enough)
    }

    fn read_partition(
        &self,
        wanted: &FetchPartition,
        follower: Option<BrokerId>,
        room: u64,
        first: bool,
    ) -> FetchedPartition {
        let mut fetched = FetchedPartition {
            partition: wanted.partition.clone(),
            error: ErrorCode::None,
            high_watermark: Offset::NONE,
            log_start_offset: Offset::NONE,
            diverging_epoch: None,
            current_leader: None,
            batches: Vec::new(),
        };
        let Some(replica) = self.replica(&wanted.partition) else {
            fetched.error = ErrorCode::UnknownTopicOrPartition;
            return fetched;
        };
        fetched.high_watermark = replica.high_watermark();
        fetched.log_start_offset = replica.log().log_start_offset();
        if let Some(error) = check_epoch(replica.leader_epoch(), wanted.current_leader_epoch) {
            fetched.error = error;
        } else if !replica.is_leader() {
            fetched.error = ErrorCode::NotLeaderOrFollower;
        }
        if fetched.error != ErrorCode::None {
            fetched.current_leader = replica
                .leader()
                .map(|leader| (leader, replica.leader_epoch()));
            return fetched;
        }
        let log = replica.log();
        if wanted.last_fetched_epoch != LeaderEpoch::NONE {
            let end = log.end_offset_for(wanted.last_fetched_epoch);
            if end.epoch < wanted.last_fetched_epoch || end.end_offset < wanted.fetch_offset {
                let end_offset = end.end_offset.max(log.log_start_offset());
                fetched.diverging_epoch = Some(DivergingEpoch {
                    epoch: end.epoch,
                    end_offset,
                });
                return fetched;
            }
        }
        // Between the high watermark and the log end there is nothing to read yet, but that is no error.
        if wanted.fetch_offset < log.log_start_offset()
            || wanted.fetch_offset > log.log_end_offset()
        {
            fetched.error = ErrorCode::OffsetOutOfRange;
            return fetched;
        }
        let end = if follower.is_some() {
            log.log_end_offset()
        } else {
            replica.high_watermark()
        };
        let max_bytes = u64::try_from(wanted.max_bytes).unwrap_or(0).min(room);
        if max_bytes > 0 || first {
            fetched.batches = log.read(wanted.fetch_offset, end, max_bytes).batches;
        }
        fetched
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
        let Some(replica) = self.replica_mut(&wanted.partition) else {
            return;
        };
        let log_end = replica.log.log_end_offset();
        // A follower that is on another branch of history is not at that offset of this one.
        let end = replica.log.end_offset_for(wanted.last_fetched_epoch);
        let diverges = wanted.last_fetched_epoch != LeaderEpoch::NONE
            && (end.epoch < wanted.last_fetched_epoch || end.end_offset < wanted.fetch_offset);
        if check_epoch(replica.state.leader_epoch, wanted.current_leader_epoch).is_some()
            || diverges
            || wanted.fetch_offset > log_end
        {
            return;
        }
        let Role::Leader { followers, .. } = &mut replica.role else {
            return;
        };
        let Some(progress) = followers.get_mut(&follower) else {
            return;
        };
        progress.fetched(now.mono, wanted.fetch_offset, log_end, epoch);
        self.expand_isr(&wanted.partition, follower);
        self.high_watermark_may_move(now, &wanted.partition, effects);
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
