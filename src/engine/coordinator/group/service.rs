//! From requests to the shards that know the groups (`GroupCoordinatorService`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::classic::{join_refused, sync_refused};
use super::decision::coordinator_error;
use super::offsets::{commit_refused, delete_refused, fetch_refused};
use super::{
    Answer, Completion, Decision, GroupCoordinator, GroupRecord, GroupTimer, OFFSETS_TOPIC, Shard,
    Turn,
};
use crate::config::BrokerConfig;
use crate::coordinator::partition_for;
use crate::log::Record;
use crate::metadata::MetadataImage;
use crate::model::{Duration, Offset, TopicName};
use crate::node::{ConnectionId, Effects, Now, Reply};
use crate::protocol::{
    ErrorCode, HeartbeatResponse, JoinGroupRequest, LeaveGroupResponse, OffsetFetchRequest,
    OffsetFetchResponse, Request, Response,
};

/// Bytes of the log that are taken in in a µs when a shard is loaded.
const LOADED_BYTES: u64 = 100;

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
        let topic = self.image.topics.get(OFFSETS_TOPIC)?;
        Some(partition_for(group, topic.partitions.len() as i32))
    }
}

impl GroupCoordinator {
    /// A request about groups or offsets.
    pub fn handle(&mut self, reply: Reply, request: &Request, host: Host<'_>) -> Decision {
        let group = match request {
            Request::JoinGroup(request) => &request.group_id,
            Request::SyncGroup(request) => &request.group_id,
            Request::Heartbeat(request) => &request.group_id,
            Request::LeaveGroup(request) => &request.group_id,
            Request::OffsetCommit(request) => &request.group_id,
            Request::OffsetDelete(request) => &request.group_id,
            Request::OffsetFetch(request) => return self.fetch(reply, request, &host),
            Request::DescribeGroups(request) => {
                return self.describe_groups(reply, &request.groups, &host);
            }
            Request::DeleteGroups(request) => {
                return self.delete_groups(reply, &request.groups, &host);
            }
            Request::ListGroups(request) => {
                let answer = Answer::new(reply, self.list_groups(request));
                return Decision::answer(answer);
            }
            _ => return Decision::default(),
        };
        let known = check(request, host.config).and_then(|()| self.shard_of(group, &host));
        let partition = match known {
            Ok(partition) => partition,
            Err(error) => return Decision::refusal(reply, request, error),
        };
        let image = host.image;
        let exists = |topic: &TopicName| image.topics.contains_key(topic);
        self.turn(partition, host, |shard, turn| match request {
            Request::JoinGroup(request) => shard.join(reply, request, turn),
            Request::SyncGroup(request) => shard.sync(reply, request, turn),
            Request::Heartbeat(request) => shard.heartbeat(reply, request, turn),
            Request::LeaveGroup(request) => shard.leave(reply, request, turn),
            Request::OffsetCommit(request) => shard.commit(reply, request, &exists, turn),
            Request::OffsetDelete(request) => shard.delete_offsets(reply, request, &exists, turn),
            _ => {}
        })
    }

    /// A timer of a group ran out.
    pub fn timeout(&mut self, timer: &GroupTimer, host: Host<'_>) -> Decision {
        let partition = match timer {
            GroupTimer::Session { group, .. }
            | GroupTimer::Join { group }
            | GroupTimer::Sync { group } => host.partition_of(group),
            GroupTimer::Load(partition) | GroupTimer::Expiration(partition) => Some(*partition),
        };
        let Some(partition) = partition else {
            return Decision::default();
        };
        self.turn(partition, host, |shard, turn| match timer {
            GroupTimer::Session { group, member } => {
                if let Some(group) = shard.group_mut(group) {
                    group.session_over(member, turn);
                }
            }
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

    /// The records before a completion are committed, or `error` says why they are not.
    pub fn completed(
        &mut self,
        partition: i32,
        then: Completion,
        error: ErrorCode,
        host: Host<'_>,
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

    /// The broker leads a partition of `__consumer_offsets` now: everything that is known, is in its log, and reading these
    /// bytes takes a while.
    pub fn elected(&mut self, partition: i32, bytes: u64, host: Host<'_>) {
        if self.shards.contains_key(&partition) {
            return;
        }
        self.shards
            .insert(partition, Arc::new(Shard::new(partition)));
        let timer = crate::broker::BrokerTimer::Group(GroupTimer::Load(partition));
        host.effects
            .set_timer(timer, Duration(bytes / LOADED_BYTES));
    }

    /// The log of a partition is read.
    pub fn loaded<'a>(
        &mut self,
        partition: i32,
        records: impl Iterator<Item = (Offset, &'a Record)>,
        high_watermark: Offset,
        host: Host<'_>,
    ) -> Decision {
        self.turn(partition, host, |shard, turn| {
            shard.load(records, high_watermark);
            for group in shard.groups_mut() {
                group.loaded(turn);
            }
            shard.await_expiration(turn);
        })
    }

    /// The broker leads the partition no longer: its groups are another broker's, and whoever waits is told so.
    pub fn resigned(&mut self, partition: i32, host: Host<'_>) -> Decision {
        let decision = self.turn(partition, host, |shard, turn| {
            for group in shard.groups() {
                group.unload(turn);
            }
            turn.cancel_timer(GroupTimer::Load(partition));
            turn.cancel_timer(GroupTimer::Expiration(partition));
        });
        self.shards.remove(&partition);
        decision
    }

    /// A topic was deleted, and with it what groups have committed of it.
    pub fn topic_deleted(&mut self, topic: &TopicName, host: Host<'_>) -> Decision {
        let Host {
            now,
            config,
            image,
            effects,
        } = host;
        let mut decision = Decision::default();
        let active: Vec<i32> = self.shards.keys().copied().collect();
        for partition in active {
            let host = Host {
                now,
                config,
                image,
                effects,
            };
            let one = self.turn(partition, host, |shard, turn| {
                shard.topic_deleted(topic, turn);
            });
            decision.writes.extend(one.writes);
        }
        decision
    }

    /// Records were appended, up to this offset of the log.
    pub fn written(&mut self, partition: i32, records: &[GroupRecord], end: Offset) {
        if let Some(shard) = self.shards.get_mut(&partition).map(Arc::make_mut) {
            shard.written(records, end);
        }
    }

    /// The high watermark of a partition moved.
    pub fn committed_to(&mut self, partition: i32, high_watermark: Offset) {
        if let Some(shard) = self.shards.get_mut(&partition)
            && shard.offsets.would_commit(high_watermark)
        {
            Arc::make_mut(shard).offsets.committed_to(high_watermark);
        }
    }

    /// Puts the parts of an answer together; says the whole once it is there.
    pub fn gather(&mut self, answer: Answer) -> Option<(Reply, Response)> {
        let Answer {
            reply,
            response,
            parts,
        } = answer;
        if parts <= 1 {
            return Some((reply, response));
        }
        let key: (ConnectionId, i32) = (reply.connection, reply.correlation_id);
        let (whole, missing) = match self.gathering.remove(&key) {
            None => (response, parts - 1),
            Some((whole, missing)) => (joined(whole, response), missing - 1),
        };
        if missing == 0 {
            return Some((reply, whole));
        }
        self.gathering.insert(key, (whole, missing));
        None
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
        host: Host<'_>,
        work: impl FnOnce(&mut Shard, &mut Turn<'_>),
    ) -> Decision {
        let mut decision = Decision::default();
        if let Some(shard) = self.shards.get_mut(&partition) {
            let mut turn = Turn {
                now: host.now,
                config: host.config,
                effects: host.effects,
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
                    decision.writes.push(super::Write {
                        partition,
                        records: Vec::new(),
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
            Request::OffsetCommit(request) => commit_refused(request, error).into(),
            Request::OffsetDelete(_) => delete_refused(error).into(),
            _ => return Self::default(),
        };
        Self::answer(Answer::new(reply, response))
    }
}

/// Two parts of one answer.
fn joined(whole: Response, part: Response) -> Response {
    match (whole, part) {
        (Response::OffsetFetch(mut whole), Response::OffsetFetch(part)) => {
            whole.groups.extend(part.groups);
            whole.into()
        }
        (Response::DescribeGroups(mut whole), Response::DescribeGroups(part)) => {
            whole.groups.extend(part.groups);
            whole.into()
        }
        (Response::DeleteGroups(mut whole), Response::DeleteGroups(part)) => {
            whole.results.extend(part.results);
            whole.into()
        }
        (whole, _) => whole,
    }
}
