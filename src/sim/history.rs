//! What clients' applications saw, kept apart from the nodes' state, so that the judge never trusts the judged.

use engine::client::Observation;
use engine::model::{Instant, NodeId, StepId};

/// Everything that applications saw, in order. It is part of the world, so it rewinds with it.
pub type History = imbl::Vector<Entry>;

/// One thing that an application saw.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// In which step.
    pub step: StepId,
    /// The client.
    pub node: NodeId,
    /// The client's incarnation.
    pub incarnation: u32,
    /// What it saw.
    pub observation: Observation,
}
