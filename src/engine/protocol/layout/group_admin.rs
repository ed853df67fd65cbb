//! What administrators ask about groups: DescribeGroups (15), ListGroups (16), DeleteGroups (42).

use super::cluster::OMITTED;
use super::pen::Pen;
use crate::protocol::{
    DeleteGroupsRequest, DeleteGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse,
    ListGroupsRequest, ListGroupsResponse,
};

pub(super) fn describe_request(pen: &mut Pen<'_>, asked: &DescribeGroupsRequest) {
    pen.strings("groups", &asked.groups);
    pen.boolean("includeAuthorizedOperations", false);
}

pub(super) fn describe_response(pen: &mut Pen<'_>, said: &DescribeGroupsResponse) {
    pen.not_throttled();
    pen.array("groups", &said.groups, |pen, group| {
        pen.error("errorCode", group.error);
        pen.nullable_string("errorMessage", None);
        pen.string("groupId", &group.group_id);
        pen.string("groupState", &group.state);
        pen.string("protocolType", &group.protocol_type);
        pen.string("protocolData", &group.protocol);
        pen.array("members", &group.members, |pen, member| {
            pen.string("memberId", &member.member_id);
            pen.nullable_string("groupInstanceId", member.group_instance_id.as_deref());
            pen.string("clientId", &member.client_id);
            // Nodes have no addresses.
            pen.string("clientHost", "");
            pen.bytes("memberMetadata", &member.metadata);
            pen.bytes("memberAssignment", &member.assignment);
        });
        pen.int32("authorizedOperations", OMITTED);
    });
}

pub(super) fn list_request(pen: &mut Pen<'_>, asked: &ListGroupsRequest) {
    pen.strings("statesFilter", &asked.states_filter);
    pen.strings("typesFilter", &asked.types_filter);
}

pub(super) fn list_response(pen: &mut Pen<'_>, said: &ListGroupsResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.array("groups", &said.groups, |pen, group| {
        pen.string("groupId", &group.group_id);
        pen.string("protocolType", &group.protocol_type);
        pen.string("groupState", &group.state);
        pen.string("groupType", &group.group_type);
    });
}

pub(super) fn delete_request(pen: &mut Pen<'_>, asked: &DeleteGroupsRequest) {
    pen.strings("groupsNames", &asked.groups);
}

pub(super) fn delete_response(pen: &mut Pen<'_>, said: &DeleteGroupsResponse) {
    pen.not_throttled();
    pen.array("results", &said.results, |pen, (group, error)| {
        pen.string("groupId", group);
        pen.error("errorCode", *error);
    });
}
