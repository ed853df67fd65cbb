//! What may be tried with a lab.

use std::ops::RangeInclusive;

use engine::model::Instant;

use crate::action::{Action, Cut, DropNext, Skew, Slow};

/// What may break in a run, as the lab declares it, or as labs have it that declare nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// When something may break.
    pub between: RangeInclusive<Instant>,
    /// How many faults a run has.
    pub count: RangeInclusive<u32>,
    /// How many of them last at the same time at most.
    pub at_once: u32,
    /// What they are drawn from.
    pub choices: Vec<Choice>,
}

/// Something that may break.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What, and whom; `any broker` and its like are drawn.
    pub action: Action,
    /// Its verb, as lab files write it.
    pub verb: String,
    /// How long it lasts, in ms; `None`: it is over at once.
    pub lasts_ms: Option<RangeInclusive<u64>>,
    /// How often it is drawn, compared with the others.
    pub weight: u32,
    /// How often it is done in one run at most.
    pub at_most: u32,
    /// How often it lasts at the same time at most; of power cuts, how many brokers are without what they lost.
    pub at_once: u32,
}

impl Plan {
    /// What may be tried with a lab that declares nothing and runs so long: every verb that mends itself, on brokers, and
    /// no more power cuts than Kafka can bear.
    #[must_use]
    pub fn unless_declared(until: Instant) -> Self {
        let ms = until.0 / 1_000;
        let lasts = (ms / 100).max(1)..=(ms / 8).max(1);
        let choice = |action| Choice::new(action, Some(lasts.clone()));
        let broker = || "any broker".to_owned();
        let cut = |to: &str, one_way| {
            Action::Partition(Cut {
                from: broker(),
                to: to.to_owned(),
                one_way,
            })
        };
        let drop = Action::DropNext(DropNext {
            from: "any node".to_owned(),
            to: broker(),
            api: None,
            is: None,
        });
        let slow = Action::Slow(Slow {
            from: broker(),
            to: "any node".to_owned(),
            extra_ms: (ms / 50).max(1),
            one_way: false,
        });
        let skew = Action::SkewClock(Skew {
            node: broker(),
            offset_ms: 60_000,
        });
        Self {
            between: Instant(until.0 / 20)..=Instant(until.0 / 2),
            count: 1..=4,
            at_once: 2,
            choices: vec![
                choice(Action::Crash(broker())),
                choice(Action::PowerCut(broker())),
                choice(Action::Pause(broker())),
                choice(cut("everyone else", false)),
                choice(cut("everyone else", true)),
                choice(cut("any broker", false)),
                Choice::new(drop, None),
                choice(slow),
                choice(skew),
            ],
        }
    }
}

impl Choice {
    /// A fault that is drawn as often as others, as often as there is room for it.
    #[must_use]
    pub fn new(action: Action, lasts_ms: Option<RangeInclusive<u64>>) -> Self {
        /// What Kafka can bear with `min.insync.replicas=2`: fewer replicas that have lost what was not flushed.
        const POWER_CUTS_AT_ONCE: u32 = 1;
        let is_power_cut = matches!(action, Action::PowerCut(_));
        Self {
            verb: verb(&action),
            action,
            lasts_ms,
            weight: 1,
            at_most: u32::MAX,
            at_once: if is_power_cut {
                POWER_CUTS_AT_ONCE
            } else {
                u32::MAX
            },
        }
    }
}

/// What an action is called in lab files.
fn verb(action: &Action) -> String {
    let written = serde_json::to_value(action).unwrap_or_default();
    let name = written.as_object().and_then(|fields| fields.keys().next());
    name.cloned().unwrap_or_default()
}
