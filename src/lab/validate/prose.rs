//! The prose, in every language that the lab names.

use std::sync::Arc;

use serde_json::Value;

use super::draft::Draft;
use super::names;
use crate::lab::Lab;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::prose::Prose;

pub(super) fn check(
    draft: &Draft,
    source: &Value,
    given: &[(String, String)],
    lab: &mut Lab,
    problems: &mut Problems,
) {
    let Some(languages) = &draft.languages else {
        return;
    };
    let path = Path::ROOT.key("languages");
    names::unique(
        languages
            .iter()
            .enumerate()
            .map(|(index, name)| (path.index(index), &**name)),
        problems,
    );
    for (index, language) in languages.iter().enumerate() {
        let parts = language.split('-').all(|part| {
            (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        });
        if !parts {
            let message = "must be a language tag, such as en, es or pt-BR";
            problems.push(Problem::at(&path.index(index), message).with(&language.as_str().into()));
        }
    }
    if given.is_empty() {
        return;
    }
    let outline = outline(source);
    for (language, _) in given {
        if !languages.contains(language) {
            let message = format!("is there, but languages does not name {language:?}");
            problems.push(Problem::of(format!("{language}.md"), message));
        }
    }
    for language in languages {
        let file = format!("{language}.md");
        let Some((_, text)) = given.iter().find(|(name, _)| name == language) else {
            let message = format!("is missing, though languages names {language:?}");
            problems.push(Problem::of(file, message));
            continue;
        };
        match Prose::parse(&file, text, &outline) {
            Ok(prose) => lab.prose.push((language.clone(), Arc::new(prose))),
            Err(found) => problems.0.extend(found.0),
        }
    }
}

/// The ids of the steps with those of their choices, also where something else of a step is wrong.
fn outline(source: &Value) -> Vec<(&str, Vec<&str>)> {
    fn of(step: &Value) -> Option<(&str, Vec<&str>)> {
        Some((id(step)?, items(step, "choices").filter_map(id).collect()))
    }
    items(source, "steps").filter_map(of).collect()
}

fn items<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    let list = value.get(field).and_then(Value::as_array);
    list.into_iter().flatten()
}

fn id(value: &Value) -> Option<&str> {
    value.get("id")?.as_str()
}
