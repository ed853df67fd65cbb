//! Record batches and their bytes.

use engine::config::TimestampType;
use engine::log::{
    Compressed, Compression, ControlRecordType, CorruptBatch, EndTransactionMarker, Header, Origin,
    Record, RecordBatch,
};
use engine::model::{LeaderEpoch, NodeId, Offset, Payload, Timestamp};
use proptest::prelude::*;

use crate::partition::{marker, numbered, one, record, tombstone, with};

#[test]
fn the_size_of_a_batch_is_the_size_of_its_bytes() {
    for count in [1, 63, 64, 65, 200] {
        let batch = numbered(7, 1, 0, count);
        let bytes = batch.encode().expect("not compressed");
        assert_eq!(bytes.len(), batch.size() as usize, "{count} records");
    }
}

#[test]
fn base_offset_and_leader_epoch_lie_outside_the_crc() {
    let batch = numbered(7, 1, 0, 3);
    let bytes = batch.encode().expect("not compressed");
    let placed = batch.at(Offset(900), LeaderEpoch(12));
    let moved = placed.encode().expect("not compressed");
    assert_ne!(bytes[..17], moved[..17]);
    assert_eq!(bytes[17..], moved[17..]);
}

#[test]
fn a_flipped_bit_is_found_by_the_crc() {
    let bytes = numbered(7, 1, 0, 3).encode().expect("not compressed");
    for place in 17..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        let found = RecordBatch::decode(&damaged);
        assert!(matches!(found, Err(CorruptBatch::Crc { .. })), "{place}");
    }
}

#[test]
fn a_batch_that_is_cut_off_or_too_long_says_so() {
    let mut bytes = one(record("k", 0)).encode().expect("not compressed");
    let whole = bytes.len();
    assert_eq!(
        RecordBatch::decode(&bytes[..60]),
        Err(CorruptBatch::TooShort(60))
    );
    let (said, found) = (whole as i32 - 12, whole - 13);
    assert_eq!(
        RecordBatch::decode(&bytes[..whole - 1]),
        Err(CorruptBatch::Length { said, found })
    );
    bytes[16] = 1;
    assert_eq!(RecordBatch::decode(&bytes), Err(CorruptBatch::Magic(1)));
}

#[test]
fn the_offsets_of_a_batchs_records_rise_and_end_with_its_last() {
    /// Two records with these distances from the first offset, in a batch of two offsets.
    fn read(first: u8, second: u8) -> Result<RecordBatch, CorruptBatch> {
        let batch = RecordBatch::new(-1, -1, -1, vec![record("k", 0); 2]);
        let mut bytes = batch.encode().expect("not compressed");
        // A record begins with its length, attributes and timestamp; each takes one byte here, and varints count twice.
        let length = usize::from(bytes[61] / 2);
        bytes[61 + 3] = first;
        bytes[61 + 1 + length + 3] = second;
        match RecordBatch::decode(&bytes) {
            Err(CorruptBatch::Crc { computed, .. }) => {
                bytes[17..21].copy_from_slice(&computed.to_be_bytes());
                RecordBatch::decode(&bytes)
            }
            whole => whole,
        }
    }
    const MINUS_ONE: u8 = 1;
    assert!(read(0, 2).is_ok());
    for (first, second, wrong) in [
        (MINUS_ONE, 2, 0),
        (4, 2, 0),
        (0, 0, 1),
        (2, 2, 1),
        (2, 0, 1),
        (0, 4, 1),
    ] {
        let found = read(first, second);
        assert_eq!(
            found,
            Err(CorruptBatch::OffsetDelta(wrong)),
            "{first} {second}"
        );
    }
}

#[test]
fn no_value_and_an_empty_value_are_told_apart() {
    let empty = Record {
        value: Some(Payload::from("")),
        ..record("k", 0)
    };
    let batch = RecordBatch::new(-1, -1, -1, vec![tombstone("k"), empty]);
    let read = RecordBatch::decode(&batch.encode().expect("not compressed"));
    let values: Vec<_> = read
        .iter()
        .flat_map(RecordBatch::records)
        .map(|(_, record)| record.value.clone())
        .collect();
    assert_eq!(values, [None, Some(Payload::from(""))]);
}

#[test]
fn a_compressed_batch_is_smaller_and_has_no_bytes() {
    let plain = numbered(7, 1, 0, 100);
    let gzip = plain.clone().compressed(Compression::Gzip);
    let snappy = plain.clone().compressed(Compression::Snappy);
    assert!(gzip.size() < snappy.size() && snappy.size() < plain.size());
    assert_eq!(gzip.encode(), Err(Compressed(Compression::Gzip)));
    assert_eq!(gzip.clone().compressed(Compression::None), plain);
}

#[test]
fn sequence_numbers_go_on_at_0_after_the_largest() {
    assert_eq!(numbered(7, 0, i32::MAX, 1).last_sequence(), i32::MAX);
    assert_eq!(numbered(7, 0, i32::MAX, 3).last_sequence(), 1);
    assert_eq!(numbered(7, 0, i32::MAX - 1, 3).last_sequence(), 0);
}

#[test]
fn a_marker_says_how_the_transaction_ended_and_which_coordinator_ended_it() {
    let batch = marker(ControlRecordType::Abort, 7, 3, 12);
    assert!(batch.is_control() && batch.is_transactional());
    assert_eq!(batch.base_sequence(), -1, "no sequence number");
    assert_eq!(
        batch.end_transaction_marker(),
        Some(EndTransactionMarker {
            control_type: ControlRecordType::Abort,
            coordinator_epoch: 12,
        })
    );
    let data = numbered(7, 3, 0, 1).transactional();
    assert_eq!(data.end_transaction_marker(), None);
}

#[test]
fn log_append_time_counts_for_every_record_and_leaves_the_bytes_of_records_alone() {
    let batch = numbered(7, 0, 0, 3);
    let appended = batch.clone().appended_at(Timestamp(99));
    assert_eq!(appended.size(), batch.size());
    assert_eq!(appended.timestamp_type(), TimestampType::LogAppendTime);
    let times = appended.records().map(|(_, r)| appended.timestamp_of(&r));
    assert!(times.eq([Timestamp(99); 3]));
    let (before, after) = (batch.encode().unwrap(), appended.encode().unwrap());
    assert_eq!(before[61..], after[61..]);
}

#[test]
fn a_batch_with_gaps_and_a_delete_horizon_survives_its_bytes() {
    let mut partition = with(|config| config.delete_retention_ms = 5);
    let records = vec![
        record("a", 1),
        tombstone("b"),
        record("a", 2),
        record("c", 9),
    ];
    let batch = RecordBatch::new(-1, -1, -1, records);
    partition.append(&batch).expect("good records");
    partition.compact();
    assert_eq!(partition.offsets(), [1, 2, 3]);
    let batch = partition.log.batches().next().expect("a batch").clone();
    assert!(batch.delete_horizon().is_some());
    assert_eq!(
        (batch.base_offset, batch.last_offset()),
        (Offset(0), Offset(3))
    );
    let bytes = batch.encode().expect("not compressed");
    assert_eq!(bytes.len(), batch.size() as usize);
    assert_eq!(RecordBatch::decode(&bytes), Ok(batch));
}

fn payload() -> impl Strategy<Value = Payload> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    bytes.prop_map(Payload::from)
}

fn some_record() -> impl Strategy<Value = Record> {
    let header = ("[a-zé]{0,5}", proptest::option::of(payload()));
    let headers = proptest::collection::vec(header, 0..4);
    let fields = (
        proptest::option::of(payload()),
        proptest::option::of(payload()),
    );
    (any::<i64>(), fields, headers).prop_map(|(timestamp, (key, value), headers)| Record {
        headers: headers
            .into_iter()
            .map(|(key, value)| Header {
                key: key.as_str().into(),
                value,
            })
            .collect(),
        ..Record::new(Timestamp(timestamp), key, value)
    })
}

/// A record as a producer sends it.
fn sent(number: u64, value: Option<Payload>) -> Record {
    let origin = Origin {
        producer: NodeId(1),
        incarnation: 0,
        number,
    };
    Record {
        origin: Some(origin),
        ..Record::new(Timestamp(5), None, value)
    }
}

proptest! {
    #[test]
    fn a_batch_gives_back_the_records_that_it_was_made_of(
        values in proptest::collection::vec(proptest::option::of(payload()), 0..8),
        (place, oddity) in (0..8_usize, 0..6),
    ) {
        let mut records: Vec<Record> = (0..).zip(values).map(|(n, value)| sent(n, value)).collect();
        if let Some(odd) = records.get_mut(place) {
            match oddity {
                0 => odd.timestamp = Timestamp(6),
                1 => odd.key = Some("k".into()),
                2 => odd.headers = Box::new([Header { key: "h".into(), value: None }]),
                3 => odd.origin = None,
                4 => odd.origin = sent(99, None).origin,
                _ => {}
            }
        }
        let batch = RecordBatch::new(7, 0, 0, records.clone());
        let given: Vec<Record> = batch.records().map(|(_, record)| record.into_owned()).collect();
        prop_assert_eq!(batch.count() as usize, records.len());
        prop_assert_eq!(given, records);
    }

    #[test]
    fn every_batch_survives_its_bytes(
        records in proptest::collection::vec(some_record(), 1..10),
        producer in any::<(i64, i16, i32)>(),
        place in any::<(i64, i32)>(),
        flags in any::<(bool, bool)>(),
    ) {
        let (id, epoch, sequence) = producer;
        let mut batch = RecordBatch::new(id, epoch, sequence, records)
            .at(Offset(place.0), LeaderEpoch(place.1));
        if flags.0 {
            batch = batch.transactional();
        }
        if flags.1 {
            batch = batch.appended_at(Timestamp(5));
        }
        let bytes = batch.encode().expect("not compressed");
        prop_assert_eq!(bytes.len(), batch.size() as usize);
        prop_assert_eq!(RecordBatch::decode(&bytes), Ok(batch));
    }

    #[test]
    fn no_bytes_at_all_make_the_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        records in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = RecordBatch::decode(&bytes);
        // A header that is in order, with anything after it.
        let mut batch = one(record("k", 0)).encode().expect("not compressed");
        batch.truncate(61);
        batch.extend(records);
        let length = batch.len() as i32 - 12;
        batch[8..12].copy_from_slice(&length.to_be_bytes());
        if let Err(CorruptBatch::Crc { computed, .. }) = RecordBatch::decode(&batch) {
            batch[17..21].copy_from_slice(&computed.to_be_bytes());
        }
        if let Ok(read) = RecordBatch::decode(&batch) {
            prop_assert_eq!(read.count(), 1);
            let _ = (read.last_sequence(), read.end_transaction_marker(), read.encode());
        }
    }
}
