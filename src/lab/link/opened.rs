//! Links opened: everything that can be restored, and the rest by name.

use serde_json::{Value, json};

use super::address::Address;
use super::view::View;
use super::{packed, readable};
use crate::problem::Problems;
use crate::session::{End, Loss, Replay, Saved, Session};

/// A link that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The run, at the moment that the link shows.
    pub session: Session,
    /// What else it shows.
    pub view: View,
    /// What was not restored as it was; empty: everything was.
    pub losses: Vec<Loss>,
    /// The version of the engine that made it, if it says so.
    pub engine: Option<String>,
    /// How far it says that the run went, and what its steps came to.
    pub(super) end: Option<End>,
}

/// A link that is read and not played yet.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Its run.
    pub replay: Replay,
    /// What else it shows.
    pub view: View,
}

/// Opens a link: a whole URL, or what follows its `#`.
///
/// # Errors
/// Everything that is wrong with it, when nothing of it can be restored.
pub fn open(text: &str) -> Result<Opened, Problems> {
    Ok(opening(text)?.finish())
}

/// The same, but the run is still to be played.
///
/// # Errors
/// As above.
pub fn opening(text: &str) -> Result<Opening, Problems> {
    let mut losses = Vec::new();
    let (file, whole) = match Address::of(text)? {
        Address::Run(payload) => (packed::read(&payload, &mut losses)?, true),
        Address::Lab { id, query } => {
            let file = match query {
                Some(query) => readable::read(&id, &query, &mut losses),
                None => json!({ "lab": { "id": id } }),
            };
            (file, false)
        }
    };
    let saved = match Saved::read(&file, whole, &mut losses) {
        Ok(saved) => saved,
        Err(problems) => {
            let told = losses.into_iter().map(|loss| loss.problem);
            return Err(Problems(told.chain(problems.0).collect()));
        }
    };
    let view = View::read(file.get("view"), &mut losses);
    let replay = Replay::new(saved, losses);
    Ok(Opening { replay, view })
}

/// What a link holds, as far as it can be read: a run's or a submission's; of one that only names a lab, its name.
pub(crate) fn content(text: &str) -> Option<Value> {
    let losses = &mut Vec::new();
    if let Some(payload) = packed::payload(packed::SUBMISSION, text) {
        return packed::read(payload, losses).ok();
    }
    match Address::of(text).ok()? {
        Address::Run(payload) => packed::read(&payload, losses).ok(),
        Address::Lab { id, .. } => Some(json!({ "lab": { "id": id } })),
    }
}

impl Opening {
    /// Plays what is left to be played.
    #[must_use]
    pub fn finish(self) -> Opened {
        let engine = self.replay.engine().map(ToOwned::to_owned);
        let end = self.replay.end().cloned();
        let (session, losses) = self.replay.finish();
        Opened {
            session,
            view: self.view,
            losses,
            engine,
            end,
        }
    }
}
