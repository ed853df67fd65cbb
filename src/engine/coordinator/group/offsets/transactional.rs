//! TxnOffsetCommit: offsets that count once their transaction is committed (`commitTransactionalOffset`, KIP-447).

use super::commit::to_store;
use crate::coordinator::group::{
    Answer, ClassicGroup, Completion, Decision, GroupCoordinator, GroupState, Host, InTransaction,
    Shard, Turn,
};
use crate::log::Verified;
use crate::model::TopicPartition;
use crate::node::Reply;
use crate::protocol::{ErrorCode, TxnOffsetCommitRequest, TxnOffsetCommitResponse};

impl GroupCoordinator {
    /// TxnOffsetCommit, with what the transaction's coordinator says of the group's partition.
    pub fn commit_in_transaction(
        &mut self,
        reply: Reply,
        request: &TxnOffsetCommitRequest,
        verified: Verified,
        host: &mut Host<'_>,
    ) -> Decision {
        let partition = match self.shard_of(&request.group_id, host) {
            Ok(partition) => partition,
            Err(error) => return Decision::answer(Answer::new(reply, request.refused(error))),
        };
        let image = host.image;
        let check = |partition: &TopicPartition| match image.topics.get(&partition.topic) {
            Some(_) => Ok(()),
            None => Err(ErrorCode::UnknownTopicOrPartition),
        };
        self.turn(partition, host, |shard, turn| {
            shard.commit_in_transaction(reply, request, verified, &check, turn);
        })
    }
}

impl Shard {
    fn commit_in_transaction(
        &self,
        reply: Reply,
        request: &TxnOffsetCommitRequest,
        verified: Verified,
        check: &dyn Fn(&TopicPartition) -> Result<(), ErrorCode>,
        turn: &mut Turn<'_>,
    ) {
        let (member, epoch) = (&request.member_id, request.generation_id);
        // Whoever says nothing of himself is asked nothing.
        let is_nobody = epoch < 0 && member.is_empty() && request.group_instance_id.is_none();
        let checked = match self.group(&request.group_id) {
            _ if let Some(group) = self.consumer_group(&request.group_id) => {
                if is_nobody {
                    Ok(())
                } else {
                    group.check_commit(member, epoch)
                }
            }
            Some(group) => group.check_commit_in_transaction(request),
            None if request.generation_id < 0 => Ok(()),
            None => Err(ErrorCode::IllegalGeneration),
        };
        if let Err(error) = checked {
            return turn.answer(reply, request.refused(error));
        }
        let (records, partitions) =
            to_store(&request.group_id, &request.offsets, None, check, turn);
        let answer = Answer::new(reply, TxnOffsetCommitResponse { partitions });
        let transaction = InTransaction {
            producer_id: request.producer_id,
            producer_epoch: request.producer_epoch,
            verified,
        };
        turn.write_in_transaction(records, transaction, Completion::Answer(answer));
    }
}

impl ClassicGroup {
    /// A member of the generation, in whatever state the group is; or somebody who says nothing of himself.
    fn check_commit_in_transaction(
        &self,
        request: &TxnOffsetCommitRequest,
    ) -> Result<(), ErrorCode> {
        let instance = request.group_instance_id.as_deref();
        let generation = request.generation_id;
        if generation < 0 && self.state() == GroupState::Empty {
            return Ok(());
        }
        if generation >= 0 || !request.member_id.is_empty() || instance.is_some() {
            self.check_member(&request.member_id, instance)?;
            if generation != self.generation() {
                return Err(ErrorCode::IllegalGeneration);
            }
        }
        Ok(())
    }
}
