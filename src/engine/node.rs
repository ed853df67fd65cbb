//! The contract between a node and the world that runs it.
//!
//! A node is told what happened and what time it is, and answers with effects. It never draws a random number, reads
//! a clock, or touches a disk or a socket: the world does these for it.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use imbl::Vector;

use crate::app::direct::DirectTimer;
use crate::app::processor::{Block, ProcessorTimer, Stored};
use crate::app::sink::SinkWrite;
use crate::broker::BrokerTimer;
use crate::client::admin::AdminTimer;
use crate::client::consumer::ConsumerTimer;
use crate::client::network::NetworkTimer;
use crate::client::producer::ProducerTimer;
use crate::client::{ClientCommand, Observation};
use crate::controller::ControllerTimer;
use crate::log::{EpochEntry, ProducerStateManager, RecordBatch};
use crate::metadata::MetadataImage;
use crate::model::{
    Duration, Instant, LeaderEpoch, NodeId, Offset, StepId, Timestamp, TopicId, TopicName,
    TopicPartition,
};
use crate::protocol::{Body, Response};
use crate::registry::RegistryTimer;

/// A state machine of the engine.
pub trait Node {
    /// Takes in what happened at `now` and says what follows from it. Never panics on anything a peer can send.
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects);

    /// The cluster as it knows it, if it is a server: who has a role is looked up there.
    fn metadata(&self) -> Option<&MetadataImage> {
        None
    }
}

/// The time of one step, as its node sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Now {
    /// The steady clock, the same for all nodes. Timeouts are measured on it.
    pub mono: Instant,
    /// The node's own wall clock, which a fault can skew.
    pub wall: Timestamp,
    /// The step being taken: whatever is set in it, is explained by it.
    pub step: StepId,
}

/// What can happen to a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The process started. Everything it knew is gone but what its disk kept.
    Booted(Boot),
    /// A connection is up: one that the node asked for, or one that a peer opened.
    Opened(Connection),
    /// A connection is gone, or could not be opened. What was sent on it may or may not have arrived.
    Closed(Connection, Why),
    /// A message arrived.
    Message(Message),
    /// A timer ran out.
    Timeout(Timer),
    /// A flush or a read is done: what the file held when the flush was asked for is on stable storage.
    DiskDone(Ticket),
    /// What was to be written did not fit on the disk; neither it nor anything that was asked for after it in the same
    /// step happened. Nothing comes before it. To write again at once is to be told again at once.
    DiskFailed(File),
    /// Somebody outside the simulation asks for something.
    Command(ClientCommand),
}

/// What a node may ask of the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Open a connection to a node. `Opened` or `Closed` follows, or silence when the way is cut.
    Open(NodeId, Lane),
    /// Close a connection.
    Close(ConnectionId),
    /// Send a message on an open connection, after so much more work on it, and behind what was sent on it before.
    Send(Message, Duration),
    /// (Re)start a timer; the world picks the moment within the range.
    SetTimer {
        /// Which one; setting it again replaces it.
        timer: Timer,
        /// The shortest and the longest wait.
        after: RangeInclusive<Duration>,
    },
    /// Stop a timer, if it runs.
    CancelTimer(Timer),
    /// Append to a file: it survives a kill of the process, but a power cut only once flushed.
    Append(File, Chunk),
    /// Keep only the first chunks of a file.
    Truncate(File, u64),
    /// Drop this many chunks from the front of a file: deletion of the oldest segments.
    TrimFront(File, u64),
    /// Put other chunks in the place of some, atomically, as the log cleaner swaps segments: as durably as what stands
    /// before them.
    Swap {
        /// Which file.
        file: File,
        /// Where the chunks to be removed begin, counted from the front.
        at: u64,
        /// How many are removed.
        remove: u64,
        /// What comes in their place.
        with: Vec<Chunk>,
    },
    /// Replace a file's content atomically and durably, as Kafka's checkpoint files are.
    Replace(File, Chunk),
    /// Remove a file.
    Delete(File),
    /// Make what a file holds survive a power cut; `DiskDone` follows.
    Flush(File, Ticket),
    /// Read so many bytes that are in no cache; `DiskDone` follows.
    Read(u64, Ticket),
    /// The process ends in order.
    Exit,
    /// Service time: the node handles nothing else until it has passed, and what it sends leaves then.
    Busy(Duration),
    /// The node's state of a partition changed: who checks invariants looks at it again.
    Changed(TopicPartition),
    /// Something worth a mark on the timeline. Judges never read notes.
    Note(Note),
    /// Something an application saw: the history that judges read.
    Observe(Observation),
}

/// The list of effects that one input leads to.
#[derive(Debug, Default)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// Adds an effect.
    pub fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }

    /// Starts `timer` to run out after exactly `after`.
    pub fn set_timer(&mut self, timer: impl Into<Timer>, after: Duration) {
        self.set_timer_within(timer, after..=after);
    }

    /// Starts `timer` to run out somewhere within `after`.
    pub fn set_timer_within(&mut self, timer: impl Into<Timer>, after: RangeInclusive<Duration>) {
        self.push(Effect::SetTimer {
            timer: timer.into(),
            after,
        });
    }

    /// Stops `timer`.
    pub fn cancel_timer(&mut self, timer: impl Into<Timer>) {
        self.push(Effect::CancelTimer(timer.into()));
    }

    /// Sends a message on a connection.
    pub fn send(&mut self, connection: ConnectionId, correlation_id: i32, body: impl Into<Body>) {
        let body = Arc::new(body.into());
        let message = Message {
            connection,
            correlation_id,
            body,
        };
        self.push(Effect::Send(message, Duration::ZERO));
    }

    /// Says that the node's state of a partition is another one, for those who check invariants.
    pub fn changed(&mut self, partition: &TopicPartition) {
        self.push(Effect::Changed(partition.clone()));
    }

    /// Marks the timeline.
    pub fn note(&mut self, note: Note) {
        self.push(Effect::Note(note));
    }

    /// Adds to the client history. Records that are sent one after the other to the same partition are one entry.
    pub fn observe(&mut self, observation: Observation) {
        if let Some(Effect::Observe(last)) = self.0.last_mut()
            && last.goes_on_with(&observation)
        {
            return;
        }
        self.push(Effect::Observe(observation));
    }

    /// Takes the effects out, in the order in which they were asked for.
    pub fn drain(&mut self) -> impl Iterator<Item = Effect> + '_ {
        self.0.drain(..)
    }

    /// The effects so far.
    #[must_use]
    pub fn as_slice(&self) -> &[Effect] {
        &self.0
    }
}

/// Names a connection; the same number at both ends, never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// Tells a node's connections to the same peer apart: a client's coordinator has its own beside the data's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane(pub u8);

/// A connection as one end sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Connection {
    /// Its name.
    pub id: ConnectionId,
    /// The node at the other end.
    pub peer: NodeId,
    /// Which of the opener's connections to that peer.
    pub lane: Lane,
    /// Whether this end opened it; requests go from the end that did.
    pub opener: bool,
}

/// Why a connection is gone, as far as its end can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// The other end closed it in order.
    ClosedByPeer,
    /// The other end answered that it knows no such connection, or died.
    Reset,
    /// Nobody listens there.
    Refused,
}

/// One Kafka request or response on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// The connection that carries it.
    pub connection: ConnectionId,
    /// Pairs a response with its request.
    pub correlation_id: i32,
    /// What it says; shared, since retries and checkpoints hold it too.
    pub body: Arc<Body>,
}

/// Where an answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reply {
    /// The connection on which it was asked.
    pub connection: ConnectionId,
    /// The request's number.
    pub correlation_id: i32,
}

impl Reply {
    /// The answer to `message` goes here.
    #[must_use]
    pub const fn to(message: &Message) -> Self {
        Self {
            connection: message.connection,
            correlation_id: message.correlation_id,
        }
    }

    /// Sends the answer.
    pub fn send(self, response: Response, effects: &mut Effects) {
        effects.send(self.connection, self.correlation_id, response);
    }
}

/// Names a flush that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A file on a node's disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    /// A partition's log.
    Log(TopicPartition),
    /// `partition.metadata`: which topic the partition belongs to.
    PartitionMetadata(TopicPartition),
    /// The names of a partition's segment files: where the segments begin whose batches [`File::Log`] holds.
    Segments(TopicPartition),
    /// A `.deleted` file of a partition, whose segment began at an offset: it only takes up room any more.
    DeletedSegment(TopicPartition, Offset),
    /// `leader-epoch-checkpoint` of a partition.
    LeaderEpochs(TopicPartition),
    /// A partition's `.snapshot` file: what was known of producers up to an offset.
    ProducerSnapshot(TopicPartition, Offset),
    /// `replication-offset-checkpoint`: the high watermarks.
    HighWatermarks,
    /// `recovery-point-offset-checkpoint`: up to where logs are known to be flushed.
    RecoveryPoints,
    /// `log-start-offset-checkpoint`: where logs begin that were deleted from.
    LogStartOffsets,
    /// `cleaner-offset-checkpoint`: up to where logs are compacted.
    CleanerOffsets,
    /// `quorum-state` and `meta.properties` aside, the one fact a broker keeps of its own: its last broker epoch
    /// (written on a clean shutdown only, KIP-966).
    CleanShutdown,
    /// What an application has stored of its own.
    Store,
    /// Everything that a sink outside Kafka was told.
    Sink,
    /// The object container file that an application writes.
    Container,
}

/// What a file is made of. Logs hold batches; other files hold one chunk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Chunk {
    /// A record batch.
    Batch(RecordBatch),
    /// An offset of each partition: what checkpoint files hold.
    Offsets(Vec<(TopicPartition, Offset)>),
    /// The id of a topic.
    TopicId(TopicId),
    /// The leader epochs of a partition.
    LeaderEpochs(Vec<EpochEntry>),
    /// Where the segments of a partition begin.
    Segments(Vec<Offset>),
    /// So many bytes of a segment that was deleted.
    Removed(u64),
    /// What is known of a partition's producers.
    Producers(Arc<ProducerStateManager>),
    /// What an application made of a record.
    Stored(Arc<Stored>),
    /// The header of an object container file, or one of its blocks.
    Block(Arc<Block>),
    /// What a sink outside Kafka was told in one write.
    SinkWrite(Arc<SinkWrite>),
    /// The broker epoch at a clean shutdown.
    BrokerEpoch(crate::model::BrokerEpoch),
}

impl Chunk {
    /// Its size in bytes on the disk.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Batch(batch) => u64::from(batch.size()),
            Self::Offsets(entries) => 24 * entries.len() as u64,
            Self::LeaderEpochs(entries) => 12 * entries.len() as u64,
            // Names take no room in files.
            Self::Segments(_) => 0,
            Self::Removed(bytes) => *bytes,
            Self::Producers(producers) => producers.snapshot_size(),
            Self::Stored(stored) => stored.size(),
            Self::Block(block) => block.bytes.len() as u64,
            Self::SinkWrite(write) => write.size(),
            Self::TopicId(_) | Self::BrokerEpoch(_) => 24,
        }
    }
}

/// What a process starts with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Boot {
    /// Counts the starts of this node, from 0.
    pub incarnation: u32,
    /// Drawn by the world: what a process would have as the seed of its own random choices.
    pub entropy: u64,
    /// What its disk kept.
    pub disk: DiskImage,
}

/// What a disk holds when a process starts: files in order, each with what survived.
pub type DiskImage = BTreeMap<File, Vector<Chunk>>;

/// A timer of some kind of node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Of the connections that a node opened.
    Network(NetworkTimer),
    /// Of a producer.
    Producer(ProducerTimer),
    /// Of a consumer.
    Consumer(ConsumerTimer),
    /// Of an application on a consumer.
    Processor(ProcessorTimer),
    /// Of a broker, its coordinators included.
    Broker(BrokerTimer),
    /// Of a controller.
    Controller(ControllerTimer),
    /// Of an admin client.
    Admin(AdminTimer),
    /// Of an application that does without Kafka.
    Direct(DirectTimer),
    /// Of a schema registry, or of whoever asks one.
    Registry(RegistryTimer),
}

macro_rules! timer_of {
    ($($variant:ident($inner:ty)),*) => {
        $(impl From<$inner> for Timer {
            fn from(timer: $inner) -> Self {
                Self::$variant(timer)
            }
        })*
    };
}
timer_of!(
    Network(NetworkTimer),
    Producer(ProducerTimer),
    Consumer(ConsumerTimer),
    Processor(ProcessorTimer),
    Broker(BrokerTimer),
    Controller(ControllerTimer),
    Admin(AdminTimer),
    Direct(DirectTimer),
    Registry(RegistryTimer)
);

/// What made a broker a candidate for the leadership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElectedFrom {
    /// It was in sync; or nobody was elected.
    Isr,
    /// It was eligible still: it has every committed record (KIP-966).
    Elr,
    /// It led last, and nobody else is known to have more; it may lack committed records.
    LastKnownLeader,
    /// It was alive, and `unclean.leader.election.enable` is true; it may lack committed records.
    Unclean,
}

/// What a node finds worth a mark on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The controller made a broker the leader of a partition, or left it without one.
    LeaderElected {
        /// Which partition.
        partition: TopicPartition,
        /// Who leads it now.
        leader: Option<NodeId>,
        /// The new leader epoch.
        epoch: LeaderEpoch,
        /// What made it a candidate.
        from: ElectedFrom,
    },
    /// The in-sync replicas of a partition changed.
    IsrChanged {
        /// Which partition.
        partition: TopicPartition,
        /// Who is in sync now.
        isr: Vec<NodeId>,
    },
    /// The eligible leader replicas of a partition changed (KIP-966).
    ElrChanged {
        /// Which partition.
        partition: TopicPartition,
        /// Who is eligible now.
        elr: Vec<NodeId>,
    },
    /// A topic was created.
    TopicCreated(TopicName),
    /// A topic was deleted.
    TopicDeleted(TopicName),
    /// The controller fenced a broker: its session ran out, or it stops.
    BrokerFenced(NodeId),
    /// The controller let a broker in.
    BrokerUnfenced(NodeId),
    /// The log directory of a broker failed, and the broker with it.
    LogDirFailed,
    /// A broker shuts down in order: it leads nothing more.
    BrokerShuttingDown(NodeId),
    /// A replica threw away the end of its log.
    Truncated {
        /// Which partition.
        partition: TopicPartition,
        /// The log end offset before.
        from: Offset,
        /// The log end offset after.
        to: Offset,
    },
    /// A group has a new generation.
    Rebalanced {
        /// `group.id`.
        group: Arc<str>,
        /// The new generation.
        generation: i32,
        /// How many members it has.
        members: u32,
    },
    /// A group member was thrown out: its session or its rebalance timed out.
    MemberExpired {
        /// `group.id`.
        group: Arc<str>,
        /// Its member id.
        member: Arc<str>,
    },
}
