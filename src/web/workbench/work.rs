//! What a learner has done in a lab, kept by the browser: how far they are, and all that can be handed in.

use std::cell::Cell;

use lab::{Lab, Learner, Session, Submission};

use super::progress;
use crate::player::now;
use crate::{identity, storage};

/// Who rests longer than this, in ms, does not work on it meanwhile.
const REST: f64 = 30_000.0;

/// The work on one lab.
pub struct Work {
    /// Everything before this sitting.
    before: Submission,
    /// How long it took so far, in ms.
    spent: Cell<f64>,
    /// When something was done last.
    last: Cell<f64>,
}

impl Work {
    /// The work on a lab as it was left; a new one where the lab or the learner has changed.
    pub fn on(lab: &Lab) -> Self {
        let learner = identity::learner().unwrap_or_default();
        let new = Submission::new(lab, &learner);
        // By way of a value, as everything else that has actions in it: each way to read them is a copy of that code.
        let read = |text: &str| serde_json::from_value(serde_json::from_str(text).ok()?).ok();
        let kept = storage::read_as(&key(lab.id()), read);
        let kept =
            kept.filter(|kept: &Submission| (&kept.learner, &kept.lab) == (&new.learner, &new.lab));
        let before = kept.unwrap_or(new);
        Self {
            spent: Cell::new(before.seconds.unwrap_or(0) as f64 * 1_000.0),
            before,
            last: Cell::new(now()),
        }
    }

    /// Somebody is at it.
    pub fn tick(&self) {
        let (now, last) = (now(), self.last.get());
        self.spent
            .set(self.spent.get() + (now - last).clamp(0.0, REST));
        self.last.set(now);
    }

    /// All of it, with this sitting.
    pub fn with(&self, session: &Session, learner: &Learner) -> Submission {
        let mut all = self.before.clone().with(session, learner);
        all.seconds = Some((self.spent.get() / 1_000.0) as u64);
        all
    }

    /// Keeps all of it.
    pub fn keep(&self, session: &Session, learner: &Learner) {
        progress::keep(session.lab(), learner);
        storage::write(
            &key(session.lab().id()),
            &self.with(session, learner).to_json(),
        );
    }

    /// This sitting is over.
    pub fn close(&mut self, session: &Session, learner: &Learner) {
        self.before = self.with(session, learner);
    }
}

fn key(lab: &str) -> String {
    identity::own_key("work", lab)
}
