//! When a log begins a new segment, seen closely, and what is left of one when its log is cut.

use engine::config::TopicConfig;
use engine::log::{Append, AppendOrigin, Io, Log, Record, Segment, Tickets};
use engine::model::{
    Duration, Instant, LeaderEpoch, Offset, StepId, Timestamp, TopicName, TopicPartition,
};
use engine::node::{Effects, Now};

use crate::partition::{Partition, START, one, partition, record, with};

/// The first offset that an `i32` cannot tell from 0.
const FAR: i64 = 1 << 31;

#[test]
fn a_full_offset_index_rolls_a_segment_though_the_time_index_has_room() {
    let mut partition = with(|config| {
        config.index_interval_bytes = 0;
        config.segment_index_bytes = 36;
    });
    for _ in 0..11 {
        // All records have the same timestamp, so that the time index never has a second entry.
        partition.append(&one(record("k", 0))).unwrap();
    }
    assert_eq!(partition.bases(), [0, 5, 10], "four entries of 8 bytes");
}

#[test]
fn records_without_timestamps_have_no_entries_in_the_time_index() {
    let mut partition = with(|config| config.index_interval_bytes = 0);
    for _ in 0..3 {
        let timeless = Record {
            timestamp: Timestamp::NONE,
            ..record("k", 0)
        };
        partition.append(&one(timeless)).unwrap();
    }
    let segment = partition.log.active_segment();
    assert_eq!(
        (segment.offset_index_size(), segment.time_index_size()),
        (16, 0)
    );
}

#[test]
fn an_empty_segment_does_not_grow_old() {
    let mut partition = with(|config| config.segment_ms = 1_000);
    partition.wait_ms(5_000);
    assert!(partition.follow(&one(record("k", 5_000)), 3));
    assert_eq!(partition.bases(), [0]);
}

#[test]
fn even_an_empty_segment_rolls_where_its_leaders_next_offset_is_too_far_from_its_base() {
    let mut partition = partition();
    assert!(partition.follow(&one(record("k", 0)), FAR));
    assert_eq!(partition.bases(), [0, FAR]);
}

#[test]
fn offsets_count_from_the_base_of_the_segment_and_not_from_0() {
    let mut partition = partition();
    partition.act(|log, now, _, io| log.truncate_fully_and_start_at(now, Offset(FAR), io));
    partition.write("a").write("b");
    assert_eq!(partition.bases(), [FAR]);
}

#[test]
fn jitter_keeps_the_partitions_of_a_topic_from_rolling_all_at_once() {
    let first = |partition| second_segment(partition, 500);
    assert!((1..8).any(|partition| first(partition) != first(0)));
    assert_eq!(second_segment(0, 0), second_segment(1, 0));
}

/// Where the second segment of a partition begins, if one record comes every millisecond.
fn second_segment(partition: i32, jitter_ms: i64) -> Offset {
    let config = TopicConfig {
        segment_ms: 1_000,
        segment_jitter_ms: jitter_ms,
        ..TopicConfig::default()
    };
    let name = TopicPartition::new(&TopicName::from("orders"), partition);
    let mut log = Log::new(name, Timestamp(START));
    let (mut effects, mut tickets) = (Effects::default(), Tickets::default());
    let mut at = 0;
    while log.segment_count() == 1 {
        let now = Now {
            mono: Instant::ZERO + Duration::from_millis(at),
            wall: Timestamp(START + at),
            step: StepId(0),
        };
        let append = Append::new(LeaderEpoch(0), AppendOrigin::Client);
        let io = &mut Io {
            effects: &mut effects,
            tickets: &mut tickets,
        };
        log.append_as_leader(now, &one(record("k", at)), append, &config, io)
            .expect("a good record");
        at += 1;
    }
    log.active_segment().base_offset()
}

#[test]
fn a_log_that_is_cut_before_its_beginning_begins_at_the_cut() {
    let mut partition = partition();
    partition.act(|log, now, _, io| log.truncate_fully_and_start_at(now, Offset(100), io));
    partition.write("k");
    assert!(partition.truncate_to(50));
    assert_eq!(partition.start_and_end(), (50, 50));
    assert_eq!(partition.bases(), [50]);
}

#[test]
fn a_segment_that_was_cut_to_nothing_is_as_young_as_a_new_one() {
    let mut partition = partition();
    let created = |partition: &Partition| partition.log.active_segment().created().0 - START;
    partition.write("a").write("b").wait_ms(1_000);
    partition.truncate_to(1);
    assert_eq!(created(&partition), 0);
    partition.truncate_to(0);
    assert_eq!(created(&partition), 1_000);
}

#[test]
fn a_segment_that_takes_no_more_batches_notes_its_largest_timestamp_in_its_time_index() {
    let mut partition = partition();
    partition.write("k");
    let size = |partition: &Partition| {
        let first = partition.log.segments().next();
        first.map(Segment::time_index_size)
    };
    assert_eq!(size(&partition), Some(0));
    assert_eq!(size(partition.roll()), Some(12));
}
