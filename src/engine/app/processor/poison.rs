//! A record that the consumer cannot read: stop, leave it out, or put it where such records go.

use super::{LoopState, OnDeserializationError, Processor};
use crate::client::consumer::{ConsumerCommand, SeekTo};
use crate::client::producer::TransactionCall;
use crate::client::serdes::Poison;
use crate::client::{ClientCommand, Observation};
use crate::log::Header;
use crate::model::TopicName;
use crate::node::{Effects, Now};

impl Processor {
    /// `poll()` threw a `RecordDeserializationException`.
    pub(super) fn met_poison(&mut self, now: Now, poison: Box<Poison>, effects: &mut Effects) {
        self.undeserializable += 1;
        effects.observe(Observation::Undeserializable {
            partition: poison.partition.clone(),
            offset: poison.offset,
            part: poison.part,
            reason: poison.reason.clone(),
        });
        self.poison = Some(poison);
        match &self.setup.on_deserialization_error {
            OnDeserializationError::Stop => self.give_up(now),
            OnDeserializationError::Skip => self.go_behind_poison(now, effects),
            OnDeserializationError::DeadLetter(_) if self.setup.is_transactional() => {
                self.call(TransactionCall::Begin, effects);
            }
            OnDeserializationError::DeadLetter(_) => self.send_poison(now, effects),
        }
    }

    /// The topic for records that cannot be read.
    fn dead_letters(&self) -> Option<&TopicName> {
        match &self.setup.on_deserialization_error {
            OnDeserializationError::DeadLetter(to) => Some(&to.topic),
            OnDeserializationError::Stop | OnDeserializationError::Skip => None,
        }
    }

    /// Sends the record as it is; outside a transaction it waits until the record is there.
    pub(super) fn send_poison(&mut self, now: Now, effects: &mut Effects) {
        let topic = self.dead_letters().cloned();
        let (Some(topic), Some(poison), Some(producer)) = (topic, &self.poison, &mut self.producer)
        else {
            return self.give_up(now);
        };
        let mut headers = poison.record.headers.to_vec();
        headers.extend(said(poison));
        producer.send_bytes(&topic, &poison.record, headers);
        if self.setup.is_transactional() {
            let offsets = poison.offset..poison.offset.plus(1);
            self.polled.clear();
            self.polled.insert(poison.partition.clone(), offsets);
        } else {
            producer.command(&ClientCommand::Flush);
        }
        self.state = LoopState::DeadLettering;
        self.advance_producer(now, effects);
    }

    /// `send()` has returned, and outside a transaction `flush()` too.
    pub(super) fn dead_lettered(&mut self, now: Now, effects: &mut Effects) {
        let producer = self.producer.as_ref();
        if self.setup.is_transactional() {
            self.call(TransactionCall::SendOffsets, effects);
        } else if producer.is_some_and(|producer| producer.failed() > 0) {
            // It is nowhere else: to go on behind it would be to lose it.
            self.give_up(now);
        } else {
            self.go_behind_poison(now, effects);
        }
    }

    /// `seek()` past the record, and on.
    pub(super) fn go_behind_poison(&mut self, now: Now, effects: &mut Effects) {
        if let Some(poison) = self.poison.take() {
            self.put_aside += 1;
            effects.observe(Observation::PutAside {
                partition: poison.partition.clone(),
                offset: poison.offset,
                to: self.dead_letters().cloned(),
            });
            let to = SeekTo::Offset(poison.offset.plus(1));
            let seek = ConsumerCommand::Seek(poison.partition, to);
            self.consumer.command(now, &seek, effects);
        }
        self.poll(now, effects);
    }
}

/// What the headers of a dead letter say: where it was and why it is here. There is no rule for their names; Kafka Streams
/// and Kafka Connect have the same, behind prefixes of their own.
fn said(poison: &Poison) -> impl Iterator<Item = Header> {
    let said = [
        ("errors.topic", poison.partition.topic.to_string()),
        ("errors.partition", poison.partition.partition.to_string()),
        ("errors.offset", poison.offset.to_string()),
        (
            "errors.exception",
            "org.apache.kafka.common.errors.RecordDeserializationException".to_owned(),
        ),
        ("errors.message", format!("{poison} {}", poison.reason)),
    ];
    said.into_iter().map(|(key, value)| Header {
        key: key.into(),
        value: Some(value.as_str().into()),
    })
}
