//! OffsetCommit, OffsetFetch, TxnOffsetCommit, OffsetDelete.

use engine::model::{LeaderEpoch, Offset, TopicPartition};
use engine::protocol::{
    CommittedOffset, ErrorCode, OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest,
    OffsetDeleteResponse, OffsetFetchGroup, OffsetFetchRequest, OffsetFetchResponse,
    OffsetsOfGroup, TxnOffsetCommitRequest, TxnOffsetCommitResponse,
};

use super::{answer, ask, places, say, text};
use crate::Case;

pub fn cases() -> Vec<Case> {
    let committed = CommittedOffset {
        offset: Offset(1_234),
        leader_epoch: LeaderEpoch(5),
        metadata: text("at noon"),
    };
    let offsets = |committed: &CommittedOffset| -> Vec<(TopicPartition, CommittedOffset)> {
        let places = places().into_iter();
        places.map(|place| (place, committed.clone())).collect()
    };
    let errors = || -> Vec<(TopicPartition, ErrorCode)> {
        let places = places().into_iter();
        places
            .map(|place| (place, ErrorCode::RebalanceInProgress))
            .collect()
    };
    let commit = OffsetCommitRequest {
        group_id: text("billing"),
        generation_id: 12,
        member_id: text("consumer-1-abc"),
        group_instance_id: Some(text("desk-1")),
        retention_time_ms: None,
        offsets: offsets(&committed),
    };
    let alone = OffsetCommitRequest {
        generation_id: -1,
        member_id: text(""),
        group_instance_id: None,
        offsets: offsets(&CommittedOffset::at(Offset(0))),
        ..commit.clone()
    };
    let retained = OffsetCommitRequest {
        retention_time_ms: Some(86_400_000),
        ..commit.clone()
    };
    let transactional = |transaction_v2| TxnOffsetCommitRequest {
        transactional_id: text("tx"),
        group_id: text("billing"),
        producer_id: 4_000,
        producer_epoch: 3,
        generation_id: 12,
        member_id: text("consumer-1-abc"),
        group_instance_id: Some(text("desk-1")),
        transaction_v2,
        offsets: offsets(&committed),
    };
    let committing = OffsetCommitResponse {
        partitions: errors(),
    };
    let in_transaction = TxnOffsetCommitResponse {
        partitions: errors(),
    };
    let mut cases = vec![
        ask(commit),
        ask(alone),
        ask(retained.clone()),
        say(committing.clone()),
        answer(retained, committing),
        ask(transactional(true)),
        ask(transactional(false)),
        say(in_transaction.clone()),
        answer(transactional(false), in_transaction),
        ask(OffsetDeleteRequest {
            group_id: text("billing"),
            partitions: places(),
        }),
        say(OffsetDeleteResponse {
            error: ErrorCode::GroupIdNotFound,
            partitions: errors(),
        }),
    ];
    cases.extend(fetched(&committed));
    cases
}

fn fetched(committed: &CommittedOffset) -> Vec<Case> {
    let group = |member: Option<(&str, i32)>, partitions| OffsetFetchGroup {
        group_id: text("billing"),
        member: member.map(|(id, epoch)| (text(id), epoch)),
        partitions,
    };
    let asked = OffsetFetchRequest {
        groups: vec![
            group(Some(("abc", 4)), Some(places())),
            group(None, None),
            group(None, Some(Vec::new())),
        ],
        require_stable: true,
    };
    let [first, second, third] = places().try_into().expect("there are three");
    let found = OffsetsOfGroup {
        group_id: text("billing"),
        error: ErrorCode::None,
        partitions: vec![
            (first, Some(committed.clone())),
            (second, None),
            (third, Some(CommittedOffset::at(Offset(3)))),
        ],
    };
    let refused = OffsetsOfGroup {
        error: ErrorCode::NotCoordinator,
        partitions: Vec::new(),
        ..found.clone()
    };
    vec![
        ask(asked),
        say(OffsetFetchResponse {
            groups: vec![found, refused],
        }),
    ]
}
