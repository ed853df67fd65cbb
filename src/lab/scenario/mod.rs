//! A scenario while somebody edits it: a lab file without steps, of which every change can be undone.
//!
//! What is typed is kept even where it is wrong: the draft and what is wrong with it stand side by side, and only a draft
//! that is valid is a lab.

mod add;
mod edit;
mod rows;
mod templates;

use serde_json::{Value, json};

pub use edit::Edit;
pub use rows::{FirstRows, Production};
pub use templates::{Template, templates};

use crate::file::Track;
use crate::lab::Lab;
use crate::problem::{Problem, Problems};
use crate::strict;

/// More is never undone.
const UNDO_MAX: usize = 200;

/// A scenario that is being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    draft: Value,
    checked: Result<Box<Lab>, Problems>,
    past: Vec<Value>,
    future: Vec<Value>,
}

impl Scenario {
    /// One broker, and nothing else.
    #[must_use]
    pub fn blank() -> Self {
        Self::of_draft(json!({
            "format": 1,
            "id": "scenario",
            "cluster": {
                "brokers": [{ "id": 1 }],
                "config": { "offsets.topic.replication.factor": 1 },
                "network": { "latency_ms": 20, "jitter_ms": 5 },
            },
            "until_ms": 60_000,
        }))
    }

    /// The same under another title, with nothing to undo.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.draft["title"] = title.into();
        Self::of_draft(self.draft)
    }

    /// The same under another id, with nothing to undo.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.draft["id"] = id.into();
        Self::of_draft(self.draft)
    }

    /// What a lab has, without what makes it a lab: its steps.
    #[must_use]
    pub fn of_lab(lab: &Lab, title: &str) -> Self {
        let mut draft = lab.source().clone();
        if let Some(fields) = draft.as_object_mut() {
            for field in [
                "$schema",
                "languages",
                "minutes",
                "needs",
                "steps",
                "wrong_turns",
            ] {
                fields.shift_remove(field);
            }
            fields.insert("track".to_owned(), json!(Track::Sandbox));
            fields.insert("title".to_owned(), title.into());
        }
        Self::of_draft(draft)
    }

    /// Reads a scenario from its file. One that is wrong can be opened and mended, if it is JSON at all.
    ///
    /// # Errors
    /// When it is no JSON object.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        const TEXT_MAX: usize = 1024 * 1024;
        if text.len() > TEXT_MAX {
            let message = format!("the scenario is longer than {TEXT_MAX} bytes");
            return Err(Problem::of("", message));
        }
        let draft = strict::parse(text)
            .map_err(|error| Problem::of("", format!("the scenario is not JSON: {error}")))?;
        if !draft.is_object() {
            return Err(Problem::of("", "the scenario must be a JSON object"));
        }
        Ok(Self::of_draft(draft))
    }

    fn of_draft(draft: Value) -> Self {
        Self {
            checked: checked(&draft),
            draft,
            past: Vec::new(),
            future: Vec::new(),
        }
    }

    /// The file as it was typed.
    #[must_use]
    pub const fn draft(&self) -> &Value {
        &self.draft
    }

    /// The file as text, to be kept.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", self.draft)
    }

    /// The lab that it is.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn lab(&self) -> Result<&Lab, &Problems> {
        self.checked.as_deref()
    }

    /// Changes it. What is wrong afterwards is told by [`lab`](Self::lab).
    ///
    /// # Errors
    /// When there is nothing to change at that place, or a name is taken; then nothing has changed.
    pub fn edit(&mut self, edit: &Edit) -> Result<(), Problem> {
        let mut draft = self.draft.clone();
        edit.apply(&mut draft)?;
        if draft == self.draft {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.draft, draft);
        self.past.push(before);
        if self.past.len() > UNDO_MAX {
            self.past.remove(0);
        }
        self.future.clear();
        self.checked = checked(&self.draft);
        Ok(())
    }

    /// Whether there is something to undo, and to do again.
    #[must_use]
    pub const fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }

    /// Undoes the last change; `false` if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else {
            return false;
        };
        let after = std::mem::replace(&mut self.draft, before);
        self.future.push(after);
        self.checked = checked(&self.draft);
        true
    }

    /// Does again what was undone last; `false` if there is nothing.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else {
            return false;
        };
        let before = std::mem::replace(&mut self.draft, after);
        self.past.push(before);
        self.checked = checked(&self.draft);
        true
    }
}

fn checked(draft: &Value) -> Result<Box<Lab>, Problems> {
    Lab::parse(&draft.to_string(), &[]).map(Box::new)
}
