//! The records of `__consumer_offsets`, as Kafka's bytes (`OffsetCommitKey/Value`, `GroupMetadataKey/Value`).

use std::sync::Arc;

use crate::log::Record;
use crate::model::{Duration, LeaderEpoch, Offset, Payload, Timestamp, TopicPartition};
use crate::protocol::CommittedOffset;
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
        committed: Option<CommittedOffset>,
    },
    /// A generation of a classic group.
    Group {
        /// `group.id`.
        group: Arc<str>,
        /// The generation.
        metadata: Option<GroupMetadata>,
    },
}

/// A generation of a classic group (`GroupMetadataValue`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupMetadata {
    /// Its number.
    pub generation: i32,
    /// The assignor in use.
    pub protocol: Arc<str>,
    /// The member that computed the assignment; empty for none.
    pub leader: Arc<str>,
    /// The members.
    pub members: Vec<MemberMetadata>,
}

/// A member of a generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberMetadata {
    /// Its id.
    pub member_id: Arc<str>,
    /// Its `client.id`.
    pub client_id: Arc<str>,
    /// `max.poll.interval.ms`.
    pub rebalance_timeout: Duration,
    /// `session.timeout.ms`.
    pub session_timeout: Duration,
    /// What it subscribes to.
    pub subscription: Payload,
    /// What it has.
    pub assignment: Payload,
}

const OFFSET_COMMIT_KEY: i16 = 1;
const GROUP_METADATA_KEY: i16 = 2;
const VALUE: i16 = 3;

impl GroupRecord {
    /// As a record of the log.
    #[must_use]
    pub fn encode(&self, now: Timestamp) -> Record {
        let (mut key, mut value) = (Writer::default(), Writer::default());
        value.i16(VALUE);
        let has_value = match self {
            Self::Offset {
                group,
                partition,
                committed,
            } => {
                key.i16(OFFSET_COMMIT_KEY);
                key.string(group);
                key.string(partition.topic.as_str());
                key.i32(partition.partition);
                if let Some(committed) = committed {
                    value.i64(committed.offset.0);
                    value.i32(committed.leader_epoch.0);
                    value.string(&committed.metadata);
                    value.i64(now.0);
                }
                committed.is_some()
            }
            Self::Group { group, metadata } => {
                key.i16(GROUP_METADATA_KEY);
                key.string(group);
                if let Some(metadata) = metadata {
                    metadata.write(&mut value, now);
                }
                metadata.is_some()
            }
        };
        Record::new(
            now,
            Some(key.into_payload()),
            has_value.then(|| value.into_payload()),
        )
    }

    /// Reads a record; `None` when it is none of these.
    #[must_use]
    pub fn decode(record: &Record) -> Option<Self> {
        let key = record.key.as_ref()?.bytes();
        let mut key = Reader::new(&key);
        let value = record.value.as_ref().map(Payload::bytes);
        let mut value = value.as_deref().map(Reader::new);
        if let Some(value) = &mut value {
            (value.i16()? == VALUE).then_some(())?;
        }
        match key.i16()? {
            OFFSET_COMMIT_KEY => Some(Self::Offset {
                group: key.string()?.into(),
                partition: TopicPartition {
                    topic: key.string()?.into(),
                    partition: key.i32()?,
                },
                committed: match value {
                    None => None,
                    Some(mut value) => Some(CommittedOffset {
                        offset: Offset(value.i64()?),
                        leader_epoch: LeaderEpoch(value.i32()?),
                        metadata: value.string()?.into(),
                    }),
                },
            }),
            GROUP_METADATA_KEY => Some(Self::Group {
                group: key.string()?.into(),
                metadata: match value {
                    None => None,
                    Some(mut value) => Some(GroupMetadata::read(&mut value)?),
                },
            }),
            _ => None,
        }
    }
}

impl GroupMetadata {
    fn write(&self, to: &mut Writer, now: Timestamp) {
        to.string("consumer");
        to.i32(self.generation);
        to.string(&self.protocol);
        to.string(&self.leader);
        to.i64(now.0);
        to.i32(self.members.len() as i32);
        for member in &self.members {
            to.string(&member.member_id);
            to.i16(-1);
            to.string(&member.client_id);
            to.string("");
            to.i32(member.rebalance_timeout.as_millis() as i32);
            to.i32(member.session_timeout.as_millis() as i32);
            to.payload(&member.subscription);
            to.payload(&member.assignment);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.string()?;
        let generation = from.i32()?;
        let (protocol, leader) = (from.string()?.into(), from.string()?.into());
        from.i64()?;
        let members = (0..from.i32()?).map(|_| {
            let member_id = from.string()?.into();
            (from.i16()? == -1).then_some(())?;
            let client_id = from.string()?.into();
            from.string()?;
            Some(MemberMetadata {
                member_id,
                client_id,
                rebalance_timeout: Duration::from_millis(i64::from(from.i32()?)),
                session_timeout: Duration::from_millis(i64::from(from.i32()?)),
                subscription: from.bytes()?.to_vec().into(),
                assignment: from.bytes()?.to_vec().into(),
            })
        });
        let members = members.collect::<Option<_>>()?;
        Some(Self {
            generation,
            protocol,
            leader,
            members,
        })
    }
}
