//! How processes start and end.

use std::hash::Hash;

use engine::model::Instant;
use engine::node::{Boot, Input, Node, Why};

use crate::dice::{Concern, draw};
use crate::flight::{Cargo, Parcel};
use crate::host::Host;
use crate::inbox::{Delivery, Inbox};
use crate::moment::Moment;
use crate::slot::{Ending, Life};
use crate::stable_hash::stable_hash;

impl<N: Node + Clone + Hash> Host<'_, N> {
    /// Starts a process that does not run. Before it takes in anything else, it boots.
    pub(crate) fn start_process(&mut self, moment: &mut Moment) {
        let slot = &mut *self.slot;
        let (node, was_off) = (slot.id, slot.life.is_powered_off());
        slot.life = Life::Up;
        slot.starts += 1;
        slot.busy_until = self.now;
        let incarnation = slot.incarnation();
        let entity = [u64::from(node.0), u64::from(incarnation), 0];
        let entropy = draw(self.seed, Concern::Entropy, entity, 0, 0..=u64::MAX);
        let boot = Boot {
            incarnation,
            entropy,
            disk: slot.disk.image(),
        };
        let input = Input::Booted(boot);
        self.enqueue(Delivery {
            input,
            flight: None,
            cause: Some(moment.id),
            since: self.now,
        });
        if was_off {
            self.release_host(moment);
        }
    }

    /// Ends a process that runs. All that it knew and waited for ends with it; its disk stays, and what has left its
    /// host is on its way. Its host closes or resets its connections, unless it is off.
    pub(crate) fn end_process(&mut self, how: Ending, depart: Instant, moment: &mut Moment) {
        self.agenda.forget_process(self.slot.id);
        if how != Ending::Exited {
            self.forget_unsent();
        }
        let farewell = match how {
            Ending::Exited => Some(Cargo::Close),
            Ending::Crashed => Some(Cargo::Reset(Why::Reset)),
            Ending::PowerCut => None,
        };
        if let Some(farewell) = farewell {
            let connections: Vec<_> = self.slot.ends.keys().copied().collect();
            for connection in connections {
                self.send(connection, farewell.clone(), depart, moment);
            }
        }
        let slot = &mut *self.slot;
        slot.life = Life::Down {
            since: self.now,
            how,
        };
        slot.node = (*slot.blueprint).clone();
        slot.busy_until = self.now;
        slot.timers.clear();
        slot.ends.clear();
        slot.inbox = Inbox::default();
        slot.disk.forget_process(self.now);
    }

    /// Cuts the power of a host, whether or not its process runs. What its peers have not received is lost: nobody is
    /// left to send it again.
    pub(crate) fn cut_power(&mut self, moment: &mut Moment) {
        if self.slot.life.is_running() {
            self.end_process(Ending::PowerCut, self.now, moment);
        }
        self.forget_unsent();
        let node = self.slot.id;
        let parked = self.links.parked.iter();
        let unsaid = parked.filter(|(_, parcel)| parcel.from == node);
        let records = unsaid.map(|(sequence, parcel)| parcel.flight(*sequence, None).into());
        moment.lost.extend(records);
        self.links.parked.retain(|_, parcel| parcel.from != node);
        let (seed, now) = (self.seed, self.now);
        let slot = &mut *self.slot;
        slot.life = Life::Down {
            since: now,
            how: Ending::PowerCut,
        };
        let boots = u64::from(slot.starts);
        slot.disk.cut_power(now, |file, unflushed| {
            let entity = [u64::from(node.0), stable_hash(file), 0];
            let kept = draw(seed, Concern::TornTail, entity, boots, 0..=unflushed);
            moment.fold.word(kept);
            kept
        });
    }

    /// What a process was still at work on when it ended, never leaves. Its host's farewell need not wait for it.
    fn forget_unsent(&mut self) {
        let (node, now) = (self.slot.id, self.now);
        let unsent = self
            .agenda
            .take_parcels(|_, parcel| parcel.from == node && parcel.sent > now);
        for (_, Parcel { connection, .. }) in unsent {
            if let Some(end) = self.slot.ends.get_mut(&connection) {
                let last = self.agenda.last_parcel(connection, node);
                end.last_arrival = last.map_or(Instant::ZERO, |(at, _)| at);
                end.last_departure = now;
            }
        }
    }
}
