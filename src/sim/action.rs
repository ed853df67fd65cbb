//! What somebody outside the simulation can do to it.

use engine::client::ClientCommand;
use engine::model::NodeId;

use crate::flight::FlightId;

/// One deed from outside. Only these are journalled: everything else follows from them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Something breaks, or is mended.
    Fault(Fault),
    /// A running process is told to do something. It learns of it in its turn, behind what already waits for it.
    Command {
        /// Whom.
        node: NodeId,
        /// What.
        command: ClientCommand,
    },
    /// A process starts that is not running: for the first time, or again.
    Start(NodeId),
}

/// What can be broken and mended, in turmoil's verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// `kill -9`: the process is gone, its host answers for it and resets its connections; what was written stays.
    Crash(NodeId),
    /// The host goes dark: silence for its peers; only what was flushed, and maybe some of the rest, stays.
    PowerCut(NodeId),
    /// Starts a process again that is down; kills it first if it runs.
    Restart(NodeId),
    /// `kill -STOP`: the process handles nothing, its connections stay up.
    Pause(NodeId),
    /// `kill -CONT`: it goes on with all that has waited.
    Resume(NodeId),
    /// The way between two nodes is cut. What travels it waits.
    Partition {
        /// One of them.
        a: NodeId,
        /// The other.
        b: NodeId,
        /// Only what goes from `a` to `b` is held up.
        one_way: bool,
    },
    /// The way between two nodes is free again, in both directions; what waited goes on in order.
    Repair {
        /// One of them.
        a: NodeId,
        /// The other.
        b: NodeId,
    },
    /// One message in flight is lost, and with it its connection: TCP has no other way to lose one.
    Drop(FlightId),
    /// A node's wall clock is off by this much from now on. Timeouts run on the steady clock and don't notice.
    SkewClock {
        /// Whose.
        node: NodeId,
        /// How far ahead of the true time, in ms; negative is behind.
        offset_ms: i64,
    },
}

impl Action {
    /// The one node that it is about, if it is about one.
    #[must_use]
    pub const fn node(&self) -> Option<NodeId> {
        match *self {
            Self::Command { node, .. } | Self::Start(node) => Some(node),
            Self::Fault(fault) => match fault {
                Fault::Crash(node)
                | Fault::PowerCut(node)
                | Fault::Restart(node)
                | Fault::Pause(node)
                | Fault::Resume(node)
                | Fault::SkewClock { node, .. } => Some(node),
                Fault::Partition { .. } | Fault::Repair { .. } | Fault::Drop(_) => None,
            },
        }
    }
}
