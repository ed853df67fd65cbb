//! Charts of what a run measures, under Kafka's own names: small multiples on the timeline's axis.

mod columns;
mod csv;
mod figure;
mod lines;
mod path;
mod read;
mod scale;

pub use figure::figure;
pub use path::path;
pub use scale::Scale;

use serde::Serialize;

use crate::saying::Saying;

/// What was measured, as far as the current branch was played.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Charts {
    /// The end of the axis, in µs; it begins at 0.
    pub end: u64,
    /// The moments that the lines have a point at, in µs.
    pub moments: Vec<u64>,
    /// When the values at the playhead were measured, in µs; `None` where nothing was yet.
    pub measured_at: Option<u64>,
    /// How far back a rate and a percentile look, in µs.
    pub window: u64,
    /// The charts that have a line.
    pub charts: Vec<Chart>,
}

/// One metric over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// Which.
    pub kind: Kind,
    /// The MBean, or what else says it.
    pub name: &'static str,
    /// Its attribute, or the column.
    pub attribute: &'static str,
    /// What it is in our words.
    pub title: Saying,
    /// What it is counted in.
    pub unit: Saying,
    /// The axis of the values.
    pub scale: Scale,
    /// Its lines, the first ones.
    pub lines: Vec<Line>,
    /// How many more there would be.
    pub left_out: usize,
}

/// One thing's values over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Whose: Kafka's names, or an attribute.
    pub name: LineName,
    /// At each moment of the charts; `None` where it measured nothing.
    pub values: Vec<Option<f64>>,
    /// At the playhead.
    pub now: Option<f64>,
    /// The largest that is drawn.
    pub most: Option<f64>,
}

/// What a line is called.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum LineName {
    /// By its name in the run.
    Of(String),
    /// All brokers together.
    All,
}

/// Which charts there are, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// `MessagesInPerSec`.
    MessagesIn,
    /// `BytesInPerSec`.
    BytesIn,
    /// `BytesOutPerSec`.
    BytesOut,
    /// From `send()` to `poll()`.
    Latency,
    /// `records-lag`.
    RecordsLag,
    /// `LAG`.
    GroupLag,
    /// `UnderReplicatedPartitions`.
    UnderReplicated,
    /// `UnderMinIsrPartitionCount`.
    UnderMinIsr,
    /// `OfflinePartitionsCount`.
    Offline,
    /// `ActiveControllerCount`.
    ActiveController,
}

impl Kind {
    /// Its name in tests and styles.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::MessagesIn => "messages-in",
            Self::BytesIn => "bytes-in",
            Self::BytesOut => "bytes-out",
            Self::Latency => "latency",
            Self::RecordsLag => "records-lag",
            Self::GroupLag => "group-lag",
            Self::UnderReplicated => "under-replicated",
            Self::UnderMinIsr => "under-min-isr",
            Self::Offline => "offline",
            Self::ActiveController => "active-controller",
        }
    }
}
