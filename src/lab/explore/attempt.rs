//! One run of a lab under faults, from its beginning to its end.

use engine::model::Instant;
use sim::{Digest, World};

use super::outages::Outages;
use super::plan::Plan;
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

/// Runs a lab under the faults of a seed, and judges it.
pub(super) fn attempt(lab: &Lab, plan: &Plan, claim: Claim, seed: u64) -> Attempt {
    let mut setup = lab.setup();
    setup.seed = seed;
    let mut run = Run {
        lab,
        plan,
        world: World::new(setup),
        outages: Outages::default(),
        tried: Tried::default(),
        deeds: Vec::new(),
    };
    for strike in schedule(lab, plan, seed) {
        if !run.play(strike.at) {
            break;
        }
        let fate = run.strike(&strike);
        run.tried.note(&plan.choices[strike.choice].verb, fate);
    }
    let is_whole = run.play(lab.until());
    let Run {
        world,
        mut tried,
        deeds,
        ..
    } = run;
    let verdict = judge(&world, claim);
    tried.count(&world, &verdict.counts, is_whole);
    Attempt {
        seed,
        tried,
        digest: world.digest(),
        broken: (is_whole && !verdict.holds).then_some(Broken { verdict, deeds }),
    }
}

/// What came of a claim in a run.
fn judge(world: &World, claim: Claim) -> Verdict {
    Scorecard::of(world).verdict(claim)
}

struct Run<'a> {
    lab: &'a Lab,
    plan: &'a Plan,
    world: World,
    outages: Outages,
    tried: Tried,
    deeds: Vec<(Instant, Action)>,
}

impl Run<'_> {
    /// Plays everything up to a moment. Whoever takes more steps than a link can replay is left alone: `false`.
    fn play(&mut self, until: Instant) -> bool {
        while self.world.next_at().is_some_and(|next| next <= until) {
            if self.world.steps().0 >= REPLAY_STEPS_MAX {
                return false;
            }
            self.world.step();
        }
        true
    }

    /// Does what can be.
    fn strike(&mut self, strike: &Strike) -> Fate {
        let resolved = self.lab.resolve(strike.action.clone(), &self.world);
        let Ok((action, deed)) = resolved else {
            return Fate::Refused;
        };
        if self.world.check(&deed).is_err() {
            return Fate::Refused;
        }
        let at_once = self.plan.choices[strike.choice].at_once;
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
