//! What somebody did to a run, to be done again to another.

use std::sync::Arc;

use engine::model::{Duration, Instant};

use crate::action::Action;
use crate::lab::Lab;
use crate::session::{Refused, Session};

/// Actions with their times.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    deeds: Vec<(Instant, Action)>,
    /// When what they did was looked at: some damage shows late.
    until: Instant,
}

/// An attack on another configuration.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The run, at its end.
    pub session: Session,
    /// What could not be done there, when, and why not.
    pub refused: Vec<(Instant, Action, Refused)>,
}

impl Attack {
    /// What was done up to the playhead.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let done = session.journal().iter();
        let done = done.take_while(|entry| entry.step < session.position());
        Self {
            deeds: done.map(|entry| (entry.at, entry.action.clone())).collect(),
            until: session.playhead(),
        }
    }

    /// Whether nothing was done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deeds.is_empty()
    }

    /// Does the same at the same times to a lab from its beginning, and lets it go on for so long after all that was seen of
    /// the attack.
    #[must_use]
    pub fn replay(&self, lab: Arc<Lab>, run: Duration) -> Replayed {
        let mut session = Session::new(lab);
        let mut refused = Vec::new();
        for (at, action) in &self.deeds {
            session.seek(*at);
            if let Err(why) = session.act(action.clone()) {
                refused.push((*at, action.clone(), why));
            }
        }
        session.seek(self.until.max(session.playhead()) + run);
        Replayed { session, refused }
    }
}
