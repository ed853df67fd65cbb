//! What follows a write, once it is committed or has failed.

use super::decision::coordinator_error;
use super::{Completion, Decision, GroupCoordinator, Host};
use crate::protocol::ErrorCode;

impl GroupCoordinator {
    /// The records before a completion are committed, or `error` says why they are not.
    pub fn completed(
        &mut self,
        partition: i32,
        then: Completion,
        error: ErrorCode,
        host: &mut Host<'_>,
    ) -> Decision {
        let failed = coordinator_error(error);
        let then = match then {
            // Whoever only waits hears even of a coordinator that is one no longer.
            Completion::Answer(answer) if error == ErrorCode::None => {
                return Decision::answer(answer);
            }
            Completion::Answer(answer) => return Decision::answer(answer.failed(error)),
            other => other,
        };
        self.turn(partition, host, |shard, turn| match then {
            Completion::Nothing | Completion::Answer(_) => {}
            Completion::Created { .. } if error == ErrorCode::None => {}
            Completion::Created { group, reply } => {
                if let Some(group) = shard.group_mut(&group) {
                    group.not_created(reply, failed, turn);
                }
            }
            Completion::Assigned {
                group,
                generation,
                assignments,
            } => {
                if let Some(group) = shard.group_mut(&group) {
                    group.assigned(generation, &assignments, failed, turn);
                }
            }
            Completion::Replaced {
                group,
                member,
                leader,
                before,
            } => {
                if let Some(group) = shard.group_mut(&group) {
                    group.replaced(&member, leader, before, failed, turn);
                }
            }
        })
    }
}
