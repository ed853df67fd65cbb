//! Rubrics: what the steps of labs are worth to a teacher.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lab::{Lab, StepKind};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::shape::Schema;
use crate::{shelf, strict};

/// The format of rubrics.
const FORMAT: u32 = 1;

/// What the steps of labs are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Logarium rubric")]
pub struct Rubric {
    /// Where the schema of this file is.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version of this format.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// What a lab is worth that says nothing else.
    #[serde(default = "ten")]
    #[schemars(range(min = 0, max = 10_000))]
    pub points: f64,
    /// The part of a question's points that each wrong answer costs, from 0 to 1.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1))]
    pub wrong_answer: f64,
    /// The part of a step's points that each configuration costs that did not keep the promise, from 0 to 1.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1))]
    pub wrong_fix: f64,
    /// The labs that were set, by their ids; without any, whatever is handed in counts.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 200))]
    pub labs: BTreeMap<String, LabRubric>,
}

/// What a lab is worth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabRubric {
    /// What all of it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 10_000))]
    pub points: Option<f64>,
    /// The weights of its steps, by their ids. A step that is not named weighs 1, and 0 if there is only something to read; the
    /// lab's points are shared out by weight.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 100))]
    pub steps: BTreeMap<String, f64>,
}

impl Default for Rubric {
    fn default() -> Self {
        Self {
            schema: None,
            format: FORMAT,
            points: ten(),
            wrong_answer: 0.0,
            wrong_fix: 0.0,
            labs: BTreeMap::new(),
        }
    }
}

impl Rubric {
    /// Reads a rubric for the built-in labs and those that were set besides.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str, set: &[Lab]) -> Result<Self, Problems> {
        let source = strict::parse(text)
            .map_err(|error| Problem::of("", format!("the rubric is not JSON: {error}")))?;
        if !source.is_object() {
            return Err(Problem::of("", "the rubric must be a JSON object").into());
        }
        let mut problems = Problems::default();
        let sound = Schema::of_rubrics().check(&source, &mut problems);
        let labs = sound.get("labs").and_then(Value::as_object);
        for (id, of_lab) in labs.into_iter().flatten() {
            let path = Path::ROOT.key("labs").key(id);
            match lab_of(id, set, &path) {
                Ok(lab) => steps(&lab, of_lab, &path.key("steps"), &mut problems),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        serde_json::from_value(sound).map_err(|error| Problem::of("", error.to_string()).into())
    }

    /// Whether work on a lab counts.
    #[must_use]
    pub fn is_set(&self, lab: &str) -> bool {
        self.labs.is_empty() || self.labs.contains_key(lab)
    }

    /// What all of a lab is worth.
    #[must_use]
    pub fn worth(&self, lab: &str) -> f64 {
        let said = self.labs.get(lab).and_then(|of_lab| of_lab.points);
        said.unwrap_or(self.points)
    }

    /// What each step of a lab is worth, in order.
    #[must_use]
    pub fn shares(&self, lab: &Lab) -> Vec<f64> {
        let of_lab = self.labs.get(lab.id());
        let weight = |id: &str, kind: &StepKind| {
            let said = of_lab.and_then(|of_lab| of_lab.steps.get(id)).copied();
            said.unwrap_or_else(|| plain_weight(kind))
        };
        let weights = lab.steps().iter().map(|step| weight(&step.id, &step.kind));
        let weights: Vec<f64> = weights.collect();
        let all: f64 = weights.iter().sum();
        let share = |weight: f64| {
            if all > 0.0 {
                self.worth(lab.id()) * weight / all
            } else {
                0.0
            }
        };
        weights.into_iter().map(share).collect()
    }

    /// The part that is left of a step's points.
    pub(super) fn left(&self, wrong: usize, misfits: usize) -> f64 {
        let cost = wrong as f64 * self.wrong_answer + misfits as f64 * self.wrong_fix;
        (1.0 - cost).max(0.0)
    }
}

fn lab_of(id: &str, set: &[Lab], path: &Path) -> Result<Lab, Problem> {
    let known = set.iter().find(|lab| lab.id() == id).cloned();
    known.map_or_else(
        || shelf::open(id).map_err(|problem| Problem::at(path, problem.message)),
        Ok,
    )
}

/// The steps that are named are the lab's, and something of it is worth something.
fn steps(lab: &Lab, of_lab: &Value, path: &Path, problems: &mut Problems) {
    let named = of_lab.get("steps").and_then(Value::as_object);
    let ids = lab.steps().iter().map(|step| step.id.as_str());
    for (id, weight) in named.into_iter().flatten() {
        if !ids.clone().any(|known| known == id) {
            let message = format!(
                "lab {:?} has no such step{}",
                lab.id(),
                suggestion(id, ids.clone())
            );
            problems.push(Problem::at(&path.key(id), message));
        }
        if weight
            .as_f64()
            .is_none_or(|weight| !(0.0..=10_000.0).contains(&weight))
        {
            let problem = Problem::at(&path.key(id), "must be a number from 0 to 10000");
            problems.push(problem.with(weight));
        }
    }
    let weight = |id: &str| named.and_then(|named| named.get(id)?.as_f64());
    let worth = lab.steps().iter();
    let mut worth = worth.map(|step| weight(&step.id).unwrap_or_else(|| plain_weight(&step.kind)));
    if !worth.any(|weight| weight > 0.0) {
        problems.push(Problem::at(path, "leaves no step with a weight"));
    }
}

fn plain_weight(kind: &StepKind) -> f64 {
    if *kind == StepKind::Read { 0.0 } else { 1.0 }
}

const fn ten() -> f64 {
    10.0
}
