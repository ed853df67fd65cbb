//! What an explorer may try with a lab.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::Action;

/// What may break while somebody looks for a run in which the claim does not hold. What does break, when, and for how
/// long follows from each run's seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExploreFile {
    /// Nothing breaks before that time, in ms.
    #[serde(default)]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub from_ms: u64,
    /// Nothing breaks after that time, in ms; half of `until_ms` unless it is said. The rest is for what breaks last to
    /// mend, and for clients to finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub to_ms: Option<u64>,
    /// How many faults a run has.
    #[serde(default = "default_count")]
    pub count: CountFile,
    /// How many of them last at the same time at most.
    #[serde(default = "default_at_once")]
    #[schemars(range(min = 1, max = 100))]
    pub at_once: u32,
    /// What the faults are drawn from.
    #[schemars(length(min = 1, max = 50))]
    pub faults: Vec<FaultFile>,
}

/// How many faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountFile {
    /// So many at least.
    #[schemars(range(min = 0, max = 100))]
    pub at_least: u32,
    /// So many at most.
    #[schemars(range(min = 1, max = 100))]
    pub at_most: u32,
}

/// Something that may break.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultFile {
    /// What. Besides names and roles, `any broker`, `any producer`, `any consumer`, `any client` and `any node` can be
    /// named: one of them, drawn each time.
    #[serde(rename = "do")]
    pub action: Action,
    /// How long it lasts; what is over at once needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_ms: Option<SpanFile>,
    /// How often it is drawn, compared with the others.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 1_000))]
    pub weight: u32,
    /// How often it is done in one run at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub at_most: Option<u32>,
    /// How often it lasts at the same time at most. A broker whose power was cut counts until it is in sync again with
    /// all that it holds, and meanwhile one that crashes counts as well; of these there is 1 at once unless more is said,
    /// which is what Kafka can bear with `min.insync.replicas=2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub at_once: Option<u32>,
}

/// A time between two bounds, in ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanFile {
    /// So long at least.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub at_least: u64,
    /// So long at most.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub at_most: u64,
}

fn default_count() -> CountFile {
    CountFile {
        at_least: 1,
        at_most: 4,
    }
}

fn default_at_once() -> u32 {
    2
}

fn one() -> u32 {
    1
}

// Serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_one(number: &u32) -> bool {
    *number == 1
}
