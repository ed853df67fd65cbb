//! From requests to the shards that know the groups (`GroupCoordinatorService`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::classic::{join_refused, sync_refused};
use super::offsets::{commit_refused, delete_refused, fetch_refused};
use super::{
    Answer, Completion, Decision, GroupCoordinator, GroupTimer, OFFSETS_TOPIC, Shard, Turn, Write,
};
use crate::config::BrokerConfig;
use crate::coordinator::partition_of;
use crate::metadata::MetadataImage;
use crate::model::{Duration, TopicName};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ConsumerGroupHeartbeatResponse, ErrorCode, HeartbeatResponse, JoinGroupRequest,
    LeaveGroupResponse, OffsetFetchRequest, OffsetFetchResponse, Request, Response,
};

/// The broker around a coordinator.
pub struct Host<'a> {
    /// The time.
    pub now: Now,
    /// Its configs.
    pub config: &'a BrokerConfig,
    /// The cluster as it knows it.
    pub image: &'a MetadataImage,
    /// For timers and notes.
    pub effects: &'a mut Effects,
}

impl Host<'_> {
    /// The partition of `__consumer_offsets` that a group belongs to.
    fn partition_of(&self, group: &str) -> Option<i32> {
        partition_of(self.image, OFFSETS_TOPIC, group).map(|at| at.partition)
    }
}

impl GroupCoordinator {
    /// A request about groups or offsets.
    pub fn handle(&mut self, reply: Reply, request: &Request, host: &mut Host<'_>) -> Decision {
        let group = match request {
            Request::JoinGroup(request) => &request.group_id,
            Request::SyncGroup(request) => &request.group_id,
            Request::Heartbeat(request) => &request.group_id,
            Request::LeaveGroup(request) => &request.group_id,
            Request::ConsumerGroupHeartbeat(request) => &request.group_id,
            Request::OffsetCommit(request) => &request.group_id,
            Request::OffsetDelete(request) => &request.group_id,
            Request::OffsetFetch(request) => return self.fetch(reply, request, host),
            Request::DescribeGroups(request) => {
                return self.describe_groups(reply, &request.groups, host);
            }
            Request::DeleteGroups(request) => {
                return self.delete_groups(reply, &request.groups, host);
            }
            Request::ListGroups(request) => {
                let answer = Answer::new(reply, self.list_groups(request));
                return Decision::answer(answer);
            }
            _ => return Decision::default(),
        };
        let known = check(request, host.config).and_then(|()| self.shard_of(group, host));
        let partition = match known {
            Ok(partition) => partition,
            Err(error) => return Decision::refusal(reply, request, error),
        };
        let image = host.image;
        let exists = |topic: &TopicName| image.topics.contains_key(topic);
        self.turn(partition, host, |shard, turn| match request {
            Request::JoinGroup(request) if shard.consumer_group(group).is_some() => {
                shard.join_consumer_group(reply, request, image, turn);
            }
            Request::SyncGroup(request) if shard.consumer_group(group).is_some() => {
                shard.sync_consumer_group(reply, request, image, turn);
            }
            Request::Heartbeat(request) if shard.consumer_group(group).is_some() => {
                shard.heartbeat_consumer_group(reply, request, turn);
            }
            Request::LeaveGroup(request) if shard.consumer_group(group).is_some() => {
                shard.leave_consumer_group_classic(reply, request, image, turn);
            }
            Request::JoinGroup(request) => shard.join(reply, request, turn),
            Request::SyncGroup(request) => shard.sync(reply, request, turn),
            Request::Heartbeat(request) => shard.heartbeat(reply, request, turn),
            Request::LeaveGroup(request) => shard.leave(reply, request, turn),
            Request::ConsumerGroupHeartbeat(request) => {
                shard.consumer_heartbeat(reply, request, image, turn);
            }
            Request::OffsetCommit(request) => shard.commit(reply, request, image, turn),
            Request::OffsetDelete(request) => shard.delete_offsets(reply, request, &exists, turn),
            _ => {}
        })
    }

    /// A timer of a group ran out.
    pub fn timeout(&mut self, timer: &GroupTimer, host: &mut Host<'_>) -> Decision {
        let partition = match timer {
            GroupTimer::Session { group, .. }
            | GroupTimer::Revocation { group, .. }
            | GroupTimer::Regexes { group }
            | GroupTimer::Join { group }
            | GroupTimer::Sync { group } => host.partition_of(group),
            GroupTimer::Load(partition) | GroupTimer::Expiration(partition) => Some(*partition),
        };
        let Some(partition) = partition else {
            return Decision::default();
        };
        let image = host.image;
        self.turn(partition, host, |shard, turn| match timer {
            GroupTimer::Session { group, member } => match shard.group_mut(group) {
                Some(group) => group.session_over(member, turn),
                None => shard.consumer_expired(group, member, image, turn),
            },
            GroupTimer::Revocation { group, member } => {
                shard.consumer_expired(group, member, image, turn);
            }
            GroupTimer::Regexes { group } => shard.resolve_regexes(group, image, turn),
            GroupTimer::Join { group } => {
                if let Some(group) = shard.group_mut(group) {
                    group.join_timed_out(turn);
                }
            }
            GroupTimer::Sync { group } => {
                if let Some(group) = shard.group_mut(group) {
                    group.sync_timed_out(turn);
                }
            }
            GroupTimer::Expiration(_) => shard.expire(turn),
            GroupTimer::Load(_) => {}
        })
    }

    /// The partition of a group, if it is coordinated here.
    ///
    /// # Errors
    /// `NOT_COORDINATOR`, `COORDINATOR_LOAD_IN_PROGRESS`.
    pub(super) fn shard_of(&self, group: &str, host: &Host<'_>) -> Result<i32, ErrorCode> {
        let partition = host.partition_of(group).ok_or(ErrorCode::NotCoordinator)?;
        match self.shards.get(&partition) {
            None => Err(ErrorCode::NotCoordinator),
            Some(shard) if shard.is_loading() => Err(ErrorCode::CoordinatorLoadInProgress),
            Some(_) => Ok(partition),
        }
    }

    /// Which partitions a request about many groups concerns, and which of the groups each; what cannot be answered
    /// is under its error.
    pub(super) fn by_partition<'r, T>(
        &self,
        groups: &'r [T],
        id: impl Fn(&T) -> &Arc<str>,
        host: &Host<'_>,
    ) -> BTreeMap<Result<i32, ErrorCode>, Vec<&'r T>> {
        let mut parts: BTreeMap<Result<i32, ErrorCode>, Vec<&T>> = BTreeMap::new();
        for group in groups {
            let partition = self.shard_of(id(group), host);
            parts.entry(partition).or_default().push(group);
        }
        parts
    }

    pub(super) fn turn(
        &mut self,
        partition: i32,
        host: &mut Host<'_>,
        work: impl FnOnce(&mut Shard, &mut Turn<'_>),
    ) -> Decision {
        let mut decision = Decision::default();
        if let Some(shard) = self.shards.get_mut(&partition) {
            let mut turn = Turn {
                now: host.now,
                config: host.config,
                effects: &mut *host.effects,
                member_ids: &mut self.member_ids,
                metrics: &mut self.metrics,
                decision: &mut decision,
                partition,
            };
            work(Arc::make_mut(shard), &mut turn);
        }
        decision
    }

    fn fetch(&self, reply: Reply, request: &OffsetFetchRequest, host: &Host<'_>) -> Decision {
        let mut decision = Decision::default();
        let parts = self.by_partition(&request.groups, |group| &group.group_id, host);
        let count = parts.len() as u32;
        if count == 0 {
            let groups = Vec::new();
            return Decision::answer(Answer::new(reply, OffsetFetchResponse { groups }));
        }
        for (partition, groups) in parts {
            let shard = partition
                .ok()
                .and_then(|partition| self.shards.get(&partition));
            let groups = groups.iter().map(|group| match (shard, partition) {
                (Some(shard), _) => shard.fetch(group, request.require_stable),
                (None, Err(error)) => fetch_refused(&group.group_id, error),
                (None, Ok(_)) => fetch_refused(&group.group_id, ErrorCode::NotCoordinator),
            });
            let groups = groups.collect();
            let answer = Answer::new(reply, OffsetFetchResponse { groups }).in_parts(count);
            match partition {
                Ok(partition) if request.require_stable => {
                    decision.writes.push(Write {
                        partition,
                        records: Vec::new(),
                        transaction: None,
                        then: Completion::Answer(answer),
                    });
                }
                _ => decision.answers.push(answer),
            }
        }
        decision
    }
}

/// What is looked at before the group is.
fn check(request: &Request, config: &BrokerConfig) -> Result<(), ErrorCode> {
    let needs_name = |group: &str| {
        if group.is_empty() {
            Err(ErrorCode::InvalidGroupId)
        } else {
            Ok(())
        }
    };
    match request {
        Request::JoinGroup(request) => {
            needs_name(&request.group_id)?;
            check_session(request, config)
        }
        Request::SyncGroup(request) => needs_name(&request.group_id),
        Request::Heartbeat(request) => needs_name(&request.group_id),
        Request::LeaveGroup(request) => needs_name(&request.group_id),
        Request::OffsetDelete(request) => needs_name(&request.group_id),
        _ => Ok(()),
    }
}

fn check_session(request: &JoinGroupRequest, config: &BrokerConfig) -> Result<(), ErrorCode> {
    let session = Duration::from_millis(i64::from(request.session_timeout_ms));
    if (config.group_min_session_timeout..=config.group_max_session_timeout).contains(&session) {
        Ok(())
    } else {
        Err(ErrorCode::InvalidSessionTimeout)
    }
}

impl Decision {
    pub(super) fn answer(answer: Answer) -> Self {
        Self {
            answers: vec![answer],
            writes: Vec::new(),
        }
    }

    /// The answer of a broker that does not coordinate the group, or not yet, or not with such a request.
    fn refusal(reply: Reply, request: &Request, error: ErrorCode) -> Self {
        let response: Response = match request {
            Request::JoinGroup(request) => join_refused(error, &request.member_id).into(),
            Request::SyncGroup(_) => sync_refused(error).into(),
            // While a coordinator loads, its members have reason to stay where they are.
            Request::Heartbeat(_) if error == ErrorCode::CoordinatorLoadInProgress => {
                let error = ErrorCode::None;
                HeartbeatResponse { error }.into()
            }
            Request::Heartbeat(_) => HeartbeatResponse { error }.into(),
            Request::LeaveGroup(_) => {
                let members = Vec::new();
                LeaveGroupResponse { error, members }.into()
            }
            Request::ConsumerGroupHeartbeat(_) => {
                ConsumerGroupHeartbeatResponse::refused(error).into()
            }
            Request::OffsetCommit(request) => commit_refused(request, error).into(),
            Request::OffsetDelete(_) => delete_refused(error).into(),
            _ => return Self::default(),
        };
        Self::answer(Answer::new(reply, response))
    }
}
