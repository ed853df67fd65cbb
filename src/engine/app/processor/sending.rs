//! What an application makes of records, on its way into a topic.

use super::{Commits, LoopState, Output, Processor, Stored};
use crate::client::{ClientCommand, Observation};
use crate::node::{Effects, Now};

impl Processor {
    /// Lets the producer go on, and hears what has become of what it was told.
    pub(super) fn advance_producer(&mut self, now: Now, effects: &mut Effects) {
        let Some(producer) = &mut self.producer else {
            return;
        };
        producer.advance(now, effects);
        if let Some((call, failure)) = producer.take_ended() {
            return self.called(now, call, failure, effects);
        }
        let (is_idle, is_closed) = (producer.is_idle(), producer.is_closed());
        match self.state {
            LoopState::Sending if is_idle => {
                if let Some(record) = self.portions.front().and_then(|p| p.record.clone()) {
                    self.written(now, record, effects);
                }
            }
            LoopState::Flushing if is_idle => self.flushed(now, effects),
            LoopState::DeadLettering if is_idle => self.dead_lettered(now, effects),
            LoopState::Closing if is_closed => self.exit(effects),
            _ => {}
        }
    }

    /// `send()` of what came of a record.
    pub(super) fn send(&mut self, now: Now, record: &Stored, effects: &mut Effects) {
        let (Output::Topic(output), Some(producer)) = (&self.setup.output, &mut self.producer)
        else {
            return;
        };
        effects.observe(Observation::Made {
            number: producer.sent(),
            partition: record.partition.clone(),
            offset: record.offset,
        });
        producer.command(&ClientCommand::Send {
            topic: output.topic.clone(),
            partition: None,
            key: record.key.clone(),
            value: record.value.clone(),
        });
        self.state = LoopState::Sending;
        self.advance_producer(now, effects);
    }

    /// `flush()`: a position that is committed says that what came of everything before it is where it ought to be.
    pub(super) fn flush(&mut self, now: Now, effects: &mut Effects) {
        self.state = LoopState::Flushing;
        if let Some(producer) = &mut self.producer {
            producer.command(&ClientCommand::Flush);
            self.advance_producer(now, effects);
        }
    }

    /// `flush()` has returned. A send that came to nothing is an exception to whoever asks for its outcome.
    fn flushed(&mut self, now: Now, effects: &mut Effects) {
        let producer = self.producer.as_ref();
        if producer.is_some_and(|producer| producer.failed() > 0) {
            return self.give_up(now);
        }
        match self.setup.guarantee.commits {
            Commits::AfterPoll | Commits::AfterRecord => self.commit(now),
            Commits::Automatically | Commits::BeforeProcessing | Commits::WithOutput => {
                self.go_on(now, effects);
            }
        }
    }

    /// The consumer is closed, and the producer is to be.
    pub(super) fn close_producer(&mut self, now: Now, effects: &mut Effects) {
        match &mut self.producer {
            Some(producer) if !producer.is_closed() => {
                producer.command(&ClientCommand::Close);
                self.advance_producer(now, effects);
            }
            _ => self.exit(effects),
        }
    }
}
