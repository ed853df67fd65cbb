//! What is on its way between two hosts.

use std::fmt;

use engine::model::{Instant, NodeId, StepId};
use engine::node::{ConnectionId, Lane, Message, Why};

use crate::agenda::Sequence;

/// Names something that is on its way; it keeps the name while it is held up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlightId(pub u64);

impl fmt::Display for FlightId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Sequence> for FlightId {
    fn from(sequence: Sequence) -> Self {
        Self(sequence.0)
    }
}

/// Something on its way, for those who look.
#[derive(Clone, Copy, Debug)]
pub struct Flight<'a> {
    /// Its name.
    pub id: FlightId,
    /// Who sent it.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// When it left; ahead of now while its sender is still at work on it.
    pub sent: Instant,
    /// When it arrives, `None` while it is held up.
    pub arrives: Option<Instant>,
    /// The connection that it belongs to.
    pub connection: ConnectionId,
    /// What it is.
    pub cargo: &'a Cargo,
    /// The step that sent it.
    pub cause: StepId,
}

/// What was on its way, kept by those who look beyond the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlightRecord {
    /// Its name.
    pub id: FlightId,
    /// Who sent it.
    pub from: NodeId,
    /// Where it went.
    pub to: NodeId,
    /// When it left.
    pub sent: Instant,
    /// When it was to arrive, `None` while it was held up.
    pub arrives: Option<Instant>,
    /// The connection that it belonged to.
    pub connection: ConnectionId,
    /// What it was.
    pub cargo: Cargo,
    /// The step that sent it.
    pub cause: StepId,
}

impl FlightRecord {
    /// The flight that it is a record of.
    #[must_use]
    pub const fn flight(&self) -> Flight<'_> {
        Flight {
            id: self.id,
            from: self.from,
            to: self.to,
            sent: self.sent,
            arrives: self.arrives,
            connection: self.connection,
            cargo: &self.cargo,
            cause: self.cause,
        }
    }
}

impl From<Flight<'_>> for FlightRecord {
    fn from(flight: Flight<'_>) -> Self {
        Self {
            id: flight.id,
            from: flight.from,
            to: flight.to,
            sent: flight.sent,
            arrives: flight.arrives,
            connection: flight.connection,
            cargo: flight.cargo.clone(),
            cause: flight.cause,
        }
    }
}

/// What travels between hosts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cargo {
    /// A SYN: please open; and which of the opener's connections to that peer it is to be.
    Open(Lane),
    /// The answer to it: it is open.
    Accept,
    /// A request or response.
    Message(Message),
    /// A FIN: closed in order.
    Close,
    /// A RST: gone, and why.
    Reset(Why),
}

impl Cargo {
    /// Its bytes. The handshake's few bytes are not counted.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Message(message) => message.body.size(),
            Self::Open(_) | Self::Accept | Self::Close | Self::Reset(_) => 0,
        }
    }

    /// Whether nothing can follow it on its connection.
    pub(crate) const fn ends_connection(&self) -> bool {
        matches!(self, Self::Close | Self::Reset(_))
    }
}

/// A cargo with its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Parcel {
    pub(crate) connection: ConnectionId,
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) cargo: Cargo,
    /// When it leaves: later than the step that sent it, if that took service time.
    pub(crate) sent: Instant,
    /// The step that sent it.
    pub(crate) cause: StepId,
}

impl Parcel {
    /// The same, for those who look.
    pub(crate) fn flight(&self, sequence: Sequence, arrives: Option<Instant>) -> Flight<'_> {
        Flight {
            id: sequence.into(),
            from: self.from,
            to: self.to,
            sent: self.sent,
            arrives,
            connection: self.connection,
            cargo: &self.cargo,
            cause: self.cause,
        }
    }
}
