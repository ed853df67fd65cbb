//! How a run differs from what its lab says.

use serde_json::Value;

use crate::file::UNTIL_MS_MAX;
use crate::problem::Problems;

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
        let mut options = Self::default();
        crate::options::read(text, &KNOWN, |name, value| options.take(name, value))?;
        Ok(options)
    }

    fn take(&mut self, name: &str, value: &Value) -> Result<(), String> {
        match (name, value) {
            ("seed", _) => {
                self.seed = Some(value.as_u64().ok_or("must be a whole number from 0")?);
            }
            ("until_ms", _) => {
                let ms = value.as_u64().filter(|ms| (1..=UNTIL_MS_MAX).contains(ms));
                let allowed = || format!("must be a whole number from 1 to {UNTIL_MS_MAX}");
                self.until_ms = Some(ms.ok_or_else(allowed)?);
            }
            ("set", _) => {
                self.set = serde_json::from_value(value.clone()).map_err(
                    |_| "must be a list of texts such as \"topics.numtest.partitions=2\"",
                )?;
            }
            (_, Value::String(text)) => self.journal = Some(text.clone()),
            (_, Value::Object(_)) => self.journal = Some(value.to_string()),
            _ => return Err("must be a journal file, as an object or as text".to_owned()),
        }
        Ok(())
    }
}
