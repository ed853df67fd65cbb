//! Schemas, and the registry that keeps them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ConfigFile;

/// A schema registry, as Confluent's is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegistryFile {
    /// Configs of the registry.
    #[serde(default)]
    pub config: ConfigFile,
    /// When it starts, in ms; at once unless it is said; null: an action starts it.
    #[serde(default = "super::outside::at_once")]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub start_ms: Option<u64>,
}

/// A schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemaFile {
    /// The schema, in Avro's JSON.
    pub avro: Value,
    /// The schemas whose types it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    pub references: Vec<ReferenceFile>,
}

/// A schema whose types another one names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceFile {
    /// Its name in this file.
    pub schema: String,
    /// The subject under which the registry has it.
    #[schemars(length(min = 1, max = 300))]
    pub subject: String,
    /// Which version of the subject it is.
    #[serde(default = "first")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub version: i32,
}

const fn first() -> i32 {
    1
}
