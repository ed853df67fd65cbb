//! Which partition a record goes to (`BuiltInPartitioner`, KIP-794).

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::model::TopicName;

/// The partition of a keyed record: the same key, the same partition, as long as there are as many.
#[must_use]
pub fn partition_for_key(key: &[u8], partitions: i32) -> i32 {
    (murmur2(key) & 0x7fff_ffff) % partitions
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

/// Records without a key stay with one partition until it has got `batch.size` bytes, then move to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Sticky {
    entropy: u64,
    topics: BTreeMap<TopicName, Stuck>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Stuck {
    draws: u64,
    partition: i32,
    produced: u64,
}

impl Sticky {
    pub(super) fn new(entropy: u64) -> Self {
        Self {
            entropy,
            topics: BTreeMap::new(),
        }
    }

    pub(super) fn choose(
        &mut self,
        topic: &TopicName,
        partitions: i32,
        size: u32,
        batch_size: i32,
    ) -> i32 {
        let entropy = self.entropy;
        let stuck = self.topics.entry(topic.clone()).or_default();
        let full = stuck.produced >= batch_size.max(1) as u64;
        if stuck.draws == 0 || full || stuck.partition >= partitions {
            let draw = xxh3_64_with_seed(&stuck.draws.to_le_bytes(), entropy);
            stuck.draws += 1;
            stuck.partition = (draw % partitions as u64) as i32;
            stuck.produced = 0;
        }
        stuck.produced += u64::from(size);
        stuck.partition
    }
}
