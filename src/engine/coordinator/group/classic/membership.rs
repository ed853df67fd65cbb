//! Staying in a generation and leaving it: SyncGroup, Heartbeat, LeaveGroup, sessions.

use std::sync::Arc;

use super::join::refuse_join;
use super::{ClassicGroup, GroupMember, GroupState};
use crate::broker::BrokerTimer;
use crate::config::BrokerConfig;
use crate::coordinator::group::{
    Answer, Decision, GroupCoordinator, GroupRecord, GroupTimer, Write,
};
use crate::node::{Effects, Note, Now, Reply};
use crate::protocol::{
    ErrorCode, HeartbeatRequest, HeartbeatResponse, LeaveGroupRequest, LeaveGroupResponse,
    SyncGroupRequest, SyncGroupResponse,
};

impl GroupCoordinator {
    /// SyncGroup: the leader's assignment is written, then every member gets its part.
    pub fn sync(
        &mut self,
        now: Now,
        reply: Reply,
        request: &SyncGroupRequest,
        effects: &mut Effects,
    ) -> Decision {
        let refuse = |error| {
            Decision::answer(
                reply,
                SyncGroupResponse {
                    error,
                    assignment: crate::model::Payload::from(""),
                },
            )
        };
        let classic =
            match self.check_member(&request.group_id, &request.member_id, request.generation_id) {
                Ok(classic) => classic,
                Err(error) => return refuse(error),
            };
        let decision = match classic.state {
            GroupState::Empty => return refuse(ErrorCode::UnknownMemberId),
            GroupState::PreparingRebalance => return refuse(ErrorCode::RebalanceInProgress),
            GroupState::Stable => {
                let assignment = classic
                    .member(&request.member_id)
                    .map(|member| member.assignment.clone());
                let assignment = assignment.unwrap_or_else(|| crate::model::Payload::from(""));
                Decision::answer(
                    reply,
                    SyncGroupResponse {
                        error: ErrorCode::None,
                        assignment,
                    },
                )
            }
            GroupState::CompletingRebalance => {
                if let Some(member) = classic.members.get_mut(&request.member_id) {
                    member.awaiting_sync = Some(reply);
                }
                if classic.leader.as_ref() == Some(&request.member_id) {
                    classic.accept(now, &request.group_id, &request.assignments)
                } else {
                    Decision::default()
                }
            }
        };
        self.hear_of(&request.group_id, &request.member_id, effects);
        decision
    }

    /// Heartbeat: the session goes on; during a rebalance the member is told to join again.
    pub fn heartbeat(
        &mut self,
        request: &HeartbeatRequest,
        effects: &mut Effects,
    ) -> HeartbeatResponse {
        let error =
            match self.check_member(&request.group_id, &request.member_id, request.generation_id) {
                Ok(classic) if classic.state == GroupState::PreparingRebalance => {
                    ErrorCode::RebalanceInProgress
                }
                Ok(_) => ErrorCode::None,
                Err(error) => error,
            };
        if matches!(error, ErrorCode::None | ErrorCode::RebalanceInProgress) {
            self.hear_of(&request.group_id, &request.member_id, effects);
        }
        HeartbeatResponse { error }
    }

    /// LeaveGroup: the others share what the member had, at once.
    pub fn leave(
        &mut self,
        now: Now,
        reply: Reply,
        request: &LeaveGroupRequest,
        config: &BrokerConfig,
        effects: &mut Effects,
    ) -> Decision {
        let mut decision = self.remove(
            now,
            &request.group_id,
            &request.members[0].member_id,
            config,
            effects,
        );
        let error = match &decision {
            Some(_) => ErrorCode::None,
            None => ErrorCode::UnknownMemberId,
        };
        let answer = Answer {
            reply,
            response: LeaveGroupResponse {
                error,
                members: Vec::new(),
            }
            .into(),
        };
        decision.get_or_insert_default().answers.push(answer);
        decision.unwrap_or_default()
    }

    /// The session of a member is over; one that waits for an answer is alive all the same.
    pub fn session_over(
        &mut self,
        now: Now,
        group: &Arc<str>,
        member: &Arc<str>,
        config: &BrokerConfig,
        effects: &mut Effects,
    ) -> Decision {
        let known = self
            .groups
            .get(group)
            .and_then(|group| group.classic.member(member));
        if known.is_some_and(|known| known.awaiting_join.is_some() || known.awaiting_sync.is_some())
        {
            self.hear_of(group, member, effects);
            return Decision::default();
        }
        if known.is_some() {
            effects.note(Note::MemberExpired {
                group: Arc::clone(group),
                member: Arc::clone(member),
            });
        }
        self.remove(now, group, member, config, effects)
            .unwrap_or_default()
    }

    /// Every member gets a new session: the coordinator has just taken over.
    pub(in crate::coordinator::group) fn restart_sessions(&self, effects: &mut Effects) {
        for (id, group) in &self.groups {
            for member in group.classic.members.keys() {
                self.hear_of(id, member, effects);
            }
        }
    }

    fn remove(
        &mut self,
        now: Now,
        id: &Arc<str>,
        member: &Arc<str>,
        config: &BrokerConfig,
        effects: &mut Effects,
    ) -> Option<Decision> {
        let classic = &mut self.groups.get_mut(id)?.classic;
        let was_pending = classic.pending.remove(member);
        let was_member = classic.members.remove(member).is_some();
        if !was_pending && !was_member {
            return None;
        }
        let timer = GroupTimer::Session {
            group: Arc::clone(id),
            member: Arc::clone(member),
        };
        effects.cancel_timer(BrokerTimer::Group(timer));
        if classic.state == GroupState::Empty
            || was_pending && classic.state != GroupState::PreparingRebalance
        {
            return Some(Decision::default());
        }
        Some(self.prepare_rebalance(now, id, config, effects))
    }

    fn check_member(
        &mut self,
        group: &str,
        member: &str,
        generation: i32,
    ) -> Result<&mut ClassicGroup, ErrorCode> {
        let classic = &mut self.group_mut(group)?.classic;
        if !classic.members.contains_key(member) {
            return Err(ErrorCode::UnknownMemberId);
        }
        if classic.generation != generation {
            return Err(ErrorCode::IllegalGeneration);
        }
        Ok(classic)
    }
}

impl ClassicGroup {
    /// Everybody who waits for an answer of this coordinator gets one.
    pub(in crate::coordinator::group) fn dismiss(&mut self) -> Vec<Answer> {
        self.members
            .iter_mut()
            .flat_map(|(id, member)| member.dismiss(id))
            .collect()
    }

    /// The leader's assignment: a record, and everybody's answer once it is committed.
    fn accept(
        &mut self,
        now: Now,
        id: &Arc<str>,
        assignments: &[(Arc<str>, crate::model::Payload)],
    ) -> Decision {
        let metadata = self.metadata(assignments);
        let record = GroupRecord::Group {
            group: Arc::clone(id),
            metadata: Some(metadata),
        }
        .encode(now.wall);
        let assigned = |id: &Arc<str>| {
            assignments
                .iter()
                .find(|(member, _)| member == id)
                .map(|(_, a)| a.clone())
        };
        let then = self.members.iter_mut().filter_map(|(member_id, member)| {
            let assignment = assigned(member_id).unwrap_or_else(|| crate::model::Payload::from(""));
            let response = SyncGroupResponse {
                error: ErrorCode::None,
                assignment,
            };
            Some(Answer {
                reply: member.awaiting_sync.take()?,
                response: response.into(),
            })
        });
        let write = Write {
            group: Arc::clone(id),
            records: vec![record],
            then: then.collect(),
        };
        Decision {
            answers: Vec::new(),
            write: Some(write),
        }
    }
}

impl GroupMember {
    /// The answers to a member whose coordinator is elsewhere.
    fn dismiss(&mut self, id: &Arc<str>) -> impl Iterator<Item = Answer> + use<> {
        let error = ErrorCode::NotCoordinator;
        let joining = self
            .awaiting_join
            .take()
            .map(|reply| refuse_join(reply, error, id));
        let syncing = self.awaiting_sync.take().map(|reply| {
            let response = SyncGroupResponse {
                error,
                assignment: crate::model::Payload::from(""),
            };
            Answer {
                reply,
                response: response.into(),
            }
        });
        joining.into_iter().chain(syncing)
    }

    /// The answer to a member that waits for an assignment of a generation that is over.
    pub(super) fn send_back(&mut self) -> Option<Answer> {
        let response = SyncGroupResponse {
            error: ErrorCode::RebalanceInProgress,
            assignment: crate::model::Payload::from(""),
        };
        Some(Answer {
            reply: self.awaiting_sync.take()?,
            response: response.into(),
        })
    }
}
