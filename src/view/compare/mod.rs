//! Two configurations side by side: what can be changed, and what came of it.

mod form;

pub use form::{Setting, settings};

use lab::{Claim, Comparison, Count, Session, Twin, Verdict};
use serde::Serialize;

use crate::counts;
use crate::lesson::NotDone;
use crate::saying::Saying;

/// Both scorecards at the moment that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The run as it is.
    pub first: Side,
    /// The run under the other configuration.
    pub second: Side,
    /// The numbers that one of them has, and those that one of the claims forbids.
    pub rows: Vec<Row>,
    /// Whether no number is another one.
    pub same: bool,
    /// What was done to the first and could not be done to the second.
    pub not_done: Vec<NotDone>,
}

/// What one of the runs comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What its lab claims.
    pub claim: Claim,
    /// Whether that holds so far.
    pub holds: bool,
    /// The moment that it shows, in µs.
    pub at: u64,
}

/// One number of both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Which.
    pub count: Count,
    /// What it is called.
    pub name: Saying,
    /// In the run as it is.
    pub first: u64,
    /// Under the other configuration.
    pub second: u64,
    /// Whether it breaks the claim of the first, and of the second.
    pub breaks: [bool; 2],
}

impl Row {
    /// How many more there are in the second.
    #[must_use]
    pub const fn difference(&self) -> i64 {
        self.second.cast_signed() - self.first.cast_signed()
    }
}

impl Compared {
    /// A run and its twin, where they are.
    #[must_use]
    pub fn of(session: &Session, twin: &Twin) -> Self {
        let comparison = Comparison::of(session, twin.session());
        let verdicts = [&comparison.first, &comparison.second];
        let rows = comparison.counts().filter_map(|(count, first, second)| {
            let forbidden = verdicts.map(|verdict| verdict.claim.forbids().contains(&count));
            let is_shown = first > 0 || second > 0 || forbidden[0] || forbidden[1];
            is_shown.then(|| Row {
                count,
                name: Saying::new(counts::name(count)),
                first,
                second,
                breaks: [forbidden[0] && first > 0, forbidden[1] && second > 0],
            })
        });
        Self {
            rows: rows.collect(),
            same: comparison.is_same(),
            first: side(&comparison.first, session),
            second: side(&comparison.second, twin.session()),
            not_done: twin.not_done().map(NotDone::of).collect(),
        }
    }
}

fn side(verdict: &Verdict, session: &Session) -> Side {
    Side {
        claim: verdict.claim,
        holds: verdict.holds,
        at: session.playhead().0,
    }
}
