//! Why something happened: the steps that led to it, each because of the one before it.

use engine::model::StepId;
use lab::Session;
use serde::Serialize;

use crate::inspector::Event;

/// How many steps back are looked up at once; each means playing a stretch of the run again.
const MOST: usize = 12;

/// The way back from a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// What happened, and before it what led to it, as far back as was looked.
    pub links: Vec<Link>,
    /// The step that the last one follows from, if it was not looked up any more; otherwise the last one comes from
    /// outside the run, or is its beginning.
    pub further: Option<u64>,
}

/// One of the steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// The node that it happened to.
    pub node: Option<String>,
    /// What happened.
    pub event: Event,
}

impl Why {
    /// The way back from a step that was played.
    #[must_use]
    pub fn of(session: &Session, step: u64) -> Self {
        let mut links = Vec::new();
        let mut next = Some(StepId(step));
        while let Some(id) = next.filter(|_| links.len() < MOST) {
            let Some(step) = session.past(id) else { break };
            next = step.cause;
            let node = step.node.and_then(|node| session.lab().name(node));
            links.push(Link {
                node: node.map(ToOwned::to_owned),
                event: Event::of(session, &step),
            });
        }
        Self {
            links,
            further: next.map(|step| step.0),
        }
    }
}
