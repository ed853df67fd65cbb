//! Segments: when they begin, what their indexes hold, and how they are read, flushed and truncated.

use engine::config::TopicConfig;
use engine::log::{EndOffset, EpochEntry, LeaderEpochCache, Log, Record};
use engine::model::{LeaderEpoch, Offset, Timestamp};
use engine::node::File;
use engine::protocol::ErrorCode;

use crate::partition::{Partition, START, numbered, one, partition, record, with};

/// A log whose segments hold so many of the batches that [`Partition::write`] makes of one-letter keys.
pub fn of_batches(count: u32, change: impl FnOnce(&mut TopicConfig)) -> Partition {
    let size = one(record("k", 0)).size();
    with(|config| {
        config.segment_bytes = (count * size) as i32;
        change(config);
    })
}

#[test]
fn a_segment_rolls_when_the_next_batch_would_not_fit() {
    let mut partition = of_batches(3, |_| {});
    for _ in 0..3 {
        partition.write("k");
    }
    assert_eq!(partition.bases(), [0]);
    partition.write("k");
    assert_eq!(partition.bases(), [0, 3]);
}

#[test]
fn a_segment_rolls_by_the_time_of_its_records_not_by_the_clock() {
    let mut partition = with(|config| config.segment_ms = 1_000);
    partition.append(&one(record("k", 0))).unwrap();
    partition.wait_ms(5_000);
    partition.append(&one(record("k", 1_000))).unwrap();
    assert_eq!(partition.bases(), [0]);
    partition.append(&one(record("k", 1_001))).unwrap();
    assert_eq!(partition.bases(), [0, 2]);
}

#[test]
fn an_idle_segment_never_rolls_by_time() {
    let mut partition = with(|config| config.segment_ms = 1_000);
    partition.write("k").commit().wait_ms(100_000_000);
    partition.retain();
    assert_eq!(partition.bases(), [0]);
}

#[test]
fn records_without_timestamps_roll_a_segment_by_the_clock() {
    let timeless = || {
        one(Record {
            timestamp: Timestamp::NONE,
            ..record("k", 0)
        })
    };
    let mut partition = with(|config| config.segment_ms = 1_000);
    partition.append(&timeless()).unwrap();
    partition.wait_ms(1_000).append(&timeless()).unwrap();
    assert_eq!(partition.bases(), [0]);
    partition.wait_ms(1).append(&timeless()).unwrap();
    assert_eq!(partition.bases(), [0, 2]);
}

#[test]
fn jitter_makes_segments_roll_earlier_and_not_all_alike() {
    let mut partition = with(|config| {
        config.segment_ms = 1_000;
        config.segment_jitter_ms = 500;
    });
    for at in 0..600 {
        let at = at * 20;
        partition.now.wall = Timestamp(START + at);
        partition.append(&one(record("k", at))).unwrap();
    }
    let bases = partition.bases();
    let spans: Vec<i64> = bases.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(
        spans.iter().all(|span| (26..=51).contains(span)),
        "{spans:?}"
    );
    assert!(spans.iter().any(|span| *span != spans[0]), "{spans:?}");
}

#[test]
fn a_full_index_rolls_a_segment() {
    let mut partition = with(|config| {
        config.index_interval_bytes = 0;
        config.segment_index_bytes = 36;
    });
    for at in 0..10 {
        partition.append(&one(record("k", at))).unwrap();
    }
    // Three entries fit into the time index, and it is full when only one more does. The first batch has none.
    assert_eq!(partition.bases(), [0, 3, 6, 9]);
}

#[test]
fn an_offset_too_far_from_the_base_rolls_a_segment() {
    let mut partition = partition();
    let far = i64::from(i32::MAX);
    assert!(partition.follow(&one(record("k", 0)), 0));
    assert!(partition.follow(&one(record("k", 0)), far));
    assert_eq!(partition.bases(), [0]);
    assert!(partition.follow(&one(record("k", 0)), far + 1));
    assert_eq!(partition.bases(), [0, far + 1]);
}

#[test]
fn the_offset_index_has_an_entry_for_every_index_interval_bytes() {
    let mut partition = with(|config| config.index_interval_bytes = 100);
    for _ in 0..9 {
        partition.write("k");
    }
    let size = one(record("k", 0)).size();
    assert!(
        (51..100).contains(&size),
        "two batches are over the interval"
    );
    let segment = partition.log.active_segment();
    assert_eq!(segment.offset_index_size(), 4 * 8);
    // All records have the same timestamp.
    assert_eq!(segment.time_index_size(), 12);
}

#[test]
fn a_roll_flushes_and_writes_what_is_known_of_producers() {
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 3)).unwrap();
    assert_eq!(partition.flushes(), 0);
    partition.roll();
    assert_eq!(partition.flushes(), 1);
    assert_eq!(partition.log.flushed_to(), Offset(0));
    partition.flushes_done();
    assert_eq!(partition.log.flushed_to(), Offset(3));
    assert!(partition.log.producer_snapshots().eq([Offset(3)]));
}

#[test]
fn an_empty_segment_is_not_rolled_again() {
    let mut partition = partition();
    partition.write("k").roll().roll().roll();
    assert_eq!(partition.bases(), [0, 1]);
}

#[test]
fn a_read_gives_at_least_one_batch_and_at_most_what_was_asked_for() {
    let mut partition = partition();
    for _ in 0..5 {
        partition.append(&numbered(-1, -1, -1, 2)).unwrap();
    }
    let size = u64::from(numbered(-1, -1, -1, 2).size());
    let read = |from: i64, end: i64, bytes: u64| {
        let slice = partition.log.read(Offset(from), Offset(end), bytes, true);
        let bases = slice.batches.iter().map(|batch| batch.base_offset.0);
        (bases.collect::<Vec<_>>(), slice.size / size)
    };
    assert_eq!(read(0, 10, 0), (vec![0], 1));
    assert_eq!(read(3, 10, 2 * size), (vec![2, 4], 2), "whole batches");
    assert_eq!(read(3, 10, 3 * size - 1), (vec![2, 4], 2));
    assert_eq!(
        read(6, 8, u64::MAX),
        (vec![6], 1),
        "nothing from the end on"
    );
    assert_eq!(read(6, 9, u64::MAX), (vec![6], 1), "no part of a batch");
    assert_eq!(read(10, 10, u64::MAX), (vec![], 0));
}

#[test]
fn a_read_ends_with_its_segment_and_skips_what_compaction_has_left_empty() {
    let mut partition = of_batches(2, |_| {});
    for _ in 0..6 {
        partition.write("k");
    }
    let first = |from: i64| {
        let slice = partition.log.read(Offset(from), Offset(6), u64::MAX, true);
        let bases = slice.batches.iter().map(|batch| batch.base_offset.0);
        bases.collect::<Vec<_>>()
    };
    assert_eq!(first(0), [0, 1]);
    assert_eq!(first(1), [1]);
    assert_eq!(first(4), [4, 5]);
    partition.commit();
    partition.config.segment_bytes = 1_048_576;
    partition.compact();
    let slice = partition.log.read(Offset(0), Offset(6), u64::MAX, true);
    assert_eq!(slice.batches[0].base_offset, Offset(5));
}

#[test]
fn every_offset_is_found_however_long_the_log() {
    let mut partition = of_batches(7, |_| {});
    for _ in 0..300 {
        partition.write("k");
    }
    for offset in 0..300 {
        let slice = partition.log.read(Offset(offset), Offset(300), 0, true);
        assert_eq!(slice.batches[0].base_offset, Offset(offset));
        let next = partition.log.batches_from(Offset(offset)).next();
        assert_eq!(next.map(|batch| batch.base_offset), Some(Offset(offset)));
    }
}

#[test]
fn the_first_record_of_a_time_is_found_though_timestamps_are_out_of_order() {
    let mut partition = of_batches(2, |_| {});
    for at in [10, 30, 20, 50, 40, 50] {
        partition.append(&one(record("k", at))).unwrap();
    }
    let find = |at: i64| {
        let found = partition.log.offset_for_timestamp(Timestamp(START + at));
        found.map(|found| (found.offset.0, found.timestamp.0 - START))
    };
    assert_eq!(find(0), Some((0, 10)));
    assert_eq!(find(20), Some((1, 30)));
    assert_eq!(find(40), Some((3, 50)));
    assert_eq!(find(51), None);
    let largest = partition.log.offset_of_max_timestamp().expect("a record");
    assert_eq!(
        (largest.offset, largest.timestamp),
        (Offset(3), Timestamp(START + 50))
    );
}

#[test]
fn what_lies_before_the_log_start_offset_is_not_found_by_time() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 5)).unwrap();
    partition.commit().delete_records(3).unwrap();
    let found = partition.log.offset_for_timestamp(Timestamp(START));
    assert_eq!(found.map(|found| found.offset), Some(Offset(3)));
}

#[test]
fn truncation_takes_segments_epochs_and_snapshots_with_it() {
    let mut partition = of_batches(1, |_| {});
    for epoch in 0..6 {
        partition.epoch = epoch;
        partition.append(&numbered(7, 0, epoch, 1)).unwrap();
    }
    assert!(partition.truncate_to(3));
    assert_eq!(partition.start_and_end(), (0, 3));
    assert_eq!(partition.bases(), [0, 1, 2, 3], "the last of them empty");
    assert_eq!(partition.log.last_epoch(), LeaderEpoch(2));
    assert!(partition.log.producer_snapshots().all(|at| at <= Offset(3)));
    assert_eq!(
        partition.log.size(),
        3 * u64::from(numbered(7, 0, 0, 1).size())
    );
    partition
        .append(&numbered(7, 0, 3, 1))
        .expect("the sequence goes on");
}

#[test]
fn truncation_beyond_the_end_throws_away_nothing_but_an_epoch_without_records() {
    let mut partition = partition();
    partition.write("k");
    partition.act(|log, _, _, io| log.assign_epoch_start_offset(LeaderEpoch(5), io));
    assert_eq!(partition.log.last_epoch(), LeaderEpoch(5));
    assert!(!partition.truncate_to(1));
    assert_eq!(partition.log.last_epoch(), LeaderEpoch(0));
    assert_eq!(partition.offsets(), [0]);
}

#[test]
fn a_follower_far_behind_begins_anew_at_the_leaders_log_start_offset() {
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 3)).unwrap();
    partition.roll();
    partition.act(|log, now, _, io| log.truncate_fully_and_start_at(now, Offset(100), io));
    assert_eq!(partition.start_and_end(), (100, 100));
    assert_eq!(partition.bases(), [100]);
    assert_eq!(partition.log.size(), 0);
    assert!(partition.log.producers().entry(7).is_none());
    assert_eq!(partition.log.leader_epochs().entries(), []);
    assert!(partition.follow(&one(record("k", 0)), 100));
    assert_eq!(partition.kill().start_and_end(), (100, 101));
}

#[test]
fn truncation_leaves_no_snapshot_at_or_before_the_log_start_offset() {
    let mut partition = of_batches(1, |_| {});
    for _ in 0..5 {
        partition.write("k");
    }
    partition.commit().delete_records(2).unwrap();
    assert!(partition.truncate_to(4));
    assert!(
        partition
            .log
            .producer_snapshots()
            .eq([Offset(3), Offset(4)])
    );
}

#[test]
fn an_epoch_that_begins_earlier_than_known_ones_takes_their_place() {
    let mut cache = LeaderEpochCache::default();
    for (epoch, start) in [(1, 0), (2, 10), (3, 20), (5, 8)] {
        assert!(cache.assign(LeaderEpoch(epoch), Offset(start)));
    }
    let entries = cache.entries().iter();
    assert!(
        entries
            .map(|e| (e.epoch.0, e.start_offset.0))
            .eq([(1, 0), (5, 8)])
    );
    assert!(!cache.assign(LeaderEpoch::NONE, Offset(30)));
}

#[test]
fn a_follower_below_the_log_start_offset_is_out_of_range_not_diverging() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 5)).unwrap();
    partition.commit().delete_records(3).unwrap();
    let asked = |epoch, offset| {
        let (epoch, offset) = (LeaderEpoch(epoch), Offset(offset));
        partition.log.diverging_epoch(epoch, offset)
    };
    assert_eq!(asked(0, 2), Err(ErrorCode::OffsetOutOfRange));
    assert_eq!(asked(0, 3), Ok(None));
    assert_eq!(asked(9, 3), Err(ErrorCode::OffsetOutOfRange), "not known");
}

#[test]
fn a_follower_truncates_to_no_more_than_it_has() {
    let mut partition = partition();
    partition.write("k");
    let beyond = |epoch| EndOffset {
        epoch: LeaderEpoch(epoch),
        end_offset: Offset(9),
    };
    assert_eq!(partition.log.truncation_offset(beyond(0)), Offset(1));
    assert_eq!(partition.log.truncation_offset(beyond(7)), Offset(1));
}

#[test]
fn truncation_within_a_batch_takes_the_whole_batch() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 3)).unwrap();
    partition.append(&numbered(-1, -1, -1, 3)).unwrap();
    assert!(partition.truncate_to(4));
    assert_eq!(partition.start_and_end(), (0, 3));
    assert!(partition.truncate_to(1));
    assert_eq!(partition.start_and_end(), (0, 0));
}

#[test]
fn a_follower_that_begins_within_a_batch_takes_the_whole_batch() {
    let mut partition = partition();
    partition.act(|log, now, _, io| log.truncate_fully_and_start_at(now, Offset(7), io));
    assert!(
        !partition.follow(&numbered(-1, -1, -1, 3), 4),
        "it ends before"
    );
    assert!(partition.follow(&numbered(-1, -1, -1, 3), 5));
    assert_eq!(partition.start_and_end(), (5, 8));
    assert_eq!(partition.bases(), [5]);
    assert!(
        !partition.follow(&numbered(-1, -1, -1, 3), 7),
        "only an empty log"
    );
}

#[test]
fn a_new_leader_notes_where_its_epoch_begins_before_it_appends() {
    let mut partition = partition();
    partition.write("k");
    partition.act(|log, _, _, io| log.assign_epoch_start_offset(LeaderEpoch(3), io));
    let entries = [(0, 0), (3, 1)].map(|(epoch, offset)| EpochEntry {
        epoch: LeaderEpoch(epoch),
        start_offset: Offset(offset),
    });
    assert_eq!(partition.log.leader_epochs().entries(), entries);
}

#[test]
fn nothing_is_flushed_unless_flush_messages_asks_for_it() {
    let mut quiet = partition();
    for _ in 0..100 {
        quiet.write("k");
    }
    assert_eq!(quiet.flushes(), 0);
    let mut eager = with(|config| config.flush_messages = 3);
    eager.write("k").write("k");
    assert_eq!(eager.flushes(), 0);
    eager.write("k");
    assert_eq!(eager.flushes(), 1);
    eager.write("k").write("k");
    assert_eq!(eager.flushes(), 1, "the flush under way counts");
    eager.write("k").flushes_done();
    assert_eq!(eager.log.flushed_to(), Offset(6));
}

#[test]
fn flush_ms_flushes_what_has_waited_long_enough() {
    let mut partition = with(|config| config.flush_ms = 1_000);
    partition.write("k").wait_ms(999);
    partition.act(Log::flush_if_due);
    assert_eq!(partition.flushes(), 0);
    partition.wait_ms(1);
    partition.act(Log::flush_if_due);
    assert_eq!(partition.flushes(), 1);
    assert_eq!(partition.log.flush_due(&partition.config), None);
}

#[test]
fn a_flush_covers_nothing_that_is_written_in_the_place_of_what_was_truncated() {
    let mut partition = with(|config| config.flush_messages = 4);
    for _ in 0..4 {
        partition.write("k");
    }
    assert!(partition.truncate_to(1));
    partition.write("x").write("y");
    partition.flushes_done();
    assert_eq!(partition.log.flushed_to(), Offset(1));
}

#[test]
fn a_deleted_partition_leaves_no_file() {
    let mut partition = of_batches(1, |config| config.retention_ms = 0);
    for _ in 0..3 {
        partition.write("k").commit().wait_ms(1);
    }
    partition.retain();
    assert!(
        partition
            .files()
            .any(|file| matches!(file, File::DeletedSegment(..)))
    );
    let mut files: Vec<File> = partition.files().cloned().collect();
    let (mut effects, mut tickets) = Default::default();
    let io = &mut engine::log::Io {
        effects: &mut effects,
        tickets: &mut tickets,
    };
    partition.log.delete(io);
    for effect in effects.as_slice() {
        if let engine::node::Effect::Delete(gone) = effect {
            files.retain(|file| file != gone);
        }
    }
    assert_eq!(files, []);
}
