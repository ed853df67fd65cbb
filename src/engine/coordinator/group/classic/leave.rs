//! LeaveGroup: whoever leaves is not waited for, and the others share what it had (`classicGroupLeave`, KIP-345).

use std::sync::Arc;

use super::join::refused;
use super::{ClassicGroup, GroupState};
use crate::coordinator::group::{Shard, Turn};
use crate::node::Reply;
use crate::protocol::{ErrorCode, LeaveGroupRequest, LeaveGroupResponse, MemberIdentity};

impl Shard {
    /// LeaveGroup of some members, or by an administrator.
    pub(in crate::coordinator::group) fn leave(
        &mut self,
        reply: Reply,
        request: &LeaveGroupRequest,
        turn: &mut Turn<'_>,
    ) {
        let error = ErrorCode::None;
        let Some(group) = self.group_mut(&request.group_id) else {
            let members = request.members.iter().cloned();
            let members = members.map(|member| (member, ErrorCode::UnknownMemberId));
            let members = members.collect();
            return turn.answer(reply, LeaveGroupResponse { error, members });
        };
        let members: Vec<_> = request
            .members
            .iter()
            .map(|member| (member.clone(), group.leave(member, turn)))
            .collect();
        if members.iter().any(|(_, error)| *error == ErrorCode::None) {
            match group.state {
                GroupState::Stable | GroupState::CompletingRebalance => {
                    group.prepare_rebalance(turn)
                }
                GroupState::PreparingRebalance => group.maybe_complete_join(turn),
                GroupState::Empty | GroupState::Dead => {}
            }
        }
        turn.answer_when_committed(reply, LeaveGroupResponse { error, members });
    }
}

impl ClassicGroup {
    fn leave(&mut self, who: &MemberIdentity, turn: &mut Turn<'_>) -> ErrorCode {
        let instance = who.group_instance_id.as_deref();
        let member = if who.member_id.is_empty() {
            // An administrator knows static members by the name that they chose.
            match instance.and_then(|instance| self.static_members.get(instance)) {
                Some(member) => Arc::clone(member),
                None => return ErrorCode::UnknownMemberId,
            }
        } else {
            Arc::clone(&who.member_id)
        };
        if !self.pending_join.contains(&member)
            && let Err(error) = self.check_member(&member, instance)
        {
            return error;
        }
        self.take_out(&member, turn);
        ErrorCode::None
    }

    /// Takes a member out. One that still waits for the others is told that nobody knows it: it may come again.
    pub(super) fn take_out(&mut self, id: &Arc<str>, turn: &mut Turn<'_>) {
        self.forget_session(id, turn);
        if let Some(member) = self.member_mut(id) {
            let nobody = Arc::from("");
            member.complete_join(refused(ErrorCode::UnknownMemberId, &nobody), turn);
        }
        self.remove(id);
    }
}
