//! What came of a search.

use serde_json::{Map, Value, json};

use super::attempt::Attempt;
use super::exploration::Exploration;
use super::found::Found;
use super::options::{ExploreOptions, Shard};
use super::search::Search;
use super::tried::Tried;
use crate::claim::Claim;
use crate::lab::Lab;
use crate::problem::Problems;
use crate::run::{FORMAT, bad_input, read};
use crate::session::ENGINE;

/// More runs that break the claim are only counted: each is run again to be shown.
pub const FOUND_MAX: usize = 100;

/// What came of a search. Its JSON is stable: fields are added, never changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Explored {
    /// The lab's id.
    pub lab: String,
    /// What the runs were held to.
    pub claim: Claim,
    /// The seed of the first run, over all shards.
    pub first_seed: u64,
    /// Which part of the search this is.
    pub shard: Shard,
    /// How many runs there were.
    pub runs: u64,
    /// How many of them broke the claim.
    pub broken_runs: u64,
    /// The first of these, in the order of their seeds; at most [`FOUND_MAX`].
    pub broken: Vec<Found>,
    /// How much was tried.
    pub tried: Tried,
}

/// Tries everything that the options want, one run after the other.
///
/// # Errors
/// Everything that is wrong with the options; or that a run does not come to the same when it is run again.
pub fn explore(lab: Lab, options: &ExploreOptions) -> Result<Explored, Problems> {
    Ok(Exploration::new(lab, options)?.finish()?)
}

/// Explores a lab and answers JSON: the export to JavaScript, and `logarium explore --json`.
///
/// `lab` is as for [`run_json`](crate::run_json). `options` is empty or an object: `runs`, `first_seed`, `claim`, `shard`
/// (such as `1/4`), `set` (a list of `path=value`).
///
/// The answer has `status`: 0 when no run broke the claim, 1 when one did, 2 when the input is bad; with 2 there is
/// `problems`, a list of `path`, `value` and `message`. Otherwise see [`Explored::to_json`].
#[must_use]
pub fn explore_json(lab: &str, options: &str) -> String {
    let both = match (read(lab), ExploreOptions::parse(options)) {
        (Ok(lab), Ok(options)) => Ok((lab, options)),
        (Err(problems), Ok(_)) | (Ok(_), Err(problems)) => Err(problems),
        (Err(mut problems), Err(more)) => {
            problems.0.extend(more.0);
            Err(problems)
        }
    };
    match both.and_then(|(lab, options)| explore(lab, &options)) {
        Ok(explored) => explored.to_json(),
        Err(problems) => bad_input(&problems),
    }
}

impl Explored {
    /// A search that has not begun.
    #[must_use]
    pub fn begin(search: &Search, options: &ExploreOptions) -> Self {
        Self {
            lab: search.lab().id().to_owned(),
            claim: search.claim(),
            first_seed: options.first_seed,
            shard: options.shard,
            runs: 0,
            broken_runs: 0,
            broken: Vec::new(),
            tried: Tried::default(),
        }
    }

    /// Whether an attempt, the next in the order of the seeds, is to be shown.
    #[must_use]
    pub fn wants(&self, attempt: &Attempt) -> bool {
        attempt.broken.is_some() && self.broken_runs < FOUND_MAX as u64
    }

    /// Counts an attempt.
    pub fn count(&mut self, attempt: &Attempt) {
        self.runs += 1;
        self.broken_runs += u64::from(attempt.broken.is_some());
        self.tried.add(&attempt.tried);
    }

    /// 0: no run broke the claim; 1: one did.
    #[must_use]
    pub fn status(&self) -> u8 {
        u8::from(self.broken_runs > 0)
    }

    /// What there is to say of it: `runs`, `broken` with `claim`, `anomaly`, `seed` and `link` of each of the first
    /// hundred, how many there were in all (`broken_runs`), and how much was `tried`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let broken: Vec<Value> = self.broken.iter().map(told).collect();
        json!({
            "format": FORMAT,
            "status": self.status(),
            "engine": ENGINE,
            "lab": self.lab,
            "claim": self.claim,
            "first_seed": self.first_seed,
            "shard": self.shard.to_string(),
            "runs": self.runs,
            "broken_runs": self.broken_runs,
            "broken": broken,
            "tried": self.tried,
        })
        .to_string()
    }
}

fn told(found: &Found) -> Value {
    let reasons = found.reasons.iter();
    let counts: Map<String, Value> = reasons
        .map(|reason| (reason.count.name().to_owned(), reason.number.into()))
        .collect();
    json!({
        "claim": found.claim,
        "anomaly": found.anomaly(),
        "seed": found.seed,
        "link": found.link,
        "counts": counts,
        "deeds": found.told().collect::<Vec<_>>(),
        "steps": found.steps.0,
        "digest": found.digest,
    })
}
