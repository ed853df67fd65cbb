//! A priority queue from which anything can be taken exactly, and moved, by its place.

use engine::model::Instant;

use crate::agenda::Sequence;

/// When, and behind what of the same instant.
pub(crate) type Key = (Instant, Sequence);

/// Where a queue keeps an item, as long as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place(u32);

/// A binary heap of keys over a slab of items. A tree would cost more time per item, and many times more to clone;
/// and cloning is what checkpoints do.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Queue<T> {
    heap: Vec<Ranked>,
    items: Vec<Option<T>>,
    /// Where in the heap each item's key stands.
    ranks: Vec<u32>,
    free: Vec<Place>,
}

#[derive(Clone, Copy, Debug, Hash)]
struct Ranked {
    key: Key,
    place: Place,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self {
            heap: Vec::new(),
            items: Vec::new(),
            ranks: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T> Queue<T> {
    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }

    /// The first key.
    pub(crate) fn first(&self) -> Option<Key> {
        self.heap.first().map(|first| first.key)
    }

    /// The first key, and its item.
    pub(crate) fn peek(&self) -> Option<(Key, &T)> {
        let first = self.heap.first()?;
        Some((first.key, self.items[first.place.0 as usize].as_ref()?))
    }

    /// All items, in no order that means anything.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, Place, &T)> {
        self.heap.iter().filter_map(|ranked| {
            Some((
                ranked.key,
                ranked.place,
                self.items[ranked.place.0 as usize].as_ref()?,
            ))
        })
    }

    pub(crate) fn push(&mut self, key: Key, item: T) -> Place {
        let place = self.free.pop().unwrap_or(Place(self.items.len() as u32));
        if place.0 as usize == self.items.len() {
            self.items.push(Some(item));
            self.ranks.push(0);
        } else {
            self.items[place.0 as usize] = Some(item);
        }
        self.heap.push(Ranked { key, place });
        self.rise(self.heap.len() - 1, Ranked { key, place });
        place
    }

    /// Takes the item of the first key.
    pub(crate) fn pop(&mut self) -> Option<(Key, T)> {
        let first = *self.heap.first()?;
        Some((first.key, self.take(first.place)))
    }

    /// Takes the item at a place.
    pub(crate) fn take(&mut self, place: Place) -> T {
        let rank = self.ranks[place.0 as usize] as usize;
        let last = self.heap.pop().expect("places are of items in the queue");
        if rank < self.heap.len() {
            self.settle(rank, last);
        }
        self.free.push(place);
        self.items[place.0 as usize]
            .take()
            .expect("places are of items in the queue")
    }

    /// Puts another item at a place, with another key.
    pub(crate) fn replace(&mut self, place: Place, key: Key, item: T) {
        self.items[place.0 as usize] = Some(item);
        self.settle(self.ranks[place.0 as usize] as usize, Ranked { key, place });
    }

    /// Finds the rank of what may belong above or below `rank`. What takes the place of another mostly comes from
    /// the bottom or is put off, so it sinks all the way first and then rises.
    fn settle(&mut self, rank: usize, ranked: Ranked) {
        let mut hole = rank;
        loop {
            let left = 2 * hole + 1;
            let Some(mut child) = self.heap.get(left).copied() else {
                break;
            };
            let mut from = left;
            if let Some(right) = self
                .heap
                .get(left + 1)
                .filter(|right| right.key < child.key)
            {
                (child, from) = (*right, left + 1);
            }
            self.set(hole, child);
            hole = from;
        }
        self.rise(hole, ranked);
    }

    fn rise(&mut self, mut hole: usize, ranked: Ranked) {
        while hole > 0 {
            let parent = self.heap[(hole - 1) / 2];
            if parent.key < ranked.key {
                break;
            }
            self.set(hole, parent);
            hole = (hole - 1) / 2;
        }
        self.set(hole, ranked);
    }

    fn set(&mut self, rank: usize, ranked: Ranked) {
        self.heap[rank] = ranked;
        self.ranks[ranked.place.0 as usize] = rank as u32;
    }
}
