//! The records of `__consumer_offsets`, as Kafka's bytes (`OffsetCommitKey/Value`, `GroupMetadataKey/Value`).

use std::sync::Arc;

use super::{ConsumerGroupRecord, OffsetAndMetadata};
use crate::log::Record;
use crate::model::{Duration, LeaderEpoch, Offset, Payload, Timestamp, TopicPartition};
use crate::protocol::wire::{Reader, Writer};

/// A record of `__consumer_offsets`; `None` is a tombstone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupRecord {
    /// A committed offset.
    Offset {
        /// `group.id`.
        group: Arc<str>,
        /// Where.
        partition: TopicPartition,
        /// What.
        committed: Option<OffsetAndMetadata>,
    },
    /// A generation of a classic group.
    Group {
        /// `group.id`.
        group: Arc<str>,
        /// The generation.
        metadata: Option<GroupMetadata>,
    },
    /// Something about a consumer group.
    Consumer {
        /// `group.id`.
        group: Arc<str>,
        /// What.
        record: ConsumerGroupRecord,
    },
}

/// A generation of a classic group (`GroupMetadataValue`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GroupMetadata {
    /// What kind of group it is; empty if nobody ever joined it.
    pub protocol_type: Arc<str>,
    /// Its number.
    pub generation: i32,
    /// The assignor in use.
    pub protocol: Option<Arc<str>>,
    /// The member that computed the assignment.
    pub leader: Option<Arc<str>>,
    /// Since when the group is in its state.
    pub since: Option<Timestamp>,
    /// The members.
    pub members: Vec<MemberMetadata>,
}

/// A member of a generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberMetadata {
    /// Its id.
    pub member_id: Arc<str>,
    /// Its `group.instance.id`, if it is static.
    pub group_instance_id: Option<Arc<str>>,
    /// Its `client.id`.
    pub client_id: Arc<str>,
    /// `max.poll.interval.ms`.
    pub rebalance_timeout: Duration,
    /// `session.timeout.ms`.
    pub session_timeout: Duration,
    /// What it says for the assignor in use.
    pub subscription: Payload,
    /// What it was given.
    pub assignment: Payload,
}

const OFFSET_COMMIT_KEY: i16 = 1;
const GROUP_METADATA_KEY: i16 = 2;
/// The version of values; of an offset that says itself when it expires it is the one that can.
const VALUE: i16 = 3;
const EXPIRING_VALUE: i16 = 1;
/// No time.
const NEVER: i64 = -1;

impl GroupRecord {
    /// A group that nobody has joined yet.
    pub(super) fn new_group(group: &Arc<str>) -> Self {
        Self::Group {
            group: Arc::clone(group),
            metadata: Some(GroupMetadata::default()),
        }
    }

    pub(super) fn consumer(group: &Arc<str>, record: ConsumerGroupRecord) -> Self {
        let group = Arc::clone(group);
        Self::Consumer { group, record }
    }

    pub(super) fn group_tombstone(group: &Arc<str>) -> Self {
        Self::Group {
            group: Arc::clone(group),
            metadata: None,
        }
    }

    /// As a record of the log.
    #[must_use]
    pub fn encode(&self, now: Timestamp) -> Record {
        let mut key = Writer::default();
        let value = match self {
            Self::Consumer { group, record } => {
                let (key, value) = record.encode(group);
                return Record::new(now, Some(key), value);
            }
            Self::Offset {
                group,
                partition,
                committed,
            } => {
                key.i16(OFFSET_COMMIT_KEY);
                key.string(group);
                key.string(partition.topic.as_str());
                key.i32(partition.partition);
                committed.as_ref().map(OffsetAndMetadata::encode)
            }
            Self::Group { group, metadata } => {
                key.i16(GROUP_METADATA_KEY);
                key.string(group);
                metadata.as_ref().map(GroupMetadata::encode)
            }
        };
        Record::new(now, Some(key.into_payload()), value)
    }

    /// Reads a record; `None` when it is none of these.
    #[must_use]
    pub fn decode(record: &Record) -> Option<Self> {
        let key = record.key.as_ref()?.bytes();
        let mut key = Reader::new(&key);
        let value = record.value.as_ref().map(Payload::bytes);
        let value = value.as_deref();
        match key.i16()? {
            OFFSET_COMMIT_KEY => Some(Self::Offset {
                group: key.string()?.into(),
                partition: TopicPartition {
                    topic: key.string()?.into(),
                    partition: key.i32()?,
                },
                committed: match value {
                    None => None,
                    Some(value) => Some(OffsetAndMetadata::decode(value)?),
                },
            }),
            GROUP_METADATA_KEY => Some(Self::Group {
                group: key.string()?.into(),
                metadata: match value {
                    None => None,
                    Some(value) => Some(GroupMetadata::decode(value)?),
                },
            }),
            kind => {
                let (group, record) = ConsumerGroupRecord::decode(kind, &mut key, value)?;
                Some(Self::Consumer { group, record })
            }
        }
    }
}

impl OffsetAndMetadata {
    fn encode(&self) -> Payload {
        let mut to = Writer::default();
        let version = match self.expire_timestamp {
            Some(_) => EXPIRING_VALUE,
            None => VALUE,
        };
        to.i16(version);
        to.i64(self.offset.0);
        if version == VALUE {
            to.i32(self.leader_epoch.0);
        }
        to.string(&self.metadata);
        to.i64(self.commit_timestamp.0);
        if let Some(expires) = self.expire_timestamp {
            to.i64(expires.0);
        }
        to.into_payload()
    }

    fn decode(value: &[u8]) -> Option<Self> {
        let mut from = Reader::new(value);
        let version = from.i16()?;
        let expires = match version {
            VALUE => false,
            EXPIRING_VALUE => true,
            _ => return None,
        };
        Some(Self {
            offset: Offset(from.i64()?),
            leader_epoch: if expires {
                LeaderEpoch::NONE
            } else {
                LeaderEpoch(from.i32()?)
            },
            metadata: from.string()?.into(),
            commit_timestamp: Timestamp(from.i64()?),
            expire_timestamp: if expires {
                Some(Timestamp(from.i64()?)).filter(|time| time.0 != NEVER)
            } else {
                None
            },
        })
    }
}

impl GroupMetadata {
    fn encode(&self) -> Payload {
        let mut to = Writer::default();
        to.i16(VALUE);
        to.string(&self.protocol_type);
        to.i32(self.generation);
        to.nullable_string(self.protocol.as_deref());
        to.nullable_string(self.leader.as_deref());
        to.i64(self.since.map_or(NEVER, |since| since.0));
        to.i32(self.members.len() as i32);
        for member in &self.members {
            to.string(&member.member_id);
            to.nullable_string(member.group_instance_id.as_deref());
            to.string(&member.client_id);
            // `clientHost`: nodes have no addresses.
            to.string("");
            to.i32(member.rebalance_timeout.as_millis() as i32);
            to.i32(member.session_timeout.as_millis() as i32);
            to.nullable_bytes(Some(&member.subscription));
            to.nullable_bytes(Some(&member.assignment));
        }
        to.into_payload()
    }

    fn decode(value: &[u8]) -> Option<Self> {
        let mut from = Reader::new(value);
        (from.i16()? == VALUE).then_some(())?;
        let protocol_type = from.string()?.into();
        let generation = from.i32()?;
        let protocol = from.nullable_string()?.map(Arc::from);
        let leader = from.nullable_string()?.map(Arc::from);
        let since = Some(Timestamp(from.i64()?)).filter(|since| since.0 != NEVER);
        let members = (0..from.i32()?).map(|_| MemberMetadata::decode(&mut from));
        let members = members.collect::<Option<_>>()?;
        Some(Self {
            protocol_type,
            generation,
            protocol,
            leader,
            since,
            members,
        })
    }
}

impl MemberMetadata {
    fn decode(from: &mut Reader<'_>) -> Option<Self> {
        let member_id = from.string()?.into();
        let group_instance_id = from.nullable_string()?.map(Arc::from);
        let client_id = from.string()?.into();
        from.string()?;
        Some(Self {
            member_id,
            group_instance_id,
            client_id,
            rebalance_timeout: Duration::from_millis(i64::from(from.i32()?)),
            session_timeout: Duration::from_millis(i64::from(from.i32()?)),
            subscription: from.bytes()?.to_vec().into(),
            assignment: from.bytes()?.to_vec().into(),
        })
    }
}
