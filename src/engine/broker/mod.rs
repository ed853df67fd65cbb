//! A broker: it stores partitions, leads some and follows others, and serves clients (`kafka.server`).

mod alter_isr;
mod channel;
mod coordinator_host;
mod fetch;
mod fetcher;
mod lifecycle;
mod list_offsets;
mod metadata_api;
mod metadata_log;
mod produce;
mod producer_ids;
mod purgatory;
mod replica;

use std::collections::BTreeMap;
use std::sync::Arc;

use channel::Channels;
use fetcher::Fetcher;
pub use lifecycle::BrokerState;
use lifecycle::Lifecycle;
use producer_ids::ProducerIds;
use purgatory::Purgatory;
pub use replica::{FollowerProgress, Replica, Role};

use crate::client::ClientCommand;
use crate::client::network::{NetworkClient, NetworkEvent, Patience};
use crate::config::BrokerConfig;
use crate::config::TopicConfig;
use crate::coordinator::group::{GroupCoordinator, GroupTimer};
use crate::log::{Checkpoints, Io, Log, Tickets, stored_partitions};
use crate::metadata::MetadataImage;
use crate::model::{BrokerEpoch, BrokerId, Duration, NodeId, Offset, TopicName, TopicPartition};
use crate::node::{
    Boot, Chunk, Effect, Effects, File, Input, Lane, Message, Node, Now, Reply, Timer,
};
use crate::protocol::{Body, Request, Response};

/// The connections over which a broker fetches: from leaders, and the metadata log from the controller.
const FETCH: Lane = Lane(0);
/// The connection on which it asks the controller, which a waiting fetch must not hold up.
const CONTROL: Lane = Lane(1);

/// The timers of a broker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BrokerTimer {
    /// `broker.heartbeat.interval.ms`.
    Heartbeat,
    /// Half of `replica.lag.time.max.ms`: who has fallen out of sync?
    IsrExpiration,
    /// `replica.high.watermark.checkpoint.interval.ms`.
    HighWatermarkCheckpoint,
    /// `replica.fetch.backoff.ms` after a failed fetch from this leader.
    FetchBackoff(BrokerId),
    /// The first of the delayed requests is due.
    Purgatory,
    /// Of a group that the broker coordinates.
    Group(GroupTimer),
}

/// What a broker is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerSetup {
    /// `node.id`.
    pub id: NodeId,
    /// `broker.rack`.
    pub rack: Option<Arc<str>>,
    /// The controller.
    pub controller: NodeId,
    /// Its configs.
    pub config: BrokerConfig,
}

/// A broker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Broker {
    setup: Arc<BrokerSetup>,
    incarnation: u32,
    lifecycle: Lifecycle,
    network: NetworkClient<Context>,
    control: NetworkClient<Context>,
    image: Arc<MetadataImage>,
    replicas: BTreeMap<TopicPartition, Arc<Replica>>,
    /// Logs found on the disk, of partitions that the metadata log has not named yet.
    stored: BTreeMap<TopicPartition, Arc<(Log, Offset)>>,
    fetchers: BTreeMap<BrokerId, Fetcher>,
    altering: alter_isr::AlterIsr,
    channels: Channels,
    purgatory: Purgatory,
    tickets: Tickets,
    groups: GroupCoordinator,
    producer_ids: ProducerIds,
    /// Topics that were asked for and do not exist, to be created.
    creating: Vec<TopicName>,
    creation_asked: bool,
}

/// Why a broker asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Context {
    Registration,
    Heartbeat,
    MetadataFetch,
    AlterPartition,
    CreateTopics,
    AllocateProducerIds,
    ReplicaFetch {
        partitions: Vec<(TopicPartition, Offset)>,
    },
}

impl Broker {
    /// A broker whose process has not started.
    #[must_use]
    pub fn new(setup: BrokerSetup) -> Self {
        let patience = Patience {
            request_timeout: setup.config.request_timeout,
            reconnect_backoff: Duration::from_millis(50),
            reconnect_backoff_max: Duration::from_millis(1000),
            connection_setup_timeout: Duration::from_secs(10),
        };
        Self {
            incarnation: 0,
            lifecycle: Lifecycle::default(),
            network: NetworkClient::new(patience, FETCH),
            control: NetworkClient::new(patience, CONTROL),
            image: Arc::default(),
            replicas: BTreeMap::new(),
            stored: BTreeMap::new(),
            fetchers: BTreeMap::new(),
            altering: alter_isr::AlterIsr::default(),
            channels: Channels::default(),
            purgatory: Purgatory::default(),
            tickets: Tickets::default(),
            groups: GroupCoordinator::default(),
            producer_ids: ProducerIds::default(),
            creating: Vec::new(),
            creation_asked: false,
            setup: Arc::new(setup),
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &BrokerSetup {
        &self.setup
    }

    /// How far its process is.
    #[must_use]
    pub const fn state(&self) -> BrokerState {
        self.lifecycle.state
    }

    /// Whether the controller keeps it from serving.
    #[must_use]
    pub const fn is_fenced(&self) -> bool {
        self.lifecycle.fenced
    }

    /// The epoch of its registration, -1 before.
    #[must_use]
    pub const fn broker_epoch(&self) -> BrokerEpoch {
        self.lifecycle.epoch
    }

    /// The cluster as it knows it.
    #[must_use]
    pub fn image(&self) -> &MetadataImage {
        &self.image
    }

    /// The replicas that it holds.
    pub fn partitions(&self) -> impl Iterator<Item = (&TopicPartition, &Replica)> {
        self.replicas
            .iter()
            .map(|(partition, replica)| (partition, &**replica))
    }

    /// One of its replicas.
    #[must_use]
    pub fn replica(&self, partition: &TopicPartition) -> Option<&Replica> {
        self.replicas.get(partition).map(|replica| &**replica)
    }

    /// The groups that it coordinates.
    #[must_use]
    pub const fn group_coordinator(&self) -> &GroupCoordinator {
        &self.groups
    }

    fn replica_mut(&mut self, partition: &TopicPartition) -> Option<&mut Replica> {
        self.replicas.get_mut(partition).map(Arc::make_mut)
    }

    fn started(&mut self, now: Now, boot: &Boot, effects: &mut Effects) {
        self.incarnation = boot.incarnation;
        self.groups = GroupCoordinator::new(boot.entropy);
        let checkpoint = boot
            .disk
            .get(&File::HighWatermarks)
            .and_then(|chunks| chunks.last());
        let checkpoint = match checkpoint {
            Some(Chunk::Offsets(entries)) => entries.as_slice(),
            _ => &[],
        };
        for partition in stored_partitions(&boot.disk) {
            let io = &mut Io {
                effects,
                tickets: &mut self.tickets,
            };
            let log = Log::recover(
                partition.clone(),
                &boot.disk,
                Checkpoints::default(),
                now,
                &TopicConfig::default(),
                i64::MAX,
                io,
            );
            let found = checkpoint
                .iter()
                .find(|(known, _)| *known == partition)
                .map(|(_, offset)| *offset);
            let high_watermark = found
                .unwrap_or(log.log_start_offset())
                .min(log.log_end_offset());
            self.stored
                .insert(partition, Arc::new((log, high_watermark)));
        }
        if let Some(Chunk::BrokerEpoch(epoch)) = boot
            .disk
            .get(&File::CleanShutdown)
            .and_then(|chunks| chunks.last())
        {
            self.lifecycle.previous_epoch = *epoch;
            effects.push(Effect::Delete(File::CleanShutdown));
        }
        let config = &self.setup.config;
        effects.set_timer(
            BrokerTimer::HighWatermarkCheckpoint,
            config.replica_high_watermark_checkpoint_interval,
        );
        effects.set_timer(
            BrokerTimer::IsrExpiration,
            Duration(config.replica_lag_time_max.0 / 2),
        );
    }

    /// Does whatever can be done now.
    fn pump(&mut self, now: Now, effects: &mut Effects) {
        self.live(now, effects);
        self.follow_metadata(now, effects);
        self.create_missing_topics(now, effects);
        self.propose_isrs(now, effects);
        self.follow_leaders(now, effects);
    }

    fn became(&mut self, now: Now, event: NetworkEvent<Context>, effects: &mut Effects) {
        let (peer, context, body) = match event {
            NetworkEvent::Changed | NetworkEvent::Disconnected(_) => return,
            NetworkEvent::Answered {
                peer,
                context,
                body,
            } => (peer, context, Some(body)),
            NetworkEvent::Lost { peer, context } => (peer, context, None),
        };
        let response = match body.as_deref() {
            Some(Body::Response(response)) => Some(response),
            _ => None,
        };
        match (context, response) {
            (Context::Registration, response) => self.registered(response, effects),
            (Context::Heartbeat, response) => self.heartbeat_answered(response, effects),
            (Context::MetadataFetch, response) => self.metadata_fetched(now, response, effects),
            (Context::AlterPartition, response) => self.isr_altered(now, response, effects),
            (Context::CreateTopics, _) => {
                self.creating.clear();
                self.creation_asked = false;
            }
            (Context::AllocateProducerIds, response) => self.producer_ids_allocated(response),
            (Context::ReplicaFetch { partitions }, response) => {
                self.replica_fetched(now, peer, &partitions, response, effects);
            }
        }
    }

    fn request(&mut self, now: Now, message: &Message, effects: &mut Effects) {
        let Body::Request(request) = &*message.body else {
            return;
        };
        let reply = Reply::to(message);
        effects.push(Effect::Busy(channel::service_time(&message.body)));
        match request {
            Request::Produce(request) => self.produce(now, reply, request, effects),
            Request::Fetch(request) => self.fetch(now, reply, request, effects),
            Request::ListOffsets(request) => self.list_offsets(now, reply, request, effects),
            Request::Metadata(request) => self.metadata(now, reply, request, effects),
            Request::InitProducerId(_) => self.init_producer_id(now, reply, effects),
            Request::FindCoordinator(request) => {
                self.find_coordinator(now, reply, request, effects);
            }
            Request::JoinGroup(_)
            | Request::SyncGroup(_)
            | Request::Heartbeat(_)
            | Request::LeaveGroup(_)
            | Request::OffsetCommit(_)
            | Request::OffsetFetch(_) => self.group_request(now, reply, request, effects),
            // The controller's business: the connection is of no use to whoever asks a broker this.
            Request::BrokerRegistration(_)
            | Request::BrokerHeartbeat(_)
            | Request::AlterPartition(_)
            | Request::CreateTopics(_)
            | Request::AllocateProducerIds(_) => effects.push(Effect::Close(reply.connection)),
        }
    }

    /// Sends an answer and turns to the next request of the same connection.
    fn answer(
        &mut self,
        now: Now,
        reply: Reply,
        response: impl Into<Response>,
        effects: &mut Effects,
    ) {
        if self.channels.is_open(reply.connection) {
            reply.send(response.into(), effects);
            self.next_request(now, reply, effects);
        }
    }

    fn next_request(&mut self, now: Now, reply: Reply, effects: &mut Effects) {
        if let Some(message) = self.channels.done(reply.connection) {
            self.request(now, &message, effects);
        }
    }

    fn checkpoint(&self, effects: &mut Effects) {
        let interval = self.setup.config.replica_high_watermark_checkpoint_interval;
        effects.set_timer(BrokerTimer::HighWatermarkCheckpoint, interval);
        if !self.replicas.is_empty() {
            let high_watermark = |(partition, replica): (&TopicPartition, &Arc<Replica>)| {
                (partition.clone(), replica.high_watermark())
            };
            let entries = self.replicas.iter().map(high_watermark).collect();
            effects.push(Effect::Replace(
                File::HighWatermarks,
                Chunk::Offsets(entries),
            ));
        }
    }

    fn timeout(&mut self, now: Now, timer: BrokerTimer, effects: &mut Effects) {
        match timer {
            BrokerTimer::Heartbeat => self.lifecycle.heartbeat_due = true,
            BrokerTimer::IsrExpiration => self.shrink_isrs(now, effects),
            BrokerTimer::HighWatermarkCheckpoint => self.checkpoint(effects),
            BrokerTimer::FetchBackoff(leader) => {
                if let Some(fetcher) = self.fetchers.get_mut(&leader) {
                    fetcher.backing_off = false;
                }
            }
            BrokerTimer::Purgatory => self.expire_delayed(now, effects),
            BrokerTimer::Group(timer) => self.group_timeout(now, &timer, effects),
        }
    }
}

impl Node for Broker {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        let mut events = self.network.handle(now, &input, effects);
        events.extend(self.control.handle(now, &input, effects));
        for event in events {
            self.became(now, event, effects);
        }
        match input {
            Input::Booted(boot) => self.started(now, &boot, effects),
            Input::Opened(connection) if !connection.opener => self.channels.opened(connection.id),
            Input::Closed(connection, _) if !connection.opener => {
                self.channels.closed(connection.id);
                self.purgatory.forget(connection.id);
            }
            Input::Message(message) if matches!(*message.body, Body::Request(_)) => {
                if let Some(message) = self.channels.arrived(message) {
                    self.request(now, &message, effects);
                }
            }
            Input::DiskDone(ticket) => {
                if let Some(partition) = self.tickets.take_flush(ticket)
                    && let Some(replica) = self.replica_mut(&partition)
                {
                    replica.log.flushed(ticket);
                }
            }
            Input::Timeout(Timer::Broker(timer)) => self.timeout(now, timer, effects),
            Input::Command(ClientCommand::Close) => self.lifecycle.shut_down(),
            _ => {}
        }
        self.pump(now, effects);
    }
}
