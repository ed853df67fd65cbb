//! Which faults a run has, when, on whom and for how long: all of it follows from its seed.

use std::ops::RangeInclusive;

use engine::model::Instant;
use sim::{Concern, draw};

use super::kind::members;
use super::plan::{Choice, Plan};
use crate::action::{Action, Passing};
use crate::lab::Lab;

/// One fault of a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Strike {
    /// When.
    pub(super) at: Instant,
    /// When it is over.
    over: Instant,
    /// Which of the plan's choices it is.
    pub(super) choice: usize,
    /// What is done; who has a role is looked up then.
    pub(super) action: Action,
}

/// The faults of the run of a seed, in order. What there is no room for is left out.
pub(super) fn schedule(lab: &Lab, plan: &Plan, seed: u64) -> Vec<Strike> {
    let count = Dice { seed, slot: 0 }.within(What::Count, widened(&plan.count));
    let mut drawn: Vec<Strike> = (1..=count)
        .filter_map(|slot| strike(lab, plan, &Dice { seed, slot }))
        .collect();
    // Faults of the same moment keep the order of their places.
    drawn.sort_by_key(|strike| strike.at);
    let mut kept: Vec<Strike> = Vec::new();
    for strike in drawn {
        if has_room(plan, &kept, &strike) {
            kept.push(strike);
        }
    }
    kept
}

fn strike(lab: &Lab, plan: &Plan, dice: &Dice) -> Option<Strike> {
    let place = dice.weighed(&plan.choices)?;
    let choice = &plan.choices[place];
    let (from, to) = (plan.between.start().0, plan.between.end().0);
    // Whole milliseconds, which people can read.
    let at = Instant(dice.within(What::Time, from / 1_000..=to / 1_000) * 1_000);
    let action = about(lab, dice, choice.action.clone())?;
    let for_ms = choice.lasts_ms.clone();
    let for_ms = for_ms.map(|lasts| dice.within(What::Length, lasts));
    Some(Strike {
        at,
        over: Instant(at.0 + for_ms.unwrap_or(0) * 1_000),
        choice: place,
        action: match for_ms {
            Some(for_ms) => Action::Passing(Passing {
                action: Box::new(action),
                for_ms,
            }),
            None => action,
        },
    })
}

/// The same about somebody in particular; `None`: there is nobody.
fn about(lab: &Lab, dice: &Dice, action: Action) -> Option<Action> {
    let mut names: Vec<String> = Vec::new();
    for name in action.nodes() {
        let name = match members(lab, name) {
            None => name.to_owned(),
            Some(mut members) => {
                // Nobody is at both ends of a way.
                members.retain(|member| !names.iter().any(|taken| taken == member));
                let what = if names.is_empty() {
                    What::Node
                } else {
                    What::Peer
                };
                let last = members.len().checked_sub(1)? as u64;
                members[dice.within(what, 0..=last) as usize].to_owned()
            }
        };
        names.push(name);
    }
    Some(action.about(names))
}

fn has_room(plan: &Plan, kept: &[Strike], strike: &Strike) -> bool {
    let choice = &plan.choices[strike.choice];
    let same = kept.iter().filter(|other| other.choice == strike.choice);
    let lasting = |strikes: &mut dyn Iterator<Item = &Strike>| {
        strikes.filter(|other| other.over > strike.at).count() as u64
    };
    lasting(&mut kept.iter()) < u64::from(plan.at_once)
        && (same.clone().count() as u64) < u64::from(choice.at_most)
        && lasting(&mut same.clone()) < u64::from(choice.at_once)
}

fn widened(range: &RangeInclusive<u32>) -> RangeInclusive<u64> {
    u64::from(*range.start())..=u64::from(*range.end())
}

/// The dice of one fault of one run.
struct Dice {
    seed: u64,
    slot: u64,
}

/// What is drawn of a fault.
#[derive(Clone, Copy)]
enum What {
    Count = 0,
    Choice = 1,
    Time = 2,
    Length = 3,
    Node = 4,
    Peer = 5,
}

impl Dice {
    fn within(&self, what: What, range: RangeInclusive<u64>) -> u64 {
        let entity = [self.slot, what as u64, 0];
        draw(self.seed, Concern::Strike, entity, 0, range)
    }

    fn weighed(&self, choices: &[Choice]) -> Option<usize> {
        let weights = choices.iter().map(|choice| u64::from(choice.weight));
        let last = weights.clone().sum::<u64>().checked_sub(1)?;
        let mut left = self.within(What::Choice, 0..=last);
        for (place, weight) in weights.enumerate() {
            match left.checked_sub(weight) {
                Some(rest) => left = rest,
                None => return Some(place),
            }
        }
        None
    }
}
