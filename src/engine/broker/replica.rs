//! One partition on one broker (`kafka.cluster.Partition`).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::log::Log;
use crate::metadata::PartitionState;
use crate::model::{BrokerEpoch, BrokerId, Duration, Instant, LeaderEpoch, Offset, PartitionEpoch};

/// A replica: its log, its high watermark, and what it is to the partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Replica {
    pub(super) log: Log,
    pub(super) high_watermark: Offset,
    pub(super) state: Arc<PartitionState>,
    pub(super) role: Role,
}

/// What a replica is to its partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It appends what clients send.
    Leader {
        /// The log end offset when it became the leader.
        epoch_start_offset: Offset,
        /// How far the others are.
        followers: BTreeMap<BrokerId, FollowerProgress>,
        /// The ISR that was proposed to the controller and not answered yet.
        proposed: Option<Vec<BrokerId>>,
    },
    /// It fetches from the leader.
    Follower,
}

/// How far a follower is, as the leader knows from its fetches (`ReplicaState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FollowerProgress {
    /// Where its log ends.
    pub log_end_offset: Offset,
    /// The last moment at which it had everything.
    pub last_caught_up: Instant,
    /// Its epoch, by its last fetch.
    pub broker_epoch: BrokerEpoch,
    last_fetch: Instant,
    leader_end_at_last_fetch: Offset,
}

impl Replica {
    /// A replica of a partition in this state, with what was on the disk.
    pub(super) fn new(log: Log, high_watermark: Offset, state: Arc<PartitionState>) -> Self {
        Self {
            log,
            high_watermark,
            state,
            role: Role::Follower,
        }
    }

    /// Its log.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// Up to where consumers may read, as far as this replica knows.
    #[must_use]
    pub const fn high_watermark(&self) -> Offset {
        self.high_watermark
    }

    /// Who leads, as far as this replica knows.
    #[must_use]
    pub fn leader(&self) -> Option<BrokerId> {
        self.state.leader
    }

    /// In which epoch.
    #[must_use]
    pub fn leader_epoch(&self) -> LeaderEpoch {
        self.state.leader_epoch
    }

    /// How often the partition has changed.
    #[must_use]
    pub fn partition_epoch(&self) -> PartitionEpoch {
        self.state.partition_epoch
    }

    /// Who is in sync.
    #[must_use]
    pub fn isr(&self) -> &[BrokerId] {
        &self.state.isr
    }

    /// Who should hold it, the preferred leader first.
    #[must_use]
    pub fn replicas(&self) -> &[BrokerId] {
        &self.state.replicas
    }

    /// What it is to the partition.
    #[must_use]
    pub const fn role(&self) -> &Role {
        &self.role
    }

    /// Whether it leads.
    #[must_use]
    pub const fn is_leader(&self) -> bool {
        matches!(self.role, Role::Leader { .. })
    }

    /// Becomes or stays the leader.
    pub(super) fn lead(&mut self, now: Instant, id: BrokerId, state: Arc<PartitionState>) {
        let same_epoch = self.is_leader() && state.leader_epoch == self.state.leader_epoch;
        self.state = state;
        if let Role::Leader { proposed, .. } = &mut self.role
            && same_epoch
        {
            *proposed = None;
            return;
        }
        let fresh = FollowerProgress {
            log_end_offset: Offset::NONE,
            last_caught_up: now,
            broker_epoch: BrokerEpoch(-1),
            last_fetch: now,
            leader_end_at_last_fetch: Offset::ZERO,
        };
        let others = self.state.replicas.iter().filter(|replica| **replica != id);
        self.role = Role::Leader {
            epoch_start_offset: self.log.log_end_offset(),
            followers: others.map(|replica| (*replica, fresh)).collect(),
            proposed: None,
        };
    }

    /// Becomes or stays a follower.
    pub(super) fn follow(&mut self, state: Arc<PartitionState>) {
        self.state = state;
        self.role = Role::Follower;
    }

    /// Moves the high watermark as far as the slowest member of the maximal ISR allows; says whether it moved.
    ///
    /// The maximal ISR is the current one and the one proposed. A replica that has caught up and may join the ISR is
    /// waited for too. With fewer than `min_isr` in sync it does not move at all (KAFKA-15583).
    pub(super) fn advance_high_watermark(
        &mut self,
        now: Instant,
        min_isr: usize,
        lag_max: Duration,
        eligible: impl Fn(BrokerId) -> bool,
    ) -> bool {
        let Role::Leader {
            followers,
            proposed,
            ..
        } = &self.role
        else {
            return false;
        };
        if self.state.isr.len() < min_isr.min(self.state.replicas.len()) {
            return false;
        }
        let end = self.log.log_end_offset();
        let in_maximal_isr = |id: BrokerId| {
            self.state.isr.contains(&id)
                || proposed
                    .as_ref()
                    .is_some_and(|proposed| proposed.contains(&id))
        };
        let counts = |(id, follower): &(&BrokerId, &FollowerProgress)| {
            in_maximal_isr(**id) || follower.is_caught_up(now, end, lag_max) && eligible(**id)
        };
        let slowest = followers
            .iter()
            .filter(counts)
            .map(|(_, follower)| follower.log_end_offset)
            .min();
        let next = slowest.unwrap_or(end).min(end);
        let moves = next > self.high_watermark;
        if moves {
            self.high_watermark = next;
            self.log.on_high_watermark_updated(next);
        }
        moves
    }
}

impl FollowerProgress {
    /// The follower fetches from `offset`, so it has everything before.
    pub(super) fn fetched(
        &mut self,
        now: Instant,
        offset: Offset,
        leader_end: Offset,
        epoch: BrokerEpoch,
    ) {
        if offset >= leader_end {
            self.last_caught_up = now;
        } else if offset >= self.leader_end_at_last_fetch {
            self.last_caught_up = self.last_caught_up.max(self.last_fetch);
        }
        self.log_end_offset = offset;
        self.leader_end_at_last_fetch = leader_end;
        self.last_fetch = now;
        self.broker_epoch = epoch;
    }

    /// Whether it has everything, or had it a short time ago.
    pub(super) fn is_caught_up(&self, now: Instant, leader_end: Offset, lag_max: Duration) -> bool {
        self.log_end_offset == leader_end || now.since(self.last_caught_up) <= lag_max
    }
}
