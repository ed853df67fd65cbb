//! One partition: a row for each replica, a column for each offset.

use std::collections::{BTreeMap, BTreeSet};

use engine::broker::Replica;
use engine::metadata::PartitionState;
use engine::model::{NodeId, Offset, TopicPartition};
use serde::Serialize;
use sim::{Slot, World};

use super::open::{self, OpenTransaction};
use crate::stage::{Bookmark, Fate, Life, Reader, Stamp, Strip, life, strip};

/// The offsets that each broker has truncated.
pub type Truncated = BTreeMap<NodeId, BTreeSet<i64>>;

/// A partition across its replicas.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartitionUp {
    /// Its name.
    pub name: String,
    /// `min.insync.replicas`, no more than there are replicas; none while nobody leads.
    pub min_isr: Option<usize>,
    /// Offsets before the first column that some replica still has.
    pub earlier: i64,
    /// Offsets after the last column.
    pub later: i64,
    /// The offsets shown, in order.
    pub columns: Vec<Column>,
    /// Its replicas, the preferred leader first.
    pub rows: Vec<ReplicaRow>,
    /// The transactions that are open in it, as its leader has them, the earliest first.
    pub open: Vec<OpenTransaction>,
    /// Offsets that groups have committed.
    pub bookmarks: Vec<Bookmark>,
    /// Where consumers are.
    pub readers: Vec<Reader>,
}

/// An offset across all replicas.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// The offset.
    pub offset: i64,
    /// The consumers that read it next.
    pub readers: Vec<String>,
    /// The groups that have committed it, so that it is read next after a restart.
    pub groups: Vec<String>,
    /// The timestamp of the record there, as the leader has it, or else the first replica that has one.
    pub stamp: Option<Stamp>,
}

/// A replica.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReplicaRow {
    /// The broker's number in the world.
    pub node: u32,
    /// The broker's name.
    pub broker: String,
    /// How the broker is.
    pub life: Life,
    /// Whether it leads.
    pub leader: bool,
    /// Whether the leader counts it as in sync.
    pub in_sync: bool,
    /// Whether it may lead although it is not in sync: it has every committed record (KIP-966).
    pub eligible: bool,
    /// The leader epoch that it knows.
    pub leader_epoch: i32,
    /// The first offset that its log has.
    pub log_start: i64,
    /// The high watermark as it knows it.
    pub high_watermark: i64,
    /// The last stable offset as it knows it.
    pub last_stable_offset: i64,
    /// The log end offset.
    pub log_end: i64,
    /// What it has at each column.
    pub spots: Vec<Spot>,
}

/// What a replica has at an offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Spot {
    /// Nothing yet.
    Empty,
    /// It was there, and was deleted or compacted away.
    Gone,
    /// It was there, and was truncated.
    Truncated,
    /// A record.
    Record {
        /// The leader epoch it was written in.
        epoch: i32,
        /// Whether it lies below the high watermark.
        committed: bool,
        /// What became of its transaction.
        fate: Fate,
        /// The producer id and epoch of that transaction.
        producer: Option<(i64, i16)>,
        /// Its timestamp.
        stamp: Stamp,
        /// Its value as text.
        value: String,
    },
}

impl PartitionUp {
    /// How many offsets are shown at most.
    pub const COLUMNS: i64 = 24;

    /// The partition in `world`, if there is one.
    #[must_use]
    pub fn of(
        world: &World,
        place: &TopicPartition,
        before: Option<i64>,
        truncated: &Truncated,
    ) -> Option<Self> {
        let whole = |slot: &Slot| strip(world, slot, place, Offset(i64::MAX));
        let ends = world
            .slots()
            .filter_map(|slot| whole(slot).map(|s| (slot.id(), s)));
        let ends: Vec<(NodeId, Strip)> = ends.collect();
        let last = ends.iter().map(|(_, strip)| strip.log_end).max()?;
        let first = ends.iter().map(|(_, strip)| strip.log_start).min()?;
        let until = before.unwrap_or(last).clamp(first, last);
        let from = (until - Self::COLUMNS).max(first);
        let leader = ends.iter().find(|(_, strip)| strip.leader);
        let (readers, bookmarks) = leader.map_or_else(Default::default, |(_, strip)| {
            (strip.readers.clone(), strip.bookmarks.clone())
        });
        // Where the next record is going to be is of interest too.
        let shown = from..until + i64::from(until == last);
        let row = |(node, whole): &(NodeId, Strip)| {
            let slot = world.slot(*node)?;
            let strip = strip(world, slot, place, Offset(until))?;
            let state = state(world, place);
            let mut row = row(slot, &strip, shown.clone(), whole, truncated.get(node));
            row.eligible = state.is_some_and(|state| state.elr.contains(node));
            Some(row)
        };
        let mut rows: Vec<ReplicaRow> = ends.iter().filter_map(row).collect();
        if let Some(state) = state(world, place) {
            rows.sort_by_key(|row| state.replicas.iter().position(|id| id.0 == row.node));
        }
        let column = |(place, offset): (usize, i64)| Column {
            offset,
            readers: names(&readers, |r: &Reader| (r.position, &r.name), offset),
            groups: names(&bookmarks, |b: &Bookmark| (b.offset, &b.group), offset),
            stamp: stamp(&rows, place),
        };
        let columns = shown.clone().enumerate().map(column).collect();
        Some(Self {
            name: place.to_string(),
            min_isr: leader_of(world, place).map(Replica::min_isr),
            earlier: from - first,
            later: last - until,
            columns,
            rows,
            open: leader_of(world, place).map_or_else(Vec::new, |it| open::of(world, it)),
            bookmarks,
            readers,
        })
    }
}

/// The timestamp in a column of these replicas.
fn stamp(rows: &[ReplicaRow], column: usize) -> Option<Stamp> {
    let stamp = |row: &ReplicaRow| match row.spots.get(column)? {
        Spot::Record { stamp, .. } => Some(*stamp),
        _ => None,
    };
    let leader = rows.iter().find(|row| row.leader);
    leader
        .and_then(stamp)
        .or_else(|| rows.iter().find_map(stamp))
}

fn names<T>(all: &[T], of: impl Fn(&T) -> (i64, &String), offset: i64) -> Vec<String> {
    let here = all.iter().map(of).filter(|(at, _)| *at == offset);
    here.map(|(_, name)| name.clone()).collect()
}

fn row(
    slot: &Slot,
    strip: &Strip,
    shown: std::ops::Range<i64>,
    whole: &Strip,
    truncated: Option<&BTreeSet<i64>>,
) -> ReplicaRow {
    let spot = |offset: i64| {
        if let Some(cell) = strip.cells.iter().find(|cell| cell.offset == offset) {
            return Spot::Record {
                epoch: cell.epoch,
                committed: cell.committed,
                fate: cell.fate,
                producer: cell.producer,
                stamp: cell.stamp,
                value: cell.value.clone(),
            };
        }
        if offset < whole.log_end {
            Spot::Gone
        } else if truncated.is_some_and(|truncated| truncated.contains(&offset)) {
            Spot::Truncated
        } else {
            Spot::Empty
        }
    };
    ReplicaRow {
        node: slot.id().0,
        broker: slot.name().to_string(),
        life: life(slot),
        leader: whole.leader,
        in_sync: whole.in_sync,
        eligible: false,
        leader_epoch: whole.leader_epoch,
        log_start: whole.log_start,
        high_watermark: whole.high_watermark,
        last_stable_offset: whole.last_stable_offset,
        log_end: whole.log_end,
        spots: shown.map(spot).collect(),
    }
}

/// What the newest metadata says of it.
fn state<'w>(world: &'w World, place: &TopicPartition) -> Option<&'w PartitionState> {
    let state = world.metadata()?.partition(place)?;
    Some(&**state)
}

fn leader_of<'w>(world: &'w World, place: &TopicPartition) -> Option<&'w Replica> {
    let mut replicas = lab::brokers(world).filter_map(|broker| broker.replica(place));
    replicas.find(|replica| replica.is_leader())
}
