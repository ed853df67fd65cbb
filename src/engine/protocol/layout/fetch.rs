//! Fetch (1). Partitions keep their order, in which a broker fills its answer: a topic comes again where another one was
//! in between (`FetchRequest.Builder.build`). Nobody opens a session: every request names all of its partitions.

use super::pen::Pen;
use crate::log::EndOffset;
use crate::protocol::{
    ErrorCode, FetchRequest, FetchResponse, FetchedPartition, IsolationLevel, Request,
};

/// Of a request outside any session (`FetchMetadata.LEGACY`).
const NO_SESSION: (i32, i32) = (0, -1);

pub(super) fn request(pen: &mut Pen<'_>, asked: &FetchRequest) {
    let (session_id, session_epoch) = NO_SESSION;
    pen.broker("replicaId", asked.replica.map(|(id, _)| id));
    pen.int32("maxWaitMs", asked.max_wait_ms);
    pen.int32("minBytes", asked.min_bytes);
    pen.int32("maxBytes", asked.max_bytes);
    isolation_level(pen, asked.isolation);
    pen.int32("sessionId", session_id);
    pen.int32("sessionEpoch", session_epoch);
    let topics = asked
        .partitions
        .chunk_by(|one, next| one.partition.topic == next.partition.topic);
    pen.array("topics", topics, |pen, partitions| {
        pen.string("topic", partitions[0].partition.topic.as_str());
        pen.array("partitions", partitions, |pen, asked| {
            pen.int32("partition", asked.partition.partition);
            pen.int32("currentLeaderEpoch", asked.current_leader_epoch.0);
            pen.int64("fetchOffset", asked.fetch_offset.0);
            pen.int32("lastFetchedEpoch", asked.last_fetched_epoch.0);
            pen.int64("logStartOffset", asked.log_start_offset.0);
            pen.int32("partitionMaxBytes", asked.max_bytes);
        });
    });
    pen.array("forgottenTopicsData", [(); 0], |_, ()| {});
    pen.string("rackId", asked.rack.as_deref().unwrap_or_default());
}

pub(super) fn response(pen: &mut Pen<'_>, said: &FetchResponse) {
    let (session_id, _) = NO_SESSION;
    pen.not_throttled();
    pen.error("errorCode", ErrorCode::None);
    pen.int32("sessionId", session_id);
    let topics = said
        .partitions
        .chunk_by(|one, next| one.partition.topic == next.partition.topic);
    pen.array("responses", topics, |pen, partitions| {
        pen.string("topic", partitions[0].partition.topic.as_str());
        pen.array("partitions", partitions, partition);
    });
}

fn partition(pen: &mut Pen<'_>, said: &FetchedPartition) {
    pen.int32("partitionIndex", said.partition.partition);
    pen.error("errorCode", said.error);
    pen.int64("highWatermark", said.high_watermark.0);
    pen.int64("lastStableOffset", said.last_stable_offset.0);
    pen.int64("logStartOffset", said.log_start_offset.0);
    // A tagged field that says no more than its default is left out.
    if let Some(end) = said
        .diverging_epoch
        .filter(|end| *end != EndOffset::UNKNOWN)
    {
        pen.tagged_structure(0, "divergingEpoch", |pen| {
            pen.int32("epoch", end.epoch.0);
            pen.int64("endOffset", end.end_offset.0);
        });
    }
    if let Some((leader, epoch)) = said.current_leader {
        pen.tagged_structure(1, "currentLeader", |pen| {
            pen.broker("leaderId", Some(leader));
            pen.int32("leaderEpoch", epoch.0);
        });
    }
    // A reader of `read_uncommitted` is not told which transactions were aborted.
    let committed = matches!(
        pen.asked(),
        Some(Request::Fetch(asked)) if asked.isolation == IsolationLevel::ReadCommitted
    );
    let aborted = Some(&said.aborted_transactions).filter(|all| committed || !all.is_empty());
    pen.nullable_array("abortedTransactions", aborted, |pen, aborted| {
        pen.int64("producerId", aborted.producer_id);
        pen.int64("firstOffset", aborted.first_offset.0);
    });
    pen.broker("preferredReadReplica", said.preferred_read_replica);
    pen.records("records", &said.partition.topic, &said.batches);
}

/// Up to where a reader reads; of other APIs too.
pub(super) fn isolation_level(pen: &mut Pen<'_>, level: IsolationLevel) {
    match level {
        IsolationLevel::ReadUncommitted => pen.int8_for("isolationLevel", 0, "READ_UNCOMMITTED"),
        IsolationLevel::ReadCommitted => pen.int8_for("isolationLevel", 1, "READ_COMMITTED"),
    }
}
