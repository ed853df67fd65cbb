//! Configurations that a learner tries against the attack that broke a promise.

use lab::{FixSetting, Fixed, Lab, Path, Session, StepKind};
use serde::Serialize;

use super::measure::measure;
use crate::counts;
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
    /// Whether a run was made with it, which can be watched.
    pub is_played: bool,
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
    /// What it is in the lab's file, if it stands there.
    pub now: Option<String>,
    /// The change that was tried last, as `path=value`, if it was changed then.
    pub last: Option<String>,
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
    Broken {
        /// By what, and how often.
        reasons: Vec<(Saying, u64)>,
    },
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
            Fixed::Broken(replayed) => Some(Outcome::Broken {
                reasons: reasons(lab, step, &replayed.session),
            }),
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
        let refused = replayed.into_iter().flat_map(|replayed| &replayed.refused);
        let attempt = Attempt {
            outcome,
            refused: refused.map(NotDone::of).collect(),
            is_played: replayed.is_some(),
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

/// What breaks the promise of a step.
fn reasons(lab: &Lab, step: usize, session: &Session) -> Vec<(Saying, u64)> {
    let Some(StepKind::Fix(fixing)) = lab.steps().get(step).map(|step| &step.kind) else {
        return Vec::new();
    };
    let verdict = session.scorecard().verdict(fixing.claim);
    let said = |reason: &lab::Reason| (Saying::new(counts::name(reason.count)), reason.number);
    verdict.reasons.iter().map(said).collect()
}

/// What can be changed of a lab, what it is there, and what somebody chose last.
pub(super) fn setting(setting: &FixSetting, lab: &Lab, last: &[String]) -> Setting {
    let value = |change: String| {
        let text = change.split_once('=').map_or("", |(_, text)| text);
        SettingValue {
            text: text.to_owned(),
            change,
        }
    };
    let path = Path::parse(&setting.path).ok();
    let now = path.and_then(|path| path.get(lab.source()).cloned());
    Setting {
        path: setting.path.clone(),
        now: now.map(|now| {
            now.as_str()
                .map_or_else(|| now.to_string(), ToOwned::to_owned)
        }),
        last: setting.changes().find(|change| last.contains(change)),
        values: setting.changes().map(value).collect(),
    }
}
