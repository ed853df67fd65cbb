//! What is looked for, and for how long.

use lab::explore::ExploreOptions;
use lab::{Claim, Lab, Problems};
use serde::Serialize;
use serde_json::json;

use crate::fault::typed;

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExploreForm {
    /// The claims that a run can break.
    pub claims: Vec<Claim>,
    /// What may break in a run, by its verb.
    pub faults: Vec<String>,
    /// What is asked for unless somebody asks for something else.
    pub draft: Draft,
}

/// What the fields of the form hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// What the runs are held to.
    pub claim: Claim,
    /// How many runs there are; as typed.
    pub runs: String,
    /// The seed of the first; as typed.
    pub first_seed: String,
}

impl ExploreForm {
    /// The form for a lab: its own claim, or the weakest that loses nothing where it has none.
    #[must_use]
    pub fn of(lab: &Lab) -> Self {
        let known = ExploreOptions::default();
        let claim = Some(lab.claim()).filter(|claim| *claim != Claim::None);
        let mut faults: Vec<String> = Vec::new();
        for choice in &lab.plan().choices {
            if !faults.contains(&choice.verb) {
                faults.push(choice.verb.clone());
            }
        }
        Self {
            claims: Claim::ALL
                .into_iter()
                .filter(|claim| *claim != Claim::None)
                .collect(),
            faults,
            draft: Draft {
                claim: claim.unwrap_or(Claim::AtLeastOnce),
                runs: known.runs.to_string(),
                first_seed: known.first_seed.to_string(),
            },
        }
    }
}

impl Draft {
    /// The options that it means.
    ///
    /// # Errors
    /// Everything that is no number, or out of its bounds, each under its name.
    pub fn options(&self) -> Result<ExploreOptions, Problems> {
        let options = json!({
            "claim": self.claim,
            "runs": typed(&self.runs),
            "first_seed": typed(&self.first_seed),
        });
        ExploreOptions::parse(&options.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(runs: &str, first_seed: &str) -> Draft {
        Draft {
            claim: Claim::AtMostOnce,
            runs: runs.to_owned(),
            first_seed: first_seed.to_owned(),
        }
    }

    #[test]
    fn what_is_typed_is_what_is_tried() {
        let options = draft(" 30 ", &u64::MAX.to_string())
            .options()
            .expect("it is filled in");
        assert_eq!((options.runs, options.first_seed), (30, u64::MAX));
        assert_eq!(options.claim, Some(Claim::AtMostOnce));
    }

    #[test]
    fn every_field_that_is_wrong_is_told_with_what_is_allowed() {
        let problems = draft("0", "seven").options().unwrap_err();
        let paths: Vec<&str> = problems
            .0
            .iter()
            .map(|problem| problem.path.as_str())
            .collect();
        assert_eq!(paths, ["runs", "first_seed"]);
        assert!(
            problems.to_string().contains("from 1 to 10000000"),
            "{problems}"
        );
    }
}
