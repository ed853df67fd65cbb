//! Produce, Fetch, ListOffsets, DeleteRecords, OffsetForLeaderEpoch.

use engine::log::{
    Compression, ControlRecordType, EndOffset, EndTransactionMarker, Header, Record, RecordBatch,
};
use engine::model::{BrokerEpoch, LeaderEpoch, Offset, Timestamp, TopicPartition};
use engine::protocol::{
    AbortedTransaction, Body, DeleteRecordsRequest, DeleteRecordsResponse, EpochEnd, ErrorCode,
    FetchPartition, FetchRequest, FetchResponse, FetchedPartition, IsolationLevel,
    ListOffsetsRequest, ListOffsetsResponse, ListedOffset, OffsetForLeaderEpochRequest,
    OffsetForLeaderEpochResponse, OffsetSpec, PartitionProduced, ProduceRequest, ProduceResponse,
    RecordsDeleted,
};

use super::{answer, ask, node, place, places, say, text};
use crate::Case;

pub fn cases() -> Vec<Case> {
    let mut cases = produced();
    cases.extend(fetched());
    cases.extend(offsets());
    cases
}

/// A batch with a header and a tombstone, one within a transaction, and one that says how it ended.
fn batches() -> [RecordBatch; 3] {
    let mut record = Record::new(Timestamp(1_000), Some("k".into()), Some("value".into()));
    record.headers = Box::new([Header {
        key: "why".into(),
        value: Some("because".into()),
    }]);
    let tombstone = Record::new(Timestamp(1_005), Some("k".into()), None);
    let mixed = RecordBatch::new(-1, -1, -1, vec![record.clone(), tombstone]);
    let marker = EndTransactionMarker {
        control_type: ControlRecordType::Commit,
        coordinator_epoch: 3,
    };
    [
        mixed.at(Offset(300), LeaderEpoch(4)),
        RecordBatch::new(7, 1, 20, vec![record]).transactional(),
        RecordBatch::end_transaction(marker, Timestamp(2_000), 7, 1),
    ]
}

fn produce() -> ProduceRequest {
    let [mixed, transactional, _] = batches();
    ProduceRequest {
        transactional_id: None,
        transaction_v2: false,
        acks: -1,
        timeout_ms: 30_000,
        batches: vec![
            (place("orders", 0), mixed.clone()),
            (place("rides", 1), mixed),
            (place("orders", 2), transactional),
        ],
    }
}

fn produced() -> Vec<Case> {
    let in_transaction = |transaction_v2| ProduceRequest {
        transactional_id: Some(text("tx")),
        transaction_v2,
        ..produce()
    };
    let told = PartitionProduced {
        partition: place("orders", 0),
        error: ErrorCode::None,
        base_offset: Offset(4_294_967_296),
        log_append_time: Timestamp(1_700_000_000_000),
        log_start_offset: Offset(12),
        current_leader: None,
    };
    let elsewhere = |partition: TopicPartition, leader| PartitionProduced {
        current_leader: Some((node(leader), LeaderEpoch(9))),
        ..PartitionProduced::refused(partition, ErrorCode::NotLeaderOrFollower)
    };
    let response = ProduceResponse {
        partitions: vec![
            told,
            elsewhere(place("rides", 1), 3),
            elsewhere(place("orders", 2), 2),
            elsewhere(place("orders", 3), 3),
        ],
    };
    let nothing = ProduceRequest {
        batches: Vec::new(),
        ..produce()
    };
    vec![
        ask(produce()),
        ask(in_transaction(true)),
        ask(in_transaction(false)),
        ask(nothing),
        say(response.clone()),
        answer(in_transaction(false), response),
        say(ProduceResponse {
            partitions: Vec::new(),
        }),
    ]
}

fn fetch(isolation: IsolationLevel) -> FetchRequest {
    let partition = |place| FetchPartition {
        partition: place,
        current_leader_epoch: LeaderEpoch(5),
        fetch_offset: Offset(77),
        log_start_offset: Offset(-1),
        last_fetched_epoch: LeaderEpoch(4),
        max_bytes: 1_048_576,
    };
    FetchRequest {
        replica: None,
        max_wait_ms: 500,
        min_bytes: 1,
        max_bytes: 52_428_800,
        isolation,
        rack: Some(text("eu-1")),
        partitions: places().into_iter().map(partition).collect(),
    }
}

fn fetched() -> Vec<Case> {
    let asked = fetch(IsolationLevel::ReadCommitted);
    let follower = FetchRequest {
        replica: Some((node(2), BrokerEpoch(17))),
        rack: None,
        ..fetch(IsolationLevel::ReadUncommitted)
    };
    let read = FetchedPartition {
        high_watermark: Offset(303),
        last_stable_offset: Offset(301),
        log_start_offset: Offset(2),
        aborted_transactions: vec![AbortedTransaction {
            producer_id: 7,
            first_offset: Offset(300),
        }],
        batches: batches().to_vec(),
        ..FetchedPartition::refused(place("orders", 2), ErrorCode::None)
    };
    let one = FetchedPartition {
        partition: place("orders", 3),
        aborted_transactions: Vec::new(),
        preferred_read_replica: Some(node(3)),
        batches: batches()[..1].to_vec(),
        ..read.clone()
    };
    let diverging = FetchedPartition {
        diverging_epoch: Some(EndOffset {
            epoch: LeaderEpoch(3),
            end_offset: Offset(55),
        }),
        ..FetchedPartition::refused(place("rides", 0), ErrorCode::None)
    };
    let refused = FetchedPartition {
        current_leader: Some((node(1), LeaderEpoch(6))),
        diverging_epoch: Some(EndOffset::UNKNOWN),
        ..FetchedPartition::refused(place("orders", 0), ErrorCode::FencedLeaderEpoch)
    };
    let response = FetchResponse {
        partitions: vec![read, one, diverging, refused],
    };
    let nothing = FetchResponse {
        partitions: Vec::new(),
    };
    vec![
        ask(asked.clone()),
        ask(follower.clone()),
        say(response.clone()),
        answer(asked, response.clone()),
        answer(follower, response),
        say(nothing),
    ]
}

/// Messages that carry a batch of this codec behind one that is not compressed.
pub fn compressed(codec: Compression) -> [Body; 2] {
    let [plain, other, _] = batches();
    let both = [plain, other.compressed(codec)];
    let produced = both.clone().map(|batch| (place("orders", 0), batch));
    let read = FetchedPartition {
        batches: both.to_vec(),
        ..FetchedPartition::refused(place("orders", 0), ErrorCode::None)
    };
    let request = ProduceRequest {
        batches: produced.to_vec(),
        ..produce()
    };
    let response = FetchResponse {
        partitions: vec![read],
    };
    [request.into(), response.into()]
}

fn offsets() -> Vec<Case> {
    let specs = [
        OffsetSpec::Earliest,
        OffsetSpec::Latest,
        OffsetSpec::MaxTimestamp,
        OffsetSpec::EarliestLocal,
        OffsetSpec::LatestTiered,
        OffsetSpec::AtLeast(Timestamp(1_700_000_000_123)),
    ];
    let asked = specs.iter().zip(0..);
    let list = |replica| ListOffsetsRequest {
        replica,
        isolation: IsolationLevel::ReadCommitted,
        partitions: asked
            .clone()
            .map(|(spec, number)| (place("orders", number), LeaderEpoch(2), *spec))
            .collect(),
    };
    let listed = |partition| ListedOffset {
        partition,
        error: ErrorCode::None,
        offset: Offset(90),
        timestamp: Timestamp(1_700_000_000_123),
        leader_epoch: LeaderEpoch(8),
    };
    let deleted = |partition| RecordsDeleted {
        partition,
        error: ErrorCode::OffsetOutOfRange,
        low_watermark: Offset(-1),
    };
    let end = |partition| EpochEnd {
        partition,
        error: ErrorCode::UnknownLeaderEpoch,
        end: EndOffset {
            epoch: LeaderEpoch(3),
            end_offset: Offset(44),
        },
    };
    let places = || places().into_iter();
    vec![
        ask(list(None)),
        ask(list(Some(node(3)))),
        say(ListOffsetsResponse {
            partitions: places().map(listed).collect(),
        }),
        ask(DeleteRecordsRequest {
            partitions: places().map(|place| (place, Offset(12))).collect(),
            timeout_ms: 60_000,
        }),
        say(DeleteRecordsResponse {
            partitions: places().map(deleted).collect(),
        }),
        ask(OffsetForLeaderEpochRequest {
            partitions: places()
                .map(|place| (place, LeaderEpoch(9), LeaderEpoch(7)))
                .collect(),
        }),
        say(OffsetForLeaderEpochResponse {
            partitions: places().map(end).collect(),
        }),
    ]
}
