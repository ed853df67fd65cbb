//! Actions: whether they can be, and what they do.

use std::hash::Hash;

use engine::model::NodeId;
use engine::node::{Input, Node};

use crate::action::Action;
use crate::agenda::Event;
use crate::fault::Fault;
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
            Action::Fault(Fault::Drop(flight)) => refuse(
                !self.is_message_in_flight(flight),
                Refusal::NoSuchFlight { flight },
            ),
            Action::Fault(Fault::Delay { flight, .. }) => {
                refuse(!self.is_moving(flight), Refusal::NotMoving { flight })
            }
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
            Action::Fault(
                fault @ (Fault::Partition { .. }
                | Fault::Slow { .. }
                | Fault::Repair { .. }
                | Fault::Heal { .. }
                | Fault::Hold { .. }
                | Fault::Release { .. }
                | Fault::Flaky { .. }
                | Fault::DropNext { .. }),
            ) => self.check_ways(fault),
            Action::Together(ref actions) => {
                let mut checked = actions.iter().map(|one| self.check(one));
                let first = checked.next().unwrap_or(Err(Refusal::Nothing));
                first.or_else(|refusal| checked.find(Result::is_ok).unwrap_or(Err(refusal)))
            }
            Action::Passing { ref what, .. } => {
                self.check(what)?;
                refuse(what.mending().is_none(), Refusal::NothingToMend)
            }
        }
    }

    /// Does what can be. What is told of it is what was done.
    pub(crate) fn perform(&mut self, action: Action, moment: &mut Moment) -> Happened {
        let action = self.carry(action, moment);
        Happened {
            node: action.node(),
            what: What::Action(action),
            outcome: Outcome::Handled,
            cause: None,
            since: self.now,
        }
    }

    fn carry(&mut self, action: Action, moment: &mut Moment) -> Action {
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
            Action::Together(actions) => return self.carry_all(actions, moment),
            Action::Passing { what, lasts } => {
                let (what, lasts) = (self.carry((**what).clone(), moment), *lasts);
                if let Some(mending) = what.mending() {
                    let mending = Event::Mend(Box::new(mending.into()));
                    self.agenda.schedule(self.now + lasts, mending);
                }
                let what = Box::new(what);
                return Action::Passing { what, lasts };
            }
        }
        action
    }

    /// Does one after the other; what cannot be by then is left out.
    fn carry_all(&mut self, actions: &[Action], moment: &mut Moment) -> Action {
        let mut done = Vec::new();
        for action in actions {
            if self.check(action).is_ok() {
                done.push(self.carry(action.clone(), moment));
            }
        }
        Action::Together(done)
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
            Fault::Wipe(node) => self.host(node).slot.disk.wipe(),
            Fault::DiskFull(node) => self.host(node).slot.disk.fill(),
            Fault::DiskFreed(node) => self.host(node).slot.disk.free(),
            Fault::SlowDisk { node, times } => self.host(node).slot.disk.slow_down(times),
            Fault::Drop(flight) => self.drop_message(flight, moment),
            Fault::Delay { flight, by } => self.delay_message(flight, by, moment),
            Fault::SkewClock { node, offset_ms } => {
                self.host(node).slot.clock.offset_ms = offset_ms;
            }
            Fault::Partition { .. }
            | Fault::Slow { .. }
            | Fault::Repair { .. }
            | Fault::Heal { .. }
            | Fault::Hold { .. }
            | Fault::Release { .. }
            | Fault::Flaky { .. }
            | Fault::DropNext { .. } => self.change_ways(fault, moment),
        }
    }

    pub(crate) fn life(&self, node: NodeId) -> Result<Life, Refusal> {
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
}
