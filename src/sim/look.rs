//! What there is to see of a world.

use engine::model::{Duration, Instant, NodeId, StepId, Timestamp};

use crate::connection::Connected;
use crate::digest::Digest;
use crate::flight::Flight;
use crate::history::History;
use crate::slot::Slot;
use crate::world::World;

impl<N> World<N> {
    /// What the dice follow from.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The time.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// When the next event is due.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        let due = self.watches.is_due().then_some(self.now);
        due.or_else(|| self.agenda.next_at())
    }

    /// How many events are due at some time.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.agenda.len() + self.watches.due()
    }

    /// How many steps were taken, which is the number of the next one.
    #[must_use]
    pub const fn steps(&self) -> StepId {
        self.steps
    }

    /// The fingerprint of all steps so far.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// What applications saw so far.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// The nodes, in the order of their ids.
    pub fn slots(&self) -> impl Iterator<Item = &Slot<N>> {
        self.slots.iter()
    }

    /// One node.
    #[must_use]
    pub fn slot(&self, id: NodeId) -> Option<&Slot<N>> {
        self.slots.get(id)
    }

    /// The true wall clock time when the run began.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// What a node's wall clock shows.
    #[must_use]
    pub fn wall(&self, id: NodeId) -> Option<Timestamp> {
        Some(self.slots.get(id)?.clock.read(self.start, self.now))
    }

    /// What is on its way: first what moves, by arrival; then what is held up, by when it was sent.
    pub fn flights(&self) -> impl Iterator<Item = Flight<'_>> {
        let moving = self
            .agenda
            .parcels()
            .map(|((at, sequence), parcel)| parcel.flight(sequence, Some(at)));
        let parked = self
            .links
            .parked
            .iter()
            .map(|(sequence, parcel)| parcel.flight(*sequence, None));
        moving.chain(parked)
    }

    /// What the next event is the arrival of, if it is one.
    #[must_use]
    pub fn arriving(&self) -> Option<Flight<'_>> {
        if self.watches.is_due() {
            return None;
        }
        let ((at, sequence), parcel) = self.agenda.next_parcel()?;
        Some(parcel.flight(sequence, Some(at)))
    }

    /// The ways that are cut, each from the first node to the second.
    pub fn blocked(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        self.links.blocked.iter().copied()
    }

    /// The ways that are held, each from the first node to the second.
    pub fn held(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        self.links.held.iter().copied()
    }

    /// How many messages are lost on the average from the first node to the second, and out of how many, where some are.
    pub fn flaky(&self) -> impl Iterator<Item = ((NodeId, NodeId), (u32, u32))> {
        self.links.flaky().iter().map(|(way, ratio)| (*way, *ratio))
    }

    /// How much longer than the network has it everything takes from the first node to the second, where it does.
    pub fn slowed(&self) -> impl Iterator<Item = ((NodeId, NodeId), Duration)> {
        self.links
            .slowed()
            .iter()
            .map(|(way, extra)| (*way, *extra))
    }

    /// The connections that at least one end holds, each once.
    pub fn connections(&self) -> impl Iterator<Item = Connected> {
        self.slots.iter().flat_map(move |slot| {
            slot.ends().filter_map(move |(id, end)| {
                let peer_holds = self
                    .slots
                    .get(end.peer)
                    .is_some_and(|peer| peer.ends.contains_key(&id));
                let (opener, acceptor) = if end.opener {
                    (slot.id, end.peer)
                } else {
                    (end.peer, slot.id)
                };
                let (opener_holds, acceptor_holds) = if end.opener {
                    (true, peer_holds)
                } else {
                    (peer_holds, true)
                };
                let seen_at_other_end = !end.opener && peer_holds;
                let connected = Connected {
                    id,
                    opener,
                    acceptor,
                    opener_holds,
                    acceptor_holds,
                };
                (!seen_at_other_end).then_some(connected)
            })
        })
    }
}
