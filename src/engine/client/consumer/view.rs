//! What a screen shows of a consumer.

use super::{
    Consumer, ConsumerSetup, Context, FetchPosition, FetchState, Membership, PartitionState,
    PollState,
};
use crate::model::{BrokerId, Instant, Offset, TopicPartition};

/// A fetch that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InFlightFetch {
    /// Who was asked.
    pub broker: BrokerId,
    /// When.
    pub sent: Instant,
    /// For which partitions, and from where.
    pub partitions: Vec<(TopicPartition, Offset)>,
}

impl Consumer {
    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &ConsumerSetup {
        &self.setup
    }

    /// Records that polls have returned since the process started.
    #[must_use]
    pub const fn delivered(&self) -> u64 {
        self.delivered
    }

    /// Its partitions.
    pub fn assignment(&self) -> impl Iterator<Item = &TopicPartition> {
        self.positions.keys()
    }

    /// What it knows of one of its partitions.
    #[must_use]
    pub fn partition(&self, partition: &TopicPartition) -> Option<&PartitionState> {
        self.positions.get(partition)
    }

    /// The next offset that it will read, once it knows.
    #[must_use]
    pub fn position(&self, partition: &TopicPartition) -> Option<Offset> {
        Some(self.positions.get(partition)?.position?.offset)
    }

    /// The offset that it last committed or found committed.
    #[must_use]
    pub fn committed(&self, partition: &TopicPartition) -> Option<Offset> {
        self.positions.get(partition)?.committed
    }

    /// How many records of a partition were fetched and wait for a poll.
    #[must_use]
    pub fn buffered(&self, partition: &TopicPartition) -> u64 {
        self.buffer.records(partition)
    }

    /// The broker that it fetches a partition from: the leader, or the replica nearby that the leader named (KIP-392).
    #[must_use]
    pub fn reads_from(&self, partition: &TopicPartition, now: Instant) -> Option<BrokerId> {
        self.read_replica(self.positions.get(partition)?, now)
    }

    /// The fetches that wait for their answers.
    pub fn fetches_in_flight(&self) -> impl Iterator<Item = InFlightFetch> {
        let requests = self.network.all_in_flight();
        requests.filter_map(|(broker, request)| match &request.context {
            Context::Fetch { partitions } => Some(InFlightFetch {
                broker,
                sent: request.sent,
                partitions: partitions.clone(),
            }),
            _ => None,
        })
    }

    /// Where its application's thread is.
    #[must_use]
    pub const fn poll_state(&self) -> PollState {
        self.poll
    }

    /// When a poll will commit by itself, if it does.
    #[must_use]
    pub const fn auto_commit_due(&self) -> Option<Instant> {
        self.auto_commit_due
    }

    /// Its place in its group; `None` without `group.id`.
    #[must_use]
    pub const fn membership(&self) -> Option<&Membership> {
        self.membership.as_ref()
    }
}

impl PartitionState {
    /// How far it is.
    #[must_use]
    pub const fn state(&self) -> FetchState {
        self.state
    }

    /// Where it is read next, with the epochs that go with it.
    #[must_use]
    pub const fn position(&self) -> Option<FetchPosition> {
        self.position
    }

    /// Whether `pause()` holds it.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.paused
    }

    /// The high watermark that the last fetch brought.
    #[must_use]
    pub const fn high_watermark(&self) -> Option<Offset> {
        self.high_watermark
    }

    /// Up to where its isolation lets it read, as the last fetch brought it: the high watermark, or the last stable offset.
    #[must_use]
    pub const fn readable_end(&self) -> Option<Offset> {
        self.readable_end
    }

    /// The log start offset that the last fetch brought.
    #[must_use]
    pub const fn log_start_offset(&self) -> Option<Offset> {
        self.log_start_offset
    }

    /// How many offsets it is behind the last that it may read, as the last fetch brought it: the high watermark, or with
    /// `read_committed` the last stable offset (`records-lag`, `SubscriptionState.partitionLag`).
    #[must_use]
    pub fn lag(&self) -> Option<i64> {
        let position = self.position?.offset;
        Some((self.readable_end?.0 - position.0).max(0))
    }

    /// The replica nearby that it reads from, if the leader named one.
    #[must_use]
    pub fn preferred_read_replica(&self, now: Instant) -> Option<BrokerId> {
        self.preferred_at(now)
    }
}
