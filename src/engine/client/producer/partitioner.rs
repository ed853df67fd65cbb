//! Which partition a record goes to (`KafkaProducer.partition`).

use std::collections::BTreeMap;
use std::sync::Arc;

use crc::{CRC_32_ISO_HDLC, Crc};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::built_in_partitioner::BuiltInPartitioner;
use crate::client::metadata::ClientMetadata;
use crate::config::{PartitionerClass, ProducerConfig};
use crate::model::{Duration, Instant, Payload, TopicName};

/// How a producer's application chooses partitions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Partitioning {
    /// As the configs say: `partitioner.class`, `partitioner.ignore.keys` and their like.
    #[default]
    Configured,
    /// A `Partitioner` of the application's own.
    Rule(PartitionRule),
    /// As librdkafka does unless told otherwise, `partitioner=consistent_random`: CRC-32 of the key, so that the same key
    /// lands elsewhere than with Kafka's own client. No config of the Java client turns it on.
    ConsistentRandom,
}

/// A `Partitioner` as data: a partition for each key that it knows, and the hash of the key for the others. A partition
/// that the topic does not have is not refused: its records wait for a leader in vain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PartitionRule {
    /// Partitions by serialized key.
    pub by_key: BTreeMap<Arc<[u8]>, i32>,
    /// Where every other record goes; if nowhere, as without a rule.
    pub otherwise: Option<i32>,
}

/// The partition of a keyed record: the same key, the same partition, as long as there are as many.
#[must_use]
pub fn partition_for_key(key: &[u8], partitions: i32) -> i32 {
    (murmur2(key) & 0x7fff_ffff) % partitions
}

/// The partition that librdkafka's `consistent` partitioners give a key.
#[must_use]
pub fn consistent_partition_for_key(key: &[u8], partitions: i32) -> i32 {
    const CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    (CRC32.checksum(key) % partitions as u32) as i32
}

/// Kafka's murmur2, seed 0x9747b28c (`org.apache.kafka.common.utils.Utils.murmur2`).
#[must_use]
pub fn murmur2(data: &[u8]) -> i32 {
    const M: u32 = 0x5bd1_e995;
    const R: u32 = 24;
    let mut hash = 0x9747_b28c ^ data.len() as u32;
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> R;
        hash = hash.wrapping_mul(M) ^ k.wrapping_mul(M);
    }
    if !rest.is_empty() {
        for (i, byte) in rest.iter().enumerate() {
            hash ^= u32::from(*byte) << (8 * i);
        }
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    (hash ^ (hash >> 15)) as i32
}

/// What a producer remembers of its choices, by topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Partitioner {
    partitioning: Partitioning,
    class: PartitionerClass,
    ignores_keys: bool,
    entropy: u64,
    topics: Vec<(TopicName, Choices)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Choices {
    built_in: BuiltInPartitioner,
    /// Of `RoundRobinPartitioner`.
    sent: u64,
    /// Of librdkafka.
    random: Option<(Instant, i32)>,
}

impl Partitioner {
    pub fn new(partitioning: Partitioning, config: &ProducerConfig) -> Self {
        Self {
            partitioning,
            class: config.partitioner_class,
            ignores_keys: config.partitioner_ignore_keys,
            entropy: 0,
            topics: Vec::new(),
        }
    }

    /// The seed of the process's random choices.
    pub fn seed(&mut self, entropy: u64) {
        self.entropy = entropy;
        self.topics.clear();
    }

    /// The partition of a record; `None` when it may go anywhere, which the built-in partitioner decides.
    pub fn choose(
        &mut self,
        now: Instant,
        topic: &TopicName,
        key: Option<&Payload>,
        metadata: &ClientMetadata,
    ) -> Option<i32> {
        let count = metadata.partition_count(topic).unwrap_or(1).max(1);
        match &self.partitioning {
            Partitioning::ConsistentRandom => match key.filter(|key| !key.is_empty()) {
                Some(key) => return Some(consistent_partition_for_key(&key.bytes(), count)),
                None => return Some(self.random(now, topic, metadata)),
            },
            Partitioning::Rule(rule) => {
                let known = key.and_then(|key| rule.by_key.get(&*key.bytes()));
                if let Some(partition) = known.copied().or(rule.otherwise) {
                    return Some(partition);
                }
            }
            Partitioning::Configured => {}
        }
        if self.class == PartitionerClass::RoundRobin {
            return Some(self.next_in_turn(topic, metadata));
        }
        key.filter(|_| !self.ignores_keys)
            .map(|key| partition_for_key(&key.bytes(), count))
    }

    /// Of the records of a topic that may go anywhere.
    pub fn built_in(&mut self, topic: &TopicName) -> &mut BuiltInPartitioner {
        &mut self.choices(topic).built_in
    }

    /// Of every topic that such records were sent to.
    pub fn all_built_in(&mut self) -> impl Iterator<Item = (&TopicName, &mut BuiltInPartitioner)> {
        self.topics
            .iter_mut()
            .map(|(topic, choices)| (&*topic, &mut choices.built_in))
    }

    /// `RoundRobinPartitioner`: each in turn among those that have a leader, keys or no keys.
    fn next_in_turn(&mut self, topic: &TopicName, metadata: &ClientMetadata) -> i32 {
        let choices = self.choices(topic);
        let turn = choices.sent;
        choices.sent += 1;
        let among = among(topic, metadata);
        among[(turn % among.len() as u64) as usize]
    }

    /// librdkafka stays with a random partition for `sticky.partitioning.linger.ms`.
    fn random(&mut self, now: Instant, topic: &TopicName, metadata: &ClientMetadata) -> i32 {
        const STICKY_LINGER: Duration = Duration::from_millis(10);
        let entropy = self.entropy;
        let choices = self.choices(topic);
        match choices.random {
            Some((until, partition)) if now < until => partition,
            _ => {
                let draw = xxh3_64_with_seed(&choices.sent.to_le_bytes(), entropy);
                choices.sent += 1;
                let among = among(topic, metadata);
                let partition = among[(draw % among.len() as u64) as usize];
                choices.random = Some((now + STICKY_LINGER, partition));
                partition
            }
        }
    }

    fn choices(&mut self, topic: &TopicName) -> &mut Choices {
        let known = self.topics.iter().position(|(known, _)| known == topic);
        let place = known.unwrap_or_else(|| {
            let choices = Choices {
                built_in: BuiltInPartitioner::new(topic.clone(), self.entropy),
                sent: 0,
                random: None,
            };
            self.topics.push((topic.clone(), choices));
            self.topics.len() - 1
        });
        &mut self.topics[place].1
    }
}

/// The partitions that have a leader; all where none has.
fn among(topic: &TopicName, metadata: &ClientMetadata) -> Vec<i32> {
    let available = metadata.available_partitions(topic);
    if available.is_empty() {
        let count = metadata.partition_count(topic).unwrap_or(1).max(1);
        return (0..count).collect();
    }
    available
}
