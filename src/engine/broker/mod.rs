//! A broker: it stores partitions, leads some and follows others, and serves clients (`kafka.server`).

mod alter_isr;
mod context;
mod coordinator_host;
mod delete_records;
mod describe;
mod describe_configs;
mod fetch;
mod fetcher;
mod forward;
mod lifecycle;
mod list_offsets;
mod log_manager;
mod loopback;
mod metadata_api;
mod metadata_log;
mod metrics;
mod page_cache;
mod produce;
mod producer_ids;
mod purgatory;
mod replica;
mod replica_selector;
mod request_channel;
mod transaction_host;
mod txn_offset_commit;
mod verification;
mod write_markers;

use std::collections::BTreeMap;
use std::sync::Arc;

use context::Context;
use fetcher::Fetcher;
use forward::Forwarded;
pub use lifecycle::BrokerState;
use lifecycle::Lifecycle;
pub use log_manager::Chore;
use log_manager::LogManager;
use loopback::Loopback;
use metrics::BrokerMetrics;
pub use metrics::Throughput;
use page_cache::PageCache;
use produce::Terms;
use purgatory::Purgatory;
pub use replica::{FollowerProgress, Replica, Role};
use request_channel::RequestChannel;
use verification::Verification;

use crate::client::ClientCommand;
use crate::client::network::{NetworkClient, NetworkEvent, Patience};
use crate::config::BrokerConfig;
use crate::coordinator::group::{GroupCoordinator, GroupTimer};
use crate::coordinator::transaction::{ProducerIds, TransactionCoordinator, TransactionTimer};
use crate::metadata::{MetadataDelta, MetadataImage};
use crate::model::{BrokerEpoch, BrokerId, Duration, Instant, NodeId, TopicName, TopicPartition};
use crate::node::{Boot, Effect, Effects, Input, Lane, Message, Node, Note, Now, Reply, Timer};
use crate::protocol::{Body, Request, Response};

/// The connections over which a broker fetches: from leaders, and the metadata log from the controller.
const FETCH: Lane = Lane(0);
/// The connection on which it asks the controller, which a waiting fetch must not hold up.
const CONTROL: Lane = Lane(1);
/// The connections over which it sends the markers of transactions to leaders.
const MARKERS: Lane = Lane(2);
/// The connections over which it asks coordinators what belongs to their transactions.
const COORDINATORS: Lane = Lane(3);

/// The timers of a broker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BrokerTimer {
    /// `broker.heartbeat.interval.ms`.
    Heartbeat,
    /// Half of `replica.lag.time.max.ms`: who has fallen out of sync?
    IsrExpiration,
    /// The controller refused changes of ISRs a short time ago.
    IsrPropagation,
    /// What is done about logs from time to time.
    Chore(Chore),
    /// A request handler is free, or a request is ready for one.
    RequestHandler,
    /// `replica.fetch.backoff.ms` after a failed fetch from this leader.
    FetchBackoff(BrokerId),
    /// The first of the delayed requests is due.
    Purgatory,
    /// Of a group that the broker coordinates.
    Group(GroupTimer),
    /// Of the transactions that the broker coordinates.
    Transaction(TransactionTimer),
    /// What the broker has asked itself arrives.
    Loopback,
    /// `add.partitions.to.txn.retry.backoff.ms`: a transaction's coordinator is asked again.
    Verification,
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
    /// The configs that it starts with.
    pub config: Arc<BrokerConfig>,
    /// The memory of its host in bytes that the operating system uses as page cache.
    pub page_cache: u64,
}

/// A page cache that nobody chose: 4 GiB.
pub const DEFAULT_PAGE_CACHE: u64 = 4 << 30;

/// A broker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Broker {
    setup: Arc<BrokerSetup>,
    incarnation: u32,
    lifecycle: Lifecycle,
    network: NetworkClient<Context>,
    control: NetworkClient<Context>,
    image: Arc<MetadataImage>,
    /// The configs that it started with, and what was changed since.
    config: Arc<BrokerConfig>,
    metadata_asked: bool,
    /// What was replayed before the broker had caught up with its own registration, and is not acted on yet.
    unpublished: MetadataDelta,
    replicas: BTreeMap<TopicPartition, Arc<Replica>>,
    disk: LogManager,
    page_cache: PageCache,
    fetchers: BTreeMap<BrokerId, Fetcher>,
    altering: alter_isr::AlterIsr,
    channel: RequestChannel,
    /// The moment for which the request channel has set its timer.
    channel_due: Option<Instant>,
    purgatory: Purgatory,
    groups: GroupCoordinator,
    transactions: TransactionCoordinator,
    marker_channel: NetworkClient<Context>,
    coordinator_channel: NetworkClient<Context>,
    verification: Verification,
    loopback: Loopback,
    producer_ids: ProducerIds,
    producer_ids_asked: bool,
    /// Topics that were asked for and do not exist, to be created.
    creating: Vec<TopicName>,
    creation_asked: bool,
    /// Requests for the controller that wait for the connection.
    forwarding: Vec<Forwarded>,
    metrics: BrokerMetrics,
}

impl Broker {
    /// A broker whose process has not started.
    #[must_use]
    pub fn new(setup: BrokerSetup) -> Self {
        let config = Arc::clone(&setup.config);
        let patience = |request_timeout| Patience {
            request_timeout,
            reconnect_backoff: Duration::from_millis(50),
            reconnect_backoff_max: Duration::from_millis(1000),
            connection_setup_timeout: Duration::from_secs(10),
        };
        Self {
            incarnation: 0,
            lifecycle: Lifecycle::default(),
            network: NetworkClient::new(patience(config.replica_socket_timeout), FETCH),
            control: NetworkClient::new(patience(config.request_timeout), CONTROL),
            image: Arc::new(MetadataImage::new(setup.id, Arc::clone(&config))),
            metadata_asked: false,
            unpublished: MetadataDelta::default(),
            replicas: BTreeMap::new(),
            disk: LogManager::default(),
            page_cache: PageCache::new(setup.page_cache),
            fetchers: BTreeMap::new(),
            altering: alter_isr::AlterIsr::default(),
            channel: RequestChannel::new(
                config.num_io_threads,
                config.num_network_threads,
                config.queued_max_requests,
            ),
            channel_due: None,
            purgatory: Purgatory::default(),
            groups: GroupCoordinator::default(),
            transactions: TransactionCoordinator::new(Instant::ZERO),
            marker_channel: NetworkClient::new(patience(config.request_timeout), MARKERS),
            coordinator_channel: NetworkClient::new(patience(config.request_timeout), COORDINATORS),
            verification: Verification::default(),
            loopback: Loopback::default(),
            producer_ids: ProducerIds::default(),
            producer_ids_asked: false,
            creating: Vec::new(),
            creation_asked: false,
            forwarding: Vec::new(),
            metrics: BrokerMetrics::new(Instant::ZERO),
            config,
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

    /// Its configs now: those that it started with, and what was changed since.
    #[must_use]
    pub fn config(&self) -> &BrokerConfig {
        &self.config
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

    /// The transactional ids that it coordinates.
    #[must_use]
    pub const fn transaction_coordinator(&self) -> &TransactionCoordinator {
        &self.transactions
    }

    fn replica_mut(&mut self, partition: &TopicPartition) -> Option<&mut Replica> {
        self.replicas.get_mut(partition).map(Arc::make_mut)
    }

    fn started(&mut self, now: Now, boot: &Boot, effects: &mut Effects) {
        self.incarnation = boot.incarnation;
        self.groups = GroupCoordinator::new(boot.entropy);
        self.transactions = TransactionCoordinator::new(now.mono);
        self.metrics = BrokerMetrics::new(now.mono);
        self.load_logs(now, boot, effects);
        self.find_previous_epoch(boot, effects);
        self.shrink_isrs(now, effects);
    }

    /// Does whatever can be done now.
    fn pump(&mut self, now: Now, effects: &mut Effects) {
        if self.lifecycle.state == BrokerState::ShuttingDown {
            self.finish(now, effects);
            return;
        }
        self.handle_requests(now, effects);
        self.ask_coordinators(now, effects);
        self.send_markers(now, effects);
        self.live(now, effects);
        self.follow_metadata(now, effects);
        self.create_missing_topics(now, effects);
        self.pass_on(now, effects);
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
            NetworkEvent::Lost { peer, context, .. } => (peer, context, None),
        };
        let response = match body.as_deref() {
            Some(Body::Response(response)) => Some(response),
            _ => None,
        };
        match (context, response) {
            (Context::Registration, response) => {
                self.registered(response, effects);
                self.publish_metadata(now, effects);
            }
            (Context::Heartbeat, response) => self.heartbeat_answered(response, effects),
            (Context::MetadataFetch, response) => self.metadata_fetched(now, response, effects),
            (Context::AlterPartition, response) => self.isr_altered(now, response, effects),
            (Context::CreateTopics, _) => {
                self.creating.clear();
                self.creation_asked = false;
            }
            (Context::AllocateProducerIds, response) => self.producer_ids_allocated(response),
            (Context::ReplicaFetch { asked }, response) => {
                self.replica_fetched(now, peer, &asked, response, effects);
            }
            (Context::ReplicaOffsets, response) => self.range_told(now, peer, response, effects),
            (Context::Markers(sent), response) => {
                self.markers_answered(now, sent, response, effects);
            }
            (Context::Verification(questions), response) => {
                self.coordinator_answered(now, peer, questions, response, effects);
            }
            (Context::Forwarded(forwarded), response) => {
                self.brought_back(now, *forwarded, response, effects);
            }
        }
    }

    fn request(&mut self, now: Now, message: &Message, effects: &mut Effects) {
        let Body::Request(request) = &*message.body else {
            return;
        };
        let reply = Reply::to(message);
        match request {
            Request::Produce(request) => self.produce(now, reply, request, effects),
            Request::Fetch(_) => self.fetch(now, message, effects),
            Request::ListOffsets(request) => self.list_offsets(now, reply, request, effects),
            Request::OffsetForLeaderEpoch(request) => {
                self.offset_for_leader_epoch(now, reply, request, effects);
            }
            Request::DeleteRecords(request) => self.delete_records(now, reply, request, effects),
            Request::Metadata(request) => self.metadata(now, reply, request, effects),
            Request::DescribeCluster(request) => {
                self.describe_cluster(now, reply, *request, effects);
            }
            Request::DescribeTopicPartitions(request) => {
                self.describe_topic_partitions(now, reply, request, effects);
            }
            Request::DescribeConfigs(request) => {
                self.describe_configs(now, reply, request, effects);
            }
            Request::InitProducerId(_)
            | Request::AddPartitionsToTxn(_)
            | Request::AddOffsetsToTxn(_)
            | Request::EndTxn(_) => self.transaction_request(now, reply, request, effects),
            Request::WriteTxnMarkers(request) => {
                self.write_txn_markers(now, reply, request, effects);
            }
            Request::TxnOffsetCommit(request) => {
                self.txn_offset_commit(now, reply, request, effects);
            }
            Request::FindCoordinator(request) => {
                self.find_coordinator(now, reply, request, effects);
            }
            Request::JoinGroup(_)
            | Request::SyncGroup(_)
            | Request::Heartbeat(_)
            | Request::ConsumerGroupHeartbeat(_)
            | Request::LeaveGroup(_)
            | Request::OffsetCommit(_)
            | Request::OffsetFetch(_)
            | Request::OffsetDelete(_)
            | Request::DescribeGroups(_)
            | Request::ListGroups(_)
            | Request::DeleteGroups(_) => self.group_request(now, reply, request, effects),
            Request::CreateTopics(_)
            | Request::DeleteTopics(_)
            | Request::CreatePartitions(_)
            | Request::ElectLeaders(_)
            | Request::IncrementalAlterConfigs(_)
            | Request::UnregisterBroker(_) => self.forward(now, reply, request),
            // Between brokers and the controller: the connection is of no use to whoever asks a broker this.
            Request::BrokerRegistration(_)
            | Request::BrokerHeartbeat(_)
            | Request::AlterPartition(_)
            | Request::AllocateProducerIds(_) => effects.push(Effect::Close(reply.connection)),
        }
    }

    /// Gives an answer to a network thread; it goes nowhere if the connection is gone.
    fn answer(
        &mut self,
        now: Now,
        reply: Reply,
        response: impl Into<Response>,
        effects: &mut Effects,
    ) {
        let Some(response) = self.answer_itself(reply, response.into(), effects) else {
            return;
        };
        let body = Body::Response(response);
        let Some(sent) = self.channel.send(now.mono, reply.connection, body.size()) else {
            return;
        };
        if let Some(timing) = &sent.timing {
            self.metrics.answered(timing);
        }
        let message = Message {
            connection: reply.connection,
            correlation_id: reply.correlation_id,
            body: Arc::new(body),
        };
        effects.push(Effect::Send(message, sent.after));
    }

    /// Hands requests to handlers as long as there are both, and wakes up when there will be again.
    fn handle_requests(&mut self, now: Now, effects: &mut Effects) {
        while let Some(message) = self.channel.take(now.mono) {
            self.request(now, &message, effects);
        }
        let due = self.channel.next_due();
        if due != self.channel_due {
            self.channel_due = due;
            match due {
                Some(due) => effects.set_timer(BrokerTimer::RequestHandler, due.since(now.mono)),
                None => effects.cancel_timer(BrokerTimer::RequestHandler),
            }
        }
    }

    fn timeout(&mut self, now: Now, timer: BrokerTimer, effects: &mut Effects) {
        match timer {
            BrokerTimer::Heartbeat => self.lifecycle.heartbeat_due = true,
            BrokerTimer::IsrExpiration => self.shrink_isrs(now, effects),
            BrokerTimer::IsrPropagation => self.propagate_isrs(),
            BrokerTimer::Chore(chore) => self.do_chore(now, chore, effects),
            BrokerTimer::RequestHandler => self.channel_due = None,
            BrokerTimer::FetchBackoff(_) => {}
            BrokerTimer::Purgatory => self.expire_delayed(now, effects),
            BrokerTimer::Group(timer) => self.group_timeout(now, &timer, effects),
            BrokerTimer::Transaction(timer) => self.transaction_timeout(now, timer, effects),
            BrokerTimer::Loopback => self.hear_itself(now, effects),
            BrokerTimer::Verification => self.verify_again(now, effects),
        }
    }
}

impl Node for Broker {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        self.channel.begin(now.mono);
        let mut events = self.network.handle(now, &input, effects);
        events.extend(self.control.handle(now, &input, effects));
        events.extend(self.marker_channel.handle(now, &input, effects));
        events.extend(self.coordinator_channel.handle(now, &input, effects));
        // The fetchers stop before the logs are closed: what would come after could never be flushed.
        if self.lifecycle.state != BrokerState::ShuttingDown {
            for event in events {
                self.became(now, event, effects);
            }
        }
        match input {
            Input::Booted(boot) => self.started(now, &boot, effects),
            Input::Opened(connection) if !connection.opener => self.channel.opened(connection.id),
            Input::Closed(connection, _) => self.channel.closed(connection.id),
            Input::Message(message) if matches!(*message.body, Body::Request(_)) => {
                self.channel.arrived(now.mono, message);
            }
            Input::Timeout(Timer::Broker(timer)) => self.timeout(now, timer, effects),
            Input::DiskDone(ticket) => self.disk_done(now, ticket, effects),
            Input::DiskFailed(_) => {
                // With its only log directory gone, a broker halts: no checkpoint, no farewell to the controller
                // (`ReplicaManager.handleLogDirFailure`).
                effects.note(Note::LogDirFailed);
                effects.push(Effect::Exit);
                return;
            }
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                self.lifecycle.shut_down(self.config.controlled_shutdown);
            }
            _ => {}
        }
        self.pump(now, effects);
    }
}
