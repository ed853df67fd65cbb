//! Evidence and verdicts in words.

use std::fmt;

use serde_json::{Value, json};

use crate::evidence::Evidence;
use crate::report::Verdict;

impl fmt::Display for Evidence {
    /// The fields with their values as JSON; of the steps of a cycle only why.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Value::Object(fields) = json!(self) else {
            return Err(fmt::Error);
        };
        for (place, (name, value)) in fields.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            match value {
                Value::Array(steps) if name == "steps" => {
                    let types = steps.iter().filter_map(|step| step["type"].as_str());
                    write!(f, "{comma}by {}", types.collect::<Vec<_>>().join(", "))?;
                }
                value => write!(f, "{comma}{name} {value}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Valid => "valid",
            Self::NotValid => "not valid",
            Self::NothingToJudge => {
                "not valid: there is nothing to judge, since no send, poll or transaction ended"
            }
        })
    }
}
