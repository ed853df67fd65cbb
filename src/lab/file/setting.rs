//! Configs as they are written: by Kafka's names, with text, numbers or flags.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Configs by Kafka's names.
pub type ConfigFile = BTreeMap<String, Setting>;

/// The value of a config.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Setting {
    /// Such as `"earliest"` or `"1000"`.
    Text(String),
    /// Such as `1000`.
    Number(serde_json::Number),
    /// `true` or `false`.
    Flag(bool),
}

impl fmt::Display for Setting {
    /// As Kafka writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
        }
    }
}
