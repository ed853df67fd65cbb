//! Words for the sentences about consumers and their applications.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::app::processor::{
    Commits, Deduplicates, Failure, Guarantee, Manner, ProcessorSetup, Step, Trigger,
};
use engine::client::consumer::{ConsumerCommand, ConsumerSetup, SeekTo};
use engine::client::{ClientCommand, Observation, PositionedBy};
use engine::config::ConsumerConfig;
use engine::coordinator::group::OffsetAndMetadata;
use engine::model::{NodeId, Offset, Payload};
use engine::protocol::ErrorCode;
use sim::Action;

use crate::cluster::{Cluster, partition, set};

/// The consumer of most sentences.
pub const READER: u32 = 3000;

/// What the producer of the curriculum sends.
pub const SIX: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

/// A group's member that is missed after 6 s, and commits only when it is told to.
pub const MEMBER: [(&str, &str); 4] = [
    ("group.id", "g"),
    ("auto.offset.reset", "earliest"),
    ("session.timeout.ms", "6000"),
    ("enable.auto.commit", "false"),
];

/// An application on a consumer of topic `t`, in a cluster of so many brokers.
pub fn app(brokers: u32, configs: &[&[(&str, &str)]]) -> ProcessorSetup {
    let mut config = ConsumerConfig::default();
    for configs in configs {
        set(&mut config, configs);
    }
    ProcessorSetup::plain(ConsumerSetup {
        id: NodeId(READER),
        name: "reader".into(),
        bootstrap: (1..=brokers).map(NodeId).collect(),
        config,
        topics: vec!["t".into()],
        pattern: None,
        assigned: Vec::new(),
        serdes: engine::client::serdes::Serdes::default(),
    })
}

pub fn guarantee(commits: Commits, deduplicates: Option<Deduplicates>) -> Guarantee {
    Guarantee {
        commits,
        deduplicates,
    }
}

/// The first process fails at its record of this number, after this step.
pub fn crash_at(number: u64, after: Step) -> Option<Failure> {
    Some(Failure {
        at: Trigger::Nth(number),
        after,
        manner: Manner::Crash,
    })
}

/// The values of the records that an application has processed, in order.
pub fn processed(kafka: &Cluster, id: u32) -> Vec<String> {
    let mut polled = BTreeMap::new();
    let mut values = Vec::new();
    for entry in kafka.history().filter(|entry| entry.node == NodeId(id)) {
        match &entry.observation {
            Observation::Polled {
                partition, records, ..
            } => {
                for at in records.iter() {
                    polled.insert(
                        (partition.clone(), at.offset),
                        text(at.record.value.as_ref()),
                    );
                }
            }
            Observation::Processed { partition, offsets } => {
                let of_it = polled
                    .range((partition.clone(), offsets.start)..(partition.clone(), offsets.end));
                values.extend(of_it.map(|(_, value)| value.clone()));
            }
            _ => {}
        }
    }
    values
}

/// The values in an application's store, in order.
pub fn stored(kafka: &Cluster, id: u32) -> Vec<String> {
    let store = kafka.processor(id).store();
    store.rows().map(|row| text(row.value.as_ref())).collect()
}

fn text(payload: Option<&Payload>) -> String {
    payload.map_or_else(String::new, |payload| {
        String::from_utf8_lossy(&payload.bytes()).into_owned()
    })
}

/// What the coordinator has for a partition of `t` in the group `g`.
pub fn committed(kafka: &Cluster, number: i32) -> Option<OffsetAndMetadata> {
    let brokers = kafka.world.slots().filter_map(|slot| match slot.node() {
        sim::AnyNode::Broker(broker) => Some(broker),
        _ => None,
    });
    let place = partition("t", number);
    let found =
        brokers.filter_map(|broker| broker.group_coordinator().committed("g", &place).cloned());
    found.max_by_key(|committed| committed.offset)
}

/// The offset of it.
pub fn committed_offset(kafka: &Cluster) -> Option<i64> {
    committed(kafka, 0).map(|committed| committed.offset.0)
}

/// Why each commit failed, in order.
pub fn commit_failures(kafka: &Cluster) -> Vec<ErrorCode> {
    let failed = kafka.history().filter_map(|entry| match entry.observation {
        Observation::CommitFailed(error) => Some(error),
        _ => None,
    });
    failed.collect()
}

/// When offsets were committed, in ms.
pub fn commit_times(kafka: &Cluster) -> Vec<u64> {
    let times = kafka.history().filter_map(|entry| match entry.observation {
        Observation::Committed(_) => Some(entry.at.0 / 1_000),
        _ => None,
    });
    times.collect()
}

/// Where a consumer was positioned, and why, in order.
pub fn positioned(kafka: &Cluster) -> Vec<(i64, PositionedBy)> {
    let positioned = kafka
        .history()
        .filter_map(|entry| match &entry.observation {
            Observation::Positioned { offset, by, .. } => Some((offset.0, *by)),
            _ => None,
        });
    positioned.collect()
}

/// The errors that consumers threw.
pub fn thrown(kafka: &Cluster) -> Vec<(ErrorCode, Arc<str>)> {
    let thrown = kafka
        .history()
        .filter_map(|entry| match &entry.observation {
            Observation::Error { error, about } => Some((*error, Arc::clone(about))),
            _ => None,
        });
    thrown.collect()
}

/// How many records each poll returned of each partition.
pub fn poll_sizes(kafka: &Cluster, id: u32) -> Vec<(i32, usize)> {
    let of_it = kafka.history().filter(|entry| entry.node == NodeId(id));
    let polled = of_it.filter_map(|entry| match &entry.observation {
        Observation::Polled {
            partition, records, ..
        } => Some((partition.partition, records.len())),
        _ => None,
    });
    polled.collect()
}

pub fn tell(kafka: &mut Cluster, command: ConsumerCommand) -> &mut Cluster {
    kafka.act(Action::Command {
        node: NodeId(READER),
        command: ClientCommand::Consumer(command),
    })
}

pub fn seek(kafka: &mut Cluster, to: SeekTo) -> &mut Cluster {
    tell(kafka, ConsumerCommand::Seek(partition("t", 0), to))
}

pub fn is_running(kafka: &Cluster, id: u32) -> bool {
    let slot = kafka.world.slot(NodeId(id)).expect("the node exists");
    slot.life().is_running()
}

/// Deletes the records of `t` before this offset, as an admin does.
pub fn delete_records_before(kafka: &mut Cluster, offset: i64) {
    let leader = kafka.leads("t", 0);
    let request = engine::protocol::DeleteRecordsRequest {
        partitions: vec![(partition("t", 0), Offset(offset))],
        timeout_ms: 5_000,
    };
    kafka.ask(leader, request).expect("the leader answers");
}
