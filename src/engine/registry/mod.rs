//! A schema registry, as Confluent's is: a server of a REST API that keeps everything it knows in a compacted topic.
//!
//! It is a Kafka client like any other. What it answers comes from what its own reader has read back from the topic, so
//! a process that starts anew knows what the one before it knew. There is one registry: nobody else has to be elected.

mod compatibility;
mod decide;
mod error;
mod level;
mod log;
mod record;
mod request;
mod response;
mod store;
mod topic;

use std::collections::VecDeque;
use std::sync::Arc;

pub use level::Level;
pub use log::LogState;
pub use record::{StoreRecord, StoredSchema};
pub use request::{Reference, RegistryRequest, SchemaEntity, VersionId};
pub use response::{RegistryError, RegistryResponse, SubjectVersion};
pub use store::Store;
pub use topic::TopicState;

use crate::app::Letter;
use crate::client::ClientCommand;
use crate::config::RegistryConfig;
use crate::model::{BrokerId, Instant, NodeId};
use crate::node::{Effect, Effects, Input, Lane, Message, Node, Now, Reply, Timer};
use crate::protocol::Body;
use crate::schemas::Schemas;
use decide::Decider;
use log::Log;
use topic::TopicMaker;

/// The timers of a schema registry, and of those who ask one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegistryTimer {
    /// Of the registry: `kafkastore.init.timeout.ms` is over.
    Init,
    /// Of the registry: it asks about its topic once more.
    Topic,
    /// Of the registry: `kafkastore.timeout.ms` of a write is over.
    Write,
    /// Of whoever asks it on this lane: a request is made once more.
    Retry(Lane),
}

/// What a schema registry is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegistrySetup {
    /// Its id.
    pub id: NodeId,
    /// Its name.
    pub name: Arc<str>,
    /// `kafkastore.bootstrap.servers`.
    pub bootstrap: Vec<BrokerId>,
    /// Its configs.
    pub config: RegistryConfig,
    /// Whoever knows schemas.
    pub schemas: Schemas,
}

/// A schema registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Registry {
    setup: Arc<RegistrySetup>,
    topic: TopicMaker,
    log: Log,
    store: Store,
    state: RegistryState,
    /// The largest id that was ever given, or was to be.
    id_max: i32,
    /// Requests that wait for the write before them.
    queue: VecDeque<Waiting>,
    writing: Option<Write>,
    answered: u64,
    last: Option<Answered>,
}

/// How far a registry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegistryState {
    /// It makes its topic, or finds it; nobody listens yet. transition: done -> `Reading`; in vain -> `Ended`.
    Preparing,
    /// It reads its topic up to a record that it has written itself. transition: read -> `Serving`; in vain -> `Ended`.
    Reading,
    /// It answers. transition: told to close -> `Ended`.
    Serving,
    /// The process is about to end. transition: none.
    Ended,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answered {
    /// What was asked.
    pub request: Arc<RegistryRequest>,
    /// What was answered.
    pub response: Arc<RegistryResponse>,
    /// When.
    pub at: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Waiting {
    reply: Reply,
    request: Arc<RegistryRequest>,
}

/// A request whose records are being written, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Write {
    waiting: Waiting,
    left: VecDeque<StoreRecord>,
    answer: RegistryResponse,
}

impl Registry {
    /// A registry whose process has not started.
    #[must_use]
    pub fn new(setup: RegistrySetup) -> Self {
        let setup = Arc::new(setup);
        Self {
            topic: TopicMaker::new(Arc::clone(&setup)),
            log: Log::new(&setup),
            store: Store::default(),
            state: RegistryState::Preparing,
            id_max: 0,
            queue: VecDeque::new(),
            writing: None,
            answered: 0,
            last: None,
            setup,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &RegistrySetup {
        &self.setup
    }

    /// How far it is.
    #[must_use]
    pub const fn state(&self) -> RegistryState {
        self.state
    }

    /// How far it is with its topic.
    #[must_use]
    pub const fn topic_state(&self) -> TopicState {
        self.topic.state
    }

    /// What it knows.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// How far it has written and read its topic.
    #[must_use]
    pub const fn log(&self) -> LogState {
        self.log.state()
    }

    /// Requests that it has answered since it started.
    #[must_use]
    pub const fn answered(&self) -> u64 {
        self.answered
    }

    /// The last request that it has answered.
    #[must_use]
    pub const fn last(&self) -> Option<&Answered> {
        self.last.as_ref()
    }

    /// Requests that wait, the one that is being written among them.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.queue.len() as u64 + u64::from(self.writing.is_some())
    }

    /// The level that counts for a subject.
    #[must_use]
    pub fn level(&self, subject: &str) -> Level {
        let set = self.store.level(Some(subject));
        set.or_else(|| self.store.level(None))
            .unwrap_or(self.setup.config.compatibility)
    }

    /// A request came. Before it serves, nobody listens.
    fn asked(&mut self, now: Now, message: &Message, effects: &mut Effects) {
        let reply = Reply::to(message);
        match &*message.body {
            Body::Outside(Letter::RegistryRequest(request))
                if self.state == RegistryState::Serving =>
            {
                let request = Arc::clone(request);
                let waiting = Waiting { reply, request };
                if waiting.request.is_write() {
                    self.queue.push_back(waiting);
                } else {
                    let answer = self.decide(&waiting.request).answer;
                    self.answer(now, &waiting, answer, effects);
                }
            }
            body if body.is_request() => effects.push(Effect::Close(message.connection)),
            _ => {}
        }
    }

    fn decide(&self, request: &RegistryRequest) -> decide::Decision {
        let decider = Decider {
            store: &self.store,
            schemas: self.setup.schemas,
            default: self.setup.config.compatibility,
            id_max: self.id_max.max(self.store.id_max()),
        };
        decider.decide(request)
    }

    fn answer(
        &mut self,
        now: Now,
        waiting: &Waiting,
        answer: RegistryResponse,
        effects: &mut Effects,
    ) {
        let response = Arc::new(answer);
        self.answered += 1;
        self.last = Some(Answered {
            request: Arc::clone(&waiting.request),
            response: Arc::clone(&response),
            at: now.mono,
        });
        let Reply {
            connection,
            correlation_id,
        } = waiting.reply;
        effects.send(
            connection,
            correlation_id,
            Letter::RegistryResponse(response),
        );
    }

    /// One write after the other: each is decided by what those before it have led to (`KafkaStore.lockFor`).
    fn work(&mut self, now: Now, effects: &mut Effects) {
        while self.writing.is_none()
            && let Some(waiting) = self.queue.pop_front()
        {
            let decision = self.decide(&waiting.request);
            for record in &decision.records {
                if let StoreRecord::Schema {
                    value: Some(stored),
                    ..
                } = record
                {
                    self.id_max = self.id_max.max(stored.id);
                }
            }
            self.writing = Some(Write {
                waiting,
                left: decision.records.into(),
                answer: decision.answer,
            });
            self.write_next(now, effects);
        }
    }

    /// The next record of the write that is being done; after the last, its answer.
    fn write_next(&mut self, now: Now, effects: &mut Effects) {
        let Some(mut write) = self.writing.take() else {
            return;
        };
        match write.left.pop_front() {
            Some(record) => {
                self.log.put(&record);
                effects.set_timer(RegistryTimer::Write, self.setup.config.timeout);
                self.writing = Some(write);
            }
            None => self.answer(now, &write.waiting, write.answer, effects),
        }
    }

    /// The write that is being done comes to nothing, though its record may be in the topic for all that.
    fn write_failed(&mut self, now: Now, timed_out: bool, effects: &mut Effects) {
        effects.cancel_timer(RegistryTimer::Write);
        self.log.give_up();
        if let Some(write) = self.writing.take() {
            let what = match &*write.waiting.request {
                RegistryRequest::Register { .. } => "Register",
                RegistryRequest::DeleteSubject { .. } => "Delete subject",
                RegistryRequest::DeleteVersion { .. } => "Delete Schema Version",
                _ => "Update compatibility level",
            };
            let error = if timed_out {
                error::timed_out(what)
            } else {
                let what = format!("{what} operation failed while writing to the Kafka store");
                error::store(&what)
            };
            let answer = RegistryResponse::Error(error);
            self.answer(now, &write.waiting, answer, effects);
        }
    }

    /// Goes on with its start, its reading and its writing as far as it can.
    fn pump(&mut self, now: Now, effects: &mut Effects) {
        if self.state == RegistryState::Preparing {
            self.topic.pump(now, effects);
            if std::mem::take(&mut self.topic.waits) {
                effects.set_timer(RegistryTimer::Topic, TopicMaker::backoff());
            }
            match self.topic.state {
                TopicState::Ready => {
                    self.topic.close(effects);
                    self.log.put(&StoreRecord::Noop);
                    self.state = RegistryState::Reading;
                }
                TopicState::Unfit => return self.end(effects),
                _ => return,
            }
        }
        loop {
            for record in self.log.advance(now, effects) {
                self.store.apply(&record);
            }
            match (self.state, self.log.outcome()) {
                (RegistryState::Reading, Some(Ok(()))) => {
                    effects.cancel_timer(RegistryTimer::Init);
                    self.state = RegistryState::Serving;
                }
                (RegistryState::Reading, Some(Err(()))) => return self.end(effects),
                (_, Some(Ok(()))) if self.writing.is_some() => {
                    effects.cancel_timer(RegistryTimer::Write);
                    self.write_next(now, effects);
                }
                (_, Some(Err(()))) => self.write_failed(now, false, effects),
                _ => {}
            }
            if self.state == RegistryState::Serving {
                self.work(now, effects);
            }
            if !self.log.has_unsent() {
                return;
            }
        }
    }

    fn end(&mut self, effects: &mut Effects) {
        self.state = RegistryState::Ended;
        effects.push(Effect::Exit);
    }
}

impl Node for Registry {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        self.topic.handle(now, &input, effects);
        self.log.take_in(now, &input, effects);
        match &input {
            Input::Booted(_) => {
                effects.set_timer(RegistryTimer::Init, self.setup.config.init_timeout);
            }
            // Nobody listens on the port before the registry knows what it knew.
            Input::Opened(connection)
                if !connection.opener && self.state != RegistryState::Serving =>
            {
                effects.push(Effect::Close(connection.id));
            }
            Input::Message(message) => self.asked(now, message, effects),
            Input::Closed(connection, _) if !connection.opener => {
                self.queue
                    .retain(|waiting| waiting.reply.connection != connection.id);
            }
            Input::Timeout(Timer::Registry(RegistryTimer::Init)) => return self.end(effects),
            Input::Timeout(Timer::Registry(RegistryTimer::Write)) => {
                self.write_failed(now, true, effects);
            }
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                return self.end(effects);
            }
            _ => {}
        }
        self.pump(now, effects);
    }
}
