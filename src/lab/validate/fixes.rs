//! What may be configured at a step, tried out: each value must leave the lab a valid one, alone or beside some values
//! of the others.

use serde_json::{Value, json};

use super::lab as validate;
use crate::lab::{FixSetting, Fixing, Lab, StepKind, set};
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
            let Err(found) = changed(bare, &change).and_then(valid) else {
                continue;
            };
            // What Kafka wants together, such as `acks=all` and `enable.idempotence=true`, is set together.
            let others = fixing.settings.iter();
            let others = others.filter(|other| other.path != setting.path);
            if beside(bare, &change, others).any(|source| valid(source).is_ok()) {
                continue;
            }
            let path = path.key("values").index(place);
            let told = |problem: &Problem| {
                let value = setting.values.get(place).unwrap_or(&Value::Null);
                Problem::at(&path, problem.to_string()).with(value)
            };
            problems.0.extend(found.iter().map(told));
        }
    }
}

/// A lab with a change, beside each choice of values for other settings; not more of them than anybody would look through.
fn beside<'a>(
    bare: &Value,
    change: &str,
    others: impl Iterator<Item = &'a FixSetting>,
) -> impl Iterator<Item = Value> {
    const TRIED_MAX: usize = 256;
    let mut sources: Vec<Value> = changed(bare, change).into_iter().collect();
    for other in others {
        let set = |source: &Value| -> Vec<Value> {
            let each = other.changes();
            each.filter_map(|change| changed(source, &change).ok())
                .collect()
        };
        let more = sources.iter().flat_map(set);
        sources = more.take(TRIED_MAX).collect();
    }
    sources.into_iter()
}

fn changed(source: &Value, change: &str) -> Result<Value, Problems> {
    let mut source = source.clone();
    set(&mut source, change)?;
    Ok(source)
}

fn valid(source: Value) -> Result<(), Problems> {
    validate(source, vec![]).map(drop)
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
