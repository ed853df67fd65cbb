//! A lab's text in one language, with how far the learner is.

mod attempt;
mod evidence;
pub(crate) mod measure;
mod read;

pub use attempt::{Attempt, Attempted, NotDone, Outcome, Setting, SettingValue};
pub use evidence::{Evidence, Turning};
pub use read::{Answered, Reply};

use serde::Serialize;

use crate::saying::Saying;

/// A lab as its learner sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lesson {
    /// The lab's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The step the learner is at.
    pub current: usize,
    /// Whether every step is done.
    pub finished: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Its text, in Markdown.
    pub body: String,
    /// Whether the learner has done it.
    pub done: bool,
    /// What the learner is to do.
    pub task: Task,
}

/// What a step asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// To read on.
    Read,
    /// To say what will happen.
    Predict {
        /// What there is to choose from.
        choices: Vec<Choice>,
        /// What became of the last answer.
        verdict: Option<Verdict>,
    },
    /// To act; a button can do it too.
    Do {
        /// What to do.
        what: Saying,
    },
    /// To bring something about.
    Reach {
        /// What is measured.
        measure: Saying,
        /// Its value now.
        now: Saying,
        /// What it must be.
        wanted: Saying,
        /// How far that is, and out of how much, where it adds up.
        progress: Option<(i64, i64)>,
    },
    /// To break a promise by acting.
    Break {
        /// What is promised.
        claim: Saying,
    },
    /// To find a configuration under which the same attack breaks nothing.
    Fix {
        /// What is promised.
        claim: Saying,
        /// What can be changed.
        settings: Vec<Setting>,
        /// What came of the last one that was tried.
        attempt: Option<Attempt>,
    },
}

impl Task {
    /// Its name in texts and tests.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Predict { .. } => "predict",
            Self::Do { .. } => "do",
            Self::Reach { .. } => "reach",
            Self::Break { .. } => "break",
            Self::Fix { .. } => "fix",
        }
    }
}

/// A possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Whether it was tried and wrong.
    pub wrong: bool,
    /// Whether it was tried and right.
    pub right: bool,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is what happens.
    Right {
        /// What confirms it, in Markdown.
        because: String,
        /// What of the run bears it out.
        evidence: Option<Box<Evidence>>,
    },
    /// It is not.
    Wrong {
        /// What may help, in Markdown.
        hint: String,
        /// What of the run contradicts it.
        evidence: Option<Box<Evidence>>,
    },
    /// In this run the engine computes another number, which is no choice.
    OffPath {
        /// That number.
        value: i64,
    },
    /// In this run what the question begins with cannot be done now.
    NotNow {
        /// Why not.
        reason: String,
    },
}
