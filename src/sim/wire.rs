//! TCP: what hosts do with what they send and receive, whatever their processes are at.

use std::hash::Hash;

use engine::model::{Instant, NodeId};
use engine::node::{ConnectionId, Input, Node, Why};

use crate::agenda::{Event, Sequence};
use crate::connection::End;
use crate::flight::{Cargo, Parcel};
use crate::host::Host;
use crate::inbox::{Delivery, message_arrived};
use crate::moment::{Happened, Moment};
use crate::step::{Outcome, What};
use crate::world::World;

impl<N: Node + Clone + Hash> World<N> {
    /// Something reaches the host that it was sent to.
    pub(crate) fn arrive(
        &mut self,
        sequence: Sequence,
        parcel: Parcel,
        moment: &mut Moment,
    ) -> Happened {
        let Parcel {
            connection,
            from,
            to,
            cause,
            sent,
            ..
        } = parcel;
        let seen = |outcome, cargo: &Cargo| Happened {
            node: Some(to),
            what: what_arrives(cargo, sequence, connection, from),
            outcome,
            cause: Some(cause),
            since: sent,
        };
        if !self.links.lets_pass(sequence, (from, to))
            || self
                .slots
                .get(to)
                .is_some_and(|slot| slot.life.is_powered_off())
        {
            let happened = seen(Outcome::Parked, &parcel.cargo);
            self.links.parked.insert(sequence, parcel);
            return happened;
        }
        self.links.let_go.remove(&sequence);
        if matches!(&parcel.cargo, Cargo::Message(message) if self.links.loses((from, to), message))
        {
            let happened = seen(Outcome::Lost, &parcel.cargo);
            self.lose(sequence, &parcel, Some(self.now), moment);
            return happened;
        }
        let received = match self.find_host(to) {
            Some(mut host) => host.receive(sequence, parcel, moment),
            None => Err(parcel),
        };
        received.unwrap_or_else(|parcel| {
            let answered = self.answer_with_reset(&parcel, moment);
            seen(
                if answered {
                    Outcome::Reset
                } else {
                    Outcome::Discarded
                },
                &parcel.cargo,
            )
        })
    }

    /// A host that knows no such connection says so, unless who sent it knows already or will learn it from what is
    /// on its way. The answer comes behind what was sent before.
    fn answer_with_reset(&mut self, parcel: &Parcel, moment: &mut Moment) -> bool {
        let &Parcel {
            connection,
            from,
            to,
            ..
        } = parcel;
        let held = self
            .slots
            .get(from)
            .is_some_and(|slot| slot.ends.contains_key(&connection));
        if !held || parcel.cargo.ends_connection() {
            return false;
        }
        let why = if matches!(parcel.cargo, Cargo::Open(_)) {
            Why::Refused
        } else {
            Why::Reset
        };
        let before = self.agenda.last_parcel(connection, to);
        if before.is_some_and(|(_, last)| last.cargo.ends_connection()) {
            return false;
        }
        let not_before = before.map_or(Instant::ZERO, |(at, _)| at);
        self.send_reset(connection, (to, from), why, not_before, moment);
        true
    }

    /// A host resets a connection that it holds no end of.
    pub(crate) fn send_reset(
        &mut self,
        connection: ConnectionId,
        (from, to): (NodeId, NodeId),
        why: Why,
        not_before: Instant,
        moment: &mut Moment,
    ) {
        let at = self
            .links
            .arrival((from, to), 0, self.now, self.now, not_before);
        moment.fold.word(at.0);
        let parcel = Parcel {
            connection,
            from,
            to,
            cargo: Cargo::Reset(why),
            sent: self.now,
            cause: moment.id,
        };
        self.agenda.schedule(at, Event::Arrive(parcel));
    }
}

impl<N: Node + Clone + Hash> Host<'_, N> {
    /// The host takes in a parcel and tells its process. It gives the parcel back if it holds no such end, or if
    /// nobody listens.
    fn receive(
        &mut self,
        sequence: Sequence,
        parcel: Parcel,
        moment: &mut Moment,
    ) -> Result<Happened, Parcel> {
        let Parcel {
            connection: id,
            from,
            sent,
            cause,
            ..
        } = parcel;
        let slot = &mut *self.slot;
        let held = slot.ends.get_mut(&id);
        let input = match (parcel.cargo, held) {
            // A process listens at its own address for others, not for itself.
            (Cargo::Open(lane), None) if slot.life.is_running() => {
                let end = End {
                    peer: from,
                    opener: false,
                    lane,
                    established: true,
                    last_departure: Instant::ZERO,
                    last_arrival: Instant::ZERO,
                };
                slot.ends.insert(id, end);
                self.send(id, Cargo::Accept, self.now, moment);
                Input::Opened(end.connection(id))
            }
            (Cargo::Accept, Some(end)) => {
                end.established = true;
                Input::Opened(end.connection(id))
            }
            (Cargo::Message(message), Some(_)) => Input::Message(message),
            (Cargo::Close, Some(end)) => {
                let closed = Input::Closed(end.connection(id), Why::ClosedByPeer);
                slot.ends.remove(&id);
                closed
            }
            (Cargo::Reset(why), Some(end)) => {
                let closed = Input::Closed(end.connection(id), why);
                slot.ends.remove(&id);
                closed
            }
            (cargo, _) => return Err(Parcel { cargo, ..parcel }),
        };
        let flight = Some((sequence.into(), from));
        Ok(self.deliver(
            Delivery {
                input,
                flight,
                cause: Some(cause),
                since: sent,
            },
            moment,
        ))
    }
}

fn what_arrives(cargo: &Cargo, sequence: Sequence, connection: ConnectionId, peer: NodeId) -> What {
    match cargo {
        Cargo::Open(_) => What::Opened {
            connection,
            peer,
            opener: false,
        },
        Cargo::Accept => What::Opened {
            connection,
            peer,
            opener: true,
        },
        Cargo::Message(message) => message_arrived(message, sequence.into(), peer),
        Cargo::Close => What::Closed {
            connection,
            peer,
            why: Why::ClosedByPeer,
        },
        Cargo::Reset(why) => What::Closed {
            connection,
            peer,
            why: *why,
        },
    }
}
