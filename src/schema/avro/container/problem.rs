//! What is wrong with a file, and where.

use std::io;

use thiserror::Error;

/// What is wrong with a file, and at which byte.
#[derive(Debug, Error)]
pub enum FileProblem {
    /// It cannot be read at all.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// It does not begin as such a file does.
    #[error("byte {offset}: {reason}")]
    Header {
        /// Where.
        offset: u64,
        /// What is wrong, and what is allowed.
        reason: String,
    },
    /// A block of it is damaged.
    #[error("block {block}, byte {offset}: {reason}")]
    Block {
        /// Which, from 0.
        block: u64,
        /// Where in the file.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
}
