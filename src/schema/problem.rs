//! What is wrong with something that was typed, and where.

use thiserror::Error;

/// Why a value cannot be serialized.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SerializeError {
    /// The text is no JSON.
    #[error("this is not JSON: {reason} (line {line}, column {column})")]
    NotJson {
        /// What the parser stumbled over.
        reason: String,
        /// Where, from 1.
        line: usize,
        /// Where, from 1; 0 is the end of the line before.
        column: usize,
    },
    /// A serializer for text was given something else.
    #[error(
        "the string serializer takes text in quotes, not {found}; set value.serializer or key.serializer to json"
    )]
    NotText {
        /// What it was given.
        found: &'static str,
    },
    /// A serializer for numbers was given something else.
    #[error("the long serializer takes a whole number of 64 bits, not {found}")]
    NotWhole {
        /// What it was given.
        found: &'static str,
    },
}
