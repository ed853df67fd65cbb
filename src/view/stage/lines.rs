//! What clients' applications saw last: the lines on their screens.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use engine::app::processor::Output;
use engine::client::Observation;
use engine::client::consumer::ConsumerRecords;
use engine::client::serdes::Deserialized;
use engine::log::{Record, RecordBatch};
use engine::model::{NodeId, Offset, TopicPartition};
use engine::protocol::{Body, Request};
use sim::{AnyNode, Cargo, Entry, Slot, World};

use super::{Line, strips, values};
use crate::saying::Saying;

/// How many lines a screen may show.
const MOST: usize = 6;

/// What a producer's application has seen of the life its process has now.
fn entries<'w>(world: &'w World, slot: &Slot) -> impl Iterator<Item = &'w Entry> {
    let (id, incarnation) = (slot.id(), slot.incarnation());
    world
        .history()
        .iter()
        .rev()
        .filter(move |entry| entry.node == id && entry.incarnation == incarnation)
}

/// The last records that a producer sent: with their offsets once acknowledged, without while in flight.
pub(super) fn sent<'w>(
    world: &'w World,
    slot: &Slot,
    on_their_way: impl IntoIterator<Item = Cow<'w, Record>>,
) -> Vec<Line> {
    let mut acknowledged: Vec<Line> = Vec::new();
    for entry in entries(world, slot) {
        if let Observation::Acknowledged {
            numbers,
            partition,
            base_offset,
        } = &entry.observation
        {
            let count = i64::try_from(numbers.end - numbers.start).unwrap_or(i64::MAX);
            acknowledged.extend(
                (0..count)
                    .rev()
                    .take(MOST)
                    .filter_map(|i| stored(world, partition, base_offset.plus(i))),
            );
        }
        if acknowledged.len() >= MOST {
            break;
        }
    }
    acknowledged.truncate(MOST);
    acknowledged.reverse();
    acknowledged.extend(on_their_way.into_iter().map(|record| in_flight(&record)));
    let surplus = acknowledged.len().saturating_sub(MOST);
    acknowledged.split_off(surplus)
}

/// A record as the leader holds it; as any disk does when no leader runs.
fn stored(world: &World, partition: &TopicPartition, offset: Offset) -> Option<Line> {
    let line = |batch: &RecordBatch| {
        let (_, record) = batch.records().find(|(at, _)| *at == offset)?;
        Some(Line {
            offset: Some(offset.0),
            text: values::value(&record),
        })
    };
    match lab::leader_log(world, partition) {
        Some(leader) => line(leader.log().batches_from(offset).next()?),
        None => world
            .slots()
            .find_map(|slot| strips::batches_on_disk(slot, partition).find_map(line)),
    }
}

/// The last records on their way to brokers, by who sent them, in the order of their arrival: looked up once, for there may
/// be thousands of messages.
pub(super) fn on_their_way(world: &World) -> BTreeMap<NodeId, VecDeque<Cow<'_, Record>>> {
    let mut records: BTreeMap<NodeId, VecDeque<Cow<'_, Record>>> = BTreeMap::new();
    for flight in world.flights() {
        let Cargo::Message(message) = flight.cargo else {
            continue;
        };
        if let Body::Request(Request::Produce(request)) = &*message.body {
            let batches = request.batches.iter();
            let sent = batches.flat_map(|(_, batch)| batch.records());
            let mine = records.entry(flight.from).or_default();
            mine.extend(sent.map(|(_, record)| record));
            mine.drain(..mine.len().saturating_sub(MOST));
        }
    }
    records
}

fn in_flight(record: &Record) -> Line {
    Line {
        offset: None,
        text: values::value(record),
    }
}

/// What a consumer's application has done since it started, and the records that it processed last.
pub(super) fn processed(world: &World, slot: &Slot) -> (Saying, Vec<Line>) {
    let AnyNode::Consumer(node) = slot.node() else {
        return (done("stage-printed", 0), Vec::new());
    };
    // The newest first; each gets its record from the poll that returned it.
    let mut lines: Vec<(&TopicPartition, Offset, Option<String>)> = Vec::new();
    for entry in entries(world, slot) {
        match &entry.observation {
            Observation::Processed { partition, offsets } => {
                let room = MOST.saturating_sub(lines.len());
                let offsets = (offsets.start.0..offsets.end.0).rev().take(room);
                lines.extend(offsets.map(|offset| (partition, Offset(offset), None)));
            }
            Observation::Polled {
                partition,
                records,
                said,
            } => fill(&mut lines, partition, (records, said)),
            _ => {}
        }
        if lines.len() >= MOST && lines.iter().all(|(.., text)| text.is_some()) {
            break;
        }
    }
    let line = |(_, offset, text): (_, Offset, Option<String>)| {
        Some(Line {
            offset: Some(offset.0),
            text: text?,
        })
    };
    let lines = lines.into_iter().rev().filter_map(line).collect();
    // A process that is gone has left no count.
    let count = || {
        if slot.life().is_running() {
            node.processed()
        } else {
            counted(world, slot)
        }
    };
    let said = match node.setup().output {
        Output::Printed => done("stage-printed", count()),
        Output::Store => done("stage-rows", node.store().rows().len() as u64),
        Output::Container(_) => done("stage-rows", node.container().records()),
        _ => done("stage-processed", count()),
    };
    (said, lines)
}

fn done(key: &'static str, count: u64) -> Saying {
    Saying::new(key).with("count", count)
}

fn fill(
    lines: &mut [(&TopicPartition, Offset, Option<String>)],
    partition: &TopicPartition,
    (records, said): (&ConsumerRecords, &[Deserialized]),
) {
    for (wanted, offset, text) in lines
        .iter_mut()
        .filter(|(wanted, _, text)| *wanted == partition && text.is_none())
    {
        let mut records = records.iter().enumerate();
        let found = records.find(|(_, at)| at.offset == *offset);
        *text = found.map(|(index, at)| match said.get(index) {
            Some(said) => values::text(said.value.as_ref()),
            None => values::value_in(&at.record, &wanted.topic),
        });
    }
}

/// How many records a process has processed, from what its application saw.
fn counted(world: &World, slot: &Slot) -> u64 {
    let processed = entries(world, slot).map(|entry| match &entry.observation {
        Observation::Processed { offsets, .. } => {
            u64::try_from(offsets.end.0 - offsets.start.0).unwrap_or(0)
        }
        _ => 0,
    });
    processed.sum()
}
