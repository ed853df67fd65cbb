//! How a history is to be judged.

use serde::Serialize;

use crate::json::Json;
use crate::problem::Problem;

/// How a history is to be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Options {
    /// Clients were members of groups: that polls skip or go back from one to the next is legal.
    pub with_subscribe: bool,
    /// The order of writes takes part in all cycles, and G1c is legal.
    pub ww_deps: bool,
    /// How many pieces of evidence are kept of each anomaly. All are counted.
    #[serde(skip)]
    pub evidence_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            with_subscribe: false,
            ww_deps: false,
            evidence_max: 100,
        }
    }
}

impl Options {
    /// Reads options from JSON, such as `{"with-subscribe": true}`; empty text is none.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let mut options = Self::default();
        if text.trim().is_empty() {
            return Ok(options);
        }
        let wrong = |message: String| vec![Problem::of("options", message)];
        let json: Json =
            serde_json::from_str(text).map_err(|error| wrong(format!("are not JSON: {error}")))?;
        let Json::Object(fields) = json else {
            return Err(wrong("must be a JSON object".to_owned()));
        };
        let mut problems = Vec::new();
        for (name, value) in fields {
            let option = match &*name {
                "with-subscribe" => &mut options.with_subscribe,
                "ww-deps" => &mut options.ww_deps,
                _ => {
                    let message = "is no option: there is with-subscribe and ww-deps";
                    problems.push(Problem::of(name, message));
                    continue;
                }
            };
            match value {
                Json::Boolean(value) => *option = value,
                other => problems.push(Problem {
                    found: Some(other.shown()),
                    ..Problem::of(name, "must be true or false")
                }),
            }
        }
        if problems.is_empty() {
            Ok(options)
        } else {
            Err(problems)
        }
    }
}
