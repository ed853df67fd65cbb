//! What a run is held to.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A guarantee that a lab or a person claims.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// Nothing is promised.
    #[default]
    None,
    /// No record is delivered twice to a group.
    AtMostOnce,
    /// No acknowledged record is missing within what readers have passed.
    AtLeastOnce,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::AtMostOnce => "at-most-once",
            Self::AtLeastOnce => "at-least-once",
        })
    }
}
