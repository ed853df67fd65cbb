//! Why an action was not done, in the names of the lab.

use engine::model::NodeId;
use sim::Refusal;
use thiserror::Error;

use crate::lab::Lab;
use crate::problem::Problem;

/// Why an action was not done. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// It names what the lab does not have, or a value that cannot be sent.
    #[error("{0}")]
    Wrong(Problem),
    /// It cannot be now: whoever is running cannot be started.
    #[error("{text}")]
    NotNow {
        /// What the world says.
        refusal: Refusal,
        /// The same with the names of the nodes.
        text: String,
    },
}

impl Refused {
    /// The world's refusal, in the names of the lab.
    pub(crate) fn by_world(lab: &Lab, refusal: Refusal) -> Self {
        let name = |node: &NodeId| {
            let known = lab.name(*node).map(ToString::to_string);
            known.unwrap_or_else(|| format!("node {node}"))
        };
        let text = match &refusal {
            Refusal::NotRunning(node) => format!("{} is not running; start it first", name(node)),
            Refusal::AlreadyRunning(node) => {
                format!(
                    "{} runs already; crash, close or restart it instead",
                    name(node)
                )
            }
            Refusal::NeverStarted(node) => {
                format!("{} was never started; start it first", name(node))
            }
            Refusal::AlreadyPoweredOff(node) => {
                format!("{} is powered off already; start it first", name(node))
            }
            Refusal::AlreadyPaused(node) => {
                format!("{} is paused already; resume it first", name(node))
            }
            Refusal::NotPaused(node) => {
                format!(
                    "{} is not paused; only a paused node can be resumed",
                    name(node)
                )
            }
            Refusal::NoSuchLink(node) => {
                format!("there is no link from {} to itself", name(node))
            }
            Refusal::AlreadyPartitioned { a, b } => {
                format!(
                    "{} and {} are cut off from each other already",
                    name(a),
                    name(b)
                )
            }
            Refusal::NothingToRepair { a, b } => {
                format!(
                    "nothing is wrong between {} and {}; there is nothing to repair",
                    name(a),
                    name(b)
                )
            }
            Refusal::NotPartitioned { a, b } => {
                format!(
                    "{} and {} are not cut off from each other",
                    name(a),
                    name(b)
                )
            }
            Refusal::AlreadyHeld { a, b } => {
                format!(
                    "what is between {} and {} is held already",
                    name(a),
                    name(b)
                )
            }
            Refusal::NotHeld { a, b } => {
                format!("nothing between {} and {} is held", name(a), name(b))
            }
            Refusal::StillRunning(node) => {
                format!("{} is running; crash it or cut its power first", name(node))
            }
            Refusal::AlreadyFull(node) => format!("the disk of {} is full already", name(node)),
            Refusal::NotFilled(node) => format!(
                "the disk of {} was not filled; there is nothing to free",
                name(node)
            ),
            Refusal::NoTimeAtAll(node) => format!(
                "the disk of {} cannot take 0 times as long; 1 is as fast as it is",
                name(node)
            ),
            Refusal::UnknownNode { .. }
            | Refusal::NoSuchFlight { .. }
            | Refusal::NotMoving { .. }
            | Refusal::Vacant(_)
            | Refusal::NoRatio { .. }
            | Refusal::NothingToMend
            | Refusal::Nothing
            | Refusal::Backwards { .. }
            | Refusal::PastNextEvent { .. } => refusal.to_string(),
        };
        Self::NotNow { refusal, text }
    }
}
