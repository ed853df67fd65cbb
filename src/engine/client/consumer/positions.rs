//! Where a consumer reads next, and how it finds out (`SubscriptionState`, `OffsetFetcher`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Consumer, Context};
use crate::client::Observation;
use crate::config::OffsetReset;
use crate::model::{BrokerId, Instant, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{
    ErrorCode, IsolationLevel, ListOffsetsRequest, OffsetFetchGroup, OffsetFetchRequest,
    OffsetSpec, OffsetsOfGroup, Response,
};

/// What a consumer knows about one of its partitions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct PartitionPosition {
    pub state: FetchState,
    pub committed: Option<Offset>,
    pub last_epoch: LeaderEpoch,
    /// The replica in the consumer's rack that the leader named, and until when it is asked (KIP-392).
    pub preferred: Option<(BrokerId, Instant)>,
    not_before: Instant,
}

/// How far a partition is on its way to being fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FetchState {
    /// action: ask the coordinator for the committed offset. transition: found -> `Fetching`; none -> `Reset`.
    Initializing,
    /// action: ask the leader for the offset that `auto.offset.reset` names. transition: found -> `Fetching`.
    Reset,
    /// The answer to either is awaited.
    Asked { reset: bool },
    /// action: fetch from here. transition: out of range -> `Reset`.
    Fetching(Offset),
}

impl PartitionPosition {
    pub fn new(has_group: bool) -> Self {
        let state = if has_group {
            FetchState::Initializing
        } else {
            FetchState::Reset
        };
        Self {
            state,
            committed: None,
            last_epoch: LeaderEpoch::NONE,
            preferred: None,
            not_before: Instant::ZERO,
        }
    }

    pub const fn offset(&self) -> Option<Offset> {
        match self.state {
            FetchState::Fetching(offset) => Some(offset),
            _ => None,
        }
    }

    pub fn advance(&mut self, offset: Offset, epoch: LeaderEpoch) {
        self.state = FetchState::Fetching(offset);
        self.last_epoch = epoch;
    }

    /// Tries again after a backoff.
    pub fn back_off(&mut self, until: Instant) {
        self.not_before = until;
    }

    pub fn may_try(&self, now: Instant) -> bool {
        self.not_before <= now
    }

    pub const fn retry_at(&self) -> Instant {
        self.not_before
    }

    /// The replica nearby to fetch from, as long as the leader's word for it holds.
    pub fn preferred_at(&self, now: Instant) -> Option<BrokerId> {
        self.preferred
            .filter(|(_, until)| *until > now)
            .map(|(replica, _)| replica)
    }
}

impl Consumer {
    /// Asks for every position that is not known yet.
    pub(super) fn find_positions(&mut self, now: Now, effects: &mut Effects) {
        if self.membership.is_none() {
            let topics = &self.setup.topics;
            let all: Vec<_> = topics
                .iter()
                .flat_map(|topic| self.metadata.partitions(topic))
                .collect();
            if all.len() > self.positions.len() {
                self.assign(&all, effects);
            }
        }
        self.ask_for_committed(now, effects);
        self.ask_for_reset(now, effects);
    }

    /// Gives the consumer exactly these partitions.
    pub(super) fn assign(&mut self, partitions: &[TopicPartition], effects: &mut Effects) {
        self.positions
            .retain(|partition, _| partitions.contains(partition));
        self.completed
            .retain(|fetch| partitions.contains(&fetch.partition));
        for partition in partitions {
            let has_group = self.membership.is_some();
            self.positions
                .entry(partition.clone())
                .or_insert_with(|| PartitionPosition::new(has_group));
        }
        effects.observe(Observation::Assigned(partitions.to_vec()));
    }

    fn waiting(&self, now: Now, state: FetchState) -> Vec<TopicPartition> {
        let waiting = self
            .positions
            .iter()
            .filter(|(_, p)| p.state == state && p.may_try(now.mono));
        waiting.map(|(partition, _)| partition.clone()).collect()
    }

    fn set_state(&mut self, partitions: &[TopicPartition], state: FetchState) {
        for partition in partitions {
            if let Some(position) = self.positions.get_mut(partition) {
                position.state = state;
            }
        }
    }

    fn ask_for_committed(&mut self, now: Now, effects: &mut Effects) {
        let partitions = self.waiting(now, FetchState::Initializing);
        let Some(membership) = self.membership.as_ref().filter(|_| !partitions.is_empty()) else {
            return;
        };
        let Some(coordinator) = membership.coordinator() else {
            return;
        };
        if self.coordinator_network.ready(coordinator, effects) {
            let group_id = Arc::clone(&membership.group_id);
            self.set_state(&partitions, FetchState::Asked { reset: false });
            let request = OffsetFetchRequest {
                groups: vec![OffsetFetchGroup {
                    group_id,
                    partitions: Some(partitions.clone()),
                }],
                require_stable: true,
            };
            let context = Context::OffsetFetch { partitions };
            self.coordinator_network
                .send(now, coordinator, request, context, effects);
        }
    }

    pub(super) fn fetched_committed(
        &mut self,
        now: Now,
        asked: &[TopicPartition],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let fetched = response.and_then(offsets);
        let Some(fetched) = fetched.filter(|offsets| offsets.error == ErrorCode::None) else {
            if let (Some(refusal), Some(membership)) = (fetched, &mut self.membership) {
                membership.refused(refusal.error);
            }
            self.try_again(now, asked, FetchState::Initializing);
            return;
        };
        for (partition, committed) in &fetched.partitions {
            let Some(position) = self.positions.get_mut(partition) else {
                continue;
            };
            if position.state != (FetchState::Asked { reset: false }) {
                continue;
            }
            match committed {
                Some(committed) => {
                    position.committed = Some(committed.offset);
                    position.advance(committed.offset, committed.leader_epoch);
                    effects.observe(Observation::Positioned {
                        partition: partition.clone(),
                        offset: committed.offset,
                        committed: true,
                    });
                }
                None => position.state = FetchState::Reset,
            }
        }
    }

    fn ask_for_reset(&mut self, now: Now, effects: &mut Effects) {
        let partitions = self.waiting(now, FetchState::Reset);
        let Some(first) = partitions.first() else {
            return;
        };
        let spec = match self.setup.config.auto_offset_reset {
            OffsetReset::Earliest => OffsetSpec::Earliest,
            OffsetReset::Latest => OffsetSpec::Latest,
            OffsetReset::None => {
                let about = first.to_string().into();
                self.fail(
                    Observation::Error {
                        error: ErrorCode::OffsetOutOfRange,
                        about,
                    },
                    effects,
                );
                return;
            }
        };
        let mut by_leader: BTreeMap<BrokerId, Vec<_>> = BTreeMap::new();
        for partition in partitions {
            match self.metadata.leader(&partition) {
                Some((leader, epoch)) => by_leader
                    .entry(leader)
                    .or_default()
                    .push((partition, epoch, spec)),
                None => self.metadata.request_update(),
            }
        }
        for (leader, partitions) in by_leader {
            if self.network.ready(leader, effects) {
                let asked: Vec<_> = partitions
                    .iter()
                    .map(|(partition, ..)| partition.clone())
                    .collect();
                self.set_state(&asked, FetchState::Asked { reset: true });
                let context = Context::ListOffsets { partitions: asked };
                self.network.send(
                    now,
                    leader,
                    ListOffsetsRequest {
                        replica: None,
                        isolation: IsolationLevel::ReadUncommitted,
                        partitions,
                    },
                    context,
                    effects,
                );
            }
        }
    }

    pub(super) fn listed(
        &mut self,
        now: Now,
        asked: &[TopicPartition],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::ListOffsets(response)) = response else {
            self.metadata.request_update();
            self.try_again(now, asked, FetchState::Reset);
            return;
        };
        for listed in &response.partitions {
            if listed.error != ErrorCode::None {
                self.metadata.request_update();
                self.try_again(
                    now,
                    std::slice::from_ref(&listed.partition),
                    FetchState::Reset,
                );
                continue;
            }
            let Some(position) = self.positions.get_mut(&listed.partition) else {
                continue;
            };
            if position.state == (FetchState::Asked { reset: true }) {
                position.advance(listed.offset, LeaderEpoch::NONE);
                effects.observe(Observation::Positioned {
                    partition: listed.partition.clone(),
                    offset: listed.offset,
                    committed: false,
                });
            }
        }
    }

    pub(super) fn try_again(&mut self, now: Now, partitions: &[TopicPartition], state: FetchState) {
        let until = now.mono + self.setup.config.retry_backoff;
        for partition in partitions {
            if let Some(position) = self.positions.get_mut(partition) {
                position.state = state;
                position.back_off(until);
            }
        }
    }
}

/// What the coordinator says of the one group that was asked about.
fn offsets(response: &Response) -> Option<&OffsetsOfGroup> {
    match response {
        Response::OffsetFetch(response) => response.groups.first(),
        _ => None,
    }
}
