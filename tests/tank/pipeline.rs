//! An application that reads one topic and writes another: consume, transform, produce.

use std::sync::Arc;

use engine::app::processor::{
    Commits, Failure, Guarantee, Output, Processor, ProcessorSetup, TopicOutput,
};
use engine::client::consumer::ConsumerSetup;
use engine::client::producer::{Partitioning, ProducerSetup};
use engine::config::{ConsumerConfig, ProducerConfig};
use engine::model::{Instant, NodeId};
use sim::AnyNode;

use crate::cluster::{Builder, cluster, ms, set};

/// The application.
pub const PIPELINE: u32 = 3100;
/// Another one of the same group.
pub const SECOND: u32 = 3101;
/// Reads the results that are committed.
pub const COMMITTED: u32 = 3001;
/// When pipelines start: all that they read is there.
const START_MS: u64 = 2_000;
/// Reads all results.
pub const UNCOMMITTED: u32 = 3002;

/// A pipeline to be described.
#[derive(Clone)]
pub struct Pipeline {
    pub id: u32,
    pub version: i16,
    pub commits: Commits,
    pub transactional_id: Option<&'static str>,
    pub process_ms: i64,
    pub failure: Option<Failure>,
    pub producer: Vec<(&'static str, &'static str)>,
    pub consumer: Vec<(&'static str, &'static str)>,
}

/// One that makes transactions.
pub fn exactly_once(version: i16) -> Pipeline {
    Pipeline {
        id: PIPELINE,
        version,
        commits: Commits::WithOutput,
        transactional_id: Some("pipeline"),
        process_ms: 20,
        failure: None,
        producer: Vec::new(),
        consumer: Vec::new(),
    }
}

/// The same without: it commits what it has sent.
pub fn at_least_once() -> Pipeline {
    Pipeline {
        commits: Commits::AfterPoll,
        transactional_id: None,
        ..exactly_once(2)
    }
}

impl Pipeline {
    fn processor(&self) -> Processor {
        let bootstrap: Vec<NodeId> = (1..=3).map(NodeId).collect();
        let mut config = ConsumerConfig::default();
        let configs = [
            ("group.id", "g"),
            ("auto.offset.reset", "earliest"),
            ("enable.auto.commit", "false"),
            ("max.poll.records", "2"),
            ("session.timeout.ms", "6000"),
            ("isolation.level", "read_committed"),
        ];
        set(&mut config, &configs);
        set(&mut config, &self.consumer);
        let mut producer = ProducerConfig::default();
        set(&mut producer, &[("linger.ms", "0")]);
        if let Some(id) = self.transactional_id {
            set(&mut producer, &[("transactional.id", id)]);
        }
        set(&mut producer, &self.producer);
        Processor::new(ProcessorSetup {
            consumer: ConsumerSetup {
                id: NodeId(self.id),
                name: Arc::from(format!("pipeline-{}", self.id)),
                bootstrap: bootstrap.clone(),
                config,
                topics: vec!["input".into()],
                pattern: None,
                assigned: Vec::new(),
                serdes: engine::client::serdes::Serdes::default(),
            },
            process_time: ms(self.process_ms),
            guarantee: Guarantee {
                commits: self.commits,
                deduplicates: None,
            },
            output: Output::Topic(Box::new(TopicOutput {
                topic: "output".into(),
                producer: ProducerSetup {
                    id: NodeId(self.id),
                    bootstrap,
                    config: producer,
                    partitioning: Partitioning::Configured,
                    source: None,
                    transaction_version: self.version,
                    serdes: engine::client::serdes::Serdes::default(),
                },
            })),
            failure: self.failure.clone(),
            on_deserialization_error: engine::app::processor::OnDeserializationError::Stop,
        })
    }
}

impl Pipeline {
    /// In a process that starts then, or when somebody starts it.
    pub fn starting(&self, mut builder: Builder, starts_ms: Option<u64>) -> Builder {
        let node = AnyNode::Consumer(Box::new(self.processor()));
        let name = format!("pipeline-{}", self.id);
        let starts_at = starts_ms.map(|at| Instant(at * 1_000));
        builder.node(NodeId(self.id), &name, node, starts_at);
        builder
    }
}

/// Six records, pipelines, and two readers of what they make of them, who start at `read_ms`.
pub fn with_pipelines(pipelines: &[Pipeline], read_ms: u64) -> Builder {
    let earliest = ("auto.offset.reset", "earliest");
    let committed = ("isolation.level", "read_committed");
    let version = pipelines.first().map_or(2, |pipeline| pipeline.version);
    let values = ["1", "2", "3", "4", "5", "6"];
    let mut builder = cluster(3)
        .broker_config(&[
            ("offsets.topic.num.partitions", "1"),
            ("transaction.state.log.num.partitions", "1"),
            ("group.initial.rebalance.delay.ms", "0"),
        ])
        .transaction_version(version)
        .topic("input", 1, 3, &[])
        .topic("output", 1, 3, &[])
        .producer("input", &values, &[("linger.ms", "0")])
        .consumer(COMMITTED, "output", Some(read_ms), &[earliest, committed])
        .consumer(UNCOMMITTED, "output", Some(read_ms), &[earliest]);
    for pipeline in pipelines {
        builder = pipeline.starting(builder, Some(START_MS));
    }
    builder
}
