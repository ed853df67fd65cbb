//! Finding the group's committed offsets (`ConsumerCoordinator.initWithCommittedOffsetsIfNeeded`).

use std::sync::Arc;

use super::positions::{FetchPosition, FetchState};
use super::{Consumer, Context};
use crate::client::{Observation, PositionedBy};
use crate::model::TopicPartition;
use crate::node::{Effects, Now};
use crate::protocol::{CommittedOffset, ErrorCode, OffsetFetchGroup, OffsetFetchRequest, Response};

impl Consumer {
    pub(super) fn ask_for_committed(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = &self.membership else {
            return;
        };
        let Some(coordinator) = membership.coordinator() else {
            return;
        };
        let group_id = Arc::clone(&membership.group_id);
        let partitions = self.unasked(now.mono, |state| state == FetchState::Initializing);
        if partitions.is_empty() || !self.coordinator_network.ready(coordinator, effects) {
            return;
        }
        let lookup = self.look_up(&partitions);
        // Who assigns itself asks as nobody.
        let member = self
            .membership
            .as_ref()
            .filter(|m| m.generation > 0 && self.subscribes());
        let member = member.filter(|m| m.modern().is_some());
        let group = OffsetFetchGroup {
            group_id,
            member: member.map(|m| (Arc::clone(&m.member_id), m.generation)),
            partitions: Some(partitions.clone()),
        };
        let request = OffsetFetchRequest {
            groups: vec![group],
            require_stable: true,
        };
        let context = Context::OffsetFetch { lookup, partitions };
        self.coordinator_network
            .send(now, coordinator, request, context, effects);
    }

    pub(super) fn fetched_committed(
        &mut self,
        now: Now,
        lookup: u64,
        asked: &[TopicPartition],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let group = match response {
            Some(Response::OffsetFetch(response)) => response.groups.first(),
            _ => None,
        };
        let Some(response) = group else {
            self.ask_again(now.mono, lookup, asked);
            return;
        };
        match response.error {
            ErrorCode::None => {}
            // A heartbeat will tell the member in which epoch it is, or that it is none.
            ErrorCode::StaleMemberEpoch | ErrorCode::UnknownMemberId
                if self
                    .membership
                    .as_ref()
                    .is_some_and(|m| m.modern().is_some()) =>
            {
                self.ask_again(now.mono, lookup, asked);
                return;
            }
            error if error.is_retriable() => {
                if let Some(membership) = &mut self.membership {
                    membership.refused(error);
                }
                self.ask_again(now.mono, lookup, asked);
                return;
            }
            error => {
                let about: Vec<_> = asked.iter().collect();
                self.throw(error, &about, effects);
                return;
            }
        }
        let mut lost = Vec::new();
        for (partition, committed) in &response.partitions {
            match (committed, self.default_reset()) {
                (Some(committed), _) => self.go_on_from(partition, lookup, committed, effects),
                (None, Some(strategy)) => {
                    if let Some(state) = self.awaiting(partition, lookup) {
                        state.reset(strategy);
                    }
                }
                (None, None) => lost.push(partition),
            }
        }
        self.ask_again(now.mono, lookup, lost.iter().copied());
        self.throw_no_offset(&lost, effects);
    }

    /// Nobody can have committed anything without a group: `auto.offset.reset` decides at once.
    pub(super) fn reset_those_without_group(&mut self, effects: &mut Effects) {
        if self.membership.is_some() {
            return;
        }
        let strategy = self.default_reset();
        let mut lost = Vec::new();
        for (partition, state) in &mut self.positions {
            match strategy {
                _ if state.state != FetchState::Initializing => {}
                Some(strategy) => state.reset(strategy),
                None => lost.push(partition.clone()),
            }
        }
        self.throw_no_offset(&lost.iter().collect::<Vec<_>>(), effects);
    }

    /// `NoOffsetForPartitionException`, which has no code of its own.
    fn throw_no_offset(&mut self, lost: &[&TopicPartition], effects: &mut Effects) {
        if !lost.is_empty() {
            self.throw(ErrorCode::OffsetOutOfRange, lost, effects);
        }
    }

    fn go_on_from(
        &mut self,
        partition: &TopicPartition,
        lookup: u64,
        committed: &CommittedOffset,
        effects: &mut Effects,
    ) {
        let leader = self.metadata.leader(partition);
        let Some(state) = self.awaiting(partition, lookup) else {
            return;
        };
        state.committed = Some(committed.offset);
        state.seek(FetchPosition {
            offset: committed.offset,
            offset_epoch: committed.leader_epoch,
            leader,
        });
        effects.observe(Observation::Positioned {
            partition: partition.clone(),
            offset: committed.offset,
            by: PositionedBy::Committed,
        });
    }
}
