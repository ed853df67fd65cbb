//! Coordinators: they compute records and a response, and change only when those records are replayed.

pub mod assignor;
pub mod group;

/// The partition of an internal topic that coordinates `id`: `Utils.abs(id.hashCode()) % partitions`.
#[must_use]
pub fn partition_for(id: &str, partitions: i32) -> i32 {
    let hash = id.encode_utf16().fold(0_i32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(i32::from(unit))
    });
    hash.checked_abs().unwrap_or(0) % partitions
}
