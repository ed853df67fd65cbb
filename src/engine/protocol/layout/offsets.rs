//! Offsets of logs: ListOffsets (2), DeleteRecords (21), OffsetForLeaderEpoch (23).

use super::fetch::isolation_level;
use super::pen::{Pen, by_topic};
use super::topics::REQUEST_TIMEOUT_MS;
use crate::protocol::{
    DeleteRecordsRequest, DeleteRecordsResponse, ListOffsetsRequest, ListOffsetsResponse,
    OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse, OffsetSpec,
};

pub(super) fn list_request(pen: &mut Pen<'_>, asked: &ListOffsetsRequest) {
    pen.broker("replicaId", asked.replica);
    isolation_level(pen, asked.isolation);
    let topics = by_topic(&asked.partitions, |(place, _, _)| place);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitions", partitions, |pen, (place, epoch, spec)| {
            pen.int32("partitionIndex", place.partition);
            pen.int32("currentLeaderEpoch", epoch.0);
            pen.int64("timestamp", timestamp(*spec));
        });
    });
    // How long a broker may look in remote storage (KIP-1075).
    pen.int32("timeoutMs", REQUEST_TIMEOUT_MS);
}

/// `ListOffsetsRequest`'s timestamps that are none.
const fn timestamp(spec: OffsetSpec) -> i64 {
    match spec {
        OffsetSpec::Latest => -1,
        OffsetSpec::Earliest => -2,
        OffsetSpec::MaxTimestamp => -3,
        OffsetSpec::EarliestLocal => -4,
        OffsetSpec::LatestTiered => -5,
        OffsetSpec::AtLeast(timestamp) => timestamp.0,
    }
}

pub(super) fn list_response(pen: &mut Pen<'_>, said: &ListOffsetsResponse) {
    pen.not_throttled();
    let topics = by_topic(&said.partitions, |said| &said.partition);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitions", partitions, |pen, said| {
            pen.int32("partitionIndex", said.partition.partition);
            pen.error("errorCode", said.error);
            pen.int64("timestamp", said.timestamp.0);
            pen.int64("offset", said.offset.0);
            pen.int32("leaderEpoch", said.leader_epoch.0);
        });
    });
}

pub(super) fn delete_request(pen: &mut Pen<'_>, asked: &DeleteRecordsRequest) {
    let topics = by_topic(&asked.partitions, |(place, _)| place);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitions", partitions, |pen, (place, offset)| {
            pen.int32("partitionIndex", place.partition);
            pen.int64("offset", offset.0);
        });
    });
    pen.int32("timeoutMs", asked.timeout_ms);
}

pub(super) fn delete_response(pen: &mut Pen<'_>, said: &DeleteRecordsResponse) {
    pen.not_throttled();
    let topics = by_topic(&said.partitions, |said| &said.partition);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitions", partitions, |pen, said| {
            pen.int32("partitionIndex", said.partition.partition);
            pen.int64("lowWatermark", said.low_watermark.0);
            pen.error("errorCode", said.error);
        });
    });
}

pub(super) fn epoch_request(pen: &mut Pen<'_>, asked: &OffsetForLeaderEpochRequest) {
    // Consumers alone ask; followers learn it from what they fetch.
    pen.broker("replicaId", None);
    let topics = by_topic(&asked.partitions, |(place, _, _)| place);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("topic", topic.as_str());
        pen.array("partitions", partitions, |pen, (place, current, epoch)| {
            pen.int32("partition", place.partition);
            pen.int32("currentLeaderEpoch", current.0);
            pen.int32("leaderEpoch", epoch.0);
        });
    });
}

pub(super) fn epoch_response(pen: &mut Pen<'_>, said: &OffsetForLeaderEpochResponse) {
    pen.not_throttled();
    let topics = by_topic(&said.partitions, |said| &said.partition);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("topic", topic.as_str());
        pen.array("partitions", partitions, |pen, said| {
            pen.error("errorCode", said.error);
            pen.int32("partition", said.partition.partition);
            pen.int32("leaderEpoch", said.end.epoch.0);
            pen.int64("endOffset", said.end.end_offset.0);
        });
    });
}
