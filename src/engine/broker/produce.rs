//! Serving produce requests (`ReplicaManager.appendRecords`, `Partition.appendRecordsToLeader`).

use super::Broker;
use super::purgatory::{Appending, DelayedProduce, Pending};
use super::verification::{Findings, Held};
use crate::config::TimestampType;
use crate::log::{Append, AppendOrigin, Appended, RecordBatch, Verified};
use crate::model::{Duration, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effect, Effects, Now, Reply};
use crate::protocol::{ErrorCode, PartitionProduced, ProduceRequest, ProduceResponse};

/// How something is appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    /// Whether too few in-sync replicas refuse it.
    pub wants_all: bool,
    /// Who appends.
    pub origin: AppendOrigin,
    /// The transaction version of whoever asks.
    pub transaction_version: i16,
    /// Whether the partition is part of the batch's transaction.
    pub verified: Verified,
}

impl Terms {
    /// A coordinator's own records, which must be safe.
    pub const COORDINATOR: Self = Self {
        wants_all: true,
        origin: AppendOrigin::Coordinator,
        transaction_version: 0,
        verified: Verified::Unasked,
    };
}

impl Broker {
    /// Appends, once the coordinator of a transaction has said that it may.
    pub(super) fn produce(
        &mut self,
        now: Now,
        reply: Reply,
        request: &ProduceRequest,
        effects: &mut Effects,
    ) {
        let transactional = request.batches.iter().map(|(_, batch)| batch);
        let mut transactional = transactional.filter(|batch| batch.is_transactional());
        let Some(first) = transactional.next() else {
            return self.append_all(now, reply, request, &Findings::default(), effects);
        };
        let producer = |batch: &RecordBatch| (batch.producer_id(), batch.producer_epoch());
        let error = match &request.transactional_id {
            None => ErrorCode::TransactionalIdAuthorizationFailed,
            Some(_) if transactional.any(|batch| producer(batch) != producer(first)) => {
                ErrorCode::InvalidProducerIdMapping
            }
            Some(_) => return self.verify(now, reply, Held::Produce(request.clone()), effects),
        };
        let partitions = request.batches.iter();
        let partitions =
            partitions.map(|(place, _)| PartitionProduced::refused(place.clone(), error));
        let response = ProduceResponse {
            partitions: partitions.collect(),
        };
        self.answer(now, reply, response, effects);
    }

    /// Appends; answers at once unless `acks=all` has to wait for other replicas.
    pub(super) fn append_all(
        &mut self,
        now: Now,
        reply: Reply,
        request: &ProduceRequest,
        findings: &Findings,
        effects: &mut Effects,
    ) {
        let mut pending = Vec::with_capacity(request.batches.len());
        for (partition, batch) in &request.batches {
            let v2 = request.transaction_v2;
            let terms = Terms {
                wants_all: request.acks == -1,
                origin: AppendOrigin::Client,
                transaction_version: if v2 { 2 } else { 0 },
                verified: self.verified(partition, batch.producer_id(), findings, v2),
            };
            pending.push(match findings.error(partition) {
                Some(error) => self.refused(partition, error),
                None => self.produce_batch(now, partition, batch, request.acks, terms, effects),
            });
        }
        let failed = |entry: &Pending| entry.produced.error != ErrorCode::None;
        if request.acks == 0 {
            // There is no answer. An error closes the connection, so that the producer asks for metadata anew.
            if pending.iter().any(failed) {
                effects.push(Effect::Close(reply.connection));
                self.channel.closed(reply.connection);
            } else {
                self.channel.release(reply.connection);
            }
        } else if pending.iter().all(|entry| entry.required.is_none()) {
            let response = Appending::Records.answer(pending);
            self.answer(now, reply, response, effects);
        } else {
            let until = now.mono + Duration::from_millis(i64::from(request.timeout_ms));
            self.purgatory.delay_produce(DelayedProduce {
                reply,
                pending,
                what: Appending::Records,
                until,
            });
        }
        for (partition, _) in &request.batches {
            self.appended(now, partition, effects);
            // A batch that was there before may be committed already.
            self.complete_produces(now, partition, effects);
        }
        self.arm_purgatory(now, effects);
    }

    /// Something was appended to a partition: the high watermark may move, and who waits for records may have them.
    pub(super) fn appended(&mut self, now: Now, partition: &TopicPartition, effects: &mut Effects) {
        self.high_watermark_may_move(now, partition, effects);
        self.complete_fetches(now, partition, effects);
    }

    fn produce_batch(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        batch: &RecordBatch,
        acks: i16,
        terms: Terms,
        effects: &mut Effects,
    ) -> Pending {
        if !(-1..=1).contains(&acks) {
            return self.refused(partition, ErrorCode::InvalidRequiredAcks);
        }
        if partition.topic.is_internal() {
            return self.refused(partition, ErrorCode::InvalidTopicException);
        }
        match self.append(now, partition, batch, terms, effects) {
            Ok((produced, required)) => Pending {
                produced,
                required: (acks == -1).then_some(required),
            },
            Err(error) => self.refused(partition, error),
        }
    }

    /// Nothing is appended to a partition; who leads it instead is told.
    fn refused(&self, partition: &TopicPartition, error: ErrorCode) -> Pending {
        let mut produced = PartitionProduced::refused(partition.clone(), error);
        if error == ErrorCode::NotLeaderOrFollower {
            produced.current_leader = self.known_leader(partition);
        }
        Pending {
            produced,
            required: None,
        }
    }

    /// Appends as the leader: where, and the high watermark at which the batch is committed.
    ///
    /// # Errors
    /// Those of [`Self::leader_for`], `NOT_ENOUGH_REPLICAS` before an append that wants all replicas, and those of the
    /// log.
    pub(super) fn append(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        batch: &RecordBatch,
        terms: Terms,
        effects: &mut Effects,
    ) -> Result<(PartitionProduced, Offset), ErrorCode> {
        let replica = self.leader_for(partition, LeaderEpoch::NONE)?;
        if terms.wants_all && replica.is_under_min_isr() {
            return Err(ErrorCode::NotEnoughReplicas);
        }
        let epoch = replica.leader_epoch();
        let replica = self
            .replicas
            .get_mut(partition)
            .map(std::sync::Arc::make_mut)
            .ok_or(ErrorCode::UnknownTopicOrPartition)?;
        let mut io = self.disk.io(effects);
        let append = Append {
            leader_epoch: epoch,
            origin: terms.origin,
            transaction_version: terms.transaction_version,
            verified: terms.verified,
        };
        let appended =
            replica
                .log
                .append_as_leader(now, batch, append, &replica.config, &mut io)?;
        let log_append_time = replica.config.message_timestamp_type == TimestampType::LogAppendTime;
        let mut produced = PartitionProduced::refused(partition.clone(), ErrorCode::None);
        produced.log_start_offset = replica.log.log_start_offset();
        match appended {
            Appended::Duplicate {
                base_offset,
                last_offset,
            } => {
                produced.base_offset = base_offset;
                Ok((produced, last_offset.plus(1)))
            }
            Appended::New(placed) => {
                produced.base_offset = placed.base_offset;
                if log_append_time {
                    produced.log_append_time = placed.max_timestamp();
                }
                let bytes = u64::from(placed.size());
                self.page_cache
                    .wrote(&mut replica.cached, placed.base_offset, bytes);
                if terms.origin == AppendOrigin::Client {
                    let records = u64::from(placed.count());
                    self.metrics
                        .produced(now.mono, &partition.topic, bytes, records);
                }
                self.forget_guard(partition, batch);
                Ok((produced, placed.next_offset()))
            }
        }
    }
}
