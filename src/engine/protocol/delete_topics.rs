//! DeleteTopics (20).

use super::ApiError;
use crate::model::TopicName;

/// Delete these topics.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteTopicsRequest {
    /// Which.
    pub topics: Vec<TopicName>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteTopicsResponse {
    /// One entry per name in the request.
    pub topics: Vec<(TopicName, Result<(), ApiError>)>,
}
