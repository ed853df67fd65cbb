//! Actions: whether they can be, and what they do.

use std::hash::Hash;

use engine::model::{Duration, NodeId};
use engine::node::{Input, Node};

use crate::action::{Action, Fault};
use crate::inbox::Delivery;
use crate::moment::{Happened, Moment};
use crate::refusal::Refusal;
use crate::slot::{Ending, Life};
use crate::step::{Outcome, What};
use crate::world::World;

impl<N: Node + Clone + Hash> World<N> {
    /// Whether an action can be now.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(&self, action: &Action) -> Result<(), Refusal> {
        let refuse = |refused: bool, refusal: Refusal| if refused { Err(refusal) } else { Ok(()) };
        match *action {
            Action::Command { node, .. } | Action::Fault(Fault::Crash(node)) => {
                refuse(!self.life(node)?.is_running(), Refusal::NotRunning(node))
            }
            Action::Start(node) => {
                refuse(self.life(node)?.is_running(), Refusal::AlreadyRunning(node))
            }
            Action::Fault(Fault::Restart(node)) => refuse(
                self.life(node)? == Life::NeverStarted,
                Refusal::NeverStarted(node),
            ),
            Action::Fault(Fault::PowerCut(node)) => match self.life(node)? {
                Life::NeverStarted => Err(Refusal::NeverStarted(node)),
                life => refuse(life.is_powered_off(), Refusal::AlreadyPoweredOff(node)),
            },
            Action::Fault(Fault::Pause(node)) => match self.life(node)? {
                Life::Up => Ok(()),
                Life::Paused => Err(Refusal::AlreadyPaused(node)),
                Life::NeverStarted | Life::Down { .. } => Err(Refusal::NotRunning(node)),
            },
            Action::Fault(Fault::Resume(node)) => {
                refuse(self.life(node)? != Life::Paused, Refusal::NotPaused(node))
            }
            Action::Fault(Fault::Partition { a, b, one_way }) => {
                let (there, back) = self.cuts(a, b)?;
                refuse(
                    there && (one_way || back),
                    Refusal::AlreadyPartitioned { a, b },
                )
            }
            Action::Fault(Fault::Repair { a, b }) => refuse(
                self.cuts(a, b)? == (false, false) && self.links.slowness(a, b) == Duration::ZERO,
                Refusal::NothingToRepair { a, b },
            ),
            Action::Fault(Fault::Drop(flight)) => refuse(
                !self.is_message_in_flight(flight),
                Refusal::NoSuchFlight { flight },
            ),
            Action::Fault(Fault::Slow { a, b, .. }) => self.cuts(a, b).map(|_| ()),
            Action::Fault(Fault::Wipe(node)) => match self.life(node)? {
                Life::Up | Life::Paused => Err(Refusal::StillRunning(node)),
                Life::NeverStarted => Err(Refusal::NeverStarted(node)),
                Life::Down { .. } => Ok(()),
            },
            Action::Fault(Fault::DiskFull(node)) => {
                refuse(self.is_filled(node)?, Refusal::AlreadyFull(node))
            }
            Action::Fault(Fault::DiskFreed(node)) => {
                refuse(!self.is_filled(node)?, Refusal::NotFilled(node))
            }
            Action::Fault(Fault::SlowDisk { node, times }) => {
                self.life(node)?;
                refuse(times == 0, Refusal::NoTimeAtAll(node))
            }
            Action::Fault(Fault::SkewClock { node, .. }) => self.life(node).map(|_| ()),
        }
    }

    /// Does what can be.
    pub(crate) fn perform(&mut self, action: Action, moment: &mut Moment) -> Happened {
        match &action {
            Action::Command { node, command } => {
                let input = Input::Command(command.clone());
                let delivery = Delivery {
                    input,
                    flight: None,
                    cause: Some(moment.id),
                    since: self.now,
                };
                self.host(*node).enqueue(delivery);
            }
            Action::Start(node) => self.host(*node).start_process(moment),
            Action::Fault(fault) => self.inject(*fault, moment),
        }
        let node = action.node();
        Happened {
            node,
            what: What::Action(action),
            outcome: Outcome::Handled,
            cause: None,
            since: self.now,
        }
    }

    fn inject(&mut self, fault: Fault, moment: &mut Moment) {
        let now = self.now;
        match fault {
            Fault::Crash(node) => self.host(node).end_process(Ending::Crashed, now, moment),
            Fault::PowerCut(node) => self.host(node).cut_power(moment),
            Fault::Restart(node) => {
                let mut host = self.host(node);
                if host.slot.life.is_running() {
                    host.end_process(Ending::Crashed, now, moment);
                }
                host.start_process(moment);
            }
            Fault::Pause(node) => {
                let mut host = self.host(node);
                host.cancel_turn();
                host.slot.life = Life::Paused;
            }
            Fault::Resume(node) => {
                let mut host = self.host(node);
                host.slot.life = Life::Up;
                host.schedule_turn();
            }
            Fault::Partition { a, b, one_way } => {
                self.links.blocked.insert((a, b));
                if !one_way {
                    self.links.blocked.insert((b, a));
                }
            }
            Fault::Slow { a, b, extra } => self.links.slow(a, b, extra),
            Fault::Repair { a, b } => {
                self.links.slow(a, b, Duration::ZERO);
                for (from, to) in [(a, b), (b, a)] {
                    if self.links.blocked.remove(&(from, to)) {
                        self.release_way(from, to, moment);
                    }
                }
            }
            Fault::Wipe(node) => self.host(node).slot.disk.wipe(),
            Fault::DiskFull(node) => self.host(node).slot.disk.fill(),
            Fault::DiskFreed(node) => self.host(node).slot.disk.free(),
            Fault::SlowDisk { node, times } => self.host(node).slot.disk.slow_down(times),
            Fault::Drop(flight) => self.drop_message(flight, moment),
            Fault::SkewClock { node, offset_ms } => {
                self.host(node).slot.clock.offset_ms = offset_ms;
            }
        }
    }

    fn life(&self, node: NodeId) -> Result<Life, Refusal> {
        let unknown = || Refusal::UnknownNode {
            node,
            known: self.slots.ids().to_vec(),
        };
        self.slots
            .get(node)
            .map(|slot| slot.life)
            .ok_or_else(unknown)
    }

    fn is_filled(&self, node: NodeId) -> Result<bool, Refusal> {
        self.life(node)?;
        Ok(self
            .slots
            .get(node)
            .is_some_and(|slot| slot.disk.is_filled()))
    }

    /// Whether the ways between two nodes are cut, there and back.
    fn cuts(&self, a: NodeId, b: NodeId) -> Result<(bool, bool), Refusal> {
        self.life(a)?;
        self.life(b)?;
        if a == b {
            return Err(Refusal::NoSuchLink(a));
        }
        Ok((self.links.is_blocked(a, b), self.links.is_blocked(b, a)))
    }
}
