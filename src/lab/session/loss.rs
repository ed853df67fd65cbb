//! What of a saved run could not be restored: each entry by its place, with the reason.

use std::fmt;

use serde_json::Value;

use crate::path::Path;
use crate::problem::Problem;

/// One thing of a saved run that was not restored as it was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Why, in one word.
    pub kind: LossKind,
    /// Where, what stands there, and why in a sentence. Actions are `journal[n]`, from 0.
    pub problem: Problem,
}

/// Why something was not restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// The text is not the one that was written.
    Damaged,
    /// The format is not known here.
    Format,
    /// A value is missing, or is none that can be.
    Unreadable,
    /// There is no such lab, or it is not valid.
    Lab,
    /// Another engine played it, and its digest was not reached.
    Engine,
    /// The world refused the action at its time.
    Refused,
    /// The action is said to be before the one before it.
    OutOfOrder,
    /// The action is said to be after the end of the run.
    AfterEnd,
    /// The action was done at its time, but not as the step that it was.
    Shifted,
    /// There is more than is ever replayed.
    TooLong,
    /// The run comes to another digest.
    Digest,
    /// The moment that was shown cannot be shown.
    Playhead,
    /// What was shown besides the run is not known here.
    View,
}

impl Loss {
    /// A loss at a place.
    #[must_use]
    pub fn at(kind: LossKind, path: &Path, message: impl Into<String>) -> Self {
        let problem = Problem::at(path, message);
        Self { kind, problem }
    }

    /// The same, with what stands there.
    #[must_use]
    pub fn with(self, value: &Value) -> Self {
        Self {
            problem: self.problem.with(value),
            ..self
        }
    }
}

impl LossKind {
    /// Its name in JSON, and among the page's texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Format => "format",
            Self::Unreadable => "unreadable",
            Self::Lab => "lab",
            Self::Engine => "engine",
            Self::Refused => "refused",
            Self::OutOfOrder => "out-of-order",
            Self::AfterEnd => "after-end",
            Self::Shifted => "shifted",
            Self::TooLong => "too-long",
            Self::Digest => "digest",
            Self::Playhead => "playhead",
            Self::View => "view",
        }
    }
}

impl fmt::Display for Loss {
    /// As its problem: `path = value: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}
