//! How far a producer's application is in its source, call by call.

use super::{Source, SourceRecord};
use crate::client::producer::{TransactionCall, TransactionCommand, TransactionFailure};
use crate::model::TopicName;

/// How far an application is in its source. It is one thread: while a call blocks, nothing else is called, and the ticks
/// that pass meanwhile come to a single late one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Schedule {
    position: u64,
    /// How many of the source's topics have had the record at the position.
    topics_done: usize,
    left_of_tick: u32,
    is_late: bool,
    is_over: bool,
    /// It works on something between two sends.
    is_working: bool,
    stage: Stage,
    /// The position at which the transaction began.
    began: u64,
    /// Transactions that were ended as they were to be.
    ended: u64,
}

/// What an application that makes transactions calls next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Stage {
    /// `initTransactions()`.
    #[default]
    New,
    /// `beginTransaction()`, when there is something to send.
    Ready,
    /// `send()`, and then the end; once more, where that took too long.
    Open,
    /// `abortTransaction()`, since something has failed; then the transaction is made again.
    Repeats,
}

/// What an application calls next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Next {
    /// `send()`.
    Send(TopicName, SourceRecord),
    /// A call about transactions.
    Transaction(TransactionCommand),
}

impl Schedule {
    /// How many records were sent.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// It is time for the next records. Says whether there will be more after these.
    pub fn tick(&mut self, source: &Source) -> bool {
        if self.is_over {
            return false;
        }
        if self.left_of_tick > 0 || self.is_open() {
            self.is_late = true;
        } else {
            self.left_of_tick = source.per_tick;
        }
        self.position + u64::from(self.left_of_tick) < source.len()
    }

    const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::New | Stage::Ready)
    }

    /// What to call now, if there is something.
    pub fn next(&mut self, source: &Source, is_transactional: bool) -> Option<Next> {
        if self.is_working || self.is_over {
            return None;
        }
        if self.left_of_tick == 0 && !self.is_open() && std::mem::take(&mut self.is_late) {
            self.left_of_tick = source.per_tick;
        }
        let has_more = self.left_of_tick > 0 && self.position < source.len();
        if is_transactional && let Some(command) = self.command(has_more, source) {
            return Some(Next::Transaction(command));
        }
        let may_send = has_more && (!is_transactional || self.stage == Stage::Open);
        let record = source.record(self.position).filter(|_| may_send)?;
        let topic = source.topics.get(self.topics_done)?.clone();
        self.topics_done += 1;
        if self.topics_done == source.topics.len() {
            self.topics_done = 0;
            self.position += 1;
            self.left_of_tick -= 1;
        }
        Some(Next::Send(topic, record))
    }

    fn command(&self, has_more: bool, source: &Source) -> Option<TransactionCommand> {
        match self.stage {
            Stage::New => Some(TransactionCommand::Init),
            Stage::Ready if has_more => Some(TransactionCommand::Begin),
            Stage::Ready => None,
            Stage::Open if has_more => None,
            Stage::Open => {
                let number = self.ended + 1;
                let aborts = source.aborts_every > 0
                    && number.is_multiple_of(u64::from(source.aborts_every));
                Some(if aborts {
                    TransactionCommand::Abort
                } else {
                    TransactionCommand::Commit
                })
            }
            Stage::Repeats => Some(TransactionCommand::Abort),
        }
    }

    /// A call about transactions has ended. Says whether the application can go on; if not, it closes the producer.
    pub fn called(&mut self, call: TransactionCall, failure: Option<TransactionFailure>) -> bool {
        match (call, failure) {
            (_, Some(TransactionFailure::Fatal(_) | TransactionFailure::IllegalState)) => {
                return false;
            }
            (_, Some(TransactionFailure::Abortable(_))) => self.stage = Stage::Repeats,
            // The same is called again.
            (_, Some(TransactionFailure::TimedOut)) | (TransactionCall::SendOffsets, None) => {}
            (TransactionCall::Init, None) => self.stage = Stage::Ready,
            (TransactionCall::Begin, None) => {
                self.stage = Stage::Open;
                self.began = self.position;
            }
            (TransactionCall::Commit | TransactionCall::Abort, None) => {
                if self.stage == Stage::Repeats {
                    let again = u32::try_from(self.position - self.began);
                    self.left_of_tick += again.unwrap_or(u32::MAX);
                    self.position = self.began;
                } else {
                    self.ended += 1;
                }
                self.topics_done = 0;
                self.stage = Stage::Ready;
            }
        }
        true
    }

    /// It works for a while, and calls nothing.
    pub const fn work(&mut self) {
        self.is_working = true;
    }

    /// It has worked.
    pub const fn worked(&mut self) {
        self.is_working = false;
    }

    /// The application stops: what is left of the tick is not sent, and no tick follows.
    pub fn stop(&mut self) {
        self.left_of_tick = 0;
        self.is_late = false;
        self.is_over = true;
    }
}
