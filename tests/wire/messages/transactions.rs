//! InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, WriteTxnMarkers.

use engine::protocol::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, AddPartitionsToTxnRequest,
    AddPartitionsToTxnResponse, AddPartitionsToTxnTransaction, EndTxnRequest, EndTxnResponse,
    ErrorCode, InitProducerIdRequest, InitProducerIdResponse, WritableTxnMarker,
    WritableTxnMarkerResult, WriteTxnMarkersRequest, WriteTxnMarkersResponse,
};

use super::{answer, ask, place, places, say, text};
use crate::Case;

pub fn cases() -> Vec<Case> {
    let transaction = |id: &str| AddPartitionsToTxnTransaction {
        transactional_id: text(id),
        producer_id: 4_000,
        producer_epoch: 3,
        verify_only: true,
        partitions: places(),
    };
    let add = |by_broker, ids: &[&str]| AddPartitionsToTxnRequest {
        by_broker,
        transactions: ids.iter().map(|id| transaction(id)).collect(),
    };
    let added = |ids: &[&str]| AddPartitionsToTxnResponse {
        transactions: ids
            .iter()
            .map(|id| transaction(id).result(ErrorCode::TransactionAbortable))
            .collect(),
    };
    let end = |transaction_v2| EndTxnRequest {
        transactional_id: text("tx"),
        producer_id: 4_000,
        producer_epoch: 3,
        committed: true,
        transaction_v2,
    };
    let ended = EndTxnResponse {
        error: ErrorCode::None,
        producer_id: 4_000,
        producer_epoch: 4,
    };
    let marker = WritableTxnMarker {
        producer_id: 4_000,
        producer_epoch: 3,
        committed: true,
        coordinator_epoch: 11,
        transaction_version: 2,
        partitions: places(),
    };
    vec![
        ask(InitProducerIdRequest::default()),
        ask(InitProducerIdRequest {
            transactional_id: Some(text("tx")),
            transaction_timeout_ms: 60_000,
            producer_id: 4_000,
            producer_epoch: 3,
        }),
        say(InitProducerIdResponse {
            error: ErrorCode::None,
            producer_id: 4_000,
            producer_epoch: 4,
        }),
        say(InitProducerIdResponse::refused(
            ErrorCode::ConcurrentTransactions,
        )),
        ask(add(true, &["tx", "ty"])),
        ask(add(false, &["tx"])),
        say(added(&["tx", "ty"])),
        answer(add(true, &["tx", "ty"]), added(&["tx", "ty"])),
        answer(add(false, &["tx"]), added(&["tx"])),
        ask(AddOffsetsToTxnRequest {
            transactional_id: text("tx"),
            producer_id: 4_000,
            producer_epoch: 3,
            group_id: text("billing"),
        }),
        say(AddOffsetsToTxnResponse {
            error: ErrorCode::InvalidProducerEpoch,
        }),
        ask(end(true)),
        ask(end(false)),
        say(ended),
        answer(end(true), ended),
        answer(end(false), ended),
        ask(WriteTxnMarkersRequest {
            markers: vec![
                marker.clone(),
                WritableTxnMarker {
                    committed: false,
                    partitions: vec![place("orders", 1)],
                    ..marker
                },
            ],
        }),
        say(WriteTxnMarkersResponse {
            markers: vec![WritableTxnMarkerResult {
                producer_id: 4_000,
                partitions: places()
                    .into_iter()
                    .map(|place| (place, ErrorCode::NotLeaderOrFollower))
                    .collect(),
            }],
        }),
    ]
}
