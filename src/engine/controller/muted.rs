//! One request of a connection at a time: it is muted until the answer is out (`SocketServer`), so answers keep the
//! order of their requests.

use std::collections::{BTreeMap, VecDeque};

use super::Controller;
use crate::node::{ConnectionId, Effect, Effects, Message, Now};

/// The connections whose request is being worked on, with those that have come in behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Muted(BTreeMap<ConnectionId, VecDeque<Message>>);

impl Muted {
    /// The request, if it can be worked on now.
    pub fn arrived(&mut self, message: Message) -> Option<Message> {
        if let Some(unread) = self.0.get_mut(&message.connection) {
            unread.push_back(message);
            return None;
        }
        self.0.insert(message.connection, VecDeque::new());
        Some(message)
    }

    /// The request that was behind the one whose answer is out.
    fn answered(&mut self, connection: ConnectionId) -> Option<Message> {
        let next = self.0.get_mut(&connection)?.pop_front();
        if next.is_none() {
            self.0.remove(&connection);
        }
        next
    }

    pub fn closed(&mut self, connection: ConnectionId) {
        self.0.remove(&connection);
    }
}

impl Controller {
    /// Reads on from the connections whose answers are among the effects after the first `seen`.
    pub(super) fn read_on(&mut self, now: Now, mut seen: usize, effects: &mut Effects) {
        while let Some(effect) = effects.as_slice().get(seen) {
            seen += 1;
            if let Effect::Send(answer, _) = effect
                && let Some(next) = self.muted.answered(answer.connection)
            {
                self.request(now, &next, effects);
            }
        }
    }
}
