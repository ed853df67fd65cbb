//! `cleanup.policy=compact`.

use engine::config::{CleanupPolicy, Ratio, TopicConfig};
use engine::log::{ControlRecordType, Record, RecordBatch};
use engine::model::Offset;
use engine::node::File;

use crate::partition::{Partition, marker, numbered, one, record, tombstone, with};
use ControlRecordType::{Abort, Commit};

/// `delete.retention.ms`.
const DAY: i64 = 86_400_000;

fn compacted() -> Partition {
    compacted_with(|_| {})
}

fn compacted_with(change: impl FnOnce(&mut TopicConfig)) -> Partition {
    with(|config| {
        config.cleanup_policy = CleanupPolicy::Compact;
        change(config);
    })
}

fn write(partition: &mut Partition, keys: &str) {
    for key in keys.chars() {
        partition.write(&key.to_string());
    }
}

fn in_transaction(partition: &mut Partition, producer: i64, sequence: i32, key: &str) {
    let records = vec![record(key, 0)];
    let batch = RecordBatch::new(producer, 0, sequence, records).transactional();
    partition.append(&batch).expect("in order");
}

#[test]
fn the_last_record_of_each_key_stays_with_its_offset_and_in_its_order() {
    let mut partition = compacted();
    write(&mut partition, "abacab");
    partition.compact();
    assert_eq!(partition.keys(), ["c", "a", "b"]);
    assert_eq!(partition.offsets(), [3, 4, 5]);
    assert_eq!(partition.start_and_end(), (0, 6));
}

#[test]
fn a_batch_keeps_its_offsets_though_records_go() {
    let mut partition = compacted();
    let records = ["a", "b", "a", "c", "c"].map(|key| record(key, 0));
    let batch = RecordBatch::new(-1, -1, -1, records.into());
    partition.append(&batch).unwrap();
    let size = partition.log.size();
    partition.compact();
    let batch = partition.log.batches().next().expect("a batch");
    assert_eq!(
        (batch.base_offset, batch.last_offset()),
        (Offset(0), Offset(4))
    );
    assert_eq!(partition.offsets(), [1, 2, 4]);
    assert!(partition.log.size() < size);
    assert_eq!(partition.log.size(), u64::from(batch.size()));
}

#[test]
fn what_was_compacted_before_goes_when_its_key_is_written_again() {
    let mut partition = compacted();
    write(&mut partition, "abc");
    partition.compact();
    write(&mut partition, "b");
    partition.roll().commit().clean();
    assert_eq!(partition.log.cleaned_to(), Some(Offset(4)));
    assert_eq!(partition.keys(), ["a", "c", "b"]);
}

#[test]
fn the_active_segment_is_never_compacted() {
    let mut partition = compacted();
    write(&mut partition, "aa");
    partition.roll();
    write(&mut partition, "aa");
    partition.commit().clean();
    // The record of the active segment does not even count as a later one.
    assert_eq!(partition.offsets(), [1, 2, 3]);
}

#[test]
fn nothing_from_the_last_stable_offset_on_is_compacted() {
    let mut partition = compacted();
    write(&mut partition, "aa");
    partition.roll();
    in_transaction(&mut partition, 7, 0, "b");
    write(&mut partition, "aa");
    partition.roll().commit();
    partition.clean();
    assert_eq!(partition.offsets(), [1, 2, 3, 4]);
    partition.coordinate(&marker(Commit, 7, 0, 0)).unwrap();
    partition.roll().clean();
    assert_eq!(partition.offsets(), [1, 2, 3, 4, 5], "not committed yet");
    partition.commit().clean();
    assert_eq!(partition.offsets(), [2, 4, 5]);
}

#[test]
fn a_log_is_compacted_when_more_than_half_of_it_is_dirty() {
    let mut partition = compacted();
    write(&mut partition, "abcd");
    partition.compact();
    let is_cleanable = |partition: &Partition| {
        let log = &partition.log;
        let (wall, config) = (partition.now.wall, &partition.config);
        log.to_clean(wall, partition.high_watermark, config)
            .is_cleanable(config)
    };
    assert!(!is_cleanable(&partition));
    write(&mut partition, "efgh");
    partition.roll().commit();
    assert!(!is_cleanable(&partition), "exactly half is not enough");
    write(&mut partition, "i");
    partition.roll().commit();
    assert!(is_cleanable(&partition));
    partition.config.min_cleanable_dirty_ratio = Ratio(600_000);
    assert!(!is_cleanable(&partition));
}

#[test]
fn a_record_is_safe_for_min_compaction_lag_ms() {
    let mut partition = compacted_with(|config| config.min_compaction_lag_ms = 1_000);
    write(&mut partition, "aa");
    partition.roll().wait_ms(600);
    write(&mut partition, "aa");
    partition.roll().commit().clean();
    assert_eq!(partition.offsets(), [0, 1, 2, 3]);
    partition.wait_ms(400).clean();
    assert_eq!(partition.offsets(), [1, 2, 3]);
    partition.wait_ms(600).clean();
    assert_eq!(partition.offsets(), [3]);
}

#[test]
fn a_record_must_be_compacted_after_max_compaction_lag_ms_however_clean_the_log() {
    let mut partition = compacted_with(|config| config.max_compaction_lag_ms = 1_000);
    write(&mut partition, "abcdefgh");
    partition.compact();
    write(&mut partition, "a");
    partition.roll().commit();
    let is_cleanable = |partition: &Partition| {
        let log = &partition.log;
        let (wall, config) = (partition.now.wall, &partition.config);
        log.to_clean(wall, partition.high_watermark, config)
            .is_cleanable(config)
    };
    partition.wait_ms(1_000);
    assert!(!is_cleanable(&partition));
    partition.wait_ms(1);
    assert!(is_cleanable(&partition));
}

#[test]
fn the_filthiest_log_comes_first() {
    let mut a = compacted();
    write(&mut a, "abcd");
    a.compact();
    write(&mut a, "ab");
    a.roll().commit();
    let mut b = compacted();
    write(&mut b, "a");
    b.roll().commit();
    let range = |p: &Partition| p.log.to_clean(p.now.wall, p.high_watermark, &p.config);
    assert!(range(&b).is_filthier_than(&range(&a)));
    assert!(!range(&a).is_filthier_than(&range(&b)));
}

#[test]
fn a_tombstone_stays_for_delete_retention_ms_after_the_first_cleaning_that_sees_it() {
    let mut partition = compacted();
    write(&mut partition, "ab");
    partition.append(&one(tombstone("a"))).unwrap();
    write(&mut partition, "c");
    partition.wait_ms(10 * DAY).compact();
    assert_eq!(partition.offsets(), [1, 2, 3]);
    partition.wait_ms(DAY - 1).compact();
    assert_eq!(partition.offsets(), [1, 2, 3]);
    partition.wait_ms(1).compact();
    assert_eq!(partition.offsets(), [1, 3]);
}

#[test]
fn a_tombstone_goes_at_once_when_its_key_is_written_again() {
    let mut partition = compacted();
    partition.append(&one(tombstone("a"))).unwrap();
    write(&mut partition, "a");
    partition.compact();
    assert_eq!(partition.offsets(), [1]);
}

#[test]
fn a_horizon_once_set_is_not_moved_by_later_cleanings() {
    let mut partition = compacted();
    partition.append(&one(tombstone("a"))).unwrap();
    write(&mut partition, "b");
    partition.compact();
    let horizon = |p: &Partition| p.log.batches().next().and_then(RecordBatch::delete_horizon);
    let first = horizon(&partition);
    assert_eq!(first.map(|at| at.0), Some(partition.now.wall.0 + DAY));
    partition.wait_ms(1_000).compact();
    assert_eq!(horizon(&partition), first);
}

#[test]
fn aborted_records_go_at_once_and_count_for_no_key() {
    let mut partition = compacted();
    write(&mut partition, "ab");
    in_transaction(&mut partition, 7, 0, "a");
    partition.coordinate(&marker(Abort, 7, 0, 0)).unwrap();
    write(&mut partition, "c");
    partition.compact();
    assert_eq!(partition.keys(), ["a", "b", "c"]);
}

#[test]
fn the_marker_of_an_aborted_transaction_stays_until_nothing_is_left_of_it_and_a_horizon_has_passed()
{
    let mut partition = compacted();
    in_transaction(&mut partition, 7, 0, "a"); // 0
    partition.coordinate(&marker(Abort, 7, 0, 0)).unwrap(); // 1
    // Another transaction, or the producer's last batch would stay, empty.
    in_transaction(&mut partition, 7, 1, "b"); // 2
    partition.coordinate(&marker(Commit, 7, 0, 0)).unwrap(); // 3
    partition.compact();
    assert_eq!(partition.offsets(), [1, 2, 3]);
    let aborted = |p: &Partition| p.log.aborted_transactions(Offset(0), Offset(4)).len();
    assert_eq!(aborted(&partition), 1);
    partition.compact();
    assert_eq!(
        partition.offsets(),
        [1, 2, 3],
        "only now the horizon is set"
    );
    assert_eq!(aborted(&partition), 0);
    partition.wait_ms(DAY).compact();
    assert_eq!(partition.offsets(), [2, 3]);
}

#[test]
fn the_marker_of_a_committed_transaction_stays_as_long_as_a_record_of_it() {
    let mut partition = compacted();
    in_transaction(&mut partition, 7, 0, "a"); // 0
    partition.coordinate(&marker(Commit, 7, 0, 0)).unwrap(); // 1
    write(&mut partition, "b"); // 2
    for _ in 0..3 {
        partition.wait_ms(10 * DAY).compact();
        assert_eq!(partition.offsets(), [0, 1, 2]);
    }
    in_transaction(&mut partition, 7, 1, "a"); // 3
    partition.coordinate(&marker(Commit, 7, 0, 0)).unwrap(); // 4
    partition.compact();
    assert_eq!(partition.offsets(), [1, 2, 3, 4]);
    partition.compact();
    assert_eq!(
        partition.offsets(),
        [1, 2, 3, 4],
        "only now the horizon is set"
    );
    partition.wait_ms(DAY).compact();
    assert_eq!(partition.offsets(), [2, 3, 4]);
}

#[test]
fn the_last_batch_of_a_producer_stays_empty_so_that_its_sequence_number_is_not_lost() {
    let mut partition = compacted();
    let batch = |sequence| RecordBatch::new(7, 0, sequence, vec![record("a", 0)]);
    partition.append(&batch(0)).unwrap();
    partition.append(&batch(1)).unwrap();
    write(&mut partition, "ab");
    partition.compact();
    assert_eq!(partition.keys(), ["a", "b"]);
    let kept: Vec<_> = partition
        .log
        .batches()
        .map(|b| (b.count(), b.last_sequence()))
        .collect();
    assert_eq!(kept, [(0, 1), (1, -1), (1, -1)]);
    partition.kill();
    partition.append(&batch(2)).expect("the next in order");
}

#[test]
fn where_only_a_marker_is_left_of_a_producer_it_stays_empty_for_its_epoch() {
    let mut partition = compacted();
    partition.coordinate(&marker(Commit, 7, 2, 0)).unwrap();
    write(&mut partition, "a");
    for _ in 0..3 {
        partition.wait_ms(DAY).compact();
    }
    let first = partition.log.batches().next().expect("a batch");
    assert_eq!((first.count(), first.producer_epoch()), (0, 2));
}

#[test]
fn the_last_batch_of_a_cleaning_stays_even_empty() {
    let mut partition = compacted();
    write(&mut partition, "a");
    in_transaction(&mut partition, 7, 0, "b");
    partition.coordinate(&marker(Commit, 7, 0, 0)).unwrap();
    let keyless = Record {
        key: None,
        ..record("", 0)
    };
    assert!(partition.follow(&one(keyless), 3));
    partition.compact();
    assert_eq!(partition.offsets(), [0, 1, 2]);
    let last = partition.log.batches().next_back().expect("a batch");
    assert_eq!((last.last_offset(), last.count()), (Offset(3), 0));
}

#[test]
fn small_segments_are_put_together() {
    let mut partition = compacted();
    for keys in ["ab", "ac", "ad", "ae"] {
        write(&mut partition, keys);
        partition.roll();
    }
    assert_eq!(partition.bases(), [0, 2, 4, 6, 8]);
    partition.compact();
    assert_eq!(partition.bases(), [0, 8]);
    assert_eq!(partition.keys(), ["b", "c", "d", "a", "e"]);
    assert!(partition.log.producer_snapshots().eq([Offset(8)]));
    partition.kill();
    assert_eq!(partition.bases(), [0, 8]);
}

#[test]
fn segments_are_not_put_together_beyond_segment_bytes() {
    let size = one(record("a", 0)).size() as i32;
    let mut partition = compacted_with(|config| config.segment_bytes = 3 * size);
    for keys in ["ab", "cd", "ef"] {
        write(&mut partition, keys);
        partition.roll();
    }
    partition.compact();
    assert_eq!(partition.bases(), [0, 2, 4, 6]);
    write(&mut partition, "ace");
    partition.compact();
    assert_eq!(
        partition.bases(),
        [0, 2, 4, 6, 9],
        "they were too large before"
    );
    partition.compact();
    // One record each is left of the first three.
    assert_eq!(partition.bases()[..3], [0, 6, 9]);
    assert_eq!(partition.keys(), ["b", "d", "f", "a", "c", "e"]);
}

#[test]
fn segments_that_were_compacted_take_up_room_until_file_delete_delay_ms_has_passed() {
    let mut partition = compacted();
    write(&mut partition, "aaaa");
    let before = partition.log.size();
    partition.compact();
    let after = partition.log.size();
    let deleted = |p: &Partition| {
        p.files()
            .filter(|f| matches!(f, File::DeletedSegment(..)))
            .count()
    };
    assert_eq!(deleted(&partition), 1);
    assert!(partition.bytes_on_disk() >= before + after);
    partition.wait_ms(59_999);
    partition.act(|log, now, _, io| log.delete_files(now, io));
    assert_eq!(deleted(&partition), 1);
    partition.wait_ms(1);
    partition.act(|log, now, _, io| log.delete_files(now, io));
    assert_eq!(deleted(&partition), 0);
}

#[test]
fn the_cleaner_goes_on_where_it_was_and_begins_again_where_it_cannot() {
    let mut partition = compacted();
    write(&mut partition, "abc");
    partition.compact();
    assert_eq!(partition.log.cleaned_to(), Some(Offset(3)));
    write(&mut partition, "d");
    partition.roll().commit();
    let first = |p: &Partition| {
        p.log
            .to_clean(p.now.wall, p.high_watermark, &p.config)
            .first_dirty_offset
    };
    assert_eq!(first(&partition), Offset(3));
    partition.checkpoints.cleaned_to = Some(Offset(3));
    partition.kill();
    assert_eq!(first(&partition), Offset(3));
    partition.truncate_to(2);
    assert_eq!(first(&partition), Offset(2));
}

#[test]
fn two_cleanings_at_the_same_time_leave_what_one_leaves() {
    let mut partition = compacted();
    write(&mut partition, "abcabdbb");
    partition.append(&numbered(7, 0, 0, 3)).unwrap();
    partition.compact();
    let after: Vec<RecordBatch> = partition.log.batches().cloned().collect();
    partition.compact();
    assert!(partition.log.batches().eq(&after));
}
