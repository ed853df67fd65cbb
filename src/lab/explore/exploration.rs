//! A search on its way.

use engine::model::Instant;

use super::attempt::Attempting;
use super::explored::Explored;
use super::found::Showing;
use super::options::ExploreOptions;
use super::search::Search;
use crate::lab::Lab;
use crate::problem::{Problem, Problems};
use crate::work::Work;

/// Everything that the options want, one run after the other, in slices.
pub struct Exploration {
    search: Search,
    seeds: Box<dyn Iterator<Item = u64>>,
    /// How many runs there are to be.
    runs: u64,
    doing: Option<Doing>,
    explored: Explored,
    wrong: Option<Problem>,
}

enum Doing {
    /// A run is made.
    Attempting(Box<Attempting>),
    /// One that broke the claim is made again.
    Showing(Box<Showing>),
}

impl Exploration {
    /// A search in a lab that has not begun.
    ///
    /// # Errors
    /// Everything that is wrong with the options.
    pub fn new(lab: Lab, options: &ExploreOptions) -> Result<Self, Problems> {
        let search = Search::new(lab, options)?;
        Ok(Self {
            explored: Explored::begin(&search, options),
            seeds: Box::new(options.seeds()),
            runs: options.seeds().count() as u64,
            search,
            doing: None,
            wrong: None,
        })
    }

    /// What has come of it so far.
    #[must_use]
    pub const fn explored(&self) -> &Explored {
        &self.explored
    }

    /// How many runs there are to be.
    #[must_use]
    pub const fn runs(&self) -> u64 {
        self.runs
    }

    /// What came of it.
    ///
    /// # Errors
    /// That a run does not come to the same when it is run again.
    pub fn finish(mut self) -> Result<Explored, Problem> {
        while !self.slice(u32::MAX) {}
        match self.wrong {
            Some(problem) => Err(problem),
            None => Ok(self.explored),
        }
    }

    /// Goes on with a run; `None` when there is no more to do.
    fn go_on(&mut self, doing: Doing, steps: u32) -> Result<Option<Doing>, Problem> {
        match doing {
            Doing::Attempting(mut run) => {
                if !run.slice(steps) {
                    return Ok(Some(Doing::Attempting(run)));
                }
                let attempt = run.finish();
                let is_wanted = self.explored.wants(&attempt);
                self.explored.count(&attempt);
                let showing = self.search.showing(&attempt).filter(|_| is_wanted);
                Ok(showing.map(|showing| Doing::Showing(Box::new(showing))))
            }
            Doing::Showing(mut run) => {
                if !run.slice(steps) {
                    return Ok(Some(Doing::Showing(run)));
                }
                self.explored.broken.push(run.finish()?);
                Ok(None)
            }
        }
    }
}

impl Work for Exploration {
    fn slice(&mut self, steps: u32) -> bool {
        let next = || {
            let run = self.search.attempting(self.seeds.next()?);
            Some(Doing::Attempting(Box::new(run)))
        };
        let Some(doing) = self.doing.take().or_else(next) else {
            return true;
        };
        match self.go_on(doing, steps) {
            Ok(doing) => self.doing = doing,
            Err(problem) => self.wrong = Some(problem),
        }
        self.wrong.is_some()
    }

    fn progress(&self) -> (Instant, Instant) {
        let length = self.search.lab().until().0;
        let far = |runs: u64| runs.saturating_mul(length);
        let begun = match &self.doing {
            Some(Doing::Attempting(run)) => run.at().0,
            Some(Doing::Showing(_)) | None => 0,
        };
        let at = far(self.explored.runs).saturating_add(begun);
        (Instant(at), Instant(far(self.runs)))
    }
}
