//! A server that pushes: whatever comes goes out to every receiver as fast as each takes it. What a slow one has not taken
//! yet waits in a buffer of its own, and a buffer has an end. Kafka's consumers pull instead, and the log is the buffer.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::direct::listen;
use super::{Item, Letter};
use crate::client::network::{NetworkClient, NetworkEvent, Patience};
use crate::client::{ClientCommand, Observation};
use crate::model::{Duration, NodeId};
use crate::node::{Effect, Effects, Input, Lane, Message, Node, Now, Reply};
use crate::protocol::Body;

/// What a pushing server is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PusherSetup {
    /// Its id.
    pub id: NodeId,
    /// Whom it pushes to: every item to each.
    pub to: Vec<NodeId>,
    /// How many items a receiver's buffer holds.
    pub buffer: u32,
    /// What happens when one is full.
    pub when_full: WhenFull,
    /// How many items are on their way to a receiver at a time: what fits into its socket.
    pub window: u32,
    /// How long an answer or a connection is waited for.
    pub timeout: Duration,
    /// How long to wait before connecting again.
    pub reconnect_backoff: Duration,
}

/// What a pushing server does when a receiver's buffer is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhenFull {
    /// What comes now is thrown away.
    DropNewest,
    /// What has waited longest is thrown away.
    DropOldest,
    /// The sender waits, and with it all other receivers.
    Block,
}

/// A server that pushes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pusher {
    setup: Arc<PusherSetup>,
    network: NetworkClient<Item>,
    buffers: BTreeMap<NodeId, Buffer>,
    /// Items that no buffer has taken yet, and whom to tell when they are taken.
    blocked: VecDeque<(Item, Option<Reply>)>,
    received: u64,
}

/// What waits for one receiver, and what became of the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Buffer {
    items: VecDeque<Item>,
    /// Items that were pushed.
    pub pushed: u64,
    /// Items that the receiver has processed.
    pub delivered: u64,
    /// Items that were thrown away.
    pub dropped: u64,
    /// Items that were on their way when the connection broke.
    pub unknown: u64,
}

impl Buffer {
    /// How many items wait.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.items.len() as u64
    }
}

impl Pusher {
    /// A server whose process has not started.
    #[must_use]
    pub fn new(setup: PusherSetup) -> Self {
        let patience = Patience {
            request_timeout: setup.timeout,
            reconnect_backoff: setup.reconnect_backoff,
            reconnect_backoff_max: setup.reconnect_backoff,
            connection_setup_timeout: setup.timeout,
        };
        let buffers = setup.to.iter().map(|to| (*to, Buffer::default()));
        Self {
            network: NetworkClient::new(patience, Lane::default()),
            buffers: buffers.collect(),
            setup: Arc::new(setup),
            blocked: VecDeque::new(),
            received: 0,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &PusherSetup {
        &self.setup
    }

    /// Items that came.
    #[must_use]
    pub const fn received(&self) -> u64 {
        self.received
    }

    /// What waits for a receiver, and what became of the rest.
    #[must_use]
    pub fn buffer(&self, to: NodeId) -> Option<&Buffer> {
        self.buffers.get(&to)
    }

    /// Items that wait in front of full buffers, and their senders with them.
    #[must_use]
    pub fn blocked(&self) -> u64 {
        self.blocked.len() as u64
    }

    fn receive(&mut self, message: &Message, effects: &mut Effects) {
        let (item, reply) = match &*message.body {
            Body::Outside(Letter::Deliver(item)) => (item, Some(Reply::to(message))),
            Body::Outside(Letter::Tell(item)) => (item, None),
            // Answers were taken in before; whoever says anything else has the wrong peer.
            Body::Outside(_) => return,
            _ => return effects.push(Effect::Close(message.connection)),
        };
        self.received += 1;
        self.blocked.push_back((item.clone(), reply));
    }

    /// Takes in what there is room for, and pushes what there is a way for, until neither changes anything.
    fn pump(&mut self, now: Now, effects: &mut Effects) {
        loop {
            while self.has_room()
                && let Some((item, reply)) = self.blocked.pop_front()
            {
                self.take_in(&item, effects);
                if let Some(reply) = reply {
                    effects.send(reply.connection, reply.correlation_id, Letter::Delivered);
                }
                self.push(now, effects);
            }
            if !self.push(now, effects) || self.blocked.is_empty() {
                return;
            }
        }
    }

    /// Only where senders have to wait does a full buffer keep the others from anything.
    fn has_room(&self) -> bool {
        let is_full = |buffer: &Buffer| buffer.waiting() >= u64::from(self.setup.buffer);
        self.setup.when_full != WhenFull::Block || !self.buffers.values().any(is_full)
    }

    fn take_in(&mut self, item: &Item, effects: &mut Effects) {
        for (to, buffer) in &mut self.buffers {
            buffer.items.push_back(item.clone());
            if buffer.waiting() <= u64::from(self.setup.buffer) {
                continue;
            }
            let thrown = match self.setup.when_full {
                WhenFull::DropOldest => buffer.items.pop_front(),
                WhenFull::DropNewest | WhenFull::Block => buffer.items.pop_back(),
            };
            if let Some(thrown) = thrown {
                buffer.dropped += 1;
                effects.observe(Observation::PushDropped {
                    to: *to,
                    from: thrown.from,
                    number: thrown.number,
                });
            }
        }
    }

    /// Pushes to every receiver what fits on its way; answers whether anything was pushed.
    fn push(&mut self, now: Now, effects: &mut Effects) -> bool {
        let mut any = false;
        for (to, buffer) in &mut self.buffers {
            if !self.network.ready(*to, effects) {
                continue;
            }
            while (self.network.in_flight(*to).count() as u64) < u64::from(self.setup.window)
                && let Some(item) = buffer.items.pop_front()
            {
                any = true;
                buffer.pushed += 1;
                let letter = Letter::Deliver(item.clone());
                self.network.send(now, *to, letter, item, effects);
            }
        }
        any
    }

    fn became(&mut self, event: &NetworkEvent<Item>, effects: &mut Effects) {
        match event {
            NetworkEvent::Answered { peer, .. } => {
                if let Some(buffer) = self.buffers.get_mut(peer) {
                    buffer.delivered += 1;
                }
            }
            NetworkEvent::Lost { peer, context, .. } => {
                if let Some(buffer) = self.buffers.get_mut(peer) {
                    buffer.unknown += 1;
                }
                effects.observe(Observation::DirectFailed {
                    to: *peer,
                    number: context.number,
                    maybe_received: true,
                });
            }
            NetworkEvent::Disconnected(_) | NetworkEvent::Changed => {}
        }
    }
}

impl Node for Pusher {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        let events = listen(&mut self.network, &self.setup.to, now, &input, effects);
        for event in events {
            self.became(&event, effects);
        }
        match input {
            Input::Message(message) => self.receive(&message, effects),
            Input::Closed(connection, _) if !connection.opener => {
                effects.observe(Observation::PeerLost(connection.peer));
            }
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                self.network.close_all(effects);
                effects.push(Effect::Exit);
                return;
            }
            _ => {}
        }
        self.pump(now, effects);
    }
}
