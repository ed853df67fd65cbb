//! Serving produce requests (`ReplicaManager.appendRecords`).

use super::purgatory::{DelayedProduce, Pending};
use super::{Broker, Replica};
use crate::log::{AppendOrigin, Appended, RecordBatch};
use crate::model::{Duration, Offset, TopicPartition};
use crate::node::{Chunk, Effect, Effects, File, Now, Reply};
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
        let mut pending = Vec::new();
        for (partition, batch) in &request.batches {
            let appended = self.append(
                partition,
                batch,
                request.acks == -1,
                AppendOrigin::Client,
                effects,
            );
            let mut entry = Pending {
                produced: PartitionProduced {
                    partition: partition.clone(),
                    error: ErrorCode::None,
                    base_offset: Offset::NONE,
                },
                required: None,
            };
            match appended {
                Ok((base_offset, required)) => {
                    entry.produced.base_offset = base_offset;
                    entry.required = (request.acks == -1).then_some(required);
                }
                Err(error) => entry.produced.error = error,
            }
            pending.push(entry);
        }
        if request.acks == 0 {
            // There is no answer. An error closes the connection, so that the producer asks for metadata anew.
            if pending
                .iter()
                .any(|entry| entry.produced.error != ErrorCode::None)
            {
                effects.push(Effect::Close(reply.connection));
                self.channels.closed(reply.connection);
            } else {
                self.next_request(now, reply, effects);
            }
        } else {
            let until = now.mono + Duration::from_millis(i64::from(request.timeout_ms));
            self.purgatory.delay_produce(DelayedProduce {
                reply,
                pending,
                until,
            });
        }
        for (partition, _) in &request.batches {
            self.high_watermark_may_move(now, partition, effects);
            self.complete_delayed(now, partition, effects);
        }
        self.complete_answerable(now, effects);
        self.arm_purgatory(now, effects);
    }

    /// Appends as the leader: the base offset, and the high watermark at which the batch is committed.
    pub(super) fn append(
        &mut self,
        partition: &TopicPartition,
        batch: &RecordBatch,
        wants_all: bool,
        origin: AppendOrigin,
        effects: &mut Effects,
    ) -> Result<(Offset, Offset), ErrorCode> {
        let min_isr = self.min_isr(partition);
        let max_bytes = self
            .image
            .topics
            .get(&partition.topic)
            .map(|topic| topic.config.max_message_bytes);
        let Some(replica) = self.replica_mut(partition) else {
            return Err(ErrorCode::UnknownTopicOrPartition);
        };
        if !replica.is_leader() {
            return Err(ErrorCode::NotLeaderOrFollower);
        }
        if max_bytes.is_some_and(|max| i64::from(batch.size()) > i64::from(max)) {
            return Err(ErrorCode::MessageTooLarge);
        }
        if wants_all && replica.isr().len() < min_isr {
            return Err(ErrorCode::NotEnoughReplicas);
        }
        let epoch = replica.leader_epoch();
        match replica.log.append_as_leader(batch, epoch, origin)? {
            Appended::Duplicate {
                base_offset,
                last_offset,
            } => Ok((base_offset, last_offset.plus(1))),
            Appended::New(placed) => {
                let (base_offset, next_offset) = (placed.base_offset, placed.next_offset());
                effects.push(Effect::Append(
                    File::Log(partition.clone()),
                    Chunk::Batch(placed),
                ));
                Ok((base_offset, next_offset))
            }
        }
    }

    /// The topic's `min.insync.replicas`.
    pub(super) fn min_isr(&self, partition: &TopicPartition) -> usize {
        let config = self.image.topic_config(&partition.topic);
        let count = config.map_or(1, |config| config.min_insync_replicas);
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// Tries to move the high watermark of a partition that it leads; whoever waits for that is answered.
    pub(super) fn high_watermark_may_move(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        effects: &mut Effects,
    ) {
        let min_isr = self.min_isr(partition);
        let lag_max = self.setup.config.replica_lag_time_max;
        let image = std::sync::Arc::clone(&self.image);
        let moved = self
            .replica_mut(partition)
            .is_some_and(|replica: &mut Replica| {
                replica.advance_high_watermark(now.mono, min_isr, lag_max, |broker| {
                    image.is_active(broker)
                })
            });
        if moved {
            self.complete_delayed(now, partition, effects);
        }
    }

    pub(super) fn produce_answer(delayed: &DelayedProduce) -> ProduceResponse {
        ProduceResponse {
            partitions: delayed
                .pending
                .iter()
                .map(|entry| entry.produced.clone())
                .collect(),
        }
    }
}
