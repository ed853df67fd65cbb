//! Joining a generation: JoinGroup, and what ends the wait for the other members.

use std::sync::Arc;

use super::{GroupMember, GroupState};
use crate::broker::BrokerTimer;
use crate::config::BrokerConfig;
use crate::coordinator::group::{
    Answer, Decision, GroupCoordinator, GroupRecord, GroupTimer, Write,
};
use crate::model::Duration;
use crate::node::{Effects, Note, Now, Reply};
use crate::protocol::{ErrorCode, JoinGroupRequest, JoinGroupResponse, JoinedMember};

impl GroupCoordinator {
    /// JoinGroup: the answer waits until every member has joined.
    pub fn join(
        &mut self,
        now: Now,
        reply: Reply,
        request: &JoinGroupRequest,
        config: &BrokerConfig,
        effects: &mut Effects,
    ) -> Decision {
        let session = Duration::from_millis(i64::from(request.session_timeout_ms));
        if !(config.group_min_session_timeout..=config.group_max_session_timeout).contains(&session)
        {
            return refuse(reply, ErrorCode::InvalidSessionTimeout, &request.member_id);
        }
        if request.member_id.is_empty() {
            let member_id = self.new_member_id(&request.client_id);
            let classic = &mut self
                .groups
                .entry(Arc::clone(&request.group_id))
                .or_default()
                .classic;
            classic.pending.insert(Arc::clone(&member_id));
            let timer = GroupTimer::Session {
                group: Arc::clone(&request.group_id),
                member: Arc::clone(&member_id),
            };
            effects.set_timer(BrokerTimer::Group(timer), session);
            return refuse(reply, ErrorCode::MemberIdRequired, &member_id);
        }
        let Ok(group) = self.group_mut(&request.group_id) else {
            return refuse(reply, ErrorCode::UnknownMemberId, &request.member_id);
        };
        let classic = &mut group.classic;
        let is_new = classic.pending.remove(&request.member_id);
        if !is_new && !classic.members.contains_key(&request.member_id) {
            return refuse(reply, ErrorCode::UnknownMemberId, &request.member_id);
        }
        let member = GroupMember {
            client_id: Arc::clone(&request.client_id),
            session_timeout: session,
            rebalance_timeout: Duration::from_millis(i64::from(request.rebalance_timeout_ms)),
            protocols: request.protocols.clone(),
            assignment: crate::model::Payload::from(""),
            awaiting_join: Some(reply),
            awaiting_sync: None,
        };
        classic
            .members
            .insert(Arc::clone(&request.member_id), member);
        if classic.common_protocol().is_none() {
            classic.members.remove(&request.member_id);
            return refuse(
                reply,
                ErrorCode::InconsistentGroupProtocol,
                &request.member_id,
            );
        }
        if classic.leader.is_none() {
            classic.leader = Some(Arc::clone(&request.member_id));
        }
        self.hear_of(&request.group_id, &request.member_id, effects);
        self.prepare_rebalance(now, &request.group_id, config, effects)
    }

    /// Asks every member to join again, or lets a member join who comes while the others are awaited.
    pub(in crate::coordinator::group) fn prepare_rebalance(
        &mut self,
        now: Now,
        id: &Arc<str>,
        config: &BrokerConfig,
        effects: &mut Effects,
    ) -> Decision {
        let Ok(group) = self.group_mut(id) else {
            return Decision::default();
        };
        let classic = &mut group.classic;
        let mut decision = Decision::default();
        let timer = BrokerTimer::Group(GroupTimer::Join {
            group: Arc::clone(id),
        });
        match classic.state {
            GroupState::Empty => {
                classic.initial_delay = true;
                effects.set_timer(timer, config.group_initial_rebalance_delay);
            }
            GroupState::CompletingRebalance | GroupState::Stable => {
                // Whoever waits for an assignment of the old generation is sent back to join the new one.
                decision.answers = classic
                    .members
                    .values_mut()
                    .filter_map(GroupMember::send_back)
                    .collect();
                effects.set_timer(timer, classic.rebalance_timeout());
            }
            GroupState::PreparingRebalance if classic.initial_delay => {
                effects.set_timer(timer, config.group_initial_rebalance_delay);
            }
            GroupState::PreparingRebalance => {}
        }
        classic.state = GroupState::PreparingRebalance;
        let all_joined = classic
            .members
            .values()
            .all(|member| member.awaiting_join.is_some());
        if all_joined && !classic.initial_delay && classic.pending.is_empty() {
            let completed = self.complete_join(now, id, effects);
            decision.answers.extend(completed.answers);
            decision.write = completed.write;
        }
        decision
    }

    /// The generation begins with those who have joined; the others are members no longer.
    pub fn complete_join(&mut self, now: Now, id: &Arc<str>, effects: &mut Effects) -> Decision {
        effects.cancel_timer(BrokerTimer::Group(GroupTimer::Join {
            group: Arc::clone(id),
        }));
        let Ok(group) = self.group_mut(id) else {
            return Decision::default();
        };
        let classic = &mut group.classic;
        if classic.state != GroupState::PreparingRebalance {
            return Decision::default();
        }
        classic.initial_delay = false;
        for (member, _) in classic
            .members
            .extract_if(.., |_, member| member.awaiting_join.is_none())
        {
            let timer = GroupTimer::Session {
                group: Arc::clone(id),
                member,
            };
            effects.cancel_timer(BrokerTimer::Group(timer));
        }
        classic.generation += 1;
        if !classic
            .leader
            .as_ref()
            .is_some_and(|leader| classic.members.contains_key(leader))
        {
            classic.leader = classic.members.keys().next().cloned();
        }
        classic.protocol = classic.common_protocol().unwrap_or_default();
        let members = classic.members.len() as u32;
        effects.note(Note::Rebalanced {
            group: Arc::clone(id),
            generation: classic.generation,
            members,
        });
        if classic.members.is_empty() {
            classic.state = GroupState::Empty;
            let record = GroupRecord::Group {
                group: Arc::clone(id),
                metadata: Some(classic.metadata(&[])),
            };
            let write = Write {
                group: Arc::clone(id),
                records: vec![record.encode(now.wall)],
                then: Vec::new(),
            };
            return Decision {
                answers: Vec::new(),
                write: Some(write),
            };
        }
        classic.state = GroupState::CompletingRebalance;
        let answers = classic.join_answers();
        let joined: Vec<_> = classic.members.keys().cloned().collect();
        for member in &joined {
            self.hear_of(id, member, effects);
        }
        Decision {
            answers,
            write: None,
        }
    }
}

impl super::ClassicGroup {
    /// The leader hears of everybody, the others of themselves.
    fn join_answers(&mut self) -> Vec<Answer> {
        let leader = self.leader.clone().unwrap_or_default();
        let everybody: Vec<_> = self
            .members
            .iter()
            .map(|(id, member)| JoinedMember {
                member_id: Arc::clone(id),
                group_instance_id: None,
                metadata: member.metadata(&self.protocol),
            })
            .collect();
        let (generation_id, protocol) = (self.generation, Arc::clone(&self.protocol));
        let answers = self.members.iter_mut().filter_map(|(id, member)| {
            let response = JoinGroupResponse {
                error: ErrorCode::None,
                generation_id,
                protocol: Arc::clone(&protocol),
                leader: Arc::clone(&leader),
                skip_assignment: false,
                member_id: Arc::clone(id),
                members: if *id == leader {
                    everybody.clone()
                } else {
                    Vec::new()
                },
            };
            Some(Answer {
                reply: member.awaiting_join.take()?,
                response: response.into(),
            })
        });
        answers.collect()
    }
}

fn refuse(reply: Reply, error: ErrorCode, member_id: &Arc<str>) -> Decision {
    Decision {
        answers: vec![refuse_join(reply, error, member_id)],
        write: None,
    }
}

/// The answer to a member that may not join.
pub(super) fn refuse_join(reply: Reply, error: ErrorCode, member_id: &Arc<str>) -> Answer {
    let response = JoinGroupResponse {
        error,
        generation_id: -1,
        protocol: Arc::from(""),
        leader: Arc::from(""),
        skip_assignment: false,
        member_id: Arc::clone(member_id),
        members: Vec::new(),
    };
    Answer {
        reply,
        response: response.into(),
    }
}
