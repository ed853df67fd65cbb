//! A lab on paper: what it asks, with room for what a learner finds.

use lab::{Lab, StepKind};
use serde::Serialize;

use crate::deed;
use crate::lesson::measure::measure;
use crate::saying::Saying;

/// A lab on paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Handout {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Its steps.
    pub sheets: Vec<Sheet>,
}

/// A step on paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sheet {
    /// Its heading.
    pub heading: String,
    /// Its text, in Markdown.
    pub body: String,
    /// What there is to fill in.
    pub line: Line,
}

/// What there is to fill in.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Nothing.
    Read,
    /// One of these, and why.
    Predict(Vec<String>),
    /// That it is done, and what was seen.
    Do(Saying),
    /// The moment at which it was so, and the value.
    Reach(Saying),
    /// How it was broken.
    Break(Saying),
    /// What was changed, by the places of what can be.
    Fix(Vec<String>),
}

impl Handout {
    /// A lab on paper, in a language.
    #[must_use]
    pub fn of(lab: &Lab, language: &str) -> Self {
        let prose = lab.prose(language);
        let sheet = |step: &lab::StepDef| {
            let section = prose.section(&step.id);
            let line = match &step.kind {
                StepKind::Read => Line::Read,
                StepKind::Predict(question) => {
                    let choices = question.in_order().into_iter();
                    let texts = choices.map(|choice| section.choice(&choice.id).text.clone());
                    Line::Predict(texts.collect())
                }
                StepKind::Do(action) => Line::Do(deed::wanted(action)),
                StepKind::Reach { goal, .. } => Line::Reach(measure(&goal.measure)),
                StepKind::Break(breaking) => {
                    Line::Break(Saying::new("promise").with("claim", breaking.claim))
                }
                StepKind::Fix(fixing) => {
                    let settings = fixing.settings.iter();
                    Line::Fix(settings.map(|setting| setting.path.clone()).collect())
                }
            };
            Sheet {
                heading: section.heading.clone(),
                body: section.body.clone(),
                line,
            }
        };
        Self {
            title: prose.title.clone(),
            summary: prose.summary.clone(),
            sheets: lab.steps().iter().map(sheet).collect(),
        }
    }
}
