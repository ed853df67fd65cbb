//! Numbers that questions and goals are about.

mod bytes;
mod change;
mod groups;
mod names;
mod read;
mod registry;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use names::{
    CommittedName, CountedName, FlightsName, GroupTopicName, PartitionName, PositionName,
    PrintedWithName, RecordName, ReplicaName, RequestsName, TopicOfName, TopicOnName,
};

use crate::claim::Claim;
use crate::session::Session;

/// A number that the engine can tell at any moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many records a consumer's application has printed since its last start.
    Printed(String),
    /// How many it has printed over all its starts. Questions count from the question on.
    PrintedTotal(String),
    /// The offset of the first record that it printed since its last start; -1 if there is none.
    FirstPrinted(String),
    /// The offset of the last record that it printed since its last start; -1 if there is none.
    LastPrinted(String),
    /// How many records a producer's application has sent, or items a sender without a broker; those count once for each
    /// receiver. Questions count from the question on.
    Sent(String),
    /// How many of them were acknowledged. Questions count from the question on.
    Acknowledged(String),
    /// The partition that a producer's last record went to; -1 if it has sent none.
    SentTo(String),
    /// How many records an application on a consumer, or a receiver without a broker, has processed over all its starts; what it
    /// recognised and left alone does not count. Questions count from the question on.
    Processed(String),
    /// How many records the members of a group have processed together. Questions count from the question on.
    Consumed(String),
    /// How many times a member of a group processed a record that the group had processed before. Questions count from the
    /// question on.
    Repeated(String),
    /// How many partitions a running consumer has.
    Assigned(String),
    /// How many members a group has, as its coordinator knows it.
    Members(String),
    /// 1 while a group is Stable, as its coordinator knows it; otherwise 0.
    Stable(String),
    /// The generation of a group, as its coordinator knows it; -1 if there is no such group or no coordinator.
    Generation(String),
    /// How many rebalances of a group have come to an end: each makes a generation. Questions count from the question on.
    Rebalances(String),
    /// How many records a group is behind in a topic: the sum of the column LAG of `kafka-consumer-groups`, from what is
    /// committed to the high watermark. Partitions without a committed offset do not count; -1 if there is no other.
    Lag(GroupTopicName),
    /// 1 while a node's process runs, 0 while it does not. The node can be a role.
    Running(String),
    /// How many requests and responses like this are on their way.
    InFlight(FlightsName),
    /// How many partitions of a topic hold a record.
    Spread(TopicOfName),
    /// How many items a pushing server has thrown away. Questions count from the question on.
    Dropped(String),
    /// How many rows a running sink's table has, or lines its file, or records the store or the object container file of a
    /// running consumer's application; -1 if it does not run.
    Rows(String),
    /// The same, but a row counts once for every write that changed it. Questions count from the question on.
    Written(String),
    /// The id of the broker that leads a partition, by the newest metadata in the cluster; -1 without a leader.
    Leader(PartitionName),
    /// The leader epoch of a partition, by the same metadata; -1 before there is one.
    LeaderEpoch(PartitionName),
    /// How many replicas of a partition are in sync, by the same metadata: the size of its ISR.
    InSync(PartitionName),
    /// How many brokers that run have a replica of a partition, whatever the newest metadata says: those that know it already.
    Hosted(PartitionName),
    /// The log start offset of a replica; -1 without one that runs.
    LogStart(ReplicaName),
    /// The offset up to which some follower has fetched a partition: the log end offset of the one that has most; -1 without a
    /// follower that runs.
    Fetched(PartitionName),
    /// The high watermark of a partition, as a replica knows it; -1 without one that runs.
    HighWatermark(ReplicaName),
    /// The last stable offset of a partition, as a replica knows it: where readers of what is committed stop; -1 without one
    /// that runs.
    LastStableOffset(ReplicaName),
    /// The log end offset of a replica: the offset of its next record; -1 without one that runs.
    LogEnd(ReplicaName),
    /// How many records the log of a replica holds; -1 without one that runs.
    Stored(ReplicaName),
    /// How many segments the log of a replica has, the active one among them; -1 without one that runs.
    Segments(ReplicaName),
    /// How many batches the log of a replica holds; -1 without one that runs.
    Batches(ReplicaName),
    /// How many records of the log of a replica are older, by their timestamps, than one that stands before them; -1 without
    /// one that runs.
    Backdated(ReplicaName),
    /// How many requests of an API a broker has answered since it started: the count of Kafka's `RequestMetrics`, where fetches
    /// are those of consumers. Questions count from the question on.
    Requests(RequestsName),
    /// How many bytes of a topic a broker has taken from producers since it started: Kafka's metric `BytesInPerSec`. Questions
    /// count from the question on.
    BytesIn(TopicOnName),
    /// How many reads a broker's page cache could not serve since it started, so that the disk had to. Questions count from the
    /// question on.
    CacheMisses(String),
    /// How many records of a topic a broker has taken from producers since it started: Kafka's metric
    /// `MessagesInPerSec`. Questions count from the question on.
    MessagesIn(TopicOnName),
    /// The offset that a group has committed, as its coordinator knows it; -1 if there is none or no coordinator.
    Committed(CommittedName),
    /// The offset that a running consumer will read next; -1 if it has none.
    Position(PositionName),
    /// The id of the broker that a running consumer fetches a partition from; -1 if it does not know one.
    ReadsFrom(PositionName),
    /// How many acknowledged records readers have passed without ever processing them, though nothing excuses that: they have
    /// not expired, nor been compacted or deleted. Questions count from the question on.
    Lost,
    /// How many times a record was delivered again to the same reader. Questions count from the question on.
    Duplicated,
    /// How many records were deleted by retention before a reader that wanted them came to them. Questions count from the
    /// question on.
    Expired,
    /// How many bytes the key of a record has; -1 if there is no such record, or its key is null.
    KeyBytes(RecordName),
    /// How many bytes the value of a record has; -1 if there is no such record, or its value is null.
    ValueBytes(RecordName),
    /// How many bytes the log of a replica has; -1 without one that runs.
    LogBytes(ReplicaName),
    /// How many of the records that a consumer's application has printed since its last start have this in a field of their
    /// value, as its deserializer gave it.
    PrintedWith(PrintedWithName),
    /// How many bytes the object container file has that a running consumer writes; -1 if it does not run.
    FileBytes(String),
    /// How many blocks it has; -1 if the consumer does not run.
    FileBlocks(String),
    /// How many versions a subject has in a running schema registry; deleted ones do not count. -1 without a registry that runs.
    Versions(String),
    /// The id of the newest version of a subject in a running schema registry; -1 if it has none.
    SchemaId(String),
    /// The status with which the schema registry answered the last call of the admin client, such as 200 or 409; 0 before the
    /// first, and where it could not be reached.
    RegistryStatus,
    /// The error code of that answer, such as 40901; 0 where all was well.
    RegistryError,
    /// How many sends of a producer came to nothing since a serializer threw. Questions count from the question on.
    Unserializable(String),
    /// How many records the application on a consumer could not read. Questions count from the question on.
    Undeserializable(String),
    /// How many of them it has left out. Questions count from the question on.
    Skipped(String),
    /// How many of them it has sent to a topic for such records. Questions count from the question on.
    DeadLettered(String),
    /// Any number of the scorecard, such as `reordered`; of everything, or of a producer, a group or a partition. Questions
    /// count from the question on.
    Counted(CountedName),
    /// 1 while the run keeps this guarantee, 0 once it has broken it.
    Keeps(Claim),
}

impl Measure {
    /// The answer to a question that was asked in one session about another that has gone on from there: what was counted since,
    /// or what is so in the end.
    #[must_use]
    pub fn since(&self, asked: &Session, session: &Session) -> i64 {
        self.at(session) - self.before(asked)
    }

    /// What a question that is asked now leaves out.
    pub(crate) fn before(&self, asked: &Session) -> i64 {
        if self.is_counted() { self.at(asked) } else { 0 }
    }

    /// Whether questions about it count from the question on.
    const fn is_counted(&self) -> bool {
        matches!(
            self,
            Self::PrintedTotal(_)
                | Self::Sent(_)
                | Self::Acknowledged(_)
                | Self::Processed(_)
                | Self::Consumed(_)
                | Self::Repeated(_)
                | Self::Rebalances(_)
                | Self::Dropped(_)
                | Self::Written(_)
                | Self::MessagesIn(_)
                | Self::BytesIn(_)
                | Self::Requests(_)
                | Self::CacheMisses(_)
                | Self::Unserializable(_)
                | Self::Undeserializable(_)
                | Self::Skipped(_)
                | Self::DeadLettered(_)
                | Self::Lost
                | Self::Duplicated
                | Self::Expired
                | Self::Counted(_)
        )
    }
}
