//! TCP connections, as the hosts at their ends know them.

use engine::model::{Instant, NodeId};
use engine::node::{Connection, ConnectionId, Lane};

/// One end of a connection, kept by its host. Each end knows only what it has seen: a connection can be half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct End {
    /// The node at the other end.
    pub peer: NodeId,
    /// Whether this end opened it.
    pub opener: bool,
    /// Which of the opener's connections to that peer.
    pub lane: Lane,
    /// Whether it is up, as far as this end knows; the opener waits a round trip for it.
    pub established: bool,
    /// When the last thing sent from this end leaves; in the future while its process is still at work on it.
    pub(crate) last_departure: Instant,
    /// When the last thing sent from this end arrives: nothing overtakes it.
    pub(crate) last_arrival: Instant,
}

impl End {
    /// The connection as the process at this end sees it.
    pub(crate) const fn connection(&self, id: ConnectionId) -> Connection {
        Connection {
            id,
            peer: self.peer,
            opener: self.opener,
            lane: self.lane,
        }
    }
}

/// A connection that at least one end holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Connected {
    /// Its name.
    pub id: ConnectionId,
    /// Who opened it.
    pub opener: NodeId,
    /// Who accepted it, or is asked to.
    pub acceptor: NodeId,
    /// Whether the opener's end is up.
    pub opener_holds: bool,
    /// Whether the acceptor's end is up.
    pub acceptor_holds: bool,
}
