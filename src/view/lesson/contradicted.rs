//! What contradicts a wrong answer, in words.

use lab::{Contradiction, Measure};
use serde::Serialize;

use super::measure::measure;
use crate::inspector::Event;
use crate::saying::Saying;
use crate::selection::Selection;

/// What contradicts a wrong answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contradicted {
    /// What is measured.
    pub measure: Saying,
    /// Its value in the end.
    pub value: i64,
    /// When that is, in µs.
    pub until: u64,
    /// The event; none if nothing changes what is measured.
    pub turning: Option<Turning>,
}

/// The event that contradicts it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turning {
    /// The node that it happens to.
    pub node: Option<String>,
    /// That node, to be looked at.
    pub selection: Option<Selection>,
    /// What happens.
    pub event: Event,
    /// What is measured before it.
    pub from: i64,
    /// And after it.
    pub to: i64,
}

impl Contradicted {
    /// What contradicts an answer to a question about a measure.
    #[must_use]
    pub fn of(asked: &Measure, found: &Contradiction) -> Self {
        let session = &found.session;
        let turning = found.event.and_then(|event| {
            let step = session.past(event.step)?;
            let name = step.node.and_then(|node| session.lab().name(node));
            Some(Turning {
                node: name.map(ToOwned::to_owned),
                selection: step.node.map(|node| Selection::Node { node: node.0 }),
                event: Event::of(session, &step),
                from: event.from,
                to: event.to,
            })
        });
        Self {
            measure: measure(asked),
            value: found.value,
            until: found.until.0,
            turning,
        }
    }
}
