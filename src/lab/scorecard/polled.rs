//! What a consumer's application was given and has not handled yet.

use std::ops::Range;

use imbl::Vector;

use super::places::Run;

/// What one consumer was given of one partition since it started, as far as its application has not handled it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Polled {
    incarnation: u32,
    runs: Vector<Run>,
}

impl Polled {
    /// A poll has returned these. A process that starts anew has forgotten what it was given before.
    pub(super) fn push(&mut self, incarnation: u32, run: &Run) {
        if self.incarnation != incarnation {
            *self = Self {
                incarnation,
                runs: Vector::default(),
            };
        }
        match self.runs.back_mut() {
            Some(last) if last.goes_on(run) => last.count += run.count,
            _ => self.runs.push_back(*run),
        }
    }

    /// Takes out what stands in a stretch. What was given before that and not handled, the application has given up.
    pub(super) fn take(&mut self, incarnation: u32, offsets: &Range<u64>) -> Vec<Run> {
        let mut taken = Vec::new();
        let is_there = |run: &Run| run.within(offsets).is_some();
        let Some(first) = self.runs.iter().position(is_there) else {
            return taken;
        };
        if self.incarnation != incarnation {
            return taken;
        }
        for _ in 0..first {
            self.runs.pop_front();
        }
        while let Some(run) = self.runs.pop_front() {
            let Some(part) = run.within(offsets) else {
                self.runs.push_front(run);
                break;
            };
            taken.push(part);
            let rest = part.numbers().end..run.numbers().end;
            if !rest.is_empty() {
                self.runs.push_front(run.part(&rest));
                break;
            }
        }
        taken
    }
}
