//! The calls that the application makes, each as far as it gets.

use super::application::{Call, Closing, ProducerRecord, Step, Waiting};
use super::transactional::Transactional;
use super::{Producer, ProducerTimer, TransactionCall, TransactionCommand, TransactionFailure};
use crate::app::Next;
use crate::client::Observation;
use crate::model::{Duration, Instant};
use crate::node::{Effects, Now};

impl Producer {
    /// Lets the application go on until a call blocks or there is nothing more to call. Says whether it called anything.
    pub(super) fn run_application(&mut self, now: Now, effects: &mut Effects) -> bool {
        let mut has_run = false;
        if let Some(waiting) = self.application.waiting.take() {
            let step = std::mem::discriminant(&waiting.step);
            let since = waiting.since;
            self.go_on(now, since, waiting.step, effects);
            let still = self.application.waiting.as_ref();
            if still.is_some_and(|still| std::mem::discriminant(&still.step) == step) {
                return false;
            }
            has_run = true;
        }
        while self.application.waiting.is_none()
            && !self.application.is_closing()
            && let Some(call) = self.next_call(effects)
        {
            has_run = true;
            match call {
                Call::Send(send) => self.send(now, send, effects),
                Call::Flush => self.go_on(now, now.mono, Step::Flush, effects),
                Call::Transaction(command) => self.transact(now, &command, effects),
                Call::Close(timeout) => {
                    let until = timeout.map(|timeout| now.mono + timeout);
                    self.application.closing = Some(Closing { until });
                    self.application.calls.clear();
                }
            }
        }
        has_run
    }

    fn next_call(&mut self, effects: &mut Effects) -> Option<Call> {
        if let Some(call) = self.application.calls.pop_front() {
            return Some(call);
        }
        let is_transactional = self.transactional().is_some();
        let source = self.setup.source.as_ref()?;
        let schedule = &mut self.application.schedule;
        Some(match schedule.next(source, is_transactional)? {
            Next::Transaction(command) => Call::Transaction(command),
            Next::Send(topic, record) => {
                if source.between > Duration::ZERO {
                    schedule.work();
                    effects.set_timer(ProducerTimer::Work, source.between);
                }
                Call::Send(ProducerRecord {
                    topic,
                    partition: None,
                    key: record.key,
                    value: record.value,
                    headers: Vec::new(),
                    is_bytes: false,
                })
            }
        })
    }

    /// Takes a call as far as it gets.
    pub(super) fn go_on(&mut self, now: Now, since: Instant, step: Step, effects: &mut Effects) {
        match step {
            Step::Metadata { number, send } => {
                self.wait_on_metadata(now, since, number, send, effects);
            }
            Step::Serializing {
                number,
                send,
                began,
            } => self.serialize(now, (since, began), number, send, effects),
            Step::Memory {
                number,
                topic,
                partition,
                record,
            } => self.append(now, since, number, (topic, partition), record, effects),
            Step::Flush => {
                if !self.accumulator.batches.is_empty() {
                    self.application.waiting = Some(Waiting { since, step });
                }
            }
            Step::Transaction(call) => self.await_transaction(now, since, call, effects),
        }
    }

    /// `initTransactions()` and its like.
    fn transact(&mut self, now: Now, command: &TransactionCommand, effects: &mut Effects) {
        let call = command.call();
        let begun = self
            .transactional_mut()
            .map_or(Err(TransactionFailure::IllegalState), |transactional| {
                transactional.call(command)
            });
        match begun {
            Ok(()) => {
                if call == TransactionCall::Commit {
                    effects.observe(Observation::Committing);
                }
                self.go_on(now, now.mono, Step::Transaction(call), effects);
            }
            Err(failure) => self.called(call, Some(failure), effects),
        }
    }

    fn await_transaction(
        &mut self,
        now: Now,
        since: Instant,
        call: TransactionCall,
        effects: &mut Effects,
    ) {
        let outcome = self.transactional().and_then(Transactional::outcome);
        let failure = match outcome {
            Some(outcome) => outcome.err(),
            None if since + self.setup.config.max_block <= now.mono => {
                Some(TransactionFailure::TimedOut)
            }
            None => {
                let step = Step::Transaction(call);
                self.application.waiting = Some(Waiting { since, step });
                return;
            }
        };
        self.called(call, failure, effects);
    }

    /// A call has ended. A source's application that can do no more closes its producer.
    fn called(
        &mut self,
        call: TransactionCall,
        failure: Option<TransactionFailure>,
        effects: &mut Effects,
    ) {
        effects.observe(Observation::Transaction { call, failure });
        self.application.ended = Some((call, failure));
        if self.setup.source.is_some() && !self.application.schedule.called(call, failure) {
            self.application.close_after_calls(None);
        }
    }
}
