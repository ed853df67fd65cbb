//! A static member that comes back has forgotten its id: it takes the place of the one that it was (KIP-345).

use std::sync::Arc;

use super::join::refused;
use super::{ClassicGroup, GroupMember, GroupState};
use crate::coordinator::group::{Completion, Turn};
use crate::node::Reply;
use crate::protocol::{ErrorCode, JoinGroupRequest, JoinGroupResponse};

impl ClassicGroup {
    /// `updateStaticMemberThenRebalanceOrCompleteJoin`: in a stable group nothing moves.
    pub(super) fn replace_static_member(
        &mut self,
        reply: Reply,
        request: &JoinGroupRequest,
        old: &Arc<str>,
        new: &Arc<str>,
        turn: &mut Turn<'_>,
    ) {
        let leader = self.leader.clone();
        let Some(before) = self.rename(old, new, turn) else {
            return;
        };
        self.hear_of(new, turn);
        if let Some(member) = self.member_mut(new) {
            member.update(request, reply);
        }
        match self.state {
            GroupState::Stable if self.select_protocol() == self.protocol => {
                let record = self.record(&|member| member.assignment.clone());
                let then = Completion::Replaced {
                    group: Arc::clone(&self.id),
                    member: Arc::clone(new),
                    leader,
                    before: (Arc::clone(old), before),
                };
                turn.write(vec![record], then);
            }
            GroupState::Stable => self.rebalance_or_complete(turn),
            // The leader may be assigning partitions to the old id at this moment.
            GroupState::CompletingRebalance => self.prepare_rebalance(turn),
            GroupState::Empty | GroupState::PreparingRebalance | GroupState::Dead => {
                self.maybe_complete_join(turn);
            }
        }
    }

    /// The new id is in the log, or could not be: then the old one counts.
    pub(in crate::coordinator::group) fn replaced(
        &mut self,
        id: &Arc<str>,
        led_before: Option<Arc<str>>,
        (old, before): (Arc<str>, Arc<GroupMember>),
        error: ErrorCode,
        turn: &mut Turn<'_>,
    ) {
        if error == ErrorCode::None {
            let response = JoinGroupResponse {
                // Its assignment is as it was: only who leads has to be told that nothing is asked of it (KIP-814).
                skip_assignment: self.is_leader(id),
                ..self.generation_for(id)
            };
            if let Some(member) = self.member_mut(id) {
                member.complete_join(response, turn);
            }
            return;
        }
        let response = JoinGroupResponse {
            generation_id: self.generation,
            protocol: self.protocol.clone().unwrap_or_default(),
            leader: led_before.unwrap_or_default(),
            ..refused(error, &Arc::from(""))
        };
        if let Some(member) = self.member_mut(id) {
            member.complete_join(response, turn);
        }
        if self.rename(id, &old, turn).is_some() {
            self.members.insert(Arc::clone(&old), before);
            self.hear_of(&old, turn);
        }
    }

    /// `replaceStaticMember`: whoever still waits under the old id is fenced. Answers the member as it was.
    fn rename(
        &mut self,
        old: &Arc<str>,
        new: &Arc<str>,
        turn: &mut Turn<'_>,
    ) -> Option<Arc<GroupMember>> {
        let mut member = self.members.remove(old)?;
        self.forget_session(old, turn);
        let known = Arc::make_mut(&mut member);
        known.complete_join(refused(ErrorCode::FencedInstanceId, old), turn);
        known.complete_sync(ErrorCode::FencedInstanceId, turn);
        let before = Arc::clone(&member);
        Arc::make_mut(&mut member).is_new = false;
        if let Some(instance) = &member.group_instance_id {
            self.static_members
                .insert(Arc::clone(instance), Arc::clone(new));
        }
        self.members.insert(Arc::clone(new), member);
        if self.is_leader(old) {
            self.leader = Some(Arc::clone(new));
        }
        Some(before)
    }
}
