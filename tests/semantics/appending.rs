//! What a leader takes, and what it refuses.

use engine::config::{CleanupPolicy, CompressionType, TimestampType};
use engine::log::{Appended, Compression, ControlRecordType, Record, RecordBatch};
use engine::model::{Offset, Timestamp};
use engine::protocol::ErrorCode;

use crate::partition::{START, marker, numbered, one, partition, record, with};

const HOUR: i64 = 3_600_000;

#[test]
fn a_batch_larger_than_max_message_bytes_is_refused() {
    let batch = numbered(-1, -1, -1, 10);
    let size = batch.size() as i32;
    let mut roomy = with(|config| config.max_message_bytes = size);
    assert!(roomy.append(&batch).is_ok());
    let mut narrow = with(|config| config.max_message_bytes = size - 1);
    assert_eq!(narrow.append(&batch), Err(ErrorCode::MessageTooLarge));
    assert_eq!(narrow.start_and_end(), (0, 0));
}

#[test]
fn a_batch_that_no_segment_could_hold_is_refused() {
    let batch = numbered(-1, -1, -1, 10);
    let mut partition = with(|config| config.segment_bytes = batch.size() as i32 - 1);
    assert_eq!(partition.append(&batch), Err(ErrorCode::RecordListTooLarge));
}

#[test]
fn a_record_without_a_key_is_refused_by_a_compacted_topic() {
    let keyless = Record {
        key: None,
        ..record("", 0)
    };
    let batch = RecordBatch::new(-1, -1, -1, vec![record("k", 0), keyless]);
    assert!(partition().append(&batch).is_ok());
    for policy in [CleanupPolicy::Compact, CleanupPolicy::CompactDelete] {
        let mut compacted = with(|config| config.cleanup_policy = policy);
        assert_eq!(compacted.append(&batch), Err(ErrorCode::InvalidRecord));
    }
}

#[test]
fn a_timestamp_more_than_an_hour_ahead_of_the_broker_is_refused() {
    let mut partition = partition();
    assert!(partition.append(&one(record("k", HOUR))).is_ok());
    let late = one(record("k", HOUR + 1));
    assert_eq!(partition.append(&late), Err(ErrorCode::InvalidTimestamp));
    partition.wait_ms(1);
    assert!(partition.append(&late).is_ok());
}

#[test]
fn a_timestamp_may_be_as_old_as_message_timestamp_before_max_ms_allows() {
    assert!(partition().append(&one(record("k", -START))).is_ok());
    let mut strict = with(|config| config.message_timestamp_before_max_ms = 1_000);
    assert!(strict.append(&one(record("k", -1_000))).is_ok());
    let early = RecordBatch::new(-1, -1, -1, vec![record("k", 0), record("k", -1_001)]);
    assert_eq!(strict.append(&early), Err(ErrorCode::InvalidTimestamp));
}

#[test]
fn a_record_without_a_timestamp_is_within_all_bounds() {
    let mut strict = with(|config| config.message_timestamp_before_max_ms = 0);
    let timeless = Record {
        timestamp: Timestamp::NONE,
        ..record("k", 0)
    };
    assert!(strict.append(&one(timeless)).is_ok());
}

#[test]
fn of_a_keyless_and_an_untimely_record_the_timestamp_is_blamed() {
    let mut compacted = with(|config| config.cleanup_policy = CleanupPolicy::Compact);
    let keyless = Record {
        key: None,
        ..record("", 0)
    };
    let untimely = record("k", 2 * HOUR);
    let batch = RecordBatch::new(-1, -1, -1, vec![keyless, untimely]);
    assert_eq!(compacted.append(&batch), Err(ErrorCode::InvalidTimestamp));
}

#[test]
fn with_log_append_time_the_broker_sets_the_timestamps_and_bounds_do_not_count() {
    let mut partition = with(|config| {
        config.message_timestamp_type = TimestampType::LogAppendTime;
    });
    partition.wait_ms(77);
    let appended = partition.append(&one(record("k", 9 * HOUR)));
    let Ok(Appended::New(batch)) = appended else {
        panic!("{appended:?}");
    };
    assert_eq!(batch.max_timestamp(), Timestamp(START + 77));
    assert_eq!(batch.timestamp_type(), TimestampType::LogAppendTime);
}

#[test]
fn a_client_may_not_claim_log_append_time() {
    let batch = one(record("k", 0)).appended_at(Timestamp(START));
    let found = partition().append(&batch);
    assert_eq!(found, Err(ErrorCode::InvalidTimestamp));
}

#[test]
fn the_topics_compression_type_decides_how_a_batch_is_stored() {
    let sent = numbered(-1, -1, -1, 20).compressed(Compression::Snappy);
    for (wanted, stored) in [
        (CompressionType::Producer, Compression::Snappy),
        (CompressionType::Uncompressed, Compression::None),
        (CompressionType::Zstd, Compression::Zstd),
    ] {
        let mut partition = with(|config| config.compression_type = wanted);
        partition.append(&sent).expect("good records");
        let batch = partition.log.batches().next().expect("a batch");
        assert_eq!(batch.compression(), stored);
    }
}

#[test]
fn a_batch_that_is_too_large_only_once_decompressed_is_refused() {
    let sent = numbered(-1, -1, -1, 20).compressed(Compression::Gzip);
    let mut partition = with(|config| {
        config.compression_type = CompressionType::Uncompressed;
        config.max_message_bytes = sent.size() as i32;
    });
    assert_eq!(partition.append(&sent), Err(ErrorCode::MessageTooLarge));
}

#[test]
fn markers_are_written_by_coordinators_alone_and_never_compressed() {
    let mut partition = with(|config| config.compression_type = CompressionType::Gzip);
    let commit = marker(ControlRecordType::Commit, 7, 0, 0);
    assert_eq!(partition.append(&commit), Err(ErrorCode::InvalidRecord));
    assert!(partition.coordinate(&commit).is_ok());
    let batch = partition.log.batches().next().expect("a batch");
    assert_eq!(batch.compression(), Compression::None);
}

#[test]
fn a_batch_without_records_is_refused() {
    let empty = RecordBatch::new(-1, -1, -1, Vec::new());
    assert_eq!(partition().append(&empty), Err(ErrorCode::InvalidRecord));
    assert!(!partition().follow(&empty, 0));
}

#[test]
fn a_producer_id_without_a_sequence_number_is_refused_from_clients() {
    let batch = numbered(7, 0, -1, 1);
    let mut partition = partition();
    assert_eq!(partition.append(&batch), Err(ErrorCode::InvalidRecord));
    assert!(partition.coordinate(&batch).is_ok());
}

#[test]
fn a_client_numbers_its_batches_from_0() {
    let mut batch = one(record("k", 0));
    batch.base_offset = Offset(1);
    assert_eq!(partition().append(&batch), Err(ErrorCode::InvalidRecord));
}

#[test]
fn a_follower_takes_what_the_leader_has_gaps_and_all_and_nothing_twice() {
    let mut partition = partition();
    let batch = numbered(-1, -1, -1, 2);
    assert!(partition.follow(&batch, 0));
    assert!(partition.follow(&batch, 10));
    assert!(!partition.follow(&batch, 10));
    assert!(!partition.follow(&batch, 11));
    assert_eq!(partition.offsets(), [0, 1, 10, 11]);
    assert_eq!(partition.start_and_end(), (0, 12));
}

#[test]
fn a_follower_checks_nothing_that_its_leader_has_checked() {
    let mut follower = with(|config| config.cleanup_policy = CleanupPolicy::Compact);
    assert!(follower.follow(&numbered(7, 3, 40, 1), 0));
    assert!(follower.follow(&numbered(7, 2, 90, 1), 1));
    let keyless = Record {
        key: None,
        ..record("", 9 * HOUR)
    };
    assert!(follower.follow(&one(keyless), 2));
}
