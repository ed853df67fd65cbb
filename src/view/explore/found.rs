//! What came of a search.

use lab::Claim;
use lab::explore::{Exploration, Fates, Found};
use serde::Serialize;

use crate::deed;
use crate::saying::Saying;

/// A search, as far as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sought {
    /// What the runs are held to.
    pub claim: Claim,
    /// How many runs there were.
    pub runs: u64,
    /// How many there are to be.
    pub of: u64,
    /// How many broke the claim.
    pub broken: u64,
    /// The first of these.
    pub found: Vec<Break>,
    /// The faults that were tried, by their verbs.
    pub faults: Vec<Tried>,
    /// How many steps were taken.
    pub steps: u64,
    /// How much time went by in all runs together, in µs.
    pub time: u64,
    /// How many records were sent.
    pub sent: u64,
    /// How many of them were acknowledged.
    pub acknowledged: u64,
    /// How many runs took too many steps to be judged.
    pub unfinished: u64,
}

/// A run that breaks the claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Break {
    /// What chance followed from.
    pub seed: u64,
    /// The published name of what happened.
    pub anomaly: &'static str,
    /// To how many records.
    pub records: u64,
    /// What was done, and when, in µs.
    pub deeds: Vec<(u64, Saying)>,
    /// The link that replays it.
    pub link: String,
}

/// What became of the faults of one verb.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// The verb, as actions name it.
    pub verb: String,
    /// So many were done.
    pub done: u64,
    /// So many could not be.
    pub refused: u64,
    /// So many were more than the lab wants at once.
    pub withheld: u64,
}

impl Sought {
    /// How far a search is, and what it has found.
    #[must_use]
    pub fn of(exploration: &Exploration) -> Self {
        let explored = exploration.explored();
        let tried = &explored.tried;
        Self {
            claim: explored.claim,
            runs: explored.runs,
            of: exploration.runs(),
            broken: explored.broken_runs,
            found: explored.broken.iter().map(Break::of).collect(),
            faults: tried.faults.iter().map(Tried::of).collect(),
            steps: tried.steps,
            time: tried.model_ms.saturating_mul(1_000),
            sent: tried.sent,
            acknowledged: tried.acknowledged,
            unfinished: tried.unfinished,
        }
    }

    /// How many faults were done.
    #[must_use]
    pub fn faults_done(&self) -> u64 {
        self.faults.iter().map(|tried| tried.done).sum()
    }
}

impl Break {
    fn of(found: &Found) -> Self {
        let deeds = found.deeds.iter();
        Self {
            seed: found.seed,
            anomaly: found.anomaly(),
            records: found.reasons.first().map_or(0, |reason| reason.number),
            deeds: deeds
                .map(|(at, action)| (at.0, deed::done(action)))
                .collect(),
            link: found.link.clone(),
        }
    }
}

impl Tried {
    fn of((verb, fates): (&String, &Fates)) -> Self {
        Self {
            verb: verb.clone(),
            done: fates.done,
            refused: fates.refused,
            withheld: fates.withheld,
        }
    }
}
