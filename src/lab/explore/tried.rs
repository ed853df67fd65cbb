//! How much was tried.

use std::collections::BTreeMap;

use serde::Serialize;
use sim::World;

use crate::scorecard::Counts;

/// How much was tried, in one run or in many: the answer to "nothing was found".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// What became of the faults, by their verbs.
    pub faults: BTreeMap<String, Fates>,
    /// How many steps were taken.
    pub steps: u64,
    /// How much time went by in the runs, in ms.
    pub model_ms: u64,
    /// How many records were sent.
    pub sent: u64,
    /// How many of them were acknowledged.
    pub acknowledged: u64,
    /// How often a record was processed.
    pub processed: u64,
    /// Runs that took more steps than a link can replay, and so were not played to their end, nor judged.
    pub unfinished: u64,
}

/// What became of faults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fates {
    /// So many were done.
    pub done: u64,
    /// So many could not be: whoever is down cannot crash.
    pub refused: u64,
    /// So many would have stopped more brokers, while power was cut, than the lab wants at once.
    pub withheld: u64,
}

/// What became of one fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    Refused,
    Withheld,
}

impl Tried {
    /// Takes note of a fault.
    pub(super) fn note(&mut self, verb: &str, fate: Fate) {
        let fates = self.faults.entry(verb.to_owned()).or_default();
        match fate {
            Fate::Done => fates.done += 1,
            Fate::Refused => fates.refused += 1,
            Fate::Withheld => fates.withheld += 1,
        }
    }

    /// Counts a run at its end.
    pub(super) fn count(&mut self, world: &World, counts: &Counts, is_whole: bool) {
        self.steps += world.steps().0;
        self.model_ms += world.now().0 / 1_000;
        self.sent += counts.sent;
        self.acknowledged += counts.acknowledged;
        self.processed += counts.processed;
        self.unfinished += u64::from(!is_whole);
    }

    /// Adds what was tried elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (verb, more) in &other.faults {
            let fates = self.faults.entry(verb.clone()).or_default();
            fates.done += more.done;
            fates.refused += more.refused;
            fates.withheld += more.withheld;
        }
        self.steps += other.steps;
        self.model_ms += other.model_ms;
        self.sent += other.sent;
        self.acknowledged += other.acknowledged;
        self.processed += other.processed;
        self.unfinished += other.unfinished;
    }

    /// How many faults were done.
    #[must_use]
    pub fn faults_done(&self) -> u64 {
        self.faults.values().map(|fates| fates.done).sum()
    }
}
