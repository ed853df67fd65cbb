//! Serving TxnOffsetCommit: the group's coordinator takes offsets into a transaction, once its coordinator has said that
//! the partition of `__consumer_offsets` is part of it.

use super::Broker;
use super::verification::{Findings, Held};
use crate::coordinator::group::OFFSETS_TOPIC;
use crate::coordinator::partition_of;
use crate::log::Verified;
use crate::model::TopicPartition;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{ErrorCode, TxnOffsetCommitRequest};

impl Broker {
    /// Stores offsets that count if the transaction is committed.
    pub(super) fn txn_offset_commit(
        &mut self,
        now: Now,
        reply: Reply,
        request: &TxnOffsetCommitRequest,
        effects: &mut Effects,
    ) {
        if request.group_id.is_empty() {
            let response = request.refused(ErrorCode::InvalidGroupId);
            return self.answer(now, reply, response, effects);
        }
        let exists =
            |(partition, _): &(TopicPartition, _)| self.image.partition(partition).is_some();
        if !request.offsets.iter().any(exists) {
            let response = request.refused(ErrorCode::UnknownTopicOrPartition);
            return self.answer(now, reply, response, effects);
        }
        self.verify(now, reply, Held::Offsets(request.clone()), effects);
    }

    /// The partition that coordinates a group.
    pub(super) fn offsets_partition_of(&self, group: &str) -> Option<TopicPartition> {
        partition_of(&self.image, OFFSETS_TOPIC, group)
    }

    /// Does so once that is verified, or tells why it is not.
    pub(super) fn commit_in_transaction(
        &mut self,
        now: Now,
        reply: Reply,
        request: &TxnOffsetCommitRequest,
        findings: &Findings,
        effects: &mut Effects,
    ) {
        let partition = self.offsets_partition_of(&request.group_id);
        let error = partition
            .as_ref()
            .and_then(|partition| findings.error(partition));
        if let Some(error) = error {
            let response = request.refused(for_groups(error));
            return self.answer(now, reply, response, effects);
        }
        let (producer, v2) = (request.producer_id, request.transaction_v2);
        let verified = partition.map_or(Verified::No, |partition| {
            self.verified(&partition, producer, findings, v2)
        });
        let (groups, mut host) = self.coordinator(now, effects);
        let decision = groups.commit_in_transaction(reply, request, verified, &mut host);
        self.carry_out(now, decision, effects);
    }
}

/// What a transaction's coordinator said, in the words of a group's.
const fn for_groups(error: ErrorCode) -> ErrorCode {
    match error {
        ErrorCode::NetworkException => ErrorCode::CoordinatorLoadInProgress,
        ErrorCode::UnknownTopicOrPartition
        | ErrorCode::NotEnoughReplicas
        | ErrorCode::RequestTimedOut => ErrorCode::CoordinatorNotAvailable,
        ErrorCode::NotLeaderOrFollower | ErrorCode::KafkaStorageError => ErrorCode::NotCoordinator,
        other => other,
    }
}
