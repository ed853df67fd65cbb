//! Version orders: what stands where in the log of each key, by all that clients saw (Jepsen's `version-orders`).
//!
//! A **place** is an offset of a key at which something is known to be. Places are numbered without gaps: an offset that
//! nobody wrote or read does not exist.

mod build;

use crate::history::History;
use crate::ids::{ItemId, KeyId};

/// The logs of all keys.
pub(crate) struct Order {
    /// The places of all logs: by key, then by offset.
    places: Vec<Place>,
    /// Where the log of each key begins in `places`, and where the last one ends.
    logs: Vec<u32>,
    /// What stands at each place, by value.
    stored: Vec<ItemId>,
    /// Where each value stands.
    found: Vec<Found>,
}

/// An offset at which something is.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u64,
    /// Where its values begin in `stored`; they end where those of the next place begin.
    stored: u32,
    /// The value that stands for the place.
    chosen: ItemId,
}

/// Where a value stands, as numbers of places in all logs together.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    first: Option<u32>,
    last: Option<u32>,
    /// The last place for which it stands.
    index: Option<u32>,
}

/// A place of one log, for a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    /// Its number in the log, from 0.
    pub(crate) index: u32,
    pub(crate) offset: u64,
    /// All that stands there, by value: more than one thing is a contradiction.
    pub(crate) stored: &'a [ItemId],
}

impl Order {
    /// How many places one value stands before another one of the same key. Values of which the place is not known, or
    /// that lost their place to another value, are taken for neighbours.
    pub(crate) fn delta(&self, from: ItemId, to: ItemId) -> i64 {
        match (self.index(from), self.index(to)) {
            (Some(from), Some(to)) => i64::from(to) - i64::from(from),
            _ => 1,
        }
    }

    /// What stands between two values of the same key.
    pub(crate) fn between(&self, from: ItemId, to: ItemId) -> impl Iterator<Item = ItemId> {
        let ends = self.index(from).zip(self.index(to));
        let range = ends.map_or(0..0, |(from, to)| from + 1..to);
        range.map(|place| self.places[place as usize].chosen)
    }

    /// The value before this one in its log.
    pub(crate) fn before(&self, history: &History, item: ItemId) -> Option<ItemId> {
        let before = self.index(item)?.checked_sub(1)?;
        let begin = self.logs[history.key_of(item) as usize];
        (before >= begin).then(|| self.places[before as usize].chosen)
    }

    /// The log of a key.
    pub(crate) fn log(&self, key: KeyId) -> impl Iterator<Item = At<'_>> {
        let (begin, end) = (self.logs[key as usize], self.logs[key as usize + 1]);
        (begin..end).map(move |place| At {
            index: place - begin,
            offset: self.places[place as usize].offset,
            stored: self.stored_at(place),
        })
    }

    /// The first place in its log at which a value stands.
    pub(crate) fn first(&self, history: &History, item: ItemId) -> Option<u32> {
        let begin = self.logs[history.key_of(item) as usize];
        self.found[item as usize].first.map(|place| place - begin)
    }

    /// The last place in its log at which a value stands.
    pub(crate) fn last(&self, history: &History, item: ItemId) -> Option<u32> {
        let begin = self.logs[history.key_of(item) as usize];
        self.found[item as usize].last.map(|place| place - begin)
    }

    fn index(&self, item: ItemId) -> Option<u32> {
        self.found[item as usize].index
    }

    fn stored_at(&self, place: u32) -> &[ItemId] {
        let begin = self.places[place as usize].stored as usize;
        let end = self.places.get(place as usize + 1);
        &self.stored[begin..end.map_or(self.stored.len(), |next| next.stored as usize)]
    }
}
