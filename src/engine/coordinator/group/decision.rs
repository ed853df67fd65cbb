//! What a coordinator decides: answers now, or records with the answers that follow once they are committed.

use crate::log::Record;
use crate::node::Reply;
use crate::protocol::{ErrorCode, OffsetCommitResponse, Response, SyncGroupResponse};

/// A response and where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// Where.
    pub reply: Reply,
    /// What.
    pub response: Response,
}

/// Records for the group's partition of `__consumer_offsets`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Write {
    /// `group.id`, which names the partition.
    pub group: std::sync::Arc<str>,
    /// The records.
    pub records: Vec<Record>,
    /// The answers to give once the records are committed.
    pub then: Vec<Answer>,
}

/// What follows from a request or a timer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decision {
    /// Answers that wait for nothing.
    pub answers: Vec<Answer>,
    /// What to write first.
    pub write: Option<Write>,
}

impl Decision {
    /// One answer.
    #[must_use]
    pub fn answer(reply: Reply, response: impl Into<Response>) -> Self {
        Self {
            answers: vec![Answer {
                reply,
                response: response.into(),
            }],
            write: None,
        }
    }
}

impl Answer {
    /// The same answer when its records could not be committed.
    #[must_use]
    pub fn failed(mut self, error: ErrorCode) -> Self {
        // As `CoordinatorOperationExceptionHelper` has it: what went wrong in the log, in a group's words.
        let error = match error {
            ErrorCode::NotLeaderOrFollower => ErrorCode::NotCoordinator,
            ErrorCode::NotEnoughReplicas
            | ErrorCode::RequestTimedOut
            | ErrorCode::UnknownTopicOrPartition => ErrorCode::CoordinatorNotAvailable,
            other => other,
        };
        self.response = match self.response {
            Response::OffsetCommit(answer) => {
                let partitions = answer
                    .partitions
                    .into_iter()
                    .map(|(partition, _)| (partition, error));
                OffsetCommitResponse {
                    partitions: partitions.collect(),
                }
                .into()
            }
            Response::SyncGroup(_) => SyncGroupResponse {
                error,
                assignment: crate::model::Payload::from(""),
            }
            .into(),
            other => other,
        };
        self
    }
}
