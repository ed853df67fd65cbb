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
    /// What was done, in words, with the times.
    pub deeds: Vec<String>,
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
}

/// Runs a broken attempt again, through a session.
///
/// # Errors
/// When the same seed and the same actions do not come to the same run and the same verdict: then this engine does not
/// keep its promise to be deterministic.
pub(super) fn show(
    lab: &Lab,
    claim: Claim,
    attempt: &Attempt,
    broken: &Broken,
) -> Result<Found, Problem> {
    let seed = attempt.seed;
    let wrong = |message: String| Problem::of(format!("seed {seed}"), message);
    let mut session = Session::new(Arc::new(lab.clone().with_seed(seed)));
    for (at, action) in &broken.deeds {
        session.seek(*at);
        session.act(action.clone()).map_err(|refused| {
            wrong(format!(
                "{} at {at} cannot be done again: {refused}",
                link::words(action)
            ))
        })?;
    }
    session.seek(lab.until());
    let digest = session.world().digest();
    if digest != attempt.digest {
        let message = format!(
            "the run came to digest {}, and to {digest} when it was run again",
            attempt.digest
        );
        return Err(wrong(message));
    }
    let verdict = session.scorecard().verdict(claim);
    if verdict != broken.verdict {
        let message = "the verdict is another one when the run is run again";
        return Err(wrong(message.to_owned()));
    }
    Ok(Found {
        seed,
        claim,
        reasons: verdict.reasons,
        deeds: broken
            .deeds
            .iter()
            .map(|(at, action)| words(*at, action))
            .collect(),
        steps: session.world().steps(),
        digest: digest.to_string(),
        link: replaying(&session),
    })
}

/// Something that was done, in words: `9.2 s crash:broker-1 for 500 ms`.
fn words(at: Instant, action: &Action) -> String {
    match action {
        Action::Passing(Passing { action, for_ms }) => {
            format!("{at} {} for {for_ms} ms", link::words(action))
        }
        action => format!("{at} {}", link::words(action)),
    }
}

/// What replays a run.
fn replaying(session: &Session) -> String {
    link::to(session, &View::default())
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
