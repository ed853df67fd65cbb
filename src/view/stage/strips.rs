//! A broker's replicas: from its process, or from its disk when there is none.

use engine::broker::Broker;
use engine::broker::Replica;
use engine::log::RecordBatch;
use engine::model::{Offset, TopicPartition};
use engine::node::{Chunk, File};
use sim::{AnyNode, Slot, World};

use super::{Bookmark, Reader, Strip, cells};

/// Before no offset in particular.
const END: Offset = Offset(i64::MAX);

/// The strips of a broker, internal topics last and only where they hold records.
pub(super) fn of(world: &World, slot: &Slot) -> Vec<Strip> {
    let AnyNode::Broker(broker) = slot.node() else {
        return Vec::new();
    };
    let strips: Vec<Strip> = if slot.life().is_running() {
        broker
            .partitions()
            .filter(|(place, replica)| is_shown(place, replica.log().log_end_offset()))
            .map(|(place, replica)| of_replica(world, slot, place, replica, END))
            .collect()
    } else {
        on_disk(slot)
            .filter_map(|(place, file)| of_disk(world, slot, place, file, END))
            .collect()
    };
    let (internal, mut shown): (Vec<Strip>, Vec<Strip>) =
        strips.into_iter().partition(|strip| strip.internal);
    shown.extend(internal);
    shown
}

/// One replica of a broker, with its last records before an offset.
pub(crate) fn one(
    world: &World,
    slot: &Slot,
    place: &TopicPartition,
    before: Offset,
) -> Option<Strip> {
    match slot.node() {
        AnyNode::Broker(broker) if slot.life().is_running() => {
            let replica = broker.replica(place)?;
            Some(of_replica(world, slot, place, replica, before))
        }
        _ => {
            let (place, file) = on_disk(slot).find(|(held, _)| *held == place)?;
            of_disk(world, slot, place, file, before)
        }
    }
}

fn is_shown(place: &TopicPartition, end: Offset) -> bool {
    !place.topic.is_internal() || end > Offset::ZERO
}

fn of_replica(
    world: &World,
    slot: &Slot,
    place: &TopicPartition,
    replica: &Replica,
    before: Offset,
) -> Strip {
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
        last_stable_offset: replica.last_stable_offset().0,
        segments: log
            .segments()
            .skip(1)
            .map(|segment| segment.base_offset().0)
            .collect(),
        cells: cells::last(
            log.batches(),
            replica.high_watermark(),
            &place.topic,
            before,
            world.start(),
        ),
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

/// The logs on a broker's disk.
fn on_disk(slot: &Slot) -> impl Iterator<Item = (&TopicPartition, &sim::FileState)> {
    slot.disk().files().filter_map(|(file, state)| match file {
        File::Log(place) => Some((place, state)),
        _ => None,
    })
}

/// What the disk of a broker that is down holds of a partition.
fn of_disk(
    world: &World,
    slot: &Slot,
    place: &TopicPartition,
    file: &sim::FileState,
    before: Offset,
) -> Option<Strip> {
    let batches = || file.chunks().iter().filter_map(batch);
    let (first, last) = (batches().next(), batches().next_back());
    let (start, end) = (
        first.map_or(0, |batch| batch.base_offset.0),
        last.map_or(0, |batch| batch.next_offset().0),
    );
    let high_watermark = checkpoint(slot, place).unwrap_or(start).clamp(start, end);
    is_shown(place, Offset(end)).then(|| Strip {
        topic: place.topic.to_string(),
        partition: place.partition,
        internal: place.topic.is_internal(),
        leader: false,
        in_sync: false,
        leader_epoch: last.map_or(0, |batch| batch.leader_epoch.0),
        log_start: start,
        log_end: end,
        high_watermark,
        last_stable_offset: high_watermark,
        segments: segments_on_disk(slot, place),
        cells: cells::last(
            batches(),
            Offset(high_watermark),
            &place.topic,
            before,
            world.start(),
        ),
        readers: Vec::new(),
        bookmarks: Vec::new(),
    })
}

const fn batch(chunk: &Chunk) -> Option<&RecordBatch> {
    match chunk {
        Chunk::Batch(batch) => Some(batch),
        _ => None,
    }
}

/// The high watermark that the disk has of a partition.
fn checkpoint(slot: &Slot, place: &TopicPartition) -> Option<i64> {
    let file = slot.disk().file(&File::HighWatermarks)?;
    let entries = file.chunks().iter().filter_map(|chunk| match chunk {
        Chunk::Offsets(entries) => Some(entries),
        _ => None,
    });
    let mut found = entries.flatten().filter(|(held, _)| held == place);
    found.next_back().map(|(_, offset)| offset.0)
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
pub(crate) fn batches_on_disk<'w>(
    slot: &'w Slot,
    place: &TopicPartition,
) -> impl Iterator<Item = &'w RecordBatch> + use<'w> {
    let file = slot.disk().file(&File::Log(place.clone()));
    file.into_iter()
        .flat_map(|file| file.chunks().iter().rev())
        .filter_map(batch)
}

fn readers(world: &World, place: &TopicPartition) -> Vec<Reader> {
    let running = world.slots().filter(|slot| slot.life().is_running());
    let reader = |slot: &Slot| match slot.node() {
        AnyNode::Consumer(node) => Some(Reader {
            name: slot.name().to_string(),
            position: node.consumer().position(place)?.0,
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
