//! Kafka's consumer (`ClassicKafkaConsumer`): group membership, positions, fetches and commits.
//!
//! It is a library: an application ([`crate::app::processor`]) calls it, and asks after every event whether the call has
//! returned. What Kafka does only within `poll()` happens only there: joining, committing by itself, looking for positions,
//! asking for records. What arrives meanwhile is kept until then; heartbeats go on.

mod aborted;
pub mod assignor;
mod calls;
mod close;
mod collector;
mod commits;
mod committed;
mod deserialize;
mod fetch_buffer;
mod fetcher;
mod leaders;
mod membership;
mod positions;
mod records;
mod resets;
mod seeking;
mod validation;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use calls::{PollState, Polled, Returned};
pub use commits::Offsets;
pub use membership::{MemberState, Membership, ModernMemberState, ModernMembership, RejoinReason};
pub use positions::{FetchPosition, FetchState, PartitionState, ResetStrategy};
pub use records::{ConsumerRecord, ConsumerRecords};
pub use seeking::{ConsumerCommand, SeekTo};
pub use view::InFlightFetch;

use commits::{CommitKind, QueuedCommit, SyncCommit};
use fetch_buffer::FetchBuffer;

use super::metadata::{ClientMetadata, MetadataPatience};
use super::network::{NetworkClient, NetworkEvent, Patience};
use super::serdes::{Deserializing, Poison, Serdes};
use crate::config::ConsumerConfig;
use crate::model::{BrokerId, Instant, NodeId, Offset, TopicName, TopicPartition};
use crate::node::{Effects, Input, Lane, Now, Timer};
use crate::protocol::{Body, ErrorCode, Response};

/// The connection for metadata and fetches.
const DATA: Lane = Lane(0);
/// The connection to the group's coordinator, which a waiting fetch must not hold up.
const COORDINATOR: Lane = Lane(1);

/// The timers of a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsumerTimer {
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
    /// What it subscribes to; without a group it assigns itself every partition.
    pub topics: Vec<TopicName>,
    /// The regular expression that it subscribes to instead (`SubscriptionPattern`), which only the consumer protocol knows.
    pub pattern: Option<Arc<str>>,
    /// The partitions that it assigns itself (`assign()`) instead: then it is no member, though it may commit.
    pub assigned: Vec<TopicPartition>,
    /// What its deserializers need beside the configs.
    pub serdes: Serdes,
}

/// A consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Consumer {
    setup: Arc<ConsumerSetup>,
    network: NetworkClient<Context>,
    coordinator_network: NetworkClient<Context>,
    metadata: ClientMetadata,
    membership: Option<Membership>,
    positions: BTreeMap<TopicPartition, PartitionState>,
    /// The turn of the partition that was last moved to the end: whose turn is smaller is fetched first.
    last_turn: u64,
    /// The metadata by which positions were validated last.
    validated_by: u64,
    /// Numbers what was asked about positions, so that no answer is taken for a later question's.
    lookups: u64,
    buffer: FetchBuffer,
    poll: PollState,
    /// Records that polls have returned since the process started.
    delivered: u64,
    auto_commit_due: Option<Instant>,
    queued_commits: Vec<QueuedCommit>,
    sync_commit: Option<SyncCommit>,
    close_until: Option<Instant>,
    closing: bool,
    /// What the call that runs will throw.
    thrown: Option<ErrorCode>,
    retry_wakes: Option<Instant>,
    deserializing: Deserializing,
    /// What the call that runs will throw, for want of anything to return before it.
    poison: Option<Box<Poison>>,
}

/// Why a consumer asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Context {
    Metadata,
    Fetch {
        partitions: Vec<(TopicPartition, Offset)>,
    },
    ListOffsets {
        lookup: u64,
        partitions: Vec<TopicPartition>,
    },
    OffsetForLeaderEpoch {
        lookup: u64,
        partitions: Vec<TopicPartition>,
    },
    OffsetFetch {
        lookup: u64,
        partitions: Vec<TopicPartition>,
    },
    OffsetCommit {
        kind: CommitKind,
        /// The generation in whose name it was asked.
        generation: i32,
        offsets: Vec<(TopicPartition, Offset)>,
    },
    FindCoordinator,
    JoinGroup,
    SyncGroup,
    Heartbeat,
    LeaveGroup,
    ConsumerGroupHeartbeat {
        number: u64,
    },
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
        let mut topics = setup.topics.clone();
        for partition in &setup.assigned {
            if !topics.contains(&partition.topic) {
                topics.push(partition.topic.clone());
            }
        }
        let metadata = ClientMetadata::new(
            setup.bootstrap.clone(),
            topics,
            MetadataPatience {
                max_age: config.metadata_max_age,
                retry_backoff: config.retry_backoff,
                recovery: config.metadata_recovery,
                rebootstrap_trigger: config.metadata_rebootstrap_trigger,
            },
        );
        Self {
            network: NetworkClient::new(patience, DATA),
            coordinator_network: NetworkClient::new(patience, COORDINATOR),
            metadata: metadata.creating_topics(config.allow_auto_create_topics),
            membership: config
                .group_id
                .clone()
                .map(|group| Membership::new(group).speaking(config.group_protocol)),
            positions: BTreeMap::new(),
            last_turn: 0,
            validated_by: 0,
            lookups: 0,
            buffer: FetchBuffer::default(),
            poll: PollState::Processing,
            delivered: 0,
            auto_commit_due: None,
            queued_commits: Vec::new(),
            sync_commit: None,
            close_until: None,
            closing: false,
            thrown: None,
            retry_wakes: None,
            deserializing: Deserializing::new(&setup.serdes, &setup.config),
            poison: None,
            setup: Arc::new(setup),
        }
    }

    /// Takes in what happened. Whether a call has returned since, [`Consumer::advance`] says.
    pub fn handle(&mut self, now: Now, input: &Input, effects: &mut Effects) {
        let mut events = self.network.handle(now, input, effects);
        events.extend(self.coordinator_network.handle(now, input, effects));
        for event in events {
            self.became(now, event, effects);
        }
        if self.deserializing.handle(now, input, effects) && self.poll == PollState::Polling {
            effects.cancel_timer(ConsumerTimer::PollInterval);
        }
        match input {
            Input::Booted(boot) => {
                if let Some(membership) = &mut self.membership {
                    membership.booted(boot);
                }
                self.await_auto_commit(now, effects);
            }
            Input::Timeout(Timer::Consumer(timer)) => match timer {
                ConsumerTimer::Heartbeat => self.heartbeat(now, effects),
                ConsumerTimer::PollInterval => self.poll_interval_exceeded(now, effects),
                ConsumerTimer::Retry => self.retry_wakes = None,
                // Every poll looks at the clock itself.
                ConsumerTimer::AutoCommit => {}
            },
            _ => {}
        }
    }

    fn became(&mut self, now: Now, event: NetworkEvent<Context>, effects: &mut Effects) {
        let (context, body) = match event {
            NetworkEvent::Changed => return,
            NetworkEvent::Disconnected(peer) => {
                self.disconnected(now, peer);
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
            (Context::Fetch { partitions }, response) => self.fetched(&partitions, response),
            (Context::ListOffsets { lookup, partitions }, response) => {
                self.listed(now, lookup, &partitions, response, effects);
            }
            (Context::OffsetForLeaderEpoch { lookup, partitions }, response) => {
                self.found_epoch_ends(now, lookup, &partitions, response, effects);
            }
            (Context::OffsetFetch { lookup, partitions }, response) => {
                self.fetched_committed(now, lookup, &partitions, response, effects);
            }
            (
                Context::OffsetCommit {
                    kind,
                    generation,
                    offsets,
                },
                response,
            ) => self.committed_offsets(now, (kind, generation), &offsets, response, effects),
            (Context::FindCoordinator, response) => {
                self.group_answered(now, &Context::FindCoordinator, response, effects);
                self.coordinator_looked_up(now, effects);
            }
            (context, response) => self.group_answered(now, &context, response, effects),
        }
    }

    /// Whether a group assigns its partitions, as opposed to itself (`hasAutoAssignedPartitions`).
    pub(super) fn subscribes(&self) -> bool {
        self.membership.is_some() && self.setup.assigned.is_empty()
    }
}
