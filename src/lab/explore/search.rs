//! A lab, what is claimed of it, and what may be tried.

use std::sync::Arc;

use super::attempt::{Attempt, Attempting};
use super::found::{Found, Showing};
use super::options::ExploreOptions;
use super::plan::Plan;
use crate::claim::Claim;
use crate::lab::Lab;
use crate::problem::{Problem, Problems};

/// A lab whose claim somebody tries to break. It is only read: any number of threads can make attempts with it.
#[derive(Clone, Debug)]
pub struct Search {
    lab: Arc<Lab>,
    claim: Claim,
}

impl Search {
    /// A search in a lab, as the options have it.
    ///
    /// # Errors
    /// When nothing is claimed, so that nothing can be broken; or everything that is wrong with the changes to the lab.
    pub fn new(mut lab: Lab, options: &ExploreOptions) -> Result<Self, Problems> {
        if !options.set.is_empty() {
            lab.set_all(&options.set)?;
        }
        let claim = options.claim.unwrap_or(lab.claim());
        if claim == Claim::None {
            let message =
                "is none, and so nothing can break it; name another, such as at-least-once";
            return Err(Problem::of("claim", message).into());
        }
        Ok(Self {
            lab: Arc::new(lab),
            claim,
        })
    }

    /// The lab.
    #[must_use]
    pub fn lab(&self) -> &Lab {
        &self.lab
    }

    /// What every run is held to.
    #[must_use]
    pub const fn claim(&self) -> Claim {
        self.claim
    }

    /// What may break.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.lab.plan()
    }

    /// The run of a seed.
    #[must_use]
    pub fn attempt(&self, seed: u64) -> Attempt {
        self.attempting(seed).finish()
    }

    /// The run of a seed after the other, for whoever wants to stop in between.
    pub fn attempts(&self, seeds: impl IntoIterator<Item = u64>) -> impl Iterator<Item = Attempt> {
        seeds.into_iter().map(|seed| self.attempt(seed))
    }

    /// Runs an attempt again that broke the claim, for everybody to see; `None`: it did not.
    ///
    /// # Errors
    /// When it does not come to the same run and the same verdict.
    pub fn show(&self, attempt: &Attempt) -> Result<Option<Found>, Problem> {
        self.showing(attempt).map(Showing::finish).transpose()
    }

    /// The run of a seed, at its beginning.
    pub(super) fn attempting(&self, seed: u64) -> Attempting {
        Attempting::new(&self.lab, self.claim, seed)
    }

    /// An attempt that broke the claim, to be run again.
    pub(super) fn showing(&self, attempt: &Attempt) -> Option<Showing> {
        Showing::new(&self.lab, self.claim, attempt)
    }
}
