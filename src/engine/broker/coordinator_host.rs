//! The group coordinator at work on its broker: its records go into the log, its answers wait for the commit.

use std::sync::Arc;

use super::Broker;
use super::purgatory::DelayedWrite;
use crate::coordinator::group::{Answer, Decision, GroupRecord, GroupTimer, OFFSETS_TOPIC, Write};
use crate::coordinator::partition_for;
use crate::log::{AppendOrigin, RecordBatch};
use crate::model::{TopicName, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ErrorCode, HeartbeatResponse, JoinGroupResponse, LeaveGroupResponse, OffsetCommitResponse,
    OffsetFetchResponse, Request, Response, SyncGroupResponse,
};

impl Broker {
    pub(super) fn group_request(
        &mut self,
        now: Now,
        reply: Reply,
        request: &Request,
        effects: &mut Effects,
    ) {
        let group = match request {
            Request::JoinGroup(request) => &request.group_id,
            Request::SyncGroup(request) => &request.group_id,
            Request::Heartbeat(request) => &request.group_id,
            Request::LeaveGroup(request) => &request.group_id,
            Request::OffsetCommit(request) => &request.group_id,
            Request::OffsetFetch(request) => &request.groups[0].group_id,
            _ => return,
        };
        if !self
            .offsets_partition(group)
            .is_some_and(|partition| self.groups.is_active(partition.partition))
        {
            if let Some(response) = refusal(request, ErrorCode::NotCoordinator) {
                self.answer(now, reply, response, effects);
            }
            return;
        }
        let config = &self.config;
        let decision = match request {
            Request::JoinGroup(request) => self.groups.join(now, reply, request, config, effects),
            Request::SyncGroup(request) => self.groups.sync(now, reply, request, effects),
            Request::Heartbeat(request) => {
                Decision::answer(reply, self.groups.heartbeat(request, effects))
            }
            Request::LeaveGroup(request) => self.groups.leave(now, reply, request, config, effects),
            Request::OffsetCommit(request) => {
                self.groups.commit(now, reply, request, config, effects)
            }
            Request::OffsetFetch(request) => Decision::answer(reply, self.groups.fetch(request)),
            _ => return,
        };
        self.carry_out(now, decision, effects);
    }

    pub(super) fn group_timeout(&mut self, now: Now, timer: &GroupTimer, effects: &mut Effects) {
        let (GroupTimer::Session { group, .. } | GroupTimer::Join { group }) = timer;
        if !self
            .offsets_partition(group)
            .is_some_and(|partition| self.groups.is_active(partition.partition))
        {
            return;
        }
        let config = &self.config;
        let decision = match timer {
            GroupTimer::Session { group, member } => self
                .groups
                .session_over(now, group, member, config, effects),
            GroupTimer::Join { group } => self.groups.complete_join(now, group, effects),
        };
        self.carry_out(now, decision, effects);
    }

    fn offsets_partition(&self, group: &str) -> Option<TopicPartition> {
        let topic = TopicName::from(OFFSETS_TOPIC);
        let count = self.image.topics.get(&topic)?.partitions.len() as i32;
        Some(TopicPartition::new(&topic, partition_for(group, count)))
    }

    fn carry_out(&mut self, now: Now, decision: Decision, effects: &mut Effects) {
        for Answer { reply, response } in decision.answers {
            self.answer(now, reply, response, effects);
        }
        if let Some(write) = decision.write {
            self.write_group(now, write, effects);
        }
    }

    /// Appends a group's records, replays them, and keeps the answers until the high watermark has passed them.
    fn write_group(&mut self, now: Now, write: Write, effects: &mut Effects) {
        let Some(partition) = self.offsets_partition(&write.group) else {
            return;
        };
        let replayed: Vec<_> = write
            .records
            .iter()
            .filter_map(GroupRecord::decode)
            .collect();
        let batch = RecordBatch::new(-1, -1, -1, write.records);
        match self.append(
            now,
            &partition,
            &batch,
            true,
            AppendOrigin::Coordinator,
            effects,
        ) {
            Err(error) => self.answer_write(now, write.then, error, effects),
            Ok((_, required)) => {
                for record in &replayed {
                    self.groups.replay(record);
                }
                let until = now.mono + self.config.offset_commit_timeout;
                let answers = write.then;
                self.purgatory.delay_write(DelayedWrite {
                    partition: partition.clone(),
                    required,
                    answers,
                    until,
                });
                self.appended(now, &partition, effects);
                self.arm_purgatory(now, effects);
            }
        }
    }
}

/// The answer of a broker that does not coordinate the group.
fn refusal(request: &Request, error: ErrorCode) -> Option<Response> {
    Some(match request {
        Request::JoinGroup(request) => JoinGroupResponse {
            error,
            generation_id: -1,
            protocol: Arc::from(""),
            leader: Arc::from(""),
            skip_assignment: false,
            member_id: Arc::clone(&request.member_id),
            members: Vec::new(),
        }
        .into(),
        Request::SyncGroup(_) => SyncGroupResponse {
            error,
            assignment: crate::model::Payload::from(""),
        }
        .into(),
        Request::Heartbeat(_) => HeartbeatResponse { error }.into(),
        Request::LeaveGroup(_) => LeaveGroupResponse {
            error,
            members: Vec::new(),
        }
        .into(),
        Request::OffsetCommit(request) => OffsetCommitResponse {
            partitions: request
                .offsets
                .iter()
                .map(|(partition, _)| (partition.clone(), error))
                .collect(),
        }
        .into(),
        Request::OffsetFetch(request) => OffsetFetchResponse {
            groups: vec![crate::protocol::OffsetsOfGroup {
                group_id: request.groups[0].group_id.clone(),
                error,
                partitions: Vec::new(),
            }],
        }
        .into(),
        _ => return None,
    })
}
