//! What a consumer knows of each of its partitions (`SubscriptionState`).

use super::Consumer;
use crate::client::Observation;
use crate::config::OffsetReset;
use crate::model::{BrokerId, Duration, Instant, LeaderEpoch, Offset, Timestamp, TopicPartition};
use crate::node::Effects;
use crate::protocol::OffsetSpec;

/// Where a consumer reads a partition next, and what it knew of the leader then (KIP-320).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FetchPosition {
    /// The next offset to read.
    pub offset: Offset,
    /// The epoch of the last record read, or the one stored with the committed offset; -1 for none.
    pub offset_epoch: LeaderEpoch,
    /// The leader and its epoch, as far as they were known.
    pub leader: Option<(BrokerId, LeaderEpoch)>,
}

/// How far a partition is on its way to being fetched (`SubscriptionState.FetchStates`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FetchState {
    /// action: ask the coordinator for the committed offset. transition: found -> `AwaitValidation` or `Fetching`; none ->
    /// `AwaitReset`.
    Initializing,
    /// action: ask the leader for the offset that the strategy names. transition: found -> `Fetching`.
    AwaitReset(ResetStrategy),
    /// action: ask the leader where the position's epoch ends. transition: not before the position -> `Fetching`; before it
    /// -> `Fetching` from there; unknown -> `AwaitReset`.
    AwaitValidation,
    /// action: fetch. transition: another leader -> `AwaitValidation`; out of range -> `AwaitReset`.
    Fetching,
}

/// Where a reset goes (`AutoOffsetResetStrategy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResetStrategy {
    /// The log start offset.
    Earliest,
    /// The high watermark.
    Latest,
    /// The first record that is not older (KIP-1106).
    ByDuration(Duration),
}

impl ResetStrategy {
    /// What `auto.offset.reset` says; none where it says `none`.
    #[must_use]
    pub const fn of(config: OffsetReset) -> Option<Self> {
        match config {
            OffsetReset::Earliest => Some(Self::Earliest),
            OffsetReset::Latest => Some(Self::Latest),
            OffsetReset::ByDuration(duration) => Some(Self::ByDuration(duration)),
            OffsetReset::None => None,
        }
    }

    /// What to ask the leader for; a duration counts back from the client's own clock at that moment.
    pub(super) fn spec(self, wall: Timestamp) -> OffsetSpec {
        match self {
            Self::Earliest => OffsetSpec::Earliest,
            Self::Latest => OffsetSpec::Latest,
            Self::ByDuration(duration) => {
                let ms = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
                OffsetSpec::AtLeast(Timestamp(wall.0.saturating_sub(ms)))
            }
        }
    }
}

/// What a consumer knows of one of its partitions (`SubscriptionState.TopicPartitionState`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionState {
    pub(super) state: FetchState,
    pub(super) position: Option<FetchPosition>,
    pub(super) paused: bool,
    /// It is committed for the last time before it is given up: no poll returns more of it, lest that be read again.
    pub(super) pending_revocation: bool,
    /// The replica in the consumer's rack that the leader named, and until when it is asked (KIP-392).
    pub(super) preferred: Option<(BrokerId, Instant)>,
    pub(super) high_watermark: Option<Offset>,
    /// Up to where its isolation lets it read, as the last answer to a fetch had it.
    pub(super) readable_end: Option<Offset>,
    pub(super) log_start_offset: Option<Offset>,
    /// What was last committed or found committed.
    pub(super) committed: Option<Offset>,
    /// Whose answer is awaited.
    pub(super) lookup: Option<u64>,
    /// Partitions are fetched in the order of their turns, those that were assigned together in their own; who gave records
    /// goes to the end.
    pub(super) turn: u64,
    not_before: Instant,
}

impl PartitionState {
    pub(super) const fn new() -> Self {
        Self {
            state: FetchState::Initializing,
            position: None,
            paused: false,
            pending_revocation: false,
            preferred: None,
            high_watermark: None,
            readable_end: None,
            log_start_offset: None,
            committed: None,
            lookup: None,
            turn: 0,
            not_before: Instant::ZERO,
        }
    }

    /// The position, if it can be fetched from: what is committed, too.
    pub(super) fn valid_position(&self) -> Option<FetchPosition> {
        self.position
            .filter(|_| matches!(self.state, FetchState::Fetching))
    }

    pub(super) fn is_fetchable(&self) -> bool {
        !self.paused && !self.pending_revocation && self.valid_position().is_some()
    }

    /// `seekUnvalidated`: goes there, and checks with the leader first if both epochs are known.
    pub(super) fn seek(&mut self, position: FetchPosition) {
        let known = |epoch: LeaderEpoch| epoch != LeaderEpoch::NONE;
        let leader = position.leader.is_some_and(|(_, epoch)| known(epoch));
        self.go(if leader && known(position.offset_epoch) {
            FetchState::AwaitValidation
        } else {
            FetchState::Fetching
        });
        self.position = Some(position);
    }

    /// `seekValidated`: goes there at once.
    pub(super) fn seek_validated(&mut self, position: FetchPosition) {
        self.go(FetchState::Fetching);
        self.position = Some(position);
    }

    /// `requestOffsetReset`.
    pub(super) fn reset(&mut self, strategy: ResetStrategy) {
        self.go(FetchState::AwaitReset(strategy));
        self.position = None;
    }

    /// Another state: whatever was asked for the last one does not matter any more.
    pub(super) fn go(&mut self, state: FetchState) {
        self.state = state;
        self.lookup = None;
        self.not_before = Instant::ZERO;
    }

    /// Tries again after a backoff.
    pub(super) fn back_off(&mut self, until: Instant) {
        self.lookup = None;
        self.not_before = until;
    }

    /// Whether to ask now: nobody was asked yet, and no backoff runs.
    pub(super) fn may_ask(&self, now: Instant) -> bool {
        self.lookup.is_none() && self.not_before <= now
    }

    pub(super) const fn retry_at(&self) -> Instant {
        self.not_before
    }

    /// The replica nearby to fetch from, as long as the leader's word for it holds.
    pub(super) fn preferred_at(&self, now: Instant) -> Option<BrokerId> {
        self.preferred
            .filter(|(_, until)| *until > now)
            .map(|(replica, _)| replica)
    }
}

impl Consumer {
    /// Gives the consumer exactly these partitions. Those that it keeps keep their positions, but not their turns.
    pub(super) fn assign(&mut self, partitions: &[TopicPartition], effects: &mut Effects) {
        let kept: std::collections::BTreeSet<_> = partitions.iter().collect();
        self.positions
            .retain(|partition, _| kept.contains(partition));
        self.buffer.retain(|partition| kept.contains(partition));
        for partition in partitions {
            let state = self.positions.entry(partition.clone());
            state.or_insert_with(PartitionState::new).turn = self.last_turn;
        }
        effects.observe(Observation::Assigned(partitions.to_vec()));
    }

    /// `movePartitionToEnd`: the others come first now.
    pub(super) fn move_to_end(&mut self, partition: &TopicPartition) {
        if let Some(state) = self.positions.get_mut(partition) {
            self.last_turn += 1;
            state.turn = self.last_turn;
        }
    }

    /// The partitions about which something is to be asked now.
    pub(super) fn unasked(
        &self,
        now: Instant,
        wanted: impl Fn(FetchState) -> bool,
    ) -> Vec<TopicPartition> {
        let unasked = self
            .positions
            .iter()
            .filter(|(_, state)| wanted(state.state) && state.may_ask(now));
        unasked.map(|(partition, _)| partition.clone()).collect()
    }

    /// Numbers a question about these partitions, whose answer they await from now on.
    pub(super) fn look_up<'p>(
        &mut self,
        partitions: impl IntoIterator<Item = &'p TopicPartition>,
    ) -> u64 {
        self.lookups += 1;
        for partition in partitions {
            if let Some(state) = self.positions.get_mut(partition) {
                state.lookup = Some(self.lookups);
            }
        }
        self.lookups
    }

    /// The state of a partition that still awaits this answer.
    pub(super) fn awaiting(
        &mut self,
        partition: &TopicPartition,
        lookup: u64,
    ) -> Option<&mut PartitionState> {
        self.positions
            .get_mut(partition)
            .filter(|state| state.lookup == Some(lookup))
    }

    /// Asks again after `retry.backoff.ms` about those that still await this answer.
    pub(super) fn ask_again<'p>(
        &mut self,
        now: Instant,
        lookup: u64,
        partitions: impl IntoIterator<Item = &'p TopicPartition>,
    ) {
        let until = now + self.setup.config.retry_backoff;
        for partition in partitions {
            if let Some(state) = self.awaiting(partition, lookup) {
                state.back_off(until);
            }
        }
    }

    /// The reset that `auto.offset.reset` wants, if any.
    pub(super) fn default_reset(&self) -> Option<ResetStrategy> {
        ResetStrategy::of(self.setup.config.auto_offset_reset)
    }
}
