//! What may be configured at a step, tried out: each value must leave the lab a valid one.

use serde_json::{Value, json};

use super::lab as validate;
use crate::lab::{Fixing, Lab, StepKind, set};
use crate::path::Path;
use crate::problem::{Problem, Problems};

pub(super) fn check(lab: &Lab, problems: &mut Problems) {
    // Without its steps, which would be tried out again.
    let mut bare = lab.source.clone();
    bare["steps"] = json!([{ "id": "read", "kind": "read" }]);
    bare["wrong_turns"] = json!([]);
    for (index, step) in lab.steps.iter().enumerate() {
        if let StepKind::Fix(fixing) = &step.kind {
            let path = Path::ROOT.key("steps").index(index);
            settings(fixing, &bare, &path, problems);
            solution(fixing, &path, problems);
        }
    }
}

fn settings(fixing: &Fixing, bare: &Value, path: &Path, problems: &mut Problems) {
    for (index, setting) in fixing.settings.iter().enumerate() {
        let path = path.key("settings").index(index);
        for (place, change) in setting.changes().enumerate() {
            let mut source = bare.clone();
            let path = path.key("values").index(place);
            let found = match set(&mut source, &change) {
                Ok(()) => validate(source, vec![]).err().unwrap_or_default(),
                Err(problem) => problem.into(),
            };
            let told = |problem: &Problem| {
                let value = setting.values.get(place).unwrap_or(&Value::Null);
                Problem::at(&path, problem.to_string()).with(value)
            };
            problems.0.extend(found.iter().map(told));
        }
    }
}

fn solution(fixing: &Fixing, path: &Path, problems: &mut Problems) {
    let path = path.key("solution");
    for (index, change) in fixing.solution.iter().enumerate() {
        if let Err(found) = fixing.allows(std::slice::from_ref(change)) {
            let told = |problem: &Problem| Problem::at(&path.index(index), problem.to_string());
            problems.0.extend(found.iter().map(told));
        }
    }
}
