//! Kafka's clients: the producer, the consumer, and the network client beneath both.

use std::ops::Range;
use std::sync::Arc;

use self::consumer::{ConsumerCommand, ConsumerRecords};
use self::registry::Told;
use self::serdes::{Deserialized, Part};
use crate::app::processor::{Manner, Step};
use crate::client::admin::{AdminCommand, Outcome};
use crate::client::producer::{TransactionCall, TransactionCommand, TransactionFailure};
use crate::model::{BrokerId, Duration, NodeId, Offset, Payload, TopicName, TopicPartition};
use crate::protocol::{ErrorCode, Request, Response};
use crate::registry::RegistryRequest;

pub mod admin;
pub mod consumer;
pub mod metadata;
pub mod network;
pub mod producer;
pub mod registry;
pub mod serdes;

/// What somebody outside the simulation can ask of a running process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientCommand {
    /// `KafkaProducer.send` of one record; ignored by a node that is no producer.
    Send {
        /// Where to.
        topic: TopicName,
        /// An explicit partition, if the application chose one.
        partition: Option<i32>,
        /// The serialized key.
        key: Option<Payload>,
        /// The serialized value; `None` is a tombstone.
        value: Option<Payload>,
    },
    /// A request of an admin client, as it is; ignored by a node that is none.
    Ask {
        /// Which broker to ask; any, if it does not matter.
        to: Option<BrokerId>,
        /// What.
        request: Box<Request>,
    },
    /// A call of a consumer's application; ignored by a node that is no consumer.
    Consumer(ConsumerCommand),
    /// A method of an admin client; ignored by a node that is none.
    Administer(Box<AdminCommand>),
    /// `KafkaProducer.flush`: its application goes on when everything that it has sent is done.
    Flush,
    /// A transactional call of a producer's application; ignored by a node that is no producer.
    Transaction(Box<TransactionCommand>),
    /// A consumer's application fails as soon as this step is done once more; ignored by others.
    Fail {
        /// After which step.
        after: Step,
        /// How.
        manner: Manner,
    },
    /// `close()`: finish in order and exit.
    Close,
    /// `close(timeout)`: the same, but give up what is not done by then; as `close()` for a node that is no producer.
    CloseWithin(Duration),
    /// A call of a schema registry's REST API, as with `curl`; ignored by a node that is no admin client, or knows none.
    AskRegistry(Box<RegistryRequest>),
}

/// Why a consumer reads on from an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PositionedBy {
    /// The group has committed it.
    Committed,
    /// `auto.offset.reset`, for want of a committed offset or of the records there; or the application, which went to an end.
    Reset,
    /// The application: `seek()`.
    Seek,
    /// The leader: what the consumer had read after it is not in the log (KIP-320).
    Truncation,
}

/// What a client's application saw. Together, with times, these are the history that judges read.
///
/// A producer numbers its sends from 0 in each incarnation; one observation covers a range of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Observation {
    /// `send()` was called and the record has a partition.
    Sent {
        /// Which sends.
        numbers: Range<u64>,
        /// Where they go.
        partition: TopicPartition,
        /// Their key, if they have one.
        key: Option<Payload>,
        /// Whether they have no value: then a compacted topic may forget their key altogether.
        is_tombstone: bool,
    },
    /// The producer's callback reported success.
    Acknowledged {
        /// Which sends.
        numbers: Range<u64>,
        /// Where they are.
        partition: TopicPartition,
        /// The offset of the first; -1 with `acks=0`.
        base_offset: Offset,
    },
    /// The producer's callback reported an error.
    Failed {
        /// Which sends.
        numbers: Range<u64>,
        /// Where they went; `None` where they failed before that was settled.
        partition: Option<TopicPartition>,
        /// The error; `REQUEST_TIMED_OUT` when `delivery.timeout.ms` ran out.
        error: ErrorCode,
        /// Whether the records may be in the log all the same, now or later: no answer came to a request that carried them.
        maybe_written: bool,
        /// What made the producer give them up.
        why: SendFailure,
    },
    /// The consumer was given these partitions, all that it has.
    Assigned(Vec<TopicPartition>),
    /// The consumer gives these partitions up (`onPartitionsRevoked`); it had them until now, and has the others still.
    Revoked(Vec<TopicPartition>),
    /// The consumer was thrown out of its group: others may have these partitions already (`onPartitionsLost`).
    Lost(Vec<TopicPartition>),
    /// The consumer starts to read a partition here.
    Positioned {
        /// Which partition.
        partition: TopicPartition,
        /// The first offset it will read.
        offset: Offset,
        /// What says so.
        by: PositionedBy,
    },
    /// `poll()` returned records of one partition.
    Polled {
        /// Which partition.
        partition: TopicPartition,
        /// The records with their offsets.
        records: ConsumerRecords,
        /// What its deserializers have made of each; nothing where it takes bytes as they are.
        said: Arc<[Deserialized]>,
    },
    /// The application has processed these records.
    Processed {
        /// Which partition.
        partition: TopicPartition,
        /// Their offsets.
        offsets: Range<Offset>,
    },
    /// What the application made of a record is where it writes.
    Written {
        /// Which partition the record is from.
        partition: TopicPartition,
        /// Its offset.
        offset: Offset,
    },
    /// The application makes its next `send()` out of a record that it has read.
    Made {
        /// Which send of this start.
        number: u64,
        /// Which partition the record is from.
        partition: TopicPartition,
        /// Its offset.
        offset: Offset,
    },
    /// The application has recognised a record that it had handled before, and left it alone.
    Recognised {
        /// Which partition the record is from.
        partition: TopicPartition,
        /// Its offset.
        offset: Offset,
    },
    /// The application failed at a record, the so-manieth of its process, counted from 1.
    ApplicationFailed(u64),
    /// The group's offsets are stored.
    Committed(Vec<(TopicPartition, Offset)>),
    /// They could not be stored.
    CommitFailed(ErrorCode),
    /// An admin client's question was answered.
    Answered {
        /// Which question of this incarnation, counted from 0.
        number: u64,
        /// The answer; `None` when the connection was lost before it came.
        response: Option<Arc<Response>>,
    },
    /// An admin client's command came to its end.
    Administered {
        /// Which command of this incarnation, counted from 0.
        number: u64,
        /// The command.
        command: Arc<AdminCommand>,
        /// What became of each resource.
        outcomes: Arc<Vec<Outcome>>,
    },
    /// A sink outside Kafka has kept what the application wrote.
    SinkWritten {
        /// Which sink.
        sink: NodeId,
        /// Which write of this incarnation, counted from 0.
        number: u64,
        /// How many of its rows changed something.
        applied: u32,
    },
    /// The connection broke before a sink had answered: it may have kept the write or not.
    SinkUnknown {
        /// Which sink.
        sink: NodeId,
        /// Which write.
        number: u64,
    },
    /// A sender without Kafka has sent something.
    DirectSent {
        /// To whom.
        to: NodeId,
        /// The sender's count.
        number: u64,
    },
    /// It could not send something, or will not learn whether it arrived.
    DirectFailed {
        /// To whom.
        to: NodeId,
        /// The maker's count.
        number: u64,
        /// Whether it may have arrived all the same.
        maybe_received: bool,
    },
    /// A receiver without Kafka has processed something.
    DirectReceived {
        /// Who made it.
        from: NodeId,
        /// The maker's count.
        number: u64,
    },
    /// A pushing server has thrown something away: its buffer for a receiver was full, or the receiver gone.
    PushDropped {
        /// Whom it was for.
        to: NodeId,
        /// Who made it.
        from: NodeId,
        /// The maker's count.
        number: u64,
    },
    /// A peer without Kafka is gone, as far as a connection tells.
    PeerLost(NodeId),
    /// A producer's application has called `commitTransaction()`: until it returns, nobody knows what has become of the
    /// transaction.
    Committing,
    /// A transactional call of a producer's application has returned, or thrown.
    Transaction {
        /// Which call.
        call: TransactionCall,
        /// What it threw; `None`: it returned.
        failure: Option<TransactionFailure>,
    },
    /// The client threw an error at its application.
    Error {
        /// Its code.
        error: ErrorCode,
        /// What it concerns.
        about: Arc<str>,
    },
    /// An admin client's call of a schema registry came to its end.
    RegistryAnswered(Arc<Told>),
    /// `send()` threw, since a serializer did; what became of the send is told behind it.
    Unserializable {
        /// Which send of this start.
        number: u64,
        /// The part of the record that could not be made bytes.
        part: Part,
        /// Why not.
        reason: Arc<str>,
    },
    /// `poll()` threw a `RecordDeserializationException`; the position stays where it is.
    Undeserializable {
        /// Which partition.
        partition: TopicPartition,
        /// The offset of the record.
        offset: Offset,
        /// The part of it that cannot be read.
        part: Part,
        /// Why not.
        reason: Arc<str>,
    },
    /// The application goes on behind a record that cannot be read.
    PutAside {
        /// Which partition.
        partition: TopicPartition,
        /// The offset of the record.
        offset: Offset,
        /// The topic that has it now; `None`: it is left out.
        to: Option<TopicName>,
    },
}

impl Observation {
    /// Takes in the next one if it only says the same of the sends that follow.
    pub(crate) fn goes_on_with(&mut self, next: &Self) -> bool {
        match (self, next) {
            (
                Self::Sent {
                    numbers,
                    partition,
                    key: None,
                    is_tombstone,
                },
                Self::Sent {
                    numbers: more,
                    partition: to,
                    key: None,
                    is_tombstone: also,
                },
            ) if numbers.end == more.start && partition == to && is_tombstone == also => {
                numbers.end = more.end;
                true
            }
            _ => false,
        }
    }
}

/// Why a producer gave up records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SendFailure {
    /// The last attempt ended with the error, and there is no other attempt.
    Refused,
    /// `delivery.timeout.ms` ran out.
    Expired,
    /// `max.block.ms` ran out before the topic, or the partition asked for, was known.
    MetadataTimeout,
    /// `max.block.ms` ran out before there was room in `buffer.memory`.
    BufferExhausted,
    /// The record is larger than `max.request.size` or `buffer.memory`.
    RecordTooLarge,
    /// `send()` does not take it: a partition below 0, or a `batch.size` that `buffer.memory` can never hold.
    IllegalArgument,
    /// The producer was closed before they were done.
    Closed,
    /// The transaction that they belonged to was given up before they were sent.
    Aborted,
    /// `send()` does not take them: no transaction is open, or it has failed.
    NotInTransaction,
    /// A serializer could not make bytes of the record.
    Serialization,
    /// A serializer waited in vain for a schema registry.
    SerializationTimeout,
}

impl SendFailure {
    /// The exception that the application gets; `None` where it is that of the error code.
    #[must_use]
    pub const fn exception(self) -> Option<&'static str> {
        match self {
            Self::Refused => None,
            Self::Expired | Self::MetadataTimeout | Self::SerializationTimeout => {
                Some("TimeoutException")
            }
            Self::Serialization => Some("SerializationException"),
            Self::BufferExhausted => Some("BufferExhaustedException"),
            Self::RecordTooLarge => Some("RecordTooLargeException"),
            Self::IllegalArgument => Some("IllegalArgumentException"),
            Self::Closed => Some("KafkaException"),
            Self::Aborted => Some("TransactionAbortedException"),
            Self::NotInTransaction => Some("IllegalStateException"),
        }
    }
}
