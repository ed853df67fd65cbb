//! A broker's disk.

use engine::model::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim::DiskSetup;

/// A broker's disk, as far as it differs from a server's hard disk under Linux.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiskFile {
    /// How long a flush takes, in µs; 2,000 unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 60_000_000))]
    pub flush_us: Option<u64>,
    /// How long a read that no cache answers takes before its first byte, in µs; 5,000 unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 60_000_000))]
    pub seek_us: Option<u64>,
    /// Bytes read per second; 0 is unbounded; 200,000,000 unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1_000_000_000_000_u64))]
    pub bandwidth: Option<u64>,
    /// Bytes that it holds; 0 is unbounded, as it is unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1_000_000_000_000_000_u64))]
    pub capacity: Option<u64>,
    /// How long after it was written something is flushed by the operating system itself, in ms; 0 is never; 30,000
    /// unless it is said, as Linux has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub write_back_ms: Option<u64>,
}

impl DiskFile {
    /// The disk that differs like this from another one.
    #[must_use]
    pub(crate) fn over(self, other: DiskSetup) -> DiskSetup {
        DiskSetup {
            flush: self.flush_us.map_or(other.flush, Duration),
            seek: self.seek_us.map_or(other.seek, Duration),
            bandwidth: self.bandwidth.unwrap_or(other.bandwidth),
            capacity: self.capacity.unwrap_or(other.capacity),
            write_back: self
                .write_back_ms
                .map_or(other.write_back, |ms| Duration(ms.saturating_mul(1_000))),
        }
    }
}
