//! Acting at the playhead: at the frontier the run goes on, in the past it forks.

use sim::Step;

use super::{JournalEntry, Refused, Session};
use crate::action::Action;

impl Session {
    /// Acts at the playhead. In the past, the run forks: its old future stays as the branch that it is.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn act(&mut self, action: Action) -> Result<(), Refused> {
        self.act_for(action).map(drop)
    }

    /// The same for somebody who wants to know the step that it was.
    pub(super) fn act_for(&mut self, action: Action) -> Result<Step, Refused> {
        if let Some(first) = self.lab.prepares(&action, &self.world) {
            // What is wrong with it is told before anything is done for it.
            self.lab.resolve(action.clone(), &self.world)?;
            self.act_alone(first)?;
        }
        self.act_alone(action)
    }

    /// Whether it can be done at the playhead, after what it needs first.
    #[must_use]
    pub fn can(&self, action: &Action) -> bool {
        let Ok((_, deed)) = self.lab.resolve(action.clone(), &self.world) else {
            return false;
        };
        match self.lab.prepares(action, &self.world) {
            Some(first) => self.can(&first),
            None => self.world.check(&deed).is_ok(),
        }
    }

    fn act_alone(&mut self, action: Action) -> Result<Step, Refused> {
        let (action, deed) = self.lab.resolve(action, &self.world)?;
        let mut world = self.world.clone();
        let refused = |refusal| Refused::by_world(&self.lab, refusal);
        world.advance_clock(self.playhead).map_err(refused)?;
        let taken = world.apply(deed).map_err(refused)?;
        let steps_done = self.lab.steps_done_by(&action, &self.world);

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
            steps_done,
        };
        let branch = &mut self.branches[self.current];
        branch.journal.push(entry);
        if at < branch.frontier.at {
            // Time had passed with nothing happening in it: it passes otherwise now.
            branch.samples = branch.samples.up_to(at, &self.world);
        }
        branch.frontier.at = at;
        self.world = world;
        self.played(&taken, Some(action));
        Ok(taken)
    }
}
