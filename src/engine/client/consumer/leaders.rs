//! Asking the leaders of partitions: one request to each, and another to whoever leads by then where one fails
//! (`OffsetFetcherUtils.regroupFetchPositionsByLeader`).

use std::collections::BTreeMap;

use super::{Consumer, Context};
use crate::model::{BrokerId, LeaderEpoch, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::Body;

/// A question about a partition: the leader's epoch as it is known, and what the question needs besides.
pub(super) type Question<T> = (TopicPartition, LeaderEpoch, T);

impl Consumer {
    /// Asks those leaders to which there is a connection; the others when there is one.
    pub(super) fn ask_leaders<T, R: Into<Body>>(
        &mut self,
        now: Now,
        questions: Vec<(BrokerId, Question<T>)>,
        request: impl Fn(Vec<Question<T>>) -> R,
        context: impl Fn(u64, Vec<TopicPartition>) -> Context,
        effects: &mut Effects,
    ) {
        let mut by_leader: BTreeMap<BrokerId, Vec<Question<T>>> = BTreeMap::new();
        for (leader, question) in questions {
            by_leader.entry(leader).or_default().push(question);
        }
        for (leader, asked) in by_leader {
            if !self.network.ready(leader, effects) {
                continue;
            }
            let partitions: Vec<_> = asked.iter().map(|(place, ..)| place.clone()).collect();
            let context = context(self.look_up(&partitions), partitions);
            self.network
                .send(now, leader, request(asked), context, effects);
        }
    }

    /// A leader has not answered about these, or has refused: perhaps another leads.
    pub(super) fn ask_leaders_again<'p>(
        &mut self,
        now: Now,
        lookup: u64,
        partitions: impl IntoIterator<Item = &'p TopicPartition>,
    ) {
        self.metadata.request_update();
        self.ask_again(now.mono, lookup, partitions);
    }
}
