//! How a run differs from what its lab says.

use serde_json::Value;

use crate::file::UNTIL_MS_MAX;
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// How a run differs from what its lab says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Another seed.
    pub seed: Option<u64>,
    /// Another end: from 1 ms to a day.
    pub until_ms: Option<u64>,
    /// Changes to the lab, as `path=value`.
    pub set: Vec<String>,
    /// A journal file to replay.
    pub journal: Option<String>,
}

impl Options {
    /// Reads options from JSON; empty text is none.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        const KNOWN: [&str; 4] = ["seed", "until_ms", "set", "journal"];
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let value: Value = serde_json::from_str(text)
            .map_err(|error| Problem::of("options", format!("are not JSON: {error}")))?;
        let Value::Object(fields) = value else {
            return Err(Problem::of("options", "must be a JSON object").into());
        };
        let mut options = Self::default();
        let mut problems = Problems::default();
        for (key, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
            let path = Path::ROOT.key(&key);
            let wrong = |message: &str| Problem::at(&path, message).with(&value);
            match (key.as_str(), &value) {
                ("seed", Value::Number(n)) if n.is_u64() => options.seed = n.as_u64(),
                ("seed", _) => problems.push(wrong("must be a whole number from 0")),
                ("until_ms", _) => {
                    match value.as_u64().filter(|ms| (1..=UNTIL_MS_MAX).contains(ms)) {
                        Some(ms) => options.until_ms = Some(ms),
                        None => problems.push(wrong(&format!(
                            "must be a whole number from 1 to {UNTIL_MS_MAX}"
                        ))),
                    }
                }
                ("set", Value::Array(items)) if items.iter().all(Value::is_string) => {
                    options.set = items
                        .iter()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect();
                }
                ("set", _) => problems.push(wrong(
                    "must be a list of texts such as \"topics.numtest.partitions=2\"",
                )),
                ("journal", Value::String(text)) => options.journal = Some(text.clone()),
                ("journal", Value::Object(_)) => options.journal = Some(value.to_string()),
                ("journal", _) => {
                    problems.push(wrong("must be a journal file, as an object or as text"));
                }
                _ => {
                    let hint = suggestion(&key, KNOWN);
                    problems.push(Problem::at(
                        &path,
                        format!("there is no option {key:?}{hint}"),
                    ));
                }
            }
        }
        problems.or(options)
    }
}
