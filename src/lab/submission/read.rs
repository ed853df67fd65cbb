//! Submissions as they come in: files and links.

use serde_json::Value;

use super::{FORMAT, Submission};
use crate::lab::Lab;
use crate::link;
use crate::nearest::suggestion;
use crate::problem::{Problem, Problems};

/// A longer text is a trap.
const TEXT_MAX: usize = 4 * 1024 * 1024;

/// Nor has anybody so many sittings, or does so much in one.
const SITTINGS_MAX: usize = 100;
const ENTRIES_MAX: usize = 10_000;

impl Submission {
    /// Reads a submission: the text of its file, or its link.
    ///
    /// # Errors
    /// Where it is none, and what is expected there.
    pub fn read(text: &str) -> Result<Self, Problems> {
        let text = text.trim();
        if text.len() > TEXT_MAX {
            let message = format!("the submission is longer than {TEXT_MAX} bytes");
            return Err(Problem::of("", message).into());
        }
        let value = match link::payload(link::SUBMISSION, text) {
            Some(payload) => link::unpack_whole(payload)?,
            None => serde_json::from_str(text).map_err(|error| {
                Problem::of(
                    "",
                    format!("is neither a submission's link nor its JSON: {error}"),
                )
            })?,
        };
        Self::of_json(value)
    }

    fn of_json(value: Value) -> Result<Self, Problems> {
        if value.get("journal").is_some() {
            let message = "is a saved run, not a submission: hand in what \"export my work\" makes";
            return Err(Problem::of("", message).into());
        }
        let read: Result<Self, _> = serde_path_to_error::deserialize(value);
        let submission = read.map_err(|error| {
            let path = error.path().to_string();
            let path = if path == "." { String::new() } else { path };
            Problem::of(path, error.into_inner().to_string())
        })?;
        let mut problems = Problems::default();
        if submission.format != FORMAT {
            let message = format!("must be {FORMAT}; another Logarium has written it");
            problems.push(Problem::of("format", message).with(&submission.format.into()));
        }
        if submission.learner.trim().is_empty() {
            problems.push(Problem::of("learner", "must say who hands it in"));
        }
        if submission.sittings.len() > SITTINGS_MAX {
            problems.push(Problem::of(
                "sittings",
                format!("must be {SITTINGS_MAX} at most"),
            ));
        }
        for (index, sitting) in submission.sittings.iter().enumerate() {
            if sitting.log.len() > ENTRIES_MAX {
                let path = format!("sittings[{index}].log");
                problems.push(Problem::of(path, format!("must be {ENTRIES_MAX} at most")));
            }
        }
        problems.or(submission)
    }

    /// The lab that it is about, among those that were set besides the built-in ones.
    ///
    /// # Errors
    /// When it is about none of them.
    pub fn lab_of(&self, set: &[Lab]) -> Result<Lab, Problem> {
        let id = self.lab_id();
        let built_in = crate::shelf::open(id).ok();
        let known = set.iter().find(|lab| lab.id() == id).cloned().or(built_in);
        let Some(lab) = known else {
            let ids = set.iter().map(Lab::id);
            let built_in = crate::shelf::ids().iter().copied();
            let hint = suggestion(id, ids.chain(built_in));
            let message = format!("is none of the labs that were set{hint}");
            return Err(Problem::of("lab", message).with(&id.into()));
        };
        let source = self.lab.get("source");
        let is_changed = source.is_some_and(|source| !lab.is_but_for_its_seed(source));
        if is_changed {
            let message = "is not the lab that was set: its file was changed";
            return Err(Problem::of("lab.source", message));
        }
        Ok(lab)
    }
}
