//! What a lab says, in one language: a Markdown file with one `## <step-id>: Heading` section per step, and if there is
//! something to talk about afterwards, a last one `## discussion: Heading`.

mod section;

use std::collections::BTreeMap;

use crate::problem::{Problem, Problems};
use section::Draft;

/// What stands in a step's place before the questions that a class talks about when it has done the lab.
pub(crate) const DISCUSSION: &str = "discussion";

/// Whether a file is called by a language, such as `en` or `pt-BR`; a `README` is about the folder.
#[must_use]
pub fn is_language(name: &str) -> bool {
    let first = name.split('-').next().unwrap_or_default();
    (2..=3).contains(&first.len()) && first.chars().all(|c| c.is_ascii_lowercase())
}

/// A lab's prose in one language. Texts are Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// The lab's title.
    pub title: String,
    /// What it is about, for the list of labs.
    pub summary: String,
    steps: BTreeMap<String, Section>,
}

/// What is said at one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its text.
    pub body: String,
    choices: BTreeMap<String, ChoiceProse>,
}

/// What is said of one choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoiceProse {
    /// The choice itself.
    pub text: String,
    /// What helps somebody who picked it and was wrong, or confirms who was right.
    pub hint: Option<String>,
}

impl Prose {
    /// The section of a step; empty for a lab that came without prose.
    #[must_use]
    pub fn section(&self, step: &str) -> &Section {
        static EMPTY: Section = Section {
            heading: String::new(),
            body: String::new(),
            choices: BTreeMap::new(),
        };
        self.steps.get(step).unwrap_or(&EMPTY)
    }

    /// What to talk about when the lab is done, if there is anything.
    #[must_use]
    pub fn discussion(&self) -> Option<&Section> {
        self.steps.get(DISCUSSION)
    }

    /// Reads a file. `steps` are the lab's steps in order, each with its choices.
    ///
    /// # Errors
    /// Everything that is wrong, with the file's name and line.
    pub(crate) fn parse(
        file: &str,
        text: &str,
        steps: &[(&str, Vec<&str>)],
    ) -> Result<Self, Problems> {
        const TEXT_MAX: usize = 256 * 1024;
        let mut problems = Problems::default();
        if text.len() > TEXT_MAX {
            return Err(Problem::of(file, format!("is longer than {TEXT_MAX} bytes")).into());
        }
        let (preface, drafts) = section::split(text);
        let (title, summary) = section::preface(file, &preface, &mut problems);
        let mut prose = Self {
            title,
            summary,
            ..Self::default()
        };
        let known: Vec<(&str, &[&str])> = steps
            .iter()
            .map(|(id, choices)| (*id, &**choices))
            .chain([(DISCUSSION, &[][..])])
            .collect();
        let ids = known.iter().map(|(id, _)| *id);
        let mut expected = known.iter();
        for draft in &drafts {
            let place = format!("{file}:{}", draft.line);
            let Some((_, choices)) = known.iter().find(|(id, _)| *id == draft.id) else {
                let hint = crate::nearest::suggestion(&draft.id, ids.clone());
                problems.push(Problem::of(
                    place,
                    format!("the lab has no step {:?}{hint}", draft.id),
                ));
                continue;
            };
            if expected.find(|(id, _)| *id == draft.id).is_none() {
                let order: Vec<&str> = ids.clone().collect();
                let message = format!(
                    "step {:?} is told twice or out of order; the order is {}",
                    draft.id,
                    order.join(", ")
                );
                problems.push(Problem::of(place, message));
                expected = [].iter();
                continue;
            }
            prose.steps.insert(
                draft.id.clone(),
                section(file, draft, choices, &mut problems),
            );
        }
        for (id, _) in steps {
            if !drafts.iter().any(|draft| draft.id == *id) {
                problems.push(Problem::of(
                    file,
                    format!("step {id:?} has no section; it needs `## {id}: Heading`"),
                ));
            }
        }
        problems.or(prose)
    }
}

impl Section {
    /// What is said of a choice; empty for a lab that came without prose.
    #[must_use]
    pub fn choice(&self, id: &str) -> &ChoiceProse {
        static EMPTY: ChoiceProse = ChoiceProse {
            text: String::new(),
            hint: None,
        };
        self.choices.get(id).unwrap_or(&EMPTY)
    }
}

fn section(file: &str, draft: &Draft, choices: &[&str], problems: &mut Problems) -> Section {
    let place = format!("{file}:{}", draft.line);
    let id = &draft.id;
    if draft.heading.is_empty() {
        problems.push(Problem::of(
            &*place,
            format!("the section needs a heading: `## {id}: Heading`"),
        ));
    }
    if choices.is_empty() {
        return Section {
            heading: draft.heading.clone(),
            body: draft.body.trim().to_owned(),
            choices: BTreeMap::new(),
        };
    }
    let (body, list) = section::choices(&draft.body);
    let mut told: BTreeMap<String, ChoiceProse> = BTreeMap::new();
    for (choice, prose) in list {
        if !choices.contains(&choice.as_str()) {
            let hint = crate::nearest::suggestion(&choice, choices.iter().copied());
            problems.push(Problem::of(
                &*place,
                format!("step {id:?} has no choice {choice:?}{hint}"),
            ));
        } else if told.insert(choice.clone(), prose).is_some() {
            problems.push(Problem::of(
                &*place,
                format!("choice {choice:?} of step {id:?} is told twice"),
            ));
        }
    }
    for choice in choices {
        match told.get(*choice) {
            None => {
                let message = format!(
                    "step {id:?} does not tell its choice {choice:?}: it needs `- {choice}: text`"
                );
                problems.push(Problem::of(&*place, message));
            }
            Some(prose) if prose.hint.is_none() => {
                let message = format!(
                    "choice {choice:?} of step {id:?} has no hint: it needs a line `  > hint` below"
                );
                problems.push(Problem::of(&*place, message));
            }
            Some(_) => {}
        }
    }
    Section {
        heading: draft.heading.clone(),
        body,
        choices: told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# A title\n\nWhat it is\nabout.\n\n## one: First\n\nText.\n\n```\n## not-a-section: x\n```\n\n\
        ## two: Second\n\n- a list\n\nWhich?\n\n- yes: Yes, *really*\n  > Because\n  > it is.\n- no: No\n  > Not so.\n";

    fn steps() -> Vec<(&'static str, Vec<&'static str>)> {
        vec![("one", vec![]), ("two", vec!["yes", "no"])]
    }

    #[test]
    fn a_file_is_split_into_its_sections_and_choices() {
        let prose = Prose::parse("en.md", GOOD, &steps()).unwrap();
        assert_eq!(
            (&*prose.title, &*prose.summary),
            ("A title", "What it is\nabout.")
        );
        assert_eq!(prose.section("one").heading, "First");
        assert!(prose.section("one").body.contains("## not-a-section"));
        assert_eq!(prose.section("two").body, "- a list\n\nWhich?");
        assert_eq!(prose.section("two").choice("yes").text, "Yes, *really*");
        assert_eq!(
            prose.section("two").choice("yes").hint.as_deref(),
            Some("Because\nit is.")
        );
        assert_eq!(
            prose.section("unknown").choice("x"),
            &ChoiceProse::default()
        );
    }

    #[test]
    fn whatever_is_missing_or_too_much_is_told_with_its_line() {
        let text = "no title\n\n## too: Second\n\n## two\n\n- yes: Yes\n- maybe: m\n";
        let problems = Prose::parse("en.md", text, &steps())
            .unwrap_err()
            .to_string();
        for expected in [
            "en.md:1: ",
            "en.md:3: the lab has no step \"too\"; did you mean \"two\"?",
            "en.md:5: the section needs a heading",
            "en.md:5: step \"two\" has no choice \"maybe\"",
            "en.md:5: step \"two\" does not tell its choice \"no\"",
            "en.md:5: choice \"yes\" of step \"two\" has no hint",
            "en.md: step \"one\" has no section",
        ] {
            assert!(
                problems.contains(expected),
                "{expected} is not in\n{problems}"
            );
        }
    }

    #[test]
    fn questions_to_discuss_come_after_the_last_step() {
        let good = format!("{GOOD}\n## discussion: Talk\n\n- Why?\n");
        let prose = Prose::parse("en.md", &good, &steps()).unwrap();
        assert_eq!(prose.discussion().unwrap().body, "- Why?");
        let early = GOOD.replace("## two", "## discussion: Talk\n\n- Why?\n\n## two");
        let problems = Prose::parse("en.md", &early, &steps()).unwrap_err();
        assert!(problems.to_string().contains("out of order"), "{problems}");
    }

    #[test]
    fn sections_follow_the_order_of_the_steps() {
        let text =
            "# T\n\nS\n\n## two: b\n\nx\n\n- yes: y\n  > h\n- no: n\n  > h\n\n## one: a\n\nx\n";
        let problems = Prose::parse("en.md", text, &steps())
            .unwrap_err()
            .to_string();
        assert!(problems.contains("out of order"), "{problems}");
    }
}
