//! What somebody outside the simulation can do to it.

use engine::client::ClientCommand;
use engine::model::{Duration, NodeId};

use crate::fault::Fault;
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
    /// Several at once, each as far as it can be: what befalls a rack, befalls those of its nodes that it can.
    Together(Vec<Action<T>>),
    /// Something is broken, and mended by itself after a while: the mending is an event like any other.
    Passing {
        /// What. It must be something that can be mended.
        what: Box<Action<T>>,
        /// After how long.
        lasts: Duration,
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
            Self::Fault(fault) => fault.nodes(),
            Self::Together(actions) => actions.iter().flat_map(Self::nodes).collect(),
            Self::Passing { what, .. } => what.nodes(),
        }
    }

    /// The faults in it, in order.
    #[must_use]
    pub fn faults(&self) -> Vec<&Fault<T>> {
        match self {
            Self::Fault(fault) => vec![fault],
            Self::Command { .. } | Self::Start(_) => vec![],
            Self::Together(actions) => actions.iter().flat_map(Self::faults).collect(),
            Self::Passing { what, .. } => what.faults(),
        }
    }

    /// What undoes it and nothing else: whoever is down starts, whoever is paused goes on, a way that was cut is healed.
    /// `None`: it is over at once.
    #[must_use]
    pub fn mending(&self) -> Option<Self>
    where
        T: Clone,
    {
        match self {
            Self::Fault(Fault::Crash(node) | Fault::PowerCut(node))
            | Self::Command {
                node,
                command: ClientCommand::Close | ClientCommand::CloseWithin(_),
            } => Some(Self::Start(node.clone())),
            Self::Fault(fault) => fault.mending().map(Self::Fault),
            Self::Together(actions) => {
                let mendings: Option<Vec<Self>> = actions.iter().map(Self::mending).collect();
                mendings.map(Self::Together)
            }
            Self::Command { .. } | Self::Start(_) | Self::Passing { .. } => None,
        }
    }

    /// The same about others.
    ///
    /// # Errors
    /// The first that `to` answers.
    pub fn try_map<U, E>(self, mut to: impl FnMut(T) -> Result<U, E>) -> Result<Action<U>, E> {
        self.try_map_with(&mut to)
    }

    fn try_map_with<U, E>(self, to: &mut impl FnMut(T) -> Result<U, E>) -> Result<Action<U>, E> {
        Ok(match self {
            Self::Command { node, command } => Action::Command {
                node: to(node)?,
                command,
            },
            Self::Start(node) => Action::Start(to(node)?),
            Self::Fault(fault) => Action::Fault(fault.try_map(to)?),
            Self::Together(actions) => {
                let mapped = actions.into_iter().map(|one| one.try_map_with(to));
                Action::Together(mapped.collect::<Result<_, _>>()?)
            }
            Self::Passing { what, lasts } => Action::Passing {
                what: Box::new(what.try_map_with(to)?),
                lasts,
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
