//! What a transaction coordinator knows after it has lost its partition, and how its markers get through.

use engine::coordinator::transaction::TransactionState;
use engine::protocol::{ErrorCode, InitProducerIdRequest};

use crate::lone_transactions::{add, coordinator, end, init, verify};
use crate::transaction_rules::ended;

const VERSIONS: [(i16, bool); 2] = [(1, false), (2, true)];

#[test]
fn the_next_coordinator_ends_what_was_decided_and_nothing_else() {
    for (version, v2) in VERSIONS {
        for committed in [true, false] {
            let mut kafka = coordinator(version);
            let producer = kafka.ongoing(2);
            ended(&mut kafka, producer, committed, v2);
            let lost = kafka.take_markers();
            kafka.fail_over();
            let sent = kafka.take_markers();
            assert_eq!(sent[0].marker.committed, committed);
            assert_eq!(sent[0].marker.partitions, lost[0].marker.partitions);
            assert_eq!(sent[0].marker.producer_epoch, lost[0].marker.producer_epoch);
            assert!(sent[0].marker.coordinator_epoch > lost[0].marker.coordinator_epoch);
            // An answer to the one before is no business of this one.
            kafka.answer_markers(lost, ErrorCode::None);
            assert_eq!(kafka.state().decided(), Some(committed));
            kafka.answer_markers(sent, ErrorCode::None);
            assert_eq!(kafka.state().decided(), None);
        }
        let mut kafka = coordinator(version);
        kafka.ongoing(2);
        kafka.fail_over();
        assert_eq!(kafka.state(), TransactionState::Ongoing);
        assert_eq!(kafka.take_markers(), []);
    }
}

#[test]
fn a_decision_that_was_written_but_not_committed_counts_if_the_next_coordinator_has_it() {
    let mut kafka = coordinator(2);
    let producer = kafka.ongoing(1);
    kafka.stop_committing();
    let asked = kafka.wonder(end(producer, true, true));
    kafka.resign();
    let told = kafka.answer(asked).map(crate::lone_transactions::error);
    assert_eq!(told, Some(ErrorCode::NotCoordinator));
    kafka.go_on_committing();
    kafka.take_over();
    assert_eq!(
        kafka.try_to(end(producer, true, true)),
        ErrorCode::CoordinatorLoadInProgress
    );
    kafka.pass_ms(1);
    assert_eq!(kafka.state(), TransactionState::PrepareCommit);
    kafka.write_markers();
    assert_eq!(ended(&mut kafka, producer, true, true).1, producer.1 + 1);
}

#[test]
fn whoever_does_not_coordinate_says_so() {
    let mut kafka = coordinator(2);
    let producer = kafka.ongoing(1);
    kafka.resign();
    let elsewhere = ErrorCode::NotCoordinator;
    assert_eq!(kafka.try_to(init(-1, -1)), elsewhere);
    assert_eq!(kafka.try_to(add(producer, &[0])), elsewhere);
    assert_eq!(kafka.try_to(verify(producer, &[0])), elsewhere);
    assert_eq!(kafka.try_to(end(producer, true, true)), elsewhere);
    let anonymous = InitProducerIdRequest::default();
    assert_eq!(
        kafka.try_to(anonymous),
        ErrorCode::None,
        "that needs no coordinator"
    );
}

#[test]
fn markers_are_sent_again_until_they_are_written() {
    for error in [
        ErrorCode::NotLeaderOrFollower,
        ErrorCode::NotEnoughReplicas,
        ErrorCode::RequestTimedOut,
        ErrorCode::UnknownTopicOrPartition,
    ] {
        let mut kafka = coordinator(2);
        let producer = kafka.ongoing(2);
        ended(&mut kafka, producer, true, true);
        let sent = kafka.take_markers();
        assert_eq!(kafka.take_markers(), []);
        kafka.answer_markers(sent.clone(), error);
        let again = kafka.take_markers();
        assert_eq!(again, sent, "{error}");
        kafka.lose_markers(again);
        assert_eq!(kafka.take_markers(), sent);
    }
}

#[test]
fn a_marker_that_is_fenced_is_not_sent_again() {
    for error in [
        ErrorCode::InvalidProducerEpoch,
        ErrorCode::TransactionCoordinatorFenced,
    ] {
        let mut kafka = coordinator(2);
        let producer = kafka.ongoing(2);
        ended(&mut kafka, producer, true, true);
        let sent = kafka.take_markers();
        kafka.answer_markers(sent, error);
        assert_eq!(kafka.take_markers(), []);
        assert_eq!(kafka.state(), TransactionState::PrepareCommit);
    }
}

#[test]
fn a_partition_that_is_deleted_needs_no_marker() {
    let mut kafka = coordinator(2);
    let producer = kafka.ongoing(2);
    ended(&mut kafka, producer, true, true);
    kafka.delete_topic();
    assert_eq!(kafka.take_markers(), []);
    assert_eq!(kafka.state(), TransactionState::CompleteCommit);
}
