//! Who sends without a broker. Synchronously it waits until all receivers have processed one item before it makes the
//! next, so the slowest sets the pace and a dead one stops everything; otherwise it sends and learns nothing more.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{DirectTimer, listen};
use crate::app::{Item, Letter};
use crate::client::network::{NetworkClient, NetworkEvent, Patience};
use crate::client::{ClientCommand, Observation};
use crate::model::{Duration, NodeId, Payload};
use crate::node::{Effect, Effects, Input, Lane, Node, Now, Timer};

/// What a sender is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SenderSetup {
    /// Its id.
    pub id: NodeId,
    /// Whom it sends to: every item to each.
    pub to: Vec<NodeId>,
    /// How often its application has something to send.
    pub every: Duration,
    /// How often in all.
    pub count: u64,
    /// Bytes of each item.
    pub value_len: u32,
    /// Whether it waits for answers.
    pub synchronous: bool,
    /// How long an answer or a connection is waited for.
    pub timeout: Duration,
    /// How long to wait before connecting again.
    pub reconnect_backoff: Duration,
}

/// Who sends without a broker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sender {
    setup: Arc<SenderSetup>,
    network: NetworkClient<u64>,
    /// Items that the application wanted to send so far.
    wanted: u64,
    /// Items that were made.
    made: u64,
    /// Who must still be sent the newest item.
    unsent: BTreeSet<NodeId>,
    tally: SenderTally,
}

/// What became of what was sent, counted for each receiver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SenderTally {
    /// Sent.
    pub sent: u64,
    /// Answered.
    pub answered: u64,
    /// Not sent, since there was no connection.
    pub failed: u64,
    /// Sent, but the connection broke before the answer.
    pub unknown: u64,
}

impl Sender {
    /// A sender whose process has not started.
    #[must_use]
    pub fn new(setup: SenderSetup) -> Self {
        let patience = Patience {
            request_timeout: setup.timeout,
            reconnect_backoff: setup.reconnect_backoff,
            reconnect_backoff_max: setup.reconnect_backoff,
            connection_setup_timeout: setup.timeout,
        };
        Self {
            network: NetworkClient::new(patience, Lane::default()),
            setup: Arc::new(setup),
            wanted: 0,
            made: 0,
            unsent: BTreeSet::new(),
            tally: SenderTally::default(),
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &SenderSetup {
        &self.setup
    }

    /// What became of what it sent.
    #[must_use]
    pub const fn tally(&self) -> SenderTally {
        self.tally
    }

    /// Items that its application would have sent already if nobody had held it up.
    #[must_use]
    pub const fn held_up(&self) -> u64 {
        self.wanted - self.made
    }

    fn became(&mut self, event: &NetworkEvent<u64>, effects: &mut Effects) {
        match event {
            NetworkEvent::Answered { .. } => self.tally.answered += 1,
            NetworkEvent::Lost { peer, context, .. } => {
                self.tally.unknown += 1;
                effects.observe(Observation::DirectFailed {
                    to: *peer,
                    number: *context,
                    maybe_received: true,
                });
            }
            NetworkEvent::Disconnected(_) | NetworkEvent::Changed => {}
        }
    }

    fn pump(&mut self, now: Now, effects: &mut Effects) {
        let setup = Arc::clone(&self.setup);
        for receiver in &setup.to {
            self.network.ready(*receiver, effects);
        }
        loop {
            for receiver in std::mem::take(&mut self.unsent) {
                self.send(now, receiver, effects);
            }
            let is_waiting = setup.synchronous
                && (!self.unsent.is_empty() || self.network.all_in_flight().next().is_some());
            if is_waiting || self.held_up() == 0 {
                return;
            }
            self.made += 1;
            self.unsent.extend(&setup.to);
        }
    }

    fn send(&mut self, now: Now, to: NodeId, effects: &mut Effects) {
        let number = self.made - 1;
        if !self.network.is_ready(to) {
            if self.setup.synchronous {
                self.unsent.insert(to);
                return;
            }
            self.tally.failed += 1;
            effects.observe(Observation::DirectFailed {
                to,
                number,
                maybe_received: false,
            });
            return;
        }
        let item = Item {
            from: self.setup.id,
            number,
            value: Payload::Generated {
                seed: number,
                len: self.setup.value_len,
            },
        };
        self.tally.sent += 1;
        effects.observe(Observation::DirectSent { to, number });
        if self.setup.synchronous {
            let letter = Letter::Deliver(item);
            self.network.send(now, to, letter, number, effects);
        } else {
            self.network
                .send_and_forget(to, Letter::Tell(item), effects);
        }
    }
}

impl Node for Sender {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        let events = listen(&mut self.network, &self.setup.to, now, &input, effects);
        for event in events {
            self.became(&event, effects);
        }
        match input {
            Input::Booted(_) => effects.set_timer(DirectTimer::Source, self.setup.every),
            Input::Timeout(Timer::Direct(DirectTimer::Source))
                if self.wanted < self.setup.count =>
            {
                self.wanted += 1;
                effects.set_timer(DirectTimer::Source, self.setup.every);
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
