//! Whether a run has kept what it claims.

use super::Scorecard;
use super::count::{Count, Counts};
use crate::claim::Claim;

/// What came of a claim so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What was claimed.
    pub claim: Claim,
    /// Whether it holds so far.
    pub holds: bool,
    /// The counts of the whole run.
    pub counts: Counts,
    /// What breaks it, the gravest first; empty while it holds.
    pub reasons: Vec<Reason>,
}

/// Something that a claim forbids has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What.
    pub count: Count,
    /// How often.
    pub number: u64,
}

impl Scorecard {
    /// Judges a claim.
    #[must_use]
    pub fn verdict(&self, claim: Claim) -> Verdict {
        let counts = self.total();
        let forbidden = claim.forbids().iter();
        let reasons = forbidden.map(|count| Reason {
            count: *count,
            number: counts.get(*count),
        });
        let reasons: Vec<Reason> = reasons.filter(|reason| reason.number > 0).collect();
        Verdict {
            claim,
            holds: reasons.is_empty(),
            counts,
            reasons,
        }
    }
}
