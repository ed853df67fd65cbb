//! A broken claim, shown: the same run again, as a session that anybody can open.

use std::sync::Arc;

use engine::model::{Instant, StepId};
use sim::Digest;

use super::attempt::{Attempt, Broken};
use crate::action::{Action, Passing};
use crate::attack::Deed;
use crate::claim::Claim;
use crate::lab::Lab;
use crate::link::{self, View};
use crate::problem::Problem;
use crate::redoing::{Redoing, Replayed};
use crate::scorecard::{Count, Reason};
use crate::work::Work;

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
    seed: u64,
    /// What the run came to.
    digest: Digest,
    broken: Broken,
    redoing: Redoing,
}

impl Showing {
    /// An attempt, to be run again; `None`: the claim holds in it.
    pub(super) fn new(lab: &Lab, claim: Claim, attempt: &Attempt) -> Option<Self> {
        let broken = attempt.broken.clone()?;
        let deeds = broken.deeds.iter().cloned();
        let deeds = deeds.map(|(at, action)| Deed::new(at, action)).collect();
        let until = lab.until();
        let lab = Arc::new(lab.clone().with_seed(attempt.seed));
        Some(Self {
            claim,
            seed: attempt.seed,
            digest: attempt.digest,
            broken,
            redoing: Redoing::new(lab, deeds, until),
        })
    }

    /// Plays it to its end, and tells of it.
    ///
    /// # Errors
    /// When the same seed and the same actions do not come to the same run and the same verdict: then this engine does not
    /// keep its promise to be deterministic.
    pub(super) fn finish(self) -> Result<Found, Problem> {
        let wrong = |message| Err(Problem::of(format!("seed {}", self.seed), message));
        let Replayed { session, refused } = self.redoing.finish();
        if let Some((at, action, why)) = refused.first() {
            let what = link::words(action);
            return wrong(format!("{what} at {at} cannot be done again: {why}"));
        }
        let digest = session.world().digest();
        if digest != self.digest {
            return wrong(format!(
                "the run came to digest {}, and to {digest} when it was run again",
                self.digest
            ));
        }
        let verdict = session.scorecard().verdict(self.claim);
        if verdict != self.broken.verdict {
            let message = "the verdict is another one when the run is run again";
            return wrong(message.to_owned());
        }
        Ok(Found {
            seed: self.seed,
            claim: self.claim,
            reasons: verdict.reasons,
            deeds: self.broken.deeds,
            steps: session.world().steps(),
            digest: digest.to_string(),
            link: link::to(&session, &View::default()),
        })
    }
}

impl Work for Showing {
    fn slice(&mut self, steps: u32) -> bool {
        self.redoing.slice(steps)
    }

    fn progress(&self) -> (Instant, Instant) {
        self.redoing.progress()
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
