//! Positions of groups: OffsetCommit (8), OffsetFetch (9), TxnOffsetCommit (28), OffsetDelete (47).

use super::pen::{Pen, by_topic};
use crate::model::{LeaderEpoch, Offset, TopicPartition};
use crate::protocol::{
    CommittedOffset, ErrorCode, OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest,
    OffsetDeleteResponse, OffsetFetchRequest, OffsetFetchResponse, TxnOffsetCommitRequest,
    TxnOffsetCommitResponse,
};

/// The first version of OffsetCommit whose positions have leader epochs.
const WITH_EPOCHS: i16 = 6;
/// The first version of OffsetCommit whose members can be static.
const WITH_INSTANCES: i16 = 7;

pub(super) fn commit_request(pen: &mut Pen<'_>, asked: &OffsetCommitRequest) {
    pen.string("groupId", &asked.group_id);
    pen.int32("generationIdOrMemberEpoch", asked.generation_id);
    pen.string("memberId", &asked.member_id);
    if pen.version >= WITH_INSTANCES {
        pen.nullable_string("groupInstanceId", asked.group_instance_id.as_deref());
    }
    if let Some(retention) = asked.retention_time_ms {
        pen.int64("retentionTimeMs", retention);
    }
    let with_epochs = pen.version >= WITH_EPOCHS;
    committed(pen, &asked.offsets, with_epochs);
}

pub(super) fn commit_response(pen: &mut Pen<'_>, said: &OffsetCommitResponse) {
    pen.not_throttled();
    errors(pen, &said.partitions);
}

pub(super) fn txn_commit_request(pen: &mut Pen<'_>, asked: &TxnOffsetCommitRequest) {
    pen.string("transactionalId", &asked.transactional_id);
    pen.string("groupId", &asked.group_id);
    pen.int64("producerId", asked.producer_id);
    pen.int16("producerEpoch", asked.producer_epoch);
    pen.int32("generationId", asked.generation_id);
    pen.string("memberId", &asked.member_id);
    pen.nullable_string("groupInstanceId", asked.group_instance_id.as_deref());
    committed(pen, &asked.offsets, true);
}

pub(super) fn txn_commit_response(pen: &mut Pen<'_>, said: &TxnOffsetCommitResponse) {
    pen.not_throttled();
    errors(pen, &said.partitions);
}

fn committed(pen: &mut Pen<'_>, offsets: &[(TopicPartition, CommittedOffset)], with_epochs: bool) {
    let topics = by_topic(offsets, |(place, _)| place);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitions", partitions, |pen, (place, committed)| {
            pen.int32("partitionIndex", place.partition);
            pen.int64("committedOffset", committed.offset.0);
            if with_epochs {
                pen.int32("committedLeaderEpoch", committed.leader_epoch.0);
            }
            pen.string("committedMetadata", &committed.metadata);
        });
    });
}

fn errors(pen: &mut Pen<'_>, partitions: &[(TopicPartition, ErrorCode)]) {
    let topics = by_topic(partitions, |(place, _)| place);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitions", partitions, |pen, (place, error)| {
            pen.int32("partitionIndex", place.partition);
            pen.error("errorCode", *error);
        });
    });
}

pub(super) fn fetch_request(pen: &mut Pen<'_>, asked: &OffsetFetchRequest) {
    pen.array("groups", &asked.groups, |pen, group| {
        let member = group.member.as_ref();
        pen.string("groupId", &group.group_id);
        pen.nullable_string("memberId", member.map(|(id, _)| &**id));
        pen.int32("memberEpoch", member.map_or(-1, |(_, epoch)| *epoch));
        let partitions = group.partitions.as_deref();
        let topics = partitions.map(|places| by_topic(places, |place| place));
        pen.nullable_array("topics", topics, |pen, (topic, partitions)| {
            pen.string("name", topic.as_str());
            pen.int32s("partitionIndexes", partitions.iter().map(|it| it.partition));
        });
    });
    pen.boolean("requireStable", asked.require_stable);
}

pub(super) fn fetch_response(pen: &mut Pen<'_>, said: &OffsetFetchResponse) {
    /// What is said of a partition without a position (`OffsetFetchResponse.INVALID_OFFSET`).
    const NONE: (Offset, LeaderEpoch, &str) = (Offset::NONE, LeaderEpoch::NONE, "");
    pen.not_throttled();
    pen.array("groups", &said.groups, |pen, group| {
        pen.string("groupId", &group.group_id);
        let topics = by_topic(&group.partitions, |(place, _)| place);
        pen.array("topics", topics, |pen, (topic, partitions)| {
            pen.string("name", topic.as_str());
            pen.array("partitions", partitions, |pen, (place, found)| {
                let (offset, epoch, metadata) = found.as_ref().map_or(NONE, |found| {
                    (found.offset, found.leader_epoch, &*found.metadata)
                });
                pen.int32("partitionIndex", place.partition);
                pen.int64("committedOffset", offset.0);
                pen.int32("committedLeaderEpoch", epoch.0);
                pen.string("metadata", metadata);
                pen.error("errorCode", ErrorCode::None);
            });
        });
        pen.error("errorCode", group.error);
    });
}

pub(super) fn delete_request(pen: &mut Pen<'_>, asked: &OffsetDeleteRequest) {
    pen.string("groupId", &asked.group_id);
    let topics = by_topic(&asked.partitions, |place| place);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitions", partitions, |pen, place| {
            pen.int32("partitionIndex", place.partition);
        });
    });
}

pub(super) fn delete_response(pen: &mut Pen<'_>, said: &OffsetDeleteResponse) {
    pen.error("errorCode", said.error);
    pen.not_throttled();
    errors(pen, &said.partitions);
}
