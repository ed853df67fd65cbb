//! A run that follows another one.

use std::sync::Arc;

use engine::model::{Instant, StepId};

use crate::attack::{Deed, NotDone};
use crate::problem::Problems;
use crate::session::{JournalEntry, Progress, Session};

/// The same lab, seed and deeds as another run, under another configuration.
#[derive(Clone, Debug)]
pub struct Twin {
    session: Session,
    /// What was done to the other run, and here again, in order.
    done: Vec<Done>,
    /// Where the other run was when it was last caught up with.
    followed: Option<Place>,
}

#[derive(Clone, Debug)]
struct Done {
    /// The number of the deed in the other session.
    deed: u64,
    /// When.
    at: Instant,
    /// After which step of this run.
    step: StepId,
    refused: Option<NotDone>,
}

/// A place in a session: its moment, its step, and the last deed before it, which tells branches apart.
type Place = (Instant, StepId, Option<u64>);

impl Twin {
    /// A twin at the beginning, with these changes to the lab, as `path=value`.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn of(first: &Session, changes: &[impl AsRef<str>]) -> Result<Self, Problems> {
        let mut lab = (**first.lab()).clone();
        lab.set_all(changes)?;
        Ok(Self {
            session: Session::new(Arc::new(lab)),
            done: Vec::new(),
            followed: None,
        })
    }

    /// Its run.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// What could not be done again up to the moment that is shown.
    pub fn not_done(&self) -> impl Iterator<Item = &NotDone> {
        let shown = self.session.playhead();
        let refused = self.done.iter().filter_map(|done| done.refused.as_ref());
        refused.take_while(move |(at, ..)| *at <= shown)
    }

    /// Goes at most so many steps towards the moment that the other run shows: call it until it says that it is done.
    /// What was done to that one is done here at the same moments.
    pub fn follow(&mut self, first: &Session, max_steps: u32) -> Progress {
        let to = first.playhead();
        let journal = first.journal();
        let due = journal.partition_point(|entry| entry.step < first.position());
        let last = due.checked_sub(1).map(|last| journal[last].deed);
        let place = (to, first.position(), last);
        let done = self.followed == Some(place) || {
            self.forget_other_futures(journal);
            self.approach(first, due, max_steps)
        };
        self.followed = done.then_some(place);
        Progress {
            done,
            held: false,
            at: self.session.playhead(),
            to,
        }
    }

    /// Begins anew where the other run has not done what was done here: it has gone to another branch.
    fn forget_other_futures(&mut self, journal: &[JournalEntry]) {
        let in_common = self.done.iter().zip(journal);
        let in_common = in_common.take_while(|(done, entry)| done.deed == entry.deed);
        if in_common.count() < self.done.len() {
            self.session = Session::new(Arc::clone(self.session.lab()));
            self.done.clear();
        }
    }

    /// Goes one stretch: to the next deed, and does it, or to where the other run is; `true` when there.
    fn approach(&mut self, first: &Session, due: usize, max_steps: u32) -> bool {
        let to = first.playhead();
        if let Some(entry) = first.journal()[..due].get(self.done.len()) {
            if self.session.seek_slice(entry.at, max_steps).done {
                self.redo(first, entry);
            }
            return false;
        }
        // What comes next was done at this very moment, and the other run stands before it.
        if let Some(next) = self.done.get(due).filter(|next| next.at <= to) {
            self.session.seek_step(next.step);
            return true;
        }
        self.session.seek_slice(to, max_steps).done
    }

    fn redo(&mut self, first: &Session, entry: &JournalEntry) {
        let step = self.session.position();
        let deed = Deed::of(first, entry);
        let refused = deed.redo(&mut self.session);
        self.done.push(Done {
            deed: entry.deed,
            at: entry.at,
            step,
            refused,
        });
    }
}
