//! One partition on one broker (`kafka.cluster.Partition`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::alter_isr::is_isr_eligible;
use super::page_cache::CachedTail;
use crate::bugs::{self, Bug};
use crate::config::TopicConfig;
use crate::log::Log;
use crate::metadata::{MetadataImage, PartitionState};
use crate::model::{
    BrokerEpoch, BrokerId, Duration, Instant, LeaderEpoch, Offset, PartitionEpoch, gather,
};
use crate::protocol::IsolationLevel;

/// A replica: its log, its high watermark, and what it is to the partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Replica {
    pub(super) log: Log,
    pub(super) high_watermark: Offset,
    pub(super) state: Arc<PartitionState>,
    pub(super) role: Role,
    /// Its topic's configs.
    pub(super) config: Arc<TopicConfig>,
    pub(super) cached: CachedTail,
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
    /// Where its log ends, -1 before its first fetch.
    pub log_end_offset: Offset,
    /// Where its log begins, -1 before its first fetch.
    pub log_start_offset: Offset,
    /// The last moment at which it had everything; `None` when it was not in sync as the leader began.
    pub last_caught_up: Option<Instant>,
    /// Its epoch, by its last fetch; `None` before that.
    pub broker_epoch: Option<BrokerEpoch>,
    last_fetch: Option<Instant>,
    leader_end_at_last_fetch: Offset,
}

impl Replica {
    /// A replica of a partition in this state, with what was on the disk.
    pub(super) fn new(
        log: Log,
        high_watermark: Offset,
        state: Arc<PartitionState>,
        config: Arc<TopicConfig>,
    ) -> Self {
        Self {
            log,
            high_watermark,
            state,
            role: Role::Follower,
            config,
            cached: CachedTail::default(),
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

    /// The partition's state, as far as this replica knows.
    #[must_use]
    pub fn state(&self) -> &PartitionState {
        &self.state
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

    /// Whether some of its replicas are not in sync.
    #[must_use]
    pub fn is_under_replicated(&self) -> bool {
        self.state.isr.len() < self.state.replicas.len()
    }

    /// `min.insync.replicas` of its topic, but no more than there are replicas (`Partition.effectiveMinIsr`).
    #[must_use]
    pub fn min_isr(&self) -> usize {
        usize::try_from(self.config.min_insync_replicas)
            .unwrap_or(usize::MAX)
            .min(self.state.replicas.len())
    }

    /// Whether too few replicas are in sync for `acks=all`.
    #[must_use]
    pub fn is_under_min_isr(&self) -> bool {
        self.state.isr.len() < self.min_isr()
    }

    /// Whether no more may fall out of sync.
    #[must_use]
    pub fn is_at_min_isr(&self) -> bool {
        self.state.isr.len() == self.min_isr()
    }

    /// Up to where a reader of this isolation may read.
    #[must_use]
    pub fn readable_end(&self, isolation: IsolationLevel) -> Offset {
        match isolation {
            IsolationLevel::ReadUncommitted => self.high_watermark,
            IsolationLevel::ReadCommitted => self.last_stable_offset(),
        }
    }

    /// Everything before it is committed and decided (`UnifiedLog.lastStableOffset`).
    #[must_use]
    pub fn last_stable_offset(&self) -> Offset {
        self.log.last_stable_offset(self.high_watermark)
    }

    /// The ISR, and who may already be in it: the change that was proposed counts (KIP-497).
    pub fn maximal_isr(&self) -> impl Iterator<Item = BrokerId> + '_ {
        let proposed = match &self.role {
            Role::Leader {
                proposed: Some(proposed),
                ..
            } => proposed.as_slice(),
            _ => &[],
        };
        let isr = &self.state.isr;
        let added = proposed.iter().filter(|id| !isr.contains(id));
        isr.iter().chain(added).copied()
    }

    /// Moves the high watermark: transactions that are decided below it are stable. Says whether it was elsewhere.
    pub(super) fn set_high_watermark(&mut self, to: Offset) -> bool {
        let moves = self.high_watermark != to;
        if moves {
            self.high_watermark = to;
            self.log.on_high_watermark_updated(to);
        }
        moves
    }

    /// Becomes or stays the leader; says whether that is news.
    pub(super) fn lead(&mut self, now: Instant, id: BrokerId, state: Arc<PartitionState>) -> bool {
        let same_epoch = self.is_leader() && state.leader_epoch == self.state.leader_epoch;
        self.state = state;
        if let Role::Leader {
            proposed,
            followers,
            ..
        } = &mut self.role
            && same_epoch
        {
            *proposed = None;
            followers.retain(|replica, _| self.state.replicas.contains(replica));
            return false;
        }
        let epoch_start_offset = self.log.log_end_offset();
        let known = match &self.role {
            Role::Leader { followers, .. } => followers.clone(),
            Role::Follower => BTreeMap::new(),
        };
        let follower = |replica: &BrokerId| {
            let in_sync = self.state.isr.contains(replica).then_some(now);
            FollowerProgress::at_election(known.get(replica), in_sync)
        };
        let others = self.state.replicas.iter().filter(|replica| **replica != id);
        self.role = Role::Leader {
            epoch_start_offset,
            followers: gather(others.map(|replica| (*replica, follower(replica)))),
            proposed: None,
        };
        true
    }

    /// Becomes or stays a follower.
    pub(super) fn follow(&mut self, state: Arc<PartitionState>) {
        self.state = state;
        self.role = Role::Follower;
    }

    /// Moves the high watermark as far as the slowest member of the maximal ISR allows; says whether it moved.
    ///
    /// A replica that has caught up and may join the ISR is waited for too. Under min ISR it does not move at all
    /// (`Partition.maybeIncrementLeaderHW`, KAFKA-15583).
    pub(super) fn advance_high_watermark(
        &mut self,
        now: Instant,
        lag_max: Duration,
        image: &MetadataImage,
    ) -> bool {
        let Role::Leader {
            followers,
            proposed,
            ..
        } = &self.role
        else {
            return false;
        };
        if self.is_under_min_isr() {
            return false;
        }
        let end = self.log.log_end_offset();
        let in_maximal_isr = |id: &BrokerId| {
            self.state.isr.contains(id)
                || proposed
                    .as_ref()
                    .is_some_and(|proposed| proposed.contains(id))
        };
        let next = followers
            .iter()
            .filter(|(id, follower)| {
                if bugs::has(Bug::HighWatermarkOverTheIsr) {
                    return self.state.isr.contains(id);
                }
                in_maximal_isr(id)
                    || follower.is_caught_up(now, end, lag_max)
                        && is_isr_eligible(image, **id, follower)
            })
            .map(|(_, follower)| follower.log_end_offset)
            .fold(end, Offset::min);
        self.set_high_watermark(next.max(self.high_watermark))
    }

    /// The smallest log start offset of the live replicas, as the leader knows them
    /// (`Partition.lowWatermarkIfLeader`).
    pub(super) fn low_watermark(&self, alive: impl Fn(BrokerId) -> bool) -> Offset {
        let own = self.log.log_start_offset();
        let Role::Leader { followers, .. } = &self.role else {
            return own;
        };
        followers
            .iter()
            .filter(|(id, _)| alive(**id))
            .map(|(_, follower)| follower.log_start_offset)
            .fold(own, Offset::min)
    }
}

impl FollowerProgress {
    /// What a new leader knows of a follower: nothing, or what it knew as the leader before
    /// (`Replica.resetReplicaState`). `in_sync` is now for one that is in the ISR.
    fn at_election(known: Option<&Self>, in_sync: Option<Instant>) -> Self {
        match known {
            Some(known) => Self {
                last_caught_up: in_sync,
                last_fetch: in_sync,
                ..*known
            },
            None => Self {
                log_end_offset: Offset::NONE,
                log_start_offset: Offset::NONE,
                last_caught_up: in_sync,
                broker_epoch: None,
                last_fetch: None,
                leader_end_at_last_fetch: Offset::NONE,
            },
        }
    }

    /// The follower fetches from `offset`, so it has everything before (`Replica.updateFetchStateOrThrow`).
    pub(super) fn fetched(
        &mut self,
        now: Instant,
        offset: Offset,
        log_start_offset: Offset,
        leader_end: Offset,
        epoch: BrokerEpoch,
    ) {
        if offset >= leader_end {
            self.last_caught_up = Some(now);
        } else if offset >= self.leader_end_at_last_fetch {
            self.last_caught_up = self.last_caught_up.max(self.last_fetch);
        }
        self.log_end_offset = offset;
        self.log_start_offset = log_start_offset;
        self.leader_end_at_last_fetch = leader_end;
        self.last_fetch = Some(now);
        self.broker_epoch = Some(epoch);
    }

    /// Whether it has everything, or had it a short time ago.
    pub(super) fn is_caught_up(&self, now: Instant, leader_end: Offset, lag_max: Duration) -> bool {
        self.log_end_offset == leader_end
            || self
                .last_caught_up
                .is_some_and(|at| now.since(at) <= lag_max)
    }
}
