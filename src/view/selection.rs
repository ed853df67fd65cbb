//! What of the stage somebody points at.

use serde::Serialize;

/// One thing on the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// A node.
    Node {
        /// Its number in the world.
        node: u32,
    },
    /// One replica.
    Strip {
        /// The broker that holds it.
        node: u32,
        /// Its topic.
        topic: String,
        /// Its partition.
        partition: i32,
    },
    /// A running timer.
    Timer {
        /// The node that set it.
        node: u32,
        /// Its name among that node's timers.
        key: String,
    },
    /// A message in flight.
    Flight {
        /// Its name while it flies.
        id: u64,
    },
}

impl Selection {
    /// The node that it is, or that holds it; none for what is between nodes.
    #[must_use]
    pub const fn node(&self) -> Option<u32> {
        match self {
            Self::Node { node } | Self::Strip { node, .. } | Self::Timer { node, .. } => {
                Some(*node)
            }
            Self::Flight { .. } => None,
        }
    }
}
