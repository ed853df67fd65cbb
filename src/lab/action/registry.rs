//! What is asked of the schema registry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_false;

/// A schema to register: `POST /subjects/{subject}/versions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterSchema {
    /// The subject, such as `orders-value`.
    #[schemars(length(min = 1, max = 300))]
    pub subject: String,
    /// The schema, by its name in `schemas`.
    pub schema: String,
}

/// A schema that might be registered: `POST /compatibility/subjects/{subject}/versions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestSchema {
    /// The subject.
    #[schemars(length(min = 1, max = 300))]
    pub subject: String,
    /// The schema, by its name in `schemas`.
    pub schema: String,
    /// The version to hold it against; those that the subject's compatibility asks for unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub version: Option<i32>,
}

/// How new versions have to get on with earlier ones: `PUT /config`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCompatibility {
    /// The subject; all that have none of their own unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 300))]
    pub subject: Option<String>,
    /// How: `BACKWARD`, `FORWARD`, `FULL`, one of these with `_TRANSITIVE` behind it, or `NONE`.
    #[schemars(length(min = 1, max = 40))]
    pub level: String,
}

/// What is to be deleted: `DELETE /subjects/{subject}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteSchema {
    /// The subject.
    #[schemars(length(min = 1, max = 300))]
    pub subject: String,
    /// Which of its versions; all unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub version: Option<i32>,
    /// Whether what is deleted already is to be forgotten.
    #[serde(default, skip_serializing_if = "is_false")]
    pub permanent: bool,
}
