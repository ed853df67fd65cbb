//! Commands about the offsets of a group, which its coordinator carries out (`ListConsumerGroupOffsetsHandler`,
//! `AlterConsumerGroupOffsetsHandler`, `DeleteConsumerGroupOffsetsHandler`).

use std::sync::Arc;

use super::api::settled;
use super::call::Verdict;
use super::groups::again;
use super::{AdminAnswer, AdminCommand, Resource};
use crate::model::TopicPartition;
use crate::protocol::{
    ErrorCode, OffsetCommitRequest, OffsetDeleteRequest, OffsetFetchGroup, OffsetFetchRequest,
    Request, Response,
};

/// The request to the coordinator.
pub(super) fn request(command: &AdminCommand) -> Option<Request> {
    match command {
        AdminCommand::ListGroupOffsets { group, partitions } => {
            let group = OffsetFetchGroup {
                member: None,
                group_id: Arc::clone(group),
                partitions: partitions.clone(),
            };
            let request = OffsetFetchRequest {
                groups: vec![group],
                require_stable: false,
            };
            Some(request.into())
        }
        // Whoever is no member commits without a generation.
        AdminCommand::AlterGroupOffsets { group, offsets } => {
            let request = OffsetCommitRequest {
                group_id: Arc::clone(group),
                generation_id: -1,
                member_id: Arc::from(""),
                group_instance_id: None,
                retention_time_ms: None,
                offsets: offsets.clone(),
            };
            Some(request.into())
        }
        AdminCommand::DeleteGroupOffsets { group, partitions } => {
            let request = OffsetDeleteRequest {
                group_id: Arc::clone(group),
                partitions: partitions.clone(),
            };
            Some(request.into())
        }
        _ => None,
    }
}

/// What the coordinator's answer says of the group.
pub(super) fn read(command: &AdminCommand, response: &Response) -> Vec<(Resource, Verdict)> {
    let (AdminCommand::ListGroupOffsets { group, .. }
    | AdminCommand::AlterGroupOffsets { group, .. }
    | AdminCommand::DeleteGroupOffsets { group, .. }) = command
    else {
        return Vec::new();
    };
    let (error, answer) = match response {
        Response::OffsetFetch(response) => {
            let found = response.groups.iter().find(|of| of.group_id == *group);
            let Some(found) = found else {
                return Vec::new();
            };
            let answer = AdminAnswer::Offsets(found.partitions.clone());
            (found.error, answer)
        }
        Response::OffsetCommit(response) => {
            // The whole group is tried again where one partition says so.
            let errors = response.partitions.iter().map(|(_, error)| *error);
            let whole = errors.into_iter().find(|error| again(*error).is_some());
            (whole.unwrap_or_default(), altered(&response.partitions))
        }
        Response::OffsetDelete(response) => (response.error, altered(&response.partitions)),
        _ => return Vec::new(),
    };
    let group = Resource::Group(Arc::clone(group));
    vec![match (error, again(error)) {
        (_, Some(verdict)) => (group, verdict),
        (ErrorCode::None, None) => settled(group, Ok(answer)),
        (error, None) => settled(group, Err(error.into())),
    }]
}

fn altered(partitions: &[(TopicPartition, ErrorCode)]) -> AdminAnswer {
    let results = partitions.iter().map(|(partition, error)| {
        let result = match error {
            ErrorCode::None => Ok(()),
            error => Err((*error).into()),
        };
        (partition.clone(), result)
    });
    AdminAnswer::OffsetsAltered(results.collect())
}
