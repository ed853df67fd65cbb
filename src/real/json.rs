//! A kit as JSON, for the command line's `--json` and for pages that embed the calls.

use serde_json::{Value, json};

use crate::missing::{Missing, PartKind};
use crate::{Kit, KitFile, Syntax};

impl Kit {
    /// `{"files": [{"name", "syntax", "text"}], "missing": [{"path", "file", "why", "reason", ...}]}`; an action that
    /// cannot be had is there whole as `action`, a client by its name as `client`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let files: Vec<Value> = self.files.iter().map(KitFile::to_json).collect();
        let missing: Vec<Value> = self.missing.iter().map(Missing::to_json).collect();
        json!({ "files": files, "missing": missing })
    }
}

impl KitFile {
    fn to_json(&self) -> Value {
        json!({ "name": self.name, "syntax": self.syntax.name(), "text": self.text })
    }
}

impl Missing {
    fn to_json(&self) -> Value {
        let mut told = json!({
            "path": self.what.path.to_string(),
            "file": self.file,
            "why": self.why.key(),
            "reason": self.why.sentence(),
        });
        match &self.what.kind {
            PartKind::Action(action) => {
                told["action"] = serde_json::to_value(action).unwrap_or_default();
            }
            PartKind::Client(name) => told["client"] = name.as_str().into(),
            PartKind::Setting => {}
        }
        told
    }
}

impl Syntax {
    /// Its name in JSON and in Markdown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Shell => "bash",
            Self::Python => "python",
            Self::Java => "java",
        }
    }
}
