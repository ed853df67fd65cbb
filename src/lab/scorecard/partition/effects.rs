//! What applications have processed, and when it takes effect.

use std::ops::Range;

use imbl::OrdMap;

use super::{Life, Partition, Reading, Run, Sends};
use crate::scorecard::notes::Notes;
use crate::scorecard::reader::Reader;
use crate::scorecard::reading::Handling;
use crate::scorecard::results::Results;
use crate::transactions::Start;

/// An application that handles records.
pub(in crate::scorecard) struct Application<'a> {
    /// For whom.
    pub(in crate::scorecard) reader: &'a Reader,
    /// In which start of its consumer.
    pub(in crate::scorecard) start: Start,
    /// What it does with them.
    pub(in crate::scorecard) how: Handling,
}

impl Partition {
    /// An application has handled what stands in a stretch.
    pub(in crate::scorecard) fn handle(
        &mut self,
        offsets: &Range<u64>,
        by: &Application<'_>,
        results: &mut Results,
        notes: &mut Notes<'_>,
    ) {
        let runs = self.handed(offsets, by.start);
        let reading = self.readings.entry(by.reader.clone()).or_default();
        for run in &runs {
            if by.how != Handling::Recognised {
                reading.process(run, by.reader, notes);
            }
            take_effect(reading, &self.sends, run, by, results, notes);
        }
        reading.pass(offsets, &self.acknowledged);
    }

    /// An application has processed what stands in a stretch, and what it makes of that is still to take effect.
    pub(in crate::scorecard) fn process(
        &mut self,
        offsets: &Range<u64>,
        by: &Application<'_>,
        notes: &mut Notes<'_>,
    ) {
        let runs = self.handed(offsets, by.start);
        let reading = self.readings.entry(by.reader.clone()).or_default();
        for run in &runs {
            reading.process(run, by.reader, notes);
            reading.pending.push(by.start, run);
        }
    }

    /// What an application has processed of a stretch takes effect; of all, where none is given.
    pub(in crate::scorecard) fn written(
        &mut self,
        offsets: Option<&Range<u64>>,
        by: &Application<'_>,
        results: &mut Results,
        notes: &mut Notes<'_>,
    ) {
        let Some(reading) = self.readings.get_mut(by.reader) else {
            return;
        };
        let runs = match offsets {
            Some(offsets) => reading.pending.take_within(by.start, offsets),
            None => reading.pending.take(by.start),
        };
        for run in runs {
            take_effect(reading, &self.sends, &run, by, results, notes);
            reading.pass(&run.offsets(), &self.acknowledged);
        }
    }

    /// What an application has processed since its last transaction takes no effect.
    pub(in crate::scorecard) fn given_up(&mut self, by: &Application<'_>) {
        if let Some(reading) = self.readings.get_mut(by.reader) {
            reading.pending.take(by.start);
        }
    }

    /// An application goes on behind what others have processed: that has taken effect, and what comes after has not.
    pub(in crate::scorecard) fn effective_before(
        &mut self,
        offset: u64,
        by: &Application<'_>,
        results: &mut Results,
        notes: &mut Notes<'_>,
    ) {
        let Some(reading) = self.readings.get_mut(by.reader) else {
            return;
        };
        for run in reading.pending.take_before(by.start, offset) {
            take_effect(reading, &self.sends, &run, by, results, notes);
            reading.pass(&run.offsets(), &self.acknowledged);
        }
    }

    /// What an application was given of a stretch.
    fn handed(&mut self, offsets: &Range<u64>, (node, incarnation): Start) -> Vec<Run> {
        let polled = self.polled.get_mut(&node);
        polled.map_or_else(Vec::new, |polled| polled.take(incarnation, offsets))
    }
}

fn take_effect(
    reading: &mut Reading,
    sends: &OrdMap<Life, Sends>,
    run: &Run,
    by: &Application<'_>,
    results: &mut Results,
    notes: &mut Notes<'_>,
) {
    reading.handle(run, by.how, by.reader, results, notes);
    if let Some(sends) = sends.get(&run.life) {
        reading.pass_unplaced(run, &sends.unplaced);
    }
}
