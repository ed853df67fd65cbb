//! JoinGroup: who may wait for the next generation (`classicGroupJoin`).

use std::sync::Arc;

use super::{ClassicGroup, GroupMember, GroupState};
use crate::coordinator::group::{Completion, GroupRecord, GroupTimer, Shard, Turn};
use crate::model::Duration;
use crate::node::Reply;
use crate::protocol::{ErrorCode, JoinGroupRequest, JoinGroupResponse, JoinedMember};

/// How long a new member may wait for the others (`CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`): it cannot heartbeat before
/// it knows its id, and nobody would notice if it were gone.
const NEW_MEMBER_JOIN_TIMEOUT: Duration = Duration::from_secs(300);

impl Shard {
    /// JoinGroup: the answer waits until every member has joined.
    pub(in crate::coordinator::group) fn join(
        &mut self,
        reply: Reply,
        request: &JoinGroupRequest,
        turn: &mut Turn<'_>,
    ) {
        let (id, member) = (&request.group_id, &request.member_id);
        let is_new = self.group(id).is_none();
        if is_new && !member.is_empty() {
            return refuse(reply, ErrorCode::UnknownMemberId, member, turn);
        }
        let written = turn.decision.writes.len();
        let group = self.group_or_new(id);
        if !group.accepts(member, turn.config.group_max_size) {
            group.remove(member);
            refuse(reply, ErrorCode::GroupMaxSizeReached, &Arc::from(""), turn);
        } else if member.is_empty() {
            group.join_new(reply, request, turn);
        } else {
            group.join_again(reply, request, turn);
        }
        if is_new && turn.decision.writes.len() == written {
            // So that the group is known of, whatever becomes of its members.
            let group = Arc::clone(id);
            let record = GroupRecord::new_group(&group);
            turn.write(vec![record], Completion::Created { group, reply });
        }
    }
}

impl ClassicGroup {
    /// `group.max.size` (`acceptJoiningMember`). While a generation is prepared those who wait count, so that of too many
    /// members the last to come back is left out.
    fn accepts(&self, member: &str, max_size: i32) -> bool {
        let room = |taken: usize| taken < usize::try_from(max_size).unwrap_or(0);
        match self.state {
            GroupState::Empty | GroupState::Dead => true,
            GroupState::PreparingRebalance => {
                let waits = self
                    .member(member)
                    .is_some_and(GroupMember::is_awaiting_join);
                waits || room(self.awaiting_join())
            }
            GroupState::CompletingRebalance | GroupState::Stable => {
                self.members.contains_key(member) || room(self.members.len())
            }
        }
    }

    fn join_new(&mut self, reply: Reply, request: &JoinGroupRequest, turn: &mut Turn<'_>) {
        if !self.supports(&request.protocol_type, &request.protocols) {
            let nobody = Arc::from("");
            return refuse(reply, ErrorCode::InconsistentGroupProtocol, &nobody, turn);
        }
        let Some(instance) = &request.group_instance_id else {
            // It has to come again with its id, or it would be forgotten each time that it gives up waiting (KIP-394).
            let member = turn.member_ids.next(&request.client_id);
            self.pending_join.insert(Arc::clone(&member));
            refuse(reply, ErrorCode::MemberIdRequired, &member, turn);
            let group = Arc::clone(&self.id);
            let session = Duration::from_millis(i64::from(request.session_timeout_ms));
            return turn.set_timer(GroupTimer::Session { group, member }, session);
        };
        let member = turn.member_ids.next(instance);
        match self.static_members.get(instance).cloned() {
            Some(old) => self.replace_static_member(reply, request, &old, &member, turn),
            None => self.add(reply, request, &member, turn),
        }
    }

    fn join_again(&mut self, reply: Reply, request: &JoinGroupRequest, turn: &mut Turn<'_>) {
        let id = &request.member_id;
        if !self.supports(&request.protocol_type, &request.protocols) {
            return refuse(reply, ErrorCode::InconsistentGroupProtocol, id, turn);
        }
        if self.pending_join.contains(id) {
            return self.add(reply, request, id, turn);
        }
        if let Err(error) = self.check_member(id, request.group_instance_id.as_deref()) {
            return refuse(reply, error, id, turn);
        }
        let same = self
            .member(id)
            .is_some_and(|member| member.protocols == request.protocols);
        match self.state {
            // Its last answer may have been lost.
            GroupState::CompletingRebalance if same => {
                let response = self.generation_for(id);
                turn.answer(reply, response);
            }
            // A leader that comes back has a reason: a topic that it watches may have grown.
            GroupState::Stable if same && !self.is_leader(id) => {
                let response = self.generation_for(id);
                turn.answer(reply, response);
            }
            GroupState::PreparingRebalance
            | GroupState::CompletingRebalance
            | GroupState::Stable => {
                if let Some(member) = self.member_mut(id) {
                    member.update(request, reply);
                }
                self.rebalance_or_complete(turn);
            }
            GroupState::Empty | GroupState::Dead => {
                refuse(reply, ErrorCode::UnknownMemberId, id, turn);
            }
        }
    }

    /// `addMemberThenRebalanceOrCompleteJoin`.
    fn add(
        &mut self,
        reply: Reply,
        request: &JoinGroupRequest,
        id: &Arc<str>,
        turn: &mut Turn<'_>,
    ) {
        if let Some(initial) = &mut self.initial {
            initial.new_member_added = true;
        }
        if self.members.is_empty() {
            self.protocol_type = Some(Arc::clone(&request.protocol_type));
        }
        if let Some(instance) = &request.group_instance_id {
            self.static_members
                .insert(Arc::clone(instance), Arc::clone(id));
        }
        self.leader.get_or_insert_with(|| Arc::clone(id));
        let mut member = GroupMember::joining(request);
        member.awaiting_join = Some(reply);
        member.expect_heartbeat(turn.now.mono + NEW_MEMBER_JOIN_TIMEOUT);
        self.members.insert(Arc::clone(id), Arc::new(member));
        self.pending_join.remove(id);
        let timer = GroupTimer::Session {
            group: Arc::clone(&self.id),
            member: Arc::clone(id),
        };
        turn.set_timer(timer, NEW_MEMBER_JOIN_TIMEOUT);
        self.rebalance_or_complete(turn);
    }

    /// The group could not be made known; its first member, if it still waits, is told so.
    pub(in crate::coordinator::group) fn not_created(
        &mut self,
        reply: Reply,
        error: ErrorCode,
        turn: &mut Turn<'_>,
    ) {
        for member in self.members.values_mut() {
            if member.awaiting_join == Some(reply) {
                let response = refused(error, &Arc::from(""));
                Arc::make_mut(member).complete_join(response, turn);
            }
        }
    }

    /// What a member is told about this generation: the leader of everybody, the others of themselves.
    pub(super) fn generation_for(&self, member: &Arc<str>) -> JoinGroupResponse {
        let members = if self.is_leader(member) {
            self.joined_members()
        } else {
            Vec::new()
        };
        JoinGroupResponse {
            generation_id: self.generation,
            protocol: self.protocol.clone().unwrap_or_default(),
            leader: self.leader.clone().unwrap_or_default(),
            members,
            ..refused(ErrorCode::None, member)
        }
    }

    fn joined_members(&self) -> Vec<JoinedMember> {
        let protocol = self.protocol.as_deref().unwrap_or_default();
        let members = self.members.iter().map(|(id, member)| JoinedMember {
            member_id: Arc::clone(id),
            group_instance_id: member.group_instance_id.clone(),
            metadata: member.metadata(protocol),
        });
        members.collect()
    }

    pub(super) fn awaiting_join(&self) -> usize {
        let members = self.members.values();
        members.filter(|member| member.is_awaiting_join()).count()
    }
}

/// The answer to a member that may not join.
pub(in crate::coordinator::group) fn refused(
    error: ErrorCode,
    member: &Arc<str>,
) -> JoinGroupResponse {
    JoinGroupResponse {
        error,
        generation_id: -1,
        protocol: Arc::from(""),
        leader: Arc::from(""),
        skip_assignment: false,
        member_id: Arc::clone(member),
        members: Vec::new(),
    }
}

fn refuse(reply: Reply, error: ErrorCode, member: &Arc<str>, turn: &mut Turn<'_>) {
    turn.answer(reply, refused(error, member));
}
