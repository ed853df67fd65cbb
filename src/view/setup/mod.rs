//! A scenario that is being edited: what is in it, what of it is open, and what is wrong.

mod configs;
mod outline;

pub use configs::{Allowed, ConfigField, ConfigForm, Known, key as config_key};
pub use outline::{Add, Entry, Section};

use engine::config::Scope;
use lab::form::{Field, Kind};
use lab::scenario::Scenario;
use lab::{Path, Problem};

/// The scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// What it is called.
    pub title: String,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to do again.
    pub can_redo: bool,
    /// What is in it.
    pub sections: Vec<Section>,
    /// What of it is open.
    pub open: Option<Form>,
    /// What is wrong: as long as anything is, the cluster that runs is the one before.
    pub problems: Vec<Problem>,
}

/// A part of a scenario that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Its fields.
    pub field: Field,
    /// Whose configs it has, if it has any.
    pub scope: Option<Scope>,
}

impl Setup {
    /// What there is to show of `scenario`, with the part at `open`.
    #[must_use]
    pub fn of(scenario: &Scenario, open: Option<&Path>) -> Self {
        let problems = match scenario.lab() {
            Ok(_) => Vec::new(),
            Err(problems) => problems.0.clone(),
        };
        let (can_undo, can_redo) = scenario.can();
        let draft = scenario.draft();
        let text = |name: &str| draft.get(name).and_then(|value| value.as_str());
        Self {
            title: text("title")
                .or_else(|| text("id"))
                .unwrap_or_default()
                .to_owned(),
            can_undo,
            can_redo,
            sections: outline::of(draft, &problems),
            open: open.and_then(|path| form(scenario, path)),
            problems,
        }
    }
}

/// The parts of a scenario that stand in no section of their own.
const RUN: [&str; 6] = ["seed", "until_ms", "claim", "schemas", "script", "explore"];

fn form(scenario: &Scenario, path: &Path) -> Option<Form> {
    let draft = scenario.draft();
    let mut field = Field::of(draft, path)?;
    if let Kind::Parts(parts) = &mut field.kind {
        if *path == Path::ROOT {
            parts.retain(|part| RUN.contains(&part.name.as_str()));
        } else if *path == Path::ROOT.key("cluster") {
            // They have a section of their own.
            parts.retain(|part| part.name != "brokers");
        }
    }
    Some(Form {
        field,
        scope: configs::scope(draft, path),
    })
}
