//! What the application calls, one call after the other: `send`, `flush` and `close` of `KafkaProducer`.

use std::collections::VecDeque;

use super::{TransactionCall, TransactionCommand, TransactionFailure};
use crate::app::Schedule;
use crate::client::ClientCommand;
use crate::log::{Header, Record};
use crate::model::{Duration, Instant, Payload, TopicName};

/// The thread of the application: while a call blocks, the others wait for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Application {
    pub(super) calls: VecDeque<Call>,
    pub(super) schedule: Schedule,
    pub(super) waiting: Option<Waiting>,
    pub(super) closing: Option<Closing>,
    /// The call about transactions that ended last, until whoever made it asks.
    pub(super) ended: Option<(TransactionCall, Option<TransactionFailure>)>,
}

/// What somebody wants the application to call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Call {
    Send(ProducerRecord),
    Flush,
    Transaction(TransactionCommand),
    Close(Option<Duration>),
}

/// What is to be sent where (`ProducerRecord`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ProducerRecord {
    pub topic: TopicName,
    pub partition: Option<i32>,
    pub key: Option<Payload>,
    pub value: Option<Payload>,
    pub headers: Vec<Header>,
    /// Whether key and value are bytes already.
    pub is_bytes: bool,
}

/// A call that blocks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Waiting {
    pub since: Instant,
    pub step: Step,
}

/// How far a call has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// `waitOnMetadata`: the topic, or the partition asked for, is not known.
    Metadata { number: u64, send: ProducerRecord },
    /// `Serializer.serialize`: a schema registry has not answered.
    Serializing {
        number: u64,
        send: ProducerRecord,
        /// Since when: this time is not of `max.block.ms`.
        began: Instant,
    },
    /// `BufferPool.allocate`: there is no room for another batch.
    Memory {
        number: u64,
        topic: TopicName,
        partition: Option<i32>,
        record: Record,
    },
    /// `awaitFlushCompletion`.
    Flush,
    /// `TransactionalRequestResult.await`.
    Transaction(TransactionCall),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Closing {
    /// When what is not done is given up.
    pub until: Option<Instant>,
}

/// What the application waits for in a call of the producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockedOn {
    /// `send()`: its topic, or its partition, is not known yet.
    Metadata,
    /// `send()`: a serializer asks a schema registry.
    Registry,
    /// `send()`: `buffer.memory` is exhausted.
    Memory,
    /// `flush()`: not everything that was sent is done.
    Flush,
    /// `initTransactions()` and its like: a coordinator has not answered.
    Transaction(TransactionCall),
}

impl Application {
    /// What it waits for, and since when.
    pub fn blocked(&self) -> Option<(BlockedOn, Instant)> {
        let waiting = self.waiting.as_ref()?;
        let on = match waiting.step {
            Step::Metadata { .. } => BlockedOn::Metadata,
            Step::Serializing { .. } => BlockedOn::Registry,
            Step::Memory { .. } => BlockedOn::Memory,
            Step::Flush => BlockedOn::Flush,
            Step::Transaction(call) => BlockedOn::Transaction(call),
        };
        Some((on, waiting.since))
    }

    /// Whether batches go without lingering: for want of memory, in a flush, and when the producer closes.
    pub fn hurries(&self) -> bool {
        let waits_for_batches = self
            .waiting
            .as_ref()
            .is_some_and(|waiting| matches!(waiting.step, Step::Memory { .. } | Step::Flush));
        waits_for_batches || self.closing.is_some()
    }

    /// When a call stops waiting.
    pub fn gives_up_at(&self, max_block: Duration) -> Option<Instant> {
        let sends = self.waiting.as_ref();
        let sends =
            sends.filter(|waiting| !matches!(waiting.step, Step::Flush | Step::Serializing { .. }));
        let blocked = sends.map(|waiting| waiting.since + max_block);
        let closing = self.closing.and_then(|closing| closing.until);
        blocked.into_iter().chain(closing).min()
    }

    /// Whether nothing is being called, or waits to be.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_none() && self.calls.is_empty()
    }

    pub const fn is_closing(&self) -> bool {
        self.closing.is_some()
    }

    /// Whether `close()` has waited for as long as it was told to.
    pub fn has_closed_for_long(&self, now: Instant) -> bool {
        let until = self.closing.and_then(|closing| closing.until);
        until.is_some_and(|until| until <= now)
    }

    /// Takes in what somebody outside wants of the application. After `close` it calls nothing any more.
    pub fn command(&mut self, command: &ClientCommand) {
        if self.is_closing() {
            return;
        }
        match command {
            ClientCommand::Send {
                topic,
                partition,
                key,
                value,
            } => self.calls.push_back(Call::Send(ProducerRecord {
                topic: topic.clone(),
                partition: *partition,
                key: key.clone(),
                value: value.clone(),
                headers: Vec::new(),
                is_bytes: false,
            })),
            ClientCommand::Flush => self.calls.push_back(Call::Flush),
            ClientCommand::Transaction(command) => {
                self.calls.push_back(Call::Transaction((**command).clone()));
            }
            ClientCommand::Close => self.close_after_calls(None),
            ClientCommand::CloseWithin(timeout) => self.close_after_calls(Some(*timeout)),
            ClientCommand::Ask { .. }
            | ClientCommand::Consumer(_)
            | ClientCommand::Fail { .. }
            | ClientCommand::Administer(_)
            | ClientCommand::AskRegistry(_) => {}
        }
    }

    /// Takes in a send that is bytes already.
    pub fn send_bytes(&mut self, send: ProducerRecord) {
        if !self.is_closing() {
            self.calls.push_back(Call::Send(send));
        }
    }

    pub fn close_after_calls(&mut self, timeout: Option<Duration>) {
        self.schedule.stop();
        self.calls.push_back(Call::Close(timeout));
    }
}
