//! Finding where `auto.offset.reset` begins (`OffsetFetcher.resetPositionsIfNeeded`).

use super::positions::{FetchPosition, FetchState, ResetStrategy};
use super::{Consumer, Context};
use crate::client::{Observation, PositionedBy};
use crate::model::{LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, ListOffsetsRequest, ListedOffset, Response};

impl Consumer {
    pub(super) fn ask_for_reset(&mut self, now: Now, effects: &mut Effects) {
        let mut questions = Vec::new();
        for (partition, state) in &self.positions {
            let FetchState::AwaitReset(strategy) = state.state else {
                continue;
            };
            if !state.may_ask(now.mono) {
                continue;
            }
            match self.metadata.leader(partition) {
                Some((leader, epoch)) => {
                    let question = (partition.clone(), epoch, strategy.spec(now.wall));
                    questions.push((leader, question));
                }
                None => self.metadata.request_update(),
            }
        }
        let isolation = self.setup.config.isolation;
        let request = |partitions| ListOffsetsRequest {
            replica: None,
            isolation,
            partitions,
        };
        let context = |lookup, partitions| Context::ListOffsets { lookup, partitions };
        self.ask_leaders(now, questions, request, context, effects);
    }

    pub(super) fn listed(
        &mut self,
        now: Now,
        lookup: u64,
        asked: &[TopicPartition],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::ListOffsets(response)) = response else {
            self.ask_leaders_again(now, lookup, asked);
            return;
        };
        for listed in &response.partitions {
            if listed.error == ErrorCode::None {
                self.reset_to(now, lookup, listed, effects);
            } else {
                self.ask_leaders_again(now, lookup, [&listed.partition]);
            }
        }
    }

    fn reset_to(&mut self, now: Now, lookup: u64, listed: &ListedOffset, effects: &mut Effects) {
        // No record is young enough: the answer counts for nothing, and the next question has to wait for what an answer
        // may take (`setNextAllowedRetry`).
        let later = now.mono + self.setup.config.request_timeout;
        let leader = self.metadata.leader(&listed.partition);
        let Some(state) = self.awaiting(&listed.partition, lookup) else {
            return;
        };
        if listed.offset == Offset::NONE {
            state.back_off(later);
            return;
        }
        // Without an epoch there is nothing to validate.
        state.seek_validated(FetchPosition {
            offset: listed.offset,
            offset_epoch: LeaderEpoch::NONE,
            leader,
        });
        effects.observe(Observation::Positioned {
            partition: listed.partition.clone(),
            offset: listed.offset,
            by: PositionedBy::Reset,
        });
    }

    /// `requestOffsetReset` by the default strategy; says whether there is one.
    pub(super) fn reset_by_default(&mut self, partition: &TopicPartition) -> bool {
        let strategy: Option<ResetStrategy> = self.default_reset();
        if let (Some(strategy), Some(state)) = (strategy, self.positions.get_mut(partition)) {
            state.reset(strategy);
        }
        strategy.is_some()
    }
}
