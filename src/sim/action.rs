//! What somebody outside the simulation can do to it.

use engine::client::ClientCommand;
use engine::model::{Duration, NodeId};

use crate::flight::FlightId;
use crate::role::Target;

/// One deed from outside. Only these are journalled: everything else follows from them.
///
/// It is about nodes, or, before it happens, about whoever has a role then.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action<T = NodeId> {
    /// Something breaks, or is mended.
    Fault(Fault<T>),
    /// A running process is told to do something. It learns of it in its turn, behind what already waits for it.
    Command {
        /// Whom.
        node: T,
        /// What.
        command: ClientCommand,
    },
    /// A process starts that is not running: for the first time, or again.
    Start(T),
}

/// What can be broken and mended, in turmoil's verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault<T = NodeId> {
    /// `kill -9`: the process is gone, its host answers for it and resets its connections; what was written stays.
    Crash(T),
    /// The host goes dark: silence for its peers; only what was flushed, and maybe some of the rest, stays.
    PowerCut(T),
    /// Starts a process again that is down; kills it first if it runs.
    Restart(T),
    /// `kill -STOP`: the process handles nothing, its connections stay up.
    Pause(T),
    /// `kill -CONT`: it goes on with all that has waited.
    Resume(T),
    /// The disk of a host whose process is down is emptied, as if it were a new one.
    Wipe(T),
    /// A host's disk holds no more than it does now: what is written from now on must fit into what is deleted.
    DiskFull(T),
    /// The disk holds as much as before it was filled.
    DiskFreed(T),
    /// What a host's disk is asked for from now on takes so many times as long as it should; 1 is as it should.
    SlowDisk {
        /// Whose.
        node: T,
        /// How many times as long.
        times: u32,
    },
    /// The way between two nodes is cut. What travels it waits.
    Partition {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// Only what goes from `a` to `b` is held up.
        one_way: bool,
    },
    /// What is sent from now on between two nodes, either way, takes so much longer; zero is as the network has it.
    Slow {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// How much longer, in place of what was said before.
        extra: Duration,
    },
    /// The way between two nodes is free again in both directions, and as fast as the network has it; what waited goes
    /// on in order.
    Repair {
        /// One of them.
        a: T,
        /// The other.
        b: T,
    },
    /// One message in flight is lost, and with it its connection: TCP has no other way to lose one.
    Drop(FlightId),
    /// A node's wall clock is off by this much from now on. Timeouts run on the steady clock and don't notice.
    SkewClock {
        /// Whose.
        node: T,
        /// How far ahead of the true time, in ms; negative is behind.
        offset_ms: i64,
    },
}

impl Action {
    /// The one node that it is about, if it is about one.
    #[must_use]
    pub fn node(&self) -> Option<NodeId> {
        match *self.nodes() {
            [node] => Some(*node),
            _ => None,
        }
    }
}

impl<T> Action<T> {
    /// Whom it is about, in the order in which it names them.
    #[must_use]
    pub fn nodes(&self) -> Vec<&T> {
        match self {
            Self::Command { node, .. } | Self::Start(node) => vec![node],
            Self::Fault(fault) => match fault {
                Fault::Crash(node)
                | Fault::PowerCut(node)
                | Fault::Restart(node)
                | Fault::Pause(node)
                | Fault::Resume(node)
                | Fault::Wipe(node)
                | Fault::DiskFull(node)
                | Fault::DiskFreed(node)
                | Fault::SlowDisk { node, .. }
                | Fault::SkewClock { node, .. } => vec![node],
                Fault::Partition { a, b, .. }
                | Fault::Slow { a, b, .. }
                | Fault::Repair { a, b } => vec![a, b],
                Fault::Drop(_) => vec![],
            },
        }
    }

    /// The same about others.
    ///
    /// # Errors
    /// The first that `to` answers.
    pub fn try_map<U, E>(self, mut to: impl FnMut(T) -> Result<U, E>) -> Result<Action<U>, E> {
        Ok(match self {
            Self::Command { node, command } => Action::Command {
                node: to(node)?,
                command,
            },
            Self::Start(node) => Action::Start(to(node)?),
            Self::Fault(fault) => Action::Fault(fault.try_map(to)?),
        })
    }
}

impl<T> Fault<T> {
    fn try_map<U, E>(self, mut to: impl FnMut(T) -> Result<U, E>) -> Result<Fault<U>, E> {
        Ok(match self {
            Self::Crash(node) => Fault::Crash(to(node)?),
            Self::PowerCut(node) => Fault::PowerCut(to(node)?),
            Self::Restart(node) => Fault::Restart(to(node)?),
            Self::Pause(node) => Fault::Pause(to(node)?),
            Self::Resume(node) => Fault::Resume(to(node)?),
            Self::Wipe(node) => Fault::Wipe(to(node)?),
            Self::DiskFull(node) => Fault::DiskFull(to(node)?),
            Self::DiskFreed(node) => Fault::DiskFreed(to(node)?),
            Self::SlowDisk { node, times } => Fault::SlowDisk {
                node: to(node)?,
                times,
            },
            Self::Partition { a, b, one_way } => Fault::Partition {
                a: to(a)?,
                b: to(b)?,
                one_way,
            },
            Self::Slow { a, b, extra } => Fault::Slow {
                a: to(a)?,
                b: to(b)?,
                extra,
            },
            Self::Repair { a, b } => Fault::Repair {
                a: to(a)?,
                b: to(b)?,
            },
            Self::Drop(flight) => Fault::Drop(flight),
            Self::SkewClock { node, offset_ms } => Fault::SkewClock {
                node: to(node)?,
                offset_ms,
            },
        })
    }
}

impl From<Action> for Action<Target> {
    fn from(action: Action) -> Self {
        let Ok(wanted) =
            action.try_map(|node| Ok::<_, std::convert::Infallible>(Target::Node(node)));
        wanted
    }
}
