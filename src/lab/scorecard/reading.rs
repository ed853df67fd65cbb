//! What one partition was to one reader.

use std::ops::Range;

use imbl::OrdMap;

use super::count::{Count, Counts};
use super::intervals::{Intervals, rest_of, total};
use super::notes::Notes;
use super::pending::Pending;
use super::places::{Life, Places, Run};
use super::reader::Reader;
use super::results::Results;

/// What one partition was to one reader: what it was given, what it has handled, and what it passed without having it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// From where it began to where it is now.
    span: Option<Range<u64>>,
    /// What it was told to leave out.
    unwanted: Intervals,
    /// What it was sent past because the log did not have it any more, where that may be.
    expired: Intervals,
    /// How far it was ever given records.
    given: u64,
    /// What it had, by whose sends that were.
    seen: OrdMap<Life, Seen>,
    /// What its applications have processed, and what has not taken effect yet.
    pub(super) pending: Pending,
    /// Acknowledged records that it has passed and not handled: where they should be.
    missing: OrdMap<(Life, u64), (u64, Missing)>,
}

/// What a reader had of the sends of one start of a producer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    counts: Counts,
    delivered: Intervals,
    /// Processed to an effect, or recognised.
    handled: Intervals,
    /// The latest send that was delivered, and where it stands.
    latest: Option<(u64, u64)>,
    /// The send behind the latest one that was handled.
    reached: Option<u64>,
}

/// Why a reader goes on from an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jump {
    /// It had been there before, or somebody says so: what it leaves out, it should have had.
    Resumes,
    /// The log begins there, and may have begun earlier once.
    Expired,
    /// Somebody wanted it there.
    Wanted,
    /// Its application goes back to what has taken effect; or somebody wanted it there, if that is ahead.
    GoesBack,
}

/// What an application did with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handling {
    /// It has processed it.
    Processed,
    /// The same, but where it writes what came of it, the same again changes nothing.
    ProcessedIdempotently,
    /// It has recognised it as something that it had handled before, and left it alone.
    Recognised,
}

/// Why a record may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Nothing is known.
    Unexplained,
    /// The log had it no longer, by its retention.
    Expired,
    /// What it was when its topic was deleted.
    Settled(Count),
}

impl Reading {
    /// Takes in what a poll returned, and says which sends the reader had not had before.
    pub(super) fn deliver(
        &mut self,
        run: &Run,
        reader: &Reader,
        notes: &mut Notes<'_>,
    ) -> Vec<Range<u64>> {
        self.given = self.given.max(run.offsets().end);
        let seen = self.seen.entry(run.life).or_default();
        let numbers = run.numbers();
        seen.counts.delivered += run.count;
        notes.take(Count::Delivered, run, Some(reader));
        let new = seen.delivered.insert(numbers.clone());
        for again in rest_of(&numbers, &new) {
            seen.counts.duplicated += again.end - again.start;
            notes.take(Count::Duplicated, &run.part(&again), Some(reader));
        }
        for new in &new {
            let part = run.part(new);
            if let Some((latest, offset)) = seen.latest
                && new.start < latest
                && part.offset > offset
            {
                let late = new.start..new.end.min(latest);
                seen.counts.reordered += late.end - late.start;
                notes.take(Count::Reordered, &run.part(&late), Some(reader));
            }
            if seen.latest.is_none_or(|(latest, _)| latest < new.end - 1) {
                seen.latest = Some((new.end - 1, part.offsets().end - 1));
            }
        }
        new
    }

    /// Which of these sends it was given.
    pub(super) fn delivered(&self, life: Life, numbers: &Range<u64>) -> Vec<Range<u64>> {
        let seen = self.seen.get(&life);
        seen.map_or_else(Vec::new, |seen| seen.delivered.present(numbers))
    }

    /// Some of what it was given had failed for certain.
    pub(super) fn aborted(
        &mut self,
        run: &Run,
        numbers: &[Range<u64>],
        reader: &Reader,
        notes: &mut Notes<'_>,
    ) {
        if numbers.is_empty() {
            return;
        }
        let seen = self.seen.entry(run.life).or_default();
        seen.counts.aborted += total(numbers);
        for part in numbers {
            notes.take(Count::Aborted, &run.part(part), Some(reader));
        }
    }

    /// Takes in what its application has processed, whether or not it takes effect.
    pub(super) fn process(&mut self, run: &Run, reader: &Reader, notes: &mut Notes<'_>) {
        let seen = self.seen.entry(run.life).or_default();
        seen.counts.processed += run.count;
        notes.take(Count::Processed, run, Some(reader));
    }

    /// Takes in what its application has processed to an effect, or recognised.
    pub(super) fn handle(
        &mut self,
        run: &Run,
        how: Handling,
        reader: &Reader,
        results: &mut Results,
        notes: &mut Notes<'_>,
    ) {
        let seen = self.seen.entry(run.life).or_default();
        let numbers = run.numbers();
        let new = seen.handled.insert(numbers.clone());
        let same_results = results.handled(reader, run.life, &new);
        if how == Handling::Processed {
            for again in rest_of(&numbers, &new).into_iter().chain(same_results) {
                seen.counts.repeated += again.end - again.start;
                notes.take(Count::Repeated, &run.part(&again), Some(reader));
            }
        }
        if self.missing.is_empty() {
            return;
        }
        for number in new.into_iter().flatten() {
            self.missing.remove(&(run.life, number));
        }
    }

    /// It has handled these records, and so passed what their producer has sent to the partition before without being
    /// told where it stands: with `acks=0` nothing is sent again, so nothing of it can come later.
    pub(super) fn pass_unplaced(&mut self, run: &Run, unplaced: &Intervals) {
        let began_at_the_start = self.span.as_ref().is_some_and(|span| span.start == 0);
        let why = if self.expired.is_empty() {
            Missing::Unexplained
        } else {
            Missing::Expired
        };
        let seen = self.seen.entry(run.life).or_default();
        let first = if began_at_the_start { 0 } else { run.number };
        let reached = seen.reached.unwrap_or(first);
        for passed in unplaced.present(&(reached..run.number)) {
            for number in seen.handled.absent(&passed).into_iter().flatten() {
                self.missing.insert((run.life, number), (Run::NOWHERE, why));
            }
        }
        seen.reached = Some(reached.max(run.numbers().end));
    }

    /// It has handled what stands in a stretch, and so passed what stands before.
    pub(super) fn pass(&mut self, offsets: &Range<u64>, acknowledged: &Places) {
        let span = self.span.get_or_insert(offsets.start..offsets.start);
        let passed = span.end..offsets.end;
        if !passed.is_empty() {
            span.end = offsets.end;
            self.examine(&passed, acknowledged);
        }
    }

    /// It goes on from an offset.
    pub(super) fn position(&mut self, to: u64, jump: Jump, acknowledged: &Places) {
        let span = self.span.get_or_insert(to..to);
        let passed = span.end..to;
        *span = span.start.min(to)..to;
        if passed.is_empty() {
            return;
        }
        match jump {
            Jump::GoesBack if to <= self.given => {}
            Jump::Wanted | Jump::GoesBack => {
                self.unwanted.insert(passed);
                return;
            }
            Jump::Expired => {
                self.expired.insert(passed.clone());
            }
            Jump::Resumes => {}
        }
        self.examine(&passed, acknowledged);
    }

    /// Whether it is behind some of these records.
    pub(super) fn has_passed(&self, run: &Run) -> bool {
        let passed = self.span.as_ref();
        passed.is_some_and(|span| run.within(span).is_some())
    }

    /// Their producer was told of them when the reader had passed them.
    pub(super) fn acknowledged_late(&mut self, run: &Run) {
        let Some(passed) = self.span.as_ref().and_then(|span| run.within(span)) else {
            return;
        };
        for wanted in self.unwanted.absent(&passed.offsets()) {
            if let Some(wanted) = passed.within(&wanted) {
                self.miss(&wanted);
            }
        }
    }

    /// The same when its topic has been deleted: what it still wanted is gone, and nothing that comes stands where it was.
    pub(super) fn deleted(&self, acknowledged: &Places) -> Self {
        let mut left = Self {
            span: None,
            unwanted: Intervals::default(),
            expired: Intervals::default(),
            given: 0,
            pending: Pending::default(),
            ..self.clone()
        };
        let ahead = self.span.as_ref().map(|span| span.end..u64::MAX);
        for run in ahead.iter().flat_map(|ahead| acknowledged.between(ahead)) {
            for (number, offset) in self.unhandled(&run) {
                let missing = (offset, Missing::Settled(Count::Deleted));
                left.missing.insert((run.life, number), missing);
            }
        }
        left
    }

    /// Settles what every missing record counts as.
    pub(super) fn settle(&mut self, count: impl Fn(&Run, Missing) -> Count) {
        let settled = self.missing().map(|(run, missing)| {
            let settled = Missing::Settled(count(&run, missing));
            ((run.life, run.number), (run.offset, settled))
        });
        self.missing = engine::model::gather(settled);
    }

    /// Every record that it misses, and why.
    pub(super) fn missing(&self) -> impl Iterator<Item = (Run, Missing)> {
        self.missing.iter().map(|((life, number), (offset, why))| {
            let run = Run {
                offset: *offset,
                life: *life,
                number: *number,
                count: 1,
            };
            (run, *why)
        })
    }

    /// What it had, counted by whose sends that were.
    pub(super) fn counts(&self) -> impl Iterator<Item = (Life, &Counts)> {
        self.seen.iter().map(|(life, seen)| (*life, &seen.counts))
    }

    fn examine(&mut self, passed: &Range<u64>, acknowledged: &Places) {
        for run in acknowledged.between(passed) {
            self.miss(&run);
        }
    }

    fn miss(&mut self, run: &Run) {
        for (number, offset) in self.unhandled(run) {
            let why = if self.expired.contains(offset) {
                Missing::Expired
            } else {
                Missing::Unexplained
            };
            self.missing.insert((run.life, number), (offset, why));
        }
    }

    /// The sends of a run that it has not handled, and where they stand.
    fn unhandled(&self, run: &Run) -> Vec<(u64, u64)> {
        let numbers = run.numbers();
        let absent = match self.seen.get(&run.life) {
            Some(seen) => seen.handled.absent(&numbers),
            None => vec![numbers],
        };
        let absent = absent.into_iter().flatten();
        absent
            .map(|number| (number, run.offset + (number - run.number)))
            .collect()
    }
}
