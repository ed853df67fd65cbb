//! Versions that `kafka-protocol` 0.18 does not know yet. Its definitions are those of Kafka 4.1; what came after is little:
//!
//! - ListOffsets 11 has the fields of 10 (KIP-1023 gave a meaning to one more timestamp).
//! - BrokerHeartbeat 2 can have a tagged field more (KIP-1066), which is left out where no log directory is cordoned.
//! - WriteTxnMarkers 2 has an int8 more in each marker of a request (KIP-1228).
//!
//! So it reads them as the version before. That the new ones are so is shown by bytes that were written with another
//! library, `kio` 0.6.5, from the definitions of Kafka 4.3.

use engine::model::{BrokerEpoch, LeaderEpoch, NodeId, Offset};
use engine::protocol::layout::Layout;
use engine::protocol::{
    ApiKey, Body, BrokerHeartbeatRequest, IsolationLevel, ListOffsetsRequest, OffsetSpec, Request,
    WritableTxnMarker, WriteTxnMarkersRequest,
};

use crate::messages::{ask, place};

/// The field that WriteTxnMarkers 2 has more than 1.
const NEW_IN_MARKERS: &str = ".transactionVersion";

/// A message as the newest version that is known: with its number, and without what it does not have.
pub fn as_known(message: &Body, layout: Layout, version: i16) -> (Layout, i16) {
    match (message.api_key(), version) {
        (ApiKey::ListOffsets, 11) => (layout, 10),
        (ApiKey::BrokerHeartbeat, 2) => (layout, 1),
        (ApiKey::WriteTxnMarkers, 2) => (without(layout, NEW_IN_MARKERS), 1),
        (_, version) => (layout, version),
    }
}

/// The bytes without those of some fields, which have one byte each.
fn without(layout: Layout, ending: &str) -> Layout {
    let parts = layout.parts.iter();
    let cut = parts.filter(|part| part.path.ends_with(ending));
    let cut: Vec<usize> = cut.map(|part| part.start).collect();
    let bytes = layout.bytes.iter().zip(0..);
    let bytes = bytes.filter(|(_, at)| !cut.contains(at));
    let parts = layout.parts.iter();
    Layout {
        bytes: bytes.map(|(byte, _)| *byte).collect(),
        parts: parts
            .filter(|part| !part.path.ends_with(ending))
            .cloned()
            .collect(),
        ..layout
    }
}

/// The bytes of a request's body as digits.
fn body(request: impl Into<Request>) -> String {
    let layout = ask(request).layout();
    let header = layout.parts.iter().find(|part| part.path == "header");
    let start = header.expect("there is a header").end;
    let bytes = layout.bytes[start..].iter();
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn markers_of_version_2_say_which_transaction_version_they_are_of() {
    let request = WriteTxnMarkersRequest {
        markers: vec![WritableTxnMarker {
            producer_id: 4_000,
            producer_epoch: 3,
            committed: true,
            coordinator_epoch: 11,
            transaction_version: 2,
            partitions: vec![place("orders", 2), place("orders", 300)],
        }],
    };
    assert_eq!(
        body(request),
        "020000000000000fa000030102076f726465727303000000020000012c000000000b020000"
    );
}

#[test]
fn a_heartbeat_of_version_2_says_nothing_of_log_directories() {
    let request = BrokerHeartbeatRequest {
        broker_id: NodeId(3),
        broker_epoch: BrokerEpoch(44),
        current_metadata_offset: Offset(120),
        want_fence: true,
        want_shut_down: false,
    };
    assert_eq!(
        body(request),
        "00000003000000000000002c0000000000000078010000"
    );
}

#[test]
fn offsets_are_listed_in_version_11_as_in_10() {
    let request = ListOffsetsRequest {
        replica: None,
        isolation: IsolationLevel::ReadCommitted,
        partitions: vec![(place("orders", 2), LeaderEpoch(5), OffsetSpec::MaxTimestamp)],
    };
    assert_eq!(
        body(request),
        "ffffffff0102076f7264657273020000000200000005fffffffffffffffd00000000753000"
    );
}
