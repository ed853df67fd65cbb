//! From the accumulator to the leaders, and what comes back (`org.apache.kafka.clients.producer.internals.Sender`).

use std::collections::BTreeMap;

use super::accumulator::ProducerBatch;
use super::{Identity, Producer, ProducerTimer};
use crate::client::Observation;
use crate::client::network::{NetworkEvent, backoff};
use crate::config::Acks;
use crate::log::RecordBatch;
use crate::model::{BrokerId, Duration, Instant, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{
    Body, ErrorCode, InitProducerIdRequest, PartitionProduced, ProduceRequest, Response,
};

/// Why a producer asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Context {
    Metadata,
    InitProducerId,
    Produce {
        batches: Vec<(TopicPartition, ProducerBatch)>,
    },
}

impl Producer {
    /// Does whatever can be done now, and says when there will be more.
    pub(super) fn pump(&mut self, now: Now, effects: &mut Effects) {
        self.give_up_late(now, effects);
        self.metadata
            .refresh(now, &mut self.network, Context::Metadata, effects);
        self.identify(now, effects);
        self.drain(now, effects);
        self.arm(now, effects);
    }

    /// Takes in what became of a request.
    pub(super) fn became(&mut self, now: Now, event: NetworkEvent<Context>, effects: &mut Effects) {
        match event {
            NetworkEvent::Changed => {}
            NetworkEvent::Disconnected(_) => self.metadata.request_update(),
            NetworkEvent::Answered { context, body, .. } => {
                self.answered(now, context, &body, effects);
            }
            NetworkEvent::Lost { context, .. } => self.lost(now, context, effects),
        }
    }

    fn answered(&mut self, now: Now, context: Context, body: &Body, effects: &mut Effects) {
        match (context, body) {
            (Context::Metadata, Body::Response(Response::Metadata(response))) => {
                self.metadata.update(now.mono, response);
            }
            (Context::InitProducerId, Body::Response(Response::InitProducerId(response))) => {
                self.identity = if response.error == ErrorCode::None {
                    Identity::Known {
                        id: response.producer_id,
                        epoch: response.producer_epoch,
                    }
                } else {
                    Identity::BackingOff(now.mono + self.setup.config.retry_backoff)
                };
            }
            (Context::Produce { batches }, Body::Response(Response::Produce(response))) => {
                for (partition, batch) in batches {
                    match response
                        .partitions
                        .iter()
                        .find(|produced| produced.partition == partition)
                    {
                        Some(produced) => self.produced(now, batch, produced, effects),
                        None => {
                            self.retry(now, partition, batch, ErrorCode::NetworkException, effects);
                        }
                    }
                }
            }
            (context, _) => self.lost(now, context, effects),
        }
    }

    fn lost(&mut self, now: Now, context: Context, effects: &mut Effects) {
        self.metadata.request_update();
        match context {
            Context::Metadata => self.metadata.failed(now.mono),
            Context::InitProducerId => {
                self.identity = Identity::BackingOff(now.mono + self.setup.config.retry_backoff);
            }
            Context::Produce { batches } => {
                for (partition, batch) in batches {
                    self.retry(now, partition, batch, ErrorCode::NetworkException, effects);
                }
            }
        }
    }

    fn produced(
        &mut self,
        now: Now,
        batch: ProducerBatch,
        produced: &PartitionProduced,
        effects: &mut Effects,
    ) {
        match produced.error {
            ErrorCode::None | ErrorCode::DuplicateSequenceNumber => {
                self.acknowledged += batch.records.len() as u64;
                effects.observe(Observation::Acknowledged {
                    numbers: batch.numbers,
                    partition: produced.partition.clone(),
                    base_offset: produced.base_offset,
                });
            }
            error => {
                if error.refreshes_metadata() {
                    self.metadata.request_update();
                }
                let out_of_order = error == ErrorCode::OutOfOrderSequenceNumber;
                // With an earlier batch on its way again, this one is in order once that one is there. Without one,
                // the log has lost what came before: a new epoch begins at 0 (KIP-360).
                if out_of_order
                    && !self.has_earlier(&produced.partition, &batch)
                    && !self.accumulator.is_outdated(&produced.partition, &batch)
                {
                    self.bump_epoch(&produced.partition);
                }
                if error.is_retriable() || out_of_order {
                    self.retry(now, produced.partition.clone(), batch, error, effects);
                } else {
                    self.give_up(&batch, error, error == ErrorCode::RequestTimedOut, effects);
                }
            }
        }
    }

    fn bump_epoch(&mut self, partition: &TopicPartition) {
        if let Identity::Known { id, epoch } = self.identity {
            let epoch = epoch.wrapping_add(1).max(0);
            self.identity = Identity::Known { id, epoch };
            self.accumulator.restart_sequences(partition, epoch);
        }
    }

    fn has_earlier(&self, partition: &TopicPartition, batch: &ProducerBatch) -> bool {
        let in_flight =
            self.network
                .all_in_flight()
                .filter_map(|(_, request)| match &request.context {
                    Context::Produce { batches } => Some(batches),
                    _ => None,
                });
        in_flight
            .flatten()
            .any(|(other, sent)| other == partition && sent.numbers.start < batch.numbers.start)
            || self.accumulator.has_before(partition, batch.numbers.start)
    }

    fn retry(
        &mut self,
        now: Now,
        partition: TopicPartition,
        mut batch: ProducerBatch,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        let config = &self.setup.config;
        let spent = batch.attempts > config.retries as u32;
        let late = batch.created + config.delivery_timeout <= now.mono;
        if spent || late {
            self.give_up(&batch, error, true, effects);
            return;
        }
        batch.retry_at = now.mono
            + backoff(
                config.retry_backoff,
                config.retry_backoff_max,
                batch.attempts - 1,
            );
        self.accumulator.put_back(partition, batch);
    }

    fn give_up(
        &mut self,
        batch: &ProducerBatch,
        error: ErrorCode,
        maybe_written: bool,
        effects: &mut Effects,
    ) {
        self.failed += batch.records.len() as u64;
        let maybe_written = maybe_written && batch.attempts > 0;
        effects.observe(Observation::Failed {
            numbers: batch.numbers.clone(),
            error,
            maybe_written,
        });
    }

    /// `delivery.timeout.ms` for batches, `max.block.ms` for sends that still have no partition.
    fn give_up_late(&mut self, now: Now, effects: &mut Effects) {
        let config = &self.setup.config;
        let max_block = config.max_block;
        if let Some(deadline) = now.mono.0.checked_sub(config.delivery_timeout.0) {
            for (_, batch) in self.accumulator.take_expired(Instant(deadline)) {
                self.give_up(&batch, ErrorCode::RequestTimedOut, true, effects);
            }
        }
        for late in self
            .unplaced
            .extract_if(.., |send| send.since + max_block <= now.mono)
        {
            let number = late.record.origin.map_or(0, |origin| origin.number);
            self.failed += 1;
            effects.observe(Observation::Failed {
                numbers: number..number + 1,
                error: ErrorCode::RequestTimedOut,
                maybe_written: false,
            });
        }
    }

    fn identify(&mut self, now: Now, effects: &mut Effects) {
        let wanted = match self.identity {
            Identity::Wanted => true,
            Identity::BackingOff(until) => until <= now.mono,
            Identity::None | Identity::Asked | Identity::Known { .. } => false,
        };
        if wanted
            && let Some(broker) = self
                .network
                .least_loaded(self.metadata.candidates(), effects)
        {
            self.identity = Identity::Asked;
            self.network.send(
                now,
                broker,
                InitProducerIdRequest {},
                Context::InitProducerId,
                effects,
            );
        }
    }

    /// Sends, to every leader that can take a request, the first batch of each of its partitions that is due.
    fn drain(&mut self, now: Now, effects: &mut Effects) {
        let (producer_id, producer_epoch) = match self.identity {
            Identity::None => (-1, -1),
            Identity::Known { id, epoch } => (id, epoch),
            _ => return,
        };
        let mut due: BTreeMap<BrokerId, Vec<TopicPartition>> = BTreeMap::new();
        for partition in self.accumulator.partitions() {
            let is_due = self.sendable_at(partition).is_some_and(|at| at <= now.mono);
            if is_due && !self.is_muted(partition) {
                match self.metadata.leader(partition) {
                    Some((leader, _)) => due.entry(leader).or_default().push(partition.clone()),
                    None => self.metadata.request_update(),
                }
            }
        }
        for (leader, partitions) in due {
            if !self.network.ready(leader, effects)
                || self.network.in_flight(leader).count()
                    >= self.setup.config.max_in_flight as usize
            {
                continue;
            }
            let batches = partitions.into_iter().filter_map(|partition| {
                let batch = self.accumulator.take(&partition)?;
                Some(self.seal(partition, batch, producer_id, producer_epoch))
            });
            let batches = batches.collect();
            self.produce(now, leader, batches, effects);
        }
    }

    fn seal(
        &mut self,
        partition: TopicPartition,
        mut batch: ProducerBatch,
        producer_id: i64,
        producer_epoch: i16,
    ) -> (TopicPartition, ProducerBatch) {
        batch.attempts += 1;
        if batch.sealed.is_none() {
            let records = batch.records.clone();
            let (epoch, sequence) = if producer_id < 0 {
                (-1, -1)
            } else {
                let in_flight = self.is_in_flight(&partition);
                self.accumulator
                    .next_sequence(&partition, records.len(), producer_epoch, in_flight)
            };
            batch.sealed = Some(RecordBatch::new(producer_id, epoch, sequence, records));
        }
        (partition, batch)
    }

    fn produce(
        &mut self,
        now: Now,
        leader: BrokerId,
        batches: Vec<(TopicPartition, ProducerBatch)>,
        effects: &mut Effects,
    ) {
        let sealed = |(partition, batch): &(TopicPartition, ProducerBatch)| {
            batch
                .sealed
                .clone()
                .map(|sealed| (partition.clone(), sealed))
        };
        let request = ProduceRequest {
            acks: self.setup.config.acks.code(),
            timeout_ms: self.setup.config.request_timeout.as_millis() as i32,
            batches: batches.iter().filter_map(sealed).collect(),
        };
        if self.setup.config.acks == Acks::Zero {
            self.network.send_and_forget(leader, request, effects);
            for (partition, batch) in batches {
                self.acknowledged += batch.records.len() as u64;
                effects.observe(Observation::Acknowledged {
                    numbers: batch.numbers,
                    partition,
                    base_offset: Offset::NONE,
                });
            }
        } else {
            self.network
                .send(now, leader, request, Context::Produce { batches }, effects);
        }
    }

    /// With one request in flight per connection, a partition waits for its own (`guaranteeMessageOrder`).
    fn is_muted(&self, partition: &TopicPartition) -> bool {
        self.setup.config.max_in_flight == 1 && self.is_in_flight(partition)
    }

    fn is_in_flight(&self, partition: &TopicPartition) -> bool {
        self.network
            .all_in_flight()
            .any(|(_, request)| match &request.context {
                Context::Produce { batches } => batches.iter().any(|(sent, _)| sent == partition),
                _ => false,
            })
    }

    fn sendable_at(&self, partition: &TopicPartition) -> Option<Instant> {
        let linger = if self.closing {
            Duration::ZERO
        } else {
            self.setup.config.linger
        };
        self.accumulator
            .sendable_at(partition, linger, self.setup.config.batch_size)
    }

    /// Wakes the sender when the next batch is due or late, or metadata is to be refreshed.
    fn arm(&mut self, now: Now, effects: &mut Effects) {
        let config = &self.setup.config;
        let due = self
            .accumulator
            .partitions()
            .filter_map(|partition| self.sendable_at(partition));
        let late = self
            .accumulator
            .oldest()
            .map(|created| created + config.delivery_timeout);
        let blocked = self
            .unplaced
            .first()
            .map(|send| send.since + config.max_block);
        let identity = match self.identity {
            Identity::BackingOff(until) => Some(until),
            _ => None,
        };
        let wakes = due
            .chain(late)
            .chain(blocked)
            .chain(identity)
            .chain(self.metadata.due_at());
        // What is due already waits for a connection or an answer, and those come by themselves.
        let wake = wakes.filter(|at| *at > now.mono).min();
        if wake != self.sender_wakes {
            self.sender_wakes = wake;
            match wake {
                Some(at) => effects.set_timer(ProducerTimer::Sender, at.since(now.mono)),
                None => effects.cancel_timer(ProducerTimer::Sender),
            }
        }
    }
}
