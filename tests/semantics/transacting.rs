//! A transaction from its beginning to its end, under both transaction versions.

use engine::coordinator::partition_for;
use engine::coordinator::transaction::TransactionState;
use engine::model::{NodeId, Offset};
use engine::protocol::{
    ErrorCode, IsolationLevel, OffsetFetchGroup, OffsetFetchRequest, Response, WritableTxnMarker,
    WriteTxnMarkersRequest,
};
use sim::Fault;

use crate::by_hand::{Transactional, fetch, read_committed, read_uncommitted};
use crate::cluster::{Cluster, cluster, partition};

fn kafka(version: i16) -> Cluster {
    let mut kafka = cluster(3)
        .topic("t", 2, 3, &[])
        .transaction_version(version)
        .admin()
        .start();
    kafka.until_ms(3_000);
    kafka
}

const BOTH: [(i16, bool); 2] = [(1, false), (2, true)];

#[test]
fn what_is_committed_is_read_and_what_is_aborted_is_not() {
    for (version, v2) in BOTH {
        let mut kafka = kafka(version);
        let mut producer = Transactional::begun(&mut kafka, "id", v2);
        let places = [partition("t", 0), partition("t", 1)];
        for place in &places {
            producer.write(&mut kafka, place, 0, "a");
        }
        assert_eq!(read_committed(&mut kafka, &places[0]), [""; 0]);
        producer.ended(&mut kafka, true);
        let second = i32::from(!v2);
        for place in &places {
            producer.write(&mut kafka, place, second, "b");
        }
        producer.ended(&mut kafka, false);
        kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
        assert_eq!(
            producer.known(&kafka).state(),
            TransactionState::CompleteAbort
        );
        for place in &places {
            assert_eq!(
                read_committed(&mut kafka, place),
                ["a"],
                "version {version}"
            );
            assert_eq!(read_uncommitted(&mut kafka, place), ["a", "b"]);
        }
    }
}

#[test]
fn a_producer_that_starts_again_fences_the_one_before() {
    for (version, v2) in BOTH {
        let mut kafka = kafka(version);
        let place = partition("t", 0);
        let old = Transactional::begun(&mut kafka, "id", v2);
        old.write(&mut kafka, &place, 0, "old");
        let mut new = Transactional::new("id", v2);
        new.begin(&mut kafka);
        assert_eq!(new.producer_id, old.producer_id);
        assert!(new.epoch > old.epoch);
        assert_eq!(old.end(&mut kafka, true).error, ErrorCode::ProducerFenced);
        new.write(&mut kafka, &place, 0, "new");
        assert_eq!(
            old.produce(&mut kafka, &place, 1, "late"),
            ErrorCode::InvalidProducerEpoch
        );
        new.ended(&mut kafka, true);
        kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
        assert_eq!(read_committed(&mut kafka, &place), ["new"]);
    }
}

#[test]
fn a_transaction_that_nobody_ends_holds_readers_back_until_its_timeout() {
    for (version, v2) in BOTH {
        let mut kafka = kafka(version);
        let place = partition("t", 0);
        let mut hanging = Transactional::new("hanging", v2);
        hanging.timeout_ms = 20_000;
        hanging.begin(&mut kafka);
        hanging.write(&mut kafka, &place, 0, "hangs");
        let mut other = Transactional::begun(&mut kafka, "other", v2);
        other.write(&mut kafka, &place, 0, "waits");
        other.ended(&mut kafka, true);
        let began = kafka.world.now().0 / 1_000;
        kafka.until_ms(began + 15_000);
        let stable = fetch(&mut kafka, &place, IsolationLevel::ReadCommitted);
        assert_eq!(stable.last_stable_offset, Offset(0));
        assert!(stable.high_watermark > Offset(2));
        assert_eq!(read_committed(&mut kafka, &place), [""; 0]);
        kafka.until_ms(began + 32_000);
        assert_eq!(read_committed(&mut kafka, &place), ["waits"]);
        assert_eq!(hanging.end(&mut kafka, true).error, refused_commit(v2));
    }
}

/// What a commit is told that comes after the transaction's timeout.
fn refused_commit(v2: bool) -> ErrorCode {
    if v2 {
        ErrorCode::InvalidTxnState
    } else {
        ErrorCode::ProducerFenced
    }
}

#[test]
fn a_batch_of_a_transaction_that_does_not_have_the_partition_is_refused() {
    let mut kafka = kafka(1);
    let place = partition("t", 0);
    let mut producer = Transactional::begun(&mut kafka, "id", false);
    assert_eq!(
        producer.produce(&mut kafka, &place, 0, "alone"),
        ErrorCode::TransactionAbortable
    );
    producer.write(&mut kafka, &place, 0, "in it");
    producer.ended(&mut kafka, true);
    kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
    assert_eq!(
        producer.produce(&mut kafka, &place, 1, "after it"),
        ErrorCode::TransactionAbortable
    );
    assert_eq!(read_uncommitted(&mut kafka, &place), ["in it"]);
}

#[test]
fn without_verification_a_late_batch_of_version_1_hangs_and_with_it_it_is_refused() {
    for verified in [true, false] {
        let mut kafka = cluster(3)
            .topic("t", 1, 3, &[])
            .transaction_version(1)
            .broker_config(&[(
                "transaction.partition.verification.enable",
                if verified { "true" } else { "false" },
            )])
            .admin()
            .start();
        kafka.until_ms(3_000);
        let place = partition("t", 0);
        let mut producer = Transactional::begun(&mut kafka, "id", false);
        producer.write(&mut kafka, &place, 0, "in time");
        producer.ended(&mut kafka, true);
        kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
        // It was on its way while the transaction was committed.
        let late = producer.produce(&mut kafka, &place, 1, "late");
        kafka.until_ms(kafka.world.now().0 / 1_000 + 100_000);
        let fetched = fetch(&mut kafka, &place, IsolationLevel::ReadCommitted);
        let hangs = fetched.last_stable_offset < fetched.high_watermark;
        if verified {
            assert_eq!((late, hangs), (ErrorCode::TransactionAbortable, false));
        } else {
            assert_eq!((late, hangs), (ErrorCode::None, true), "for ever");
        }
    }
}

#[test]
fn under_version_2_the_leader_adds_its_partition_itself() {
    let mut kafka = kafka(2);
    let place = partition("t", 0);
    let producer = Transactional::begun(&mut kafka, "id", true);
    assert_eq!(producer.known(&kafka).state(), TransactionState::Empty);
    assert_eq!(
        producer.produce(&mut kafka, &place, 0, "a"),
        ErrorCode::None
    );
    let known = producer.known(&kafka);
    assert_eq!(known.state(), TransactionState::Ongoing);
    assert_eq!(known.value().partitions.len(), 1);
    // What is in the transaction already is not asked about again.
    assert_eq!(
        producer.produce(&mut kafka, &place, 1, "b"),
        ErrorCode::None
    );
    assert_eq!(
        producer.produce(&mut kafka, &partition("t", 1), 5, "c"),
        ErrorCode::OutOfOrderSequenceNumber,
        "a partition that does not know the producer begins at 0"
    );
}

#[test]
fn offsets_of_a_transaction_count_when_it_is_committed_and_are_waited_for_until_then() {
    for (version, v2) in BOTH {
        for committed in [true, false] {
            let mut kafka = kafka(version);
            let place = partition("t", 0);
            let mut producer = Transactional::begun(&mut kafka, "id", v2);
            producer.committed(&mut kafka, "g", &place, 5);
            assert_eq!(
                fetched(&mut kafka, true),
                Err(ErrorCode::UnstableOffsetCommit)
            );
            assert_eq!(fetched(&mut kafka, false), Ok(None));
            producer.ended(&mut kafka, committed);
            kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
            let expected = committed.then_some(5);
            assert_eq!(fetched(&mut kafka, true), Ok(expected), "version {version}");
            // So does a coordinator that reads it in the log.
            let coordinator = kafka.leads("__consumer_offsets", partition_for("g", 3));
            kafka.fault(Fault::Crash(NodeId(coordinator)));
            kafka.until_ms(kafka.world.now().0 / 1_000 + 15_000);
            assert_eq!(fetched(&mut kafka, true), Ok(expected), "version {version}");
        }
    }
}

/// What the group `g` has committed of `t-0`.
fn fetched(kafka: &mut Cluster, require_stable: bool) -> Result<Option<i64>, ErrorCode> {
    let groups = vec![OffsetFetchGroup {
        member: None,
        group_id: "g".into(),
        partitions: Some(vec![partition("t", 0)]),
    }];
    let request = OffsetFetchRequest {
        groups,
        require_stable,
    };
    let coordinator = kafka.leads("__consumer_offsets", partition_for("g", 3));
    match kafka.ask(coordinator, request).as_deref() {
        Some(Response::OffsetFetch(answer)) => match &answer.groups[0] {
            group if group.error != ErrorCode::None => Err(group.error),
            group => {
                let found = group.partitions[0].1.as_ref();
                Ok(found.map(|committed| committed.offset.0))
            }
        },
        other => panic!("no answer to OffsetFetch: {other:?}"),
    }
}

#[test]
fn a_commit_survives_the_death_of_its_coordinator_wherever_that_strikes() {
    for (version, v2) in BOTH {
        for after_ms in [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 40] {
            let mut kafka = kafka(version);
            let places = [partition("t", 0), partition("t", 1)];
            let mut producer = Transactional::begun(&mut kafka, "id", v2);
            for place in &places {
                producer.write(&mut kafka, place, 0, "a");
            }
            let coordinator = producer.coordinator(&kafka);
            kafka.wonder(coordinator, producer.end_request(true));
            kafka.until_ms(kafka.world.now().0 / 1_000 + after_ms);
            kafka.fault(Fault::Crash(NodeId(coordinator)));
            kafka.until_ms(kafka.world.now().0 / 1_000 + 15_000);
            producer.ended(&mut kafka, true);
            kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
            for place in &places {
                let read = read_committed(&mut kafka, place);
                assert_eq!(read, ["a"], "version {version}, after {after_ms} ms");
            }
            assert_eq!(
                producer.known(&kafka).state(),
                TransactionState::CompleteCommit
            );
        }
    }
}

#[test]
fn markers_of_an_earlier_coordinator_are_refused() {
    let mut kafka = kafka(1);
    let place = partition("t", 0);
    let producer = Transactional::begun(&mut kafka, "id", false);
    producer.write(&mut kafka, &place, 0, "a");
    let marker = |coordinator_epoch: i32, producer_epoch: i16| WritableTxnMarker {
        producer_id: producer.producer_id,
        producer_epoch,
        committed: true,
        coordinator_epoch,
        transaction_version: 0,
        partitions: vec![place.clone()],
    };
    let requests = [marker(9, 0), marker(8, 0), marker(9, -1)];
    let errors = requests.map(|marker| write(&mut kafka, marker));
    assert_eq!(
        errors,
        [
            ErrorCode::None,
            ErrorCode::TransactionCoordinatorFenced,
            ErrorCode::InvalidProducerEpoch
        ]
    );
}

#[test]
fn a_late_marker_ends_the_next_transaction_under_version_1_and_is_refused_under_version_2() {
    for (version, v2) in BOTH {
        let mut kafka = kafka(version);
        let place = partition("t", 0);
        let mut producer = Transactional::begun(&mut kafka, "id", v2);
        producer.write(&mut kafka, &place, 0, "first");
        let ended_at = producer.epoch + i16::from(v2);
        producer.ended(&mut kafka, true);
        kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
        producer.write(&mut kafka, &place, i32::from(!v2), "second");
        let late = WritableTxnMarker {
            producer_id: producer.producer_id,
            producer_epoch: ended_at,
            committed: true,
            coordinator_epoch: 0,
            transaction_version: if v2 { 2 } else { 0 },
            partitions: vec![place.clone()],
        };
        let written = write(&mut kafka, late);
        kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
        let read = read_committed(&mut kafka, &place);
        if v2 {
            assert_eq!(written, ErrorCode::InvalidProducerEpoch);
            assert_eq!(read, ["first"]);
        } else {
            assert_eq!(written, ErrorCode::None);
            assert_eq!(read, ["first", "second"], "nobody has committed the second");
            assert_eq!(producer.known(&kafka).state(), TransactionState::Ongoing);
        }
    }
}

fn write(kafka: &mut Cluster, marker: WritableTxnMarker) -> ErrorCode {
    let leader = kafka.leads("t", 0);
    let markers = vec![marker];
    match kafka
        .ask(leader, WriteTxnMarkersRequest { markers })
        .as_deref()
    {
        Some(Response::WriteTxnMarkers(answer)) => answer.markers[0].partitions[0].1,
        other => panic!("no answer to WriteTxnMarkers: {other:?}"),
    }
}

#[test]
fn offsets_of_somebody_who_is_no_member_of_the_generation_stay_out_of_the_transaction() {
    let mut kafka = kafka(2);
    let place = partition("t", 0);
    let producer = Transactional::begun(&mut kafka, "id", true);
    producer.committed(&mut kafka, "other", &place, 1);
    let mut request = producer.offsets_request("g", &place, 5);
    request.generation_id = 1;
    request.member_id = "gone".into();
    let coordinator = kafka.leads("__consumer_offsets", partition_for("g", 3));
    let told = kafka.ask(coordinator, request);
    let Some(Response::TxnOffsetCommit(answer)) = told.as_deref() else {
        panic!("no answer to TxnOffsetCommit: {told:?}");
    };
    assert_eq!(answer.partitions[0].1, ErrorCode::IllegalGeneration);
    assert_eq!(fetched(&mut kafka, true), Ok(None));
}
