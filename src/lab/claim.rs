//! What a run is held to.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scorecard::Count;

/// A guarantee that a lab or a person claims: what must not be counted in a run.
///
/// Kafka's documentation ("Message Delivery Semantics") tells at most once and at least once apart by whether a consumer
/// saves its position before it processes or after: what counts is what was processed. Order is a promise of its own:
/// only `in-order` forbids that records are `reordered`, and it forbids nothing else.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// Nothing is promised.
    #[default]
    None,
    /// No reader is given a record from behind one that its producer has sent later to the partition.
    InOrder,
    /// Nothing is processed twice by a group, or by one start of a consumer without a group.
    AtMostOnce,
    /// No acknowledged record is missing within what readers have passed.
    AtLeastOnce,
    /// Both: however often a record is stored and delivered, it takes effect once. When it comes again, the application, or
    /// where it writes, recognises it.
    EffectivelyOnce,
    /// The same, and Kafka's own part in it: no record stands in its log twice (KIP-98, the idempotent producer), and none
    /// is read that failed for certain (`read_committed`).
    ExactlyOnce,
}

impl Claim {
    /// All of them, the weakest first.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::InOrder,
        Self::AtMostOnce,
        Self::AtLeastOnce,
        Self::EffectivelyOnce,
        Self::ExactlyOnce,
    ];

    /// What breaks it if it is counted at all, the gravest first.
    #[must_use]
    pub const fn forbids(self) -> &'static [Count] {
        match self {
            Self::None => &[],
            Self::InOrder => &[Count::Reordered],
            Self::AtMostOnce => &[Count::Repeated],
            Self::AtLeastOnce => &[Count::Lost],
            Self::EffectivelyOnce => &[Count::Lost, Count::Repeated],
            Self::ExactlyOnce => &[
                Count::Lost,
                Count::Aborted,
                Count::Repeated,
                Count::StoredTwice,
            ],
        }
    }

    /// Its name in lab files and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::InOrder => "in-order",
            Self::AtMostOnce => "at-most-once",
            Self::AtLeastOnce => "at-least-once",
            Self::EffectivelyOnce => "effectively-once",
            Self::ExactlyOnce => "exactly-once",
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
