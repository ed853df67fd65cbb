//! Standing orders: what is to be done as soon as something has become so.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem;
use std::sync::Arc;

use engine::model::{Duration, Instant};
use engine::node::Node;

use crate::action::Action;
use crate::any_node::AnyNode;
use crate::role::Target;
use crate::step::Step;
use crate::world::World;

/// Something that holds in a world or does not. Whoever makes the setup says what: this room only looks.
pub trait Condition<N = AnyNode>: fmt::Debug + Send + Sync {
    /// Whether a step may have changed whether it holds. If in doubt, it may.
    fn concerns(&self, step: &Step, world: &World<N>) -> bool;

    /// Whether it holds. The world has just taken a step.
    fn holds(&self, world: &World<N>) -> bool;
}

/// A standing order. What it wants is done in a step of its own, right after the step that made its condition hold and
/// before anything else of that instant: nobody can have reacted yet.
#[derive(Clone, Debug)]
pub struct Watch<N = AnyNode> {
    /// When something has to be done.
    pub when: Arc<dyn Condition<N>>,
    /// What.
    pub action: Action<Target>,
    /// Steps before that time are not looked at.
    pub not_before: Instant,
    /// How often it is done at most.
    pub times: u32,
    /// How much later the next time is at least, if the condition still holds or holds again.
    pub every: Duration,
}

/// A standing order that is still to be carried out, at least once more.
#[derive(Clone, Debug, Hash)]
struct Pending<N> {
    watch: Watch<N>,
    lookout: Lookout,
}

/// Whether a condition was looked at since its time has come. What has been so for long may concern no step any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lookout(bool);

impl Lookout {
    /// Whether the condition holds, as far as this step can have changed that.
    pub fn sees<N>(&mut self, when: &dyn Condition<N>, step: &Step, world: &World<N>) -> bool {
        if self.0 && !when.concerns(step, world) {
            return false;
        }
        self.0 = true;
        when.holds(world)
    }
}

/// The standing orders of a run, and those that are due.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Watches<N> {
    pending: Vec<Pending<N>>,
    due: VecDeque<Box<Action<Target>>>,
}

impl<N> Watches<N> {
    pub(crate) fn new(watches: Vec<Watch<N>>) -> Self {
        Self {
            pending: watches.into_iter().map(Pending::new).collect(),
            due: VecDeque::new(),
        }
    }

    /// Whether something has to be done before anything else happens.
    pub(crate) fn is_due(&self) -> bool {
        !self.due.is_empty()
    }

    /// How much has to be done.
    pub(crate) fn due(&self) -> usize {
        self.due.len()
    }

    /// The next thing that has to be done.
    pub(crate) fn next_due(&mut self) -> Option<Box<Action<Target>>> {
        self.due.pop_front()
    }
}

impl<N: Node + Clone + Hash> World<N> {
    /// Looks, after a step, for what is to be done now.
    pub(crate) fn look_out(&mut self, step: &Step) {
        if self.watches.pending.is_empty() {
            return;
        }
        let mut pending = mem::take(&mut self.watches.pending);
        for one in &mut pending {
            if one.is_so(step, self) {
                let watch = &mut one.watch;
                watch.times = watch.times.saturating_sub(1);
                watch.not_before = self.now + watch.every;
                one.lookout = Lookout::default();
                self.watches.due.push_back(Box::new(watch.action.clone()));
            }
        }
        pending.retain(|one| one.watch.times > 0);
        self.watches.pending = pending;
    }
}

impl<N> Pending<N> {
    fn new(watch: Watch<N>) -> Self {
        Self {
            watch,
            lookout: Lookout::default(),
        }
    }

    /// Whether its time has come and its condition holds, as far as this step can have changed that.
    fn is_so(&mut self, step: &Step, world: &World<N>) -> bool {
        let Watch {
            when, not_before, ..
        } = &self.watch;
        world.now >= *not_before && self.lookout.sees(&**when, step, world)
    }
}

impl<N> Hash for Watch<N> {
    /// Without the condition, which does not change: it follows from the setup.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.action.hash(state);
        self.not_before.hash(state);
        self.times.hash(state);
        self.every.hash(state);
    }
}
