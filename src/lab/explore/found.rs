//! A broken claim, shown: the same run again, as a session that anybody can open.

use std::sync::Arc;

use engine::model::{Instant, StepId};

use super::attempt::{Attempt, Broken};
use crate::action::{Action, Passing};
use crate::claim::Claim;
use crate::lab::Lab;
use crate::link::{self, View};
use crate::problem::Problem;
use crate::scorecard::{Count, Reason};
use crate::session::Session;

/// A run in which the claim does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What chance followed from.
    pub seed: u64,
    /// What was claimed.
    pub claim: Claim,
    /// What breaks it, the gravest first.
    pub reasons: Vec<Reason>,
    /// What was done, and when.
    pub deeds: Vec<(Instant, Action)>,
    /// How many steps the run has.
    pub steps: StepId,
    /// The fingerprint of all of them.
    pub digest: String,
    /// The link that replays it.
    pub link: String,
}

impl Found {
    /// The published name of the gravest thing that breaks the claim.
    #[must_use]
    pub fn anomaly(&self) -> &'static str {
        self.reasons.first().map_or("", |reason| name(reason.count))
    }

    /// What was done, in words, with the times: `9.2 s crash:broker-1 for 500 ms`.
    pub fn told(&self) -> impl Iterator<Item = String> {
        self.deeds.iter().map(|(at, action)| words(*at, action))
    }
}

/// A broken attempt that is run again, through a session.
#[derive(Clone, Debug)]
pub(super) struct Showing {
    claim: Claim,
    attempt: Attempt,
    broken: Broken,
    session: Session,
    /// How many of the deeds are done.
    done: usize,
}

impl Showing {
    /// An attempt, to be run again; `None`: the claim holds in it.
    pub(super) fn new(lab: &Lab, claim: Claim, attempt: &Attempt) -> Option<Self> {
        Some(Self {
            claim,
            broken: attempt.broken.clone()?,
            session: Session::new(Arc::new(lab.clone().with_seed(attempt.seed))),
            attempt: attempt.clone(),
            done: 0,
        })
    }

    /// Plays at most so many steps; `true` once it is at its end.
    ///
    /// # Errors
    /// When something that was done cannot be done again.
    pub(super) fn slice(&mut self, steps: u32) -> Result<bool, Problem> {
        let Some((at, action)) = self.broken.deeds.get(self.done) else {
            let until = self.session.lab().until();
            return Ok(self.session.seek_slice(until, steps).done);
        };
        if self.session.seek_slice(*at, steps).done {
            self.done += 1;
            self.session.act(action.clone()).map_err(|refused| {
                let what = link::words(action);
                self.wrong(format!("{what} at {at} cannot be done again: {refused}"))
            })?;
        }
        Ok(false)
    }

    /// Plays it to its end, and tells of it.
    ///
    /// # Errors
    /// When the same seed and the same actions do not come to the same run and the same verdict: then this engine does not
    /// keep its promise to be deterministic.
    pub(super) fn finish(mut self) -> Result<Found, Problem> {
        while !self.slice(u32::MAX)? {}
        let digest = self.session.world().digest();
        if digest != self.attempt.digest {
            let message = format!(
                "the run came to digest {}, and to {digest} when it was run again",
                self.attempt.digest
            );
            return Err(self.wrong(message));
        }
        let verdict = self.session.scorecard().verdict(self.claim);
        if verdict != self.broken.verdict {
            let message = "the verdict is another one when the run is run again";
            return Err(self.wrong(message.to_owned()));
        }
        Ok(Found {
            seed: self.attempt.seed,
            claim: self.claim,
            reasons: verdict.reasons,
            deeds: self.broken.deeds,
            steps: self.session.world().steps(),
            digest: digest.to_string(),
            link: link::to(&self.session, &View::default()),
        })
    }

    fn wrong(&self, message: String) -> Problem {
        Problem::of(format!("seed {}", self.attempt.seed), message)
    }
}

/// Something that was done, in words.
fn words(at: Instant, action: &Action) -> String {
    match action {
        Action::Passing(Passing { action, for_ms }) => {
            format!("{at} {} for {for_ms} ms", link::words(action))
        }
        action => format!("{at} {}", link::words(action)),
    }
}

/// The published name of what a count counts, where it is an anomaly.
const fn name(count: Count) -> &'static str {
    match count {
        Count::Lost => "lost-write",
        Count::Aborted => "G1a",
        Count::Duplicated | Count::Repeated | Count::StoredTwice => "duplicate",
        other => other.name(),
    }
}
