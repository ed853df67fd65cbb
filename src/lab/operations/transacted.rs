//! Transactions: each is one operation, whatever was sent and polled in it.

use std::collections::BTreeMap;
use std::ops::Range;

use engine::model::{Instant, Offset, TopicPartition};
use judge::{Action, Key, Kind, MicroOp, Poll, Read};
use sim::Entry;

use super::Clients;
use crate::transactions::{Start, Turn};

/// A transaction that has not ended.
pub(super) struct Transaction {
    /// Where in what was told it begins.
    began: usize,
    parts: Vec<MicroOp>,
    /// Where in it each send is, by its number.
    sends: BTreeMap<u64, usize>,
}

/// What a poll returned to an application that begins a transaction with it.
pub(super) struct Held {
    at: Instant,
    poll: Poll,
}

impl Clients<'_> {
    /// A call about transactions was made, or has returned.
    pub(super) fn transacted(&mut self, entry: &Entry) {
        for (start, turn) in self.transactions.take(self.world, entry) {
            match turn {
                Turn::Begun => self.begin(entry.at, start),
                Turn::Committed => self.end(entry.at, start, Kind::Ok),
                Turn::Aborted => self.end(entry.at, start, Kind::Fail),
                Turn::Unknown => self.end(entry.at, start, Kind::Info),
            }
        }
    }

    fn begin(&mut self, at: Instant, start: Start) {
        let held = self.held.remove(&start);
        let parts = held.map(|held| MicroOp::Poll(held.poll)).into_iter();
        let transaction = Transaction {
            began: self.told.len(),
            parts: parts.collect(),
            sends: BTreeMap::new(),
        };
        self.tell(at, start, Kind::Invoke, Action::Txn(Vec::new()));
        self.open.insert(start, transaction);
    }

    /// It says in its begin what was to be done. Only what is committed has a place in its log. What came of the polls of
    /// one that nobody knows of is known all the same: they returned.
    fn end(&mut self, at: Instant, start: Start, kind: Kind) {
        let Some(Transaction { began, parts, .. }) = self.open.remove(&start) else {
            return;
        };
        let (polls, mut parts): (Vec<_>, Vec<_>) = parts
            .into_iter()
            .partition(|part| kind == Kind::Info && matches!(part, MicroOp::Poll(_)));
        for part in polls {
            if let MicroOp::Poll(poll) = part {
                self.tell(at, start, Kind::Ok, Action::Poll(vec![poll]));
            }
        }
        if let Some(begin) = self.told.get_mut(began) {
            begin.action = Action::Txn(parts.iter().map(intended).collect());
        }
        if kind != Kind::Ok {
            for part in &mut parts {
                if let MicroOp::Send(send) = part {
                    send.offset = None;
                }
            }
        }
        self.tell(at, start, kind, Action::Txn(parts));
    }

    /// Takes a send into the transaction that is open; says whether there is one.
    pub(super) fn sent_in_transaction(
        &mut self,
        start: Start,
        number: u64,
        partition: &TopicPartition,
    ) -> bool {
        let send = self.send(start, number, partition, None);
        let Some(transaction) = self.open.get_mut(&start) else {
            return false;
        };
        transaction.sends.insert(number, transaction.parts.len());
        transaction.parts.push(MicroOp::Send(send));
        true
    }

    /// The producer was told where sends of the open transaction are.
    pub(super) fn placed_in_transaction(
        &mut self,
        start: Start,
        numbers: &Range<u64>,
        base_offset: Offset,
    ) {
        let Some(transaction) = self.open.get_mut(&start) else {
            return;
        };
        let Ok(base_offset) = u64::try_from(base_offset.0) else {
            return;
        };
        for (number, part) in transaction.sends.range(numbers.clone()) {
            if let Some(MicroOp::Send(send)) = transaction.parts.get_mut(*part) {
                send.offset = Some(base_offset + (number - numbers.start));
            }
        }
    }

    /// Takes what a poll returned into the transaction that is open, or that may begin with it; says whether it is there.
    pub(super) fn polled_in_transaction(
        &mut self,
        entry: &Entry,
        returned: &(Key, Vec<Read>),
        goes_on: bool,
    ) -> bool {
        if !self.transactions.has(entry.node) {
            return false;
        }
        let start = (entry.node, entry.incarnation);
        if let Some(transaction) = self.open.get_mut(&start) {
            match transaction.parts.last_mut() {
                Some(MicroOp::Poll(Poll(partitions))) if goes_on => {
                    partitions.push(returned.clone());
                }
                _ => transaction
                    .parts
                    .push(MicroOp::Poll(Poll(vec![returned.clone()]))),
            }
            return true;
        }
        if !goes_on {
            self.release(start);
        }
        let held = self.held.entry(start).or_insert_with(|| Held {
            at: entry.at,
            poll: Poll::default(),
        });
        held.poll.0.push(returned.clone());
        true
    }

    /// No transaction has begun with what the last poll returned.
    pub(super) fn release(&mut self, start: Start) {
        if let Some(Held { at, poll }) = self.held.remove(&start) {
            self.tell(at, start, Kind::Ok, Action::Poll(vec![poll]));
        }
    }

    /// Nobody knows what came of the transactions that are open still.
    pub(super) fn close_transactions(&mut self) {
        let now = self.world.now();
        let held: Vec<Start> = self.held.keys().copied().collect();
        let open: Vec<Start> = self.open.keys().copied().collect();
        for start in held {
            self.release(start);
        }
        for start in open {
            self.end(now, start, Kind::Info);
        }
    }
}

/// A part of a transaction before it was done.
fn intended(part: &MicroOp) -> MicroOp {
    match part {
        MicroOp::Send(send) => MicroOp::Send(judge::Send {
            offset: None,
            ..send.clone()
        }),
        MicroOp::Poll(_) => MicroOp::Poll(Poll::default()),
    }
}
