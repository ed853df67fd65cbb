//! Commands that the leaders of partitions carry out (`DeleteRecordsHandler`, `ListOffsetsHandler`).

use super::api::settled;
use super::call::Verdict;
use super::{AdminAnswer, AdminCommand, Resource};
use crate::model::{Duration, LeaderEpoch, TopicPartition};
use crate::protocol::{DeleteRecordsRequest, ErrorCode, ListOffsetsRequest, Request, Response};

/// The request to one leader for the partitions that it leads.
pub(super) fn request(
    command: &AdminCommand,
    asked: &[Resource],
    timeout: Duration,
) -> Option<Request> {
    let is_asked =
        |partition: &TopicPartition| asked.contains(&Resource::Partition(partition.clone()));
    match command {
        AdminCommand::DeleteRecords(partitions) => {
            let chosen = partitions
                .iter()
                .filter(|(partition, _)| is_asked(partition));
            let request = DeleteRecordsRequest {
                partitions: chosen.cloned().collect(),
                timeout_ms: i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX),
            };
            Some(request.into())
        }
        AdminCommand::ListOffsets {
            partitions,
            isolation,
        } => {
            let chosen = partitions
                .iter()
                .filter(|(partition, _)| is_asked(partition));
            let request = ListOffsetsRequest {
                replica: None,
                isolation: *isolation,
                partitions: chosen
                    .map(|(partition, spec)| (partition.clone(), LeaderEpoch::NONE, *spec))
                    .collect(),
            };
            Some(request.into())
        }
        _ => None,
    }
}

/// What a leader's answer says of each partition.
pub(super) fn read(response: &Response) -> Vec<(Resource, Verdict)> {
    match response {
        Response::DeleteRecords(response) => {
            let partitions = response.partitions.iter().map(|deleted| {
                let answer = AdminAnswer::LowWatermark(deleted.low_watermark);
                verdict(&deleted.partition, deleted.error, answer)
            });
            partitions.collect()
        }
        Response::ListOffsets(response) => {
            let partitions = response.partitions.iter().map(|listed| {
                let answer = AdminAnswer::Listed(listed.clone());
                verdict(&listed.partition, listed.error, answer)
            });
            partitions.collect()
        }
        _ => Vec::new(),
    }
}

/// An error that says that the metadata is old sends the client to look for the leader again; another one after which a
/// try may help brings it back to the same broker.
fn verdict(
    partition: &TopicPartition,
    error: ErrorCode,
    answer: AdminAnswer,
) -> (Resource, Verdict) {
    let resource = Resource::Partition(partition.clone());
    if error == ErrorCode::None {
        return settled(resource, Ok(answer));
    }
    let verdict = if error.refreshes_metadata() {
        Verdict::Unmapped(error)
    } else if error.is_retriable() {
        Verdict::Retry(error)
    } else {
        Verdict::Settled(Err(error.into()))
    };
    (resource, verdict)
}
