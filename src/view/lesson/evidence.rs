//! What the run says to an answer, in words.

use lab::{Choice, Prediction};
use serde::Serialize;

use super::measure::{figure, measure};
use crate::inspector::Event;
use crate::saying::Saying;
use crate::selection::Selection;

/// What the run says to an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// What is measured.
    pub measure: Saying,
    /// What was answered.
    pub expected: Saying,
    /// What it is in the end.
    pub value: Saying,
    /// When that is, in µs.
    pub until: u64,
    /// The event that decides it; none if nothing changes what is measured.
    pub turning: Option<Turning>,
}

/// The event that contradicts an answer, or bears it out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turning {
    /// The node that it happens to.
    pub node: Option<String>,
    /// That node, to be looked at.
    pub selection: Option<Selection>,
    /// What happens.
    pub event: Event,
    /// What is measured before it.
    pub from: Saying,
    /// And after it.
    pub to: Saying,
}

impl Evidence {
    /// What was found about a choice.
    #[must_use]
    pub fn of(question: &Prediction, choice: &Choice, found: &lab::Evidence) -> Self {
        let session = &found.session;
        let asked = &question.measure;
        let figure = |value| figure(asked, session.lab(), value);
        let turning = found.event.and_then(|event| {
            let step = session.past(event.step)?;
            let name = step.node.and_then(|node| session.lab().name(node));
            Some(Turning {
                node: name.map(ToOwned::to_owned),
                selection: step.node.map(|node| Selection::Node { node: node.0 }),
                event: Event::of(session, &step),
                from: figure(event.from),
                to: figure(event.to),
            })
        });
        Self {
            measure: measure(asked),
            expected: figure(choice.value),
            value: figure(found.value),
            until: found.until.0,
            turning,
        }
    }
}
