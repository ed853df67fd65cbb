//! A broker's replicas: from its process, or from its disk when there is none.

use std::collections::BTreeMap;

use engine::broker::Broker;
use engine::broker::Replica;
use engine::coordinator::group::GroupRecord;
use engine::log::{Record, RecordBatch};
use engine::model::{Offset, TopicPartition};
use engine::node::{Chunk, File};
use sim::{AnyNode, Slot, World};

use super::{Bookmark, Cell, Reader, Strip};

/// The strips of a broker, internal topics last and only where they hold records.
pub(super) fn of(world: &World, slot: &Slot) -> Vec<Strip> {
    let AnyNode::Broker(broker) = slot.node() else {
        return Vec::new();
    };
    let strips: Vec<Strip> = if slot.life().is_running() {
        broker
            .partitions()
            .filter(|(place, replica)| is_shown(place, replica.log().log_end_offset()))
            .map(|(place, replica)| of_replica(world, slot, place, replica))
            .collect()
    } else {
        of_disk(slot)
    };
    let (internal, mut shown): (Vec<Strip>, Vec<Strip>) =
        strips.into_iter().partition(|strip| strip.internal);
    shown.extend(internal);
    shown
}

fn is_shown(place: &TopicPartition, end: Offset) -> bool {
    !place.topic.is_internal() || end > Offset::ZERO
}

fn of_replica(world: &World, slot: &Slot, place: &TopicPartition, replica: &Replica) -> Strip {
    let leader = replica.is_leader();
    let log = replica.log();
    Strip {
        topic: place.topic.to_string(),
        partition: place.partition,
        internal: place.topic.is_internal(),
        leader,
        in_sync: replica.isr().contains(&slot.id()),
        leader_epoch: replica.leader_epoch().0,
        log_start: log.log_start_offset().0,
        log_end: log.log_end_offset().0,
        high_watermark: replica.high_watermark().0,
        segments: log
            .segments()
            .skip(1)
            .map(|segment| segment.base_offset().0)
            .collect(),
        cells: cells(log.batches(), replica.high_watermark(), place),
        readers: if leader {
            readers(world, place)
        } else {
            Vec::new()
        },
        bookmarks: if leader {
            bookmarks(world, place)
        } else {
            Vec::new()
        },
    }
}

/// What the disk of a broker that is down holds.
fn of_disk(slot: &Slot) -> Vec<Strip> {
    let checkpoint: BTreeMap<&TopicPartition, Offset> =
        match slot.disk().file(&File::HighWatermarks) {
            Some(file) => file
                .chunks()
                .iter()
                .flat_map(|chunk| match chunk {
                    Chunk::Offsets(entries) => entries
                        .iter()
                        .map(|(place, offset)| (place, *offset))
                        .collect(),
                    _ => Vec::new(),
                })
                .collect(),
            None => BTreeMap::new(),
        };
    let logs = slot.disk().files().filter_map(|(file, state)| match file {
        File::Log(place) => Some((place, state)),
        _ => None,
    });
    let strip = |(place, state): (&TopicPartition, &sim::FileState)| {
        let batches: Vec<&RecordBatch> = state
            .chunks()
            .iter()
            .filter_map(|chunk| match chunk {
                Chunk::Batch(batch) => Some(batch),
                _ => None,
            })
            .collect();
        let (start, end) = (
            batches.first().map_or(0, |b| b.base_offset.0),
            batches.last().map_or(0, |b| b.next_offset().0),
        );
        let high_watermark = checkpoint
            .get(place)
            .map_or(start, |offset| offset.0)
            .clamp(start, end);
        is_shown(place, Offset(end)).then(|| Strip {
            topic: place.topic.to_string(),
            partition: place.partition,
            internal: place.topic.is_internal(),
            leader: false,
            in_sync: false,
            leader_epoch: batches.last().map_or(0, |b| b.leader_epoch.0),
            log_start: start,
            log_end: end,
            high_watermark,
            segments: segments_on_disk(slot, place),
            cells: cells(batches.into_iter(), Offset(high_watermark), place),
            readers: Vec::new(),
            bookmarks: Vec::new(),
        })
    };
    logs.filter_map(strip).collect()
}

/// Where the segments of a partition but the oldest begin, by the names of their files.
fn segments_on_disk(slot: &Slot, place: &TopicPartition) -> Vec<i64> {
    let file = slot.disk().file(&File::Segments(place.clone()));
    match file.and_then(|file| file.chunks().last()) {
        Some(Chunk::Segments(names)) => names.iter().skip(1).map(|offset| offset.0).collect(),
        _ => Vec::new(),
    }
}

/// The batches of a partition on a disk, the last first.
pub(super) fn batches_on_disk<'w>(
    slot: &'w Slot,
    place: &TopicPartition,
) -> impl Iterator<Item = &'w RecordBatch> {
    let file = slot.disk().file(&File::Log(place.clone()));
    file.into_iter()
        .flat_map(|file| file.chunks().iter().rev())
        .filter_map(|chunk| match chunk {
            Chunk::Batch(batch) => Some(batch),
            _ => None,
        })
}

/// The last records of a log.
fn cells<'a>(
    batches: impl DoubleEndedIterator<Item = &'a RecordBatch>,
    high_watermark: Offset,
    place: &TopicPartition,
) -> Vec<Cell> {
    let records = batches
        .rev()
        .flat_map(|batch| batch.records().rev().map(move |record| (batch, record)));
    let cell = |(batch, (offset, record)): (&RecordBatch, (Offset, &Record))| Cell {
        offset: offset.0,
        epoch: batch.leader_epoch.0,
        committed: offset < high_watermark,
        value: value(record, place.topic.is_internal()),
    };
    let mut cells: Vec<Cell> = records.take(Strip::CELLS_MAX).map(cell).collect();
    cells.reverse();
    cells
}

/// A record's value as text. Kafka's own records are decoded.
pub(crate) fn value(record: &Record, internal: bool) -> String {
    if internal && let Some(record) = GroupRecord::decode(record) {
        return group_record(&record);
    }
    record
        .value
        .as_ref()
        .map(|value| schema::show(value).text)
        .unwrap_or_default()
}

fn group_record(record: &GroupRecord) -> String {
    match record {
        GroupRecord::Offset {
            group,
            partition,
            committed: Some(committed),
        } => {
            format!("{group}: {partition} → {}", committed.offset)
        }
        GroupRecord::Offset {
            group,
            partition,
            committed: None,
        } => format!("{group}: {partition} → ∅"),
        GroupRecord::Group {
            group,
            metadata: Some(metadata),
        } => {
            format!(
                "{group}: generation {}, {} members",
                metadata.generation,
                metadata.members.len()
            )
        }
        GroupRecord::Group {
            group,
            metadata: None,
        } => format!("{group}: ∅"),
    }
}

fn readers(world: &World, place: &TopicPartition) -> Vec<Reader> {
    let running = world.slots().filter(|slot| slot.life().is_running());
    let reader = |slot: &Slot| match slot.node() {
        AnyNode::Consumer(consumer) => Some(Reader {
            name: slot.name().to_string(),
            position: consumer.position(place)?.0,
        }),
        _ => None,
    };
    running.filter_map(reader).collect()
}

fn bookmarks(world: &World, place: &TopicPartition) -> Vec<Bookmark> {
    let coordinators = lab::brokers(world).map(Broker::group_coordinator);
    let bookmarks = coordinators.flat_map(|coordinator| {
        coordinator.groups().filter_map(|group| {
            let committed = coordinator.committed(group.id(), place)?;
            Some(Bookmark {
                group: group.id().to_string(),
                offset: committed.offset.0,
            })
        })
    });
    bookmarks.collect()
}
