//! Kafka's consumer: group membership, positions, fetches, and the application's poll loop
//! (`org.apache.kafka.clients.consumer`, classic protocol).

mod commits;
mod fetcher;
mod membership;
mod poll_loop;
mod positions;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use fetcher::CompletedFetch;
pub use membership::{MemberState, Membership};
pub use poll_loop::PollState;
use positions::PartitionPosition;

use super::metadata::{ClientMetadata, MetadataPatience};
use super::network::{NetworkClient, NetworkEvent, Patience};
use super::{ClientCommand, Observation};
use crate::config::ConsumerConfig;
use crate::model::{BrokerId, Duration, Instant, NodeId, Offset, TopicName, TopicPartition};
use crate::node::{Effect, Effects, Input, Lane, Node, Now, Timer};
use crate::protocol::{Body, Response};

/// The connection for metadata and fetches.
const DATA: Lane = Lane(0);
/// The connection to the group's coordinator, which a waiting fetch must not hold up.
const COORDINATOR: Lane = Lane(1);

/// The timers of a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsumerTimer {
    /// The application has processed what the last poll returned.
    Processed,
    /// `auto.commit.interval.ms`.
    AutoCommit,
    /// `heartbeat.interval.ms`.
    Heartbeat,
    /// `max.poll.interval.ms`.
    PollInterval,
    /// The next moment at which something is to be tried again.
    Retry,
}

/// What a consumer is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerSetup {
    /// Its node.
    pub id: NodeId,
    /// Its name, from which the coordinator makes a member id (`client.id`).
    pub name: Arc<str>,
    /// `bootstrap.servers`.
    pub bootstrap: Vec<BrokerId>,
    /// Its configs.
    pub config: ConsumerConfig,
    /// What it subscribes to; without a group it reads every partition.
    pub topics: Vec<TopicName>,
    /// How long its application takes for one record.
    pub process_time: Duration,
}

/// A consumer and the application that polls it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Consumer {
    setup: Arc<ConsumerSetup>,
    network: NetworkClient<Context>,
    coordinator_network: NetworkClient<Context>,
    metadata: ClientMetadata,
    membership: Option<Membership>,
    positions: BTreeMap<TopicPartition, PartitionPosition>,
    completed: VecDeque<CompletedFetch>,
    poll: PollState,
    /// Records that polls have returned since the process started.
    delivered: u64,
    auto_commit_due: Option<Instant>,
    retry_wakes: Option<Instant>,
    closing: bool,
}

/// Why a consumer asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Context {
    Metadata,
    Fetch {
        partitions: Vec<(TopicPartition, Offset)>,
    },
    ListOffsets {
        partitions: Vec<TopicPartition>,
    },
    OffsetFetch {
        partitions: Vec<TopicPartition>,
    },
    OffsetCommit {
        offsets: Vec<(TopicPartition, Offset)>,
    },
    FindCoordinator,
    JoinGroup,
    SyncGroup,
    Heartbeat,
    LeaveGroup,
}

impl Consumer {
    /// A consumer whose process has not started.
    #[must_use]
    pub fn new(setup: ConsumerSetup) -> Self {
        let config = &setup.config;
        let patience = Patience {
            request_timeout: config.request_timeout,
            reconnect_backoff: config.reconnect_backoff,
            reconnect_backoff_max: config.reconnect_backoff_max,
            connection_setup_timeout: config.connection_setup_timeout,
        };
        Self {
            network: NetworkClient::new(patience, DATA),
            coordinator_network: NetworkClient::new(patience, COORDINATOR),
            metadata: ClientMetadata::new(
                setup.bootstrap.clone(),
                setup.topics.clone(),
                MetadataPatience {
                    max_age: config.metadata_max_age,
                    retry_backoff: config.retry_backoff,
                    recovery: config.metadata_recovery,
                    rebootstrap_trigger: config.metadata_rebootstrap_trigger,
                },
            ),
            membership: config.group_id.clone().map(Membership::new),
            positions: BTreeMap::new(),
            completed: VecDeque::new(),
            poll: PollState::Polling,
            delivered: 0,
            auto_commit_due: None,
            retry_wakes: None,
            closing: false,
            setup: Arc::new(setup),
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &ConsumerSetup {
        &self.setup
    }

    /// Records that polls have returned since the process started.
    #[must_use]
    pub const fn delivered(&self) -> u64 {
        self.delivered
    }

    /// Its partitions.
    pub fn assignment(&self) -> impl Iterator<Item = &TopicPartition> {
        self.positions.keys()
    }

    /// The next offset that it will read, once it knows.
    #[must_use]
    pub fn position(&self, partition: &TopicPartition) -> Option<Offset> {
        self.positions.get(partition)?.offset()
    }

    /// The broker that it fetches a partition from: the leader, or the replica nearby that the leader named (KIP-392).
    #[must_use]
    pub fn reads_from(&self, partition: &TopicPartition, now: Instant) -> Option<BrokerId> {
        let preferred = self.positions.get(partition)?.preferred_at(now);
        preferred
            .filter(|replica| self.metadata.is_online(*replica))
            .or_else(|| self.metadata.leader(partition).map(|(leader, _)| leader))
    }

    /// The offset that it last committed or found committed.
    #[must_use]
    pub fn committed(&self, partition: &TopicPartition) -> Option<Offset> {
        self.positions.get(partition)?.committed
    }

    /// What its application is doing.
    #[must_use]
    pub const fn poll_state(&self) -> &PollState {
        &self.poll
    }

    /// Its place in its group; `None` without `group.id`.
    #[must_use]
    pub const fn membership(&self) -> Option<&Membership> {
        self.membership.as_ref()
    }

    /// Does whatever can be done now, and says when there will be more.
    fn pump(&mut self, now: Now, effects: &mut Effects) {
        if self.poll == PollState::Failed {
            return;
        }
        self.metadata
            .refresh(now, &mut self.network, Context::Metadata, effects);
        self.take_part(now, effects);
        self.find_positions(now, effects);
        self.run_application(now, effects);
        self.fetch(now, effects);
        self.arm(now, effects);
    }

    fn became(&mut self, now: Now, event: NetworkEvent<Context>, effects: &mut Effects) {
        let (context, body) = match event {
            NetworkEvent::Changed => return,
            NetworkEvent::Disconnected(peer) => {
                self.disconnected(peer);
                return;
            }
            NetworkEvent::Answered { context, body, .. } => (context, Some(body)),
            NetworkEvent::Lost { context, .. } => (context, None),
        };
        let response = match body.as_deref() {
            Some(Body::Response(response)) => Some(response),
            _ => None,
        };
        match (context, response) {
            (Context::Metadata, Some(Response::Metadata(response))) => {
                self.metadata.update(now.mono, response);
            }
            (Context::Metadata, _) => self.metadata.failed(now.mono),
            (Context::Fetch { partitions }, response) => {
                self.fetched(now, &partitions, response, effects);
            }
            (Context::ListOffsets { partitions }, response) => {
                self.listed(now, &partitions, response, effects);
            }
            (Context::OffsetFetch { partitions }, response) => {
                self.fetched_committed(now, &partitions, response, effects);
            }
            (Context::OffsetCommit { offsets }, response) => {
                self.committed_offsets(now, &offsets, response, effects);
            }
            (context, response) => self.group_answered(now, &context, response, effects),
        }
    }

    /// Wakes the consumer when something can be tried again.
    fn arm(&mut self, now: Now, effects: &mut Effects) {
        let positions = self.positions.values().map(PartitionPosition::retry_at);
        let membership = self.membership.as_ref().map(Membership::retry_at);
        let wakes = positions.chain(membership).chain(self.metadata.due_at());
        // What is due already waits for a connection or an answer, and those come by themselves.
        let wake = wakes.filter(|at| *at > now.mono).min();
        if wake != self.retry_wakes {
            self.retry_wakes = wake;
            match wake {
                Some(at) => effects.set_timer(ConsumerTimer::Retry, at.since(now.mono)),
                None => effects.cancel_timer(ConsumerTimer::Retry),
            }
        }
    }

    fn fail(&mut self, observation: Observation, effects: &mut Effects) {
        effects.observe(observation);
        self.poll = PollState::Failed;
        self.exit(effects);
    }

    fn exit(&mut self, effects: &mut Effects) {
        self.network.close_all(effects);
        self.coordinator_network.close_all(effects);
        effects.push(Effect::Exit);
    }
}

impl Node for Consumer {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        let mut events = self.network.handle(now, &input, effects);
        events.extend(self.coordinator_network.handle(now, &input, effects));
        for event in events {
            self.became(now, event, effects);
        }
        match &input {
            Input::Booted(_) => self.started(now, effects),
            Input::Timeout(Timer::Consumer(timer)) => match timer {
                ConsumerTimer::Processed => self.processed(now, effects),
                ConsumerTimer::AutoCommit => self.auto_commit(now, effects),
                ConsumerTimer::Heartbeat => self.heartbeat(now, effects),
                ConsumerTimer::PollInterval => self.poll_interval_exceeded(now, effects),
                ConsumerTimer::Retry => self.retry_wakes = None,
            },
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                self.close(now, effects);
            }
            _ => {}
        }
        self.pump(now, effects);
    }
}
