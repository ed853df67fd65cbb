//! `KafkaProducer.send`, from the record to the batch that takes it.

use super::accumulator::Exhausted;
use super::application::{ProducerRecord, Step, Waiting};
use super::{Producer, ProducerState};
use crate::client::serdes::{Part, SerdeFailure, Serialized};
use crate::client::{Observation, SendFailure};
use crate::log::{Origin, Record};
use crate::model::{Instant, TopicName, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::ErrorCode;

impl Producer {
    /// `KafkaProducer.send`.
    pub(super) fn send(&mut self, now: Now, send: ProducerRecord, effects: &mut Effects) {
        let number = self.sent;
        self.sent += 1;
        if send.partition.is_some_and(|partition| partition < 0) {
            // `ProducerRecord` does not take it.
            let error = ErrorCode::UnknownServerError;
            return self.refuse(number, error, SendFailure::IllegalArgument, effects);
        }
        let refused = self
            .transactional()
            .is_some_and(|transactional| transactional.state() != ProducerState::InTransaction);
        if refused {
            let error = ErrorCode::InvalidTxnState;
            return self.refuse(number, error, SendFailure::NotInTransaction, effects);
        }
        self.metadata.want(&send.topic);
        self.go_on(now, now.mono, Step::Metadata { number, send }, effects);
    }

    pub(super) fn wait_on_metadata(
        &mut self,
        now: Now,
        since: Instant,
        number: u64,
        send: ProducerRecord,
        effects: &mut Effects,
    ) {
        let count = self.metadata.partition_count(&send.topic).unwrap_or(0);
        if count == 0 || send.partition.is_some_and(|partition| partition >= count) {
            if since + self.setup.config.max_block <= now.mono {
                let error = ErrorCode::RequestTimedOut;
                return self.refuse(number, error, SendFailure::MetadataTimeout, effects);
            }
            self.metadata.request_update();
            let step = Step::Metadata { number, send };
            self.application.waiting = Some(Waiting { since, step });
            return;
        }
        self.serialize(now, (since, now.mono), number, send, effects);
    }

    /// The key first, then the value: a partition is chosen by the key's bytes. As long as a serializer waits for a schema
    /// registry, so does the application, and `max.block.ms` does not count it.
    pub(super) fn serialize(
        &mut self,
        now: Now,
        (since, began): (Instant, Instant),
        number: u64,
        send: ProducerRecord,
        effects: &mut Effects,
    ) {
        let mut parts = [send.key.clone(), send.value.clone()];
        for (part, object) in Part::ALL.into_iter().zip(&mut parts) {
            if send.is_bytes {
                break;
            }
            let config = &self.setup.config;
            let of = (&send.topic, part);
            match self
                .serializing
                .serialize(now, config, of, object.as_ref(), effects)
            {
                Serialized::Bytes(bytes) => *object = bytes,
                Serialized::Waits => {
                    let step = Step::Serializing {
                        number,
                        send,
                        began,
                    };
                    self.application.waiting = Some(Waiting { since, step });
                    return;
                }
                Serialized::Failed(failure) => {
                    return self.unserializable(number, part, failure, effects);
                }
            }
        }
        let [key, value] = parts;
        let send = ProducerRecord { key, value, ..send };
        self.place(now, since + now.mono.since(began), number, send, effects);
    }

    /// `send()` throws, and its application goes on: nothing has left.
    fn unserializable(
        &mut self,
        number: u64,
        part: Part,
        failure: SerdeFailure,
        effects: &mut Effects,
    ) {
        effects.observe(Observation::Unserializable {
            number,
            part,
            reason: failure.reason,
        });
        let (error, why) = if failure.timed_out {
            (
                ErrorCode::RequestTimedOut,
                SendFailure::SerializationTimeout,
            )
        } else {
            (ErrorCode::UnknownServerError, SendFailure::Serialization)
        };
        self.refuse(number, error, why, effects);
    }

    /// Gives the record a partition.
    fn place(
        &mut self,
        now: Now,
        since: Instant,
        number: u64,
        send: ProducerRecord,
        effects: &mut Effects,
    ) {
        let mut record = Record::new(now.wall, send.key, send.value);
        record.headers = send.headers.into();
        record.origin = Some(Origin {
            producer: self.setup.id,
            incarnation: self.incarnation,
            number,
        });
        let size = i64::from(record.size_upper_bound());
        let config = &self.setup.config;
        if size > i64::from(config.max_request_size) || size > config.buffer_memory {
            let error = ErrorCode::MessageTooLarge;
            return self.refuse(number, error, SendFailure::RecordTooLarge, effects);
        }
        let partition = send.partition.or_else(|| {
            let key = record.key.as_ref();
            self.partitioner
                .choose(now.mono, &send.topic, key, &self.metadata)
        });
        self.append(now, since, number, (send.topic, partition), record, effects);
    }

    pub(super) fn append(
        &mut self,
        now: Now,
        since: Instant,
        number: u64,
        (topic, partition): (TopicName, Option<i32>),
        record: Record,
        effects: &mut Effects,
    ) {
        let (key, is_tombstone) = (record.key.clone(), record.value.is_none());
        let appended = match partition {
            Some(partition) => {
                let to = TopicPartition::new(&topic, partition);
                let appended = self.accumulator.append(now.mono, &to, record);
                appended.map(|_| to)
            }
            None => {
                let sticky = self.partitioner.built_in(&topic);
                self.accumulator
                    .append_anywhere(now.mono, &topic, record, sticky, &self.metadata)
            }
        };
        match appended {
            Ok(partition) => {
                if let Some(transactional) = self.transactional_mut() {
                    transactional.add_partition(&partition);
                }
                effects.observe(Observation::Sent {
                    numbers: number..number + 1,
                    partition,
                    key,
                    is_tombstone,
                });
            }
            Err(Exhausted { bytes, .. }) if bytes > self.accumulator.memory.total() => {
                let error = ErrorCode::UnknownServerError;
                self.refuse(number, error, SendFailure::IllegalArgument, effects);
            }
            Err(Exhausted { .. }) if since + self.setup.config.max_block <= now.mono => {
                let error = ErrorCode::RequestTimedOut;
                self.refuse(number, error, SendFailure::BufferExhausted, effects);
            }
            Err(Exhausted { record, .. }) => {
                let step = Step::Memory {
                    number,
                    topic,
                    partition,
                    record,
                };
                self.application.waiting = Some(Waiting { since, step });
            }
        }
    }

    /// A send that came to nothing before there was a batch; it takes its transaction with it (`maybeTransitionToErrorState`).
    fn refuse(&mut self, number: u64, error: ErrorCode, why: SendFailure, effects: &mut Effects) {
        self.failed += 1;
        let is_api_exception = !matches!(
            why,
            SendFailure::IllegalArgument
                | SendFailure::NotInTransaction
                | SendFailure::Serialization
        );
        if is_api_exception && let Some(transactional) = self.transactional_mut() {
            transactional.batch_failed(error);
        }
        effects.observe(Observation::Failed {
            numbers: number..number + 1,
            partition: None,
            error,
            maybe_written: false,
            why,
        });
    }
}
