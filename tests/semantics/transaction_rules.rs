//! What a transaction coordinator decides.

use engine::coordinator::transaction::{TransactionRecord, TransactionState, TransactionValue};
use engine::model::{Duration, Timestamp};
use engine::protocol::{
    AddPartitionsToTxnRequest, ErrorCode, InitProducerIdRequest, InitProducerIdResponse, Response,
};

use crate::cluster::partition;
use crate::lone_transactions::{
    LoneTransactions, add, coordinator, end, init, transaction, verify,
};

const VERSIONS: [(i16, bool); 2] = [(1, false), (2, true)];

pub fn ended(
    kafka: &mut LoneTransactions,
    producer: (i64, i16),
    committed: bool,
    v2: bool,
) -> (i64, i16) {
    match kafka.ask(end(producer, committed, v2)) {
        Response::EndTxn(answer) if answer.error == ErrorCode::None => {
            (answer.producer_id, answer.producer_epoch)
        }
        other => panic!("it is not ended: {other:?}"),
    }
}

fn initialized(number: Option<&Response>) -> &InitProducerIdResponse {
    match number {
        Some(Response::InitProducerId(answer)) => answer,
        other => panic!("no answer to InitProducerId: {other:?}"),
    }
}

#[test]
fn the_answer_to_a_commit_waits_for_its_record_and_not_for_its_markers() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let producer = kafka.ongoing(2);
        kafka.stop_committing();
        let asked = kafka.wonder(end(producer, true, v2));
        assert_eq!(kafka.answer(asked), None);
        assert_eq!(kafka.state(), TransactionState::Ongoing);
        assert_eq!(kafka.take_markers(), []);
        kafka.go_on_committing();
        assert!(kafka.answer(asked).is_some());
        assert_eq!(kafka.state(), TransactionState::PrepareCommit);
        let sent = kafka.take_markers();
        assert!(sent[0].marker.committed);
        assert_eq!(sent[0].marker.partitions.len(), 2);
        kafka.answer_markers(sent, ErrorCode::None);
        assert_eq!(kafka.state(), TransactionState::CompleteCommit);
    }
}

#[test]
fn the_next_transaction_waits_until_the_last_one_is_complete() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let producer = kafka.ongoing(1);
        let next = ended(&mut kafka, producer, true, v2);
        assert_eq!(
            kafka.try_to(add(next, &[1])),
            ErrorCode::ConcurrentTransactions
        );
        assert_eq!(
            kafka.try_to(init(-1, -1)),
            ErrorCode::ConcurrentTransactions
        );
        kafka.write_markers();
        assert_eq!(kafka.try_to(add(next, &[1])), ErrorCode::None);
    }
}

#[test]
fn the_end_of_a_transaction_raises_the_epoch_under_version_2_alone() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let producer = kafka.ongoing(1);
        let next = ended(&mut kafka, producer, false, v2);
        assert_eq!(next, (producer.0, producer.1 + i16::from(v2)));
        let sent = kafka.take_markers();
        assert_eq!(sent[0].marker.producer_epoch, next.1);
        assert_eq!(sent[0].marker.transaction_version, if v2 { 2 } else { 0 });
    }
}

#[test]
fn an_end_that_is_asked_again_is_done_once() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let producer = kafka.ongoing(1);
        let next = ended(&mut kafka, producer, true, v2);
        assert_eq!(
            kafka.try_to(end(producer, true, v2)),
            ErrorCode::ConcurrentTransactions
        );
        kafka.write_markers();
        let records = kafka.log.len();
        assert_eq!(ended(&mut kafka, producer, true, v2), next);
        assert_eq!(kafka.log.len(), records);
        assert_eq!(
            kafka.try_to(end(producer, false, v2)),
            ErrorCode::InvalidTxnState
        );
    }
}

#[test]
fn version_1_cannot_tell_a_late_end_from_the_end_of_the_next_transaction() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let producer = kafka.ongoing(1);
        let next = ended(&mut kafka, producer, true, v2);
        kafka.write_markers();
        assert_eq!(kafka.try_to(add(next, &[1])), ErrorCode::None);
        // The first EndTxn arrives once more, long after its answer.
        let late = kafka.try_to(end(producer, true, v2));
        if v2 {
            assert_eq!(late, ErrorCode::ProducerFenced);
            assert_eq!(kafka.state(), TransactionState::Ongoing);
        } else {
            assert_eq!(late, ErrorCode::None);
            assert_eq!(kafka.state(), TransactionState::PrepareCommit);
        }
    }
}

#[test]
fn under_version_2_an_abort_needs_no_transaction() {
    let mut kafka = coordinator(2);
    let begun = kafka.init();
    let producer = (begun.producer_id, begun.producer_epoch);
    let next = ended(&mut kafka, producer, false, true);
    assert_eq!(next, (producer.0, producer.1 + 1));
    assert_eq!(kafka.state(), TransactionState::CompleteAbort);
    let last = ended(&mut kafka, next, false, true);
    assert_eq!(last.1, next.1 + 1);
    assert_eq!(
        kafka.try_to(end(last, true, true)),
        ErrorCode::InvalidTxnState
    );
}

#[test]
fn a_successor_aborts_the_open_transaction_and_asks_again() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let old = kafka.ongoing(1);
        assert_eq!(
            kafka.try_to(init(-1, -1)),
            ErrorCode::ConcurrentTransactions
        );
        assert_eq!(kafka.state(), TransactionState::PrepareAbort);
        assert_eq!(kafka.known().value().producer_epoch, old.1 + 1);
        assert_eq!(
            kafka.try_to(init(-1, -1)),
            ErrorCode::ConcurrentTransactions
        );
        kafka.write_markers();
        let new = kafka.init();
        assert_eq!((new.producer_id, new.producer_epoch), (old.0, old.1 + 2));
        assert_eq!(kafka.try_to(end(old, true, v2)), ErrorCode::ProducerFenced);
        assert_eq!(kafka.try_to(add(old, &[0])), ErrorCode::ProducerFenced);
    }
}

#[test]
fn while_a_record_is_on_its_way_nobody_else_changes_the_transactional_id() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let producer = kafka.ongoing(1);
        kafka.stop_committing();
        kafka.wonder(add(producer, &[1]));
        let concurrent = ErrorCode::ConcurrentTransactions;
        assert_eq!(kafka.try_to(add(producer, &[2])), concurrent);
        assert_eq!(kafka.try_to(end(producer, true, v2)), concurrent);
        assert_eq!(kafka.try_to(init(-1, -1)), concurrent);
        kafka.go_on_committing();
        assert_eq!(kafka.try_to(add(producer, &[2])), ErrorCode::None);
        assert_eq!(kafka.known().value().partitions.len(), 3);
    }
}

#[test]
fn what_could_not_be_written_has_not_happened() {
    for (meets, told) in [
        (
            ErrorCode::NotEnoughReplicas,
            ErrorCode::CoordinatorNotAvailable,
        ),
        (
            ErrorCode::RequestTimedOut,
            ErrorCode::CoordinatorNotAvailable,
        ),
        (ErrorCode::NotLeaderOrFollower, ErrorCode::NotCoordinator),
        (ErrorCode::MessageTooLarge, ErrorCode::UnknownServerError),
    ] {
        let mut kafka = coordinator(2);
        let producer = kafka.ongoing(1);
        kafka.failure = meets;
        assert_eq!(kafka.try_to(end(producer, true, true)), told, "{meets}");
        assert_eq!(kafka.state(), TransactionState::Ongoing);
        assert_eq!(kafka.known().pending(), None);
        assert_eq!(kafka.take_markers(), []);
        assert_eq!(kafka.try_to(end(producer, true, true)), ErrorCode::None);
    }
}

#[test]
fn a_fence_that_could_not_be_written_is_not_raised_twice() {
    let mut kafka = coordinator(1);
    let old = kafka.ongoing(1);
    kafka.failure = ErrorCode::NotEnoughReplicas;
    let refused = kafka.try_to(init(-1, -1));
    assert_eq!(refused, ErrorCode::CoordinatorNotAvailable);
    assert_eq!(
        kafka.try_to(end(old, true, false)),
        ErrorCode::ProducerFenced
    );
    kafka.wonder(init(-1, -1));
    assert_eq!(kafka.state(), TransactionState::PrepareAbort);
    assert_eq!(kafka.known().value().producer_epoch, old.1 + 1);
}

#[test]
fn a_completion_that_could_not_be_written_is_tried_again() {
    let mut kafka = coordinator(2);
    let producer = kafka.ongoing(1);
    ended(&mut kafka, producer, true, true);
    kafka.failure = ErrorCode::RequestTimedOut;
    kafka.write_markers();
    assert_eq!(kafka.state(), TransactionState::PrepareCommit);
    kafka.pass_ms(1_000);
    assert_eq!(kafka.state(), TransactionState::CompleteCommit);
}

#[test]
fn a_transaction_that_takes_too_long_is_aborted_by_the_next_round_and_its_producer_fenced() {
    for (version, v2) in VERSIONS {
        let mut kafka = coordinator(version);
        let producer = kafka.ongoing(1);
        kafka.pass_ms(60_000 - 1);
        assert_eq!(
            kafka.state(),
            TransactionState::Ongoing,
            "its timeout is not over"
        );
        kafka.pass_ms(9_999);
        assert_eq!(
            kafka.state(),
            TransactionState::Ongoing,
            "nobody has looked"
        );
        kafka.pass_ms(1);
        assert_eq!(kafka.state(), TransactionState::PrepareAbort);
        assert_eq!(kafka.known().value().producer_epoch, producer.1 + 1);
        kafka.write_markers();
        assert_eq!(kafka.state(), TransactionState::CompleteAbort);
        let late = kafka.try_to(add(producer, &[0]));
        assert_eq!(late, ErrorCode::ProducerFenced);
        // A commit of what is aborted already is told so, and not that it is done.
        let late = kafka.try_to(end(producer, true, v2));
        let expected = if v2 {
            ErrorCode::InvalidTxnState
        } else {
            ErrorCode::ProducerFenced
        };
        assert_eq!(late, expected);
    }
}

#[test]
fn a_transactional_id_that_nobody_uses_is_forgotten_after_a_week() {
    const WEEK: i64 = 7 * 24 * 3_600_000;
    let mut kafka = coordinator(2);
    let first = kafka.init();
    kafka.pass_ms(WEEK - 3_600_000);
    assert!(kafka.transactions.transaction("id").is_some());
    kafka.pass_ms(2 * 3_600_000);
    assert!(kafka.transactions.transaction("id").is_none());
    let tombstone = TransactionRecord {
        transactional_id: "id".into(),
        value: None,
    };
    assert_eq!(kafka.log.last(), Some(&tombstone));
    let producer = (first.producer_id, first.producer_epoch);
    let unknown = kafka.try_to(add(producer, &[0]));
    assert_eq!(unknown, ErrorCode::InvalidProducerIdMapping);
    let second = kafka.init();
    assert_ne!(second.producer_id, first.producer_id);
    kafka.fail_over();
    assert_eq!(kafka.known().value().producer_id, second.producer_id);
}

#[test]
fn a_transactional_id_with_an_open_transaction_is_not_forgotten() {
    let mut kafka = coordinator(2);
    kafka.ongoing(1);
    kafka.pass_ms(70_000);
    assert_eq!(kafka.state(), TransactionState::PrepareAbort);
    kafka.pass_ms(30 * 24 * 3_600_000);
    assert_eq!(
        kafka.state(),
        TransactionState::PrepareAbort,
        "its marker is not written"
    );
}

#[test]
fn a_producer_that_goes_on_after_an_error_keeps_its_id_and_may_ask_twice() {
    let mut kafka = coordinator(1);
    let first = kafka.init();
    let second = kafka.init_as(first.producer_id, first.producer_epoch);
    assert_eq!(second.producer_epoch, first.producer_epoch + 1);
    let again = kafka.init_as(first.producer_id, first.producer_epoch);
    assert_eq!(again, second);
    let other = kafka.init();
    let refused = kafka.try_to(init(second.producer_id, second.producer_epoch));
    assert_eq!(refused, ErrorCode::ProducerFenced);
    assert_eq!(
        kafka.init_as(other.producer_id, other.producer_epoch).error,
        ErrorCode::None
    );
    assert_eq!(kafka.try_to(init(7, -1)), ErrorCode::InvalidRequest);
    assert_eq!(kafka.try_to(init(-1, 7)), ErrorCode::InvalidRequest);
}

fn at_epoch(state: TransactionState, producer_epoch: i16) -> TransactionValue {
    TransactionValue {
        state,
        producer_id: 7,
        previous_producer_id: -1,
        next_producer_id: -1,
        producer_epoch,
        last_producer_epoch: -1,
        timeout: Duration::from_millis(60_000),
        partitions: [partition("t", 0)].into_iter().collect(),
        start: Some(Timestamp(1)),
        last_update: Timestamp(1),
        client_transaction_version: 2,
    }
}

#[test]
fn when_the_epochs_are_used_up_the_end_of_a_transaction_gives_a_new_producer_id() {
    const LAST: i16 = i16::MAX - 1;
    let mut kafka = coordinator(2);
    kafka.load_with(at_epoch(TransactionState::Ongoing, LAST));
    let next = ended(&mut kafka, (7, LAST), true, true);
    assert_eq!(next, (1_000, 0));
    let sent = kafka.take_markers();
    let marker = &sent[0].marker;
    assert_eq!((marker.producer_id, marker.producer_epoch), (7, i16::MAX));
    kafka.answer_markers(sent, ErrorCode::None);
    assert_eq!(kafka.known().value().producer_id, 1_000);
    assert_eq!(
        ended(&mut kafka, (7, LAST), true, true),
        next,
        "it asks again"
    );
    kafka.fail_over();
    assert_eq!(
        ended(&mut kafka, (7, LAST), true, true),
        next,
        "the log knows it too"
    );
    assert_eq!(kafka.try_to(add(next, &[1])), ErrorCode::None);
}

#[test]
fn a_leader_that_only_wants_to_know_changes_nothing() {
    let mut kafka = coordinator(2);
    let producer = kafka.ongoing(1);
    let records = kafka.log.len();
    assert_eq!(kafka.try_to(verify(producer, &[0])), ErrorCode::None);
    assert_eq!(
        kafka.try_to(verify(producer, &[1])),
        ErrorCode::TransactionAbortable
    );
    let other = (producer.0 + 1, producer.1);
    assert_eq!(
        kafka.try_to(verify(other, &[0])),
        ErrorCode::InvalidProducerIdMapping
    );
    let late = (producer.0, producer.1 - 1);
    assert_eq!(kafka.try_to(verify(late, &[0])), ErrorCode::ProducerFenced);
    assert_eq!(kafka.log.len(), records);
}

#[test]
fn transactions_of_several_producers_are_answered_together() {
    let mut kafka = coordinator(2);
    let producer = kafka.ongoing(1);
    kafka.stop_committing();
    let mut unknown = transaction(producer, &[0]);
    unknown.transactional_id = "other".into();
    let request = AddPartitionsToTxnRequest {
        by_broker: true,
        transactions: vec![transaction(producer, &[1]), unknown],
    };
    let asked = kafka.wonder(request);
    assert_eq!(kafka.answer(asked), None);
    kafka.go_on_committing();
    let Some(Response::AddPartitionsToTxn(answer)) = kafka.answer(asked) else {
        panic!("it is answered");
    };
    let told = |id: &str| {
        let mut results = answer.transactions.iter();
        let result = results.find(|result| &*result.transactional_id == id);
        result.expect("an entry each").partitions[0].1
    };
    assert_eq!(told("id"), ErrorCode::None);
    assert_eq!(told("other"), ErrorCode::InvalidProducerIdMapping);
}

#[test]
fn one_partition_that_does_not_exist_keeps_all_of_them_out() {
    let mut kafka = coordinator(2);
    let producer = kafka.ongoing(1);
    let Response::AddPartitionsToTxn(answer) = kafka.ask(add(producer, &[1, 9])) else {
        panic!("it is answered");
    };
    let errors = answer.transactions[0].partitions.iter();
    let errors: Vec<ErrorCode> = errors.map(|(_, error)| *error).collect();
    assert_eq!(
        errors,
        [
            ErrorCode::OperationNotAttempted,
            ErrorCode::UnknownTopicOrPartition
        ]
    );
    assert_eq!(kafka.known().value().partitions.len(), 1);
}

#[test]
fn producer_ids_are_waited_for_and_not_made_up() {
    let mut kafka = coordinator(2);
    kafka.producer_ids.allot(5, 1);
    assert_eq!(kafka.init().producer_id, 5);
    let asked = kafka.wonder(InitProducerIdRequest::default());
    let answer = initialized(kafka.answer(asked));
    assert_eq!(answer.error, ErrorCode::CoordinatorLoadInProgress);
}

#[test]
fn a_record_says_what_kafkas_says() {
    let mut value = at_epoch(TransactionState::PrepareCommit, 3);
    value.next_producer_id = 9;
    value.partitions.insert(partition("u", 2));
    value.partitions.insert(partition("t", 1));
    for state in [TransactionState::PrepareCommit, TransactionState::Empty] {
        value.state = state;
        if state == TransactionState::Empty {
            (value.start, value.partitions) = (None, Default::default());
        }
        let record = TransactionRecord {
            transactional_id: "id".into(),
            value: Some(value.clone()),
        };
        let encoded = record.encode(Timestamp(5));
        assert_eq!(TransactionRecord::decode(&encoded), Some(record));
    }
    let bytes = TransactionRecord {
        transactional_id: "id".into(),
        value: Some(value),
    };
    let bytes = bytes.encode(Timestamp(5));
    let key = bytes.key.expect("it has a key");
    assert_eq!(&*key.bytes(), b"\0\0\0\x02id");
    let value = bytes.value.expect("it has a value");
    let expected: Vec<u8> = [
        &1_i16.to_be_bytes()[..],
        &7_i64.to_be_bytes(),
        &3_i16.to_be_bytes(),
        &60_000_i32.to_be_bytes(),
        &[0, 0],
        &1_i64.to_be_bytes(),
        &(-1_i64).to_be_bytes(),
        &[2, 1, 8],
        &9_i64.to_be_bytes(),
        &[2, 2],
        &2_i16.to_be_bytes(),
    ]
    .concat();
    assert_eq!(&*value.bytes(), expected.as_slice());
}
