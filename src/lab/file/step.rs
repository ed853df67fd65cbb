//! What a learner does, step by step.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::source::is_zero_ms;
use crate::action::Action;
use crate::claim::Claim;
use crate::goal::Goal;
use crate::measure::Measure;
use crate::when::When;

/// One step. What it says is in the prose, under its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepFile {
    /// Something to read.
    Read {
        /// Its name, unique in the lab.
        #[schemars(length(min = 1, max = 60))]
        id: String,
    },
    /// A question that the engine answers by running on.
    Predict(PredictFile),
    /// Something that the learner must do.
    Do(DoFile),
    /// Something that must become so.
    Reach(ReachFile),
    /// A promise that the learner has to break.
    Break(BreakFile),
    /// A configuration that the learner has to find, under which the same attack breaks nothing.
    Fix(FixFile),
}

/// A question: what will the measure be, once this has happened and that much time has passed? The engine runs on from
/// where the learner is, and the choice that holds what comes out is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PredictFile {
    /// Its name, unique in the lab.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// What is asked for. Counters that only grow are counted from the question on.
    pub measure: Measure,
    /// What happens first.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub after: Vec<Action>,
    /// How long the run goes on, in ms.
    #[schemars(range(min = 1, max = 600_000))]
    pub run_ms: u64,
    /// What the learner can choose from; no two have the same value.
    #[schemars(length(min = 2, max = 10))]
    pub choices: Vec<ChoiceFile>,
}

/// One possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceFile {
    /// Its name in the prose, unique in the step.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// What the measure would be.
    pub value: i64,
}

/// Something that the learner must do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DoFile {
    /// Its name, unique in the lab.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// What.
    pub action: Action,
}

/// Something that must become so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReachFile {
    /// Its name, unique in the lab.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// What.
    pub goal: Goal,
    /// How long that takes at most, in ms, for somebody who does what the steps say.
    #[serde(default = "default_within_ms")]
    #[schemars(range(min = 1, max = 86_400_000))]
    pub within_ms: u64,
    /// How much longer the run goes on then, in ms, so that what came of it is seen: brokers learn later than the controller
    /// who leads, and consumers later than their coordinator what they have.
    #[serde(default, skip_serializing_if = "is_zero_ms")]
    #[schemars(range(max = 60_000))]
    pub settle_ms: u64,
}

/// A promise to break: by what the learner does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakFile {
    /// Its name, unique in the lab.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// What is promised.
    pub claim: Claim,
    /// One way to break it, which shows that it can be done. Times count from the step on.
    #[schemars(length(min = 1, max = 20))]
    pub attack: Vec<ScriptFile>,
    /// How long that takes at most, in ms.
    #[serde(default = "default_within_ms")]
    #[schemars(range(min = 1, max = 86_400_000))]
    pub within_ms: u64,
}

/// A configuration to find. The lab begins anew with it, all that was done until the promise was broken is done again at the
/// same times, and the promise must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FixFile {
    /// Its name, unique in the lab.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// The step whose attack is tried again: one of those before, of kind `break`.
    pub of: String,
    /// What may be changed.
    #[schemars(length(min = 1, max = 10))]
    pub settings: Vec<FixSettingFile>,
    /// One way to change it so that the promise holds, as `path=value`.
    #[schemars(length(min = 1, max = 10))]
    pub solution: Vec<String>,
    /// What must be so in the end besides: who sends nothing loses nothing.
    #[serde(default)]
    #[schemars(length(max = 10))]
    pub goals: Vec<Goal>,
    /// How long the run goes on, in ms, after the moment in which the attack had broken the promise.
    #[schemars(range(min = 1, max = 600_000))]
    pub run_ms: u64,
}

/// A value that may be changed, and into what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixSettingFile {
    /// Where it is in the lab, such as `clients.producer-1.config.acks`.
    pub path: String,
    /// What it can be: each value must leave the lab valid, alone or beside some values of the other settings.
    #[schemars(length(min = 2, max = 10))]
    pub values: Vec<Value>,
}

/// An action at a time, or as soon as something has become so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptFile {
    /// When, in ms; with `when`: not before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub at_ms: Option<u64>,
    /// Right after the first step that makes this so, and before anything else of that instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// What.
    #[serde(rename = "do")]
    pub action: Action,
    /// Mended by itself after so long, in ms: the same as `passing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 86_400_000))]
    pub for_ms: Option<u64>,
    /// More than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<RepeatFile>,
}

/// How often something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatFile {
    /// From one time to the next, in ms; with `when`: at least.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub every_ms: u64,
    /// How often in all; with `when`: at most.
    #[schemars(range(min = 1, max = 100))]
    pub times: u32,
}

/// A way to miss a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrongTurnFile {
    /// Its name, unique in the lab.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// Changes to the lab, as `path=value`.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub set: Vec<String>,
    /// What is done, instead of what the step says, when the step begins.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub actions: Vec<Action>,
    /// The step that is missed this way.
    pub fails: String,
}

fn default_within_ms() -> u64 {
    60_000
}

impl StepFile {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Read { id } => id,
            Self::Predict(step) => &step.id,
            Self::Do(step) => &step.id,
            Self::Reach(step) => &step.id,
            Self::Break(step) => &step.id,
            Self::Fix(step) => &step.id,
        }
    }

    /// What it has done, or asks for.
    pub(crate) fn actions(&self) -> Vec<&Action> {
        match self {
            Self::Predict(step) => step.after.iter().collect(),
            Self::Do(step) => vec![&step.action],
            Self::Break(step) => step.attack.iter().map(|entry| &entry.action).collect(),
            Self::Read { .. } | Self::Reach(_) | Self::Fix(_) => vec![],
        }
    }
}
