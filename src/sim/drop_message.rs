//! Losing one message in flight, or making it late.

use std::hash::Hash;

use engine::model::{Duration, Instant};
use engine::node::{Node, Why};

use crate::agenda::{Event, Sequence};
use crate::flight::{Cargo, FlightId, FlightRecord, Parcel};
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

    /// Makes a message late, and what was sent behind it on its connection as late as it is at least.
    pub(crate) fn delay_message(&mut self, flight: FlightId, by: Duration, moment: &mut Moment) {
        let late = Sequence(flight.0);
        let moving = self.agenda.parcel(late);
        let (at, parcel) = moving.expect("a checked action delays a message that moves");
        let (connection, from, arrives) = (parcel.connection, parcel.from, at + by);
        let waits = |at: Instant, sequence: Sequence, parcel: &Parcel| {
            let behind = parcel.connection == connection && parcel.from == from;
            behind && sequence >= late && at < arrives
        };
        for ((_, sequence), parcel) in self
            .agenda
            .take_parcels(|(at, sequence), parcel| waits(at, sequence, parcel))
        {
            self.agenda.put_back(arrives, sequence, parcel);
        }
        if let Some(end) = self.host(from).slot.ends.get_mut(&connection) {
            end.last_arrival = end.last_arrival.max(arrives);
        }
        moment.fold.word(arrives.0);
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
        let parked = self.links.parked.iter();
        let parked = parked.filter(|(sequence, parcel)| gone(**sequence, parcel));
        let mut records: Vec<FlightRecord> = parked
            .map(|(sequence, parcel)| parcel.flight(*sequence, None).into())
            .collect();
        self.links
            .parked
            .retain(|sequence, parcel| !gone(*sequence, parcel));
        let moving = self
            .agenda
            .take_parcels(|(_, sequence), parcel| gone(sequence, parcel));
        records.extend(
            moving
                .iter()
                .map(|((at, sequence), parcel)| parcel.flight(*sequence, Some(*at)).into()),
        );
        records.sort_unstable_by_key(|record| record.id);
        moment.lost.append(&mut records);

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

    /// Whether a flight is a message that moves: what is held up has no time to be late by.
    pub(crate) fn is_moving(&self, flight: FlightId) -> bool {
        let moving = self.agenda.parcel(Sequence(flight.0));
        moving.is_some_and(|(_, parcel)| matches!(parcel.cargo, Cargo::Message(_)))
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
