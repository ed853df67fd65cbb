//! Serving produce requests (`ReplicaManager.appendRecords`, `Partition.appendRecordsToLeader`).

use super::Broker;
use super::purgatory::{DelayedProduce, Pending};
use crate::config::TimestampType;
use crate::log::{Append, AppendOrigin, Appended, RecordBatch};
use crate::model::{Duration, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effect, Effects, Now, Reply};
use crate::protocol::{ErrorCode, PartitionProduced, ProduceRequest, ProduceResponse};

impl Broker {
    /// Appends; answers at once unless `acks=all` has to wait for other replicas.
    pub(super) fn produce(
        &mut self,
        now: Now,
        reply: Reply,
        request: &ProduceRequest,
        effects: &mut Effects,
    ) {
        let mut pending = Vec::with_capacity(request.batches.len());
        for (partition, batch) in &request.batches {
            pending.push(self.produce_batch(now, partition, batch, request.acks, effects));
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
            let response = Self::produce_answer(pending);
            self.answer(now, reply, response, effects);
        } else {
            let until = now.mono + Duration::from_millis(i64::from(request.timeout_ms));
            self.purgatory.delay_produce(DelayedProduce {
                reply,
                pending,
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
        effects: &mut Effects,
    ) -> Pending {
        let refused = |error| Pending {
            produced: PartitionProduced::refused(partition.clone(), error),
            required: None,
        };
        if !(-1..=1).contains(&acks) {
            return refused(ErrorCode::InvalidRequiredAcks);
        }
        if partition.topic.is_internal() {
            return refused(ErrorCode::InvalidTopicException);
        }
        match self.append(
            now,
            partition,
            batch,
            acks == -1,
            AppendOrigin::Client,
            effects,
        ) {
            Ok((produced, required)) => Pending {
                produced,
                required: (acks == -1).then_some(required),
            },
            Err(error) => {
                let mut pending = refused(error);
                if error == ErrorCode::NotLeaderOrFollower {
                    pending.produced.current_leader = self.known_leader(partition);
                }
                pending
            }
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
        wants_all: bool,
        origin: AppendOrigin,
        effects: &mut Effects,
    ) -> Result<(PartitionProduced, Offset), ErrorCode> {
        let replica = self.leader_for(partition, LeaderEpoch::NONE)?;
        if wants_all && replica.is_under_min_isr() {
            return Err(ErrorCode::NotEnoughReplicas);
        }
        let epoch = replica.leader_epoch();
        let replica = self
            .replicas
            .get_mut(partition)
            .map(std::sync::Arc::make_mut)
            .ok_or(ErrorCode::UnknownTopicOrPartition)?;
        let mut io = self.disk.io(effects);
        let append = Append::new(epoch, origin);
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
                if origin == AppendOrigin::Client {
                    let records = u64::from(placed.count());
                    self.metrics
                        .produced(now.mono, &partition.topic, bytes, records);
                }
                Ok((produced, placed.next_offset()))
            }
        }
    }

    pub(super) fn produce_answer(pending: Vec<Pending>) -> ProduceResponse {
        ProduceResponse {
            partitions: pending.into_iter().map(|entry| entry.produced).collect(),
        }
    }
}
