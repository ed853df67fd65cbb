//! Standing orders: what somebody wants done as soon as something has become so.
//!
//! An order is an entry of a lab's script that was given while the run went on. What it does is an action like any other,
//! journalled as of the step after which its condition held; so a run that is played again needs no orders.

use engine::model::Instant;
use serde_json::{Value, json};
use sim::{Condition, Lookout, Step, World};

use super::{Refused, Session};
use crate::action::Action;
use crate::lab::{Lab, ScriptEntry};
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::when::When;

/// More never stand at once.
const ORDERS_MAX: usize = 20;

/// An order that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Nothing before that moment is looked at.
    pub at: Instant,
    /// As soon as this holds; `None`: at that moment.
    pub when: Option<When>,
    /// What is to be done.
    pub action: Action,
    lookout: Lookout,
}

/// The orders of a session that are still to be carried out, and what became of those that could not be.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    standing: Vec<Order>,
    due: Vec<Order>,
    refused: Vec<(Order, Refused)>,
}

impl Order {
    /// The order as an entry of a script.
    pub(super) fn to_json(&self) -> Value {
        let mut entry = json!({ "at_ms": self.at.0 / 1_000, "do": self.action });
        if let Some(when) = &self.when {
            entry["when"] = json!(when);
        }
        entry
    }

    /// Reads an entry of a script, as it would stand in a lab.
    fn read(lab: &Lab, entry: &Value) -> Result<Self, Problems> {
        let place = lab.script().len();
        let found = lab.with_script_entry(entry).map_err(|problems| {
            let path = Path::ROOT.key("script").index(place).to_string();
            let mine = |problem: Problem| Problem {
                path: of_entry(&problem.path, &path),
                ..problem
            };
            Problems(problems.0.into_iter().map(mine).collect())
        })?;
        let ScriptEntry {
            at,
            when,
            action,
            times,
            ..
        } = found;
        if times != 1 {
            let message = "an order is carried out once";
            return Err(Problem::at(&Path::ROOT.key("repeat"), message).into());
        }
        Ok(Self {
            at,
            when,
            action,
            lookout: Lookout::default(),
        })
    }

    /// Whether it is to be carried out after a step.
    fn becomes_due(&mut self, step: &Step, world: &World) -> bool {
        let Some(when) = &self.when else { return false };
        world.now() >= self.at && self.lookout.sees(when, step, world)
    }
}

/// The path of a problem without that of the entry that it is in.
fn of_entry(path: &str, entry: &str) -> String {
    let within = path.strip_prefix(entry).unwrap_or(path);
    within.trim_start_matches('.').to_owned()
}

impl Session {
    /// Has something done as soon as it becomes so, or at a later moment: `entry` is one as scripts of labs have it, with
    /// `do`, `when`, `at_ms` and `for_ms`. It stands until then, whatever else is done, on whichever branch; what happened
    /// already is not looked at.
    ///
    /// # Errors
    /// When it is no such entry, is for a moment that is over, or when too many stand.
    pub fn order(&mut self, entry: &Value) -> Result<(), Problems> {
        let mut order = Order::read(&self.lab, entry)?;
        let here = self.frontier();
        if order.when.is_none() && order.at < here {
            let message = format!("must be after {here}: what was played is over");
            return Err(Problem::at(&Path::ROOT.key("at_ms"), message).into());
        }
        if self.orders.standing.len() >= ORDERS_MAX {
            let message = format!("{ORDERS_MAX} orders stand already; take one back first");
            return Err(Problem::of("", message).into());
        }
        order.at = order.at.max(here);
        self.orders.standing.push(order);
        Ok(())
    }

    /// The orders that stand, in the order in which they were given.
    #[must_use]
    pub fn orders(&self) -> &[Order] {
        &self.orders.standing
    }

    /// Takes back an order by its place; does nothing when there is none.
    pub fn withdraw(&mut self, place: usize) {
        if place < self.orders.standing.len() {
            self.orders.standing.remove(place);
        }
    }

    /// The orders that were due and could not be carried out, and why not, in order.
    #[must_use]
    pub fn refused_orders(&self) -> &[(Order, Refused)] {
        &self.orders.refused
    }

    /// Looks, after a step that nobody has seen before, for what is to be done now.
    pub(super) fn look_out(&mut self, step: &Step) {
        let world = &self.world;
        let Orders { standing, due, .. } = &mut self.orders;
        due.extend(standing.extract_if(.., |order| order.becomes_due(step, world)));
    }

    /// Carries out an order that is due, before anything else happens and no later than `until`.
    pub(super) fn carry_out(&mut self, until: Instant) -> Option<Step> {
        let none = self.orders.standing.is_empty() && self.orders.due.is_empty();
        if none || self.position() != self.branch().frontier.step {
            return None;
        }
        while let Some(order) = self.next_due(until) {
            let here = self.playhead.max(self.world.now());
            self.playhead = if order.when.is_none() {
                here.max(order.at)
            } else {
                here
            };
            match self.act_for(order.action.clone()) {
                Ok(step) => return Some(step),
                Err(refused) => self.orders.refused.push((order, refused)),
            }
        }
        None
    }

    /// The next order to carry out: one whose condition has come about, or one for a moment before which nothing happens.
    fn next_due(&mut self, until: Instant) -> Option<Order> {
        while !self.orders.due.is_empty() {
            let mut order = self.orders.due.remove(0);
            // It may have come about on a branch that was left since.
            if order.when.iter().all(|when| when.holds(&self.world)) {
                return Some(order);
            }
            order.lookout = Lookout::default();
            self.orders.standing.push(order);
        }
        let last = self.world.next_at().map_or(until, |next| next.min(until));
        let moments = self.orders.standing.iter().enumerate();
        let (place, _) = moments
            .filter(|(_, order)| order.when.is_none() && order.at <= last)
            .min_by_key(|(_, order)| order.at)?;
        Some(self.orders.standing.remove(place))
    }
}
