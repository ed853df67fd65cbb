//! Deeds done again, one after the other, in a run that has only begun.

use std::sync::Arc;

use engine::model::Instant;

use crate::attack::{Deed, NotDone};
use crate::lab::Lab;
use crate::session::Session;
use crate::work::Work;

/// Deeds on their way through another run.
#[derive(Clone, Debug)]
pub(crate) struct Redoing {
    deeds: Vec<Deed>,
    /// How many of them are done.
    done: usize,
    /// How far the run goes.
    end: Instant,
    replayed: Replayed,
}

/// Deeds that were done again.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The run, at its end.
    pub session: Session,
    /// What could not be done there, when, and why not.
    pub refused: Vec<NotDone>,
}

impl Redoing {
    /// What is to be done to a lab from its beginning, in order, and how far it then goes.
    pub(crate) fn new(lab: Arc<Lab>, deeds: Vec<Deed>, end: Instant) -> Self {
        Self {
            deeds,
            done: 0,
            end,
            replayed: Replayed {
                session: Session::new(lab),
                refused: Vec::new(),
            },
        }
    }

    /// The run, played to its end.
    pub(crate) fn finish(mut self) -> Replayed {
        while !self.slice(u32::MAX) {}
        self.replayed
    }
}

impl Work for Redoing {
    fn slice(&mut self, steps: u32) -> bool {
        let Replayed { session, refused } = &mut self.replayed;
        let Some(deed) = self.deeds.get(self.done) else {
            return session.seek_slice(self.end, steps).done;
        };
        if session.seek_slice(deed.at, steps).done {
            refused.extend(deed.redo(session));
            self.done += 1;
        }
        false
    }

    fn progress(&self) -> (Instant, Instant) {
        (self.replayed.session.playhead(), self.end)
    }
}
