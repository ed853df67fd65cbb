//! Metadata records as Kafka's bytes: frame version, API key, version, and the fields in the order of Kafka's schemas.
//!
//! A UUID is written as sixteen bytes with the number at the end; endpoints, features and directories, which the model
//! does not have, are written as empty lists.

use super::{ConfigResource, LeaderRecoveryState, MetadataRecord, PartitionChange, PartitionState};
use crate::model::{BrokerEpoch, BrokerId, NodeId, Payload, TopicId};
use crate::protocol::wire::{Reader, Writer};

const FRAME_VERSION: u32 = 1;

const REGISTER_BROKER: u32 = 0;
const UNREGISTER_BROKER: u32 = 1;
const TOPIC: u32 = 2;
const PARTITION: u32 = 3;
const CONFIG: u32 = 4;
const PARTITION_CHANGE: u32 = 5;
const REMOVE_TOPIC: u32 = 9;
const FEATURE_LEVEL: u32 = 12;
const PRODUCER_IDS: u32 = 15;
const BROKER_REGISTRATION_CHANGE: u32 = 17;
const CLEAR_ELR: u32 = 28;

/// `ConfigResource.Type`.
const RESOURCE_TOPIC: i8 = 2;
const RESOURCE_BROKER: i8 = 4;

/// Tags of the fields that a `PartitionChangeRecord` may leave out.
const ISR: u32 = 0;
const LEADER: u32 = 1;
const LEADER_RECOVERY_STATE: u32 = 5;
const ELR: u32 = 6;
const LAST_KNOWN_ELR: u32 = 7;

impl MetadataRecord {
    /// The record's value.
    #[must_use]
    pub fn encode(&self) -> Payload {
        let mut to = Writer::default();
        let (key, version) = self.key_and_version();
        to.unsigned_varint(FRAME_VERSION);
        to.unsigned_varint(key);
        to.unsigned_varint(version);
        let mut tagged = Vec::new();
        match self {
            Self::Topic { name, topic_id } => {
                to.compact_string(name.as_str());
                uuid(&mut to, topic_id.0);
            }
            Self::Partition {
                topic_id,
                partition,
                replicas,
                isr,
            } => {
                to.i32(*partition);
                uuid(&mut to, topic_id.0);
                nodes(&mut to, replicas);
                nodes(&mut to, isr);
                nodes(&mut to, &[]);
                nodes(&mut to, &[]);
                let new = PartitionState::new(*topic_id, replicas.clone(), isr.clone());
                node(&mut to, new.leader);
                to.i32(new.leader_epoch.0);
                to.i32(new.partition_epoch.0);
            }
            Self::Config {
                resource,
                name,
                value,
            } => {
                match resource {
                    ConfigResource::Topic(name) => {
                        to.i8(RESOURCE_TOPIC);
                        to.compact_string(name.as_str());
                    }
                    ConfigResource::Broker(id) => {
                        to.i8(RESOURCE_BROKER);
                        to.compact_string(&id.map(|id| id.to_string()).unwrap_or_default());
                    }
                }
                to.compact_string(name);
                to.compact_nullable_string(value.as_deref());
            }
            Self::PartitionChange(change) => {
                to.i32(change.partition);
                uuid(&mut to, change.topic_id.0);
                tagged = changed_fields(change);
            }
            Self::RemoveTopic { topic_id } => uuid(&mut to, topic_id.0),
            Self::FeatureLevel { name, level } => {
                to.compact_string(name);
                to.i16(*level);
            }
            Self::ProducerIds {
                broker,
                broker_epoch,
                next_producer_id,
            } => {
                node(&mut to, Some(*broker));
                to.i64(broker_epoch.0);
                to.i64(*next_producer_id);
            }
            Self::BrokerRegistrationChange {
                broker,
                epoch,
                fenced,
                in_controlled_shutdown,
            } => {
                node(&mut to, Some(*broker));
                to.i64(epoch.0);
                for (tag, change) in [(0, *fenced), (1, *in_controlled_shutdown)] {
                    if let Some(change) = change {
                        let mut field = Writer::default();
                        // Kafka writes "unfenced" as -1; there is no way out of a controlled shutdown.
                        field.i8(if change { 1 } else { -1 });
                        tagged.push((tag, field));
                    }
                }
            }
            Self::RegisterBroker {
                broker,
                incarnation_id,
                epoch,
                rack,
                fenced,
                in_controlled_shutdown,
            } => {
                node(&mut to, Some(*broker));
                uuid(&mut to, incarnation_id.cast_signed());
                to.i64(epoch.0);
                to.compact_array(0);
                to.compact_array(0);
                to.compact_nullable_string(rack.as_deref());
                to.i8(i8::from(*fenced));
                to.i8(i8::from(*in_controlled_shutdown));
            }
            Self::UnregisterBroker { broker, epoch } => {
                node(&mut to, Some(*broker));
                to.i64(epoch.0);
            }
            Self::ClearElr { topic } => {
                to.compact_string(topic.as_ref().map_or("", |topic| topic.as_str()));
            }
        }
        to.tagged_fields(&tagged);
        to.into_payload()
    }

    /// Reads a record's value; `None` when it is none.
    #[must_use]
    pub fn decode(value: &Payload) -> Option<Self> {
        let bytes = value.bytes();
        let from = &mut Reader::new(&bytes);
        if from.unsigned_varint()? != FRAME_VERSION {
            return None;
        }
        let key = from.unsigned_varint()?;
        from.unsigned_varint()?;
        Some(match key {
            TOPIC => Self::Topic {
                name: from.compact_string()?.into(),
                topic_id: TopicId(read_uuid(from)?),
            },
            PARTITION => {
                let partition = from.i32()?;
                Self::Partition {
                    topic_id: TopicId(read_uuid(from)?),
                    partition,
                    replicas: read_nodes(from)?,
                    isr: read_nodes(from)?,
                }
            }
            CONFIG => Self::Config {
                resource: read_resource(from)?,
                name: from.compact_string()?.into(),
                value: from.compact_nullable_string()?.map(Into::into),
            },
            PARTITION_CHANGE => Self::PartitionChange(read_change(from)?),
            REMOVE_TOPIC => Self::RemoveTopic {
                topic_id: TopicId(read_uuid(from)?),
            },
            FEATURE_LEVEL => Self::FeatureLevel {
                name: from.compact_string()?.into(),
                level: from.i16()?,
            },
            PRODUCER_IDS => Self::ProducerIds {
                broker: read_node(from)??,
                broker_epoch: BrokerEpoch(from.i64()?),
                next_producer_id: from.i64()?,
            },
            BROKER_REGISTRATION_CHANGE => {
                let (broker, epoch) = (read_node(from)??, BrokerEpoch(from.i64()?));
                let (mut fenced, mut in_controlled_shutdown) = (None, None);
                for (tag, mut field) in from.tagged_fields()? {
                    match tag {
                        0 => fenced = Some(field.i8()? > 0),
                        1 => in_controlled_shutdown = Some(field.i8()? > 0),
                        _ => {}
                    }
                }
                Self::BrokerRegistrationChange {
                    broker,
                    epoch,
                    fenced,
                    in_controlled_shutdown,
                }
            }
            REGISTER_BROKER => {
                let broker = read_node(from)??;
                let incarnation_id = read_uuid(from)?.cast_unsigned();
                let epoch = BrokerEpoch(from.i64()?);
                let (0, 0) = (from.compact_array()?, from.compact_array()?) else {
                    return None;
                };
                Self::RegisterBroker {
                    broker,
                    incarnation_id,
                    epoch,
                    rack: from.compact_nullable_string()?.map(Into::into),
                    fenced: from.i8()? != 0,
                    in_controlled_shutdown: from.i8()? != 0,
                }
            }
            UNREGISTER_BROKER => Self::UnregisterBroker {
                broker: read_node(from)??,
                epoch: BrokerEpoch(from.i64()?),
            },
            CLEAR_ELR => {
                let topic = from.compact_string()?;
                Self::ClearElr {
                    topic: (!topic.is_empty()).then(|| topic.into()),
                }
            }
            _ => return None,
        })
    }

    /// Its API key, and the version of its schema that is written.
    const fn key_and_version(&self) -> (u32, u32) {
        match self {
            Self::Topic { .. } => (TOPIC, 0),
            Self::Partition { .. } => (PARTITION, 0),
            Self::Config { .. } => (CONFIG, 0),
            Self::PartitionChange(_) => (PARTITION_CHANGE, 2),
            Self::RemoveTopic { .. } => (REMOVE_TOPIC, 0),
            Self::FeatureLevel { .. } => (FEATURE_LEVEL, 0),
            Self::ProducerIds { .. } => (PRODUCER_IDS, 0),
            Self::BrokerRegistrationChange { .. } => (BROKER_REGISTRATION_CHANGE, 1),
            Self::RegisterBroker { .. } => (REGISTER_BROKER, 1),
            Self::UnregisterBroker { .. } => (UNREGISTER_BROKER, 0),
            Self::ClearElr { .. } => (CLEAR_ELR, 0),
        }
    }
}

fn changed_fields(change: &PartitionChange) -> Vec<(u32, Writer)> {
    let list = |tag, ids: &Option<Vec<BrokerId>>| {
        let mut field = Writer::default();
        nodes(&mut field, ids.as_deref()?);
        Some((tag, field))
    };
    let leader = change.leader.map(|leader| {
        let mut field = Writer::default();
        node(&mut field, leader);
        (LEADER, field)
    });
    let recovery = change.leader_recovery_state.map(|state| {
        let mut field = Writer::default();
        field.i8(state.value());
        (LEADER_RECOVERY_STATE, field)
    });
    let fields = [
        list(ISR, &change.isr),
        leader,
        recovery,
        list(ELR, &change.elr),
        list(LAST_KNOWN_ELR, &change.last_known_elr),
    ];
    fields.into_iter().flatten().collect()
}

fn read_change(from: &mut Reader<'_>) -> Option<PartitionChange> {
    let partition = from.i32()?;
    let mut change = PartitionChange::of(TopicId(read_uuid(from)?), partition);
    for (tag, mut field) in from.tagged_fields()? {
        match tag {
            ISR => change.isr = Some(read_nodes(&mut field)?),
            LEADER => change.leader = Some(read_node(&mut field)?),
            LEADER_RECOVERY_STATE => {
                change.leader_recovery_state = LeaderRecoveryState::of(field.i8()?);
            }
            ELR => change.elr = Some(read_nodes(&mut field)?),
            LAST_KNOWN_ELR => change.last_known_elr = Some(read_nodes(&mut field)?),
            _ => {}
        }
    }
    Some(change)
}

fn read_resource(from: &mut Reader<'_>) -> Option<ConfigResource> {
    let kind = from.i8()?;
    let name = from.compact_string()?;
    match kind {
        RESOURCE_TOPIC => Some(ConfigResource::Topic(name.into())),
        RESOURCE_BROKER if name.is_empty() => Some(ConfigResource::Broker(None)),
        RESOURCE_BROKER => Some(ConfigResource::Broker(Some(NodeId(name.parse().ok()?)))),
        _ => None,
    }
}

fn uuid(to: &mut Writer, number: i64) {
    to.i64(0);
    to.i64(number);
}

fn read_uuid(from: &mut Reader<'_>) -> Option<i64> {
    from.i64()?;
    from.i64()
}

fn node(to: &mut Writer, node: Option<NodeId>) {
    to.i32(node.map_or(-1, |node| node.0.cast_signed()));
}

fn read_node(from: &mut Reader<'_>) -> Option<Option<NodeId>> {
    from.i32().map(|id| u32::try_from(id).ok().map(NodeId))
}

fn nodes(to: &mut Writer, nodes: &[NodeId]) {
    to.compact_array(nodes.len());
    for id in nodes {
        node(to, Some(*id));
    }
}

fn read_nodes(from: &mut Reader<'_>) -> Option<Vec<NodeId>> {
    (0..from.compact_array()?)
        .map(|_| read_node(from)?)
        .collect()
}
