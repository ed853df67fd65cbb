//! What is held up goes on: in order, and nothing of the same connection overtakes it.

use std::collections::BTreeMap;
use std::hash::Hash;

use engine::model::{Instant, NodeId};
use engine::node::{ConnectionId, Node};

use crate::flight::Parcel;
use crate::host::Host;
use crate::moment::Moment;
use crate::world::World;

impl<N: Node + Clone + Hash> World<N> {
    /// Lets what is held up from one host to another go on, as if it were sent now. What waits for a host that is
    /// off, waits on.
    pub(crate) fn release_way(&mut self, from: NodeId, to: NodeId, moment: &mut Moment) {
        if self
            .slots
            .get(to)
            .is_some_and(|slot| slot.life.is_powered_off())
        {
            return;
        }
        let mut behind: BTreeMap<ConnectionId, Instant> = BTreeMap::new();
        let here = |parcel: &Parcel| parcel.from == from && parcel.to == to;
        for (sequence, parcel) in self
            .links
            .parked
            .extract_if(.., |_, parcel| here(parcel))
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
        let blocked = &self.links.blocked;
        let waited = |parcel: &Parcel| parcel.to == host && !blocked.contains(&(parcel.from, host));
        for (sequence, parcel) in self.links.parked.extract_if(.., |_, parcel| waited(parcel)) {
            moment.fold.word(sequence.0);
            self.agenda.put_back(self.now, sequence, parcel);
        }
    }
}
