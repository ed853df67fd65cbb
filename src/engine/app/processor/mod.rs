//! An application on a consumer: fetch, process, write, commit, and again.
//!
//! Each step is an event of its own, so that between any two a fault can end the process; what is lost or repeated then
//! follows from the order of the steps and from nothing else.

mod container;
mod placing;
mod poison;
mod sending;
mod setup;
mod steps;
mod store;
mod transacting;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

pub use container::{Block, Container, ContainerOutput};
pub use setup::{
    Commits, Deduplicates, Failure, Guarantee, Manner, OnDeserializationError, Output,
    ProcessorSetup, SinkOutput, Step, TopicOutput, Trigger,
};
pub use store::{Store, Stored};

use crate::app::sink::SinkClient;
use crate::client::ClientCommand;
use crate::client::consumer::Consumer;
use crate::client::producer::{Producer, TransactionCall};
use crate::client::serdes::Poison;
use crate::model::{Instant, Offset, TopicPartition};
use crate::node::{Boot, Effects, Input, Lane, Node, Now, Timer};

/// The connections of its producer, beside those of its consumer.
const PRODUCER: Lane = Lane(2);

/// The timers of an application on a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProcessorTimer {
    /// It has processed a record.
    Process,
    /// What came of it is to be written.
    Write,
    /// A call about transactions is to be made.
    Call,
}

/// What an application on a consumer is doing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LoopState {
    /// It asks its sink where to go on with partitions that it was given. transition: answered -> `Fetching`.
    Asking,
    /// It waits in `poll()`. transition: records -> `Processing`, `CommittingBefore`, or `Calling(Begin)`; other partitions
    /// than before, and a sink that knows where to go on -> `Asking`; told to close -> `Closing`.
    Fetching,
    /// It waits in a transactional call of its producer. transition: `Init` returned, or `Commit`, or `Abort` -> `Fetching`;
    /// `Begin` -> `Processing`; `SendOffsets` -> `Calling(Commit)`; one threw -> `Calling(Abort)`, or `Closing` where the
    /// producer can do no more.
    Calling(TransactionCall),
    /// It waits in `commitSync()` for what it has not processed yet. transition: answered -> `Processing`.
    CommittingBefore,
    /// It works on the first of what is left of a poll. transition: done -> `Writing`, or the next record.
    Processing {
        /// When it will be done.
        until: Instant,
    },
    /// What came of the record is being written. transition: written -> `Processing` of the next record,
    /// `CommittingAfter`, `Flushing`, or `Calling(SendOffsets)`.
    Writing,
    /// It waits in `send()`. transition: returned -> as from `Writing`.
    Sending,
    /// It waits in `flush()` for what it has sent. transition: all is done -> `CommittingAfter`, or `Fetching`.
    Flushing,
    /// It waits in `commitSync()` for what it has written. transition: answered -> `Processing` of the next record, or
    /// `Fetching`.
    CommittingAfter,
    /// It waits in `close()`. transition: returned -> `Ended`.
    Closing,
    /// The process is about to end. transition: none.
    Ended,
    /// It waits until a record that it cannot read is where such records go. transition: it is there -> `Fetching`, or
    /// `Calling(SendOffsets)`; it could not be sent -> `Closing`.
    DeadLettering,
}

/// Records of one partition that are handled in one go: one, or all that a poll returned of it where nothing depends on
/// each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Portion {
    /// Where they are from.
    pub partition: TopicPartition,
    /// From the first offset to the one after the last.
    pub offsets: Range<Offset>,
    /// How many they are.
    pub count: u64,
    record: Option<Arc<Stored>>,
}

/// An application on a consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Processor {
    setup: Arc<ProcessorSetup>,
    consumer: Consumer,
    state: LoopState,
    /// What polls have returned and is not handled yet.
    portions: VecDeque<Portion>,
    /// Records that were given to this process so far.
    given: u64,
    /// Records that this process has processed, or recognised.
    handled: u64,
    /// How many of these it has recognised.
    recognised: u64,
    /// The record at which it fails, counted from 1.
    fails_at: Option<u64>,
    /// The number of the first record that the last poll returned.
    first_of_poll: u64,
    /// Of an application that makes transactions, what the last poll returned of each partition: from the first offset to the one after the last.
    polled: BTreeMap<TopicPartition, Range<Offset>>,
    /// Partitions that its sink was asked about, as far as it has them.
    placed: BTreeSet<TopicPartition>,
    /// Where somebody wants it to fail next.
    armed: Option<(Step, Manner)>,
    stops: bool,
    store: Store,
    container: Container,
    sink: Option<SinkClient>,
    producer: Option<Box<Producer>>,
    /// The record that it cannot read and has not put aside yet.
    poison: Option<Box<Poison>>,
    /// Records that this process could not read, each as often as a poll threw.
    undeserializable: u64,
    /// How many of them it has put aside.
    put_aside: u64,
}

impl Processor {
    /// An application whose process has not started.
    #[must_use]
    pub fn new(setup: ProcessorSetup) -> Self {
        let sink = match &setup.output {
            Output::Sink(output) => Some(SinkClient::new(output.client.clone())),
            Output::Printed | Output::Store | Output::Container(_) | Output::Topic(_) => None,
        };
        let producer = match &setup.output {
            Output::Topic(output) => Some(&output.producer),
            Output::Printed | Output::Store | Output::Container(_) | Output::Sink(_) => {
                match &setup.on_deserialization_error {
                    OnDeserializationError::DeadLetter(to) => Some(&to.producer),
                    OnDeserializationError::Stop | OnDeserializationError::Skip => None,
                }
            }
        };
        let producer = producer.map(|setup| Producer::new(setup.clone()).on_lane(PRODUCER));
        Self {
            sink,
            producer: producer.map(Box::new),
            consumer: Consumer::new(setup.consumer.clone()),
            setup: Arc::new(setup),
            state: LoopState::Fetching,
            portions: VecDeque::new(),
            given: 0,
            handled: 0,
            recognised: 0,
            fails_at: None,
            first_of_poll: 1,
            polled: BTreeMap::new(),
            placed: BTreeSet::new(),
            armed: None,
            stops: false,
            store: Store::default(),
            container: Container::default(),
            poison: None,
            undeserializable: 0,
            put_aside: 0,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &ProcessorSetup {
        &self.setup
    }

    /// Its consumer.
    #[must_use]
    pub const fn consumer(&self) -> &Consumer {
        &self.consumer
    }

    /// Its producer, if it writes to a topic.
    #[must_use]
    pub fn producer(&self) -> Option<&Producer> {
        self.producer.as_deref()
    }

    /// What it is doing.
    #[must_use]
    pub const fn state(&self) -> &LoopState {
        &self.state
    }

    /// What the last poll returned and it has not handled yet, the one at work first.
    pub fn portions(&self) -> impl Iterator<Item = &Portion> {
        self.portions.iter()
    }

    /// Records that it has processed, or recognised, since the process started.
    #[must_use]
    pub const fn handled(&self) -> u64 {
        self.handled
    }

    /// Records that it has processed since the process started: what it recognises is handled, but not processed.
    #[must_use]
    pub const fn processed(&self) -> u64 {
        self.handled - self.recognised
    }

    /// How often a poll of this process threw since it could not read a record.
    #[must_use]
    pub const fn undeserializable(&self) -> u64 {
        self.undeserializable
    }

    /// How many records that it could not read this process has put aside.
    #[must_use]
    pub const fn put_aside(&self) -> u64 {
        self.put_aside
    }

    /// The record that it cannot read and has not put aside yet.
    #[must_use]
    pub fn poison(&self) -> Option<&Poison> {
        self.poison.as_deref()
    }

    /// What it knows to have handled.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The object container file that it writes.
    #[must_use]
    pub const fn container(&self) -> &Container {
        &self.container
    }

    fn started(&mut self, boot: &Boot, effects: &mut Effects) {
        self.store = Store::load(boot);
        self.container = Container::load(boot);
        self.create_file(effects);
        if let Some(Trigger::Nth(number)) = self.setup.failure.as_ref().map(|failure| &failure.at)
            && boot.incarnation == 0
        {
            self.fails_at = Some(*number);
        }
        if self.setup.is_transactional() {
            self.call(TransactionCall::Init, effects);
        } else {
            self.consumer.poll(effects);
        }
    }

    /// What its clients have to say before it goes on.
    fn hear(&mut self, now: Now, input: &Input, effects: &mut Effects) {
        self.consumer.handle(now, input, effects);
        let learned = self
            .sink
            .as_mut()
            .map(|sink| sink.handle(now, input, effects));
        for event in learned.into_iter().flatten() {
            self.sunk(now, &event, effects);
        }
        if let Some(producer) = &mut self.producer {
            producer.take_in(now, input, effects);
            self.advance_producer(now, effects);
        }
    }
}

impl Node for Processor {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        self.hear(now, &input, effects);
        match &input {
            Input::Booted(boot) => self.started(boot, effects),
            Input::Timeout(Timer::Processor(ProcessorTimer::Process)) => {
                self.done_processing(now, effects);
            }
            Input::Timeout(Timer::Processor(ProcessorTimer::Write)) => self.write(now, effects),
            Input::Timeout(Timer::Processor(ProcessorTimer::Call)) => self.make_call(now, effects),
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                self.stop(now, effects);
            }
            Input::Command(ClientCommand::Fail { after, manner }) => {
                self.armed = Some((*after, *manner));
            }
            Input::Command(ClientCommand::Consumer(command)) => {
                self.consumer.command(now, command, effects);
            }
            _ => {}
        }
        while self.state != LoopState::Ended
            && let Some(returned) = self.consumer.advance(now, effects)
        {
            self.returned(now, returned, effects);
        }
        self.place_new_partitions(now, effects);
    }
}
