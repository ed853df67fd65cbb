//! Connections to a broker: it answers one request of each at a time, so their order holds (`SocketServer`).

use std::collections::{BTreeMap, VecDeque};

use crate::model::Duration;
use crate::node::{ConnectionId, Message};
use crate::protocol::Body;

/// The requests that wait on each connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Channels(BTreeMap<ConnectionId, Channel>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Channel {
    /// Muted: a request is being answered.
    busy: bool,
    waiting: VecDeque<Message>,
}

impl Channels {
    pub fn opened(&mut self, connection: ConnectionId) {
        self.0.insert(connection, Channel::default());
    }

    pub fn closed(&mut self, connection: ConnectionId) {
        self.0.remove(&connection);
    }

    pub fn is_open(&self, connection: ConnectionId) -> bool {
        self.0.contains_key(&connection)
    }

    /// A request arrived: it is returned if it can be handled at once.
    pub fn arrived(&mut self, message: Message) -> Option<Message> {
        let channel = self.0.get_mut(&message.connection)?;
        if channel.busy {
            channel.waiting.push_back(message);
            return None;
        }
        channel.busy = true;
        Some(message)
    }

    /// The request of a connection is answered: the next one, if there is one.
    pub fn done(&mut self, connection: ConnectionId) -> Option<Message> {
        let channel = self.0.get_mut(&connection)?;
        let next = channel.waiting.pop_front();
        channel.busy = next.is_some();
        next
    }
}

/// How long a request handler works: a fixed part, and the bytes at a gigabyte a second.
pub(super) fn service_time(body: &Body) -> Duration {
    const FIXED: Duration = Duration(30);
    FIXED + Duration(body.size() / 1_000)
}
