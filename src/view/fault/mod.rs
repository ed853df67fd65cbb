//! The form with which somebody breaks something, or mends it: what can be asked for, and the action that it means.

mod condition;
mod draft;
mod verb;

use engine::protocol::ApiKey;
use lab::Session;
use serde::Serialize;
use serde_json::Value;
use sim::Slot;

pub use condition::{Condition, Moment, Standing, ordered};
pub use draft::Draft;
pub use verb::{Field, Verb};

/// The end of a way that is everyone but the other end, as actions name it.
const EVERYONE_ELSE: &str = "everyone else";

/// What the form offers for one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultForm {
    /// The node's name.
    pub node: String,
    /// What can be at the other end of a way.
    pub ends: Vec<String>,
    /// The APIs that a message can belong to.
    pub apis: Vec<&'static str>,
    /// What can be waited for.
    pub conditions: Vec<Condition>,
    /// What is waited for already.
    pub standing: Vec<Standing>,
}

impl FaultForm {
    /// The form for a node of a session.
    pub(crate) fn of(session: &Session, slot: &Slot) -> Self {
        let others = session.world().slots();
        let mut ends: Vec<String> = others
            .filter(|other| other.id() != slot.id())
            .map(|other| other.name().to_string())
            .collect();
        ends.push(EVERYONE_ELSE.to_owned());
        Self {
            node: slot.name().to_string(),
            ends,
            apis: ApiKey::ALL.iter().map(|api| api.name()).collect(),
            conditions: condition::conditions(session.lab()),
            standing: condition::standing(session),
        }
    }
}

/// What somebody typed for a number. What is none is told as it was typed.
pub(crate) fn typed(text: &str) -> Value {
    let text = text.trim();
    let signed = text.parse::<i64>().map(Value::from);
    let unsigned = || text.parse::<u64>().map(Value::from);
    signed
        .or_else(|_| unsigned())
        .unwrap_or_else(|_| Value::from(text))
}
