//! What is looked at: a world, or in tests something made by hand.

use std::sync::Arc;

use engine::broker::Replica;
use engine::config::Acks;
use engine::coordinator::group::Shard;
use engine::log::Log;
use engine::metadata::{MetadataImage, PartitionState};
use engine::model::{BrokerEpoch, BrokerId, NodeId, Offset, StepId, TopicPartition};
use sim::{AnyNode, History, Slot, World};

/// A cluster as far as invariants speak of it. Only processes that run are seen.
pub trait Cluster {
    /// The step taken last.
    fn last_step(&self) -> StepId;
    /// The controller.
    fn controller(&self) -> Option<ControllerView<'_>>;
    /// The brokers, in the order of their ids.
    fn brokers(&self) -> impl Iterator<Item = BrokerView<'_>>;
    /// One broker.
    fn broker(&self, id: BrokerId) -> Option<BrokerView<'_>>;
    /// What a broker holds.
    fn replicas(&self, broker: BrokerId) -> impl Iterator<Item = ReplicaView<'_>>;
    /// One of them.
    fn replica(&self, broker: BrokerId, partition: &TopicPartition) -> Option<ReplicaView<'_>>;
    /// The partitions of `__consumer_offsets` whose groups a broker coordinates, having read their logs.
    fn shards(&self, broker: BrokerId) -> impl Iterator<Item = &Shard>;
    /// A consumer as a member of its group; `None` without one, and while it has not joined.
    fn member(&self, consumer: NodeId) -> Option<MemberView<'_>>;
    /// What applications saw.
    fn history(&self) -> &History;
    /// `acks` of a producer.
    fn acks(&self, producer: NodeId) -> Option<Acks>;
}

/// The controller.
#[derive(Clone, Copy, Debug)]
pub struct ControllerView<'a> {
    /// Which node it is.
    pub id: NodeId,
    /// Counts the starts of its process.
    pub incarnation: u32,
    /// The cluster as it has decided it.
    pub image: &'a MetadataImage,
}

/// A broker.
#[derive(Clone, Copy, Debug)]
pub struct BrokerView<'a> {
    /// Which.
    pub id: BrokerId,
    /// Counts the starts of its process.
    pub incarnation: u32,
    /// The epoch of its registration, -1 before.
    pub epoch: BrokerEpoch,
    /// The cluster as it knows it.
    pub image: &'a MetadataImage,
}

/// A replica on a broker.
#[derive(Clone, Copy, Debug)]
pub struct ReplicaView<'a> {
    /// Whose.
    pub broker: BrokerId,
    /// Counts the starts of the broker's process.
    pub incarnation: u32,
    /// The partition's state as the replica knows it.
    pub state: &'a PartitionState,
    /// Whether it acts as the leader.
    pub leads: bool,
    /// Up to where consumers may read.
    pub high_watermark: Offset,
    /// Up to where consumers with `read_committed` may read.
    pub last_stable_offset: Offset,
    /// Its log, which knows of which partition it is.
    pub log: &'a Log,
}

/// A consumer as a member of its group.
#[derive(Clone, Copy, Debug)]
pub struct MemberView<'a> {
    /// `group.id`.
    pub group: &'a Arc<str>,
    /// The generation that it has joined.
    pub generation: i32,
    /// The name by which it is known in the group: `group.instance.id`, or its member id.
    pub name: &'a Arc<str>,
}

impl Cluster for World {
    fn last_step(&self) -> StepId {
        StepId(self.steps().0.saturating_sub(1))
    }

    fn controller(&self) -> Option<ControllerView<'_>> {
        self.slots()
            .filter(|slot| slot.life().is_running())
            .find_map(|slot| match slot.node() {
                AnyNode::Controller(controller) => Some(ControllerView {
                    id: slot.id(),
                    incarnation: slot.incarnation(),
                    image: controller.image(),
                }),
                _ => None,
            })
    }

    fn brokers(&self) -> impl Iterator<Item = BrokerView<'_>> {
        self.slots().filter_map(broker_of)
    }

    fn broker(&self, id: BrokerId) -> Option<BrokerView<'_>> {
        self.slot(id).and_then(broker_of)
    }

    fn replicas(&self, broker: BrokerId) -> impl Iterator<Item = ReplicaView<'_>> {
        let slot = self.slot(broker).filter(|slot| slot.life().is_running());
        slot.into_iter()
            .filter_map(|slot| match slot.node() {
                AnyNode::Broker(broker) => Some((slot, broker)),
                _ => None,
            })
            .flat_map(|(slot, broker)| {
                let views = broker.partitions();
                views.map(|(_, replica)| view(slot, replica))
            })
    }

    fn replica(&self, broker: BrokerId, partition: &TopicPartition) -> Option<ReplicaView<'_>> {
        let slot = self.slot(broker).filter(|slot| slot.life().is_running())?;
        match slot.node() {
            AnyNode::Broker(broker) => Some(view(slot, broker.replica(partition)?)),
            _ => None,
        }
    }

    fn shards(&self, broker: BrokerId) -> impl Iterator<Item = &Shard> {
        let slot = self.slot(broker).filter(|slot| slot.life().is_running());
        let broker = slot.and_then(|slot| match slot.node() {
            AnyNode::Broker(broker) => Some(broker),
            _ => None,
        });
        let shards = broker.map(|broker| broker.group_coordinator().shards());
        shards
            .into_iter()
            .flatten()
            .filter(|shard| !shard.is_loading())
    }

    fn member(&self, consumer: NodeId) -> Option<MemberView<'_>> {
        let AnyNode::Consumer(processor) = self.slot(consumer)?.node() else {
            return None;
        };
        let membership = processor.consumer().membership()?;
        let config = &processor.setup().consumer.config;
        (membership.generation >= 0).then(|| MemberView {
            group: &membership.group_id,
            generation: membership.generation,
            name: config
                .group_instance_id
                .as_ref()
                .unwrap_or(&membership.member_id),
        })
    }

    fn history(&self) -> &History {
        self.history()
    }

    fn acks(&self, producer: NodeId) -> Option<Acks> {
        match self.slot(producer)?.node() {
            AnyNode::Producer(producer) => Some(producer.setup().config.acks),
            _ => None,
        }
    }
}

fn broker_of(slot: &Slot) -> Option<BrokerView<'_>> {
    match slot.node() {
        AnyNode::Broker(broker) if slot.life().is_running() => Some(BrokerView {
            id: slot.id(),
            incarnation: slot.incarnation(),
            epoch: broker.broker_epoch(),
            image: broker.image(),
        }),
        _ => None,
    }
}

fn view<'a>(slot: &Slot, replica: &'a Replica) -> ReplicaView<'a> {
    ReplicaView {
        broker: slot.id(),
        incarnation: slot.incarnation(),
        state: replica.state(),
        leads: replica.is_leader(),
        high_watermark: replica.high_watermark(),
        last_stable_offset: replica.last_stable_offset(),
        log: replica.log(),
    }
}
