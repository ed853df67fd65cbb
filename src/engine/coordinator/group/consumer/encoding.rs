//! The records of a consumer group as Kafka's bytes: keys as they ever were, values with compact and tagged fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::records::{GroupEpoch, ResolvedRegex, TargetEpoch};
use super::{
    ClassicMemberMetadata, ConsumerGroupRecord, ConsumerMemberMetadata, ConsumerMemberState,
    CurrentAssignment, Place, Places,
};
use crate::model::{Duration, Payload, Timestamp, TopicId, TopicName};
use crate::protocol::JoinGroupProtocol;
use crate::protocol::wire::{Reader, Writer};

const METADATA: i16 = 3;
const MEMBER_METADATA: i16 = 5;
const TARGET_ASSIGNMENT_METADATA: i16 = 6;
const TARGET_ASSIGNMENT_MEMBER: i16 = 7;
const CURRENT_MEMBER_ASSIGNMENT: i16 = 8;
const REGULAR_EXPRESSION: i16 = 16;
/// The version of all values.
const VALUE: i16 = 0;

impl ConsumerGroupRecord {
    pub(in crate::coordinator::group) fn encode(&self, group: &str) -> (Payload, Option<Payload>) {
        let mut key = Writer::default();
        key.i16(self.key());
        key.string(group);
        let value = match self {
            Self::Epoch(value) => value.as_ref().map(encode_epoch),
            Self::TargetEpoch(value) => value.as_ref().map(encode_target_epoch),
            Self::Member(member, value) => {
                key.string(member);
                value.as_ref().map(encode_member)
            }
            Self::Target(member, value) => {
                key.string(member);
                value.as_ref().map(encode_target)
            }
            Self::Current(member, value) => {
                key.string(member);
                value.as_ref().map(encode_current)
            }
            Self::Regex(regex, value) => {
                key.string(regex);
                value.as_ref().map(encode_regex)
            }
        };
        (key.into_payload(), value)
    }

    const fn key(&self) -> i16 {
        match self {
            Self::Epoch(_) => METADATA,
            Self::Member(..) => MEMBER_METADATA,
            Self::TargetEpoch(_) => TARGET_ASSIGNMENT_METADATA,
            Self::Target(..) => TARGET_ASSIGNMENT_MEMBER,
            Self::Current(..) => CURRENT_MEMBER_ASSIGNMENT,
            Self::Regex(..) => REGULAR_EXPRESSION,
        }
    }

    /// Reads the rest of a key of this kind, and the value.
    pub(in crate::coordinator::group) fn decode(
        kind: i16,
        key: &mut Reader<'_>,
        value: Option<&[u8]>,
    ) -> Option<(Arc<str>, Self)> {
        let group = key.string()?.into();
        let mut name = || key.string().map(Arc::from);
        let record = match kind {
            METADATA => Self::Epoch(read(value, decode_epoch)?),
            MEMBER_METADATA => Self::Member(name()?, read(value, decode_member)?),
            TARGET_ASSIGNMENT_METADATA => Self::TargetEpoch(read(value, decode_target_epoch)?),
            TARGET_ASSIGNMENT_MEMBER => Self::Target(name()?, read(value, read_places)?),
            CURRENT_MEMBER_ASSIGNMENT => Self::Current(name()?, read(value, decode_current)?),
            REGULAR_EXPRESSION => Self::Regex(name()?, read(value, decode_regex)?),
            _ => return None,
        };
        Some((group, record))
    }
}

/// Reads a value, if there is one.
fn read<T>(
    value: Option<&[u8]>,
    of: impl FnOnce(&mut Reader<'_>) -> Option<T>,
) -> Option<Option<T>> {
    let Some(value) = value else {
        return Some(None);
    };
    let mut from = Reader::new(value);
    (from.i16()? == VALUE).then_some(())?;
    of(&mut from).map(Some)
}

fn begin() -> Writer {
    let mut to = Writer::default();
    to.i16(VALUE);
    to
}

/// An int64 with tag 0, which is left out where it is 0.
fn end_with(mut to: Writer, tagged: i64) -> Payload {
    let mut field = Writer::default();
    field.i64(tagged);
    let fields = [(0, field)];
    to.tagged_fields(if tagged == 0 { &[] } else { &fields });
    to.into_payload()
}

fn tagged_i64(from: &mut Reader<'_>) -> Option<i64> {
    let mut fields = from.tagged_fields()?.into_iter();
    match fields.find(|(tag, _)| *tag == 0) {
        Some((_, mut field)) => field.i64(),
        None => Some(0),
    }
}

fn encode_epoch(value: &GroupEpoch) -> Payload {
    let mut to = begin();
    to.i32(value.epoch);
    end_with(to, value.metadata_hash)
}

fn decode_epoch(from: &mut Reader<'_>) -> Option<GroupEpoch> {
    Some(GroupEpoch {
        epoch: from.i32()?,
        metadata_hash: tagged_i64(from)?,
    })
}

fn encode_target_epoch(value: &TargetEpoch) -> Payload {
    let mut to = begin();
    to.i32(value.epoch);
    end_with(to, value.computed.map_or(0, |at| at.0))
}

fn decode_target_epoch(from: &mut Reader<'_>) -> Option<TargetEpoch> {
    Some(TargetEpoch {
        epoch: from.i32()?,
        computed: Some(Timestamp(tagged_i64(from)?)).filter(|at| at.0 != 0),
    })
}

fn encode_member(value: &ConsumerMemberMetadata) -> Payload {
    let mut to = begin();
    to.compact_nullable_string(value.instance_id.as_deref());
    to.compact_nullable_string(value.rack_id.as_deref());
    to.compact_string(&value.client_id);
    // `clientHost`: nodes have no addresses.
    to.compact_string("");
    to.compact_array(value.topics.len());
    for topic in &value.topics {
        to.compact_string(topic.as_str());
    }
    to.compact_nullable_string(value.regex.as_deref());
    to.i32(value.rebalance_timeout.as_millis() as i32);
    to.compact_nullable_string(value.server_assignor.as_deref());
    let classic = value.classic.as_ref().map(encode_classic);
    let tagged: Vec<_> = classic.into_iter().map(|field| (0, field)).collect();
    to.tagged_fields(&tagged);
    to.into_payload()
}

fn encode_classic(value: &ClassicMemberMetadata) -> Writer {
    let mut to = Writer::default();
    // A nullable structure begins with whether it is there.
    to.i8(1);
    to.i32(value.session_timeout.as_millis() as i32);
    to.compact_array(value.protocols.len());
    for protocol in &value.protocols {
        to.compact_string(&protocol.name);
        to.compact_bytes(&protocol.metadata);
        to.tagged_fields(&[]);
    }
    to.tagged_fields(&[]);
    to
}

fn decode_member(from: &mut Reader<'_>) -> Option<ConsumerMemberMetadata> {
    let instance_id = from.compact_nullable_string()?.map(Arc::from);
    let rack_id = from.compact_nullable_string()?.map(Arc::from);
    let client_id = from.compact_string()?.into();
    from.compact_string()?;
    let topics = (0..from.compact_array()?).map(|_| from.compact_string().map(TopicName::from));
    let topics = topics.collect::<Option<_>>()?;
    let regex = from.compact_nullable_string()?.map(Arc::from);
    let rebalance_timeout = Duration::from_millis(i64::from(from.i32()?));
    let server_assignor = from.compact_nullable_string()?.map(Arc::from);
    let mut fields = from.tagged_fields()?.into_iter();
    let classic = match fields.find(|(tag, _)| *tag == 0) {
        Some((_, mut field)) => Some(decode_classic(&mut field)?),
        None => None,
    };
    Some(ConsumerMemberMetadata {
        instance_id,
        rack_id,
        client_id,
        topics,
        regex,
        rebalance_timeout,
        server_assignor,
        classic,
    })
}

fn decode_classic(from: &mut Reader<'_>) -> Option<ClassicMemberMetadata> {
    (from.i8()? == 1).then_some(())?;
    let session_timeout = Duration::from_millis(i64::from(from.i32()?));
    let mut protocols = Vec::new();
    for _ in 0..from.compact_array()? {
        protocols.push(JoinGroupProtocol {
            name: from.compact_string()?.into(),
            metadata: from.compact_bytes()?.to_vec().into(),
        });
        from.tagged_fields()?;
    }
    Some(ClassicMemberMetadata {
        session_timeout,
        protocols,
    })
}

fn encode_target(value: &Places) -> Payload {
    let mut to = begin();
    let mut topics: BTreeMap<TopicId, Vec<i32>> = BTreeMap::new();
    for (topic, partition) in value {
        topics.entry(*topic).or_default().push(*partition);
    }
    to.compact_array(topics.len());
    for (topic, partitions) in topics {
        write_topic(&mut to, topic, &partitions);
        to.tagged_fields(&[]);
    }
    to.tagged_fields(&[]);
    to.into_payload()
}

fn read_places(from: &mut Reader<'_>) -> Option<Places> {
    let mut places = Places::new();
    for _ in 0..from.compact_array()? {
        let (topic, partitions) = read_topic(from)?;
        places.extend(partitions.into_iter().map(|partition| (topic, partition)));
        from.tagged_fields()?;
    }
    Some(places)
}

/// Kafka's UUIDs are the numbers of topics here.
fn write_topic(to: &mut Writer, topic: TopicId, partitions: &[i32]) {
    to.i64(0);
    to.i64(topic.0);
    to.compact_array(partitions.len());
    for partition in partitions {
        to.i32(*partition);
    }
}

fn read_topic(from: &mut Reader<'_>) -> Option<(TopicId, Vec<i32>)> {
    from.i64()?;
    let topic = TopicId(from.i64()?);
    let partitions = (0..from.compact_array()?).map(|_| from.i32());
    Some((topic, partitions.collect::<Option<_>>()?))
}

fn encode_current(value: &CurrentAssignment) -> Payload {
    let mut to = begin();
    to.i32(value.epoch);
    to.i32(value.previous_epoch);
    to.i8(value.state as i8);
    write_held(&mut to, &value.assigned);
    write_held(&mut to, &value.revoking);
    to.tagged_fields(&[]);
    to.into_payload()
}

fn decode_current(from: &mut Reader<'_>) -> Option<CurrentAssignment> {
    let (epoch, previous_epoch) = (from.i32()?, from.i32()?);
    let state = usize::try_from(from.i8()?).ok()?;
    Some(CurrentAssignment {
        epoch,
        previous_epoch,
        state: *ConsumerMemberState::ALL.get(state)?,
        assigned: read_held(from, epoch)?,
        revoking: read_held(from, epoch)?,
    })
}

/// Partitions with the epochs in which they were given (KIP-1251), which are a tagged field.
fn write_held(to: &mut Writer, held: &BTreeMap<Place, i32>) {
    let mut topics: BTreeMap<TopicId, (Vec<i32>, Vec<i32>)> = BTreeMap::new();
    for ((topic, partition), epoch) in held {
        let (partitions, epochs) = topics.entry(*topic).or_default();
        partitions.push(*partition);
        epochs.push(*epoch);
    }
    to.compact_array(topics.len());
    for (topic, (partitions, epochs)) in topics {
        write_topic(to, topic, &partitions);
        let mut field = Writer::default();
        field.compact_array(epochs.len());
        for epoch in epochs {
            field.i32(epoch);
        }
        to.tagged_fields(&[(0, field)]);
    }
}

/// Whoever wrote no epochs meant the member's.
fn read_held(from: &mut Reader<'_>, member_epoch: i32) -> Option<BTreeMap<Place, i32>> {
    let mut held = BTreeMap::new();
    for _ in 0..from.compact_array()? {
        let (topic, partitions) = read_topic(from)?;
        let mut fields = from.tagged_fields()?.into_iter();
        let mut epochs = match fields.find(|(tag, _)| *tag == 0) {
            Some((_, mut field)) => (0..field.compact_array()?)
                .map(|_| field.i32())
                .collect::<Option<Vec<i32>>>()?,
            None => Vec::new(),
        };
        epochs.resize(partitions.len(), member_epoch.max(0));
        let places = partitions.into_iter().map(|partition| (topic, partition));
        held.extend(places.zip(epochs));
    }
    Some(held)
}

fn encode_regex(value: &ResolvedRegex) -> Payload {
    let mut to = begin();
    to.compact_array(value.topics.len());
    for topic in &value.topics {
        to.compact_string(topic.as_str());
    }
    to.i64(value.version);
    to.i64(value.at.0);
    to.tagged_fields(&[]);
    to.into_payload()
}

fn decode_regex(from: &mut Reader<'_>) -> Option<ResolvedRegex> {
    let topics = (0..from.compact_array()?).map(|_| from.compact_string().map(TopicName::from));
    Some(ResolvedRegex {
        topics: topics.collect::<Option<_>>()?,
        version: from.i64()?,
        at: Timestamp(from.i64()?),
    })
}
