//! IncrementalAlterConfigs (44, KIP-339).

use super::ApiError;
use crate::metadata::ConfigResource;

/// Change these configs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IncrementalAlterConfigsRequest {
    /// Of what, and which.
    pub resources: Vec<(ConfigResource, Vec<AlterableConfig>)>,
    /// Whether to say only what would come of it.
    pub validate_only: bool,
}

/// One config's change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlterableConfig {
    /// Which config.
    pub name: String,
    /// What to do.
    pub operation: AlterConfigOp,
    /// With which value; none is needed to delete.
    pub value: Option<String>,
}

/// `org.apache.kafka.clients.admin.AlterConfigOp.OpType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlterConfigOp {
    /// Give it this value.
    Set,
    /// Let what lies below count again.
    Delete,
    /// Add these words to a list.
    Append,
    /// Take these words from a list.
    Subtract,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IncrementalAlterConfigsResponse {
    /// One entry per resource that the request names.
    pub resources: Vec<(ConfigResource, Result<(), ApiError>)>,
}
