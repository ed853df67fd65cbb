//! What Kafka and its applications claim, held against what came of a run in which no disk lost anything and no election
//! was unclean: the logs, the sinks and what applications saw.

use std::collections::{BTreeMap, BTreeSet};

use engine::app::processor::{Commits, Output};
use engine::app::sink::{SinkKind, SinkState, WriteMode};
use engine::client::Observation;
use engine::log::{Origin, Record, RecordBatch};
use engine::model::{NodeId, Offset, TopicPartition};
use lab::invariants::Cluster as _;
use sim::{AnyNode, World};

use crate::case::{Case, Consumer, Mildness};

type Place = (TopicPartition, Offset);

/// The claims that do not hold, in words.
pub fn broken(case: &Case, world: &World) -> Vec<String> {
    if case.mildness != Mildness::KeepsEverything {
        return Vec::new();
    }
    let logs = logs(world);
    let mut broken = Vec::new();
    order(case, &logs, &mut broken);
    failures(world, &logs, &mut broken);
    for members in groups(case).values() {
        handled(world, &logs, members, &mut broken);
        sunk(world, &logs, members, &mut broken);
    }
    broken
}

/// What the leaders have of the topics that clients use.
fn logs(world: &World) -> BTreeMap<Place, Record> {
    let controller = world.controller().expect("everything is repaired");
    let mut logs = BTreeMap::new();
    for (partition, state) in controller.image.partitions() {
        let leader = state.leader.and_then(|id| world.replica(id, &partition));
        if let Some(leader) = leader.filter(|_| !partition.topic.as_str().starts_with('_')) {
            for (offset, record) in leader.log.batches().flat_map(RecordBatch::records) {
                logs.insert((partition.clone(), offset), record.into_owned());
            }
        }
    }
    logs
}

type Members<'a> = Vec<(NodeId, &'a Consumer)>;

fn groups(case: &Case) -> BTreeMap<&str, Members<'_>> {
    let mut groups: BTreeMap<&str, Members<'_>> = BTreeMap::new();
    for (id, consumer) in (3000..).map(NodeId).zip(&case.consumers) {
        if let Some(group) = consumer.config("group.id") {
            groups.entry(group).or_default().push((id, consumer));
        }
    }
    groups
}

/// An idempotent producer's records are in the log once each, and those of a partition in the order of the sends.
fn order(case: &Case, logs: &BTreeMap<Place, Record>, broken: &mut Vec<String>) {
    let mut last: BTreeMap<(&TopicPartition, NodeId, u32), u64> = BTreeMap::new();
    for ((partition, offset), record) in logs {
        let Some(Origin {
            producer,
            incarnation,
            number,
        }) = record.origin
        else {
            continue;
        };
        let config = &case.producers[producer.0 as usize - 2000].config;
        if !config.contains(&("enable.idempotence", "true".to_owned())) {
            continue;
        }
        let before = last.insert((partition, producer, incarnation), number);
        if let Some(before) = before.filter(|before| *before >= number) {
            broken.push(format!(
                "idempotent producer {producer} wrote {number} after {before} at {partition} {offset}"
            ));
        }
    }
}

/// What failed and cannot have been written is not in the log.
fn failures(world: &World, logs: &BTreeMap<Place, Record>, broken: &mut Vec<String>) {
    let origins = logs.values().filter_map(|record| record.origin);
    let written: BTreeSet<Origin> = origins.collect();
    for entry in world.history() {
        let Observation::Failed {
            numbers,
            maybe_written: false,
            error,
            why,
            ..
        } = &entry.observation
        else {
            continue;
        };
        for number in numbers.clone() {
            let origin = Origin {
                producer: entry.node,
                incarnation: entry.incarnation,
                number,
            };
            if written.contains(&origin) {
                broken.push(format!(
                    "{number} of producer {} is in the log and was said to have failed for good: {error:?}, {why:?}",
                    entry.node
                ));
            }
        }
    }
}

/// Who commits after processing loses nothing, and who commits before repeats nothing.
fn handled(
    world: &World,
    logs: &BTreeMap<Place, Record>,
    members: &Members<'_>,
    broken: &mut Vec<String>,
) {
    let times = times_processed(world, members);
    if members.iter().all(|(_, member)| loses_nothing(member)) {
        for place in wanted(logs, members) {
            if !times.contains_key(place) {
                broken.push(format!("nobody processed {} {}", place.0, place.1));
            }
        }
    }
    let before =
        |(_, member): &(NodeId, &Consumer)| member.guarantee.commits == Commits::BeforeProcessing;
    if members.iter().all(before) {
        for ((partition, offset), times) in times.iter().filter(|(_, times)| **times > 1) {
            broken.push(format!("{partition} {offset} was processed {times} times"));
        }
    }
}

/// How often the members have processed each record; to recognise it is once too.
fn times_processed(world: &World, members: &Members<'_>) -> BTreeMap<Place, u64> {
    let mut times = BTreeMap::new();
    for entry in world.history() {
        if !members.iter().any(|(id, _)| *id == entry.node) {
            continue;
        }
        match &entry.observation {
            Observation::Processed { partition, offsets } => {
                for offset in offsets.start.0..offsets.end.0 {
                    let place = (partition.clone(), Offset(offset));
                    *times.entry(place).or_default() += 1;
                }
            }
            Observation::Recognised { partition, offset } => {
                times.entry((partition.clone(), *offset)).or_insert(1);
            }
            _ => {}
        }
    }
    times
}

/// Where nothing of the application's can get in between, `enable.auto.commit` commits what was processed too.
fn loses_nothing(member: &Consumer) -> bool {
    let commits_after = match member.guarantee.commits {
        Commits::AfterPoll | Commits::AfterRecord | Commits::WithOutput => true,
        Commits::Automatically => member.output == Output::Printed,
        Commits::BeforeProcessing => false,
    };
    commits_after && member.config("auto.offset.reset") == Some("earliest")
}

fn wanted<'a>(
    logs: &'a BTreeMap<Place, Record>,
    members: &Members<'_>,
) -> impl Iterator<Item = &'a Place> {
    let topics = members.iter().flat_map(|(_, member)| &member.topics);
    let topics: BTreeSet<&str> = topics.copied().collect();
    logs.keys()
        .filter(move |(partition, _)| topics.contains(partition.topic.as_str()))
}

/// A sink that knows repetitions has each record once, and where nothing is lost it has all.
fn sunk(
    world: &World,
    logs: &BTreeMap<Place, Record>,
    members: &Members<'_>,
    broken: &mut Vec<String>,
) {
    let Some((_, first)) = members.first() else {
        return;
    };
    let Output::Sink(output) = &first.output else {
        return;
    };
    let sink = output.client.sink;
    let Some(AnyNode::Sink(node)) = world.slot(sink).map(sim::Slot::node) else {
        return;
    };
    let state = node.state();
    let deduplicates = first.guarantee.deduplicates.is_some();
    let complete = members.iter().all(|(_, member)| loses_nothing(member)) && !deduplicates;
    if node.setup().kind == SinkKind::File && output.mode == WriteMode::ByOffset {
        let mut seen = BTreeSet::new();
        for line in state.lines().filter(|line| !seen.insert(&line.source)) {
            broken.push(format!("sink {sink} has {:?} twice", line.source));
        }
    }
    if complete {
        for place in wanted(logs, members) {
            if !keeps(state, node.setup().kind, output.mode, place, &logs[place]) {
                broken.push(format!("sink {sink} lacks {} {}", place.0, place.1));
            }
        }
    }
}

fn keeps(
    state: &SinkState,
    kind: SinkKind,
    mode: WriteMode,
    place: &Place,
    record: &Record,
) -> bool {
    match (kind, mode) {
        (SinkKind::Table, _) => state.row(record.key.as_ref()).is_some(),
        (SinkKind::File, WriteMode::ByKey) => state.lines().any(|line| line.key == record.key),
        (SinkKind::File, _) => state.lines().any(|line| line.source == *place),
    }
}
