//! What is done to the ways between nodes: whether it can be, and what it does.

use std::hash::Hash;

use engine::model::{Duration, NodeId};
use engine::node::Node;

use crate::fault::Fault;
use crate::link::Trap;
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::world::World;

impl<N: Node + Clone + Hash> World<N> {
    /// Whether a fault of ways can be now.
    ///
    /// # Errors
    /// Why it cannot.
    pub(crate) fn check_ways(&self, fault: Fault) -> Result<(), Refusal> {
        let (a, b) = match *fault.nodes() {
            [a, b] => (*a, *b),
            _ => return Ok(()),
        };
        self.life(a)?;
        self.life(b)?;
        if a == b {
            return Err(Refusal::NoSuchLink(a));
        }
        let ways = |one_way| both(a, b, one_way).into_iter();
        let links = &self.links;
        let refused = match fault {
            Fault::Partition { one_way, .. } => ways(one_way)
                .all(|way| links.blocked.contains(&way))
                .then_some(Refusal::AlreadyPartitioned { a, b }),
            Fault::Heal { one_way, .. } => (!ways(one_way).any(|way| links.blocked.contains(&way)))
                .then_some(Refusal::NotPartitioned { a, b }),
            Fault::Hold { one_way, .. } => ways(one_way)
                .all(|way| links.held.contains(&way))
                .then_some(Refusal::AlreadyHeld { a, b }),
            Fault::Release { one_way, .. } => (!ways(one_way).any(|way| links.held.contains(&way)))
                .then_some(Refusal::NotHeld { a, b }),
            Fault::Flaky { lost, of, .. } => {
                (of == 0 || lost > of).then_some(Refusal::NoRatio { lost, of })
            }
            Fault::Repair { .. } => (!ways(false).any(|way| links.is_troubled(way)))
                .then_some(Refusal::NothingToRepair { a, b }),
            _ => None,
        };
        refused.map_or(Ok(()), Err)
    }

    /// Does what can be to the ways between two nodes.
    pub(crate) fn change_ways(&mut self, fault: Fault, moment: &mut Moment) {
        match fault {
            Fault::Partition { a, b, one_way } => {
                self.links.blocked.extend(both(a, b, one_way));
            }
            Fault::Heal { a, b, one_way } => {
                for way in both(a, b, one_way) {
                    if self.links.blocked.remove(&way) {
                        self.release_way(way, moment);
                    }
                }
            }
            Fault::Hold { a, b, one_way } => {
                for way in both(a, b, one_way) {
                    if self.links.held.insert(way) {
                        self.stop_way(way);
                    }
                }
            }
            Fault::Release {
                a,
                b,
                one_way,
                messages: Some(messages),
            } => self.let_go(&both(a, b, one_way), messages, moment),
            Fault::Release { a, b, one_way, .. } => {
                for way in both(a, b, one_way) {
                    if self.links.held.remove(&way) {
                        self.release_way(way, moment);
                    }
                }
            }
            Fault::Slow {
                a,
                b,
                extra,
                one_way,
            } => {
                for way in both(a, b, one_way) {
                    self.links.slow(way, extra);
                }
            }
            Fault::Flaky {
                a,
                b,
                one_way,
                lost,
                of,
            } => {
                for way in both(a, b, one_way) {
                    self.links.lose_some(way, lost, of);
                }
            }
            Fault::Repair { a, b } => {
                for way in both(a, b, false) {
                    self.links.slow(way, Duration::ZERO);
                    self.links.lose_some(way, 0, 1);
                    self.links.traps.retain(|trap| trap.way != way);
                    let (cut, held) = (
                        self.links.blocked.remove(&way),
                        self.links.held.remove(&way),
                    );
                    if cut || held {
                        self.release_way(way, moment);
                    }
                }
            }
            Fault::DropNext { from, to, like } => {
                let way = (from, to);
                self.links.traps.push(Trap { way, like });
            }
            _ => {}
        }
    }
}

/// The way there, and back unless only one is meant.
fn both(a: NodeId, b: NodeId, one_way: bool) -> Vec<(NodeId, NodeId)> {
    if one_way {
        vec![(a, b)]
    } else {
        vec![(a, b), (b, a)]
    }
}
