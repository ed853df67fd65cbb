//! One run of a lab under faults, from its beginning to its end.

use std::collections::VecDeque;
use std::sync::Arc;

use engine::model::Instant;
use sim::{Digest, World};

use super::outages::Outages;
use super::schedule::{Strike, schedule};
use super::tried::{Fate, Tried};
use crate::action::Action;
use crate::claim::Claim;
use crate::lab::Lab;
use crate::scorecard::{Scorecard, Verdict};
use crate::session::REPLAY_STEPS_MAX;

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// What chance followed from.
    pub seed: u64,
    /// How much was tried in it.
    pub tried: Tried,
    /// The fingerprint of its steps.
    pub digest: Digest,
    /// How the claim was broken; `None`: it holds.
    pub broken: Option<Broken>,
}

/// A run in which the claim does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// What came of the claim.
    pub verdict: Verdict,
    /// What was done, and when; to whom is settled.
    pub deeds: Vec<(Instant, Action)>,
}

/// A run of a lab under the faults of a seed, on its way.
#[derive(Debug)]
pub(super) struct Attempting {
    lab: Arc<Lab>,
    claim: Claim,
    seed: u64,
    /// What is yet to be struck.
    strikes: VecDeque<Strike>,
    /// Whether it takes no more steps than a link can replay.
    is_whole: bool,
    world: World,
    outages: Outages,
    tried: Tried,
    deeds: Vec<(Instant, Action)>,
}

impl Attempting {
    /// The run of a seed, at its beginning.
    pub(super) fn new(lab: &Arc<Lab>, claim: Claim, seed: u64) -> Self {
        let mut setup = lab.setup();
        setup.seed = seed;
        Self {
            lab: lab.clone(),
            claim,
            seed,
            strikes: schedule(lab, lab.plan(), seed).into(),
            is_whole: true,
            world: World::new(setup),
            outages: Outages::default(),
            tried: Tried::default(),
            deeds: Vec::new(),
        }
    }

    /// Plays at most so many steps; `true` once it is at its end. Whoever takes more than a link can replay is left alone.
    pub(super) fn slice(&mut self, steps: u32) -> bool {
        for _ in 0..steps {
            let strike = self.strikes.front();
            let until = strike.map_or(self.lab.until(), |strike| strike.at);
            if self.world.next_at().is_some_and(|next| next <= until) {
                if self.world.steps().0 >= REPLAY_STEPS_MAX {
                    self.is_whole = false;
                    return true;
                }
                self.world.step();
                continue;
            }
            let Some(strike) = self.strikes.pop_front() else {
                return true;
            };
            let choice = strike.choice;
            let fate = self.strike(strike);
            let verb = &self.lab.plan().choices[choice].verb;
            self.tried.note(verb, fate);
        }
        false
    }

    /// The moment that it has come to.
    pub(super) const fn at(&self) -> Instant {
        self.world.now()
    }

    /// Plays it to its end, and judges it.
    pub(super) fn finish(mut self) -> Attempt {
        while !self.slice(u32::MAX) {}
        let verdict = Scorecard::of(&self.world).verdict(self.claim);
        self.tried
            .count(&self.world, &verdict.counts, self.is_whole);
        let deeds = self.deeds;
        Attempt {
            seed: self.seed,
            tried: self.tried,
            digest: self.world.digest(),
            broken: (self.is_whole && !verdict.holds).then_some(Broken { verdict, deeds }),
        }
    }

    /// Does what can be.
    fn strike(&mut self, strike: Strike) -> Fate {
        let resolved = self.lab.resolve(strike.action, &self.world);
        let Ok((action, deed)) = resolved else {
            return Fate::Refused;
        };
        if self.world.check(&deed).is_err() {
            return Fate::Refused;
        }
        let at_once = self.lab.plan().choices[strike.choice].at_once;
        if !self.outages.admit(&self.world, &deed, at_once) {
            return Fate::Withheld;
        }
        let done = self
            .world
            .advance_clock(strike.at)
            .and_then(|()| self.world.apply(deed));
        match done {
            Ok(_) => {
                self.deeds.push((strike.at, action));
                Fate::Done
            }
            Err(_) => Fate::Refused,
        }
    }
}
