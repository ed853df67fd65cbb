//! What the close-ups of all clients have: the loop of the application, and requests that wait for answers.

use engine::model::NodeId;
use lab::Action;
use serde::Serialize;
use sim::World;

use crate::saying::Saying;

/// The loop of an application, step by step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Loop {
    /// Its steps, in the order in which it takes them.
    pub steps: Vec<LoopStep>,
    /// What it is doing, in words.
    pub now: Option<Saying>,
}

/// One step of a loop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoopStep {
    /// What it calls, as one would write it in code.
    pub call: &'static str,
    /// Whether it is running.
    pub running: bool,
    /// Lets the application die right after it; none where it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail: Option<Action>,
}

impl LoopStep {
    pub(super) const fn new(call: &'static str, running: bool) -> Self {
        Self {
            call,
            running,
            fail: None,
        }
    }

    /// The same, with a way to fail after it.
    pub(super) fn failing(self, fail: Option<Action>) -> Self {
        Self { fail, ..self }
    }
}

/// A request that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The broker's name.
    pub broker: String,
    /// The name of the API.
    pub api: &'static str,
    /// When it was sent, in µs.
    pub sent: u64,
    /// What it is about: partitions, with what is asked of each.
    pub about: Vec<String>,
}

/// A node by its name.
pub(super) fn name(world: &World, node: NodeId) -> String {
    let slot = world.slot(node);
    slot.map_or_else(|| node.to_string(), |slot| slot.name().to_string())
}
