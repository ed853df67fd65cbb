//! From what was polled, and what was certainly sent, to the logs.

use super::{Found, Order, Place};
use crate::facts::Facts;
use crate::history::History;
use crate::ids::{ItemId, KeyId, next};

/// That a value stands at an offset.
type Sighting = (KeyId, u64, ItemId);

impl Order {
    /// The logs by all polls, since pollers never get what may still vanish, and by the sends that are committed.
    pub(crate) fn of(history: &History, facts: &Facts) -> Self {
        let mut order = Self {
            places: Vec::new(),
            logs: vec![0],
            stored: Vec::new(),
            found: vec![Found::default(); history.items()],
        };
        for (key, offset, item) in sightings(history, facts) {
            order.store(key, offset, item);
        }
        while order.logs.len() <= history.keys() {
            order.logs.push(next(order.places.len()));
        }
        order.find();
        order.choose(history);
        order
    }

    fn store(&mut self, key: KeyId, offset: u64, item: ItemId) {
        let place = next(self.places.len());
        while self.logs.len() <= key as usize {
            self.logs.push(place);
        }
        let is_new = self.logs[key as usize] == place
            || self.places.last().is_none_or(|last| last.offset != offset);
        if is_new {
            self.places.push(Place {
                offset,
                stored: next(self.stored.len()),
                chosen: item,
            });
        }
        self.stored.push(item);
    }

    /// Notes where each value stands.
    fn find(&mut self) {
        for place in 0..next(self.places.len()) {
            let begin = self.places[place as usize].stored as usize;
            let end = begin + self.stored_at(place).len();
            for item in &self.stored[begin..end] {
                let found = &mut self.found[*item as usize];
                found.first = found.first.or(Some(place));
                found.last = Some(place);
            }
        }
    }

    /// Chooses the value that stands for each place: of those that stand nowhere later the smallest, or else of all.
    /// Jepsen leaves it open which one; this choice contradicts other places least.
    fn choose(&mut self, history: &History) {
        for place in 0..next(self.places.len()) {
            let begin = self.places[place as usize].stored as usize;
            let end = begin + self.stored_at(place).len();
            let stored = &mut self.stored[begin..end];
            stored.sort_by(|a, b| history.value(*a).cmp(history.value(*b)));
            let ends_here = |item: &&ItemId| self.found[**item as usize].last == Some(place);
            let chosen = stored.iter().find(ends_here).or(stored.first()).copied();
            if let Some(chosen) = chosen {
                self.places[place as usize].chosen = chosen;
                self.found[chosen as usize].index = Some(place);
            }
        }
    }
}

/// What stands where, each once, by key and offset.
fn sightings(history: &History, facts: &Facts) -> Vec<Sighting> {
    // Nearly every value is seen at one offset only, however often.
    let mut first = vec![None; history.items()];
    let mut others = Vec::new();
    for (id, op) in history.ops() {
        let committed = facts.is_committed(id);
        let believed = history.records_of(op).iter();
        for record in believed.filter(|record| record.polled || committed) {
            let Some(offset) = record.offset else {
                continue;
            };
            let known = first[record.item as usize].get_or_insert(offset);
            if *known != offset {
                others.push((history.key_of(record.item), offset, record.item));
            }
        }
    }
    let firsts = (0..).zip(first).filter_map(|(item, offset)| {
        let offset = offset?;
        Some((history.key_of(item), offset, item))
    });
    let mut all: Vec<Sighting> = firsts.chain(others).collect();
    all.sort_unstable();
    all.dedup();
    all
}
