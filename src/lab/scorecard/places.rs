//! Which records stand where in one partition, as far as clients know.

use std::ops::Range;

use engine::log::Origin;
use engine::model::{NodeId, Offset};
use imbl::{OrdMap, OrdSet};
use sim::Entry;

use crate::transactions::Start;

/// One start of a producer, within which sends are numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Life {
    /// The producer.
    pub(super) producer: NodeId,
    /// Its incarnation.
    pub(super) incarnation: u32,
}

impl Life {
    /// The start of a client that saw something.
    pub(super) const fn of(entry: &Entry) -> Self {
        Self {
            producer: entry.node,
            incarnation: entry.incarnation,
        }
    }

    /// Whoever made the records that no producer of the world has sent. Their offsets count as their numbers.
    pub(super) const NOBODY: Self = Self {
        producer: NodeId(u32::MAX),
        incarnation: 0,
    };
}

impl From<Start> for Life {
    fn from((producer, incarnation): Start) -> Self {
        Self {
            producer,
            incarnation,
        }
    }
}

/// Records that follow each other in a log and among the sends of a producer alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The offset of the first; [`Run::NOWHERE`] where it is not known.
    pub(super) offset: u64,
    /// Whose sends they are.
    pub(super) life: Life,
    /// The number of the first.
    pub(super) number: u64,
    /// How many there are.
    pub(super) count: u64,
}

impl Run {
    /// For the offset of what nobody was told the offset of.
    pub(super) const NOWHERE: u64 = u64::MAX;

    /// Sends without a place.
    pub(super) fn unplaced(life: Life, numbers: &Range<u64>) -> Self {
        Self {
            offset: Self::NOWHERE,
            life,
            number: numbers.start,
            count: numbers.end.saturating_sub(numbers.start),
        }
    }

    /// One record at an offset.
    pub(super) fn one(offset: Offset, origin: Option<Origin>) -> Self {
        let offset = offset.0.max(0).cast_unsigned();
        let (life, number) = match origin {
            Some(origin) => (
                Life {
                    producer: origin.producer,
                    incarnation: origin.incarnation,
                },
                origin.number,
            ),
            None => (Life::NOBODY, offset),
        };
        Self {
            offset,
            life,
            number,
            count: 1,
        }
    }

    /// The numbers of the sends.
    pub(super) const fn numbers(&self) -> Range<u64> {
        self.number..self.number + self.count
    }

    /// Where they stand.
    pub(super) const fn offsets(&self) -> Range<u64> {
        self.offset..self.offset.saturating_add(self.count)
    }

    /// Some of them, by their numbers.
    pub(super) const fn part(&self, numbers: &Range<u64>) -> Self {
        let offset = if self.offset == Self::NOWHERE {
            Self::NOWHERE
        } else {
            self.offset + (numbers.start - self.number)
        };
        Self {
            offset,
            life: self.life,
            number: numbers.start,
            count: numbers.end - numbers.start,
        }
    }

    /// Those of them that stand within a stretch of the log; there may be none.
    pub(super) fn within(&self, offsets: &Range<u64>) -> Option<Self> {
        let start = self.offset.max(offsets.start);
        let end = self.offsets().end.min(offsets.end);
        let first = self.number + start.checked_sub(self.offset)?;
        (start < end).then(|| self.part(&(first..first + (end - start))))
    }

    /// Whether the other one comes right after this one, in the log and among the sends.
    pub(super) fn goes_on(&self, next: &Self) -> bool {
        self.life == next.life
            && self.number + self.count == next.number
            && self.offsets().end == next.offset
    }
}

/// Which records stand where.
///
/// When a log has lost its end, one offset can have been told of several records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The run at the end, where most records are added.
    last: Option<Run>,
    /// By offset, what was told of it first, before that. No two overlap.
    earlier: OrdMap<u64, Run>,
    /// What was told of an offset later.
    others: OrdSet<(u64, Life, u64)>,
}

impl Places {
    /// Takes in where records stand, and says of which of them that is new.
    pub(super) fn insert(&mut self, run: &Run) -> Vec<Run> {
        let mut new = Vec::new();
        let mut at = run.offset;
        let end = run.offsets().end;
        while at < end {
            let there = self.at(at);
            let until = match there {
                Some(there) => there.offsets().end.min(end),
                None => self.next_after(at).map_or(end, |next| next.min(end)),
            };
            if let Some(piece) = run.within(&(at..until)) {
                match there {
                    Some(there) if there.within(&(at..until)) == Some(piece) => {}
                    Some(_) => new.extend(self.insert_others(&piece)),
                    None => {
                        self.add(piece);
                        new.push(piece);
                    }
                }
            }
            at = until;
        }
        new
    }

    /// What stands in a stretch of the log.
    pub(super) fn between(&self, offsets: &Range<u64>) -> impl Iterator<Item = Run> {
        let wanted = offsets.clone();
        let is_early = self.last.is_some_and(|last| wanted.start < last.offset);
        let before = self.earlier.get_prev(&wanted.start);
        let first = before.map_or(wanted.start, |(offset, _)| *offset);
        let is_any = !wanted.is_empty();
        let runs = (is_any && is_early).then(|| self.earlier.range(first..wanted.end));
        let runs = runs.into_iter().flatten().map(|(_, run)| *run);
        let others = (is_any && !self.others.is_empty())
            .then(|| self.others.range(lowest(wanted.start)..lowest(wanted.end)));
        let others = others
            .into_iter()
            .flatten()
            .map(|(offset, life, number)| Run {
                offset: *offset,
                life: *life,
                number: *number,
                count: 1,
            });
        runs.chain(self.last)
            .filter_map(move |run| run.within(&wanted))
            .chain(others)
    }

    /// The run that an offset is in.
    fn at(&self, offset: u64) -> Option<Run> {
        let last = self.last?;
        let run = if offset >= last.offset {
            last
        } else {
            *self.earlier.get_prev(&offset)?.1
        };
        (run.offsets().end > offset).then_some(run)
    }

    /// Where the next run begins behind an offset that is in none.
    fn next_after(&self, offset: u64) -> Option<u64> {
        let last = self.last.filter(|last| last.offset > offset)?;
        let next = self.earlier.get_next(&offset);
        Some(next.map_or(last.offset, |(next, _)| *next))
    }

    /// Puts a run where nothing is known to stand.
    fn add(&mut self, run: Run) {
        match &mut self.last {
            Some(last) if last.goes_on(&run) => last.count += run.count,
            Some(last) if run.offset < last.offset => {
                self.earlier.insert(run.offset, run);
            }
            last => {
                if let Some(before) = last.replace(run) {
                    self.earlier.insert(before.offset, before);
                }
            }
        }
    }

    fn insert_others(&mut self, run: &Run) -> Vec<Run> {
        let each = run.numbers().map(|number| run.part(&(number..number + 1)));
        each.filter(|one| {
            let other = (one.offset, one.life, one.number);
            self.others.insert(other).is_none()
        })
        .collect()
    }
}

/// What comes before everything that stands at an offset.
const fn lowest(offset: u64) -> (u64, Life, u64) {
    let life = Life {
        producer: NodeId(0),
        incarnation: 0,
    };
    (offset, life, 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_are_what_their_records_are(
            told in prop::collection::vec((0_u64..30, 0_u32..2, 0_u64..30, 1_u64..8), 0..30),
            (from, length) in (0_u64..40, 0_u64..20),
        ) {
            let (mut places, mut records) = (Places::default(), BTreeSet::new());
            for (offset, producer, number, count) in told {
                let life = Life { producer: NodeId(producer), incarnation: 0 };
                let run = Run { offset, life, number, count };
                let each = |run: &Run| -> Vec<_> { run.offsets().map(|at| (at, run.life, at - run.offset + run.number)).collect() };
                let new: BTreeSet<_> = places.insert(&run).iter().flat_map(each).collect();
                let expected: BTreeSet<_> = each(&run).into_iter().filter(|one| !records.contains(one)).collect();
                prop_assert_eq!(new, expected);
                records.extend(each(&run));
            }
            let asked = from..from + length;
            let found = places.between(&asked);
            let found: Vec<_> = found.flat_map(|run| run.offsets().map(move |at| (at, run.life, at - run.offset + run.number))).collect();
            let found_once: BTreeSet<_> = found.iter().copied().collect();
            prop_assert_eq!(found.len(), found_once.len(), "each record once");
            let expected: BTreeSet<_> = records.into_iter().filter(|(at, ..)| (from..from + length).contains(at)).collect();
            prop_assert_eq!(found_once, expected);
        }
    }
}
