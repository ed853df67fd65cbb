//! What is wrong with something that a person gave us: always with its place, and with what is allowed.

use std::fmt;

use thiserror::Error;

use crate::path::Path;

/// One thing that is wrong with a file, a link, a flag or a form.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct Problem {
    /// Where, in the one grammar of paths; empty for the whole.
    pub path: String,
    /// The value that is there, as JSON, shortened.
    pub value: Option<String>,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// Everything that is wrong with one thing; never empty inside an `Err`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Error)]
pub struct Problems(pub Vec<Problem>);

impl Problem {
    /// A problem at a path.
    pub fn at(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_string(),
            value: None,
            message: message.into(),
        }
    }

    /// A problem of a place that is no path, such as a line of a prose file.
    pub fn of(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: place.into(),
            value: None,
            message: message.into(),
        }
    }

    /// The same, with the value that is there.
    #[must_use]
    pub fn with(mut self, value: &serde_json::Value) -> Self {
        const SHOWN_MAX: usize = 60;
        let text = value.to_string();
        let short: String = text.chars().take(SHOWN_MAX).collect();
        self.value = Some(if short.len() < text.len() {
            format!("{short}…")
        } else {
            short
        });
        self
    }
}

impl Problems {
    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems in order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// `value` if nothing is wrong.
    ///
    /// # Errors
    /// When something is.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problem {
    /// `path = value: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), &self.value) {
            ("", _) => f.write_str(&self.message),
            (path, Some(value)) => write!(f, "{path} = {value}: {}", self.message),
            (path, None) => write!(f, "{path}: {}", self.message),
        }
    }
}

impl fmt::Display for Problems {
    /// One problem a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let newline = if index == 0 { "" } else { "\n" };
            write!(f, "{newline}{problem}")?;
        }
        Ok(())
    }
}
