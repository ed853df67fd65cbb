//! What a list of labs says of one: no list needs the lab itself.

use serde::{Deserialize, Serialize};

use crate::file::Track;
use crate::lab::Lab;

/// A lab as a list has it, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Its id.
    pub id: String,
    /// Its track.
    pub track: Track,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// How many steps it has.
    pub steps: usize,
    /// How many minutes it takes, if it says so.
    pub minutes: Option<u32>,
    /// The ids of the labs on which it builds.
    pub needs: Vec<String>,
}

impl Cover {
    /// That of a lab.
    #[must_use]
    pub fn of(lab: &Lab, language: &str) -> Self {
        let prose = lab.prose(language);
        Self {
            id: lab.id().to_owned(),
            track: lab.track(),
            title: prose.title.clone(),
            summary: prose.summary.clone(),
            steps: lab.steps().len(),
            minutes: lab.minutes(),
            needs: lab.needs().to_vec(),
        }
    }
}
