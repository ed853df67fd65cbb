//! What an application on a consumer is made with.

use super::ContainerOutput;
use crate::app::sink::{SinkClientSetup, WriteMode};
use crate::client::consumer::ConsumerSetup;
use crate::client::producer::ProducerSetup;
use crate::model::{Duration, Offset, TopicName, TopicPartition};

/// What an application on a consumer is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProcessorSetup {
    /// Its consumer.
    pub consumer: ConsumerSetup,
    /// How long it takes for one record.
    pub process_time: Duration,
    /// What it does so that records are neither lost nor repeated, as far as it goes.
    pub guarantee: Guarantee,
    /// Where what it makes of records goes.
    pub output: Output,
    /// Where it fails.
    pub failure: Option<Failure>,
    /// What it does about a record that its consumer cannot read.
    pub on_deserialization_error: OnDeserializationError,
}

impl ProcessorSetup {
    /// Whether it makes transactions.
    #[must_use]
    pub fn is_transactional(&self) -> bool {
        self.output.transactional_id().is_some()
    }

    /// An application that prints every record at once and leaves committing to `enable.auto.commit`.
    #[must_use]
    pub const fn plain(consumer: ConsumerSetup) -> Self {
        Self {
            consumer,
            process_time: Duration::ZERO,
            guarantee: Guarantee {
                commits: Commits::Automatically,
                deduplicates: None,
            },
            output: Output::Printed,
            failure: None,
            on_deserialization_error: OnDeserializationError::Stop,
        }
    }
}

/// What an application does about a record that its consumer cannot read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnDeserializationError {
    /// The exception ends its loop, and the consumer is closed.
    #[default]
    Stop,
    /// It goes on behind the record.
    Skip,
    /// It sends the record's bytes to a topic, with headers that say why, and goes on behind it.
    DeadLetter(Box<TopicOutput>),
}

/// What an application does so that records are neither lost nor repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Guarantee {
    /// When it commits.
    pub commits: Commits,
    /// How it recognises records that it has handled before, if it tries to.
    pub deduplicates: Option<Deduplicates>,
}

/// When an application commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Commits {
    /// It does not: `enable.auto.commit` may.
    Automatically,
    /// `commitSync()` once all that a poll returned is processed and written: at least once.
    AfterPoll,
    /// `commitSync()` after each record: at least once, with less to repeat and much more to ask.
    AfterRecord,
    /// `commitSync()` as soon as a poll returns: at most once.
    BeforeProcessing,
    /// Together with what it writes: in the transaction of a producer, or in the same write to a sink, which it then asks
    /// where to go on. Exactly once, as far as that reaches.
    WithOutput,
}

/// How an application recognises a record that it has handled before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deduplicates {
    /// By its key: one record a key, ever.
    ByKey,
    /// By its partition and offset.
    ByOffset,
}

/// Where what an application makes of records goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// Nowhere: it is printed. What was handled before is known as long as the process lives.
    Printed,
    /// Into a store of its own, on its disk: what it has made of a record and that it has handled it are one write.
    Store,
    /// Into an object container file on its disk, block by block.
    Container(ContainerOutput),
    /// Over a connection into a system outside Kafka, which can be gone, or have kept what it did not answer for.
    Sink(SinkOutput),
    /// Into a topic: consume, transform, produce.
    Topic(Box<TopicOutput>),
}

impl Output {
    /// The `transactional.id` of its producer, if it makes transactions.
    #[must_use]
    pub fn transactional_id(&self) -> Option<&str> {
        match self {
            Self::Topic(output) => output.producer.config.transactional_id.as_deref(),
            Self::Printed | Self::Store | Self::Container(_) | Self::Sink(_) => None,
        }
    }
}

/// How an application writes to a topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TopicOutput {
    /// The topic.
    pub topic: TopicName,
    /// Its producer. One with a `transactional.id` sends what a poll led to, and the positions after it, in one transaction.
    pub producer: ProducerSetup,
}

/// How an application writes to a system outside Kafka.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SinkOutput {
    /// The way there.
    pub client: SinkClientSetup,
    /// What a repetition does.
    pub mode: WriteMode,
}

/// Where an application fails.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Failure {
    /// At which record.
    pub at: Trigger,
    /// After which step.
    pub after: Step,
    /// How.
    pub manner: Manner,
}

/// At which record an application fails.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The so-manieth that its first process is given, counted from 1; a process that was started again does not fail.
    Nth(u64),
    /// This one, whenever it is met: a poison pill.
    Record(TopicPartition, Offset),
}

/// The steps of an application, in their order where it commits afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `poll()` has returned the record.
    Fetch,
    /// The record is processed.
    Process,
    /// What came of it is written: a store has it, a sink has answered, `send()` has returned.
    Write,
    /// `sendOffsetsToTransaction()` has returned, where there is a transaction.
    SendOffsets,
    /// The commit that covers it is answered: `commitSync()`, or `commitTransaction()`.
    Commit,
}

/// How an application fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Manner {
    /// The process is gone at once.
    Crash,
    /// It throws, and the consumer is closed on the way out, which commits positions where `enable.auto.commit` is on.
    Throw,
}
