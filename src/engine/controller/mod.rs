//! The controller: it registers brokers, places topics and decides who leads (`org.apache.kafka.controller`).
//!
//! One controller is a quorum of one. Its decisions are records in the metadata log, which it flushes before anybody
//! hears of them; brokers fetch and replay them. Like Kafka's it does one thing at a time.

mod alter_partition;
mod configs;
mod create_partitions;
mod create_topics;
mod delete_topics;
mod elections;
mod entropy;
mod heartbeat;
mod metadata_log;
mod metrics;
mod muted;
mod notes;
mod once_each;
mod partition_change_builder;
mod producer_ids;
mod registration;
mod replica_placer;
mod replication;
mod topic_name;

pub use partition_change_builder::{Election, ElectionResult, PartitionChangeBuilder};
pub use topic_name::is_legal_name;

use std::collections::BTreeMap;
use std::sync::Arc;

use entropy::Entropy;
use heartbeat::BrokerHeartbeat;
use metadata_log::MetadataLog;
use metrics::ControllerMetrics;
use muted::Muted;

use crate::config::BrokerConfig;
use crate::log::Log;
use crate::metadata::MetadataImage;
use crate::model::{BrokerId, Duration, Instant, NodeId, Offset};
use crate::node::{Boot, Effect, Effects, Input, Message, Node, Now, Reply, Timer};
use crate::protocol::{Body, CreatableTopic, Request, Response};

/// The timers of a controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControllerTimer {
    /// `broker.session.timeout.ms` since the broker's last heartbeat.
    BrokerSession(BrokerId),
    /// The first of the waiting fetches has waited long enough.
    FetchWait,
    /// `leader.imbalance.check.interval.seconds`: do others than the preferred leaders lead?
    LeaderImbalance,
    /// Every five minutes: does a partition without a leader allow an unclean election?
    UncleanElection,
}

/// What a controller is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ControllerSetup {
    /// `node.id`.
    pub id: NodeId,
    /// The brokers of the cluster; the first topics are created once all of them serve.
    pub brokers: Vec<BrokerId>,
    /// The topics that the cluster begins with.
    pub topics: Vec<CreatableTopic>,
    /// The configs of the cluster.
    pub config: BrokerConfig,
    /// `transaction.version`, in a cluster that is not to have the newest (KIP-890).
    pub transaction_version: Option<i16>,
}

/// The active controller.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Controller {
    setup: Arc<ControllerSetup>,
    muted: Muted,
    log: MetadataLog,
    image: MetadataImage,
    /// What the brokers' heartbeats said since the controller started.
    heartbeats: BTreeMap<BrokerId, BrokerHeartbeat>,
    entropy: Entropy,
    topics_created: bool,
    metrics: ControllerMetrics,
}

/// Service time of one request.
const SERVICE: Duration = Duration(100);

impl Controller {
    /// A controller whose process has not started.
    #[must_use]
    pub fn new(setup: ControllerSetup) -> Self {
        Self {
            muted: Muted::default(),
            log: MetadataLog::default(),
            image: MetadataImage::new(setup.id, Arc::new(setup.config.clone())),
            heartbeats: BTreeMap::new(),
            entropy: Entropy::default(),
            topics_created: false,
            metrics: ControllerMetrics::new(Instant::ZERO),
            setup: Arc::new(setup),
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &ControllerSetup {
        &self.setup
    }

    /// The cluster as it has decided it.
    #[must_use]
    pub const fn image(&self) -> &MetadataImage {
        &self.image
    }

    /// The metadata log.
    #[must_use]
    pub const fn log(&self) -> &Log {
        self.log.log()
    }

    /// Up to where the metadata log is committed.
    #[must_use]
    pub const fn high_watermark(&self) -> Offset {
        self.log.high_watermark()
    }

    fn started(&mut self, now: Now, boot: &Boot, effects: &mut Effects) {
        self.entropy = Entropy::new(boot.entropy);
        self.metrics = ControllerMetrics::new(now.mono);
        self.log = MetadataLog::recover(now, &boot.disk, effects);
        self.replay_log();
        self.topics_created = !self.image.topics.is_empty();
        if self.image.end_offset == Offset::ZERO {
            self.write(now, &self.bootstrap_records(), [], effects);
        }
        // Nobody is to blame for the controller's own absence: every session begins anew.
        for broker in self.image.unfenced_brokers() {
            self.session_goes_on(broker, effects);
        }
        self.schedule_elections(effects);
    }

    fn request(&mut self, now: Now, message: &Message, effects: &mut Effects) {
        let Body::Request(request) = &*message.body else {
            return;
        };
        let reply = Reply::to(message);
        effects.push(Effect::Busy(SERVICE));
        match request {
            Request::BrokerRegistration(request) => {
                self.register_broker(now, reply, request, effects);
            }
            Request::UnregisterBroker(request) => {
                self.unregister_broker(now, reply, *request, effects);
            }
            Request::BrokerHeartbeat(request) => {
                self.broker_heartbeat(now, reply, request, effects);
            }
            Request::AlterPartition(request) => self.alter_partition(now, reply, request, effects),
            Request::ElectLeaders(request) => self.elect_leaders(now, reply, request, effects),
            Request::CreateTopics(request) => self.create_topics(now, reply, request, effects),
            Request::DeleteTopics(request) => self.delete_topics(now, reply, request, effects),
            Request::CreatePartitions(request) => {
                self.create_partitions(now, reply, request, effects);
            }
            Request::IncrementalAlterConfigs(request) => {
                self.incremental_alter_configs(now, reply, request, effects);
            }
            Request::AllocateProducerIds(request) => {
                self.allocate_producer_ids(now, reply, *request, effects);
            }
            Request::Fetch(request) => self.log.fetch(now, reply, request, effects),
            // A controller serves no clients: the connection is of no use to whoever asks this.
            _ => effects.push(Effect::Close(reply.connection)),
        }
    }

    fn timeout(&mut self, now: Now, timer: ControllerTimer, effects: &mut Effects) {
        match timer {
            ControllerTimer::BrokerSession(broker) => self.session_over(now, broker, effects),
            ControllerTimer::FetchWait => self.log.fetch_wait_over(now, effects),
            ControllerTimer::LeaderImbalance => self.balance_leaders(now, effects),
            ControllerTimer::UncleanElection => self.elect_unclean_leaders(now, effects),
        }
    }
}

/// Answers at once that the request as a whole is refused.
fn refuse(reply: Reply, response: impl Into<Response>, effects: &mut Effects) {
    reply.send(response.into(), effects);
}

impl Node for Controller {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        let seen = effects.as_slice().len();
        match input {
            Input::Booted(boot) => self.started(now, &boot, effects),
            Input::Message(message) => {
                if let Some(message) = self.muted.arrived(message) {
                    self.request(now, &message, effects);
                }
            }
            Input::Closed(connection, _) => {
                self.muted.closed(connection.id);
                self.log.forget(connection.id);
            }
            Input::DiskDone(ticket) => {
                self.log.flushed(ticket, effects);
                self.metrics.committed(now.mono, self.log.high_watermark());
            }
            Input::Timeout(Timer::Controller(timer)) => self.timeout(now, timer, effects),
            // What it has decided cannot be kept: it must not go on as if it were (`FatalFaultHandler`).
            Input::DiskFailed(_) => effects.push(Effect::Exit),
            _ => {}
        }
        self.read_on(now, seen, effects);
    }
}
