//! The same lab, seed and deeds under another configuration, on the same clock.

mod twin;

pub use twin::Twin;

use crate::scorecard::{Count, Verdict};
use crate::session::Session;

/// What clients saw in two runs up to the same moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The run as it is, judged by what its lab claims.
    pub first: Verdict,
    /// The run under the other configuration, judged by what that claims.
    pub second: Verdict,
}

impl Comparison {
    /// Two runs where they are.
    #[must_use]
    pub fn of(first: &Session, second: &Session) -> Self {
        let verdict = |session: &Session| session.scorecard().verdict(session.lab().claim());
        Self {
            first: verdict(first),
            second: verdict(second),
        }
    }

    /// Each number of both scorecards, in the order in which they are shown.
    pub fn counts(&self) -> impl Iterator<Item = (Count, u64, u64)> {
        let both = |count: &Count| {
            let (first, second) = (&self.first.counts, &self.second.counts);
            (*count, first.get(*count), second.get(*count))
        };
        Count::ALL.iter().map(both)
    }

    /// Whether no number of one is another than that of the other.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.first.counts == self.second.counts
    }
}
