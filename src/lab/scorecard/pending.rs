//! What an application has processed, and what takes effect only with what it writes.

use std::ops::Range;

use imbl::{OrdMap, Vector};

use super::places::Run;
use crate::transactions::Start;

/// What the applications of one reader have processed of one partition, and of which nobody knows yet whether it takes
/// effect, by their starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pending {
    starts: OrdMap<Start, Waiting>,
}

/// The same of one start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Waiting {
    runs: Vector<Run>,
    /// Whether somebody was given the partition and did not go on behind it: then it has not taken effect, unless its own
    /// application says that it has.
    is_ruled_out: bool,
}

impl Pending {
    /// An application has processed these.
    pub(super) fn push(&mut self, start: Start, run: &Run) {
        let waiting = self.starts.entry(start).or_default();
        waiting.is_ruled_out &= !waiting.runs.is_empty();
        match waiting.runs.back_mut() {
            Some(last) if last.goes_on(run) => last.count += run.count,
            _ => waiting.runs.push_back(*run),
        }
    }

    /// Takes out all that a start has processed.
    pub(super) fn take(&mut self, start: Start) -> Vec<Run> {
        let waiting = self.starts.remove(&start);
        waiting.map_or_else(Vec::new, |waiting| waiting.runs.into_iter().collect())
    }

    /// Takes out what stands in a stretch.
    pub(super) fn take_within(&mut self, start: Start, offsets: &Range<u64>) -> Vec<Run> {
        let waiting = self.starts.get_mut(&start);
        waiting.map_or_else(Vec::new, |waiting| waiting.take_within(offsets))
    }

    /// Somebody else goes on from an offset: takes out what others have processed before it. The rest is ruled out.
    pub(super) fn take_before(&mut self, start: Start, offset: u64) -> Vec<Run> {
        let mut taken = Vec::new();
        if self.starts.is_empty() {
            return taken;
        }
        let others: Vec<Start> = self.starts.keys().copied().collect();
        for other in others.into_iter().filter(|other| *other != start) {
            if let Some(waiting) = self.starts.get_mut(&other)
                && !waiting.is_ruled_out
            {
                taken.extend(waiting.take_within(&(0..offset)));
                waiting.is_ruled_out = true;
            }
        }
        taken
    }
}

impl Waiting {
    fn take_within(&mut self, offsets: &Range<u64>) -> Vec<Run> {
        let mut taken = Vec::new();
        for run in std::mem::take(&mut self.runs) {
            let Some(part) = run.within(offsets) else {
                self.runs.push_back(run);
                continue;
            };
            taken.push(part);
            let all = run.numbers();
            for rest in [all.start..part.number, part.numbers().end..all.end] {
                if !rest.is_empty() {
                    self.runs.push_back(run.part(&rest));
                }
            }
        }
        taken
    }
}
