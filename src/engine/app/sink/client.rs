//! The half of a sink's connection that is in the application: one thing at a time is asked, and the answer awaited.

use std::collections::VecDeque;
use std::sync::Arc;

use super::SinkWrite;
use crate::app::Letter;
use crate::client::Observation;
use crate::client::network::{NetworkClient, NetworkEvent, Patience};
use crate::model::{Duration, NodeId, Offset, TopicPartition};
use crate::node::{Effects, Input, Lane, Now};
use crate::protocol::Body;

/// A lane that no Kafka client uses.
const SINK: Lane = Lane(9);

/// What the client of a sink is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SinkClientSetup {
    /// The sink.
    pub sink: NodeId,
    /// How long an answer is waited for.
    pub request_timeout: Duration,
    /// How long to wait before connecting again.
    pub reconnect_backoff: Duration,
    /// Whether a write whose outcome is unknown is sent again.
    pub retry: bool,
}

/// The client of a sink.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SinkClient {
    setup: Arc<SinkClientSetup>,
    network: NetworkClient<Asked>,
    next_number: u64,
    waiting: VecDeque<Asked>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    number: u64,
    letter: Letter,
}

/// What the application learns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SinkEvent {
    /// The write is kept.
    Written {
        /// Which one.
        number: u64,
        /// How many of its rows changed something.
        applied: u32,
    },
    /// The connection broke before the answer: it may be kept or not, and is not sent again.
    Unknown {
        /// Which one.
        number: u64,
    },
    /// The offsets that are kept with the data.
    Offsets {
        /// Which question.
        number: u64,
        /// The next offsets to read; `None` where none was kept.
        offsets: Vec<(TopicPartition, Option<Offset>)>,
    },
}

impl SinkClient {
    /// A client without a connection.
    #[must_use]
    pub fn new(setup: SinkClientSetup) -> Self {
        let patience = Patience {
            request_timeout: setup.request_timeout,
            reconnect_backoff: setup.reconnect_backoff,
            reconnect_backoff_max: setup.reconnect_backoff,
            connection_setup_timeout: setup.request_timeout,
        };
        Self {
            network: NetworkClient::new(patience, SINK),
            setup: Arc::new(setup),
            next_number: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Asks the sink to keep something, behind what it was asked before. Answers the number of the write.
    pub fn write(&mut self, now: Now, write: SinkWrite, effects: &mut Effects) -> u64 {
        self.enqueue(now, Letter::Write(Arc::new(write)), effects)
    }

    /// Asks the sink for the offsets that it keeps. Answers the number of the question, which is asked until it is
    /// answered.
    pub fn ask_offsets(
        &mut self,
        now: Now,
        partitions: Vec<TopicPartition>,
        effects: &mut Effects,
    ) -> u64 {
        self.enqueue(now, Letter::AskOffsets(partitions), effects)
    }

    /// Whether everything is answered.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.network.in_flight(self.setup.sink).next().is_none()
    }

    /// Takes in an input of the network, and says what became of what was asked. Other inputs lead to nothing.
    pub fn handle(&mut self, now: Now, input: &Input, effects: &mut Effects) -> Vec<SinkEvent> {
        let mut learned = Vec::new();
        for event in self.network.handle(now, input, effects) {
            match event {
                NetworkEvent::Answered { context, body, .. } => {
                    learned.extend(self.answered(context.number, &body, effects));
                }
                NetworkEvent::Lost { context, .. } => {
                    learned.extend(self.lost(context, effects));
                }
                NetworkEvent::Changed | NetworkEvent::Disconnected(_) => {}
            }
        }
        self.pump(now, effects);
        learned
    }

    /// Forgets what waits, and the connection.
    pub fn close(&mut self, effects: &mut Effects) {
        self.waiting.clear();
        self.network.close_all(effects);
    }

    fn enqueue(&mut self, now: Now, letter: Letter, effects: &mut Effects) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        self.waiting.push_back(Asked { number, letter });
        self.pump(now, effects);
        number
    }

    fn pump(&mut self, now: Now, effects: &mut Effects) {
        let sink = self.setup.sink;
        if self.waiting.is_empty() || self.network.in_flight(sink).next().is_some() {
            return;
        }
        if self.network.ready(sink, effects)
            && let Some(asked) = self.waiting.pop_front()
        {
            let letter = asked.letter.clone();
            self.network.send(now, sink, letter, asked, effects);
        }
    }

    fn answered(&self, number: u64, body: &Body, effects: &mut Effects) -> Option<SinkEvent> {
        match body {
            Body::Outside(Letter::Written { applied }) => {
                effects.observe(Observation::SinkWritten {
                    sink: self.setup.sink,
                    number,
                    applied: *applied,
                });
                let applied = *applied;
                Some(SinkEvent::Written { number, applied })
            }
            Body::Outside(Letter::Offsets(offsets)) => Some(SinkEvent::Offsets {
                number,
                offsets: offsets.clone(),
            }),
            _ => None,
        }
    }

    /// To ask for offsets again does no harm; to write again may.
    fn lost(&mut self, asked: Asked, effects: &mut Effects) -> Option<SinkEvent> {
        let number = asked.number;
        let is_write = matches!(asked.letter, Letter::Write(_));
        if is_write {
            let sink = self.setup.sink;
            effects.observe(Observation::SinkUnknown { sink, number });
        }
        if is_write && !self.setup.retry {
            return Some(SinkEvent::Unknown { number });
        }
        self.waiting.push_front(asked);
        None
    }
}
