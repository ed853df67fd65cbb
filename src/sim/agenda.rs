//! What is going to happen, in the order in which it will.

use engine::model::{Instant, NodeId, StepId};
use engine::node::{ConnectionId, File, Ticket, Timer};

use crate::action::Action;
use crate::flight::Parcel;
use crate::queue::{Key, Place, Queue};
use crate::role::Target;

/// Counts everything that was ever put on the agenda: events of one instant happen in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(pub u64);

/// What is going to happen.
///
/// Events of a process need no mark of the incarnation that they are meant for: when a process ends, they leave the
/// agenda with it (`forget_process`). Connections are never named twice, so neither do parcels.
#[derive(Clone, Debug, Hash)]
pub(crate) enum Event {
    /// Something reaches the host that it was sent to.
    Arrive(Parcel),
    /// A timer runs out.
    Timeout {
        node: NodeId,
        timer: Timer,
        cause: StepId,
        since: Instant,
    },
    /// A read is done, or a file is on stable storage as far as it was written when the flush was asked for.
    DiskDone {
        node: NodeId,
        flushed: Option<File>,
        ticket: Ticket,
        cause: StepId,
        since: Instant,
    },
    /// A node is free to take the next input out of its inbox.
    Turn(NodeId),
    /// The setup's script wants something. Boxed, since it is large and rare.
    Script(Box<Action<Target>>),
    /// What was broken for a while is mended, unless somebody was faster.
    Mend(Box<Action<Target>>),
}

/// All pending events. Cancelling is exact: nothing on it is stale.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Agenda {
    queue: Queue<Event>,
    next: u64,
}

impl Agenda {
    /// Puts an event at the end of an instant.
    pub(crate) fn schedule(&mut self, at: Instant, event: Event) -> Place {
        let key = (at, self.sequence());
        self.queue.push(key, event)
    }

    /// Puts an event at the end of an instant, in place of another.
    pub(crate) fn reschedule(&mut self, place: Place, at: Instant, event: Event) {
        let key = (at, self.sequence());
        self.queue.replace(place, key, event);
    }

    /// Puts a parcel back that keeps its name.
    pub(crate) fn put_back(&mut self, at: Instant, sequence: Sequence, parcel: Parcel) {
        self.queue.push((at, sequence), Event::Arrive(parcel));
    }

    /// Takes the next event.
    pub(crate) fn pop(&mut self) -> Option<(Key, Event)> {
        self.queue.pop()
    }

    /// When the next event is due.
    pub(crate) fn next_at(&self) -> Option<Instant> {
        self.queue.first().map(|(at, _)| at)
    }

    /// The parcel that the next event is the arrival of, and its key.
    pub(crate) fn next_parcel(&self) -> Option<(Key, &Parcel)> {
        match self.queue.peek()? {
            (key, Event::Arrive(parcel)) => Some((key, parcel)),
            _ => None,
        }
    }

    /// Takes an event off.
    pub(crate) fn cancel(&mut self, place: Place) {
        self.queue.take(place);
    }

    /// How many events are pending.
    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    /// The parcels on their way, in the order of their arrival.
    pub(crate) fn parcels(&self) -> impl Iterator<Item = (Key, &Parcel)> {
        let mut parcels: Vec<_> = self
            .unsorted_parcels()
            .map(|(key, _, parcel)| (key, parcel))
            .collect();
        parcels.sort_unstable_by_key(|(key, _)| *key);
        parcels.into_iter()
    }

    /// The parcel of a name, and when it arrives.
    pub(crate) fn parcel(&self, name: Sequence) -> Option<(Instant, &Parcel)> {
        let mut parcels = self.unsorted_parcels();
        parcels
            .find(|((_, sequence), ..)| *sequence == name)
            .map(|((at, _), _, parcel)| (at, parcel))
    }

    /// The last parcel that one host has under way on a connection.
    pub(crate) fn last_parcel(
        &self,
        connection: ConnectionId,
        from: NodeId,
    ) -> Option<(Instant, &Parcel)> {
        let of_this_way = |parcel: &Parcel| parcel.connection == connection && parcel.from == from;
        let parcels = self
            .unsorted_parcels()
            .filter(|(.., parcel)| of_this_way(parcel));
        parcels
            .max_by_key(|(key, ..)| *key)
            .map(|((at, _), _, parcel)| (at, parcel))
    }

    /// Takes off the parcels for which `wanted` holds, in the order of their arrival.
    pub(crate) fn take_parcels(
        &mut self,
        wanted: impl Fn(Key, &Parcel) -> bool,
    ) -> Vec<(Key, Parcel)> {
        let found = self
            .unsorted_parcels()
            .filter(|(key, _, parcel)| wanted(*key, parcel));
        let mut places: Vec<(Key, Place)> = found.map(|(key, place, _)| (key, place)).collect();
        places.sort_unstable_by_key(|(key, _)| *key);
        let take = |(key, place)| match self.queue.take(place) {
            Event::Arrive(parcel) => Some((key, parcel)),
            _ => None,
        };
        places.into_iter().filter_map(take).collect()
    }

    /// Takes off everything that an ended process was waiting for.
    pub(crate) fn forget_process(&mut self, process: NodeId) {
        let of_process = |event: &Event| match event {
            Event::Timeout { node, .. } | Event::DiskDone { node, .. } | Event::Turn(node) => {
                *node == process
            }
            Event::Arrive(_) | Event::Script(_) | Event::Mend(_) => false,
        };
        let found = self.queue.iter().filter(|(.., event)| of_process(event));
        let places: Vec<Place> = found.map(|(_, place, _)| place).collect();
        for place in places {
            self.queue.take(place);
        }
    }

    fn unsorted_parcels(&self) -> impl Iterator<Item = (Key, Place, &Parcel)> {
        self.queue
            .iter()
            .filter_map(|(key, place, event)| match event {
                Event::Arrive(parcel) => Some((key, place, parcel)),
                _ => None,
            })
    }

    /// The number of what comes next.
    pub(crate) fn sequence(&mut self) -> Sequence {
        let sequence = Sequence(self.next);
        self.next += 1;
        sequence
    }
}
