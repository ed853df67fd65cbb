//! A learner's work on a lab, to be handed in: everything that they did and said, to be done again by whoever grades it.

mod marking;
mod read;
mod seed;
mod sitting;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lab::Lab;
use crate::learner::{Learner, Status};
use crate::link;
use crate::session::{ENGINE, Session};
pub use marking::{Marked, MarkedStep, Marking};
pub use seed::seed_of;
pub use sitting::Sitting;

/// The format of submissions.
pub const FORMAT: u32 = 1;

/// A learner's work on a lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The version of this format.
    pub format: u32,
    /// The version of the engine that played it.
    pub engine: String,
    /// Who hands it in: a name or a number that their teacher knows. Seeds follow from it.
    pub learner: String,
    /// The lab: `{"id": ..}` of a built-in one, otherwise `{"source": ..}`.
    pub lab: Value,
    /// The ids of the steps that are said to be done.
    pub done: Vec<String>,
    /// How long it took, in seconds, as the learner's browser says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// What was done, sitting by sitting.
    pub sittings: Vec<Sitting>,
}

impl Submission {
    /// Somebody's work on a lab, before they have done anything.
    #[must_use]
    pub fn new(lab: &Lab, learner: &str) -> Self {
        Self {
            format: FORMAT,
            engine: ENGINE.to_owned(),
            learner: learner.trim().to_owned(),
            lab: lab.reference(),
            done: Vec::new(),
            seconds: None,
            sittings: Vec::new(),
        }
    }

    /// The same with one more sitting, and the steps that are done in it; as it is where nothing was done, or in another lab.
    #[must_use]
    pub fn with(mut self, session: &Session, learner: &Learner) -> Self {
        let sitting = Sitting::of(session, learner);
        if sitting.is_empty() || session.lab().reference() != self.lab {
            return self;
        }
        for (place, step) in session.lab().steps().iter().enumerate() {
            if learner.status(place) == Status::Done && !self.done.contains(&step.id) {
                self.done.push(step.id.clone());
            }
        }
        self.sittings.push(sitting);
        self
    }

    /// Whether somebody else hands in the same: so much that it cannot be by chance.
    #[must_use]
    pub fn is_copied_by(&self, other: &Self) -> bool {
        const TOO_MUCH: usize = 4;
        let is_somebody_else = self.learner.to_lowercase() != other.learner.to_lowercase();
        let mut sittings = self.sittings.iter();
        is_somebody_else
            && sittings.any(|sitting| {
                let mut others = other.sittings.iter();
                sitting.len() >= TOO_MUCH && others.any(|other| sitting.is_like(other))
            })
    }

    /// The submission as a file.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The submission as a link, from its `#` on.
    #[must_use]
    pub fn to_link(&self) -> String {
        link::pack_under(link::SUBMISSION, &self.to_json())
    }

    /// The id of its lab, as far as it says one.
    #[must_use]
    pub fn lab_id(&self) -> &str {
        let source = self.lab.get("source").unwrap_or(&self.lab);
        source.get("id").and_then(Value::as_str).unwrap_or_default()
    }
}
