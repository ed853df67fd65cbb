//! What was measured at moments of a run, under Kafka's names: to be drawn beside a verdict, never to judge by.

mod deliveries;
mod read;
mod samples;

use std::sync::Arc;

use engine::broker::Throughput;
use engine::metrics::Histogram;
use engine::model::{Instant, NodeId, TopicPartition};

pub use samples::Samples;

/// How long deliveries took, in µs; percentiles are at most 1/64 too large.
pub type Latencies = Histogram<64>;

/// What was measured at one moment, with everything done that happens up to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// When.
    pub at: Instant,
    /// The brokers that run.
    pub brokers: Vec<BrokerSample>,
    /// The controller, if it runs.
    pub controller: Option<ControllerSample>,
    /// The partitions of the consumers that run, as far as they know how far they are behind.
    pub consumers: Vec<RecordsLag>,
    /// How far groups are behind.
    pub groups: Vec<GroupLag>,
    /// From `send()` to the `poll()` that returned the record, of all deliveries since the sample before.
    pub latencies: Latencies,
}

/// What a broker measures.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokerSample {
    /// The broker.
    pub node: NodeId,
    /// Which start of it, from 0: each counts from nothing.
    pub incarnation: u32,
    /// What it has counted since that start.
    pub throughput: Throughput,
    /// `UnderReplicatedPartitions`: of those that it leads.
    pub under_replicated: u64,
    /// `UnderMinIsrPartitionCount`: of those that it leads.
    pub under_min_isr: u64,
}

/// What a controller measures.
#[derive(Clone, Debug, PartialEq)]
pub struct ControllerSample {
    /// The controller.
    pub node: NodeId,
    /// `OfflinePartitionsCount`.
    pub offline_partitions: u64,
}

/// `records-lag` of one partition of a consumer.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordsLag {
    /// The consumer.
    pub node: NodeId,
    /// The partition.
    pub partition: TopicPartition,
    /// How many records it is behind the high watermark that its last fetch brought.
    pub lag: i64,
}

/// `LAG` of one partition of a group, as `kafka-consumer-groups` says it.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupLag {
    /// Its `group.id`.
    pub group: Arc<str>,
    /// The partition.
    pub partition: TopicPartition,
    /// From what is committed to the leader's high watermark.
    pub lag: i64,
}
