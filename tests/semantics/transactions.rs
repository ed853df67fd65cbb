//! Transactions as one partition sees them: markers, the last stable offset, aborted transactions.

use engine::log::{AbortedTxn, AppendOrigin, ControlRecordType};
use engine::model::Offset;
use engine::protocol::ErrorCode;

use crate::partition::{Partition, marker, numbered, partition};
use ControlRecordType::{Abort, Commit};

fn in_transaction(partition: &mut Partition, producer: i64, sequence: i32) {
    let batch = numbered(producer, 0, sequence, 1).transactional();
    partition.append(&batch).expect("in order");
}

fn end(partition: &mut Partition, kind: ControlRecordType, producer: i64) {
    let marker = marker(kind, producer, 0, 0);
    partition.coordinate(&marker).expect("in order");
}

#[test]
fn an_open_transaction_holds_the_last_stable_offset_back() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 2)).unwrap();
    in_transaction(&mut partition, 7, 0);
    partition.append(&numbered(-1, -1, -1, 2)).unwrap();
    partition.commit();
    assert_eq!(partition.last_stable_offset(), 2);
    end(&mut partition, Commit, 7);
    assert_eq!(
        partition.last_stable_offset(),
        2,
        "the marker is not committed"
    );
    partition.commit();
    assert_eq!(partition.last_stable_offset(), 6);
}

#[test]
fn a_marker_at_the_high_watermark_is_not_committed_yet() {
    let mut partition = partition();
    for (producer, marker) in [(7, 1), (8, 3)] {
        in_transaction(&mut partition, producer, 0);
        end(&mut partition, Commit, producer);
        assert_eq!(partition.log.log_end_offset(), Offset(marker + 1));
    }
    partition.high_watermark = Offset(3);
    partition.log.on_high_watermark_updated(Offset(3));
    assert_eq!(partition.last_stable_offset(), 2);
}

#[test]
fn a_snapshot_knows_nothing_of_transactions_that_are_decided() {
    let mut partition = partition();
    in_transaction(&mut partition, 7, 0);
    end(&mut partition, Commit, 7);
    let unstable = |p: &Partition| p.log.producers().first_unstable_offset();
    assert_eq!(unstable(&partition), Some(Offset(0)));
    partition.restart();
    assert_eq!(unstable(&partition), None);
}

#[test]
fn the_last_stable_offset_is_never_beyond_the_high_watermark() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 5)).unwrap();
    assert_eq!(partition.last_stable_offset(), 0);
    partition.high_watermark = Offset(3);
    assert_eq!(partition.last_stable_offset(), 3);
}

#[test]
fn the_earliest_of_several_transactions_counts() {
    let mut partition = partition();
    in_transaction(&mut partition, 7, 0);
    in_transaction(&mut partition, 8, 0);
    end(&mut partition, Commit, 8);
    partition.commit();
    assert_eq!(partition.last_stable_offset(), 0);
    end(&mut partition, Abort, 7);
    partition.commit();
    assert_eq!(partition.last_stable_offset(), 4);
}

#[test]
fn a_reader_is_told_of_the_aborted_transactions_in_what_it_reads() {
    let mut partition = partition();
    in_transaction(&mut partition, 7, 0); // 0
    in_transaction(&mut partition, 8, 0); // 1
    end(&mut partition, Abort, 8); // 2
    end(&mut partition, Commit, 7); // 3
    in_transaction(&mut partition, 7, 1); // 4
    end(&mut partition, Abort, 7); // 5
    let of_8 = AbortedTxn {
        producer_id: 8,
        first_offset: Offset(1),
        last_offset: Offset(2),
        last_stable_offset: Offset(0),
    };
    let of_7 = AbortedTxn {
        producer_id: 7,
        first_offset: Offset(4),
        last_offset: Offset(5),
        last_stable_offset: Offset(6),
    };
    let aborted = |from, to| partition.log.aborted_transactions(Offset(from), Offset(to));
    assert_eq!(aborted(0, 6), [of_8, of_7]);
    assert_eq!(aborted(0, 4), [of_8]);
    assert_eq!(aborted(3, 6), [of_7]);
    assert_eq!(aborted(5, 6), [of_7], "its marker is still to come");
    assert_eq!(aborted(0, 1), []);
}

#[test]
fn an_aborted_transaction_is_found_in_the_segment_of_its_marker() {
    let mut partition = partition();
    in_transaction(&mut partition, 7, 0);
    partition.roll();
    in_transaction(&mut partition, 8, 0);
    partition.roll();
    end(&mut partition, Abort, 7);
    let aborted = partition.log.aborted_transactions(Offset(0), Offset(1));
    assert_eq!(aborted.len(), 1);
    assert!(partition.truncate_to(2));
    assert_eq!(partition.log.aborted_transactions(Offset(0), Offset(1)), []);
    assert_eq!(partition.commit().last_stable_offset(), 0, "open again");
}

#[test]
fn within_a_transaction_a_producer_writes_nothing_else() {
    let mut partition = partition();
    in_transaction(&mut partition, 7, 0);
    let found = partition.append(&numbered(7, 0, 1, 1));
    assert_eq!(found, Err(ErrorCode::InvalidTxnState));
    end(&mut partition, Commit, 7);
    partition.append(&numbered(7, 0, 1, 1)).expect("outside");
}

#[test]
fn a_coordinator_that_was_replaced_can_end_nothing() {
    let mut partition = partition();
    in_transaction(&mut partition, 7, 0);
    partition.coordinate(&marker(Commit, 7, 0, 5)).unwrap();
    in_transaction(&mut partition, 7, 1);
    let zombie = partition.coordinate(&marker(Abort, 7, 0, 4));
    assert_eq!(zombie, Err(ErrorCode::TransactionCoordinatorFenced));
    partition.coordinate(&marker(Commit, 7, 0, 5)).unwrap();
}

#[test]
fn a_marker_of_an_older_epoch_is_refused() {
    let mut partition = partition();
    let batch = numbered(7, 3, 0, 1).transactional();
    partition.append(&batch).unwrap();
    let old = partition.coordinate(&marker(Commit, 7, 2, 0));
    assert_eq!(old, Err(ErrorCode::InvalidProducerEpoch));
    partition.coordinate(&marker(Commit, 7, 3, 0)).unwrap();
}

#[test]
fn under_transaction_version_2_a_marker_raises_the_epoch_unless_it_repeats_the_last() {
    let mut partition = partition();
    let origin = AppendOrigin::Coordinator;
    let batch = numbered(7, 3, 0, 1).transactional();
    partition
        .append_from(AppendOrigin::Client, 2, &batch)
        .unwrap();
    let same = partition.append_from(origin, 2, &marker(Commit, 7, 3, 0));
    assert_eq!(same, Err(ErrorCode::InvalidProducerEpoch));
    let next = marker(Commit, 7, 4, 0);
    partition.append_from(origin, 2, &next).unwrap();
    partition
        .append_from(origin, 2, &next)
        .expect("asked again");
    let batch = numbered(7, 4, 0, 1).transactional();
    partition
        .append_from(AppendOrigin::Client, 2, &batch)
        .unwrap();
    let late = partition.append_from(origin, 2, &next);
    assert_eq!(late, Err(ErrorCode::InvalidProducerEpoch));
}

#[test]
fn a_marker_without_a_transaction_holds_nothing_back() {
    let mut partition = partition();
    end(&mut partition, Abort, 7);
    assert_eq!(partition.commit().last_stable_offset(), 1);
    assert_eq!(partition.log.aborted_transactions(Offset(0), Offset(1)), []);
}

#[test]
fn transactions_survive_a_restart() {
    let mut partition = partition();
    in_transaction(&mut partition, 7, 0);
    end(&mut partition, Abort, 7);
    in_transaction(&mut partition, 8, 0);
    let aborted = partition.log.aborted_transactions(Offset(0), Offset(9));
    for clean in [true, false] {
        if clean {
            partition.restart();
        } else {
            partition.kill();
        }
        partition.commit();
        assert_eq!(partition.last_stable_offset(), 2);
        let found = partition.log.aborted_transactions(Offset(0), Offset(9));
        assert_eq!(found, aborted);
    }
    end(&mut partition, Commit, 8);
    assert_eq!(partition.commit().last_stable_offset(), 4);
}

#[test]
fn a_log_that_is_cut_forgets_what_was_aborted_beyond_the_cut_and_nothing_else() {
    let mut partition = partition();
    for sequence in 0..2 {
        in_transaction(&mut partition, 7, sequence);
        end(&mut partition, Abort, 7);
    }
    assert!(partition.truncate_to(3));
    let aborted = partition.log.aborted_transactions(Offset(0), Offset(9));
    let markers = aborted.iter().map(|aborted| aborted.last_offset);
    assert!(markers.eq([Offset(1)]));
    partition.commit();
    assert_eq!(partition.last_stable_offset(), 2, "it is open again");
}
