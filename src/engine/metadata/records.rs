//! The records of the metadata log, under Kafka's names and API keys, as bytes (`metadata/src/main/resources/common`).
//!
//! Topics are named where Kafka has a UUID, since nothing here may draw one.

use std::sync::Arc;

use crate::model::{
    BrokerEpoch, BrokerId, LeaderEpoch, NodeId, PartitionEpoch, Payload, TopicName, TopicPartition,
};
use crate::protocol::wire::{Reader, Writer};

/// One change of the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MetadataRecord {
    /// `RegisterBrokerRecord` (27): an incarnation of a broker, fenced at first.
    RegisterBroker {
        /// Which broker.
        broker: BrokerId,
        /// Names the incarnation.
        incarnation_id: u64,
        /// `broker.rack`.
        rack: Option<Arc<str>>,
    },
    /// `BrokerRegistrationChangeRecord` (17): fenced or unfenced.
    BrokerRegistrationChange {
        /// Which broker.
        broker: BrokerId,
        /// Its epoch.
        epoch: BrokerEpoch,
        /// Whether it may serve no longer.
        fenced: bool,
    },
    /// `TopicRecord` (2): a new topic.
    Topic {
        /// Its name.
        name: TopicName,
    },
    /// `ConfigRecord` (4): a topic's config.
    Config {
        /// Which topic.
        topic: TopicName,
        /// Which config.
        name: Arc<str>,
        /// Its value.
        value: Arc<str>,
    },
    /// `PartitionRecord` (3): a new partition.
    Partition {
        /// Which.
        partition: TopicPartition,
        /// Who should hold it, the preferred leader first.
        replicas: Vec<BrokerId>,
        /// Who is in sync.
        isr: Vec<BrokerId>,
        /// Who leads.
        leader: Option<BrokerId>,
    },
    /// `PartitionChangeRecord` (5).
    PartitionChange(PartitionChange),
    /// `ProducerIdsRecord` (15): the first producer id that is still free.
    ProducerIds {
        /// That id.
        next_producer_id: i64,
    },
}

/// A change of a partition; what is `None` stays.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionChange {
    /// Which partition.
    pub partition: TopicPartition,
    /// The new ISR.
    pub isr: Option<Vec<BrokerId>>,
    /// The new leader, or nobody; even the old one again is a new leader epoch.
    pub leader: Option<Option<BrokerId>>,
}

const TOPIC: u32 = 2;
const PARTITION: u32 = 3;
const CONFIG: u32 = 4;
const PARTITION_CHANGE: u32 = 5;
const PRODUCER_IDS: u32 = 15;
const BROKER_REGISTRATION_CHANGE: u32 = 17;
const REGISTER_BROKER: u32 = 27;

impl MetadataRecord {
    /// The record's value: frame version, API key, version, fields.
    #[must_use]
    pub fn encode(&self) -> Payload {
        let mut to = Writer::default();
        to.unsigned_varint(1);
        to.unsigned_varint(self.api_key());
        to.unsigned_varint(0);
        match self {
            Self::RegisterBroker {
                broker,
                incarnation_id,
                rack,
            } => {
                node(&mut to, Some(*broker));
                to.i64(*incarnation_id as i64);
                to.compact_nullable_string(rack.as_deref());
            }
            Self::BrokerRegistrationChange {
                broker,
                epoch,
                fenced,
            } => {
                node(&mut to, Some(*broker));
                to.i64(epoch.0);
                to.i8(i8::from(*fenced));
            }
            Self::Topic { name } => to.compact_string(name.as_str()),
            Self::Config { topic, name, value } => {
                to.compact_string(topic.as_str());
                to.compact_string(name);
                to.compact_string(value);
            }
            Self::Partition {
                partition,
                replicas,
                isr,
                leader,
            } => {
                place(&mut to, partition);
                nodes(&mut to, replicas);
                nodes(&mut to, isr);
                node(&mut to, *leader);
            }
            Self::PartitionChange(change) => {
                place(&mut to, &change.partition);
                to.i8(i8::from(change.isr.is_some()));
                nodes(&mut to, change.isr.as_deref().unwrap_or_default());
                to.i8(i8::from(change.leader.is_some()));
                node(&mut to, change.leader.flatten());
            }
            Self::ProducerIds { next_producer_id } => to.i64(*next_producer_id),
        }
        to.into_payload()
    }

    /// Reads a record's value; `None` when it is none.
    #[must_use]
    pub fn decode(value: &Payload) -> Option<Self> {
        let bytes = value.bytes();
        let mut from = Reader::new(&bytes);
        let (1, key, 0) = (
            from.unsigned_varint()?,
            from.unsigned_varint()?,
            from.unsigned_varint()?,
        ) else {
            return None;
        };
        Some(match key {
            REGISTER_BROKER => Self::RegisterBroker {
                broker: read_node(&mut from)??,
                incarnation_id: from.i64()? as u64,
                rack: from.compact_nullable_string()?.map(Into::into),
            },
            BROKER_REGISTRATION_CHANGE => Self::BrokerRegistrationChange {
                broker: read_node(&mut from)??,
                epoch: BrokerEpoch(from.i64()?),
                fenced: from.i8()? != 0,
            },
            TOPIC => Self::Topic {
                name: from.compact_string()?.into(),
            },
            CONFIG => Self::Config {
                topic: from.compact_string()?.into(),
                name: from.compact_string()?.into(),
                value: from.compact_string()?.into(),
            },
            PARTITION => Self::Partition {
                partition: read_place(&mut from)?,
                replicas: read_nodes(&mut from)?,
                isr: read_nodes(&mut from)?,
                leader: read_node(&mut from)?,
            },
            PARTITION_CHANGE => {
                let partition = read_place(&mut from)?;
                let (has_isr, isr) = (from.i8()? != 0, read_nodes(&mut from)?);
                let (has_leader, leader) = (from.i8()? != 0, read_node(&mut from)?);
                Self::PartitionChange(PartitionChange {
                    partition,
                    isr: has_isr.then_some(isr),
                    leader: has_leader.then_some(leader),
                })
            }
            PRODUCER_IDS => Self::ProducerIds {
                next_producer_id: from.i64()?,
            },
            _ => return None,
        })
    }

    const fn api_key(&self) -> u32 {
        match self {
            Self::RegisterBroker { .. } => REGISTER_BROKER,
            Self::BrokerRegistrationChange { .. } => BROKER_REGISTRATION_CHANGE,
            Self::Topic { .. } => TOPIC,
            Self::Config { .. } => CONFIG,
            Self::Partition { .. } => PARTITION,
            Self::PartitionChange(_) => PARTITION_CHANGE,
            Self::ProducerIds { .. } => PRODUCER_IDS,
        }
    }
}

impl PartitionChange {
    /// The state that this change makes of `state`: the partition epoch always rises, the leader epoch when a leader
    /// is set.
    #[must_use]
    pub fn apply(&self, state: &super::PartitionState) -> super::PartitionState {
        let mut next = state.clone();
        if let Some(isr) = &self.isr {
            next.isr.clone_from(isr);
        }
        if let Some(leader) = self.leader {
            next.leader = leader;
            next.leader_epoch = LeaderEpoch(state.leader_epoch.0 + 1);
        }
        next.partition_epoch = PartitionEpoch(state.partition_epoch.0 + 1);
        next
    }
}

fn node(to: &mut Writer, node: Option<NodeId>) {
    to.i32(node.map_or(-1, |node| node.0 as i32));
}

fn nodes(to: &mut Writer, nodes: &[NodeId]) {
    to.compact_array(nodes.len());
    for id in nodes {
        node(to, Some(*id));
    }
}

fn place(to: &mut Writer, partition: &TopicPartition) {
    to.compact_string(partition.topic.as_str());
    to.i32(partition.partition);
}

fn read_node(from: &mut Reader<'_>) -> Option<Option<NodeId>> {
    from.i32().map(|id| u32::try_from(id).ok().map(NodeId))
}

fn read_nodes(from: &mut Reader<'_>) -> Option<Vec<NodeId>> {
    (0..from.compact_array()?)
        .map(|_| read_node(from)?)
        .collect()
}

fn read_place(from: &mut Reader<'_>) -> Option<TopicPartition> {
    let topic: TopicName = from.compact_string()?.into();
    Some(TopicPartition {
        topic,
        partition: from.i32()?,
    })
}
