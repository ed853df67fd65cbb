//! What members of the group `g` ask its coordinator.

use std::sync::Arc;

use engine::model::{LeaderEpoch, Offset, Payload, TopicName};
use engine::protocol::consumer_protocol::{Assignment, Subscription, VERSION};
use engine::protocol::{
    CommittedOffset, HeartbeatRequest, JoinGroupProtocol, JoinGroupRequest, OffsetCommitRequest,
    SyncGroupRequest,
};

use crate::cluster::partition;

/// A JoinGroup of a member of `g` that reads `t`, with a session of 10 s and 60 s to come back in a rebalance.
pub fn join(member_id: &str) -> JoinGroupRequest {
    JoinGroupRequest {
        group_id: "g".into(),
        member_id: member_id.into(),
        group_instance_id: None,
        session_timeout_ms: 10_000,
        rebalance_timeout_ms: 60_000,
        protocol_type: "consumer".into(),
        protocols: protocols(&["range"], &["t"]),
        client_id: "c".into(),
    }
}

/// A JoinGroup of a static member that has just started.
pub fn join_as(instance: &str) -> JoinGroupRequest {
    JoinGroupRequest {
        group_instance_id: Some(instance.into()),
        ..join("")
    }
}

pub fn protocols(names: &[&str], topics: &[&str]) -> Vec<JoinGroupProtocol> {
    let subscription = Subscription {
        topics: topics.iter().map(|topic| TopicName::from(*topic)).collect(),
        ..Subscription::default()
    };
    let protocol = |name: &&str| JoinGroupProtocol {
        name: Arc::from(*name),
        metadata: subscription.encode(VERSION),
    };
    names.iter().map(protocol).collect()
}

pub fn committed_at(offset: i64) -> CommittedOffset {
    CommittedOffset {
        offset: Offset(offset),
        leader_epoch: LeaderEpoch(3),
        metadata: "".into(),
    }
}

/// A commit of `t-0` outside any generation.
pub fn commit(offset: i64) -> OffsetCommitRequest {
    OffsetCommitRequest {
        group_id: "g".into(),
        generation_id: -1,
        member_id: "".into(),
        group_instance_id: None,
        retention_time_ms: None,
        offsets: vec![(partition("t", 0), committed_at(offset))],
    }
}

/// A commit of `t-0` by a member.
pub fn commit_of(member: &str, generation: i32, offset: i64) -> OffsetCommitRequest {
    OffsetCommitRequest {
        generation_id: generation,
        member_id: member.into(),
        ..commit(offset)
    }
}

pub fn heartbeat(member: &str, generation: i32) -> HeartbeatRequest {
    HeartbeatRequest {
        group_id: "g".into(),
        generation_id: generation,
        member_id: member.into(),
        group_instance_id: None,
    }
}

/// A SyncGroup; of the leader with what each member gets.
pub fn sync(member: &str, generation: i32, gets: &[(&str, &[i32])]) -> SyncGroupRequest {
    let assignments = gets.iter().map(|(member, numbers)| {
        let partitions = numbers.iter().map(|number| partition("t", *number));
        let partitions = partitions.collect();
        (
            Arc::from(*member),
            Assignment { partitions }.encode(VERSION),
        )
    });
    SyncGroupRequest {
        group_id: "g".into(),
        generation_id: generation,
        member_id: member.into(),
        group_instance_id: None,
        protocol_type: "consumer".into(),
        protocol: "range".into(),
        assignments: assignments.collect(),
    }
}

/// The bytes of an assignment, as partitions of `t`.
pub fn numbers(assignment: &Payload) -> Vec<i32> {
    let assignment = Assignment::decode(assignment).unwrap_or_default();
    assignment
        .partitions
        .into_iter()
        .map(|place| place.partition)
        .collect()
}
