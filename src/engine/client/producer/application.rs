//! What the application calls, one call after the other: `send`, `flush` and `close` of `KafkaProducer`.

use std::collections::VecDeque;

use super::accumulator::Exhausted;
use super::transactional::Transactional;
use super::{Producer, ProducerState, TransactionCall, TransactionCommand, TransactionFailure};
use crate::app::Schedule;
use crate::client::{ClientCommand, Observation, SendFailure};
use crate::log::{Origin, Record};
use crate::model::{Duration, Instant, Payload, TopicName};
use crate::node::{Effects, Now};
use crate::protocol::ErrorCode;

/// The thread of the application: while a call blocks, the others wait for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Application {
    calls: VecDeque<Call>,
    pub(super) schedule: Schedule,
    waiting: Option<Waiting>,
    closing: Option<Closing>,
}

/// What somebody wants the application to call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Call {
    Send(ProducerRecord),
    Flush,
    Transaction(TransactionCommand),
    Close(Option<Duration>),
}

/// What is to be sent where (`ProducerRecord`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ProducerRecord {
    topic: TopicName,
    partition: Option<i32>,
    key: Option<Payload>,
    value: Option<Payload>,
}

/// A call that blocks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Waiting {
    since: Instant,
    step: Step,
}

/// How far a call has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// `waitOnMetadata`: the topic, or the partition asked for, is not known.
    Metadata { number: u64, send: ProducerRecord },
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
struct Closing {
    /// When what is not done is given up.
    until: Option<Instant>,
}

/// What the application waits for in a call of the producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockedOn {
    /// `send()`: its topic, or its partition, is not known yet.
    Metadata,
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
        let sends = sends.filter(|waiting| waiting.step != Step::Flush);
        let blocked = sends.map(|waiting| waiting.since + max_block);
        let closing = self.closing.and_then(|closing| closing.until);
        blocked.into_iter().chain(closing).min()
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
            })),
            ClientCommand::Flush => self.calls.push_back(Call::Flush),
            ClientCommand::Transaction(command) => {
                self.calls.push_back(Call::Transaction((**command).clone()));
            }
            ClientCommand::Close => self.close_after_calls(None),
            ClientCommand::CloseWithin(timeout) => self.close_after_calls(Some(*timeout)),
            ClientCommand::Ask { .. }
            | ClientCommand::Consumer(_)
            | ClientCommand::Administer(_) => {}
        }
    }

    fn close_after_calls(&mut self, timeout: Option<Duration>) {
        self.schedule.stop();
        self.calls.push_back(Call::Close(timeout));
    }
}

impl Producer {
    /// Lets the application go on until a call blocks or there is nothing more to call. Says whether it called anything.
    pub(super) fn run_application(&mut self, now: Now, effects: &mut Effects) -> bool {
        let mut has_run = false;
        if let Some(waiting) = self.application.waiting.take() {
            let step = std::mem::discriminant(&waiting.step);
            let since = waiting.since;
            self.go_on(now, since, waiting.step, effects);
            let still = self.application.waiting.as_ref();
            if still.is_some_and(|still| std::mem::discriminant(&still.step) == step) {
                return false;
            }
            has_run = true;
        }
        while self.application.waiting.is_none()
            && !self.application.is_closing()
            && let Some(call) = self.next_call()
        {
            has_run = true;
            match call {
                Call::Send(send) => self.send(now, send, effects),
                Call::Flush => self.go_on(now, now.mono, Step::Flush, effects),
                Call::Transaction(command) => self.transact(now, &command, effects),
                Call::Close(timeout) => {
                    let until = timeout.map(|timeout| now.mono + timeout);
                    self.application.closing = Some(Closing { until });
                    self.application.calls.clear();
                }
            }
        }
        has_run
    }

    fn next_call(&mut self) -> Option<Call> {
        if let Some(call) = self.application.calls.pop_front() {
            return Some(call);
        }
        let source = self.setup.source.as_ref()?;
        let next = self.application.schedule.next(source)?;
        Some(Call::Send(ProducerRecord {
            topic: source.topic.clone(),
            partition: None,
            key: next.key,
            value: next.value,
        }))
    }

    /// `KafkaProducer.send`.
    fn send(&mut self, now: Now, send: ProducerRecord, effects: &mut Effects) {
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

    /// Takes a call as far as it gets.
    fn go_on(&mut self, now: Now, since: Instant, step: Step, effects: &mut Effects) {
        match step {
            Step::Metadata { number, send } => {
                self.wait_on_metadata(now, since, number, send, effects);
            }
            Step::Memory {
                number,
                topic,
                partition,
                record,
            } => self.append(now, since, number, (topic, partition), record, effects),
            Step::Flush => {
                if !self.accumulator.batches.is_empty() {
                    self.application.waiting = Some(Waiting { since, step });
                }
            }
            Step::Transaction(call) => self.await_transaction(now, since, call, effects),
        }
    }

    fn wait_on_metadata(
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
        let mut record = Record::new(now.wall, send.key, send.value);
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

    fn append(
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
                let to = crate::model::TopicPartition::new(&topic, partition);
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
                if let Some(transactions) = &mut self.transactions
                    && let Some(transactional) = &mut transactions.transactional
                {
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

    /// `initTransactions()` and its like.
    fn transact(&mut self, now: Now, command: &TransactionCommand, effects: &mut Effects) {
        let call = command.call();
        let transactional = self
            .transactions
            .as_mut()
            .and_then(|transactions| transactions.transactional.as_mut());
        let begun = transactional.map_or(Err(TransactionFailure::IllegalState), |transactional| {
            transactional.call(command)
        });
        match begun {
            Ok(()) => {
                if call == TransactionCall::Commit {
                    effects.observe(Observation::Committing);
                }
                self.go_on(now, now.mono, Step::Transaction(call), effects);
            }
            Err(failure) => effects.observe(Observation::Transaction {
                call,
                failure: Some(failure),
            }),
        }
    }

    fn await_transaction(
        &mut self,
        now: Now,
        since: Instant,
        call: TransactionCall,
        effects: &mut Effects,
    ) {
        let outcome = self.transactional().and_then(Transactional::outcome);
        let failure = match outcome {
            Some(outcome) => outcome.err(),
            None if since + self.setup.config.max_block <= now.mono => {
                Some(TransactionFailure::TimedOut)
            }
            None => {
                let step = Step::Transaction(call);
                self.application.waiting = Some(Waiting { since, step });
                return;
            }
        };
        effects.observe(Observation::Transaction { call, failure });
    }

    /// A send that came to nothing before there was a batch.
    fn refuse(&mut self, number: u64, error: ErrorCode, why: SendFailure, effects: &mut Effects) {
        self.failed += 1;
        effects.observe(Observation::Failed {
            numbers: number..number + 1,
            partition: None,
            error,
            maybe_written: false,
            why,
        });
    }
}
