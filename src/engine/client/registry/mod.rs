//! The client of a schema registry (`RestService`, `RetryExecutor`): one call at a time, tried again where another try may
//! help.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::Letter;
use crate::client::network::{NetworkClient, NetworkEvent, Patience};
use crate::model::{Duration, NodeId};
use crate::node::{Effects, Input, Lane, Now};
use crate::protocol::Body;
use crate::registry::{RegistryRequest, RegistryResponse, RegistryTimer};

/// The lane of a client that serializers use, or an administrator: no other client of a node uses it.
pub const OF_SERIALIZERS: Lane = Lane(8);
/// The lane of a client that deserializers use: an application can have both.
pub const OF_DESERIALIZERS: Lane = Lane(7);

/// How patient whoever asks a registry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RegistryPatience {
    /// `max.retries`.
    pub max_retries: u32,
    /// `retries.wait.ms`: the longest wait before the first retry, doubled with each.
    pub retries_wait: Duration,
    /// `retries.max.wait.ms`.
    pub retries_max_wait: Duration,
    /// `http.connect.timeout.ms`.
    pub connect_timeout: Duration,
    /// `http.read.timeout.ms`.
    pub read_timeout: Duration,
}

impl RegistryPatience {
    /// That of somebody with `curl`: what fails, fails.
    pub const ONCE: Self = Self {
        max_retries: 0,
        retries_wait: Duration::from_millis(1_000),
        retries_max_wait: Duration::from_millis(20_000),
        connect_timeout: Duration::from_millis(60_000),
        read_timeout: Duration::from_millis(60_000),
    };
}

/// The client of a registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegistryClient {
    registry: NodeId,
    patience: RegistryPatience,
    network: NetworkClient<()>,
    lane: Lane,
    next_number: u64,
    /// The one that is being asked, and those that wait for it.
    waiting: VecDeque<Asking>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asking {
    number: u64,
    request: Arc<RegistryRequest>,
    retries: u32,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// As soon as there is a connection, it is sent.
    Ready,
    /// An answer is awaited.
    Sent,
    /// It is tried again after a while.
    Sleeping,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Told {
    /// Which call of this client, counted from 0.
    pub number: u64,
    /// What was asked.
    pub request: Arc<RegistryRequest>,
    /// What was answered.
    pub answer: RegistryAnswer,
}

/// What whoever asks a registry hears.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RegistryAnswer {
    /// Its answer.
    Said(Arc<RegistryResponse>),
    /// Nothing: it could not be reached, or the connection was lost.
    Unreachable,
    /// Nothing within `http.read.timeout.ms`.
    TimedOut,
}

impl RegistryAnswer {
    /// The answer, if there is one and it is no error.
    #[must_use]
    pub fn granted(&self) -> Option<&RegistryResponse> {
        match self {
            Self::Said(response) if response.error().is_none() => Some(response),
            _ => None,
        }
    }
}

impl RegistryClient {
    /// A client without a connection.
    #[must_use]
    pub fn new(registry: NodeId, patience: RegistryPatience, lane: Lane) -> Self {
        // Each try opens a connection of its own if there is none; how long to wait between them is the retries' business.
        let network = Patience {
            request_timeout: patience.read_timeout,
            reconnect_backoff: Duration::ZERO,
            reconnect_backoff_max: Duration::ZERO,
            connection_setup_timeout: patience.connect_timeout,
        };
        Self {
            registry,
            patience,
            network: NetworkClient::new(network, lane),
            lane,
            next_number: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Asks, behind what was asked before. Answers the number of the call.
    pub fn ask(&mut self, now: Now, request: RegistryRequest, effects: &mut Effects) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        self.waiting.push_back(Asking {
            number,
            request: Arc::new(request),
            retries: 0,
            stage: Stage::Ready,
        });
        self.pump(now, effects);
        number
    }

    /// What is being asked, if anything.
    #[must_use]
    pub fn asked(&self) -> Option<&RegistryRequest> {
        self.waiting.front().map(|asking| &*asking.request)
    }

    /// How many calls have no answer yet.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.waiting.len() as u64
    }

    /// Takes in an input, and says what became of calls. Other inputs lead to nothing.
    pub fn handle(&mut self, now: Now, input: &Input, effects: &mut Effects) -> Vec<Told> {
        let mut told = Vec::new();
        let events = self.network.handle(now, input, effects);
        let is_lost = |event: &NetworkEvent<()>| matches!(event, NetworkEvent::Lost { .. });
        let was_lost = events.iter().any(is_lost);
        for event in events {
            let answer = match event {
                NetworkEvent::Answered { body, .. } => match &*body {
                    Body::Outside(Letter::RegistryResponse(response)) => {
                        RegistryAnswer::Said(Arc::clone(response))
                    }
                    _ => RegistryAnswer::Unreachable,
                },
                NetworkEvent::Lost {
                    timed_out: true, ..
                } => RegistryAnswer::TimedOut,
                NetworkEvent::Lost { .. } => RegistryAnswer::Unreachable,
                // A connection that could not be opened, or was not used.
                NetworkEvent::Disconnected(_) if !was_lost && self.is_connecting() => {
                    RegistryAnswer::Unreachable
                }
                NetworkEvent::Disconnected(_) | NetworkEvent::Changed => continue,
            };
            told.extend(self.attempted(answer, effects));
        }
        if *input == Input::Timeout(RegistryTimer::Retry(self.lane).into())
            && let Some(asking) = self.waiting.front_mut()
        {
            asking.stage = Stage::Ready;
        }
        self.pump(now, effects);
        told
    }

    /// Forgets what waits, and the connection.
    pub fn close(&mut self, effects: &mut Effects) {
        self.waiting.clear();
        self.network.close_all(effects);
    }

    fn is_connecting(&self) -> bool {
        let front = self.waiting.front();
        front.is_some_and(|asking| asking.stage == Stage::Ready)
    }

    /// A try has come to its end: the call has too, or it is tried again.
    fn attempted(&mut self, answer: RegistryAnswer, effects: &mut Effects) -> Option<Told> {
        let mut asking = self.waiting.pop_front()?;
        if asking.retries < self.patience.max_retries && is_retriable(&answer) {
            // Full jitter: anything up to a wait that doubles.
            let doubled = self.patience.retries_wait * (1_u64 << asking.retries.min(30));
            let most = doubled.min(self.patience.retries_max_wait);
            let least = Duration::from_millis(1).min(most);
            effects.set_timer_within(RegistryTimer::Retry(self.lane), least..=most);
            asking.retries += 1;
            asking.stage = Stage::Sleeping;
            self.waiting.push_front(asking);
            return None;
        }
        Some(Told {
            number: asking.number,
            request: asking.request,
            answer,
        })
    }

    fn pump(&mut self, now: Now, effects: &mut Effects) {
        let Some(asking) = self.waiting.front_mut() else {
            return;
        };
        if asking.stage == Stage::Ready && self.network.ready(self.registry, effects) {
            asking.stage = Stage::Sent;
            let letter = Letter::RegistryRequest(Arc::clone(&asking.request));
            self.network.send(now, self.registry, letter, (), effects);
        }
    }
}

/// `RestService.isRestClientExceptionRetriable`; what the network does to a call is tried again too.
fn is_retriable(answer: &RegistryAnswer) -> bool {
    match answer {
        RegistryAnswer::Said(response) => {
            matches!(response.status(), 408 | 429 | 500 | 502 | 503 | 504)
        }
        RegistryAnswer::Unreachable | RegistryAnswer::TimedOut => true,
    }
}
