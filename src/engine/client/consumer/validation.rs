//! Noticing that the log was truncated below what was read (KIP-320, `OffsetsForLeaderEpochUtils`,
//! `SubscriptionState.maybeCompleteValidation`).

use super::positions::{FetchPosition, FetchState};
use super::{Consumer, Context};
use crate::client::{Observation, PositionedBy};
use crate::log::EndOffset;
use crate::model::TopicPartition;
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, OffsetForLeaderEpochRequest, Response};

impl Consumer {
    /// `validatePositionsOnMetadataChange`: a position under another leader or epoch has to be checked with it, and
    /// replicas nearby are the new leader's to name.
    pub(super) fn validate_after_new_leaders(&mut self) {
        let version = self.metadata.version();
        if self.validated_by == version {
            return;
        }
        self.validated_by = version;
        for (partition, state) in &mut self.positions {
            let leader = self.metadata.leader(partition);
            let Some(position) = state.position.filter(|_| leader.is_some()) else {
                continue;
            };
            if position.leader != leader {
                state.preferred = None;
                state.seek(FetchPosition { leader, ..position });
            }
        }
    }

    pub(super) fn validate_positions(&mut self, now: Now, effects: &mut Effects) {
        let mut questions = Vec::new();
        for (partition, state) in &self.positions {
            if state.state != FetchState::AwaitValidation || !state.may_ask(now.mono) {
                continue;
            }
            if let Some(position) = state.position
                && let Some((leader, epoch)) = position.leader
            {
                let question = (partition.clone(), epoch, position.offset_epoch);
                questions.push((leader, question));
            }
        }
        let request = |partitions| OffsetForLeaderEpochRequest { partitions };
        let context = |lookup, partitions| Context::OffsetForLeaderEpoch { lookup, partitions };
        self.ask_leaders(now, questions, request, context, effects);
    }

    pub(super) fn found_epoch_ends(
        &mut self,
        now: Now,
        lookup: u64,
        asked: &[TopicPartition],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::OffsetForLeaderEpoch(response)) = response else {
            self.ask_leaders_again(now, lookup, asked);
            return;
        };
        for found in &response.partitions {
            if found.error == ErrorCode::None {
                self.validate(lookup, &found.partition, found.end, effects);
            } else {
                self.ask_leaders_again(now, lookup, [&found.partition]);
            }
        }
    }

    /// `maybeCompleteValidation`: the position stands unless its epoch ended before it.
    fn validate(
        &mut self,
        lookup: u64,
        partition: &TopicPartition,
        end: EndOffset,
        effects: &mut Effects,
    ) {
        let has_policy = self.default_reset().is_some();
        let Some(state) = self.awaiting(partition, lookup) else {
            return;
        };
        let Some(position) = state.position else {
            return;
        };
        let is_known = end != EndOffset::UNKNOWN;
        if is_known && end.end_offset >= position.offset {
            state.go(FetchState::Fetching);
        } else if !has_policy {
            // `LogTruncationException`, which has no code of its own.
            state.lookup = None;
            self.throw(ErrorCode::OffsetOutOfRange, &[partition], effects);
        } else if is_known {
            state.seek_validated(FetchPosition {
                offset: end.end_offset,
                offset_epoch: end.epoch,
                leader: position.leader,
            });
            effects.observe(Observation::Positioned {
                partition: partition.clone(),
                offset: end.end_offset,
                by: PositionedBy::Truncation,
            });
        } else {
            self.reset_by_default(partition);
        }
    }
}
