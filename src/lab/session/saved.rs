//! Runs as JSON, for journal files and links.

mod entry;
mod lab;
mod read;

use engine::model::{Instant, StepId};
use serde_json::{Value, json};

use super::{Order, Session};
use crate::file::UNTIL_MS_MAX;
use crate::lab::Lab;
use crate::link::{Deed, Moment, View};
use crate::path::Path;

/// The format of journal files.
const FORMAT: u64 = 1;

/// Steps that a saved run may ask for: one that asks for more is a trap.
pub const STEPS_MAX: u64 = 5_000_000;

/// The version of this engine. Another one may play the same journal otherwise, which the digest tells.
pub(crate) const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// What a saved run says.
const FIELDS: [&str; 10] = [
    "format",
    "engine",
    "seed",
    "playhead_us",
    "playhead_step",
    "frontier",
    "view",
    "lab",
    "journal",
    "orders",
];

/// What it says of its end.
const END_FIELDS: [&str; 3] = ["step", "at_us", "digest"];

/// The latest moment of any run.
const LATEST: Instant = Instant(UNTIL_MS_MAX * 1_000);

/// A saved run, as far as it can be read.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub(crate) lab: Lab,
    /// The version of the engine that played it.
    pub(crate) engine: Option<String>,
    pub(super) entries: Vec<Entry>,
    pub(super) playhead: Option<Moment>,
    pub(crate) end: Option<End>,
    /// What was still to be done when something has become so.
    pub(super) orders: Vec<Value>,
}

/// One action of a saved run.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Where it stands.
    pub(super) path: Path,
    /// What stands there.
    pub(super) text: Value,
    pub(super) deed: Deed,
}

/// How far a run went.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct End {
    pub(crate) moment: Moment,
    /// What its steps came to; not all links say so.
    pub(crate) digest: Option<String>,
}

impl Session {
    /// The current branch as JSON: the lab (by its id if it is one of the built-in ones, unchanged), the seed, the
    /// actions, the moment shown, and the digest at the frontier. Whatever is read of it first is what the rest needs, so
    /// that the beginning of a damaged one is still a run. `brief` leaves out steps that follow from their time.
    pub(crate) fn saved(&self, view: &View, brief: bool) -> Value {
        let frontier = self.branch().frontier;
        let follows = |step: StepId, at: Instant| brief && self.follows(step, at);
        let waiting = self.branch().next_entry(self.position());
        let due =
            waiting.is_some_and(|entry| entry.step == self.position() && entry.at <= self.playhead);
        let entries = self.journal().iter().map(|entry| {
            let step = (!follows(entry.step, entry.at)).then_some(entry.step.0);
            without_nulls(json!({ "step": step, "at_us": entry.at.0, "do": entry.action }))
        });
        let orders: Vec<Value> = self.orders().iter().map(Order::to_json).collect();
        let here = due || !follows(self.position(), self.playhead);
        let step = (!follows(frontier.step, frontier.at)).then_some(frontier.step.0);
        let digest = frontier.digest.to_string();
        without_nulls(json!({
            "format": FORMAT,
            "engine": ENGINE,
            "seed": self.lab().seed(),
            "playhead_us": self.playhead.0,
            "playhead_step": here.then_some(self.position().0),
            "frontier": without_nulls(json!({ "step": step, "at_us": frontier.at.0, "digest": digest })),
            "view": view.to_json(),
            "lab": self.lab().reference(),
            "journal": entries.collect::<Vec<_>>(),
            "orders": (!self.orders().is_empty()).then_some(orders),
        }))
    }

    /// Whether a step is where one is after everything up to a moment.
    fn follows(&self, step: StepId, at: Instant) -> bool {
        let world = self.world_at(step);
        world.is_some_and(|world| world.next_at().is_none_or(|next| next > at))
    }
}

fn without_nulls(mut object: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    object
}
