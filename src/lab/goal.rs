//! What must become so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim::World;

use crate::measure::Measure;
use crate::session::Session;

/// A measure within bounds. Without a bound it always holds, so a file must name one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What is measured.
    pub measure: Measure,
    /// The least that it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// The most that it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
}

impl Goal {
    /// Whether it holds in a world.
    #[must_use]
    pub fn holds(&self, world: &World) -> bool {
        self.admits(self.measure.of(world))
    }

    /// Whether it holds at a session's playhead. What is counted is not counted again.
    #[must_use]
    pub fn is_reached(&self, session: &Session) -> bool {
        self.admits(self.measure.at(session))
    }

    /// Whether a value is within the bounds.
    #[must_use]
    pub fn admits(&self, value: i64) -> bool {
        self.at_least.is_none_or(|least| value >= least)
            && self.at_most.is_none_or(|most| value <= most)
    }
}
