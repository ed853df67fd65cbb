//! Places in the cluster, and who has them at the moment.

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use engine::coordinator::group::OFFSETS_TOPIC;
use engine::coordinator::partition_of;
use engine::coordinator::transaction::TRANSACTION_TOPIC;
use engine::metadata::MetadataImage;
use engine::model::{NodeId, TopicPartition};
use engine::node::Node;

use crate::action::Action;
use crate::refusal::Refusal;
use crate::world::World;

/// A place in the cluster, whoever has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who leads a partition.
    Leader(TopicPartition),
    /// The first of a partition's replicas that does not lead it; one that is in sync, if there is one.
    Follower(TopicPartition),
    /// The coordinator of a group.
    Coordinator(Arc<str>),
    /// The coordinator of the transactions of a `transactional.id`.
    TransactionCoordinator(Arc<str>),
}

/// Whom an action is about, before it happens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// This node.
    Node(NodeId),
    /// Whoever has this role then.
    Role(Role),
    /// Each of these nodes: a rack, or a zone.
    Nodes(Arc<[NodeId]>),
    /// Everybody but whoever is at the other end of the way.
    Others,
}

impl<N: Node + Clone + Hash> World<N> {
    /// Who has a role, as the newest metadata has it that a running node holds. Whether that node still runs is
    /// another question: the cluster may not have noticed yet.
    #[must_use]
    pub fn holder(&self, role: &Role) -> Option<NodeId> {
        role.holder(self.metadata()?)
    }

    /// The newest metadata that a running node holds.
    #[must_use]
    pub fn metadata(&self) -> Option<&MetadataImage> {
        let running = self.slots.iter().filter(|slot| slot.life.is_running());
        let known = running.filter_map(|slot| slot.node.metadata());
        known.max_by_key(|image| image.end_offset)
    }

    /// What an action means now: every role gives way to the node that has it, and what is about several nodes, or all
    /// ways between them, to as many deeds at once.
    ///
    /// # Errors
    /// When nobody has a role, or nobody is meant.
    pub fn resolve(&self, action: &Action<Target>) -> Result<Action, Refusal> {
        match action {
            Action::Together(actions) => {
                let resolved = actions.iter().map(|one| self.resolve(one));
                Ok(Action::Together(resolved.collect::<Result<_, _>>()?))
            }
            Action::Passing { what, lasts } => Ok(Action::Passing {
                what: Box::new(self.resolve(what)?),
                lasts: *lasts,
            }),
            one => self.spread(one),
        }
    }

    /// One deed, as often as there are nodes that it is about.
    fn spread(&self, action: &Action<Target>) -> Result<Action, Refusal> {
        let about: Vec<Vec<NodeId>> = match *action.nodes() {
            [one] => vec![self.members(one, &[])?],
            [a, b] => {
                let beyond = |other: &Target| match other {
                    Target::Others => Ok(Vec::new()),
                    other => self.members(other, &[]),
                };
                vec![self.members(a, &beyond(b)?)?, self.members(b, &beyond(a)?)?]
            }
            _ => vec![],
        };
        let of = |nodes: &[NodeId]| {
            let mut nodes = nodes.iter().copied();
            let next = |_| nodes.next().ok_or(Refusal::Nothing);
            action.clone().try_map(next)
        };
        match about.as_slice() {
            [] => of(&[]),
            [one] if one.len() == 1 => of(one),
            [a, b] if a.len() == 1 && b.len() == 1 => of(&[a[0], b[0]]),
            [nodes] => Ok(Action::Together(
                nodes
                    .iter()
                    .map(|node| of(&[*node]))
                    .collect::<Result<_, _>>()?,
            )),
            [from, to, ..] => {
                let ways = from.iter().flat_map(|a| to.iter().map(|b| [*a, *b]));
                let ways = ways.filter(|[a, b]| a != b);
                Ok(Action::Together(
                    ways.map(|way| of(&way)).collect::<Result<_, _>>()?,
                ))
            }
        }
    }

    /// The nodes that are meant; everybody but `beyond`, where it is the others.
    fn members(&self, target: &Target, beyond: &[NodeId]) -> Result<Vec<NodeId>, Refusal> {
        Ok(match target {
            Target::Node(node) => vec![*node],
            Target::Role(role) => {
                let holder = self.holder(role);
                vec![holder.ok_or_else(|| Refusal::Vacant(role.clone()))?]
            }
            Target::Nodes(nodes) => nodes.to_vec(),
            Target::Others => {
                let ids = self.slots.ids().iter().copied();
                ids.filter(|id| !beyond.contains(id)).collect()
            }
        })
    }
}

impl Role {
    fn holder(&self, image: &MetadataImage) -> Option<NodeId> {
        match self {
            Self::Leader(partition) => image.partition(partition)?.leader,
            Self::Follower(partition) => {
                let state = image.partition(partition)?;
                let followers = || {
                    let replicas = state.replicas.iter().copied();
                    replicas.filter(|replica| Some(*replica) != state.leader)
                };
                followers()
                    .find(|replica| state.isr.contains(replica))
                    .or_else(|| followers().next())
            }
            Self::Coordinator(group) => {
                let partition = partition_of(image, OFFSETS_TOPIC, group)?;
                image.partition(&partition)?.leader
            }
            Self::TransactionCoordinator(id) => {
                let partition = partition_of(image, TRANSACTION_TOPIC, id)?;
                image.partition(&partition)?.leader
            }
        }
    }
}

impl fmt::Display for Role {
    /// As labs write it: `leader of orders-0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leader(partition) => write!(f, "leader of {partition}"),
            Self::Follower(partition) => write!(f, "follower of {partition}"),
            Self::Coordinator(group) => write!(f, "coordinator of {group}"),
            Self::TransactionCoordinator(id) => write!(f, "transaction coordinator of {id}"),
        }
    }
}
