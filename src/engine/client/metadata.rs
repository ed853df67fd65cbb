//! What a client knows of the cluster (`org.apache.kafka.clients.Metadata`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::network::NetworkClient;
use crate::config::MetadataRecovery;
use crate::model::{BrokerId, Duration, Instant, LeaderEpoch, TopicName, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, MetadataPartition, MetadataRequest, MetadataResponse};

/// Brokers and leaders, as of the last answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientMetadata {
    bootstrap: Vec<BrokerId>,
    brokers: Vec<BrokerId>,
    controller: Option<BrokerId>,
    racks: BTreeMap<BrokerId, Arc<str>>,
    topics: BTreeMap<TopicName, Vec<MetadataPartition>>,
    wanted: Vec<TopicName>,
    patience: MetadataPatience,
    update: Update,
    /// When it last got an answer, or was refused one.
    refreshed: Option<Instant>,
    /// When a broker answered last.
    answered: Option<Instant>,
    /// Since when it has tried to get an answer in vain.
    trying_since: Option<Instant>,
    creates_topics: bool,
    version: u64,
}

/// How long a client trusts what it knows of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MetadataPatience {
    /// `metadata.max.age.ms`.
    pub max_age: Duration,
    /// `retry.backoff.ms`.
    pub retry_backoff: Duration,
    /// `metadata.recovery.strategy`.
    pub recovery: MetadataRecovery,
    /// `metadata.recovery.rebootstrap.trigger.ms`.
    pub rebootstrap_trigger: Duration,
}

/// When metadata is asked for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Update {
    /// As soon as a broker can be asked.
    Now,
    /// An answer is awaited.
    Asked,
    /// Not before this moment.
    At(Instant),
}

impl ClientMetadata {
    /// Knows nothing but `bootstrap.servers`.
    #[must_use]
    pub fn new(
        bootstrap: Vec<BrokerId>,
        wanted: Vec<TopicName>,
        patience: MetadataPatience,
    ) -> Self {
        Self {
            bootstrap,
            brokers: Vec::new(),
            controller: None,
            racks: BTreeMap::new(),
            topics: BTreeMap::new(),
            wanted,
            patience,
            update: Update::Now,
            refreshed: None,
            answered: None,
            trying_since: None,
            creates_topics: true,
            version: 0,
        }
    }

    /// The same, with `allow.auto.create.topics` as a consumer says it.
    #[must_use]
    pub const fn creating_topics(mut self, allowed: bool) -> Self {
        self.creates_topics = allowed;
        self
    }

    /// Counts the answers: another number means that leaders may be others.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Whom to ask: the known brokers, or the bootstrap servers while none is known.
    #[must_use]
    pub fn candidates(&self) -> &[BrokerId] {
        if self.brokers.is_empty() {
            &self.bootstrap
        } else {
            &self.brokers
        }
    }

    /// Whether a broker has answered, so that the others are known.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.brokers.is_empty()
    }

    /// The broker to send changes of the cluster to, if it is known.
    #[must_use]
    pub fn controller(&self) -> Option<BrokerId> {
        self.controller.filter(|id| self.is_online(*id))
    }

    /// Whether the broker is among those that are known to live.
    #[must_use]
    pub fn is_online(&self, broker: BrokerId) -> bool {
        self.brokers.contains(&broker)
    }

    /// Adds a topic to those asked for.
    pub fn want(&mut self, topic: &TopicName) {
        if !self.wanted.contains(topic) {
            self.wanted.push(topic.clone());
            self.request_update();
        }
    }

    /// Asks again as soon as `retry.backoff.ms` allows: something was not as the metadata said.
    pub fn request_update(&mut self) {
        if self.update != Update::Asked {
            self.update = self.refreshed.map_or(Update::Now, |at| {
                Update::At(at + self.patience.retry_backoff)
            });
        }
    }

    /// Whether a request should be sent now.
    #[must_use]
    pub fn is_due(&self, now: Instant) -> bool {
        match self.update {
            Update::Now => true,
            Update::Asked => false,
            Update::At(at) => at <= now,
        }
    }

    /// When a request should be sent, if that is known.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        match self.update {
            Update::At(at) => Some(at),
            Update::Now | Update::Asked => None,
        }
    }

    /// Asks a broker, if it is time to and one can be asked. When every broker that is known is out of reach, or none has
    /// answered for long, the client begins anew with the bootstrap servers, since all may have moved (KIP-899, KIP-1102).
    pub fn refresh<C>(
        &mut self,
        now: Now,
        network: &mut NetworkClient<C>,
        context: C,
        effects: &mut Effects,
    ) {
        if !self.is_due(now.mono) {
            return;
        }
        let since = *self.trying_since.get_or_insert(now.mono);
        if now.mono.since(since) > self.patience.rebootstrap_trigger {
            self.rebootstrap(now.mono);
        }
        if let Some(broker) = network.least_loaded(self.candidates(), effects) {
            let request = self.ask();
            network.send(now, broker, request, context, effects);
        } else if self.brokers.iter().all(|id| network.is_backing_off(*id)) {
            self.rebootstrap(now.mono);
            network.least_loaded(self.candidates(), effects);
        }
    }

    fn rebootstrap(&mut self, now: Instant) {
        if self.patience.recovery == MetadataRecovery::Rebootstrap {
            self.brokers.clear();
            self.trying_since = Some(now);
        }
    }

    /// The request to send; its answer is awaited from now on.
    fn ask(&mut self) -> MetadataRequest {
        self.update = Update::Asked;
        MetadataRequest {
            topics: Some(self.wanted.clone()),
            allow_auto_topic_creation: self.creates_topics,
        }
    }

    /// Takes in an answer. A topic that is not there or has no leader yet is asked for again after the backoff.
    pub fn update(&mut self, now: Instant, response: &MetadataResponse) {
        self.refreshed = Some(now);
        self.answered = Some(now);
        self.version += 1;
        self.trying_since = None;
        if !response.brokers.is_empty() {
            self.brokers.clone_from(&response.brokers);
            self.controller = response.controller;
            self.racks = response.racks.iter().cloned().collect();
        }
        let mut complete = true;
        for topic in &response.topics {
            complete &= topic.error == ErrorCode::None
                && topic.partitions.iter().all(|p| p.leader.is_some());
            match topic.error {
                ErrorCode::None => self.merge(topic.name.clone(), &topic.partitions),
                ErrorCode::UnknownTopicOrPartition => {
                    self.topics.remove(&topic.name);
                }
                _ => {}
            }
        }
        self.update = Update::At(
            now + if complete {
                self.patience.max_age
            } else {
                self.patience.retry_backoff
            },
        );
    }

    /// Takes in the leader that a broker named which is none itself (KIP-951). Says whether that was news.
    pub fn update_leader(
        &mut self,
        partition: &TopicPartition,
        leader: BrokerId,
        epoch: LeaderEpoch,
    ) -> bool {
        let known = self.topics.get_mut(&partition.topic).and_then(|known| {
            let number = partition.partition;
            known.iter_mut().find(|p| p.partition == number)
        });
        match known.filter(|known| known.leader_epoch < epoch) {
            Some(known) if self.brokers.contains(&leader) => {
                known.leader = Some(leader);
                known.leader_epoch = epoch;
                self.version += 1;
                true
            }
            _ => false,
        }
    }

    /// The request was lost.
    pub fn failed(&mut self, now: Instant) {
        self.refreshed = Some(now);
        self.update = Update::At(now + self.patience.retry_backoff);
    }

    /// Newer leader epochs win over older ones, since brokers learn of leaders at different times (KIP-320).
    fn merge(&mut self, topic: TopicName, partitions: &[MetadataPartition]) {
        let known = self.topics.entry(topic).or_default();
        for partition in partitions {
            match known
                .iter_mut()
                .find(|p| p.partition == partition.partition)
            {
                Some(old) if partition.leader_epoch >= old.leader_epoch => {
                    old.clone_from(partition);
                }
                Some(_) => {}
                None => known.push(partition.clone()),
            }
        }
    }

    /// When a broker answered last.
    #[must_use]
    pub const fn answered(&self) -> Option<Instant> {
        self.answered
    }

    /// For each of these topics that is known, the racks of each partition's replicas.
    #[must_use]
    pub fn racks_of(&self, topics: &[TopicName]) -> BTreeMap<TopicName, Vec<BTreeSet<Arc<str>>>> {
        let racks = |partition: &MetadataPartition| {
            let racks = partition
                .replicas
                .iter()
                .filter_map(|id| self.racks.get(id));
            racks.cloned().collect()
        };
        let known = topics
            .iter()
            .filter_map(|topic| Some((topic, self.topics.get(topic)?)));
        known
            .map(|(topic, partitions)| (topic.clone(), partitions.iter().map(racks).collect()))
            .collect()
    }

    /// The partitions of a topic that have a leader.
    #[must_use]
    pub fn available_partitions(&self, topic: &TopicName) -> Vec<i32> {
        let partitions = self.topics.get(topic).into_iter().flatten();
        let led = partitions.filter(|partition| partition.leader.is_some());
        led.map(|partition| partition.partition).collect()
    }

    /// How many partitions a topic has; `None` while it is unknown.
    #[must_use]
    pub fn partition_count(&self, topic: &TopicName) -> Option<i32> {
        self.topics
            .get(topic)
            .map(|partitions| partitions.len() as i32)
    }

    /// Who leads a partition, and in which epoch.
    #[must_use]
    pub fn leader(&self, partition: &TopicPartition) -> Option<(BrokerId, LeaderEpoch)> {
        let partitions = self.topics.get(&partition.topic)?;
        let found = partitions.get(usize::try_from(partition.partition).ok()?)?;
        found.leader.map(|leader| (leader, found.leader_epoch))
    }

    /// Every partition of a topic.
    pub fn partitions<'a>(
        &'a self,
        topic: &'a TopicName,
    ) -> impl Iterator<Item = TopicPartition> + 'a {
        self.topics
            .get(topic)
            .into_iter()
            .flatten()
            .map(|found| TopicPartition::new(topic, found.partition))
    }
}
