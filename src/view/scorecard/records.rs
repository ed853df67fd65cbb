//! The records that a number is made of.

use lab::{Count, Counted, Scope, Session, evidence};
use sim::Role;

use super::{counts, reader_name};
use crate::saying::Saying;
use crate::selection::Selection;

/// How many records a number opens.
const MOST: usize = 100;

/// A number that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Whose number.
    pub scope: Scope,
    /// Which.
    pub count: Count,
}

/// The records that a number is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    /// What they have in common.
    pub name: Saying,
    /// The first hundred.
    pub rows: Vec<Row>,
    /// How many more there are.
    pub left_out: u64,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its partition; nobody knows it of sends that came to nothing at once.
    pub partition: Option<String>,
    /// Where it stands in there, or should.
    pub offset: Option<i64>,
    /// Which `send()` made it: the producer and the number, such as `producer-1 #3`.
    pub send: Option<String>,
    /// Who read it, or did not get it.
    pub reader: Option<Saying>,
    /// Where to look at its partition: the leader's strip.
    pub selection: Option<Selection>,
}

impl Records {
    /// What a number opens at the playhead. The history is counted again, so ask at rest.
    #[must_use]
    pub fn of(session: &Session, opened: &Opened) -> Self {
        let found = evidence(session.world(), &opened.scope, MOST);
        let records = found.get(&opened.count).into_iter().flatten();
        let rows: Vec<Row> = records.map(|one| row(session, one)).collect();
        let number = session.scorecard().counts(&opened.scope).get(opened.count);
        Self {
            name: Saying::new(counts::name(opened.count)),
            left_out: number.saturating_sub(rows.len() as u64),
            rows,
        }
    }
}

fn row(session: &Session, one: &Counted) -> Row {
    let selection = one.partition.as_ref().and_then(|place| {
        let leader = session.world().holder(&Role::Leader(place.clone()))?;
        Some(Selection::Strip {
            node: leader.0,
            topic: place.topic.to_string(),
            partition: place.partition,
        })
    });
    let send = one.send.and_then(|send| {
        let name = session.lab().name(send.producer)?;
        Some(match send.incarnation {
            0 => format!("{name} #{}", send.number),
            later => format!("{name}.{} #{}", later + 1, send.number),
        })
    });
    Row {
        partition: one.partition.as_ref().map(ToString::to_string),
        offset: one.offset.map(|offset| offset.0),
        send,
        reader: one.reader.as_ref().map(reader_name),
        selection,
    }
}
