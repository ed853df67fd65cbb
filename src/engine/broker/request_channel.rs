//! From socket to socket: requests wait for a request handler, answers for a network thread
//! (`SocketServer`, `RequestChannel`, `KafkaRequestHandlerPool`).
//!
//! A connection is muted from the moment a request is read until its answer is out, so the order of its requests holds.
//! When all `num.io.threads` handlers are at work, requests queue; when all `num.network.threads` are, answers do. So
//! saturation and latency come out of the model.

use std::collections::{BTreeMap, VecDeque};

use crate::model::{Duration, Instant};
use crate::node::{ConnectionId, Message};
use crate::protocol::{Body, Request};

/// The sockets of a broker and the threads behind them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct RequestChannel {
    sockets: BTreeMap<ConnectionId, Socket>,
    /// In the order in which they are ready.
    queue: VecDeque<Queued>,
    queued_max: usize,
    /// When each request handler is free again.
    handlers: Vec<Instant>,
    /// When each network thread is.
    network: Vec<Instant>,
    /// When the handler that works in this step is done: what it sends leaves then.
    working_until: Instant,
    busy: Duration,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Socket {
    muted: bool,
    /// When the last answer is out.
    free_at: Instant,
    /// Not read yet, since the connection is muted.
    unread: VecDeque<Message>,
    current: Option<Current>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Queued {
    message: Message,
    /// From then on it can be read.
    ready: Instant,
    /// When it got one of the `queued.max.requests` places.
    entered: Option<Instant>,
}

/// The request that a connection is muted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Current {
    kind: &'static str,
    entered: Instant,
    started: Instant,
    done: Instant,
}

/// How long a request took, in the parts that Kafka's `RequestMetrics` have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    /// What Kafka's metrics call it, such as `Produce` or `FetchFollower`.
    pub kind: &'static str,
    /// Until a handler took it.
    pub request_queue: Duration,
    /// In the hands of that handler.
    pub local: Duration,
    /// Waiting for others: replicas, records, a group.
    pub remote: Duration,
    /// Until a network thread took the answer.
    pub response_queue: Duration,
    /// In the hands of that thread.
    pub response_send: Duration,
}

/// The answer to a request is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// How long from now on until it leaves.
    pub after: Duration,
    /// How long the request took, where it is known.
    pub timing: Option<Timing>,
}

/// What a handler needs for any request.
const HANDLER: Duration = Duration(30);
/// Bytes that a handler validates in a µs.
const HANDLER_BYTES: u64 = 1_000;
/// What a network thread needs for any answer.
const NETWORK: Duration = Duration(5);
/// Bytes that a network thread hands to the kernel in a µs.
const NETWORK_BYTES: u64 = 2_000;

impl RequestChannel {
    pub fn new(io_threads: i32, network_threads: i32, queued_max: i32) -> Self {
        let threads = |count: i32| vec![Instant::ZERO; usize::try_from(count).unwrap_or(1).max(1)];
        Self {
            sockets: BTreeMap::new(),
            queue: VecDeque::new(),
            queued_max: usize::try_from(queued_max).unwrap_or(1),
            handlers: threads(io_threads),
            network: threads(network_threads),
            working_until: Instant::ZERO,
            busy: Duration::ZERO,
        }
    }

    /// Other numbers of threads from now on; those that are at work finish.
    pub fn resize(&mut self, io_threads: i32, network_threads: i32) {
        let resize = |threads: &mut Vec<Instant>, count: i32| {
            threads.sort_unstable();
            threads.resize(usize::try_from(count).unwrap_or(1).max(1), Instant::ZERO);
        };
        resize(&mut self.handlers, io_threads);
        resize(&mut self.network, network_threads);
    }

    pub fn opened(&mut self, connection: ConnectionId) {
        self.sockets.insert(connection, Socket::default());
    }

    /// What was read of it is handled all the same; the answers go nowhere.
    pub fn closed(&mut self, connection: ConnectionId) {
        self.sockets.remove(&connection);
    }

    pub fn is_open(&self, connection: ConnectionId) -> bool {
        self.sockets.contains_key(&connection)
    }

    /// A request arrived.
    pub fn arrived(&mut self, now: Instant, message: Message) {
        let Some(socket) = self.sockets.get_mut(&message.connection) else {
            return;
        };
        if socket.muted {
            socket.unread.push_back(message);
        } else {
            socket.muted = true;
            let ready = socket.free_at.max(now);
            self.enqueue(message, ready);
        }
    }

    fn enqueue(&mut self, message: Message, ready: Instant) {
        let place = self.queue.partition_point(|queued| queued.ready <= ready);
        let entered = (place < self.queued_max).then_some(ready);
        let queued = Queued {
            message,
            ready,
            entered,
        };
        self.queue.insert(place, queued);
    }

    /// A new step: nobody works yet.
    pub fn begin(&mut self, now: Instant) {
        self.working_until = now;
    }

    /// Hands the next request to a handler, if there is one of either.
    pub fn take(&mut self, now: Instant) -> Option<Message> {
        if self.queue.front()?.ready > now {
            return None;
        }
        let handler = self.handlers.iter_mut().min()?;
        if *handler > now {
            return None;
        }
        let Queued {
            message, entered, ..
        } = self.queue.pop_front()?;
        if let Some(next) = self.queue.get_mut(self.queued_max.saturating_sub(1)) {
            next.entered.get_or_insert(now);
        }
        let service = HANDLER + Duration(received(&message.body) / HANDLER_BYTES);
        *handler = now + service;
        self.busy = self.busy + service;
        self.working_until = *handler;
        if let Some(socket) = self.sockets.get_mut(&message.connection) {
            socket.current = Some(Current {
                kind: kind(&message.body),
                entered: entered.unwrap_or(now),
                started: now,
                done: self.working_until,
            });
        }
        Some(message)
    }

    /// When the next request can be handed to a handler.
    pub fn next_due(&self) -> Option<Instant> {
        let ready = self.queue.front()?.ready;
        self.handlers.iter().min().map(|free| ready.max(*free))
    }

    /// Gives an answer of `size` bytes to a network thread; `None` when the connection is gone.
    pub fn send(&mut self, now: Instant, connection: ConnectionId, size: u64) -> Option<Sent> {
        let socket = self.sockets.get_mut(&connection)?;
        let current = socket.current.take();
        let decided = self.working_until.max(now);
        let decided = current.map_or(decided, |current| decided.max(current.done));
        let thread = self.network.iter_mut().min()?;
        let taken = decided.max(*thread);
        *thread = taken + NETWORK + Duration(size / NETWORK_BYTES);
        let out = *thread;
        let timing = current.map(|current| Timing {
            kind: current.kind,
            request_queue: current.started.since(current.entered),
            local: current.done.since(current.started),
            remote: decided.since(current.done),
            response_queue: taken.since(decided),
            response_send: out.since(taken),
        });
        self.unmute(connection, out);
        let after = out.since(now);
        Some(Sent { after, timing })
    }

    /// A request without an answer is done.
    pub fn release(&mut self, connection: ConnectionId) {
        self.unmute(connection, self.working_until);
    }

    fn unmute(&mut self, connection: ConnectionId, at: Instant) {
        let Some(socket) = self.sockets.get_mut(&connection) else {
            return;
        };
        match socket.unread.pop_front() {
            Some(next) => self.enqueue(next, at),
            None => {
                socket.muted = false;
                socket.free_at = at;
            }
        }
    }

    /// How many requests wait for a handler.
    pub fn queue_size(&self) -> u64 {
        self.queue.len().min(self.queued_max) as u64
    }

    /// Which part of the handlers' time was idle, in thousandths, from the start of the process to `now`.
    pub fn idle_permille(&self, started: Instant, now: Instant) -> u64 {
        let total = now.since(started).0 * self.handlers.len() as u64;
        if total == 0 {
            return 1_000;
        }
        1_000 - (self.busy.0.min(total) * 1_000 / total)
    }
}

/// The bytes of a request that a handler has to look through.
fn received(body: &Body) -> u64 {
    match body {
        Body::Request(_) => body.size(),
        Body::Response(_) | Body::Outside(_) => 0,
    }
}

/// `RequestMetrics` tells the fetches of followers from those of consumers.
fn kind(body: &Body) -> &'static str {
    match body {
        Body::Request(Request::Fetch(request)) if request.replica.is_some() => "FetchFollower",
        Body::Request(Request::Fetch(_)) => "FetchConsumer",
        body => body.api_key().name(),
    }
}
