//! Configurations that a learner tries against the attack that broke a promise.

use lab::{FixSetting, Fixed, Lab, StepKind, link};
use serde::Serialize;

use super::measure::measure;
use crate::deed;
use crate::saying::Saying;

/// A configuration that was tried at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempted {
    /// The step it belongs to.
    pub step: usize,
    /// What came of it.
    pub attempt: Attempt,
}

/// What came of a configuration that was tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// Whether the promise holds.
    pub outcome: Option<Outcome>,
    /// What of the attack could not be done under it.
    pub refused: Vec<NotDone>,
    /// The link to the run that was made with it.
    pub watch: Option<String>,
}

/// A deed that could not be done again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotDone {
    /// When, in µs.
    pub at: u64,
    /// What.
    pub what: Saying,
    /// Why not.
    pub reason: String,
}

/// A value that can be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Where it is in the lab.
    pub path: String,
    /// What it can be.
    pub values: Vec<SettingValue>,
}

/// One of the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingValue {
    /// The change, as `path=value`.
    pub change: String,
    /// The value alone.
    pub text: String,
}

/// What came of a configuration.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The promise holds.
    Holds,
    /// The same attack breaks it again.
    Broken,
    /// It holds, but something else is missing.
    Missed {
        /// What.
        measure: Saying,
        /// Its value.
        have: i64,
        /// What it should be.
        want: i64,
    },
    /// It cannot be configured so.
    Wrong {
        /// Why not.
        reason: String,
    },
    /// Nobody has attacked anything.
    NotHere,
}

impl Attempted {
    /// What came of a configuration at a step of a lab.
    #[must_use]
    pub fn of(lab: &Lab, step: usize, fixed: &Fixed) -> Self {
        let outcome = match fixed {
            Fixed::Holds(_) => Some(Outcome::Holds),
            Fixed::Broken(_) => Some(Outcome::Broken),
            Fixed::Missed(replayed, goal) => {
                let goal = match lab.steps().get(step).map(|step| &step.kind) {
                    Some(StepKind::Fix(fixing)) => fixing.goals.get(*goal),
                    _ => None,
                };
                goal.map(|goal| Outcome::Missed {
                    measure: measure(&goal.measure),
                    have: goal.measure.of(replayed.session.world()),
                    want: goal.at_least.or(goal.at_most).unwrap_or_default(),
                })
            }
            Fixed::Wrong(problems) => Some(Outcome::Wrong {
                reason: problems.to_string(),
            }),
            Fixed::NotHere => Some(Outcome::NotHere),
        };
        let replayed = match fixed {
            Fixed::Holds(replayed) | Fixed::Broken(replayed) | Fixed::Missed(replayed, _) => {
                Some(replayed)
            }
            Fixed::Wrong(_) | Fixed::NotHere => None,
        };
        let watch = replayed.map(|replayed| link::to(&replayed.session, &link::View::default()));
        let refused = replayed.into_iter().flat_map(|replayed| &replayed.refused);
        let attempt = Attempt {
            outcome,
            refused: refused.map(NotDone::of).collect(),
            watch,
        };
        Self { step, attempt }
    }
}

impl NotDone {
    /// A deed that was refused.
    pub(crate) fn of((at, action, why): &lab::NotDone) -> Self {
        Self {
            at: at.0,
            what: deed::wanted(action),
            reason: why.to_string(),
        }
    }
}

pub(super) fn setting(setting: &FixSetting) -> Setting {
    let value = |change: String| {
        let text = change.split_once('=').map_or("", |(_, text)| text);
        SettingValue {
            text: text.to_owned(),
            change,
        }
    };
    Setting {
        path: setting.path.clone(),
        values: setting.changes().map(value).collect(),
    }
}
