//! Acting at the playhead: at the frontier the run goes on, in the past it forks.

use sim::Refusal;
use thiserror::Error;

use super::play::deed_as_step;
use super::{JournalEntry, Session};
use crate::action::Action;
use crate::problem::Problem;

/// Why an action was not done. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// It names what the lab does not have, or a value that cannot be sent.
    #[error("{0}")]
    Wrong(Problem),
    /// It cannot be now: whoever is running cannot be started.
    #[error("{0}")]
    NotNow(Refusal),
}

impl Session {
    /// Acts at the playhead. In the past, the run forks: its old future stays as the branch that it is.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn act(&mut self, action: Action) -> Result<(), Refused> {
        let deed = self.lab.translate(&action).map_err(Refused::Wrong)?;
        let mut world = self.world.clone();
        world
            .advance_clock(self.playhead)
            .map_err(Refused::NotNow)?;
        world.apply(deed.clone()).map_err(Refused::NotNow)?;

        let step = self.world.steps();
        if self.branch().frontier.step != step {
            let branch =
                self.branch()
                    .fork(self.current, &self.world, self.playhead, action.clone());
            self.branches.push(branch);
            self.current = self.branches.len() - 1;
        }
        let (at, deed_number) = (self.playhead, self.deeds);
        self.deeds += 1;
        let entry = JournalEntry {
            step,
            at,
            action: action.clone(),
            deed: deed_number,
        };
        let branch = self.branch_mut();
        branch.journal.push(entry);
        branch.frontier.at = at;
        self.world = world;
        self.played(&deed_as_step(step, at, deed), Some(action));
        Ok(())
    }
}
