//! What a message carries, in a few of Kafka's own words.

use engine::app::Letter;
use engine::log::RecordBatch;
use engine::protocol::consumer_protocol::Assignment;
use engine::protocol::{Body, ErrorCode, Request, Response};

use super::administration;
use crate::stage::brief;

/// How many partitions are named.
const MOST: usize = 3;

/// The contents that matter of a message; empty where its name says it all.
#[must_use]
pub fn of(body: &Body) -> String {
    match body {
        Body::Request(request) => of_request(request),
        Body::Response(response) => of_response(response),
        Body::Outside(letter) => of_letter(letter),
    }
}

fn of_letter(letter: &Letter) -> String {
    match letter {
        Letter::Write(write) => list(write.rows.iter().map(|row| {
            let (partition, offset) = &row.source;
            format!("{partition}@{offset}")
        })),
        Letter::Deliver(item) | Letter::Tell(item) => format!("{}", item.number),
        Letter::RegistryRequest(request) => request.line(),
        Letter::RegistryResponse(response) => match response.error() {
            Some(error) => format!("{} ({})", error.status, error.error_code),
            None => format!("{} {}", response.status(), brief(&response.body(), 60)),
        },
        _ => String::new(),
    }
}

fn of_request(request: &Request) -> String {
    match request {
        Request::Produce(request) => list(request.batches.iter().map(|(place, batch)| {
            format!(
                "{place}: {} (acks={}{})",
                contents(std::slice::from_ref(batch)),
                request.acks,
                sequence(batch)
            )
        })),
        Request::Fetch(request) => list(
            request
                .partitions
                .iter()
                .map(|p| format!("{} from {}", p.partition, p.fetch_offset)),
        ),
        Request::OffsetCommit(request) => list(request.offsets.iter().map(|(place, committed)| {
            format!("{}: {place} → {}", request.group_id, committed.offset)
        })),
        Request::JoinGroup(request) => request.group_id.to_string(),
        Request::SyncGroup(request) => {
            format!("{}, generation {}", request.group_id, request.generation_id)
        }
        Request::Heartbeat(request) => {
            format!("{}, generation {}", request.group_id, request.generation_id)
        }
        Request::LeaveGroup(request) => request.group_id.to_string(),
        Request::ListOffsets(request) => list(
            request
                .partitions
                .iter()
                .map(|(place, _, spec)| format!("{place} {spec:?}")),
        ),
        _ => administration::of_request(request),
    }
}

fn of_response(response: &Response) -> String {
    match response {
        Response::Produce(response) => list(response.partitions.iter().map(|p| {
            or_error(p.error, || {
                format!("{}: offset {}", p.partition, p.base_offset)
            })
        })),
        Response::Fetch(response) => list(response.partitions.iter().map(|p| {
            or_error(p.error, || {
                format!(
                    "{}: {}, HW {}",
                    p.partition,
                    contents(&p.batches),
                    p.high_watermark
                )
            })
        })),
        Response::OffsetCommit(response) => list(
            response
                .partitions
                .iter()
                .map(|(place, error)| format!("{place}: {}", error.name())),
        ),
        Response::ListOffsets(response) => list(
            response
                .partitions
                .iter()
                .map(|p| or_error(p.error, || format!("{}: {}", p.partition, p.offset))),
        ),
        Response::JoinGroup(response) => or_error(response.error, || {
            format!("generation {}", response.generation_id)
        }),
        Response::SyncGroup(response) => or_error(response.error, || {
            let assignment = Assignment::decode(&response.assignment).unwrap_or_default();
            list(assignment.partitions.iter().map(ToString::to_string))
        }),
        Response::Heartbeat(response) => response.error.name().to_owned(),
        Response::LeaveGroup(response) => response.error.name().to_owned(),
        _ => administration::of_response(response),
    }
}

/// What an idempotent producer's batch is recognised by.
fn sequence(batch: &RecordBatch) -> String {
    if batch.base_sequence() < 0 {
        return String::new();
    }
    let (id, sequence) = (batch.producer_id(), batch.base_sequence());
    format!(", producer id {id}, sequence {sequence}")
}

fn or_error(error: ErrorCode, otherwise: impl FnOnce() -> String) -> String {
    if error == ErrorCode::None {
        otherwise()
    } else {
        error.name().to_owned()
    }
}

fn contents(batches: &[RecordBatch]) -> String {
    let count: u32 = batches.iter().map(RecordBatch::count).sum();
    match batches.iter().flat_map(RecordBatch::records).next() {
        None => "∅".to_owned(),
        Some((_, record)) if count == 1 => brief(&crate::stage::value(&record), 40),
        Some(_) => format!("{count} records"),
    }
}

/// The first few of them, and a sign where there are more.
pub(crate) fn list(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    let mut text = parts[..parts.len().min(MOST)].join(", ");
    if parts.len() > MOST {
        text.push_str(", …");
    }
    text
}
