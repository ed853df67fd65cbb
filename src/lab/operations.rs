//! A run's history in the form that the judge reads: what each client began, and what came of it.
//!
//! - A client is one start of a producer, or of a consumer; who starts anew has forgotten where it was.
//! - Every record is an operation of its own, since each has a fate of its own. Its value says which `send()` it is, such
//!   as `producer-1#3`, or `producer-1.2#3` in the second start. A producer has many sends open; they end in the order in
//!   which they began, as the form wants it, so an end can be told later than it was seen, but never earlier.
//! - A transaction is one operation with all that it sends, and with the poll that it begins with: ok once it is committed,
//!   fail once it is aborted. What it sent has no place unless it is committed, wherever somebody read it: readers of what
//!   is committed pass it.
//! - A `poll()` is an operation whose begin is not told: it may have waited long for its records.
//! - A consumer tells its assignment whenever that changes. Where a position is set by `seek()` or by
//!   `auto.offset.reset`, it gives the partition up and takes it again: it begins anew there.

#[cfg(test)]
mod tests;
mod transacted;
mod uncommitted;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use engine::client::consumer::ConsumerRecords;
use engine::client::{Observation, PositionedBy};
use engine::log::Origin;
use engine::model::{Instant, Offset, TopicPartition};
use judge::{Action, History, Key, Kind, Operation, Poll, Process, Read, Report, Scalar, Send};
use sim::{Entry, History as Seen, World};

use crate::transactions::{Start, Transactions};
use transacted::{Held, Transaction};
use uncommitted::Uncommitted;

/// Everything that clients saw so far, as operations that `judge::History` takes in.
#[must_use]
pub fn operations(world: &World) -> Vec<Operation> {
    told(world, world.history())
}

fn told(world: &World, history: &Seen) -> Vec<Operation> {
    let mut clients = Clients {
        world,
        told: Vec::new(),
        producers: BTreeMap::new(),
        consumers: BTreeMap::new(),
        transactions: Transactions::default(),
        uncommitted: Uncommitted::of(world, history),
        open: BTreeMap::new(),
        held: BTreeMap::new(),
        processes: BTreeMap::new(),
    };
    let mut last: Option<&Entry> = None;
    for entry in history {
        let goes_on = last.is_some_and(|last| is_same_poll(last, entry));
        clients.take(entry, goes_on);
        last = Some(entry);
    }
    clients.close();
    clients.told
}

/// What the judge says of everything that clients saw so far.
#[must_use]
pub fn judge(world: &World) -> Report {
    let mut history = History::default();
    for operation in operations(world) {
        history.push(operation);
    }
    judge::check(history, &judge::Options::default())
}

/// What was told of all clients so far.
struct Clients<'w> {
    world: &'w World,
    told: Vec<Operation>,
    producers: BTreeMap<Start, Sends>,
    consumers: BTreeMap<Start, Assigned>,
    transactions: Transactions,
    uncommitted: Uncommitted,
    /// The transactions that are open.
    open: BTreeMap<Start, Transaction>,
    /// What the last poll returned to applications that make transactions, until one begins.
    held: BTreeMap<Start, Held>,
    /// The numbers of clients, in the order in which they turned up.
    processes: BTreeMap<Start, i64>,
}

/// The sends of one start of a producer that have not ended, or whose end is not told yet.
#[derive(Default)]
struct Sends {
    /// In the order of their numbers. Those that failed at once, and so went nowhere, are not there.
    open: VecDeque<Open>,
}

/// A send that is not told to the end.
struct Open {
    number: u64,
    partition: TopicPartition,
    end: Option<End>,
}

/// When a send ended, how, and at which offset.
type End = (Instant, Kind, Option<u64>);

/// What one start of a consumer reads.
#[derive(Default)]
struct Assigned {
    partitions: BTreeSet<TopicPartition>,
    /// Those that it has had records of.
    read: BTreeSet<TopicPartition>,
}

impl Clients<'_> {
    fn take(&mut self, entry: &Entry, goes_on: bool) {
        let start = (entry.node, entry.incarnation);
        match &entry.observation {
            Observation::Sent {
                numbers, partition, ..
            } => self.sent(entry, numbers, partition),
            Observation::Acknowledged {
                numbers,
                base_offset,
                ..
            } => {
                self.placed_in_transaction(start, numbers, *base_offset);
                // Without its transaction it is no promise.
                let kind = match self.transactions.has(entry.node) {
                    true => Kind::Info,
                    false => Kind::Ok,
                };
                for (number, delta) in numbers.clone().zip(0..) {
                    let known = (*base_offset >= Offset::ZERO).then(|| base_offset.plus(delta));
                    let offset = known.and_then(|offset| u64::try_from(offset.0).ok());
                    self.ended(start, number, (entry.at, kind, offset));
                }
                self.tell_ends(start);
            }
            Observation::Failed {
                numbers,
                maybe_written,
                ..
            } => {
                let kind = if *maybe_written {
                    Kind::Info
                } else {
                    Kind::Fail
                };
                for number in numbers.clone() {
                    self.ended(start, number, (entry.at, kind, None));
                }
                self.tell_ends(start);
            }
            Observation::Polled {
                partition, records, ..
            } => {
                self.polled(entry, partition, records, goes_on);
            }
            Observation::Assigned(partitions) => {
                let held = self.consumers.entry(start).or_default();
                held.partitions = partitions.iter().cloned().collect();
                held.read.retain(|place| held.partitions.contains(place));
                self.tell_assignment(entry.at, start);
            }
            Observation::Revoked(partitions) | Observation::Lost(partitions) => {
                self.gave_up(entry.at, start, partitions);
            }
            Observation::Positioned {
                partition,
                by: PositionedBy::Seek | PositionedBy::Reset,
                ..
            } => self.begins_anew(entry.at, start, partition),
            Observation::Committing | Observation::Transaction { .. } => self.transacted(entry),
            _ => {}
        }
    }

    fn sent(&mut self, entry: &Entry, numbers: &Range<u64>, partition: &TopicPartition) {
        let start = (entry.node, entry.incarnation);
        for number in numbers.clone() {
            if self.sent_in_transaction(start, number, partition) {
                continue;
            }
            let sends = self.producers.entry(start).or_default();
            sends.open.push_back(Open {
                number,
                partition: partition.clone(),
                end: None,
            });
            let send = self.send(start, number, partition, None);
            self.tell(entry.at, start, Kind::Invoke, Action::Send(vec![send]));
        }
    }

    fn ended(&mut self, start: Start, number: u64, end: End) {
        let Some(sends) = self.producers.get_mut(&start) else {
            return;
        };
        let place = sends.open.binary_search_by_key(&number, |open| open.number);
        if let Some(open) = place.ok().and_then(|place| sends.open.get_mut(place)) {
            open.end = Some(end);
        }
    }

    /// Tells the ends of the first sends, as far as all before them have ended.
    fn tell_ends(&mut self, start: Start) {
        while let Some((open, end)) = self.producers.get_mut(&start).and_then(Sends::next_ended) {
            self.tell_end(start, &open, end);
        }
    }

    fn tell_end(&mut self, start: Start, open: &Open, (at, kind, offset): End) {
        let send = self.send(start, open.number, &open.partition, offset);
        self.tell(at, start, kind, Action::Send(vec![send]));
    }

    fn polled(
        &mut self,
        entry: &Entry,
        partition: &TopicPartition,
        records: &ConsumerRecords,
        goes_on: bool,
    ) {
        let start = (entry.node, entry.incarnation);
        let is_placed =
            |origin: Option<Origin>| !origin.is_some_and(|send| self.uncommitted.has(send));
        let reads = records.iter().map(|at| Read {
            offset: u64::try_from(at.offset.0)
                .ok()
                .filter(|_| is_placed(at.record.origin)),
            value: match at.record.origin {
                Some(origin) => self.value(origin),
                // Nobody sent it, so its place is all that tells it from others.
                None => Scalar::Text(format!("@{}", at.offset).into()),
            },
        });
        let returned = (key(partition), reads.collect());
        let held = self.consumers.entry(start).or_default();
        held.read.insert(partition.clone());
        if self.polled_in_transaction(entry, &returned, goes_on) {
            return;
        }
        match self.told.last_mut().map(|operation| &mut operation.action) {
            Some(Action::Poll(polls)) if goes_on => {
                if let Some(Poll(partitions)) = polls.last_mut() {
                    partitions.push(returned);
                }
            }
            _ => {
                let poll = Action::Poll(vec![Poll(vec![returned])]);
                self.tell(entry.at, start, Kind::Ok, poll);
            }
        }
    }

    fn gave_up(&mut self, at: Instant, start: Start, partitions: &[TopicPartition]) {
        let held = self.consumers.entry(start).or_default();
        for partition in partitions {
            held.partitions.remove(partition);
            held.read.remove(partition);
        }
        self.tell_assignment(at, start);
    }

    /// What it reads next of a partition does not follow what it read last.
    fn begins_anew(&mut self, at: Instant, start: Start, partition: &TopicPartition) {
        let held = self.consumers.entry(start).or_default();
        if held.read.remove(partition) && held.partitions.remove(partition) {
            self.tell_assignment(at, start);
            let held = self.consumers.entry(start).or_default();
            held.partitions.insert(partition.clone());
            self.tell_assignment(at, start);
        }
    }

    fn tell_assignment(&mut self, at: Instant, start: Start) {
        self.release(start);
        let held = self.consumers.entry(start).or_default();
        let keys = held.partitions.iter().map(key).collect();
        self.tell(at, start, Kind::Ok, Action::Assign(keys));
    }

    /// Nobody knows what came of the sends that are open still.
    fn close(&mut self) {
        self.close_transactions();
        let now = self.world.now();
        for (start, sends) in std::mem::take(&mut self.producers) {
            for open in &sends.open {
                let end = open.end.unwrap_or((now, Kind::Info, None));
                self.tell_end(start, open, end);
            }
        }
    }

    fn tell(&mut self, at: Instant, start: Start, kind: Kind, action: Action) {
        let next = i64::try_from(self.processes.len()).unwrap_or(i64::MAX);
        let process = *self.processes.entry(start).or_insert(next);
        let ns = at.0.saturating_mul(1_000);
        self.told.push(Operation {
            index: None,
            process: Process::Client(process),
            kind,
            action,
            time: i64::try_from(ns).ok(),
            rebalanced: Vec::new(),
        });
    }

    fn send(
        &self,
        (producer, incarnation): Start,
        number: u64,
        partition: &TopicPartition,
        offset: Option<u64>,
    ) -> Send {
        let origin = Origin {
            producer,
            incarnation,
            number,
        };
        Send {
            key: key(partition),
            offset,
            value: self.value(origin),
        }
    }

    fn value(&self, origin: Origin) -> Scalar {
        let name = self.world.slot(origin.producer).map(sim::Slot::name);
        let name = name.map_or("", |name| &**name);
        let text = match origin.incarnation {
            0 => format!("{name}#{}", origin.number),
            later => format!("{name}.{}#{}", later + 1, origin.number),
        };
        Scalar::Text(text.into())
    }
}

impl Sends {
    /// The first send, if it has ended.
    fn next_ended(&mut self) -> Option<(Open, End)> {
        let end = self.open.front()?.end?;
        Some((self.open.pop_front()?, end))
    }
}

fn key(partition: &TopicPartition) -> Key {
    Key(Scalar::Text(partition.to_string().into()))
}

/// Whether two observations are of what one `poll()` returned.
fn is_same_poll(one: &Entry, next: &Entry) -> bool {
    let is_poll = |entry: &Entry| matches!(entry.observation, Observation::Polled { .. });
    is_poll(one)
        && is_poll(next)
        && (one.node, one.incarnation, one.step) == (next.node, next.incarnation, next.step)
}
