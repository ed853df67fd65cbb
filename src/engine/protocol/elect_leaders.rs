//! ElectLeaders (43, KIP-460).

use super::ApiError;
use crate::model::TopicPartition;

/// Elect leaders.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ElectLeadersRequest {
    /// Which leaders are wanted.
    pub election_type: ElectionType,
    /// Of which partitions; `None` is of all.
    pub partitions: Option<Vec<TopicPartition>>,
}

/// `org.apache.kafka.common.ElectionType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElectionType {
    /// The first replica of each.
    Preferred,
    /// Any replica that lives, where there is no leader.
    Unclean,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ElectLeadersResponse {
    /// One entry per partition of the request; of all partitions, those that needed an election.
    pub partitions: Vec<(TopicPartition, Result<(), ApiError>)>,
}
