//! What of a group outlives its coordinator: written when a generation has its assignment, read when another broker takes
//! over.

use std::sync::Arc;

use super::{ClassicGroup, GroupMember, GroupState, join_refused, sync_refused};
use crate::coordinator::group::{Answer, GroupMetadata, GroupRecord, MemberMetadata, Turn};
use crate::model::Payload;
use crate::protocol::{ErrorCode, JoinGroupProtocol};

impl ClassicGroup {
    /// The group as a record, each member with this assignment.
    pub(super) fn record(&self, assignment: &dyn Fn(&GroupMember) -> Payload) -> GroupRecord {
        self.record_with(&|_, member| assignment(member))
    }

    pub(super) fn record_with(
        &self,
        assignment: &dyn Fn(&Arc<str>, &GroupMember) -> Payload,
    ) -> GroupRecord {
        let protocol = self.protocol.as_deref().unwrap_or_default();
        let members = self.members.iter().map(|(id, member)| MemberMetadata {
            member_id: Arc::clone(id),
            group_instance_id: member.group_instance_id.clone(),
            client_id: Arc::clone(&member.client_id),
            rebalance_timeout: member.rebalance_timeout,
            session_timeout: member.session_timeout,
            subscription: member.metadata(protocol),
            assignment: assignment(id, member),
        });
        let metadata = GroupMetadata {
            protocol_type: self.protocol_type.clone().unwrap_or_default(),
            generation: self.generation,
            protocol: self.protocol.clone(),
            leader: self.leader.clone(),
            since: self.since,
            members: members.collect(),
        };
        GroupRecord::Group {
            group: Arc::clone(&self.id),
            metadata: Some(metadata),
        }
    }

    /// The group that a record tells of. Who is a member is stable: whatever was going on, ended with the coordinator.
    pub(in crate::coordinator::group) fn load(id: &Arc<str>, metadata: &GroupMetadata) -> Self {
        let mut group = Self::new(Arc::clone(id));
        group.generation = metadata.generation;
        group.protocol_type = Some(Arc::clone(&metadata.protocol_type)).filter(|t| !t.is_empty());
        group.protocol.clone_from(&metadata.protocol);
        group.leader.clone_from(&metadata.leader);
        group.since = metadata.since;
        for member in &metadata.members {
            let id = Arc::clone(&member.member_id);
            if let Some(instance) = &member.group_instance_id {
                group
                    .static_members
                    .insert(Arc::clone(instance), Arc::clone(&id));
            }
            let loaded = GroupMember::loaded(
                Arc::clone(&member.client_id),
                member.group_instance_id.clone(),
                (member.session_timeout, member.rebalance_timeout),
                JoinGroupProtocol {
                    name: metadata.protocol.clone().unwrap_or_default(),
                    metadata: member.subscription.clone(),
                },
                member.assignment.clone(),
            );
            group.members.insert(id, Arc::new(loaded));
        }
        if !group.members.is_empty() {
            group.state = GroupState::Stable;
        }
        group.subscribed = group.subscriptions();
        group
    }

    /// The group is read from the log: its members have a whole session to be heard of
    /// (`GroupMetadataManager.onLoaded`).
    pub(in crate::coordinator::group) fn loaded(&mut self, turn: &mut Turn<'_>) {
        let ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for id in &ids {
            self.hear_of(id, turn);
        }
        if ids.len() > usize::try_from(turn.config.group_max_size).unwrap_or(0) {
            self.prepare_rebalance(turn);
        }
    }

    /// The group is another broker's now: whoever waits here is told so (`GroupMetadataManager.onUnloaded`).
    pub(in crate::coordinator::group) fn unload(&self, turn: &mut Turn<'_>) {
        self.dissolve(ErrorCode::NotCoordinator, turn);
    }

    /// The group as it is here ends: whoever waits is told why.
    pub(in crate::coordinator::group) fn dissolve(&self, error: ErrorCode, turn: &mut Turn<'_>) {
        for (id, member) in &self.members {
            self.forget_session(id, turn);
            if let Some(reply) = member.awaiting_join {
                let answer = Answer::new(reply, join_refused(error, id));
                turn.decision.answers.push(answer);
            }
            if let Some(reply) = member.awaiting_sync {
                let answer = Answer::new(reply, sync_refused(error));
                turn.decision.answers.push(answer);
            }
        }
        for id in &self.pending_join {
            self.forget_session(id, turn);
        }
        turn.cancel_timer(self.join_timer());
        turn.cancel_timer(self.sync_timer());
    }
}
