//! What the members of a group tell each other through the coordinator, which does not look inside
//! (`org.apache.kafka.clients.consumer.internals.ConsumerProtocol`).

use std::sync::Arc;

use super::wire::{Reader, Writer};
use crate::model::{Payload, TopicName, TopicPartition};

/// The newest version of both messages, in which members write.
pub const VERSION: i16 = 3;

/// What a member tells the leader when it joins (`ConsumerProtocolSubscription`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subscription {
    /// The topics that it subscribes to.
    pub topics: Vec<TopicName>,
    /// What its assignor adds.
    pub user_data: Option<Payload>,
    /// The partitions that it still has (version 1, KIP-429).
    pub owned: Vec<TopicPartition>,
    /// The generation in which it was given them (version 2); `None` is written as -1.
    pub generation: Option<i32>,
    /// Its `client.rack` (version 3, KIP-881).
    pub rack: Option<Arc<str>>,
}

/// What the leader tells a member (`ConsumerProtocolAssignment`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// The member's partitions.
    pub partitions: Vec<TopicPartition>,
}

impl Subscription {
    /// As bytes of some version, topics and partitions in order.
    #[must_use]
    pub fn encode(&self, version: i16) -> Payload {
        let mut topics = self.topics.clone();
        topics.sort_unstable();
        let mut to = Writer::default();
        to.i16(version);
        to.i32(topics.len() as i32);
        for topic in &topics {
            to.string(topic.as_str());
        }
        to.nullable_bytes(self.user_data.as_ref());
        if version >= 1 {
            let mut owned = self.owned.clone();
            owned.sort_unstable();
            write_partitions(&mut to, &owned);
        }
        if version >= 2 {
            to.i32(self.generation.unwrap_or(-1));
        }
        if version >= 3 {
            to.nullable_string(self.rack.as_deref());
        }
        to.into_payload()
    }

    /// Reads bytes of any version; a newer one is read as the newest that is known. `None` when they make no sense.
    #[must_use]
    pub fn decode(bytes: &Payload) -> Option<Self> {
        let bytes = bytes.bytes();
        let mut from = Reader::new(&bytes);
        let version = from.i16().filter(|version| *version >= 0)?;
        let topics = (0..from.i32()?).map(|_| from.string().map(TopicName::from));
        let topics = topics.collect::<Option<_>>()?;
        let user_data = from.nullable_bytes()?.map(|bytes| bytes.to_vec().into());
        let mut read = Self {
            topics,
            user_data,
            ..Self::default()
        };
        if version >= 1 {
            read.owned = read_partitions(&mut from)?;
        }
        if version >= 2 {
            read.generation = Some(from.i32()?).filter(|generation| *generation >= 0);
        }
        if version >= 3 {
            let rack = from.nullable_string()?.filter(|rack| !rack.is_empty());
            read.rack = rack.map(Arc::from);
        }
        Some(read)
    }
}

impl Assignment {
    /// As bytes of some version; partitions of one topic stand together.
    #[must_use]
    pub fn encode(&self, version: i16) -> Payload {
        let mut to = Writer::default();
        to.i16(version);
        write_partitions(&mut to, &self.partitions);
        to.nullable_bytes(None);
        to.into_payload()
    }

    /// Reads bytes of any version; `None` when they make no sense.
    #[must_use]
    pub fn decode(bytes: &Payload) -> Option<Self> {
        let bytes = bytes.bytes();
        let mut from = Reader::new(&bytes);
        from.i16().filter(|version| *version >= 0)?;
        let partitions = read_partitions(&mut from)?;
        Some(Self { partitions })
    }
}

/// Partitions by topic, each topic where it comes first.
pub fn write_partitions(to: &mut Writer, partitions: &[TopicPartition]) {
    let mut topics: Vec<(&TopicName, Vec<i32>)> = Vec::new();
    for TopicPartition { topic, partition } in partitions {
        match topics.iter_mut().rev().find(|(known, _)| *known == topic) {
            Some((_, numbers)) => numbers.push(*partition),
            None => topics.push((topic, vec![*partition])),
        }
    }
    to.i32(topics.len() as i32);
    for (topic, numbers) in topics {
        to.string(topic.as_str());
        to.i32(numbers.len() as i32);
        for number in numbers {
            to.i32(number);
        }
    }
}

/// Reads what `write_partitions` wrote; `None` when the bytes make no sense.
pub fn read_partitions(from: &mut Reader<'_>) -> Option<Vec<TopicPartition>> {
    let mut partitions = Vec::new();
    for _ in 0..from.i32()? {
        let topic = TopicName::from(from.string()?);
        for _ in 0..from.i32()? {
            partitions.push(TopicPartition::new(&topic, from.i32()?));
        }
    }
    Some(partitions)
}
