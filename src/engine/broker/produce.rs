//! Serving produce requests (`ReplicaManager.appendRecords`).

use std::sync::Arc;

use super::purgatory::{DelayedProduce, Pending};
use super::{Broker, Replica};
use crate::config::TopicConfig;
use crate::log::{Append, AppendOrigin, Appended, Io, RecordBatch};
use crate::model::{Duration, Offset, TopicPartition};
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
        let mut pending = Vec::new();
        for (partition, batch) in &request.batches {
            let wants_all = request.acks == -1;
            let origin = AppendOrigin::Client;
            let appended = self.append(now, partition, batch, wants_all, origin, effects);
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
        now: Now,
        partition: &TopicPartition,
        batch: &RecordBatch,
        wants_all: bool,
        origin: AppendOrigin,
        effects: &mut Effects,
    ) -> Result<(Offset, Offset), ErrorCode> {
        let min_isr = self.min_isr(partition);
        let config = self.topic_config(partition);
        let Self {
            replicas, tickets, ..
        } = self;
        let Some(replica) = replicas.get_mut(partition).map(Arc::make_mut) else {
            return Err(ErrorCode::UnknownTopicOrPartition);
        };
        if !replica.is_leader() {
            return Err(ErrorCode::NotLeaderOrFollower);
        }
        if wants_all && replica.isr().len() < min_isr {
            return Err(ErrorCode::NotEnoughReplicas);
        }
        let append = Append::new(replica.leader_epoch(), origin);
        let io = &mut Io { effects, tickets };
        match replica
            .log
            .append_as_leader(now, batch, append, &config, io)?
        {
            Appended::Duplicate {
                base_offset,
                last_offset,
            } => Ok((base_offset, last_offset.plus(1))),
            Appended::New(placed) => Ok((placed.base_offset, placed.next_offset())),
        }
    }

    /// The configs of a partition's topic.
    pub(super) fn topic_config(&self, partition: &TopicPartition) -> TopicConfig {
        let topic = self.image.topics.get(&partition.topic);
        topic.map_or_else(TopicConfig::default, |topic| topic.config.clone())
    }

    /// `min.insync.replicas`: the topic's own if it was set, the broker's else.
    pub(super) fn min_isr(&self, partition: &TopicPartition) -> usize {
        let topic = self.image.topics.get(&partition.topic);
        let own = topic.filter(|topic| {
            topic
                .configured
                .iter()
                .any(|name| &**name == "min.insync.replicas")
        });
        let count = own.map_or(self.setup.config.min_insync_replicas, |topic| {
            topic.config.min_insync_replicas
        });
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
        let image = Arc::clone(&self.image);
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
