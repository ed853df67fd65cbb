//! What a teacher may expect of a lab: what the engine finds at each of its steps when it is solved.

use lab::{FixSetting, Lab, Solved, StepKind};
use serde::Serialize;

use crate::deed;
use crate::lesson::measure::measure;
use crate::saying::Saying;

/// What is expected at a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Expected {
    /// The step's heading.
    pub heading: String,
    /// When it is done, in µs of model time, by somebody who goes through the lab at leisure.
    pub at: u64,
    /// What comes of it.
    pub told: Told,
}

/// What comes of a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// There is only something to read.
    Read,
    /// The engine answers.
    Predict {
        /// What is measured.
        measure: Saying,
        /// What it comes to.
        value: i64,
        /// The choices, each with its hint.
        choices: Vec<Asked>,
    },
    /// It is done.
    Do(Saying),
    /// It is reached.
    Reach {
        /// What is measured.
        measure: Saying,
        /// What it comes to.
        value: i64,
    },
    /// It is broken, for instance by these deeds.
    Break {
        /// What is promised.
        claim: Saying,
        /// One way to break it.
        attack: Vec<Saying>,
    },
    /// It is mended, for instance by these values.
    Fix {
        /// What can be changed, as `path=value`.
        choices: Vec<String>,
        /// What keeps the promise.
        solution: Vec<String>,
    },
}

/// A choice of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// What it says.
    pub text: String,
    /// Its hint, in Markdown.
    pub hint: String,
    /// Whether it is right.
    pub right: bool,
}

impl Expected {
    /// What is expected at a step that was solved; `None` where the lab has no such step.
    #[must_use]
    pub fn of(lab: &Lab, solved: &Solved, language: &str) -> Option<Self> {
        let step = lab.steps().get(solved.step)?;
        let section = lab.prose(language).section(&step.id);
        let value = solved.value.unwrap_or_default();
        let promise = |claim| Saying::new("promise").with("claim", claim);
        let told = match &step.kind {
            StepKind::Read => Told::Read,
            StepKind::Predict(question) => {
                let right = question.choice_of(value);
                let asked = |choice: &lab::Choice| {
                    let said = section.choice(&choice.id);
                    Asked {
                        text: said.text.clone(),
                        hint: said.hint.clone().unwrap_or_default(),
                        right: right == Some(choice),
                    }
                };
                Told::Predict {
                    measure: measure(&question.measure),
                    value,
                    choices: question.in_order().into_iter().map(asked).collect(),
                }
            }
            StepKind::Do(action) => Told::Do(deed::wanted(action)),
            StepKind::Reach { goal, .. } => Told::Reach {
                measure: measure(&goal.measure),
                value,
            },
            StepKind::Break(breaking) => {
                let attack = breaking.attack.iter();
                Told::Break {
                    claim: promise(breaking.claim),
                    attack: attack.map(|entry| deed::wanted(&entry.action)).collect(),
                }
            }
            StepKind::Fix(fixing) => Told::Fix {
                choices: fixing
                    .settings
                    .iter()
                    .flat_map(FixSetting::changes)
                    .collect(),
                solution: fixing.solution.clone(),
            },
        };
        Some(Self {
            heading: section.heading.clone(),
            at: solved.at.0,
            told,
        })
    }
}
