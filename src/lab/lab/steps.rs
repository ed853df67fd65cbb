//! What happens by itself in a lab, and what its learner is to do.

use engine::model::{Duration, Instant};
use serde_json::Value;

use crate::action::Action;
use crate::claim::Claim;
use crate::goal::Goal;
use crate::measure::Measure;
use crate::nearest::suggestion;
use crate::problem::{Problem, Problems};
use crate::when::When;

/// What happens without anybody doing it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptEntry {
    /// When, or before when not.
    pub at: Instant,
    /// As soon as this holds; `None`: at that time.
    pub when: Option<When>,
    /// What.
    pub action: Action,
    /// How often.
    pub times: u32,
    /// From one time to the next, at least.
    pub every: Duration,
}

/// A step of a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct StepDef {
    /// Its name, unique in the lab; its prose is under it.
    pub id: String,
    /// What there is to do.
    pub kind: StepKind,
}

/// What there is to do at a step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// Read.
    Read,
    /// Predict what the engine will compute.
    Predict(Prediction),
    /// Do this.
    Do(Action),
    /// Let this become so.
    Reach {
        /// What.
        goal: Goal,
        /// How long that takes at most for somebody who does what the steps say.
        within: Duration,
        /// How much longer the run goes on then, so that what came of it is seen.
        settle: Duration,
    },
    /// Break this promise.
    Break(Breaking),
    /// Find a configuration under which the same attack breaks nothing.
    Fix(Fixing),
}

/// A promise to break.
#[derive(Clone, Debug, PartialEq)]
pub struct Breaking {
    /// What is promised.
    pub claim: Claim,
    /// That it is broken.
    pub broken: Goal,
    /// One way to break it. Times count from the step on.
    pub attack: Vec<ScriptEntry>,
    /// How long that takes at most.
    pub within: Duration,
}

/// A configuration to find.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixing {
    /// The place of the step whose attack is tried again.
    pub of: usize,
    /// What is promised there.
    pub claim: Claim,
    /// What may be changed.
    pub settings: Vec<FixSetting>,
    /// One way to change it so that the promise holds, as `path=value`.
    pub solution: Vec<String>,
    /// What must be so in the end besides.
    pub goals: Vec<Goal>,
    /// How long the run goes on after the attack.
    pub run: Duration,
}

/// A value of the lab that may be changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FixSetting {
    /// Where it is.
    pub path: String,
    /// What it can be.
    pub values: Vec<Value>,
}

/// A question that the engine answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// What is asked for.
    pub measure: Measure,
    /// What happens first.
    pub after: Vec<Action>,
    /// How long the run goes on.
    pub run: Duration,
    /// The possible answers; no two have the same value.
    pub choices: Vec<Choice>,
}

/// A possible answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name, unique in the step; its prose is under it.
    pub id: String,
    /// What the measure would be.
    pub value: i64,
}

/// A way to miss a step.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongTurn {
    /// Its name, unique in the lab.
    pub id: String,
    /// Changes to the lab.
    pub set: Vec<String>,
    /// What is done when the step begins, instead of what it says.
    pub actions: Vec<Action>,
    /// The step that is missed.
    pub fails: String,
}

impl FixSetting {
    /// What it can be, each as `path=value`.
    pub fn changes(&self) -> impl Iterator<Item = String> {
        let shown = |value: &Value| {
            let text = value.as_str().map(str::to_owned);
            text.unwrap_or_else(|| value.to_string())
        };
        self.values
            .iter()
            .map(move |value| format!("{}={}", self.path, shown(value)))
    }
}

impl Fixing {
    /// Whether these changes are among those that the step offers.
    ///
    /// # Errors
    /// Each that is not, with those that are.
    pub(crate) fn allows(&self, changes: &[String]) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let all = self.settings.iter().flat_map(FixSetting::changes);
        let all: Vec<String> = all.collect();
        for change in changes.iter().filter(|change| !all.contains(change)) {
            let hint = suggestion(change, all.iter().map(String::as_str));
            let message = format!("cannot be set here{hint}; what can: {}", all.join(", "));
            problems.push(Problem::of(change.as_str(), message));
        }
        problems.or(())
    }
}
