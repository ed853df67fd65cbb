//! Members of the classic protocol in a group that has been upgraded: they join, sync and heartbeat as they are used to, and
//! what they are given is the coordinator's (`classicGroupJoinToConsumerGroup`).

use std::sync::Arc;

use super::heartbeat::{Who, partitions, places};
use super::{
    ClassicMemberMetadata, ConsumerGroup, ConsumerGroupMember, ConsumerGroupRecord,
    ConsumerMemberMetadata, ConsumerMemberState,
};
use crate::coordinator::group::classic::{join_refused, sync_refused};
use crate::coordinator::group::{Answer, Completion, GroupRecord, Shard, Turn};
use crate::metadata::MetadataImage;
use crate::model::Duration;
use crate::node::Reply;
use crate::protocol::consumer_protocol::{Assignment, Subscription, VERSION};
use crate::protocol::{
    ErrorCode, HeartbeatRequest, HeartbeatResponse, JoinGroupRequest, JoinGroupResponse,
    LeaveGroupRequest, LeaveGroupResponse, MemberIdentity, SyncGroupRequest, SyncGroupResponse,
};

/// What kind of group it is.
const PROTOCOL_TYPE: &str = "consumer";

type Decided<T> = Result<(Vec<ConsumerGroupRecord>, T), ErrorCode>;

impl Shard {
    /// JoinGroup to a consumer group.
    pub(in crate::coordinator::group) fn join_consumer_group(
        &mut self,
        reply: Reply,
        request: &JoinGroupRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        let Some(group) = self.consumer_group(&request.group_id) else {
            return;
        };
        if request.member_id.is_empty() && request.group_instance_id.is_none() {
            let id = turn.member_ids.next_uuid();
            return turn.answer(reply, join_refused(ErrorCode::MemberIdRequired, &id));
        }
        match group.join_classic(request, image, turn) {
            Err(error) => turn.answer(reply, join_refused(error, &request.member_id)),
            Ok((records, response)) => {
                let waited = (
                    Arc::clone(&request.group_id),
                    Arc::clone(&response.member_id),
                );
                self.rejoining.insert(waited);
                write(reply, &request.group_id, records, response, turn);
            }
        }
    }

    /// SyncGroup to a consumer group.
    pub(in crate::coordinator::group) fn sync_consumer_group(
        &mut self,
        reply: Reply,
        request: &SyncGroupRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        let Some(group) = self.consumer_group(&request.group_id) else {
            return;
        };
        match group.sync_classic(request, image, turn) {
            Err(error) => {
                if error == ErrorCode::RebalanceInProgress {
                    self.await_rejoin(&request.group_id, &request.member_id, turn);
                }
                turn.answer(reply, sync_refused(error));
            }
            Ok(response) => {
                turn.cancel_timer(group.rebalance_timer(&request.member_id));
                let waited = (
                    Arc::clone(&request.group_id),
                    Arc::clone(&request.member_id),
                );
                self.rejoining.remove(&waited);
                turn.answer_when_committed(reply, response);
            }
        }
    }

    /// Heartbeat to a consumer group.
    pub(in crate::coordinator::group) fn heartbeat_consumer_group(
        &mut self,
        reply: Reply,
        request: &HeartbeatRequest,
        turn: &mut Turn<'_>,
    ) {
        let Some(group) = self.consumer_group(&request.group_id) else {
            return;
        };
        match group.heartbeat_classic(request, turn) {
            Err(error) => turn.answer(reply, HeartbeatResponse { error }),
            Ok(error) => {
                if error == ErrorCode::RebalanceInProgress {
                    self.await_rejoin(&request.group_id, &request.member_id, turn);
                }
                turn.answer_when_committed(reply, HeartbeatResponse { error });
            }
        }
    }

    /// LeaveGroup to a consumer group.
    pub(in crate::coordinator::group) fn leave_consumer_group_classic(
        &self,
        reply: Reply,
        request: &LeaveGroupRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        let Some(group) = self.consumer_group(&request.group_id) else {
            return;
        };
        let mut left = Vec::new();
        let outcome = |member: &MemberIdentity| match group.leaving(member) {
            Ok(id) => {
                left.push(id);
                (member.clone(), ErrorCode::None)
            }
            Err(error) => (member.clone(), error),
        };
        let members = request.members.iter().map(outcome).collect();
        let records = group.without(&left, image, turn);
        let error = ErrorCode::None;
        let response = LeaveGroupResponse { error, members };
        write(reply, &request.group_id, records, response, turn);
    }

    /// A member that has been told to join again has `max.poll.interval.ms` for that.
    fn await_rejoin(&mut self, group: &Arc<str>, member: &Arc<str>, turn: &mut Turn<'_>) {
        let waited = (Arc::clone(group), Arc::clone(member));
        if !self.rejoining.insert(waited) {
            return;
        }
        let known = self.consumer_group(group);
        if let Some((known, of)) = known.and_then(|known| Some((known, known.member(member)?))) {
            turn.set_timer(known.rebalance_timer(member), of.metadata.rebalance_timeout);
        }
    }
}

fn write(
    reply: Reply,
    group: &Arc<str>,
    records: Vec<ConsumerGroupRecord>,
    response: impl Into<crate::protocol::Response>,
    turn: &mut Turn<'_>,
) {
    let records = records
        .into_iter()
        .map(|record| GroupRecord::consumer(group, record));
    let then = Completion::Answer(Answer::new(reply, response));
    turn.write(records.collect(), then);
}

impl ConsumerGroup {
    fn join_classic(
        &self,
        request: &JoinGroupRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) -> Decided<JoinGroupResponse> {
        self.check_room(&request.member_id, turn)?;
        let first = request.protocols.first().filter(|_| self.supports(request));
        let first = first.ok_or(ErrorCode::InconsistentGroupProtocol)?;
        let subscription = Subscription::decode(&first.metadata);
        let subscription = subscription.ok_or(ErrorCode::InconsistentGroupProtocol)?;
        let mut records = Vec::new();
        let who = self.who_joins(request, &mut records, turn)?;
        let session = Duration::from_millis(i64::from(request.session_timeout_ms));
        let rebalance = Duration::from_millis(i64::from(request.rebalance_timeout_ms));
        let metadata = ConsumerMemberMetadata {
            instance_id: request.group_instance_id.clone(),
            rack_id: subscription.rack,
            client_id: Arc::clone(&request.client_id),
            topics: subscription.topics.into_iter().collect(),
            regex: who.before.metadata.regex.clone(),
            rebalance_timeout: rebalance,
            server_assignor: who.before.metadata.server_assignor.clone(),
            classic: Some(ClassicMemberMetadata {
                session_timeout: session,
                protocols: request.protocols.clone(),
            }),
        };
        let owned = places(&subscription.owned, image);
        let current = self.advance(&who, &metadata, Some(&owned), image, &mut records, turn);
        turn.set_timer(self.session_timer(&who.id), session);
        // From now on it has to ask for its assignment.
        turn.set_timer(self.rebalance_timer(&who.id), rebalance);
        let response = JoinGroupResponse {
            generation_id: current.epoch,
            protocol: Arc::clone(&first.name),
            ..join_refused(ErrorCode::None, &who.id)
        };
        Ok((records, response))
    }

    fn who_joins(
        &self,
        request: &JoinGroupRequest,
        records: &mut Vec<ConsumerGroupRecord>,
        turn: &mut Turn<'_>,
    ) -> Result<Who<'_>, ErrorCode> {
        let is_unknown = request.member_id.is_empty();
        let id = if is_unknown {
            turn.member_ids.next_uuid()
        } else {
            Arc::clone(&request.member_id)
        };
        let instance = request.group_instance_id.as_deref();
        let namesake = instance.and_then(|instance| self.static_member(instance));
        let (before, replaces) = match namesake {
            Some(old) if is_unknown => (self.replace(old, &id, true, records)?, Some(old)),
            Some(old) if *old != id => return Err(ErrorCode::FencedInstanceId),
            None if instance.is_some() && !is_unknown => return Err(ErrorCode::UnknownMemberId),
            _ => (self.member(&id).cloned().unwrap_or_default(), None),
        };
        Ok(Who {
            id,
            before,
            replaces,
        })
    }

    /// Whether all members of the classic protocol know one of its assignors (`supportsClassicProtocols`).
    fn supports(&self, request: &JoinGroupRequest) -> bool {
        let classic = || {
            self.members
                .values()
                .filter_map(|member| member.metadata.classic.as_ref())
        };
        let known_to_all = |name: &str| {
            classic().all(|member| member.protocols.iter().any(|known| *known.name == *name))
        };
        *request.protocol_type == *PROTOCOL_TYPE
            && request
                .protocols
                .iter()
                .any(|protocol| known_to_all(&protocol.name))
    }

    fn sync_classic(
        &self,
        request: &SyncGroupRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) -> Result<SyncGroupResponse, ErrorCode> {
        let instance = request.group_instance_id.as_deref();
        let (member, classic) = self.classic_member(&request.member_id, instance)?;
        if request.generation_id != member.current.epoch {
            return Err(ErrorCode::IllegalGeneration);
        }
        let chosen = classic.protocols.first().map(|protocol| &protocol.name);
        if *request.protocol_type != *PROTOCOL_TYPE || chosen != Some(&request.protocol) {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        let has_to_revoke = member.current.state == ConsumerMemberState::UnrevokedPartitions;
        if self.epoch() > member.current.epoch && !has_to_revoke {
            return Err(ErrorCode::RebalanceInProgress);
        }
        turn.set_timer(
            self.session_timer(&request.member_id),
            classic.session_timeout,
        );
        let partitions = partitions(&member.current.places(), image);
        Ok(SyncGroupResponse {
            error: ErrorCode::None,
            assignment: Assignment { partitions }.encode(VERSION),
        })
    }

    /// A member that lags, that has something to give up, or that can be given more has to join again.
    fn heartbeat_classic(
        &self,
        request: &HeartbeatRequest,
        turn: &mut Turn<'_>,
    ) -> Result<ErrorCode, ErrorCode> {
        let id = &request.member_id;
        let instance = request.group_instance_id.as_deref();
        let (member, classic) = self.classic_member(id, instance)?;
        let current = &member.current;
        if request.generation_id != current.epoch {
            return Err(ErrorCode::IllegalGeneration);
        }
        turn.set_timer(self.session_timer(id), classic.session_timeout);
        let can_have_more = || {
            let mut target = self.target(id).into_iter().flatten();
            target
                .all(|place| current.assigned.contains_key(place) || self.holder(*place).is_none())
        };
        let rejoins = match current.state {
            _ if current.epoch < self.epoch() => true,
            ConsumerMemberState::Stable => false,
            ConsumerMemberState::UnrevokedPartitions => true,
            ConsumerMemberState::UnreleasedPartitions => can_have_more(),
        };
        Ok(if rejoins {
            ErrorCode::RebalanceInProgress
        } else {
            ErrorCode::None
        })
    }

    /// A member that speaks the classic protocol.
    fn classic_member(
        &self,
        id: &Arc<str>,
        instance: Option<&str>,
    ) -> Result<(&ConsumerGroupMember, &ClassicMemberMetadata), ErrorCode> {
        match instance.map(|instance| self.static_member(instance)) {
            Some(None) => return Err(ErrorCode::UnknownMemberId),
            Some(Some(known)) if known != id => return Err(ErrorCode::FencedInstanceId),
            _ => {}
        }
        let member = self.member(id).ok_or(ErrorCode::UnknownMemberId)?;
        let classic = member.metadata.classic.as_ref();
        Ok((member, classic.ok_or(ErrorCode::UnknownMemberId)?))
    }

    /// The member that leaves; an administrator knows static ones by name.
    fn leaving(&self, member: &MemberIdentity) -> Result<Arc<str>, ErrorCode> {
        let instance = member.group_instance_id.as_deref();
        let named = instance.and_then(|instance| self.static_member(instance));
        let id = match named {
            Some(named) if member.member_id.is_empty() => named,
            _ => &member.member_id,
        };
        self.classic_member(id, instance)?;
        Ok(Arc::clone(id))
    }
}
