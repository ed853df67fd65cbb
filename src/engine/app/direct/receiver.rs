//! Who receives without a broker: it processes one item after the other, and what it has not yet processed is in no log.

use std::sync::Arc;

use crate::app::Letter;
use crate::client::{ClientCommand, Observation};
use crate::model::{Duration, NodeId};
use crate::node::{Effect, Effects, Input, Message, Node, Now};
use crate::protocol::Body;

/// What a receiver is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReceiverSetup {
    /// Its id.
    pub id: NodeId,
    /// How long it takes to process one item.
    pub process_time: Duration,
}

/// Who receives without a broker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receiver {
    setup: Arc<ReceiverSetup>,
    received: u64,
}

impl Receiver {
    /// A receiver whose process has not started.
    #[must_use]
    pub fn new(setup: ReceiverSetup) -> Self {
        Self {
            setup: Arc::new(setup),
            received: 0,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &ReceiverSetup {
        &self.setup
    }

    /// Items that it has processed in this incarnation.
    #[must_use]
    pub const fn received(&self) -> u64 {
        self.received
    }

    /// The answer leaves when the item is processed.
    fn receive(&mut self, message: &Message, effects: &mut Effects) {
        let (item, is_answered) = match &*message.body {
            Body::Outside(Letter::Deliver(item)) => (item, true),
            Body::Outside(Letter::Tell(item)) => (item, false),
            // Whoever says anything else has the wrong peer.
            _ => return effects.push(Effect::Close(message.connection)),
        };
        self.received += 1;
        effects.push(Effect::Busy(self.setup.process_time));
        effects.observe(Observation::DirectReceived {
            from: item.from,
            number: item.number,
        });
        if is_answered {
            let number = message.correlation_id;
            effects.send(message.connection, number, Letter::Delivered);
        }
    }
}

impl Node for Receiver {
    fn handle(&mut self, _: Now, input: Input, effects: &mut Effects) {
        match input {
            Input::Message(message) => self.receive(&message, effects),
            Input::Closed(connection, _) => {
                effects.observe(Observation::PeerLost(connection.peer));
            }
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                effects.push(Effect::Exit);
            }
            _ => {}
        }
    }
}
