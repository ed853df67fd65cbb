//! What a coordinator decides: answers now, and records with what follows once they are committed
//! (`CoordinatorResult`, `CoordinatorRuntime`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::classic::{join_refused, sync_refused};
use super::member_ids::MemberIds;
use super::{GroupMetrics, GroupRecord, GroupTimer};
use crate::broker::BrokerTimer;
use crate::config::BrokerConfig;
use crate::coordinator::Answer;
use crate::log::Verified;
use crate::model::{Duration, Payload};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{ConsumerGroupHeartbeatResponse, ErrorCode, Response};

/// Records for a partition of `__consumer_offsets`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Write {
    /// Which partition.
    pub partition: i32,
    /// The records. Without any, what follows waits for all that was written before.
    pub records: Vec<GroupRecord>,
    /// The transaction to which they belong.
    pub transaction: Option<InTransaction>,
    /// What follows.
    pub then: Completion,
}

/// The transaction to which records belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InTransaction {
    /// Its producer.
    pub producer_id: i64,
    /// The producer's epoch.
    pub producer_epoch: i16,
    /// Whether the partition is part of it.
    pub verified: Verified,
}

/// What follows when records are committed, or when they are not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Completion {
    /// Nothing.
    Nothing,
    /// The answer, or the same answer with an error in it.
    Answer(Answer),
    /// A group is new; whoever made it hears only if that failed.
    Created {
        /// `group.id`.
        group: Arc<str>,
        /// Where the first member waits.
        reply: Reply,
    },
    /// The leader's assignment: everybody who waits for it gets his.
    Assigned {
        /// `group.id`.
        group: Arc<str>,
        /// The generation for which it was computed.
        generation: i32,
        /// What each member gets.
        assignments: Arc<BTreeMap<Arc<str>, Payload>>,
    },
    /// A static member came back under a new id, or keeps its old one.
    Replaced {
        /// `group.id`.
        group: Arc<str>,
        /// The new member id.
        member: Arc<str>,
        /// Who led when it came.
        leader: Option<Arc<str>>,
        /// The member as it was, by its old id.
        before: (Arc<str>, Arc<super::GroupMember>),
    },
}

/// What follows from a request or a timer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decision {
    /// Answers that wait for nothing.
    pub answers: Vec<Answer>,
    /// What to write, in this order.
    pub writes: Vec<Write>,
}

/// One turn of a coordinator: what it may look at, and what it decides.
pub struct Turn<'a> {
    /// The time.
    pub now: Now,
    /// The broker's configs.
    pub config: &'a BrokerConfig,
    /// For timers and notes.
    pub effects: &'a mut Effects,
    pub(super) member_ids: &'a mut MemberIds,
    /// What is counted.
    pub metrics: &'a mut GroupMetrics,
    /// What was decided so far.
    pub decision: &'a mut Decision,
    /// The partition of `__consumer_offsets` that is concerned.
    pub partition: i32,
}

impl Turn<'_> {
    /// Answers at once.
    pub(super) fn answer(&mut self, reply: Reply, response: impl Into<Response>) {
        self.decision.answers.push(Answer::new(reply, response));
    }

    /// Answers when all that was written so far is committed: what was decided may follow from it.
    pub(super) fn answer_when_committed(&mut self, reply: Reply, response: impl Into<Response>) {
        let then = Completion::Answer(Answer::new(reply, response));
        self.write(Vec::new(), then);
    }

    pub(super) fn write(&mut self, records: Vec<GroupRecord>, then: Completion) {
        self.decision.writes.push(Write {
            partition: self.partition,
            records,
            transaction: None,
            then,
        });
    }

    pub(super) fn write_in_transaction(
        &mut self,
        records: Vec<GroupRecord>,
        transaction: InTransaction,
        then: Completion,
    ) {
        self.decision.writes.push(Write {
            partition: self.partition,
            records,
            transaction: Some(transaction),
            then,
        });
    }

    pub(super) fn set_timer(&mut self, timer: GroupTimer, after: Duration) {
        self.effects.set_timer(BrokerTimer::Group(timer), after);
    }

    pub(super) fn cancel_timer(&mut self, timer: GroupTimer) {
        self.effects.cancel_timer(BrokerTimer::Group(timer));
    }
}

impl Answer {
    /// The same answer when its records could not be committed.
    #[must_use]
    pub fn failed(mut self, error: ErrorCode) -> Self {
        // A fetch that could not wait for what was being written sends the consumer to look for its coordinator
        // (`GroupCoordinatorService.handleOffsetFetchException`).
        let not_committed = coordinator_error(error);
        let not_fetched = match not_committed {
            ErrorCode::CoordinatorNotAvailable => ErrorCode::NotCoordinator,
            other => other,
        };
        match &mut self.response {
            Response::OffsetCommit(answer) => fail_all(&mut answer.partitions, not_committed),
            Response::TxnOffsetCommit(answer) => fail_all(&mut answer.partitions, not_committed),
            Response::JoinGroup(answer) => *answer = join_refused(not_committed, &answer.member_id),
            Response::SyncGroup(answer) => *answer = sync_refused(not_committed),
            Response::Heartbeat(answer) => answer.error = not_committed,
            Response::ConsumerGroupHeartbeat(answer) => {
                *answer = ConsumerGroupHeartbeatResponse::refused(not_committed);
            }
            Response::LeaveGroup(answer) => {
                answer.error = not_committed;
                answer.members.clear();
            }
            Response::OffsetDelete(answer) => {
                answer.error = not_committed;
                answer.partitions.clear();
            }
            Response::DeleteGroups(answer) => fail_all(&mut answer.results, not_committed),
            Response::OffsetFetch(answer) => {
                for group in &mut answer.groups {
                    group.error = not_fetched;
                    group.partitions.clear();
                }
            }
            _ => {}
        }
        self
    }
}

fn fail_all<T>(entries: &mut [(T, ErrorCode)], error: ErrorCode) {
    for (_, outcome) in entries {
        *outcome = error;
    }
}

/// What went wrong in the log, in a coordinator's words (`CoordinatorOperationExceptionHelper`,
/// `GroupMetadataManager.appendGroupMetadataErrorToResponseError`).
#[must_use]
pub(super) const fn coordinator_error(error: ErrorCode) -> ErrorCode {
    match error {
        ErrorCode::NotLeaderOrFollower | ErrorCode::KafkaStorageError => ErrorCode::NotCoordinator,
        ErrorCode::NotEnoughReplicas
        | ErrorCode::RequestTimedOut
        | ErrorCode::UnknownTopicOrPartition => ErrorCode::CoordinatorNotAvailable,
        ErrorCode::MessageTooLarge
        | ErrorCode::RecordListTooLarge
        | ErrorCode::InvalidFetchSize => ErrorCode::UnknownServerError,
        other => other,
    }
}
