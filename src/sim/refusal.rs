//! Why an action cannot be.

use engine::model::{Instant, NodeId};
use thiserror::Error;

use crate::flight::FlightId;
use crate::role::Role;

/// Why an action cannot be, and what can. The world is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Error)]
pub enum Refusal {
    /// No node has this id.
    #[error("there is no node {node}; the nodes are {}", list(known))]
    UnknownNode {
        /// The id.
        node: NodeId,
        /// The ids that there are.
        known: Vec<NodeId>,
    },
    /// The process is not running.
    #[error("node {0} is not running; start it first")]
    NotRunning(NodeId),
    /// The process runs already.
    #[error("node {0} runs already; crash, power_cut or restart it instead")]
    AlreadyRunning(NodeId),
    /// The process has never run.
    #[error("node {0} was never started; start it first")]
    NeverStarted(NodeId),
    /// The host is off.
    #[error("node {0} is powered off already; start it first")]
    AlreadyPoweredOff(NodeId),
    /// The process is paused.
    #[error("node {0} is paused already; resume it first")]
    AlreadyPaused(NodeId),
    /// The process is not paused.
    #[error("node {0} is not paused; only a paused node can be resumed")]
    NotPaused(NodeId),
    /// A node has no link to itself.
    #[error("there is no link from node {0} to itself; name two different nodes")]
    NoSuchLink(NodeId),
    /// The way is cut already.
    #[error("nodes {a} and {b} are partitioned already; repair them first")]
    AlreadyPartitioned {
        /// One of them.
        a: NodeId,
        /// The other.
        b: NodeId,
    },
    /// The way is not cut.
    #[error("nodes {a} and {b} are not partitioned; there is nothing to heal")]
    NotPartitioned {
        /// One of them.
        a: NodeId,
        /// The other.
        b: NodeId,
    },
    /// The way is held already.
    #[error("what is between nodes {a} and {b} is held already; release it first")]
    AlreadyHeld {
        /// One of them.
        a: NodeId,
        /// The other.
        b: NodeId,
    },
    /// The way is not held.
    #[error("nothing between nodes {a} and {b} is held; there is nothing to release")]
    NotHeld {
        /// One of them.
        a: NodeId,
        /// The other.
        b: NodeId,
    },
    /// A ratio that is none.
    #[error("{lost} of {of} messages cannot be lost; at least 0 of 1 are, and at most all")]
    NoRatio {
        /// So many.
        lost: u32,
        /// Out of so many.
        of: u32,
    },
    /// What is over at once cannot pass.
    #[error("this is over at once; only what can be mended can be for a while")]
    NothingToMend,
    /// Nobody is meant, or nothing is to be done.
    #[error("there is nobody that this is about")]
    Nothing,
    /// The process runs.
    #[error("node {0} is running; crash it or cut its power before its disk is wiped")]
    StillRunning(NodeId),
    /// A fault filled the disk already.
    #[error("the disk of node {0} is full already; free it first")]
    AlreadyFull(NodeId),
    /// No fault filled the disk.
    #[error("the disk of node {0} was not filled; there is nothing to free")]
    NotFilled(NodeId),
    /// A disk that takes no time.
    #[error("the disk of node {0} cannot take 0 times as long; 1 is as fast as it is")]
    NoTimeAtAll(NodeId),
    /// Nobody has the role.
    #[error("there is no {0} now")]
    Vacant(Role),
    /// The way is free and as fast as it should be.
    #[error("nothing is wrong between nodes {a} and {b}; there is nothing to repair")]
    NothingToRepair {
        /// One of them.
        a: NodeId,
        /// The other.
        b: NodeId,
    },
    /// No such message is on its way.
    #[error(
        "no message {flight} is in flight; only a request or response on its way can be dropped"
    )]
    NoSuchFlight {
        /// The name that was given.
        flight: FlightId,
    },
    /// No such message moves.
    #[error(
        "no message {flight} is moving; only a request or response that nothing holds up can be delayed"
    )]
    NotMoving {
        /// The name that was given.
        flight: FlightId,
    },
    /// Time does not run backwards.
    #[error("the clock shows {now} and cannot go back to {to}")]
    Backwards {
        /// What the clock shows.
        now: Instant,
        /// What was asked for.
        to: Instant,
    },
    /// Something is due before.
    #[error("the next event is due at {next}: the clock cannot be moved past it to {to}")]
    PastNextEvent {
        /// When the next event is due.
        next: Instant,
        /// What was asked for.
        to: Instant,
    },
}

fn list(nodes: &[NodeId]) -> String {
    let names: Vec<String> = nodes.iter().map(ToString::to_string).collect();
    names.join(", ")
}
