//! Losing one message in flight.

use std::hash::Hash;

use engine::model::Instant;
use engine::node::{Node, Why};

use crate::agenda::{Event, Sequence};
use crate::flight::{Cargo, FlightId, Parcel};
use crate::moment::Moment;
use crate::world::World;

impl<N: Node + Clone + Hash> World<N> {
    /// Loses a message. TCP cannot lose one and go on, so the connection ends where the message was: its receiver
    /// sees a reset in its place, its sender one latency from now; what was sent behind it is gone too.
    pub(crate) fn drop_message(&mut self, flight: FlightId, moment: &mut Moment) {
        let lost = Sequence(flight.0);
        let held_up = self.links.parked.get(&lost).cloned();
        let (parcel, arrives) = match held_up {
            Some(parcel) => (parcel, None),
            None => {
                let moving = self.agenda.parcel(lost);
                let (at, parcel) =
                    moving.expect("a checked action drops a message that is in flight");
                (parcel.clone(), Some(at))
            }
        };
        self.lose(lost, &parcel, arrives, moment);
    }

    /// Puts the end of its connection in the place of a message that arrives at a time, or is held up.
    pub(crate) fn lose(
        &mut self,
        lost: Sequence,
        parcel: &Parcel,
        arrives: Option<Instant>,
        moment: &mut Moment,
    ) {
        let &Parcel {
            connection,
            from,
            to,
            sent,
            ..
        } = parcel;
        let gone = |sequence: Sequence, parcel: &Parcel| {
            parcel.connection == connection && parcel.from == from && sequence >= lost
        };
        self.links
            .parked
            .retain(|sequence, parcel| !gone(*sequence, parcel));
        self.agenda
            .take_parcels(|(_, sequence), parcel| gone(sequence, parcel));

        let cargo = Cargo::Reset(Why::Reset);
        let reset = Parcel {
            connection,
            from,
            to,
            cargo,
            sent,
            cause: moment.id,
        };
        match arrives {
            Some(at) => {
                self.agenda.schedule(at, Event::Arrive(reset));
            }
            None => {
                self.links.parked.insert(lost, reset);
            }
        }
        self.send_reset(connection, (to, from), Why::Reset, self.now, moment);
    }

    /// Whether a flight is a message on its way.
    pub(crate) fn is_message_in_flight(&self, flight: FlightId) -> bool {
        let is_message = |parcel: &Parcel| matches!(parcel.cargo, Cargo::Message(_));
        let sequence = Sequence(flight.0);
        self.links.parked.get(&sequence).is_some_and(is_message)
            || self
                .agenda
                .parcel(sequence)
                .is_some_and(|(_, parcel)| is_message(parcel))
    }
}
