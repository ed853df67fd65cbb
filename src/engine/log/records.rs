//! The records of a batch, in as little room as may be: logs and histories hold very many.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use super::{Origin, Record};
use crate::model::{Payload, Timestamp};

/// Records in order. Equal ones are always kept in the same form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Records {
    /// One start of a producer sent them one after the other at one time, without keys and headers, as bulk load is.
    Run {
        timestamp: Timestamp,
        first: Origin,
        values: Box<[Option<Payload>]>,
    },
    /// Any others.
    Each(Box<[Record]>),
}

impl Records {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Run { values, .. } => values.len(),
            Self::Each(records) => records.len(),
        }
    }

    /// The record at a place, which there must be.
    pub fn at(&self, place: usize) -> Cow<'_, Record> {
        match self {
            Self::Run {
                timestamp,
                first,
                values,
            } => {
                let mut record = Record::new(*timestamp, None, values[place].clone());
                record.origin = Some(nth(first, place));
                Cow::Owned(record)
            }
            Self::Each(records) => Cow::Borrowed(&records[place]),
        }
    }

    /// One after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Cow<'_, Record>> + ExactSizeIterator {
        (0..self.len()).map(|place| self.at(place))
    }
}

impl From<Vec<Record>> for Records {
    fn from(records: Vec<Record>) -> Self {
        let Some((timestamp, first)) = run_of(&records) else {
            return Self::Each(records.into());
        };
        Self::Run {
            timestamp,
            first,
            values: records.into_iter().map(|record| record.value).collect(),
        }
    }
}

/// As a list of records has it.
impl Hash for Records {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len());
        self.iter().for_each(|record| record.hash(state));
    }
}

/// When the records were sent and which `send()` was the first, if they are a run.
fn run_of(records: &[Record]) -> Option<(Timestamp, Origin)> {
    let (timestamp, first) = (records.first()?.timestamp, records.first()?.origin?);
    let mut places = records.iter().enumerate();
    let is_run = places.all(|(place, record)| {
        record.timestamp == timestamp
            && record.key.is_none()
            && record.headers.is_empty()
            && record.origin == Some(nth(&first, place))
    });
    is_run.then_some((timestamp, first))
}

/// The `send()` that was made so many after another one.
fn nth(first: &Origin, place: usize) -> Origin {
    Origin {
        number: first.number.wrapping_add(place as u64),
        ..*first
    }
}
