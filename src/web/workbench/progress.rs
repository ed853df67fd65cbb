//! How far a learner is in each lab, kept by the browser.

use lab::Lab;
use serde::{Deserialize, Serialize};

use crate::{identity, storage};

/// How far a learner is in one lab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The step the learner is at.
    pub current: usize,
    /// Whether every step is done.
    pub finished: bool,
}

impl Progress {
    /// How many of a lab's steps are done.
    pub fn done(self, steps: usize) -> usize {
        if self.finished {
            steps
        } else {
            self.current.min(steps)
        }
    }
}

/// What is kept about a lab; nothing yet if it cannot be read.
pub fn read(lab: &str) -> Progress {
    storage::read_as(&key(lab), |text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn write(lab: &str, progress: Progress) {
    // A struct of two fields always has a JSON text.
    storage::write(
        &key(lab),
        &serde_json::to_string(&progress).unwrap_or_default(),
    );
}

fn key(lab: &str) -> String {
    identity::own_key("progress", lab)
}

/// Keeps how far a learner is.
pub fn keep(lab: &Lab, learner: &lab::Learner) {
    write(
        lab.id(),
        Progress {
            current: learner.current(),
            finished: learner.finished(),
        },
    );
}
