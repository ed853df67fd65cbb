//! What a partition knows of idempotent producers.

use engine::log::{AppendOrigin, Appended, ControlRecordType};
use engine::model::Offset;
use engine::protocol::ErrorCode;

use crate::partition::{Partition, marker, numbered, partition};

fn duplicate(base: i64, last: i64) -> Result<Appended, ErrorCode> {
    Ok(Appended::Duplicate {
        base_offset: Offset(base),
        last_offset: Offset(last),
    })
}

#[test]
fn a_batch_that_is_sent_again_is_stored_once() {
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 3)).unwrap();
    partition.append(&numbered(7, 0, 3, 2)).unwrap();
    assert_eq!(partition.append(&numbered(7, 0, 0, 3)), duplicate(0, 2));
    assert_eq!(partition.append(&numbered(7, 0, 3, 2)), duplicate(3, 4));
    assert_eq!(partition.start_and_end(), (0, 5));
}

#[test]
fn only_the_last_five_batches_are_remembered() {
    let mut partition = partition();
    for sequence in 0..6 {
        partition.append(&numbered(7, 0, sequence, 1)).unwrap();
    }
    assert_eq!(partition.append(&numbered(7, 0, 1, 1)), duplicate(1, 1));
    let forgotten = partition.append(&numbered(7, 0, 0, 1));
    assert_eq!(forgotten, Err(ErrorCode::OutOfOrderSequenceNumber));
}

#[test]
fn a_gap_or_an_overlap_is_out_of_order() {
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 3)).unwrap();
    for sequence in [4, 1, 2] {
        let found = partition.append(&numbered(7, 0, sequence, 3));
        assert_eq!(found, Err(ErrorCode::OutOfOrderSequenceNumber));
    }
}

#[test]
fn a_new_epoch_begins_at_0_and_ends_the_old_one() {
    let mut partition = partition();
    partition.append(&numbered(7, 1, 0, 3)).unwrap();
    let found = partition.append(&numbered(7, 2, 3, 1));
    assert_eq!(found, Err(ErrorCode::OutOfOrderSequenceNumber));
    let again = partition.append(&numbered(7, 2, 0, 3));
    assert!(
        matches!(again, Ok(Appended::New(_))),
        "no duplicate: {again:?}"
    );
    let found = partition.append(&numbered(7, 1, 3, 1));
    assert_eq!(found, Err(ErrorCode::InvalidProducerEpoch));
    let again = partition.append(&numbered(7, 1, 0, 3));
    assert_eq!(again, Err(ErrorCode::InvalidProducerEpoch));
}

#[test]
fn a_producer_that_is_not_known_may_begin_anywhere() {
    let mut partition = partition();
    partition.append(&numbered(7, 4, 123, 1)).unwrap();
    partition.append(&numbered(7, 4, 124, 1)).unwrap();
}

#[test]
fn under_transaction_version_2_a_transactional_producer_that_is_not_known_begins_at_0() {
    let mut partition = partition();
    let batch = numbered(7, 4, 123, 1).transactional();
    let strict = partition.append_from(AppendOrigin::Client, 2, &batch);
    assert_eq!(strict, Err(ErrorCode::OutOfOrderSequenceNumber));
    let plain = numbered(8, 4, 123, 1);
    assert!(
        partition
            .append_from(AppendOrigin::Client, 2, &plain)
            .is_ok()
    );
    assert!(
        partition
            .append_from(AppendOrigin::Client, 1, &batch)
            .is_ok()
    );
}

#[test]
fn sequence_numbers_wrap_around_and_retries_are_still_known() {
    let mut partition = partition();
    let batch = numbered(7, 0, i32::MAX - 1, 4);
    partition.append(&batch).unwrap();
    assert_eq!(partition.append(&batch), duplicate(0, 3));
    partition.append(&numbered(7, 0, 2, 1)).unwrap();
}

#[test]
fn a_coordinators_appends_are_not_numbered() {
    let mut partition = partition();
    let batch = numbered(7, 3, -1, 1).transactional();
    partition.coordinate(&batch).unwrap();
    partition.coordinate(&batch).unwrap();
    let old = numbered(7, 2, -1, 1).transactional();
    assert_eq!(
        partition.coordinate(&old),
        Err(ErrorCode::InvalidProducerEpoch)
    );
}

#[test]
fn an_idle_producer_is_forgotten_after_a_day_but_not_within_a_transaction() {
    const DAY: i64 = 86_400_000;
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 1)).unwrap();
    partition
        .append(&numbered(8, 0, 0, 1).transactional())
        .unwrap();
    let expire = |partition: &mut Partition, after: i64| {
        partition.wait_ms(after);
        let now = partition.now.wall;
        partition.log.remove_expired_producers(now, DAY);
        let entries = partition.log.producers().entries();
        entries.map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(expire(&mut partition, DAY - 1), [7, 8]);
    assert_eq!(expire(&mut partition, 1), [8]);
    partition.append(&numbered(7, 0, 55, 1)).expect("forgotten");
}

#[test]
fn producers_outlive_their_records() {
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 3)).unwrap();
    partition.commit().delete_records(3).unwrap();
    let found = partition.append(&numbered(7, 0, 9, 1));
    assert_eq!(found, Err(ErrorCode::OutOfOrderSequenceNumber));
    partition.append(&numbered(7, 0, 3, 1)).unwrap();
}

#[test]
fn truncation_makes_the_log_forget_the_sequence_numbers_of_what_is_gone() {
    let mut partition = partition();
    for sequence in 0..4 {
        partition.append(&numbered(7, 0, sequence, 1)).unwrap();
        partition.roll();
    }
    assert!(partition.truncate_to(2));
    let entry = partition.log.producers().entry(7).expect("known");
    assert_eq!(entry.last_sequence(), 1);
    assert_eq!(entry.last_data_offset(), Some(Offset(1)));
    partition.append(&numbered(7, 0, 2, 1)).expect("the next");
}

#[test]
fn of_a_snapshot_only_the_last_batch_is_remembered() {
    let mut partition = partition();
    for sequence in 0..3 {
        partition.append(&numbered(7, 0, sequence, 1)).unwrap();
    }
    partition.restart();
    assert_eq!(partition.append(&numbered(7, 0, 2, 1)), duplicate(2, 2));
    let older = partition.append(&numbered(7, 0, 1, 1));
    assert_eq!(older, Err(ErrorCode::OutOfOrderSequenceNumber));
}

#[test]
fn a_marker_leaves_the_epoch_behind_though_there_was_no_record() {
    let mut partition = partition();
    let commit = marker(ControlRecordType::Commit, 7, 2, 0);
    partition.coordinate(&commit).unwrap();
    let old = partition.append(&numbered(7, 1, 0, 1));
    assert_eq!(old, Err(ErrorCode::InvalidProducerEpoch));
    let gap = partition.append(&numbered(7, 2, 1, 1));
    assert_eq!(gap, Err(ErrorCode::OutOfOrderSequenceNumber));
    partition.append(&numbered(7, 2, 0, 1)).unwrap();
}

#[test]
fn a_retry_has_the_same_first_and_the_same_last_sequence_number() {
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 3)).unwrap();
    for (sequence, count) in [(2, 1), (0, 2)] {
        let other = partition.append(&numbered(7, 0, sequence, count));
        assert_eq!(other, Err(ErrorCode::OutOfOrderSequenceNumber));
    }
    assert_eq!(partition.append(&numbered(7, 0, 0, 3)), duplicate(0, 2));
}

#[test]
fn a_snapshot_of_producers_takes_46_bytes_for_each_and_10_more() {
    let mut partition = partition();
    for producer in [7, 8, 9] {
        partition.append(&numbered(producer, 0, 0, 1)).unwrap();
    }
    assert_eq!(partition.log.producers().snapshot_size(), 10 + 3 * 46);
}
