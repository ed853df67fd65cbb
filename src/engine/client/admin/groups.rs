//! Commands that a group's coordinator carries out (`ListConsumerGroupOffsetsHandler`,
//! `AlterConsumerGroupOffsetsHandler`).

use std::sync::Arc;

use super::api::settled;
use super::call::Verdict;
use super::{AdminAnswer, AdminCommand, Resource};
use crate::protocol::{ErrorCode, OffsetCommitRequest, OffsetFetchRequest, Request, Response};

/// The request to the coordinator.
pub(super) fn request(command: &AdminCommand) -> Option<Request> {
    match command {
        AdminCommand::ListGroupOffsets { group, partitions } => {
            let request = OffsetFetchRequest {
                group_id: Arc::clone(group),
                partitions: partitions.clone(),
            };
            Some(request.into())
        }
        // Whoever is no member commits without a generation.
        AdminCommand::AlterGroupOffsets { group, offsets } => {
            let request = OffsetCommitRequest {
                group_id: Arc::clone(group),
                generation_id: -1,
                member_id: Arc::from(""),
                offsets: offsets.clone(),
            };
            Some(request.into())
        }
        _ => None,
    }
}

/// What the coordinator's answer says of the group.
pub(super) fn read(command: &AdminCommand, response: &Response) -> Vec<(Resource, Verdict)> {
    let (AdminCommand::ListGroupOffsets { group, .. }
    | AdminCommand::AlterGroupOffsets { group, .. }) = command
    else {
        return Vec::new();
    };
    let group = Resource::Group(Arc::clone(group));
    match response {
        Response::OffsetFetch(response) => {
            let answer = AdminAnswer::Offsets(response.partitions.clone());
            vec![again(&group, response.error).unwrap_or_else(|| {
                let error = Some(response.error).filter(|error| *error != ErrorCode::None);
                settled(group, error.map_or(Ok(answer), |error| Err(error.into())))
            })]
        }
        Response::OffsetCommit(response) => {
            let partitions = response.partitions.iter();
            let retry = partitions
                .clone()
                .find_map(|(_, error)| again(&group, *error));
            let result = |error: ErrorCode| match error {
                ErrorCode::None => Ok(()),
                error => Err(error.into()),
            };
            let altered = partitions.map(|(partition, error)| (partition.clone(), result(*error)));
            let answer = AdminAnswer::OffsetsAltered(altered.collect());
            vec![retry.unwrap_or_else(|| settled(group, Ok(answer)))]
        }
        _ => Vec::new(),
    }
}

/// A coordinator that still loads, or a group in the middle of a rebalance, is asked again; one that is none is looked
/// for again.
pub(super) fn again(group: &Resource, error: ErrorCode) -> Option<(Resource, Verdict)> {
    let verdict = match error {
        ErrorCode::CoordinatorLoadInProgress | ErrorCode::RebalanceInProgress => {
            Verdict::Retry(error)
        }
        ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator => Verdict::Unmapped(error),
        _ => return None,
    };
    Some((group.clone(), verdict))
}
