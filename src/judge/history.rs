//! A history as the rules look at it: how operations ended, in dense columns.

mod names;
mod pairing;

use crate::ids::{ItemId, KeyId, OpId, ProcessId, next};
use crate::operation::{Action, Key, Kind, MicroOp, Operation, Poll, Process, Send};
use crate::scalar::Scalar;
use names::Names;
use pairing::{Began, Pairing};

/// What clients saw, in the order in which they saw it.
#[derive(Clone, Debug, Default)]
pub struct History {
    names: Names,
    ops: Vec<Op>,
    records: Vec<Record>,
    keys: Vec<KeyId>,
    pairing: Pairing,
    next_index: u64,
    /// How many sends, polls and transactions are known to have ended.
    ended: usize,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Ok,
    Fail,
    Info,
}

/// What an operation was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Records.
    Records,
    /// Which keys a client reads.
    Assignment,
}

/// An operation that ended, or that was left open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Op {
    /// What the history calls it.
    pub(crate) index: u64,
    pub(crate) process: ProcessId,
    pub(crate) outcome: Outcome,
    pub(crate) subject: Subject,
    /// Its begin, if the history has it; an assignment has none.
    pub(crate) began: Option<Began>,
    /// Its number, from 1, among those that began, happened and ended.
    pub(crate) happened: Option<u32>,
    records: (u32, u32),
    keys: (u32, u32),
}

/// A record in an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub(crate) item: ItemId,
    /// Where in the operation's value it stands.
    pub(crate) place: u32,
    pub(crate) offset: Option<u64>,
    /// Whether it was polled rather than sent.
    pub(crate) polled: bool,
}

impl History {
    /// Takes in the next operation.
    ///
    /// A process is answered in the order in which it began its operations; what is never answered is unknown.
    pub fn push(&mut self, operation: Operation) {
        let index = operation.index.unwrap_or(self.next_index);
        self.next_index = index.saturating_add(1);
        let Process::Client(process) = operation.process else {
            return;
        };
        let outcome = match operation.kind {
            Kind::Invoke => {
                self.pairing.begin(process, index, operation);
                return;
            }
            Kind::Ok => Outcome::Ok,
            Kind::Fail => Outcome::Fail,
            Kind::Info => Outcome::Info,
        };
        if let Some(subject) = subject(&operation.action) {
            let began = self.pairing.end(process, &operation.action);
            self.ended += usize::from(subject == Subject::Records);
            self.add(process, index, outcome, began, operation);
        }
    }

    /// How many sends, polls and transactions ended.
    #[must_use]
    pub fn ended(&self) -> usize {
        self.ended
    }

    /// How many clients there are.
    #[must_use]
    pub fn processes(&self) -> usize {
        self.names.processes()
    }

    /// How many keys were sent to, polled or assigned.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.names.keys()
    }

    /// How many records were sent and polled, each time counted.
    #[must_use]
    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// Ends the history: nobody knows what came of what was left open.
    pub(crate) fn close(&mut self) {
        for (process, began, operation) in std::mem::take(&mut self.pairing).left_open() {
            self.add(process, began.index, Outcome::Info, Some(began), operation);
        }
    }

    fn add(
        &mut self,
        process: i64,
        index: u64,
        outcome: Outcome,
        began: Option<Began>,
        operation: Operation,
    ) {
        let Some(subject) = subject(&operation.action) else {
            return;
        };
        let process = self.names.process(process);
        let records = next(self.records.len());
        let keys = next(self.keys.len());
        match operation.action {
            Action::Assign(assigned) | Action::Subscribe(assigned) => self.add_keys(assigned),
            action => {
                self.add_keys(operation.rebalanced);
                self.add_records(action);
            }
        }
        let happened = began.is_some() && outcome == Outcome::Ok;
        self.ops.push(Op {
            index,
            process,
            outcome,
            subject,
            happened: happened.then(|| self.pairing.happens()),
            began,
            records: (records, next(self.records.len())),
            keys: (keys, next(self.keys.len())),
        });
    }

    fn add_records(&mut self, action: Action) {
        match action {
            Action::Send(sends) => {
                for (place, send) in sends.into_iter().enumerate() {
                    self.add_send(place, send);
                }
            }
            Action::Poll(polls) => {
                for (place, poll) in polls.into_iter().enumerate() {
                    self.add_poll(place, poll);
                }
            }
            Action::Txn(parts) => {
                for (place, part) in parts.into_iter().enumerate() {
                    match part {
                        MicroOp::Send(send) => self.add_send(place, send),
                        MicroOp::Poll(poll) => self.add_poll(place, poll),
                    }
                }
            }
            Action::Assign(_) | Action::Subscribe(_) | Action::Other(_) => {}
        }
    }

    fn add_keys(&mut self, keys: Vec<Key>) {
        for key in keys {
            self.keys.push(self.names.key(key));
        }
    }

    fn add_send(&mut self, place: usize, send: Send) {
        let key = self.names.key(send.key);
        self.records.push(Record {
            item: self.names.item(key, send.value),
            place: next(place),
            offset: send.offset,
            polled: false,
        });
    }

    fn add_poll(&mut self, place: usize, poll: Poll) {
        for (key, reads) in poll.0 {
            let key = self.names.key(key);
            for read in reads {
                self.records.push(Record {
                    item: self.names.item(key, read.value),
                    place: next(place),
                    offset: read.offset,
                    polled: true,
                });
            }
        }
    }
}

/// What the rules look at.
impl History {
    /// All operations with their numbers.
    pub(crate) fn ops(&self) -> impl Iterator<Item = (OpId, &Op)> {
        (0..).zip(&self.ops)
    }

    /// An operation.
    pub(crate) fn op(&self, op: OpId) -> &Op {
        &self.ops[op as usize]
    }

    /// How many operations there are.
    pub(crate) fn len(&self) -> usize {
        self.ops.len()
    }

    /// The records of an operation in order.
    pub(crate) fn records_of(&self, op: &Op) -> &[Record] {
        &self.records[op.records.0 as usize..op.records.1 as usize]
    }

    /// What an operation sent.
    pub(crate) fn sent(&self, op: &Op) -> impl Iterator<Item = &Record> {
        self.records_of(op).iter().filter(|record| !record.polled)
    }

    /// What an operation polled.
    pub(crate) fn polled(&self, op: &Op) -> impl Iterator<Item = &Record> {
        self.records_of(op).iter().filter(|record| record.polled)
    }

    /// The keys that an assignment names, or that were rebalanced while a poll lasted.
    pub(crate) fn keys_of(&self, op: &Op) -> &[KeyId] {
        &self.keys[op.keys.0 as usize..op.keys.1 as usize]
    }

    /// How many values there are.
    pub(crate) fn items(&self) -> usize {
        self.names.items()
    }

    /// The key of a value.
    pub(crate) fn key_of(&self, item: ItemId) -> KeyId {
        self.names.key_of(item)
    }

    /// A key as the history writes it.
    pub(crate) fn key(&self, key: KeyId) -> &Scalar {
        self.names.key_name(key)
    }

    /// A value as the history writes it.
    pub(crate) fn value(&self, item: ItemId) -> &Scalar {
        self.names.value(item)
    }
}

fn subject(action: &Action) -> Option<Subject> {
    match action {
        Action::Send(_) | Action::Poll(_) | Action::Txn(_) => Some(Subject::Records),
        Action::Assign(_) | Action::Subscribe(_) => Some(Subject::Assignment),
        Action::Other(_) => None,
    }
}
