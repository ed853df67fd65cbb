//! What there is to say of an opened link, as JSON: `logarium link --json`, and the export to JavaScript.

use serde_json::{Value, json};

use super::opened::{Opened, open};
use crate::run::{FORMAT, bad_input};
use crate::session::ENGINE;

/// Opens a link and answers JSON; see `docs/links.md`.
///
/// The answer has `status`: 0 when everything was restored, 1 when there are `losses`, 2 when nothing was restored; with
/// 2 there is `problems`, a list of `path`, `value` and `message`.
#[must_use]
pub fn open_json(link: &str) -> String {
    match open(link) {
        Ok(opened) => opened.to_json(),
        Err(problems) => bad_input(&problems),
    }
}

impl Opened {
    /// 0: everything was restored; 1: something was not.
    #[must_use]
    pub fn status(&self) -> u8 {
        u8::from(!self.losses.is_empty())
    }

    /// The digest that the link says, if it says one.
    #[must_use]
    pub fn digest_said(&self) -> Option<&str> {
        self.end.as_ref()?.digest.as_deref()
    }

    /// What there is to say of it. Its fields are stable: some are added, none changed.
    #[must_use]
    pub fn to_json(&self) -> String {
        let session = &self.session;
        let lab = session.lab();
        let reached = session.reached();
        let journal = session.journal().iter();
        let journal: Vec<Value> = journal
            .map(|entry| json!({ "step": entry.step.0, "at_us": entry.at.0, "do": entry.action }))
            .collect();
        let said = self.end.as_ref().map(|end| {
            let step = end.moment.step.map(|step| step.0);
            json!({ "step": step, "at_us": end.moment.at.0, "digest": end.digest })
        });
        let losses = self.losses.iter().map(|loss| {
            let problem = &loss.problem;
            json!({
                "kind": loss.kind.name(),
                "path": problem.path,
                "value": problem.value,
                "message": problem.message,
            })
        });
        json!({
            "format": FORMAT,
            "status": self.status(),
            "engine": ENGINE,
            "lab": lab.id(),
            "built_in": lab.reference().get("id").is_some(),
            "seed": lab.seed(),
            "journal": journal,
            "playhead_us": session.playhead().0,
            "playhead_step": session.position().0,
            "frontier": {
                "step": reached.step.0,
                "at_us": reached.at.0,
                "digest": reached.digest.to_string(),
            },
            "view": self.view.to_json(),
            "said": { "engine": self.engine, "frontier": said },
            "losses": losses.collect::<Vec<_>>(),
            "link": super::to(session, &self.view),
        })
        .to_string()
    }
}
