//! Connections to brokers and the requests in flight on them (`org.apache.kafka.clients.NetworkClient`).
//!
//! It never retries a request: it says what became of it. Whoever asked decides.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::model::{Duration, Instant, NodeId};
use crate::node::{Connection, ConnectionId, Effect, Effects, Input, Lane, Message, Now, Timer};
use crate::protocol::Body;

/// The timers of the connections that a node opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkTimer {
    /// `socket.connection.setup.timeout.ms`.
    ConnectionSetup(NodeId, Lane),
    /// `reconnect.backoff.ms`, doubled with each failure up to `reconnect.backoff.max.ms`.
    ReconnectBackoff(NodeId, Lane),
    /// `request.timeout.ms` of the oldest request.
    RequestTimeout(NodeId, Lane),
}

impl NetworkTimer {
    const fn lane(self) -> Lane {
        let (Self::ConnectionSetup(_, lane)
        | Self::ReconnectBackoff(_, lane)
        | Self::RequestTimeout(_, lane)) = self;
        lane
    }
}

/// How patient a network client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Patience {
    /// `request.timeout.ms`.
    pub request_timeout: Duration,
    /// `reconnect.backoff.ms`.
    pub reconnect_backoff: Duration,
    /// `reconnect.backoff.max.ms`.
    pub reconnect_backoff_max: Duration,
    /// `socket.connection.setup.timeout.ms`.
    pub connection_setup_timeout: Duration,
}

/// Connections to peers, and what was asked on them; `C` says why it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NetworkClient<C> {
    lane: Lane,
    patience: Patience,
    peers: BTreeMap<NodeId, Peer<C>>,
    next_correlation_id: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Peer<C> {
    state: PeerState,
    failures: u32,
    in_flight: VecDeque<InFlight<C>>,
    timeout_armed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum PeerState {
    Disconnected,
    BackingOff,
    Connecting,
    Ready(ConnectionId),
}

/// A request that waits for its response.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InFlight<C> {
    correlation_id: i32,
    /// Why it was asked.
    pub context: C,
    /// When it was sent.
    pub sent: Instant,
    deadline: Instant,
}

/// What became of connections and requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkEvent<C> {
    /// A peer can be asked, or a connection to it can be tried again.
    Changed,
    /// A connection was lost, or could not be opened.
    Disconnected(NodeId),
    /// A peer answered.
    Answered {
        /// Who.
        peer: NodeId,
        /// What was asked.
        context: C,
        /// The answer.
        body: Arc<Body>,
    },
    /// A request will have no answer; it may have taken effect.
    Lost {
        /// Who was asked.
        peer: NodeId,
        /// What was asked.
        context: C,
        /// Whether the connection was given up because an answer took longer than `request.timeout.ms`.
        timed_out: bool,
    },
}

impl<C> NetworkClient<C> {
    /// A client without connections.
    #[must_use]
    pub fn new(patience: Patience, lane: Lane) -> Self {
        Self {
            lane,
            patience,
            peers: BTreeMap::new(),
            next_correlation_id: 0,
        }
    }

    /// Whether a request can be sent to `peer` now.
    #[must_use]
    pub fn is_ready(&self, peer: NodeId) -> bool {
        matches!(
            self.peers.get(&peer),
            Some(Peer {
                state: PeerState::Ready(_),
                ..
            })
        )
    }

    /// Whether a connection to `peer` was lost and must not be tried again yet.
    #[must_use]
    pub fn is_backing_off(&self, peer: NodeId) -> bool {
        matches!(
            self.peers.get(&peer),
            Some(Peer {
                state: PeerState::BackingOff,
                ..
            })
        )
    }

    /// The unanswered requests to `peer`, oldest first.
    pub fn in_flight(&self, peer: NodeId) -> impl Iterator<Item = &InFlight<C>> {
        self.peers
            .get(&peer)
            .into_iter()
            .flat_map(|peer| &peer.in_flight)
    }

    /// All unanswered requests.
    pub fn all_in_flight(&self) -> impl Iterator<Item = (NodeId, &InFlight<C>)> {
        self.peers
            .iter()
            .flat_map(|(id, peer)| peer.in_flight.iter().map(|request| (*id, request)))
    }

    /// Whether `peer` is ready; if not, tries to connect as far as the backoff allows.
    pub fn ready(&mut self, peer: NodeId, effects: &mut Effects) -> bool {
        let entry = self.peers.entry(peer).or_insert_with(|| Peer {
            state: PeerState::Disconnected,
            failures: 0,
            in_flight: VecDeque::new(),
            timeout_armed: false,
        });
        if entry.state == PeerState::Disconnected {
            entry.state = PeerState::Connecting;
            effects.push(Effect::Open(peer, self.lane));
            effects.set_timer(
                NetworkTimer::ConnectionSetup(peer, self.lane),
                self.patience.connection_setup_timeout,
            );
        }
        matches!(entry.state, PeerState::Ready(_))
    }

    /// The peer that is ready with the fewest requests in flight; where none is ready, tries to connect to one.
    pub fn least_loaded(&mut self, candidates: &[NodeId], effects: &mut Effects) -> Option<NodeId> {
        let ready = candidates.iter().copied().filter(|id| self.is_ready(*id));
        if let Some(id) = ready.min_by_key(|id| self.in_flight(*id).count()) {
            return Some(id);
        }
        let connecting = |id: &NodeId| {
            matches!(
                self.peers.get(id),
                Some(Peer {
                    state: PeerState::Connecting,
                    ..
                })
            )
        };
        if !candidates.iter().any(connecting)
            && let Some(id) = candidates
                .iter()
                .copied()
                .find(|id| !self.is_backing_off(*id))
        {
            self.ready(id, effects);
        }
        None
    }

    /// Sends a request to a peer that is ready; `context` comes back with what becomes of it.
    pub fn send(
        &mut self,
        now: Now,
        peer: NodeId,
        request: impl Into<Body>,
        context: C,
        effects: &mut Effects,
    ) {
        let timeout = self.patience.request_timeout;
        self.send_within(now, peer, request, context, timeout, effects);
    }

    /// Sends a request whose answer may take its own time.
    pub fn send_within(
        &mut self,
        now: Now,
        peer: NodeId,
        request: impl Into<Body>,
        context: C,
        timeout: Duration,
        effects: &mut Effects,
    ) {
        let correlation_id = self.next_correlation_id;
        let Some(entry) = self.peers.get_mut(&peer) else {
            return;
        };
        let PeerState::Ready(connection) = entry.state else {
            return;
        };
        self.next_correlation_id = self.next_correlation_id.wrapping_add(1);
        effects.send(connection, correlation_id, request);
        let deadline = now.mono + timeout;
        entry.in_flight.push_back(InFlight {
            correlation_id,
            context,
            sent: now.mono,
            deadline,
        });
        if !entry.timeout_armed {
            entry.timeout_armed = true;
            effects.set_timer(NetworkTimer::RequestTimeout(peer, self.lane), timeout);
        }
    }

    /// Sends a request that is never answered, such as Produce with `acks=0`.
    pub fn send_and_forget(
        &mut self,
        peer: NodeId,
        request: impl Into<Body>,
        effects: &mut Effects,
    ) {
        let Some(Peer {
            state: PeerState::Ready(connection),
            ..
        }) = self.peers.get(&peer)
        else {
            return;
        };
        effects.send(*connection, self.next_correlation_id, request);
        self.next_correlation_id = self.next_correlation_id.wrapping_add(1);
    }

    /// Takes in an input of the network and says what became of requests. Other inputs lead to nothing.
    pub fn handle(
        &mut self,
        now: Now,
        input: &Input,
        effects: &mut Effects,
    ) -> Vec<NetworkEvent<C>> {
        match input {
            Input::Opened(connection) if connection.opener && connection.lane == self.lane => {
                self.opened(*connection, effects)
            }
            Input::Closed(connection, _) if connection.opener && connection.lane == self.lane => {
                self.closed(connection.peer, connection.id, effects)
            }
            Input::Message(message) if !message.body.is_request() => self.answered(message),
            Input::Timeout(Timer::Network(timer)) if timer.lane() == self.lane => {
                self.timeout(now, *timer, effects)
            }
            _ => Vec::new(),
        }
    }

    /// Closes every connection.
    pub fn close_all(&mut self, effects: &mut Effects) {
        for peer in self.peers.values() {
            if let PeerState::Ready(connection) = peer.state {
                effects.push(Effect::Close(connection));
            }
        }
        self.peers.clear();
    }

    fn opened(&mut self, connection: Connection, effects: &mut Effects) -> Vec<NetworkEvent<C>> {
        match self.peers.get_mut(&connection.peer) {
            Some(peer) if peer.state == PeerState::Connecting => {
                peer.state = PeerState::Ready(connection.id);
                peer.failures = 0;
                effects.cancel_timer(NetworkTimer::ConnectionSetup(connection.peer, self.lane));
                vec![NetworkEvent::Changed]
            }
            _ => {
                effects.push(Effect::Close(connection.id));
                Vec::new()
            }
        }
    }

    fn closed(
        &mut self,
        id: NodeId,
        connection: ConnectionId,
        effects: &mut Effects,
    ) -> Vec<NetworkEvent<C>> {
        match self.peers.get(&id).map(|peer| peer.state) {
            Some(PeerState::Ready(current)) if current == connection => {
                self.disconnect(id, false, effects)
            }
            Some(PeerState::Connecting) => self.disconnect(id, false, effects),
            _ => Vec::new(),
        }
    }

    fn answered(&mut self, message: &Message) -> Vec<NetworkEvent<C>> {
        let found = self
            .peers
            .iter_mut()
            .find(|(_, peer)| peer.state == PeerState::Ready(message.connection));
        let Some((id, peer)) = found else {
            return Vec::new();
        };
        // A broker answers in order, so the answer is for the oldest request.
        match peer
            .in_flight
            .pop_front_if(|request| request.correlation_id == message.correlation_id)
        {
            Some(request) => vec![NetworkEvent::Answered {
                peer: *id,
                context: request.context,
                body: Arc::clone(&message.body),
            }],
            None => Vec::new(),
        }
    }

    fn timeout(
        &mut self,
        now: Now,
        timer: NetworkTimer,
        effects: &mut Effects,
    ) -> Vec<NetworkEvent<C>> {
        match timer {
            NetworkTimer::ConnectionSetup(id, _) => self.disconnect(id, false, effects),
            NetworkTimer::ReconnectBackoff(id, _) => {
                if let Some(peer) = self
                    .peers
                    .get_mut(&id)
                    .filter(|peer| peer.state == PeerState::BackingOff)
                {
                    peer.state = PeerState::Disconnected;
                }
                vec![NetworkEvent::Changed]
            }
            NetworkTimer::RequestTimeout(id, _) => {
                let Some(peer) = self.peers.get_mut(&id) else {
                    return Vec::new();
                };
                peer.timeout_armed = false;
                match peer.in_flight.iter().map(|request| request.deadline).min() {
                    None => Vec::new(),
                    Some(deadline) if deadline > now.mono => {
                        peer.timeout_armed = true;
                        effects.set_timer(timer, deadline.since(now.mono));
                        Vec::new()
                    }
                    Some(_) => self.disconnect(id, true, effects),
                }
            }
        }
    }

    fn disconnect(
        &mut self,
        id: NodeId,
        timed_out: bool,
        effects: &mut Effects,
    ) -> Vec<NetworkEvent<C>> {
        let Some(peer) = self.peers.get_mut(&id) else {
            return Vec::new();
        };
        if let PeerState::Ready(connection) = peer.state {
            effects.push(Effect::Close(connection));
        }
        peer.state = PeerState::BackingOff;
        peer.timeout_armed = false;
        effects.cancel_timer(NetworkTimer::ConnectionSetup(id, self.lane));
        effects.cancel_timer(NetworkTimer::RequestTimeout(id, self.lane));
        let backoff = backoff(
            self.patience.reconnect_backoff,
            self.patience.reconnect_backoff_max,
            peer.failures,
        );
        effects.set_timer_within(
            NetworkTimer::ReconnectBackoff(id, self.lane),
            jittered(backoff),
        );
        peer.failures = peer.failures.saturating_add(1);
        let lost = std::mem::take(&mut peer.in_flight);
        let lost = lost.into_iter().map(|request| NetworkEvent::Lost {
            peer: id,
            context: request.context,
            timed_out,
        });
        lost.chain([NetworkEvent::Disconnected(id)]).collect()
    }
}

/// `ExponentialBackoff`: `first` doubled `failures` times, at most `max`.
#[must_use]
pub fn backoff(first: Duration, max: Duration, failures: u32) -> Duration {
    (first * (1_u64 << failures.min(20))).min(max.max(first))
}

/// A backoff with Kafka's jitter of a fifth to either side.
#[must_use]
pub fn jittered(backoff: Duration) -> std::ops::RangeInclusive<Duration> {
    Duration(backoff.0 / 5 * 4)..=Duration(backoff.0 / 5 * 6)
}
