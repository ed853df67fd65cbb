//! The scorecard: what became of every record, in numbers that open their records.

mod judged;
mod records;

use lab::{Claim, Count, Counts, Reader, Scope, Session};

use crate::counts;
use crate::saying::Saying;

pub use judged::{Finding, JUDGED_MOST, Judged, Outcome};
pub use records::{Opened, Records, Row};

/// The scorecard at the playhead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// What the lab claims.
    pub claim: Claim,
    /// Whether that holds so far.
    pub holds: bool,
    /// The numbers: of the whole run, then of each producer, partition and reader.
    pub parts: Vec<Part>,
}

/// The numbers of the whole run, or of a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is called.
    pub name: Saying,
    /// Whose numbers they are.
    pub scope: Scope,
    /// The numbers that are not zero, and of the whole run those too that the claim forbids.
    pub numbers: Vec<Number>,
}

/// How many records something befell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// What.
    pub count: Count,
    /// What it is called.
    pub name: Saying,
    /// How many.
    pub value: u64,
    /// Whether the claim forbids it.
    pub is_forbidden: bool,
}

impl Number {
    /// Whether it breaks the claim.
    #[must_use]
    pub const fn breaks(&self) -> bool {
        self.is_forbidden && self.value > 0
    }
}

impl Card {
    /// The scorecard of a session.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let (lab, scorecard) = (session.lab(), session.scorecard());
        let claim = lab.claim();
        let verdict = scorecard.verdict(claim);
        let part = |name: Saying, scope: Scope, counts: &Counts| Part {
            numbers: numbers(claim, counts, scope == Scope::Total),
            name,
            scope,
        };
        let mut parts = vec![part(
            Saying::new("card-total"),
            Scope::Total,
            &verdict.counts,
        )];
        parts.extend(scorecard.producers().iter().map(|(id, counts)| {
            let name = Saying::new("card-producer").with("name", lab.name(*id).unwrap_or_default());
            part(name, Scope::Producer(*id), counts)
        }));
        parts.extend(scorecard.partitions().iter().map(|(place, counts)| {
            let name = Saying::new("card-partition").with("name", place);
            part(name, Scope::Partition(place.clone()), counts)
        }));
        parts.extend(scorecard.readers().iter().map(|(reader, counts)| {
            part(reader_name(reader), Scope::Reader(reader.clone()), counts)
        }));
        parts.retain(|part| part.scope == Scope::Total || !part.numbers.is_empty());
        Self {
            claim,
            holds: verdict.holds,
            parts,
        }
    }
}

fn numbers(claim: Claim, counts: &Counts, with_zeros: bool) -> Vec<Number> {
    let numbers = Count::ALL.iter().map(|count| Number {
        count: *count,
        name: Saying::new(counts::name(*count)),
        value: counts.get(*count),
        is_forbidden: claim.forbids().contains(count),
    });
    numbers
        .filter(|number| number.value > 0 || with_zeros && number.is_forbidden)
        .collect()
}

/// What a reader is called.
fn reader_name(reader: &Reader) -> Saying {
    match reader {
        Reader::Group(group) => Saying::new("card-group").with("name", group),
        Reader::Start {
            consumer,
            incarnation,
        } => Saying::new("card-start")
            .with("name", consumer)
            .with("start", incarnation + 1),
    }
}
