//! A world that is not shown as it is, so that invariants can be seen to notice.

use std::collections::BTreeMap;

use engine::config::{Acks, TopicConfig};
use engine::coordinator::group::Shard;
use engine::log::{Io, Log, RecordBatch, Tickets};
use engine::metadata::{MetadataImage, PartitionState};
use engine::model::{BrokerId, Instant, NodeId, Offset, StepId, Timestamp, TopicPartition};
use engine::node::{Effects, Now};
use lab::invariants::{BrokerView, Cluster, ControllerView, MemberView, ReplicaView};
use sim::{History, World};

const NOW: Now = Now {
    mono: Instant::ZERO,
    wall: Timestamp(0),
    step: StepId(0),
};

/// A replica as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    pub incarnation: u32,
    pub state: PartitionState,
    pub leads: bool,
    pub high_watermark: Offset,
    pub last_stable_offset: Offset,
    pub log: Log,
}

/// A world, with other things in the place of some.
pub struct Lying<'a> {
    pub world: &'a World,
    pub replicas: BTreeMap<(BrokerId, TopicPartition), Shown>,
    pub image: Option<MetadataImage>,
    pub history: Option<History>,
    /// By coordinator and number.
    pub shards: BTreeMap<(BrokerId, i32), Shard>,
}

impl<'a> Lying<'a> {
    pub fn about(world: &'a World) -> Self {
        Self {
            world,
            replicas: BTreeMap::new(),
            image: None,
            history: None,
            shards: BTreeMap::new(),
        }
    }
}

impl Shown {
    /// A replica as it is.
    pub fn of(world: &World, broker: BrokerId, partition: &TopicPartition) -> Self {
        let replica = world.replica(broker, partition).expect("it holds one");
        Self {
            incarnation: replica.incarnation,
            state: replica.state.clone(),
            leads: replica.leads,
            high_watermark: replica.high_watermark,
            last_stable_offset: replica.last_stable_offset,
            log: replica.log.clone(),
        }
    }

    /// Other batches in its log.
    pub fn with_batches(mut self, batches: impl IntoIterator<Item = RecordBatch>) -> Self {
        self.log = Log::new(self.log.partition().clone(), Timestamp(0));
        for batch in batches {
            self.change_log(|log, io| {
                log.append_as_follower(NOW, batch, &TopicConfig::default(), io);
            });
        }
        self
    }

    /// Its log after the cleaner has been there.
    pub fn cleaned(mut self) -> Self {
        let end = self.log.log_end_offset();
        self.change_log(|log, io| log.roll(NOW, io));
        self.change_log(|log, io| {
            log.clean(NOW, Offset::ZERO..end, &TopicConfig::default(), io);
        });
        self
    }

    fn change_log(&mut self, change: impl FnOnce(&mut Log, &mut Io<'_>)) {
        let (mut effects, mut tickets) = (Effects::default(), Tickets::default());
        let mut io = Io {
            effects: &mut effects,
            tickets: &mut tickets,
        };
        change(&mut self.log, &mut io);
    }

    fn view(&self, broker: BrokerId) -> ReplicaView<'_> {
        ReplicaView {
            broker,
            incarnation: self.incarnation,
            state: &self.state,
            leads: self.leads,
            high_watermark: self.high_watermark,
            last_stable_offset: self.last_stable_offset,
            log: &self.log,
        }
    }
}

impl Cluster for Lying<'_> {
    fn last_step(&self) -> StepId {
        self.world.last_step()
    }

    fn controller(&self) -> Option<ControllerView<'_>> {
        let view = self.world.controller()?;
        Some(ControllerView {
            image: self.image.as_ref().unwrap_or(view.image),
            ..view
        })
    }

    fn brokers(&self) -> impl Iterator<Item = BrokerView<'_>> {
        self.world.brokers()
    }

    fn broker(&self, id: BrokerId) -> Option<BrokerView<'_>> {
        self.world.broker(id)
    }

    fn replicas(&self, broker: BrokerId) -> impl Iterator<Item = ReplicaView<'_>> {
        let views = self.world.replicas(broker);
        views.map(move |view| self.shown(view))
    }

    fn replica(&self, broker: BrokerId, partition: &TopicPartition) -> Option<ReplicaView<'_>> {
        self.world
            .replica(broker, partition)
            .map(|view| self.shown(view))
    }

    fn shards(&self, broker: BrokerId) -> impl Iterator<Item = &Shard> {
        let shards = self.world.shards(broker);
        shards.map(move |shard| {
            let shown = self.shards.get(&(broker, shard.partition()));
            shown.unwrap_or(shard)
        })
    }

    fn member(&self, consumer: NodeId) -> Option<MemberView<'_>> {
        self.world.member(consumer)
    }

    fn history(&self) -> &History {
        self.history.as_ref().unwrap_or(self.world.history())
    }

    fn acks(&self, producer: NodeId) -> Option<Acks> {
        self.world.acks(producer)
    }
}

impl Lying<'_> {
    fn shown<'b>(&'b self, view: ReplicaView<'b>) -> ReplicaView<'b> {
        let key = (view.broker, view.log.partition().clone());
        let shown = self.replicas.get(&key);
        shown.map_or(view, |shown| shown.view(view.broker))
    }
}
