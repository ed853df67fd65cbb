//! The order in which Java's hash maps and sets list what they hold: Kafka's sticky assignors depend on it where several
//! answers are equally good.

use super::Member;
use crate::coordinator::java_hash;
use crate::model::TopicPartition;

/// A `HashMap` has this many buckets at first, and twice as many whenever it is three quarters full.
const BUCKETS: u32 = 16;

/// The members as a `HashMap` by member id lists them.
pub(super) fn in_hash_order(members: &[Member]) -> Vec<&Member> {
    let mut ordered: Vec<&Member> = members.iter().collect();
    ordered.sort_by_key(|member| bucket(java_hash(&member.id), members.len()));
    ordered
}

/// The partition that a `HashSet` lists first; they come in the order in which they were added.
pub(super) fn first_in_hash_order(partitions: &[TopicPartition]) -> Option<&TopicPartition> {
    let hash = |at: &TopicPartition| {
        (31 + at.partition)
            .wrapping_mul(31)
            .wrapping_add(java_hash(at.topic.as_str()))
    };
    let place = |at: &&TopicPartition| bucket(hash(at), partitions.len());
    partitions.iter().min_by_key(place)
}

/// Where a hash code goes in a table of `len` entries.
fn bucket(hash: i32, len: usize) -> u32 {
    let mut buckets = BUCKETS;
    while len > buckets as usize / 4 * 3 {
        buckets *= 2;
    }
    let hash = hash.cast_unsigned();
    (hash ^ (hash >> 16)) & (buckets - 1)
}
