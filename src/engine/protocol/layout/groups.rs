//! The classic group protocol: JoinGroup (11), Heartbeat (12), LeaveGroup (13), SyncGroup (14).

use super::pen::Pen;
use crate::protocol::{
    ErrorCode, HeartbeatRequest, HeartbeatResponse, JoinGroupRequest, JoinGroupResponse,
    LeaveGroupRequest, LeaveGroupResponse, Request, SyncGroupRequest, SyncGroupResponse,
};

pub(super) fn join_request(pen: &mut Pen<'_>, asked: &JoinGroupRequest) {
    pen.string("groupId", &asked.group_id);
    pen.int32("sessionTimeoutMs", asked.session_timeout_ms);
    pen.int32("rebalanceTimeoutMs", asked.rebalance_timeout_ms);
    pen.string("memberId", &asked.member_id);
    pen.nullable_string("groupInstanceId", asked.group_instance_id.as_deref());
    pen.string("protocolType", &asked.protocol_type);
    pen.array("protocols", &asked.protocols, |pen, protocol| {
        pen.string("name", &protocol.name);
        pen.bytes("metadata", &protocol.metadata);
    });
    pen.nullable_string("reason", None);
}

pub(super) fn join_response(pen: &mut Pen<'_>, said: &JoinGroupResponse) {
    // Who is in is told what kind of group it is.
    let protocol_type = match pen.asked() {
        Some(Request::JoinGroup(asked)) if said.error == ErrorCode::None => {
            Some(&*asked.protocol_type)
        }
        _ => None,
    };
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.int32("generationId", said.generation_id);
    pen.nullable_string("protocolType", protocol_type);
    pen.nullable_string("protocolName", Some(&said.protocol));
    pen.string("leader", &said.leader);
    pen.boolean("skipAssignment", said.skip_assignment);
    pen.string("memberId", &said.member_id);
    pen.array("members", &said.members, |pen, member| {
        pen.string("memberId", &member.member_id);
        pen.nullable_string("groupInstanceId", member.group_instance_id.as_deref());
        pen.bytes("metadata", &member.metadata);
    });
}

pub(super) fn heartbeat_request(pen: &mut Pen<'_>, asked: &HeartbeatRequest) {
    pen.string("groupId", &asked.group_id);
    pen.int32("generationId", asked.generation_id);
    pen.string("memberId", &asked.member_id);
    pen.nullable_string("groupInstanceId", asked.group_instance_id.as_deref());
}

pub(super) fn heartbeat_response(pen: &mut Pen<'_>, said: &HeartbeatResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
}

pub(super) fn leave_request(pen: &mut Pen<'_>, asked: &LeaveGroupRequest) {
    pen.string("groupId", &asked.group_id);
    pen.array("members", &asked.members, |pen, member| {
        pen.string("memberId", &member.member_id);
        pen.nullable_string("groupInstanceId", member.group_instance_id.as_deref());
        pen.nullable_string("reason", None);
    });
}

pub(super) fn leave_response(pen: &mut Pen<'_>, said: &LeaveGroupResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.array("members", &said.members, |pen, (member, error)| {
        pen.string("memberId", &member.member_id);
        pen.nullable_string("groupInstanceId", member.group_instance_id.as_deref());
        pen.error("errorCode", *error);
    });
}

pub(super) fn sync_request(pen: &mut Pen<'_>, asked: &SyncGroupRequest) {
    pen.string("groupId", &asked.group_id);
    pen.int32("generationId", asked.generation_id);
    pen.string("memberId", &asked.member_id);
    pen.nullable_string("groupInstanceId", asked.group_instance_id.as_deref());
    pen.nullable_string("protocolType", Some(&asked.protocol_type));
    pen.nullable_string("protocolName", Some(&asked.protocol));
    pen.array(
        "assignments",
        &asked.assignments,
        |pen, (member, payload)| {
            pen.string("memberId", member);
            pen.bytes("assignment", payload);
        },
    );
}

pub(super) fn sync_response(pen: &mut Pen<'_>, said: &SyncGroupResponse) {
    // Who took the group for what it is hears the same again.
    let asked = match pen.asked() {
        Some(Request::SyncGroup(asked)) if said.error == ErrorCode::None => Some(asked),
        _ => None,
    };
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.nullable_string("protocolType", asked.map(|asked| &*asked.protocol_type));
    pen.nullable_string("protocolName", asked.map(|asked| &*asked.protocol));
    pen.bytes("assignment", &said.assignment);
}
