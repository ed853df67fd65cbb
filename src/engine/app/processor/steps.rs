//! One step after the other.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{
    Commits, LoopState, Manner, Output, Portion, Processor, ProcessorTimer, Step, Stored, Trigger,
};
use crate::app::sink::{SinkEvent, SinkWrite, WriteMode, WrittenRow};
use crate::client::Observation;
use crate::client::consumer::{Offsets, Polled, Returned};
use crate::client::producer::TransactionCall;
use crate::client::serdes::Deserialized;
use crate::model::Duration;
use crate::node::{Chunk, Effect, Effects, File, Now};
use crate::protocol::{CommittedOffset, ErrorCode};

impl Processor {
    /// A call to the consumer has returned.
    pub(super) fn returned(&mut self, now: Now, returned: Returned, effects: &mut Effects) {
        match returned {
            Returned::Records(polled) => self.fetched(now, polled, effects),
            Returned::Committed(outcome) => self.committed(now, outcome, effects),
            // The loop is in a `try` whose `finally` closes the consumer.
            Returned::Threw(_) => self.give_up(now),
            Returned::Undeserializable(poison) => self.met_poison(now, poison, effects),
            Returned::Closed => {
                self.close_file(effects);
                self.close_producer(now, effects);
            }
        }
    }

    /// Told to stop, it finishes what the last poll returned: `wakeup()` interrupts nothing but `poll()`.
    pub(super) fn stop(&mut self, now: Now, effects: &mut Effects) {
        self.stops = true;
        if self.state == LoopState::Fetching {
            self.poll(now, effects);
        }
    }

    pub(super) fn poll(&mut self, now: Now, effects: &mut Effects) {
        if self.stops {
            self.give_up(now);
            return;
        }
        self.state = LoopState::Fetching;
        self.consumer.poll(effects);
    }

    fn fetched(&mut self, now: Now, polled: Vec<Polled>, effects: &mut Effects) {
        self.first_of_poll = self.given + 1;
        self.polled.clear();
        for polled in polled {
            if !polled.records.is_empty() {
                self.take_in(polled, effects);
            }
        }
        let all = self.first_of_poll..=self.given;
        if all.is_empty() {
            self.poll(now, effects);
        } else if self.fails(Step::Fetch, all, now, effects) {
        } else if self.setup.is_transactional() {
            self.call(TransactionCall::Begin, effects);
        } else if self.setup.guarantee.commits == Commits::BeforeProcessing {
            self.state = LoopState::CommittingBefore;
            self.consumer.commit_sync(now, None);
        } else {
            self.process(now, effects);
        }
    }

    fn take_in(&mut self, polled: Polled, effects: &mut Effects) {
        let Polled {
            partition,
            records,
            deserialized,
            ..
        } = polled;
        let said: Arc<[Deserialized]> = deserialized.into();
        let mut deserialized = said.iter();
        if let Some(Trigger::Record(place, offset)) = self.setup.failure.as_ref().map(|f| &f.at)
            && *place == partition
            && let Some(index) = (1..)
                .zip(records.iter())
                .find(|(_, at)| at.offset == *offset)
        {
            self.fails_at = Some(self.given + index.0);
        }
        if self.setup.is_transactional()
            && let Some(offsets) = records.offsets()
        {
            self.polled.insert(partition.clone(), offsets);
        }
        if self.handles_each() {
            self.portions.extend(records.iter().map(|at| {
                let (key, value) = match deserialized.next() {
                    Some(said) => (said.key.clone(), said.value.clone()),
                    None => (at.record.key.clone(), at.record.value.clone()),
                };
                let stored = Stored {
                    partition: partition.clone(),
                    offset: at.offset,
                    key,
                    value,
                };
                Portion {
                    partition: partition.clone(),
                    offsets: at.offset..at.offset.plus(1),
                    count: 1,
                    record: Some(Arc::new(stored)),
                }
            }));
        } else if let Some(offsets) = records.offsets() {
            self.portions.push_back(Portion {
                partition: partition.clone(),
                offsets,
                count: records.len() as u64,
                record: None,
            });
        }
        self.given += records.len() as u64;
        effects.observe(Observation::Polled {
            partition,
            records,
            said,
        });
    }

    /// Whether it matters when each record is done, or what it says.
    fn handles_each(&self) -> bool {
        let setup = &self.setup;
        setup.process_time > Duration::ZERO
            || setup.output != Output::Printed
            || setup.guarantee.deduplicates.is_some()
            || setup.guarantee.commits == Commits::AfterRecord
            || setup.failure.is_some()
    }

    /// Begins with the next record that it has not handled before; after the last, the poll is done.
    pub(super) fn process(&mut self, now: Now, effects: &mut Effects) {
        while let Some(portion) = self.portions.front() {
            if !self.was_handled(portion) {
                let takes = self.setup.process_time * portion.count;
                let until = now.mono + takes;
                self.state = LoopState::Processing { until };
                effects.set_timer(ProcessorTimer::Process, takes);
                return;
            }
            effects.observe(Observation::Recognised {
                partition: portion.partition.clone(),
                offset: portion.offsets.start,
            });
            self.handled += portion.count;
            self.recognised += portion.count;
            self.portions.pop_front();
        }
        if self.setup.is_transactional() {
            self.call(TransactionCall::SendOffsets, effects);
        } else if self.producer.is_some() {
            self.flush(now, effects);
        } else if !self.flush_block(now, effects) {
        } else if self.setup.guarantee.commits == Commits::AfterPoll {
            self.commit(now);
        } else {
            self.poll(now, effects);
        }
    }

    /// `commitSync()` of what is done: all that the poll returned, or the first record of what is left of it.
    pub(super) fn commit(&mut self, now: Now) {
        self.state = LoopState::CommittingAfter;
        let offsets = match self.setup.guarantee.commits {
            Commits::AfterRecord => self.portions.pop_front().as_ref().map(after),
            _ => None,
        };
        self.consumer.commit_sync(now, offsets);
    }

    fn was_handled(&self, portion: &Portion) -> bool {
        match (self.setup.guarantee.deduplicates, &portion.record) {
            (Some(by), Some(record)) => self.store.knows(record, by),
            _ => false,
        }
    }

    pub(super) fn done_processing(&mut self, now: Now, effects: &mut Effects) {
        let Some(portion) = self.portions.front() else {
            return;
        };
        effects.observe(Observation::Processed {
            partition: portion.partition.clone(),
            offsets: portion.offsets.clone(),
        });
        self.handled += portion.count;
        let remembers = self.setup.guarantee.deduplicates.is_some();
        let writes = remembers || self.setup.output != Output::Printed;
        if self.fails(Step::Process, self.handled..=self.handled, now, effects) {
        } else if writes {
            self.state = LoopState::Writing;
            effects.set_timer(ProcessorTimer::Write, Duration::ZERO);
        } else {
            self.done_with_record(now, effects);
        }
    }

    /// Into the store, what came of the record and that it was handled are one write: a crash leaves both or neither. A
    /// sink may keep the one and the process not live to know it.
    pub(super) fn write(&mut self, now: Now, effects: &mut Effects) {
        let Some(record) = self.portions.front().and_then(|p| p.record.clone()) else {
            return;
        };
        if matches!(self.setup.output, Output::Container(_))
            && !self.add_to_block(now, Arc::clone(&record), effects)
        {
            return;
        }
        match (&self.setup.output, &mut self.sink) {
            (Output::Sink(output), Some(sink)) => {
                let mut write = row(&record, output.mode);
                if self.setup.guarantee.commits == Commits::WithOutput {
                    let next = (record.partition.clone(), record.offset.plus(1));
                    write.offsets.push(next);
                }
                sink.write(now, write, effects);
                return;
            }
            (Output::Topic(_), _) => return self.send(now, &record, effects),
            (Output::Store, _) => {
                let chunk = Chunk::Stored(Arc::clone(&record));
                effects.push(Effect::Append(File::Store, chunk));
            }
            _ => {}
        }
        self.written(now, record, effects);
    }

    /// The sink has answered, or will not.
    pub(super) fn sunk(&mut self, now: Now, event: &SinkEvent, effects: &mut Effects) {
        let record = self.portions.front().and_then(|p| p.record.clone());
        let record = record.filter(|_| self.state == LoopState::Writing);
        match (event, record) {
            (SinkEvent::Offsets { offsets, .. }, _) => self.placed(now, offsets, effects),
            (SinkEvent::Written { .. }, Some(record)) => self.written(now, record, effects),
            // Nobody knows whether it was kept: that is an exception, unless the client is told to write again.
            (SinkEvent::Unknown { .. }, Some(_)) => self.give_up(now),
            (SinkEvent::Written { .. } | SinkEvent::Unknown { .. }, None) => {}
        }
    }

    pub(super) fn written(&mut self, now: Now, record: Arc<Stored>, effects: &mut Effects) {
        let is_kept = matches!(self.setup.output, Output::Store | Output::Sink(_));
        if is_kept {
            effects.observe(Observation::Written {
                partition: record.partition.clone(),
                offset: record.offset,
            });
        }
        if self.setup.output == Output::Store || self.setup.guarantee.deduplicates.is_some() {
            self.store.put(record);
        }
        if !self.fails(Step::Write, self.handled..=self.handled, now, effects) {
            self.done_with_record(now, effects);
        }
    }

    fn done_with_record(&mut self, now: Now, effects: &mut Effects) {
        if self.setup.guarantee.commits != Commits::AfterRecord {
            self.portions.pop_front();
            self.process(now, effects);
        } else if self.producer.is_some() {
            self.flush(now, effects);
        } else if self.flush_block(now, effects) {
            self.commit(now);
        }
    }

    fn committed(&mut self, now: Now, outcome: Result<(), ErrorCode>, effects: &mut Effects) {
        let covered = match self.setup.guarantee.commits {
            Commits::AfterRecord => self.handled..=self.handled,
            _ => self.first_of_poll..=self.given,
        };
        let is_before = self.state == LoopState::CommittingBefore;
        match outcome {
            Ok(()) if self.fails(Step::Commit, covered, now, effects) => {}
            Ok(()) => self.go_on(now, effects),
            // Somebody else has the partitions, or soon will: the next poll joins again. What was not committed before it
            // is processed, is left to whoever gets it.
            Err(
                ErrorCode::RebalanceInProgress
                | ErrorCode::UnknownMemberId
                | ErrorCode::IllegalGeneration,
            ) => {
                if is_before {
                    self.portions.clear();
                }
                self.go_on(now, effects);
            }
            Err(_) => self.give_up(now),
        }
    }

    pub(super) fn go_on(&mut self, now: Now, effects: &mut Effects) {
        if self.portions.is_empty() {
            self.poll(now, effects);
        } else {
            self.process(now, effects);
        }
    }

    /// Whether it fails after this step of one of these records; then nothing comes after.
    pub(super) fn fails(
        &mut self,
        step: Step,
        numbers: RangeInclusive<u64>,
        now: Now,
        effects: &mut Effects,
    ) -> bool {
        let armed = self.armed.take_if(|(after, _)| *after == step);
        let armed = armed.map(|(_, manner)| (*numbers.start(), manner));
        let planned = self.setup.failure.as_ref().and_then(|failure| {
            let number = self.fails_at.filter(|number| numbers.contains(number))?;
            (failure.after == step).then_some((number, failure.manner))
        });
        let Some((number, manner)) = armed.or(planned) else {
            return false;
        };
        effects.observe(Observation::ApplicationFailed(number));
        match manner {
            Manner::Crash => self.exit(effects),
            Manner::Throw => self.give_up(now),
        }
        true
    }

    /// Closes the consumer, and ends when that is done.
    pub(super) fn give_up(&mut self, now: Now) {
        self.portions.clear();
        self.state = LoopState::Closing;
        self.consumer.close(now);
    }

    pub(super) fn exit(&mut self, effects: &mut Effects) {
        if let Some(sink) = &mut self.sink {
            sink.close(effects);
        }
        self.state = LoopState::Ended;
        effects.push(Effect::Exit);
    }
}

/// The offset after a record, as what is to be committed.
fn after(portion: &Portion) -> Offsets {
    let committed = CommittedOffset::at(portion.offsets.end);
    vec![(portion.partition.clone(), committed)]
}

/// What a sink is told of a record.
fn row(record: &Stored, mode: WriteMode) -> SinkWrite {
    let row = WrittenRow {
        key: record.key.clone(),
        value: record.value.clone(),
        source: (record.partition.clone(), record.offset),
    };
    SinkWrite {
        mode,
        rows: vec![row],
        offsets: Vec::new(),
    }
}
