//! What clients could see, told entry by entry, to those who judge it.

use std::collections::BTreeMap;

use engine::app::processor::{Commits, Output, Processor, ProcessorSetup, SinkOutput, TopicOutput};
use engine::app::sink::{SinkClientSetup, WriteMode};
use engine::client::consumer::{ConsumerRecords, ConsumerSetup};
use engine::client::producer::{
    Partitioning, Producer, ProducerSetup, TransactionCall, TransactionFailure,
};
use engine::client::{Observation, PositionedBy};
use engine::config::{Configs, ConsumerConfig, ProducerConfig};
use engine::log::{Origin, Record, RecordBatch};
use engine::model::{Duration, Instant, LeaderEpoch, NodeId, Offset, StepId, Timestamp, TopicName};
use engine::model::{Payload, TopicPartition};
use sim::{AnyNode, DiskSetup, Entry, History, Network, NodeSetup, Setup, World};

/// Whose sends come from nowhere, without a transaction.
pub(crate) const SOURCE: NodeId = NodeId(1);
/// A producer that makes transactions.
pub(crate) const PRODUCER: NodeId = NodeId(2);
/// An application of the group `apps` that reads `in` and writes to `out` in transactions.
pub(crate) const APP: NodeId = NodeId(3);
/// Another one.
pub(crate) const OTHER_APP: NodeId = NodeId(4);
/// An application of the group `keepers` that keeps its positions with what it writes into a sink.
pub(crate) const KEEPER: NodeId = NodeId(5);
/// A consumer of the group `billing` that prints.
pub(crate) const READER: NodeId = NodeId(6);

/// What clients have seen.
pub(crate) struct Told {
    pub(crate) world: World,
    pub(crate) history: History,
    incarnations: BTreeMap<NodeId, u32>,
    sent: BTreeMap<(NodeId, u32), u64>,
}

pub(crate) fn told() -> Told {
    let nodes = [
        (SOURCE, "source", producer(SOURCE, "")),
        (PRODUCER, "producer", producer(PRODUCER, "producer")),
    ];
    let mut nodes: Vec<(NodeId, &str, AnyNode)> = nodes
        .map(|(id, name, setup)| (id, name, AnyNode::Producer(Box::new(Producer::new(setup)))))
        .into();
    for (id, name) in [(APP, "app"), (OTHER_APP, "other-app")] {
        let producer = producer(id, name);
        let topic = TopicName::from("out");
        let output = Output::Topic(Box::new(TopicOutput { topic, producer }));
        nodes.push((id, name, application(id, "apps", output)));
    }
    let client = SinkClientSetup {
        sink: NodeId(9),
        request_timeout: Duration::from_millis(1_000),
        reconnect_backoff: Duration::from_millis(50),
        retry: false,
    };
    let mode = WriteMode::Blind;
    let sink = Output::Sink(SinkOutput { client, mode });
    nodes.push((KEEPER, "keeper", application(KEEPER, "keepers", sink)));
    nodes.push((
        READER,
        "reader",
        application(READER, "billing", Output::Printed),
    ));
    let nodes = nodes.into_iter().map(|(id, name, node)| NodeSetup {
        id,
        name: name.into(),
        rack: None,
        node,
        starts_at: None,
        clock_offset_ms: 0,
        disk: DiskSetup::default(),
    });
    let world = World::new(Setup {
        seed: 1,
        start: Timestamp(0),
        nodes: nodes.collect(),
        network: Network {
            latency: Duration::from_millis(1),
            jitter: Duration::ZERO,
            bandwidth: 0,
        },
        script: Vec::new(),
        watches: Vec::new(),
    });
    Told {
        world,
        history: History::new(),
        incarnations: BTreeMap::new(),
        sent: BTreeMap::new(),
    }
}

fn producer(id: NodeId, transactional_id: &str) -> ProducerSetup {
    let mut config = ProducerConfig::default();
    config
        .set("transactional.id", transactional_id)
        .expect("any name will do");
    ProducerSetup {
        id,
        bootstrap: Vec::new(),
        config,
        partitioning: Partitioning::Configured,
        source: None,
        transaction_version: 2,
        serdes: engine::client::serdes::Serdes::default(),
    }
}

fn application(id: NodeId, group: &str, output: Output) -> AnyNode {
    let mut config = ConsumerConfig::default();
    config.set("group.id", group).expect("any name will do");
    let mut setup = ProcessorSetup::plain(ConsumerSetup {
        id,
        name: group.into(),
        bootstrap: Vec::new(),
        config,
        topics: Vec::new(),
        pattern: None,
        assigned: Vec::new(),
        serdes: engine::client::serdes::Serdes::default(),
    });
    if output != Output::Printed {
        setup.guarantee.commits = Commits::WithOutput;
    }
    setup.output = output;
    AnyNode::Consumer(Box::new(Processor::new(setup)))
}

fn place(topic: &str) -> TopicPartition {
    TopicPartition::new(&TopicName::from(topic), 0)
}

impl Told {
    /// A client saw something.
    pub(crate) fn sees(&mut self, node: NodeId, observation: Observation) -> &mut Self {
        let number = self.history.len() as u64;
        self.history.push_back(Entry {
            at: Instant(number * 1_000),
            step: StepId(number),
            node,
            incarnation: self.incarnation(node),
            observation,
        });
        self
    }

    fn incarnation(&self, node: NodeId) -> u32 {
        self.incarnations.get(&node).copied().unwrap_or(0)
    }

    /// Its process has ended somehow, and runs anew.
    pub(crate) fn restarts(&mut self, node: NodeId) -> &mut Self {
        *self.incarnations.entry(node).or_default() += 1;
        self
    }

    /// Calls have returned.
    pub(crate) fn calls(&mut self, node: NodeId, calls: &[TransactionCall]) -> &mut Self {
        for call in calls {
            if *call == TransactionCall::Commit {
                self.sees(node, Observation::Committing);
            }
            let (call, failure) = (*call, None);
            self.sees(node, Observation::Transaction { call, failure });
        }
        self
    }

    /// `commitTransaction()` was called, and has thrown.
    pub(crate) fn fails_to_commit(&mut self, node: NodeId, why: TransactionFailure) -> &mut Self {
        let (call, failure) = (TransactionCall::Commit, Some(why));
        self.sees(node, Observation::Committing);
        self.sees(node, Observation::Transaction { call, failure })
    }

    /// It sends a record, and is told that it is stored there. Answers which send it is.
    pub(crate) fn sends(&mut self, node: NodeId, topic: &str, offset: i64) -> Origin {
        let incarnation = self.incarnation(node);
        let next = self.sent.entry((node, incarnation)).or_default();
        let number = *next;
        *next += 1;
        let (numbers, partition) = (number..number + 1, place(topic));
        self.sees(
            node,
            Observation::Sent {
                numbers: numbers.clone(),
                partition: partition.clone(),
                key: None,
                is_tombstone: false,
            },
        );
        let base_offset = Offset(offset);
        self.sees(
            node,
            Observation::Acknowledged {
                numbers,
                partition,
                base_offset,
            },
        );
        Origin {
            producer: node,
            incarnation,
            number,
        }
    }

    /// It goes on from an offset.
    pub(crate) fn goes_on(
        &mut self,
        node: NodeId,
        topic: &str,
        offset: i64,
        by: PositionedBy,
    ) -> &mut Self {
        let (partition, offset) = (place(topic), Offset(offset));
        self.sees(
            node,
            Observation::Positioned {
                partition,
                offset,
                by,
            },
        )
    }

    /// A poll returns these records to it.
    pub(crate) fn polls(
        &mut self,
        node: NodeId,
        topic: &str,
        records: &[(i64, Origin)],
    ) -> &mut Self {
        let mut polled = ConsumerRecords::default();
        for (offset, send) in records {
            let mut record = Record::new(Timestamp(0), None, Some(Payload::from("a")));
            record.origin = Some(*send);
            let batch = RecordBatch::new(-1, -1, -1, vec![record]);
            polled.push(&batch.at(Offset(*offset), LeaderEpoch(0)), 0..1);
        }
        let (partition, records) = (place(topic), polled);
        self.sees(
            node,
            Observation::Polled {
                partition,
                records,
                said: Vec::new().into(),
            },
        )
    }

    /// It has processed the record at an offset.
    pub(crate) fn processes(&mut self, node: NodeId, topic: &str, offset: i64) -> &mut Self {
        let (partition, offsets) = (place(topic), Offset(offset)..Offset(offset + 1));
        self.sees(node, Observation::Processed { partition, offsets })
    }

    /// What it made of the record at an offset is where it writes.
    pub(crate) fn keeps(&mut self, node: NodeId, topic: &str, offset: i64) -> &mut Self {
        let (partition, offset) = (place(topic), Offset(offset));
        self.sees(node, Observation::Written { partition, offset })
    }

    /// A poll returns a record to it, and it processes that.
    pub(crate) fn reads(&mut self, node: NodeId, topic: &str, offset: i64, send: Origin) {
        self.polls(node, topic, &[(offset, send)])
            .processes(node, topic, offset);
    }

    /// It processes the record at an offset of `in`, and sends what it makes of it, which is stored at an offset of `out`.
    pub(crate) fn transforms(&mut self, node: NodeId, offset: i64, to: i64) -> Origin {
        self.processes(node, "in", offset);
        let number = self.sent.get(&(node, self.incarnation(node)));
        let made = Observation::Made {
            number: number.copied().unwrap_or(0),
            partition: place("in"),
            offset: Offset(offset),
        };
        self.sees(node, made);
        self.sends(node, "out", to)
    }
}
