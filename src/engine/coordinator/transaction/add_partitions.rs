//! AddPartitionsToTxn and AddOffsetsToTxn: partitions become part of a transaction before anything is written to them, or
//! somebody wants to know whether they are (`handleAddPartitionsToTransaction`, `handleVerifyPartitionsInTransaction`).

use std::sync::Arc;

use super::decision::Asked;
use super::{Decision, Host, TransactionCoordinator, TransactionMetadata, TransactionState};
use crate::coordinator::Answer;
use crate::model::TopicPartition;
use crate::protocol::{
    AddPartitionsToTxnResponse, AddPartitionsToTxnResult, AddPartitionsToTxnTransaction, ErrorCode,
};

impl TransactionCoordinator {
    pub(super) fn add_or_verify(
        &mut self,
        transaction: &AddPartitionsToTxnTransaction,
        by_broker: bool,
        asked: Asked,
        host: &mut Host<'_>,
    ) -> Decision {
        if let Some(unknown) = unknown_partitions(transaction, host) {
            return result(&asked, unknown);
        }
        if transaction.verify_only {
            return result(&asked, self.verify(transaction, host));
        }
        self.add_partitions(transaction, if by_broker { 2 } else { 0 }, asked, host)
    }

    pub(super) fn add_partitions(
        &mut self,
        transaction: &AddPartitionsToTxnTransaction,
        version: i16,
        asked: Asked,
        host: &mut Host<'_>,
    ) -> Decision {
        let now = host.now.wall;
        let id = &transaction.transactional_id;
        if id.is_empty() {
            return Decision::answer(asked.answer(Err(ErrorCode::InvalidRequest)));
        }
        let shard = match self.shard_of(id, host) {
            Ok(shard) => shard,
            Err(error) => return Decision::answer(asked.answer(Err(error))),
        };
        let Some(metadata) = shard.transaction_mut(id) else {
            let error = ErrorCode::InvalidProducerIdMapping;
            return Decision::answer(asked.answer(Err(error)));
        };
        if let Err(error) = metadata.may_grow(transaction) {
            return Decision::answer(asked.answer(Err(error)));
        }
        let has = |place: &TopicPartition| metadata.value().partitions.contains(place);
        if metadata.state() == TransactionState::Ongoing && transaction.partitions.iter().all(has) {
            let producer = (transaction.producer_id, transaction.producer_epoch);
            return Decision::answer(asked.answer(Ok(producer)));
        }
        let to = metadata.prepare_add_partitions(&transaction.partitions, version, now);
        Decision::write(shard.transition(id, to, asked))
    }

    /// What is under way is not looked at: the log has the last word.
    fn verify(
        &mut self,
        transaction: &AddPartitionsToTxnTransaction,
        host: &Host<'_>,
    ) -> AddPartitionsToTxnResult {
        let id = &transaction.transactional_id;
        if id.is_empty() {
            return transaction.result(ErrorCode::InvalidRequest);
        }
        let metadata = match self.shard_of(id, host) {
            Ok(shard) => shard.transaction(id),
            Err(error) => return transaction.result(error),
        };
        let known = metadata.ok_or(ErrorCode::InvalidProducerIdMapping);
        let known = known.and_then(|known| known.is_of(transaction).map(|()| known));
        let known = match known {
            Ok(known) => known,
            Err(error) => return transaction.result(error),
        };
        let partitions = transaction.partitions.iter().map(|place| {
            let there = known.value().partitions.contains(place);
            let error = if there {
                ErrorCode::None
            } else {
                ErrorCode::TransactionAbortable
            };
            (place.clone(), error)
        });
        AddPartitionsToTxnResult {
            transactional_id: Arc::clone(id),
            partitions: partitions.collect(),
        }
    }
}

impl TransactionMetadata {
    /// What is under way is waited for first: with it, epoch and producer id may change.
    fn may_grow(&self, transaction: &AddPartitionsToTxnTransaction) -> Result<(), ErrorCode> {
        if self.pending().is_some() {
            return Err(ErrorCode::ConcurrentTransactions);
        }
        self.is_of(transaction)
    }

    fn is_of(&self, transaction: &AddPartitionsToTxnTransaction) -> Result<(), ErrorCode> {
        if self.value().producer_id != transaction.producer_id {
            return Err(ErrorCode::InvalidProducerIdMapping);
        }
        if self.value().producer_epoch != transaction.producer_epoch {
            return Err(ErrorCode::ProducerFenced);
        }
        match self.state().decided() {
            Some(_) => Err(ErrorCode::ConcurrentTransactions),
            None => Ok(()),
        }
    }
}

/// The answer when there is no such partition: then none of them is added (`KafkaApis`).
fn unknown_partitions(
    transaction: &AddPartitionsToTxnTransaction,
    host: &Host<'_>,
) -> Option<AddPartitionsToTxnResult> {
    let exists = |place: &TopicPartition| host.image.partition(place).is_some();
    if transaction.partitions.iter().all(exists) {
        return None;
    }
    let partitions = transaction.partitions.iter().map(|place| {
        let error = if exists(place) {
            ErrorCode::OperationNotAttempted
        } else {
            ErrorCode::UnknownTopicOrPartition
        };
        (place.clone(), error)
    });
    Some(AddPartitionsToTxnResult {
        transactional_id: Arc::clone(&transaction.transactional_id),
        partitions: partitions.collect(),
    })
}

/// A result for whoever asked about partitions.
fn result(asked: &Asked, result: AddPartitionsToTxnResult) -> Decision {
    let Asked::AddPartitions(reply, _, parts) = asked else {
        return Decision::default();
    };
    let transactions = vec![result];
    let response = AddPartitionsToTxnResponse { transactions };
    Decision::answer(Some(Answer::new(*reply, response).in_parts(*parts)))
}
