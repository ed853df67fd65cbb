//! The prose, in every language that the lab names.

use std::sync::Arc;

use super::draft::Draft;
use super::names;
use crate::file::StepFile;
use crate::lab::Lab;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::prose::Prose;

pub(super) fn check(
    draft: &Draft,
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
    let steps: Vec<(&str, Vec<&str>)> = draft
        .steps
        .iter()
        .flatten()
        .map(|step| (step.id(), choices(step)))
        .collect();
    let all_sound = draft.steps.iter().all(Option::is_some);
    for language in languages {
        let file = format!("{language}.md");
        let Some((_, text)) = given.iter().find(|(name, _)| name == language) else {
            let message = format!("is missing, though languages names {language:?}");
            problems.push(Problem::of(file, message));
            continue;
        };
        match Prose::parse(&file, text, &steps) {
            Ok(prose) => lab.prose.push((language.clone(), Arc::new(prose))),
            // A step that is not sound has no id to hold prose against.
            Err(found) if all_sound => problems.0.extend(found.0),
            Err(_) => {}
        }
    }
}

fn choices(step: &StepFile) -> Vec<&str> {
    match step {
        StepFile::Predict(step) => step.choices.iter().map(|choice| &*choice.id).collect(),
        _ => vec![],
    }
}
