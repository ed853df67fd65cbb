//! `cleanup.policy=delete`, and DeleteRecords.

use engine::config::CleanupPolicy;
use engine::model::{LeaderEpoch, Offset, Timestamp};
use engine::node::File;
use engine::protocol::ErrorCode;

use crate::partition::{START, numbered, one, partition, record};
use crate::segments::of_batches;

#[test]
fn a_segment_goes_when_its_newest_record_is_older_than_retention_ms() {
    let mut partition = of_batches(2, |config| config.retention_ms = 1_000);
    for at in [0, 500, 800, 900, 990] {
        partition.append(&one(record("k", at))).unwrap();
    }
    partition.commit().wait_ms(1_500);
    assert_eq!(partition.retain(), 0);
    partition.wait_ms(1);
    assert_eq!(partition.retain(), 1);
    assert_eq!(partition.start_and_end(), (2, 5));
    assert_eq!(partition.offsets(), [2, 3, 4]);
}

#[test]
fn one_record_from_the_future_keeps_its_segment_and_all_that_follow() {
    let mut partition = of_batches(1, |config| config.retention_ms = 1_000);
    for at in [0, 3_600_000, 0, 0] {
        partition.append(&one(record("k", at))).unwrap();
    }
    partition.commit().wait_ms(100_000);
    assert_eq!(partition.retain(), 1);
    assert_eq!(partition.start_and_end(), (1, 4));
}

#[test]
fn when_everything_is_too_old_the_active_segment_goes_too() {
    let mut partition = of_batches(2, |config| config.retention_ms = 1_000);
    partition.write("a").write("b").write("c");
    partition.commit().wait_ms(1_001);
    assert_eq!(partition.retain(), 2);
    assert_eq!(partition.start_and_end(), (3, 3));
    assert_eq!(partition.bases(), [3]);
    assert_eq!(partition.log.size(), 0);
    assert_eq!(partition.wait_ms(100_000).retain(), 0, "an empty one stays");
    partition.write("d");
    assert_eq!(partition.offsets(), [3]);
}

#[test]
fn nothing_that_reaches_the_high_watermark_is_deleted() {
    let mut partition = of_batches(2, |config| config.retention_ms = 0);
    for _ in 0..6 {
        partition.write("k");
    }
    partition.wait_ms(1_000);
    partition.high_watermark = Offset(3);
    assert_eq!(partition.retain(), 1);
    assert_eq!(partition.start_and_end(), (2, 6));
    partition.high_watermark = Offset(5);
    assert_eq!(partition.retain(), 1);
    assert_eq!(partition.start_and_end(), (4, 6));
}

#[test]
fn retention_bytes_deletes_only_what_leaves_at_least_so_much() {
    let size = i64::from(one(record("k", 0)).size());
    let mut partition = of_batches(2, |config| config.retention_bytes = 3 * size);
    for _ in 0..4 {
        partition.write("k");
    }
    partition.commit();
    assert_eq!(partition.retain(), 0, "two would be left");
    partition.write("k").commit();
    assert_eq!(partition.retain(), 1, "three are left");
    assert_eq!(partition.start_and_end(), (2, 5));
}

#[test]
fn without_limits_nothing_is_deleted() {
    let mut partition = of_batches(1, |config| {
        config.retention_ms = -1;
        config.retention_bytes = -1;
    });
    partition.write("a").write("b").commit();
    assert_eq!(partition.wait_ms(i64::from(i32::MAX)).retain(), 0);
}

#[test]
fn a_topic_that_is_only_compacted_or_keeps_everything_has_no_retention() {
    for policy in [CleanupPolicy::Compact, CleanupPolicy::Keep] {
        let mut partition = of_batches(1, |config| {
            config.cleanup_policy = policy;
            config.retention_ms = 0;
        });
        partition.write("a").write("b").write("c").commit();
        assert_eq!(partition.wait_ms(1_000).retain(), 0);
        partition.delete_records(2).unwrap();
        assert_eq!(partition.retain(), 2, "but records can be deleted");
    }
    let mut both = of_batches(1, |config| {
        config.cleanup_policy = CleanupPolicy::CompactDelete;
        config.retention_ms = 0;
    });
    both.write("a").commit().wait_ms(1);
    assert_eq!(both.retain(), 1);
}

#[test]
fn delete_records_moves_the_log_start_offset_and_segments_go_later() {
    let mut partition = of_batches(2, |_| {});
    for _ in 0..5 {
        partition.write("k");
    }
    partition.commit();
    assert_eq!(partition.delete_records(3), Ok(true));
    assert_eq!(partition.start_and_end(), (3, 5));
    assert_eq!(
        partition.log.flushed_to(),
        Offset(3),
        "what is gone needs no flush"
    );
    assert!(partition.log.starts_within_a_segment());
    assert_eq!(partition.bases(), [0, 2, 4]);
    assert_eq!(partition.retain(), 1);
    assert_eq!(partition.bases(), [2, 4]);
    assert_eq!(partition.start_and_end(), (3, 5));
    assert_eq!(partition.delete_records(2), Ok(false), "never back");
    assert_eq!(partition.delete_records(3), Ok(false), "it is there");
    assert_eq!(partition.delete_records(4), Ok(true));
    assert_eq!(partition.retain(), 1);
    assert!(
        !partition.log.starts_within_a_segment(),
        "the segment's name says where it starts"
    );
}

#[test]
fn delete_records_beyond_the_high_watermark_is_out_of_range() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 5)).unwrap();
    partition.high_watermark = Offset(3);
    assert_eq!(
        partition.delete_records(4),
        Err(ErrorCode::OffsetOutOfRange)
    );
    assert_eq!(partition.delete_records(3), Ok(true));
}

#[test]
fn the_epoch_of_the_new_log_start_offset_stays_known() {
    let mut partition = partition();
    for epoch in [1, 1, 4, 4] {
        partition.epoch = epoch;
        partition.write("k");
    }
    partition.commit().delete_records(3).unwrap();
    let epochs = partition.log.leader_epochs();
    assert_eq!(epochs.epoch_for(Offset(3)), Some(LeaderEpoch(4)));
    assert_eq!(epochs.entries().len(), 1);
    assert_eq!(epochs.entries()[0].start_offset, Offset(3));
    assert_eq!(epochs.epoch_for(Offset(2)), None);
}

#[test]
fn deleted_segments_take_up_room_until_file_delete_delay_ms_has_passed() {
    let mut partition = of_batches(2, |config| config.retention_ms = 0);
    for _ in 0..4 {
        partition.write("k");
    }
    let before = partition.bytes_on_disk();
    partition.commit().wait_ms(1).retain();
    assert_eq!(partition.log.size(), 0);
    assert!(partition.bytes_on_disk() >= before);
    let due = partition.log.next_file_deletion().expect("a file");
    assert_eq!(due.since(partition.now.mono).as_millis(), 60_000);
    partition.wait_ms(60_000);
    partition.act(|log, now, _, io| log.delete_files(now, io));
    assert_eq!(partition.log.next_file_deletion(), None);
    assert!(partition.bytes_on_disk() < before);
}

#[test]
fn a_process_that_starts_removes_deleted_files_at_once() {
    let mut partition = of_batches(2, |config| config.retention_ms = 0);
    partition.write("a").write("b").commit().wait_ms(1).retain();
    let deleted = |file: &File| matches!(file, File::DeletedSegment(..));
    assert!(partition.files().any(deleted));
    partition.kill();
    assert!(!partition.files().any(deleted));
    assert_eq!(partition.start_and_end(), (2, 2));
}

#[test]
fn the_producer_snapshots_of_deleted_segments_go_with_them() {
    let mut partition = of_batches(1, |config| config.retention_ms = 0);
    for _ in 0..3 {
        partition.write("k");
    }
    assert!(
        partition
            .log
            .producer_snapshots()
            .eq([Offset(1), Offset(2)])
    );
    partition.high_watermark = Offset(2);
    partition.wait_ms(1).retain();
    assert!(partition.log.producer_snapshots().eq([Offset(2)]));
    let files = partition.files();
    let snapshots = files.filter(|file| matches!(file, File::ProducerSnapshot(..)));
    assert_eq!(snapshots.count(), 1);
}

#[test]
fn retention_counts_from_the_making_of_a_segment_whose_records_have_no_timestamps() {
    let mut partition = of_batches(1, |config| config.retention_ms = 1_000);
    let mut timeless = record("k", 0);
    timeless.timestamp = Timestamp::NONE;
    partition.now.wall = Timestamp(START + 500);
    partition.append(&one(timeless)).unwrap();
    partition.write("k").commit();
    partition.now.wall = Timestamp(START + 1_000);
    assert_eq!(partition.retain(), 0);
    partition.wait_ms(1);
    assert_eq!(partition.retain(), 1);
}

#[test]
fn without_a_file_delete_delay_a_deleted_segment_takes_no_room() {
    let mut partition = of_batches(1, |config| {
        config.retention_ms = 0;
        config.file_delete_delay_ms = 0;
    });
    partition.write("a").write("b").commit().wait_ms(1);
    assert_eq!(partition.retain(), 2);
    let mut files = partition.files();
    assert!(!files.any(|file| matches!(file, File::DeletedSegment(..))));
    assert_eq!(partition.log.next_file_deletion(), None);
}
