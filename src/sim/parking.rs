//! What is held up goes on: in order, and nothing of the same connection overtakes it.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use engine::model::{Instant, NodeId};
use engine::node::{ConnectionId, Node};

use crate::agenda::Sequence;
use crate::flight::{Cargo, Parcel};
use crate::host::Host;
use crate::moment::Moment;
use crate::world::World;

impl<N: Node + Clone + Hash> World<N> {
    /// What has left and is on a way stands still. What is still to leave, and what is sent from now on, waits at the
    /// end of its way.
    pub(crate) fn stop_way(&mut self, way: (NodeId, NodeId)) {
        let now = self.now;
        let moving = |parcel: &Parcel| (parcel.from, parcel.to) == way && parcel.sent <= now;
        for ((_, sequence), parcel) in self.agenda.take_parcels(|_, parcel| moving(parcel)) {
            self.links.let_go.remove(&sequence);
            self.links.parked.insert(sequence, parcel);
        }
    }

    /// Lets so many of the messages that are held on some ways go on, those that were sent first, and with them what was
    /// sent before.
    pub(crate) fn let_go(&mut self, ways: &[(NodeId, NodeId)], messages: u32, moment: &mut Moment) {
        let links = &self.links;
        let on_held_way = |parcel: &Parcel| {
            let way = (parcel.from, parcel.to);
            ways.contains(&way) && links.held.contains(&way)
        };
        let parked = links
            .parked
            .iter()
            .filter(|(_, parcel)| on_held_way(parcel));
        let mut left = messages;
        let first = parked.take_while(|(_, parcel)| {
            let goes = left > 0;
            left -= u32::from(goes && matches!(parcel.cargo, Cargo::Message(_)));
            goes
        });
        let first: BTreeSet<Sequence> = first.map(|(sequence, _)| *sequence).collect();
        for way in ways {
            self.go_on(*way, |sequence| first.contains(&sequence), moment);
        }
        self.links.let_go.extend(first);
    }

    /// Lets what is held up from one host to another go on, as if it were sent now, unless something else stops it. What
    /// waits for a host that is off, waits on.
    pub(crate) fn release_way(&mut self, way: (NodeId, NodeId), moment: &mut Moment) {
        let host = self.slots.get(way.1);
        if self.links.is_stopped(way) || host.is_some_and(|slot| slot.life.is_powered_off()) {
            return;
        }
        self.go_on(way, |_| true, moment);
    }

    /// Sends on what is held up and wanted, as if it were sent now.
    fn go_on(
        &mut self,
        (from, to): (NodeId, NodeId),
        wanted: impl Fn(Sequence) -> bool,
        moment: &mut Moment,
    ) {
        let here = |parcel: &Parcel| parcel.from == from && parcel.to == to;
        let mut behind: BTreeMap<ConnectionId, Instant> = BTreeMap::new();
        // What was let go before is ahead of it.
        if !self.links.let_go.is_empty() {
            let moving = self.agenda.parcels();
            let let_go = moving.filter(|((_, sequence), parcel)| {
                here(parcel) && self.links.let_go.contains(sequence)
            });
            behind.extend(let_go.map(|((at, _), parcel)| (parcel.connection, at)));
        }
        for (sequence, parcel) in self
            .links
            .parked
            .extract_if(.., |sequence, parcel| here(parcel) && wanted(*sequence))
            .collect::<Vec<_>>()
        {
            let last = behind.entry(parcel.connection).or_default();
            *last = self
                .links
                .arrival((from, to), parcel.cargo.size(), self.now, self.now, *last);
            moment.fold.word(last.0);
            self.agenda.put_back(*last, sequence, parcel);
        }
        // What was sent behind them and is still on its way, is not to overtake them.
        let earlier = |at: Instant, parcel: &Parcel| {
            behind
                .get(&parcel.connection)
                .is_some_and(|last| at < *last)
        };
        for ((_, sequence), parcel) in self
            .agenda
            .take_parcels(|(at, _), parcel| here(parcel) && earlier(at, parcel))
        {
            let at = behind[&parcel.connection];
            self.agenda.put_back(at, sequence, parcel);
        }
        let ends = &mut self.host(from).slot.ends;
        for (connection, last) in behind {
            if let Some(end) = ends.get_mut(&connection) {
                end.last_arrival = end.last_arrival.max(last);
            }
        }
    }
}

impl<N> Host<'_, N> {
    /// What waited for a host that is on again reaches it now, where the way is free.
    pub(crate) fn release_host(&mut self, moment: &mut Moment) {
        let host = self.slot.id;
        let waited = |sequence: Sequence, parcel: &Parcel| {
            parcel.to == host && self.links.lets_pass(sequence, (parcel.from, host))
        };
        let parked = self.links.parked.iter();
        let free = parked.filter(|(sequence, parcel)| waited(**sequence, parcel));
        let free: Vec<Sequence> = free.map(|(sequence, _)| *sequence).collect();
        for sequence in free {
            if let Some(parcel) = self.links.parked.remove(&sequence) {
                moment.fold.word(sequence.0);
                self.agenda.put_back(self.now, sequence, parcel);
            }
        }
    }
}
