//! JoinGroup, Heartbeat, LeaveGroup, SyncGroup, ConsumerGroupHeartbeat, DescribeGroups, ListGroups, DeleteGroups.

use engine::model::TopicName;
use engine::protocol::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, DeleteGroupsRequest,
    DeleteGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse, DescribedGroup,
    DescribedMember, ErrorCode, HeartbeatRequest, HeartbeatResponse, JoinGroupProtocol,
    JoinGroupRequest, JoinGroupResponse, JoinedMember, LeaveGroupRequest, LeaveGroupResponse,
    ListGroupsRequest, ListGroupsResponse, ListedGroup, MemberIdentity, SyncGroupRequest,
    SyncGroupResponse,
};

use super::{answer, ask, places, say, text};
use crate::Case;

pub fn cases() -> Vec<Case> {
    let mut cases = classic();
    cases.extend(modern());
    cases.extend(administered());
    cases
}

fn classic() -> Vec<Case> {
    let instance = || Some(text("desk-1"));
    let join = JoinGroupRequest {
        group_id: text("billing"),
        member_id: text("consumer-1-abc"),
        group_instance_id: instance(),
        session_timeout_ms: 45_000,
        rebalance_timeout_ms: 300_000,
        protocol_type: text("consumer"),
        protocols: vec![
            JoinGroupProtocol {
                name: text("range"),
                metadata: vec![0, 3, 0, 0].into(),
            },
            JoinGroupProtocol {
                name: text("cooperative-sticky"),
                metadata: vec![7; 200].into(),
            },
        ],
        client_id: text("consumer-1"),
    };
    let joined = JoinGroupResponse {
        error: ErrorCode::None,
        generation_id: 5,
        protocol: text("range"),
        leader: text("consumer-1-abc"),
        skip_assignment: true,
        member_id: text("consumer-1-abc"),
        members: vec![JoinedMember {
            member_id: text("consumer-1-abc"),
            group_instance_id: instance(),
            metadata: vec![0, 3].into(),
        }],
    };
    let refused = JoinGroupResponse {
        error: ErrorCode::MemberIdRequired,
        members: Vec::new(),
        ..joined.clone()
    };
    let sync = SyncGroupRequest {
        group_id: text("billing"),
        generation_id: 5,
        member_id: text("consumer-1-abc"),
        group_instance_id: None,
        protocol_type: text("consumer"),
        protocol: text("range"),
        assignments: vec![(text("consumer-1-abc"), vec![1, 2, 3].into())],
    };
    let synced = SyncGroupResponse {
        error: ErrorCode::None,
        assignment: vec![1, 2, 3].into(),
    };
    let member = |id: &str, instance: Option<&str>| MemberIdentity {
        member_id: text(id),
        group_instance_id: instance.map(text),
    };
    let members = [member("abc", None), member("", Some("desk-1"))];
    vec![
        ask(join.clone()),
        ask(JoinGroupRequest {
            member_id: text(""),
            group_instance_id: None,
            ..join.clone()
        }),
        say(joined.clone()),
        answer(join.clone(), joined),
        answer(join, refused),
        ask(sync.clone()),
        ask(SyncGroupRequest {
            group_instance_id: instance(),
            assignments: Vec::new(),
            ..sync.clone()
        }),
        say(synced.clone()),
        answer(sync, synced),
        ask(HeartbeatRequest {
            group_id: text("billing"),
            generation_id: 5,
            member_id: text("consumer-1-abc"),
            group_instance_id: instance(),
        }),
        say(HeartbeatResponse {
            error: ErrorCode::RebalanceInProgress,
        }),
        ask(LeaveGroupRequest {
            group_id: text("billing"),
            members: members.to_vec(),
        }),
        say(LeaveGroupResponse {
            error: ErrorCode::None,
            members: members
                .into_iter()
                .map(|member| (member, ErrorCode::UnknownMemberId))
                .collect(),
        }),
    ]
}

fn modern() -> Vec<Case> {
    let beat = ConsumerGroupHeartbeatRequest::new("billing", ("abc", 7), "consumer-1");
    let joining = ConsumerGroupHeartbeatRequest {
        member_epoch: 0,
        instance_id: Some(text("desk-1")),
        rack_id: Some(text("eu-1")),
        rebalance_timeout_ms: Some(300_000),
        subscribed_topic_names: Some(vec![TopicName::from("orders"), TopicName::from("rides")]),
        subscribed_topic_regex: Some(text("a.*")),
        server_assignor: Some(text("uniform")),
        topic_partitions: Some(places()),
        ..beat.clone()
    };
    let told = ConsumerGroupHeartbeatResponse {
        error: ErrorCode::None,
        member_id: Some(text("abc")),
        member_epoch: 8,
        heartbeat_interval_ms: 5_000,
        assignment: Some(places()),
    };
    let emptied = ConsumerGroupHeartbeatResponse {
        assignment: Some(Vec::new()),
        ..told.clone()
    };
    vec![
        ask(beat),
        ask(joining),
        say(told),
        say(emptied),
        say(ConsumerGroupHeartbeatResponse::refused(
            ErrorCode::FencedMemberEpoch,
        )),
    ]
}

fn administered() -> Vec<Case> {
    let groups = || vec![text("billing"), text("größe")];
    let described = DescribedGroup {
        error: ErrorCode::None,
        group_id: text("billing"),
        state: text("Stable"),
        protocol_type: text("consumer"),
        protocol: text("range"),
        members: vec![DescribedMember {
            member_id: text("consumer-1-abc"),
            group_instance_id: Some(text("desk-1")),
            client_id: text("consumer-1"),
            metadata: vec![0, 3].into(),
            assignment: vec![0, 3, 9].into(),
        }],
    };
    let unknown = DescribedGroup {
        error: ErrorCode::GroupIdNotFound,
        state: text("Dead"),
        members: Vec::new(),
        ..described.clone()
    };
    vec![
        ask(DescribeGroupsRequest { groups: groups() }),
        say(DescribeGroupsResponse {
            groups: vec![described, unknown],
        }),
        ask(ListGroupsRequest {
            states_filter: vec![text("Stable"), text("Empty")],
            types_filter: vec![text("classic")],
        }),
        say(ListGroupsResponse {
            error: ErrorCode::CoordinatorLoadInProgress,
            groups: vec![ListedGroup {
                group_id: text("billing"),
                protocol_type: text("consumer"),
                state: text("Stable"),
                group_type: text("classic"),
            }],
        }),
        ask(DeleteGroupsRequest { groups: groups() }),
        say(DeleteGroupsResponse {
            results: groups()
                .into_iter()
                .map(|group| (group, ErrorCode::NonEmptyGroup))
                .collect(),
        }),
    ]
}
