//! What is wrong with a history that somebody gave us: always with its place, and with what is allowed.

use std::fmt;

use serde::Serialize;

/// How many problems are told before reading ends.
pub const PROBLEMS_MAX: usize = 100;

/// One thing that is wrong with a history or with options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line, from 1; none if it is about the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The field of the line, such as `value[0][1]`; empty if it is about the line.
    pub field: String,
    /// What stands there, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What is wrong and what is allowed.
    pub message: String,
}

impl Problem {
    /// A problem of a whole line.
    pub(crate) fn of_line(line: u64, message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            ..Self::of("", message)
        }
    }

    /// A problem of something that is no line.
    pub(crate) fn of(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            line: None,
            field: field.into(),
            found: None,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    /// `line 3, value[0] = 7: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.field.as_str()) {
            (Some(line), "") => write!(f, "line {line}")?,
            (Some(line), field) => write!(f, "line {line}, {field}")?,
            (None, field) => f.write_str(field)?,
        }
        if let Some(found) = &self.found {
            write!(f, " = {found}")?;
        }
        write!(f, ": {}", self.message)
    }
}
