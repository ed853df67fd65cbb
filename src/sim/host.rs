//! One host at work in one step: its slot, and the parts of the world that it may touch.

use engine::model::{Instant, NodeId, Timestamp};
use engine::node::{ConnectionId, Effects};

use crate::agenda::{Agenda, Event};
use crate::flight::{Cargo, Parcel};
use crate::history::History;
use crate::link::Links;
use crate::moment::Moment;
use crate::slot::Slot;
use crate::world::World;

/// A host at work. It sees no other host: what it wants of one, it sends.
pub(crate) struct Host<'a, N> {
    /// Looked up, and copied if a checkpoint shares it, once in a step.
    pub(crate) slot: &'a mut Slot<N>,
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) links: &'a mut Links,
    pub(crate) history: &'a mut History,
    /// Empty between inputs.
    pub(crate) effects: &'a mut Effects,
    pub(crate) seed: u64,
    pub(crate) start: Timestamp,
    pub(crate) now: Instant,
}

impl<N: Clone> World<N> {
    /// The host of a node.
    pub(crate) fn find_host(&mut self, node: NodeId) -> Option<Host<'_, N>> {
        Some(Host {
            slot: self.slots.get_mut(node)?,
            agenda: &mut self.agenda,
            links: &mut self.links,
            history: &mut self.history,
            effects: &mut self.scratch.0,
            seed: self.seed,
            start: self.start,
            now: self.now,
        })
    }

    /// The host of a node that is known.
    pub(crate) fn host(&mut self, node: NodeId) -> Host<'_, N> {
        self.find_host(node)
            .expect("events and checked actions name nodes that there are")
    }
}

impl<N> Host<'_, N> {
    /// Sends something from an end, behind what was sent from it before: it neither leaves nor arrives before that.
    /// Nothing is sent from an end that is gone.
    pub(crate) fn send(
        &mut self,
        connection: ConnectionId,
        cargo: Cargo,
        depart: Instant,
        moment: &mut Moment,
    ) {
        let Some(end) = self.slot.ends.get_mut(&connection) else {
            return;
        };
        let (from, to, size) = (self.slot.id, end.peer, cargo.size());
        let depart = depart.max(end.last_departure);
        let at = self
            .links
            .arrival((from, to), size, self.now, depart, end.last_arrival);
        (end.last_departure, end.last_arrival) = (depart, at);
        moment.fold.word(at.0 ^ size << 48);
        let parcel = Parcel {
            connection,
            from,
            to,
            cargo,
            sent: depart,
            cause: moment.id,
        };
        self.agenda.schedule(at, Event::Arrive(parcel));
    }
}
