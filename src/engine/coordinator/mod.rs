//! Coordinators: what they keep is what the records of their partitions say, so that failover is replay.

mod answer;
pub mod group;
pub mod transaction;

pub use answer::Answer;

/// Bytes of the log of an internal topic that are taken in in a µs when a coordinator begins.
const LOADED_BYTES: u64 = 100;

/// The partition of an internal topic that coordinates `id`: `Utils.abs(id.hashCode()) % partitions`.
#[must_use]
pub fn partition_for(id: &str, partitions: i32) -> i32 {
    java_hash(id).checked_abs().unwrap_or(0) % partitions
}

/// Java's `String.hashCode`.
#[must_use]
pub fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(i32::from(unit))
    })
}
