//! The cleaner, seen closely: which log comes first, how far it goes, which segments it puts together, and how long a
//! marker stays.

use engine::config::{CleanupPolicy, TimestampType};
use engine::log::{ControlRecordType, LogToClean, Record, RecordBatch};
use engine::model::{Offset, Timestamp};
use engine::node::File;

use crate::partition::{Partition, START, marker, one, partition, record, tombstone, with};
use ControlRecordType::{Abort, Commit};

/// `delete.retention.ms`.
const DAY: i64 = 86_400_000;

fn compacted() -> Partition {
    with(|config| config.cleanup_policy = CleanupPolicy::Compact)
}

#[test]
fn the_filthiest_log_is_the_one_with_the_largest_share_of_dirt_not_the_one_with_the_least_else() {
    let log = |clean_bytes, cleanable_bytes| LogToClean {
        first_dirty_offset: Offset::ZERO,
        first_uncleanable_offset: Offset::ZERO,
        clean_bytes,
        cleanable_bytes,
        needs_compaction_now: false,
    };
    assert!(log(20, 80).is_filthier_than(&log(10, 10)));
    assert!(!log(10, 10).is_filthier_than(&log(20, 80)));
    assert!(!log(10, 10).is_filthier_than(&log(20, 20)), "as filthy");
}

#[test]
fn an_overdue_record_asks_for_no_cleaning_before_it_is_committed() {
    let mut partition = compacted();
    partition.config.max_compaction_lag_ms = 1_000;
    partition.write("a").roll().wait_ms(1_001);
    let range = partition.to_clean();
    assert!(range.needs_compaction_now);
    assert!(!range.is_cleanable(&partition.config));
    assert!(
        partition
            .commit()
            .to_clean()
            .is_cleanable(&partition.config)
    );
}

#[test]
fn records_of_the_time_0_are_never_overdue() {
    let mut partition = compacted();
    partition.config.max_compaction_lag_ms = 1_000;
    let ancient = Record {
        timestamp: Timestamp(0),
        ..record("a", 0)
    };
    partition.append(&one(ancient)).unwrap();
    assert!(!partition.roll().commit().to_clean().needs_compaction_now);
    partition.append(&one(record("a", -2_000))).unwrap();
    assert!(partition.roll().commit().to_clean().needs_compaction_now);
}

#[test]
fn what_is_dirty_begins_with_the_segment_that_holds_the_first_dirty_offset() {
    let mut partition = compacted();
    partition.write("a").roll().write("b").roll().commit();
    let size = u64::from(one(record("a", 0)).size());
    let range = partition.to_clean();
    assert_eq!((range.clean_bytes, range.cleanable_bytes), (0, 2 * size));
    partition
        .clean()
        .write("c")
        .roll()
        .write("d")
        .roll()
        .commit();
    let range = partition.to_clean();
    assert_eq!(
        (range.clean_bytes, range.cleanable_bytes),
        (2 * size, 2 * size)
    );
    let range = partition.clean().to_clean();
    assert_eq!((range.clean_bytes, range.cleanable_bytes), (4 * size, 0));
}

#[test]
fn segments_are_put_together_as_long_as_an_i32_can_count_their_offsets() {
    const FIRST: i64 = 10;
    let bases = |last: i64| {
        let mut partition = partition();
        partition.act(|log, now, _, io| log.truncate_fully_and_start_at(now, Offset(FIRST), io));
        partition.write("a").roll();
        assert!(partition.follow(&one(record("b", 0)), last));
        partition.compact();
        partition.bases()
    };
    let farthest = FIRST + i64::from(i32::MAX);
    assert_eq!(bases(farthest), [FIRST, farthest + 1]);
    assert_eq!(bases(farthest + 1), [FIRST, FIRST + 1, farthest + 2]);
}

#[test]
fn a_cleaning_writes_every_segment_anew_though_nothing_in_it_goes() {
    let mut partition = compacted();
    partition.write("a").write("b").compact();
    partition.wait_ms(60_000);
    partition.act(|log, now, _, io| log.delete_files(now, io));
    let deleted = |partition: &Partition| {
        let files = partition.files();
        files
            .filter(|file| matches!(file, File::DeletedSegment(..)))
            .count()
    };
    assert_eq!(deleted(&partition), 0);
    partition.write("c").compact();
    assert_eq!(deleted(&partition), 2);
    assert_eq!(partition.keys(), ["a", "b", "c"]);
}

#[test]
fn a_batch_that_only_gets_a_delete_horizon_survives_its_bytes() {
    let mut partition = compacted();
    partition.append(&one(tombstone("a"))).unwrap();
    partition.compact();
    let batch = partition.log.batches().next().expect("a batch").clone();
    assert!(batch.delete_horizon().is_some());
    let bytes = batch.encode().expect("not compressed");
    assert_eq!(RecordBatch::decode(&bytes), Ok(batch));
}

#[test]
fn of_a_producer_without_records_only_the_markers_of_its_last_epoch_stay() {
    let mut partition = compacted();
    let batch = RecordBatch::new(7, 0, 0, vec![record("a", 0)]);
    partition.append(&batch.transactional()).unwrap(); // 0
    partition.coordinate(&marker(Commit, 7, 0, 0)).unwrap(); // 1
    partition.coordinate(&marker(Abort, 7, 1, 0)).unwrap(); // 2
    partition.write("a"); // 3
    for _ in 0..4 {
        partition.compact().wait_ms(DAY);
    }
    let bases = partition.log.batches().map(|batch| batch.base_offset.0);
    assert!(bases.eq([2, 3]));
}

#[test]
fn what_is_left_of_a_batch_has_the_largest_timestamp_of_what_is_left_or_its_time_of_append() {
    let left = |timestamp_type| {
        let mut partition = compacted();
        partition.config.message_timestamp_type = timestamp_type;
        let records = vec![record("a", 9), record("b", 2)];
        let batch = RecordBatch::new(-1, -1, -1, records);
        partition.wait_ms(50).append(&batch).unwrap();
        partition.write("a").compact();
        let batch = partition.log.batches().next().expect("a batch");
        assert_eq!(batch.count(), 1);
        batch.max_timestamp().0 - START
    };
    assert_eq!(left(TimestampType::CreateTime), 2);
    assert_eq!(left(TimestampType::LogAppendTime), 50);
}
