//! Commands about groups: every broker lists those that it coordinates, and a group's coordinator describes and deletes it
//! (`KafkaAdminClient.listConsumerGroups`, `DescribeConsumerGroupsHandler`, `DeleteConsumerGroupsHandler`).

use std::sync::Arc;

use super::api::settled;
use super::call::Verdict;
use super::{AdminAnswer, AdminCommand, GroupDescription, MemberDescription, Resource};
use crate::model::BrokerId;
use crate::protocol::consumer_protocol::Assignment;
use crate::protocol::{
    DeleteGroupsRequest, DescribeGroupsRequest, DescribedGroup, DescribedMember, ErrorCode,
    ListGroupsRequest, ListGroupsResponse, MetadataRequest, Request, Response,
};

/// `ConsumerProtocol.PROTOCOL_TYPE`.
const CONSUMER: &str = "consumer";

/// The request to a broker: to any which brokers there are, to each what it coordinates, or to a coordinator.
pub(super) fn request(command: &AdminCommand, asked: &[Resource]) -> Option<Request> {
    let groups = asked.iter().filter_map(|resource| match resource {
        Resource::Group(group) => Some(Arc::clone(group)),
        _ => None,
    });
    let request = match (command, asked.first()?) {
        (AdminCommand::ListGroups { .. }, Resource::Cluster) => MetadataRequest {
            topics: Some(Vec::new()),
            allow_auto_topic_creation: false,
        }
        .into(),
        (AdminCommand::ListGroups { states }, _) => ListGroupsRequest {
            states_filter: states.clone(),
            types_filter: Vec::new(),
        }
        .into(),
        (AdminCommand::DescribeGroups(_), _) => DescribeGroupsRequest {
            groups: groups.collect(),
        }
        .into(),
        (AdminCommand::DeleteGroups(_), _) => DeleteGroupsRequest {
            groups: groups.collect(),
        }
        .into(),
        _ => return None,
    };
    Some(request)
}

/// No broker knows all groups, so each is asked.
pub(super) fn on_each(brokers: &[BrokerId]) -> (Resource, Verdict) {
    let brokers = brokers.iter().copied().map(Resource::Broker);
    (Resource::Cluster, Verdict::Replaced(brokers.collect()))
}

/// What a broker's answer says of itself, or of the groups.
pub(super) fn read(from: BrokerId, response: &Response) -> Vec<(Resource, Verdict)> {
    match response {
        Response::ListGroups(response) => vec![listed(from, response)],
        Response::DescribeGroups(response) => {
            let groups = response.groups.iter().map(|group| {
                let answer = AdminAnswer::Group(described(from, group));
                verdict(&group.group_id, group.error, answer)
            });
            groups.collect()
        }
        Response::DeleteGroups(response) => {
            let results = response.results.iter();
            results
                .map(|(group, error)| verdict(group, *error, AdminAnswer::Done))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A coordinator that still loads, or a group in the middle of a rebalance, is asked again; one that is none is looked
/// for again.
pub(super) fn again(error: ErrorCode) -> Option<Verdict> {
    match error {
        ErrorCode::CoordinatorLoadInProgress | ErrorCode::RebalanceInProgress => {
            Some(Verdict::Retry(error))
        }
        ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator => {
            Some(Verdict::Unmapped(error))
        }
        _ => None,
    }
}

/// Groups of other kinds than consumers' are left out, those that nobody ever joined are not.
fn listed(from: BrokerId, response: &ListGroupsResponse) -> (Resource, Verdict) {
    let broker = Resource::Broker(from);
    if response.error != ErrorCode::None {
        let failed = || Verdict::Settled(Err(response.error.into()));
        return (broker, again(response.error).unwrap_or_else(failed));
    }
    let mut groups = response.groups.clone();
    groups.retain(|group| group.protocol_type.is_empty() || &*group.protocol_type == CONSUMER);
    settled(broker, Ok(AdminAnswer::Groups(groups)))
}

fn verdict(group: &Arc<str>, error: ErrorCode, answer: AdminAnswer) -> (Resource, Verdict) {
    let group = Resource::Group(Arc::clone(group));
    match (error, again(error)) {
        (_, Some(verdict)) => (group, verdict),
        (ErrorCode::None, None) => settled(group, Ok(answer)),
        (error, None) => settled(group, Err(error.into())),
    }
}

fn described(coordinator: BrokerId, group: &DescribedGroup) -> GroupDescription {
    let member = |member: &DescribedMember| MemberDescription {
        member_id: Arc::clone(&member.member_id),
        group_instance_id: member.group_instance_id.clone(),
        client_id: Arc::clone(&member.client_id),
        partitions: Assignment::decode(&member.assignment)
            .map(|assignment| assignment.partitions)
            .unwrap_or_default(),
    };
    GroupDescription {
        coordinator,
        state: Arc::clone(&group.state),
        assignor: Arc::clone(&group.protocol),
        members: group.members.iter().map(member).collect(),
    }
}
