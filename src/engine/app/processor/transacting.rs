//! Consume, transform, produce: what a poll led to and the positions after it in one transaction (KIP-98, KIP-447).
//!
//! Each call is made in an event of its own, so that a process can die before any of them.

use super::{LoopState, Processor, ProcessorTimer, Step};
use crate::client::ClientCommand;
use crate::client::consumer::{ConsumerCommand, SeekTo};
use crate::client::producer::{TransactionCall, TransactionCommand, TransactionFailure};
use crate::model::Duration;
use crate::node::{Effects, Now};
use crate::protocol::CommittedOffset;

impl Processor {
    /// The next thing to do is a call about transactions.
    pub(super) fn call(&mut self, call: TransactionCall, effects: &mut Effects) {
        self.state = LoopState::Calling(call);
        effects.set_timer(ProcessorTimer::Call, Duration::ZERO);
    }

    /// Does it.
    pub(super) fn make_call(&mut self, now: Now, effects: &mut Effects) {
        let LoopState::Calling(call) = self.state else {
            return;
        };
        let command = match call {
            TransactionCall::Init => TransactionCommand::Init,
            TransactionCall::Begin => TransactionCommand::Begin,
            TransactionCall::SendOffsets => {
                let Some(group) = self.consumer.group_metadata() else {
                    return self.give_up(now);
                };
                let after = self.polled.iter().map(|(partition, offsets)| {
                    (partition.clone(), CommittedOffset::at(offsets.end))
                });
                TransactionCommand::SendOffsets(group, after.collect())
            }
            TransactionCall::Commit => TransactionCommand::Commit,
            TransactionCall::Abort => TransactionCommand::Abort,
        };
        if let Some(producer) = &mut self.producer {
            producer.command(&ClientCommand::Transaction(Box::new(command)));
            self.advance_producer(now, effects);
        }
    }

    /// A call has returned, or thrown.
    pub(super) fn called(
        &mut self,
        now: Now,
        call: TransactionCall,
        failure: Option<TransactionFailure>,
        effects: &mut Effects,
    ) {
        if self.state != LoopState::Calling(call) {
            return;
        }
        match failure {
            None => self.has_called(now, call, effects),
            // What ran out is asked again: it may have happened, and nothing else may be called.
            Some(TransactionFailure::TimedOut) => self.call(call, effects),
            Some(TransactionFailure::Abortable(_)) => {
                self.portions.clear();
                self.call(TransactionCall::Abort, effects);
            }
            // Somebody else has its transactional id, or it cannot know where it stands.
            Some(TransactionFailure::Fatal(_) | TransactionFailure::IllegalState) => {
                self.give_up(now);
            }
        }
    }

    fn has_called(&mut self, now: Now, call: TransactionCall, effects: &mut Effects) {
        let all = self.first_of_poll..=self.given;
        match call {
            TransactionCall::Init => self.poll(now, effects),
            TransactionCall::Begin if self.poison.is_some() => self.send_poison(now, effects),
            TransactionCall::Begin => self.process(now, effects),
            TransactionCall::SendOffsets => {
                if !self.fails(Step::SendOffsets, all, now, effects) {
                    self.call(TransactionCall::Commit, effects);
                }
            }
            TransactionCall::Commit => {
                if self.poison.is_some() {
                    self.go_behind_poison(now, effects);
                } else if !self.fails(Step::Commit, all, now, effects) {
                    self.poll(now, effects);
                }
            }
            TransactionCall::Abort => {
                self.poison = None;
                self.rewind(now, effects);
                self.poll(now, effects);
            }
        }
    }

    /// Nothing of the transaction has happened: what the poll returned is to be read again, as far as it is still the
    /// application's to read.
    fn rewind(&mut self, now: Now, effects: &mut Effects) {
        for (partition, offsets) in std::mem::take(&mut self.polled) {
            let to = SeekTo::Offset(offsets.start);
            let seek = ConsumerCommand::Seek(partition, to);
            self.consumer.command(now, &seek, effects);
        }
    }
}
