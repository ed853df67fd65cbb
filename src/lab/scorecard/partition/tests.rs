//! What one partition's rules say, told record by record.

use std::ops::Range;

use super::*;
use crate::scorecard::reading::Handling;
use crate::scorecard::results::Results;

const LIFE: Life = Life {
    producer: NodeId(7),
    incarnation: 0,
};

fn at(offset: u64, number: u64) -> Run {
    Run {
        offset,
        life: LIFE,
        number,
        count: 1,
    }
}

fn billing() -> Reader {
    Reader::Group("billing".into())
}

fn counts(partition: &Partition) -> Counts {
    let mut sum = Counts::default();
    for sends in partition.sends.values() {
        sum.add(&sends.counts);
    }
    for reading in partition.readings.values() {
        reading.counts().for_each(|(_, counts)| sum.add(counts));
        for (count, _) in partition.missing(reading, 0) {
            *sum.get_mut(count) += 1;
        }
    }
    sum
}

fn deliver(partition: &mut Partition, run: &Run) {
    partition.deliver(run, &billing(), (NodeId(1), 0), &mut Notes::none());
}

fn process(partition: &mut Partition, offsets: &Range<u64>) {
    let by = Application {
        reader: &billing(),
        start: (NodeId(1), 0),
        how: Handling::Processed,
    };
    partition.handle(offsets, &by, &mut Results::default(), &mut Notes::none());
}

#[test]
fn what_failed_for_certain_and_is_read_is_aborted_whatever_was_seen_first() {
    for read_first in [false, true] {
        let mut partition = Partition::default();
        let failed = Run::unplaced(LIFE, &(3..4));
        if read_first {
            deliver(&mut partition, &at(0, 3));
        }
        partition.fail(&failed, true, &mut Notes::none());
        if !read_first {
            deliver(&mut partition, &at(0, 3));
        }
        let counts = counts(&partition);
        assert_eq!((counts.aborted, counts.despite_failure), (1, 1));
    }
}

#[test]
fn what_perhaps_failed_and_is_read_is_not_aborted() {
    let mut partition = Partition::default();
    partition.fail(&Run::unplaced(LIFE, &(3..4)), false, &mut Notes::none());
    deliver(&mut partition, &at(0, 3));
    let counts = counts(&partition);
    assert_eq!((counts.aborted, counts.despite_failure), (0, 1));
}

#[test]
fn an_earlier_send_behind_a_later_one_is_out_of_order_unless_the_reader_went_back_to_it() {
    for (second, reordered) in [(at(6, 3), 1), (at(4, 3), 0)] {
        let mut partition = Partition::default();
        deliver(&mut partition, &at(5, 4));
        deliver(&mut partition, &second);
        assert_eq!(counts(&partition).reordered, reordered);
    }
}

#[test]
fn what_two_records_were_promised_is_lost_to_the_one_that_is_not_there() {
    let mut partition = Partition::default();
    let mut tell = |run: &Run| partition.acknowledge(run, &mut Notes::none());
    tell(&at(0, 0));
    tell(&at(0, 1));
    partition.position(0, Jump::Resumes, &billing());
    deliver(&mut partition, &at(0, 1));
    assert_eq!(counts(&partition).lost, 0, "not yet passed");
    process(&mut partition, &(0..1));
    assert_eq!(counts(&partition).lost, 1);
}

#[test]
fn what_was_passed_and_is_processed_later_or_acknowledged_late_is_counted_rightly() {
    let mut partition = Partition::default();
    partition.acknowledge(&at(0, 0), &mut Notes::none());
    deliver(&mut partition, &at(0, 0));
    partition.position(0, Jump::Resumes, &billing());
    partition.position(3, Jump::Resumes, &billing());
    assert_eq!(counts(&partition).lost, 1);
    partition.acknowledge(&at(1, 1), &mut Notes::none());
    partition.acknowledge(&at(3, 3), &mut Notes::none());
    assert_eq!(counts(&partition).lost, 2, "3 is still to come");
    process(&mut partition, &(0..1));
    assert_eq!(counts(&partition).lost, 1, "0 was only late");
}

#[test]
fn what_a_reader_was_to_leave_out_is_not_missing() {
    let mut partition = Partition::default();
    partition.acknowledge(&at(0, 0), &mut Notes::none());
    partition.position(0, Jump::Wanted, &billing());
    partition.position(2, Jump::Wanted, &billing());
    partition.acknowledge(&at(1, 1), &mut Notes::none());
    assert_eq!(counts(&partition).lost, 0);
}

#[test]
fn what_lies_before_a_deletion_is_deleted_and_the_rest_is_lost() {
    let mut partition = Partition::default();
    partition.acknowledge(&at(0, 0), &mut Notes::none());
    partition.acknowledge(&at(1, 1), &mut Notes::none());
    partition.position(0, Jump::Resumes, &billing());
    partition.position(2, Jump::Resumes, &billing());
    partition.delete_before(1);
    let counts = counts(&partition);
    assert_eq!((counts.deleted, counts.lost), (1, 1));
}

#[test]
fn a_tombstone_goes_when_its_time_is_over_and_other_records_when_a_later_one_has_their_key() {
    let rule = Rule {
        compacts: true,
        tombstones_after_ms: 10,
        ..Rule::default()
    };
    let mut partition = Partition::of(rule);
    for (number, key, is_tombstone) in [(0, "a", false), (1, "a", false), (2, "b", true)] {
        let numbers = number..number + 1;
        partition
            .keys
            .sent(LIFE, &numbers, &key.into(), is_tombstone);
        partition.acknowledge(&at(number, number), &mut Notes::none());
    }
    partition.position(0, Jump::Resumes, &billing());
    partition.position(3, Jump::Resumes, &billing());
    let missing = |now_ms| -> Vec<(Count, u64)> {
        let reading = partition.readings.get(&billing());
        let missing = reading.map(|reading| partition.missing(reading, now_ms));
        let missing = missing.into_iter().flatten();
        missing.map(|(count, run)| (count, run.offset)).collect()
    };
    let compacted = (Count::Compacted, 0);
    assert_eq!(missing(9), [compacted, (Count::Lost, 1), (Count::Lost, 2)]);
    assert_eq!(
        missing(10),
        [compacted, (Count::Lost, 1), (Count::Compacted, 2)]
    );
}
