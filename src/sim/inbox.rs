//! What waits for a node that is busy or paused.

use std::collections::VecDeque;

use engine::model::{Instant, NodeId, StepId};
use engine::node::{Connection, ConnectionId, Input, Message, Timer};

use crate::flight::FlightId;
use crate::queue::Place;
use crate::step::What;

/// An input on its way into a node, with what explains it.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Delivery {
    pub(crate) input: Input,
    /// The flight that brought it and who sent that, if one did.
    pub(crate) flight: Option<(FlightId, NodeId)>,
    pub(crate) cause: Option<StepId>,
    pub(crate) since: Instant,
}

/// First in, first out.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Inbox {
    waiting: VecDeque<Delivery>,
    /// The place on the agenda of the node's next turn, if it is to have one.
    pub(crate) turn: Option<Place>,
}

impl Inbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn push(&mut self, delivery: Delivery) {
        self.waiting.push_back(delivery);
    }

    /// Lets an input overtake what waits.
    pub(crate) fn push_first(&mut self, delivery: Delivery) {
        self.waiting.push_front(delivery);
    }

    pub(crate) fn pop(&mut self) -> Option<Delivery> {
        self.waiting.pop_front()
    }

    /// A timer that was stopped or set again has not run out, even if it had and nobody had looked.
    pub(crate) fn forget_timeout(&mut self, timer: &Timer) {
        self.waiting.retain(
            |delivery| !matches!(&delivery.input, Input::Timeout(waiting) if waiting == timer),
        );
    }

    /// Nothing more is heard of a connection that the node itself closed.
    pub(crate) fn forget_connection(&mut self, id: ConnectionId) {
        self.waiting.retain(|delivery| match &delivery.input {
            Input::Opened(connection) | Input::Closed(connection, _) => connection.id != id,
            Input::Message(message) => message.connection != id,
            Input::Booted(_)
            | Input::Timeout(_)
            | Input::DiskDone(_)
            | Input::DiskFailed(_)
            | Input::Command(_) => true,
        });
    }
}

impl Delivery {
    /// What happens when it is taken in.
    pub(crate) fn what(&self) -> What {
        match &self.input {
            Input::Booted(_) => What::Booted,
            Input::Opened(Connection {
                id, peer, opener, ..
            }) => What::Opened {
                connection: *id,
                peer: *peer,
                opener: *opener,
            },
            Input::Closed(Connection { id, peer, .. }, why) => What::Closed {
                connection: *id,
                peer: *peer,
                why: *why,
            },
            Input::Message(message) => {
                let (flight, from) = self.flight.expect("messages come by a flight");
                message_arrived(message, flight, from)
            }
            Input::Timeout(timer) => What::Timeout(timer.clone()),
            Input::DiskDone(ticket) => What::DiskDone(*ticket),
            Input::DiskFailed(_) => What::DiskFailed,
            Input::Command(command) => What::Command(command.clone()),
        }
    }
}

/// The arrival of a message.
pub(crate) fn message_arrived(message: &Message, flight: FlightId, from: NodeId) -> What {
    What::Message {
        flight,
        from,
        connection: message.connection,
        correlation_id: message.correlation_id,
        api_key: message.body.api_key(),
        is_request: message.body.is_request(),
        size: message.body.size(),
    }
}
