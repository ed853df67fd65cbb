//! The record of what was done from outside: with the lab, all that a run follows from.

use engine::model::{Instant, StepId};

use crate::action::Action;

/// One action of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalEntry {
    /// The number of the step that it is.
    pub step: StepId,
    /// When.
    pub at: Instant,
    /// What; to whom is settled.
    pub action: Action,
    /// The steps of the lab, by their places, that were done by it.
    pub steps_done: Vec<usize>,
    /// Its place among all actions of the session, over all branches, from 0.
    pub deed: u64,
}
