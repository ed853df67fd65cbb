//! Runs as JSON, for journal files and links, and what can be read of such JSON.

mod entry;
mod lab;

use engine::model::{Instant, StepId};
use serde_json::{Value, json};

use super::Session;
use super::loss::{Loss, LossKind};
use crate::file::UNTIL_MS_MAX;
use crate::lab::Lab;
use crate::link::{Deed, Moment, View};
use crate::path::Path;
use crate::problem::Problems;

/// The format of journal files.
const FORMAT: u64 = 1;

/// Steps that a saved run may ask for: one that asks for more is a trap.
pub const STEPS_MAX: u64 = 5_000_000;

/// The version of this engine. Another one may play the same journal otherwise, which the digest tells.
pub(crate) const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// The latest moment of any run.
const LATEST: Instant = Instant(UNTIL_MS_MAX * 1_000);

/// A saved run, as far as it can be read.
pub(crate) struct Saved {
    pub(crate) lab: Lab,
    /// The version of the engine that played it.
    pub(crate) engine: Option<String>,
    pub(super) entries: Vec<Entry>,
    pub(super) playhead: Option<Moment>,
    pub(crate) end: Option<End>,
}

/// One action of a saved run.
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
        }))
    }

    /// Whether a step is where one is after everything up to a moment.
    fn follows(&self, step: StepId, at: Instant) -> bool {
        let world = self.world_at(step);
        world.is_some_and(|world| world.next_at().is_none_or(|next| next > at))
    }
}

impl Saved {
    /// Reads what can be read. `whole`: what is missing is told as well.
    ///
    /// # Errors
    /// When there is no lab to run.
    pub(crate) fn read(
        file: &Value,
        whole: bool,
        losses: &mut Vec<Loss>,
    ) -> Result<Self, Problems> {
        let root = Path::ROOT;
        let mut reader = Reader {
            file,
            whole,
            losses,
        };
        let format = reader.number("/format", &root.key("format"), u64::MAX);
        if let Some(format) = format.filter(|format| *format != FORMAT) {
            let message = format!("must be {FORMAT}; a newer Logarium may have written it");
            let loss = Loss::at(LossKind::Format, &root.key("format"), message);
            reader.losses.push(loss.with(&format.into()));
        }
        let seed = reader.number("/seed", &root.key("seed"), u64::MAX);
        let playhead = reader.moment("/playhead_us", &root.key("playhead_us"));
        let playhead = playhead.map(|at| Moment {
            at,
            step: file
                .get("playhead_step")
                .and_then(Value::as_u64)
                .map(StepId),
        });
        let end = reader.end(&root.key("frontier"));
        let entries = entry::read_all(file.get("journal"), whole, losses);
        let engine = file.get("engine").and_then(Value::as_str);
        let lab = Lab::referenced(file.get("lab").unwrap_or(&Value::Null), losses)?;
        Ok(Self {
            lab: match seed {
                Some(seed) => lab.with_seed(seed),
                None => lab,
            },
            engine: engine.map(str::to_owned),
            entries,
            playhead,
            end,
        })
    }
}

struct Reader<'a> {
    file: &'a Value,
    whole: bool,
    losses: &'a mut Vec<Loss>,
}

impl Reader<'_> {
    fn number(&mut self, pointer: &str, path: &Path, most: u64) -> Option<u64> {
        let found = self.file.pointer(pointer);
        let number = found.and_then(Value::as_u64).filter(|n| *n <= most);
        if number.is_none() && (self.whole || found.is_some()) {
            let message = format!("must be a whole number from 0 to {most}");
            let loss = Loss::at(LossKind::Unreadable, path, message);
            self.losses.push(loss.with(found.unwrap_or(&Value::Null)));
        }
        number
    }

    fn moment(&mut self, pointer: &str, path: &Path) -> Option<Instant> {
        self.number(pointer, path, LATEST.0).map(Instant)
    }

    fn end(&mut self, path: &Path) -> Option<End> {
        let step = self.number("/frontier/step", &path.key("step"), STEPS_MAX);
        let at = self.moment("/frontier/at_us", &path.key("at_us"));
        let digest = self
            .file
            .pointer("/frontier/digest")
            .and_then(Value::as_str);
        if digest.is_none() && self.whole {
            let message = "is missing: whether this is the same run cannot be told";
            let loss = Loss::at(LossKind::Unreadable, &path.key("digest"), message);
            self.losses.push(loss);
        }
        Some(End {
            moment: Moment {
                at: at?,
                step: step.map(StepId),
            },
            digest: digest.map(str::to_owned),
        })
    }
}

fn without_nulls(mut object: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    object
}
