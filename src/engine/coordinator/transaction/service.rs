//! From requests to the shards that know the transactional ids.

use std::sync::Arc;

use super::decision::{Asked, Completion, Ending, Follows};
use super::{
    Decision, ProducerIds, Shard, TRANSACTION_TOPIC, TransactionCoordinator, TransactionRecord,
    TransactionTimer, TransactionValue, Write,
};
use crate::config::BrokerConfig;
use crate::coordinator::group::OFFSETS_TOPIC;
use crate::coordinator::{partition_for, partition_of};
use crate::metadata::MetadataImage;
use crate::model::{Duration, TopicName, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    AddOffsetsToTxnRequest, AddPartitionsToTxnTransaction, EndTxnRequest, ErrorCode, Request,
};

/// The broker around a coordinator.
pub struct Host<'a> {
    /// The time.
    pub now: Now,
    /// Its configs.
    pub config: &'a BrokerConfig,
    /// The cluster as it knows it.
    pub image: &'a MetadataImage,
    /// Where producer ids come from.
    pub producer_ids: &'a mut ProducerIds,
    /// For timers.
    pub effects: &'a mut Effects,
}

impl Host<'_> {
    pub(super) fn partition_of(&self, transactional_id: &str) -> Option<i32> {
        partition_of(self.image, TRANSACTION_TOPIC, transactional_id).map(|at| at.partition)
    }
}

impl TransactionCoordinator {
    /// A request about transactions.
    pub fn handle(&mut self, reply: Reply, request: &Request, host: &mut Host<'_>) -> Decision {
        match request {
            Request::InitProducerId(request) => self.init_producer_id(reply, request, host),
            Request::AddPartitionsToTxn(request) => {
                let parts = request.transactions.len() as u32;
                let each = request.transactions.iter();
                each.fold(Decision::default(), |decision, transaction| {
                    let asked = Asked::AddPartitions(reply, transaction.clone(), parts);
                    decision.and(self.add_or_verify(transaction, request.by_broker, asked, host))
                })
            }
            Request::AddOffsetsToTxn(request) => self.add_offsets(reply, request, host),
            Request::EndTxn(request) => self.end_of_producer(reply, request, host),
            _ => Decision::default(),
        }
    }

    /// A timer ran out.
    pub fn timeout(&mut self, timer: TransactionTimer, host: &mut Host<'_>) -> Decision {
        match timer {
            TransactionTimer::Load(_) => Decision::default(),
            TransactionTimer::AbortTimedOut => self.abort_timed_out(host),
            TransactionTimer::RemoveExpired => self.remove_expired(host),
            TransactionTimer::RetryAppend => self.retry_completions(),
        }
    }

    fn add_offsets(
        &mut self,
        reply: Reply,
        request: &AddOffsetsToTxnRequest,
        host: &mut Host<'_>,
    ) -> Decision {
        let asked = Asked::AddOffsets(reply);
        // Nobody may have asked for a group yet: the topic will have as many partitions as it is to have.
        let partition = partition_of(host.image, OFFSETS_TOPIC, &request.group_id);
        let partition = partition.unwrap_or_else(|| {
            let count = host.config.offsets_topic_num_partitions;
            let number = partition_for(&request.group_id, count);
            TopicPartition::new(&TopicName::from(OFFSETS_TOPIC), number)
        });
        let transaction = AddPartitionsToTxnTransaction {
            transactional_id: Arc::clone(&request.transactional_id),
            producer_id: request.producer_id,
            producer_epoch: request.producer_epoch,
            verify_only: false,
            partitions: vec![partition],
        };
        self.add_partitions(&transaction, 0, asked, host)
    }

    fn end_of_producer(
        &mut self,
        reply: Reply,
        request: &EndTxnRequest,
        host: &mut Host<'_>,
    ) -> Decision {
        let ending = Ending::Producer(reply);
        if request.transactional_id.is_empty() {
            return Decision::answer(ending.answer(Err(ErrorCode::InvalidRequest)));
        }
        let version = if request.transaction_v2 { 2 } else { 0 };
        let producer = (request.producer_id, request.producer_epoch);
        self.end(
            &request.transactional_id,
            producer,
            request.committed,
            version,
            ending,
            host,
        )
    }

    /// The shard of a transactional id, if it is coordinated here.
    ///
    /// # Errors
    /// `NOT_COORDINATOR`, `COORDINATOR_LOAD_IN_PROGRESS`.
    pub(super) fn shard_of(
        &mut self,
        transactional_id: &str,
        host: &Host<'_>,
    ) -> Result<&mut Shard, ErrorCode> {
        let partition = host.partition_of(transactional_id);
        let shard = partition.and_then(|partition| self.shards.get_mut(&partition));
        match shard {
            None => Err(ErrorCode::NotCoordinator),
            Some(shard) if shard.is_loading() => Err(ErrorCode::CoordinatorLoadInProgress),
            Some(shard) => Ok(Arc::make_mut(shard)),
        }
    }
}

impl Shard {
    /// The record of a transition that was prepared, and what follows it.
    pub(super) fn transition(
        &self,
        transactional_id: &Arc<str>,
        to: TransactionValue,
        asked: Asked,
    ) -> Write {
        let timeout = to.timeout;
        let record = TransactionRecord {
            transactional_id: Arc::clone(transactional_id),
            value: Some(to.clone()),
        };
        let follows = Follows::Transition {
            transactional_id: Arc::clone(transactional_id),
            to: Box::new(to),
            asked,
        };
        self.write(vec![record], timeout, follows)
    }

    pub(super) fn write(
        &self,
        records: Vec<TransactionRecord>,
        timeout: Duration,
        follows: Follows,
    ) -> Write {
        Write {
            partition: self.partition(),
            records,
            timeout,
            then: Completion {
                coordinator_epoch: self.coordinator_epoch(),
                follows,
            },
        }
    }
}
