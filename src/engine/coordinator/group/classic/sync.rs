//! SyncGroup: the leader's assignment is written, then every member gets its part (`classicGroupSync`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::member::nothing;
use super::{ClassicGroup, GroupMember, GroupState};
use crate::coordinator::group::{Completion, Shard, Turn};
use crate::model::Payload;
use crate::node::Reply;
use crate::protocol::{ErrorCode, SyncGroupRequest, SyncGroupResponse};

impl Shard {
    /// SyncGroup: the answer waits until the leader's assignment is committed.
    pub(in crate::coordinator::group) fn sync(
        &mut self,
        reply: Reply,
        request: &SyncGroupRequest,
        turn: &mut Turn<'_>,
    ) {
        match self.group_mut(&request.group_id) {
            Some(group) => group.sync(reply, request, turn),
            None => turn.answer(reply, refused(ErrorCode::UnknownMemberId)),
        }
    }
}

impl ClassicGroup {
    fn sync(&mut self, reply: Reply, request: &SyncGroupRequest, turn: &mut Turn<'_>) {
        if let Err(error) = self.check_sync(request) {
            return turn.answer(reply, refused(error));
        }
        let id = &request.member_id;
        match self.state {
            GroupState::CompletingRebalance => {
                if let Some(member) = self.member_mut(id) {
                    member.awaiting_sync = Some(reply);
                }
                self.has_synced(id, turn);
                if self.is_leader(id) {
                    self.accept(request, turn);
                }
            }
            GroupState::Stable => {
                self.has_synced(id, turn);
                let assignment = self
                    .member(id)
                    .map_or_else(nothing, |member| member.assignment.clone());
                let error = ErrorCode::None;
                turn.answer(reply, SyncGroupResponse { error, assignment });
            }
            GroupState::Empty | GroupState::PreparingRebalance | GroupState::Dead => {
                turn.answer(reply, refused(ErrorCode::RebalanceInProgress));
            }
        }
    }

    /// `validateSyncGroup`.
    fn check_sync(&self, request: &SyncGroupRequest) -> Result<(), ErrorCode> {
        self.check_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != self.generation {
            return Err(ErrorCode::IllegalGeneration);
        }
        let other = |said: &Arc<str>, known: &Option<Arc<str>>| {
            known.as_ref().is_some_and(|known| known != said)
        };
        if other(&request.protocol_type, &self.protocol_type)
            || other(&request.protocol, &self.protocol)
        {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        Ok(())
    }

    /// Once all have synced nobody is waited for any longer.
    fn has_synced(&mut self, member: &str, turn: &mut Turn<'_>) {
        if self.pending_sync.remove(member) && self.pending_sync.is_empty() {
            turn.cancel_timer(self.sync_timer());
        }
    }

    /// Writes the leader's assignment; whom it forgot gets nothing.
    fn accept(&mut self, request: &SyncGroupRequest, turn: &mut Turn<'_>) {
        let assigned: BTreeMap<&Arc<str>, &Payload> = request
            .assignments
            .iter()
            .map(|(member, assignment)| (member, assignment))
            .collect();
        let assignments: BTreeMap<Arc<str>, Payload> = self
            .members
            .keys()
            .map(|id| {
                let assignment = assigned.get(id).map_or_else(nothing, |&a| a.clone());
                (Arc::clone(id), assignment)
            })
            .collect();
        let record = self.record_with(&|id, _| assignments[id].clone());
        let then = Completion::Assigned {
            group: Arc::clone(&self.id),
            generation: self.generation,
            assignments: Arc::new(assignments),
        };
        turn.write(vec![record], then);
    }

    /// The leader's assignment is committed, or could not be: then everybody joins again.
    pub(in crate::coordinator::group) fn assigned(
        &mut self,
        generation: i32,
        assignments: &BTreeMap<Arc<str>, Payload>,
        error: ErrorCode,
        turn: &mut Turn<'_>,
    ) {
        // Meanwhile the next generation may have begun.
        if self.state != GroupState::CompletingRebalance || self.generation != generation {
            return;
        }
        if error != ErrorCode::None {
            self.withdraw_assignments(error, turn);
            return self.rebalance_or_complete(turn);
        }
        for (id, member) in &mut self.members {
            Arc::make_mut(member).assignment = assignments.get(id).cloned().unwrap_or_else(nothing);
        }
        self.propagate(error, turn);
        self.move_to(GroupState::Stable, turn);
        turn.metrics.completed_rebalances.mark(turn.now.mono, 1);
    }

    /// `resetAndPropagateAssignmentWithError`: nobody has anything, and whoever waits for it hears why.
    pub(super) fn withdraw_assignments(&mut self, error: ErrorCode, turn: &mut Turn<'_>) {
        for member in self.members.values_mut() {
            Arc::make_mut(member).assignment = nothing();
        }
        self.propagate(error, turn);
    }

    fn propagate(&mut self, error: ErrorCode, turn: &mut Turn<'_>) {
        let waiting = |member: &Arc<GroupMember>| member.is_awaiting_sync();
        let waiting: Vec<Arc<str>> = self
            .members
            .iter()
            .filter(|(_, member)| waiting(member))
            .map(|(id, _)| Arc::clone(id))
            .collect();
        for id in waiting {
            if let Some(member) = self.member_mut(&id) {
                member.complete_sync(error, turn);
            }
            // While it waited it was not expected to heartbeat.
            self.hear_of(&id, turn);
        }
    }
}

/// The answer to a member that gets no assignment.
pub(in crate::coordinator::group) fn refused(error: ErrorCode) -> SyncGroupResponse {
    let assignment = nothing();
    SyncGroupResponse { error, assignment }
}
