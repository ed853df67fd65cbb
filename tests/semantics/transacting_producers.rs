//! Transactional producers and consumers that read what was committed, as their applications know them.

use engine::client::producer::{
    ProducerState, TransactionCall, TransactionCommand, TransactionFailure,
};
use engine::client::{ClientCommand, Observation};
use engine::coordinator::transaction::TransactionCoordinator;
use engine::model::NodeId;
use engine::protocol::{Body, ErrorCode, Request};
use sim::{Action, AnyNode, Cargo, Fault};

use crate::cluster::{Builder, Cluster, cluster};
use TransactionCommand::{Abort, Begin, Commit, Init};

const FIRST: u32 = 2001;
const SECOND: u32 = 2002;
const COMMITTED: u32 = 3001;
const UNCOMMITTED: u32 = 3002;

/// Transactional producers of these names, one after the other.
fn with_producers(mut builder: Builder, names: &[&str], version: i16) -> Builder {
    for (id, name) in (FIRST..).zip(names) {
        builder = builder.transactional_producer(id, name, version, &[]);
    }
    builder
}

/// A topic of one partition, its producers, a reader of what is committed and one of everything.
fn kafka(names: &[&str], version: i16) -> Cluster {
    let earliest = ("auto.offset.reset", "earliest");
    let builder = cluster(3)
        .topic("t", 1, 3, &[])
        .transaction_version(version)
        .consumer(
            COMMITTED,
            "t",
            Some(2_000),
            &[
                earliest,
                ("group.id", "a"),
                ("isolation.level", "read_committed"),
            ],
        )
        .consumer(
            UNCOMMITTED,
            "t",
            Some(2_000),
            &[earliest, ("group.id", "b")],
        );
    let mut kafka = with_producers(builder, names, version).start();
    kafka.until_ms(5_000);
    kafka
}

fn command(kafka: &mut Cluster, id: u32, command: ClientCommand) {
    let node = NodeId(id);
    kafka.act(Action::Command { node, command });
}

fn call(kafka: &mut Cluster, id: u32, call: TransactionCommand) {
    command(kafka, id, ClientCommand::Transaction(Box::new(call)));
}

fn send(kafka: &mut Cluster, id: u32, value: &str) {
    let send = ClientCommand::Send {
        topic: "t".into(),
        partition: None,
        key: None,
        value: Some(value.into()),
    };
    command(kafka, id, send);
}

fn state(kafka: &Cluster, id: u32) -> ProducerState {
    match kafka.world.slot(NodeId(id)).expect("it is there").node() {
        AnyNode::Producer(producer) => producer.transaction_state().expect("it has an id"),
        other => panic!("{other:?}"),
    }
}

/// Initialises, begins, and sends these.
fn begin(kafka: &mut Cluster, id: u32, values: &[&str]) {
    call(kafka, id, Init);
    call(kafka, id, Begin);
    for value in values {
        send(kafka, id, value);
    }
}

#[test]
fn a_transaction_is_read_once_it_is_committed() {
    for version in [1, 2] {
        let mut kafka = kafka(&["id"], version);
        begin(&mut kafka, FIRST, &["a", "b"]);
        kafka.run_ms(2_000);
        assert_eq!(kafka.printed(UNCOMMITTED), ["a", "b"], "version {version}");
        assert_eq!(kafka.printed(COMMITTED), [""; 0], "version {version}");
        call(&mut kafka, FIRST, Commit);
        kafka.run_ms(2_000);
        assert_eq!(kafka.printed(COMMITTED), ["a", "b"], "version {version}");
        let all = [
            TransactionCall::Init,
            TransactionCall::Begin,
            TransactionCall::Commit,
        ];
        assert_eq!(kafka.calls(FIRST), all.map(|call| (call, None)));
        assert_eq!(state(&kafka, FIRST), ProducerState::Ready);
    }
}

#[test]
fn what_was_aborted_is_read_by_nobody_who_reads_what_is_committed() {
    for version in [1, 2] {
        let mut kafka = kafka(&["id"], version);
        begin(&mut kafka, FIRST, &["a"]);
        kafka.run_ms(1_000);
        call(&mut kafka, FIRST, Abort);
        call(&mut kafka, FIRST, Begin);
        send(&mut kafka, FIRST, "b");
        call(&mut kafka, FIRST, Commit);
        kafka.run_ms(3_000);
        assert_eq!(kafka.printed(COMMITTED), ["b"], "version {version}");
        assert_eq!(kafka.printed(UNCOMMITTED), ["a", "b"], "version {version}");
    }
}

#[test]
fn what_was_not_sent_yet_is_thrown_away_with_its_transaction() {
    let mut kafka = kafka(&["id"], 2);
    begin(&mut kafka, FIRST, &[]);
    kafka.run_ms(1_000);
    send(&mut kafka, FIRST, "a");
    call(&mut kafka, FIRST, Abort);
    kafka.run_ms(2_000);
    let failed = kafka.history().filter(|entry| {
        matches!(
            entry.observation,
            Observation::Failed {
                maybe_written: false,
                ..
            }
        )
    });
    let sent = kafka.log(1, "t", 0).len();
    assert_eq!(
        failed.count() + sent,
        1,
        "it is in the log, or it never will be"
    );
    assert_eq!(kafka.printed(COMMITTED), [""; 0]);
}

#[test]
fn whoever_takes_the_transactional_id_over_fences_the_one_before() {
    for version in [1, 2] {
        let mut kafka = kafka(&["id", "id"], version);
        begin(&mut kafka, FIRST, &["old"]);
        kafka.run_ms(1_000);
        begin(&mut kafka, SECOND, &["new"]);
        call(&mut kafka, SECOND, Commit);
        kafka.run_ms(3_000);
        call(&mut kafka, FIRST, Commit);
        kafka.run_ms(3_000);
        let fenced = TransactionFailure::Fatal(ErrorCode::ProducerFenced);
        assert_eq!(
            kafka.calls(FIRST).last(),
            Some(&(TransactionCall::Commit, Some(fenced))),
            "version {version}"
        );
        assert_eq!(state(&kafka, FIRST), ProducerState::FatalError);
        assert_eq!(kafka.printed(COMMITTED), ["new"], "version {version}");
    }
}

#[test]
fn a_transaction_that_holds_nothing_asks_its_coordinator_nothing() {
    let mut kafka = kafka(&["id"], 1);
    begin(&mut kafka, FIRST, &[]);
    call(&mut kafka, FIRST, Commit);
    kafka.run_ms(2_000);
    assert_eq!(
        kafka.calls(FIRST).last(),
        Some(&(TransactionCall::Commit, None))
    );
    let coordinators = (1..=3).map(|id| kafka.broker(id).transaction_coordinator());
    let decided = coordinators.flat_map(TransactionCoordinator::transactions);
    let states: Vec<_> = decided.map(|known| known.state().name()).collect();
    assert_eq!(states, ["Empty"]);
}

#[test]
fn calls_that_make_no_sense_are_refused_at_once() {
    let mut kafka = kafka(&["id"], 2);
    for wrong in [Begin, Commit, Abort] {
        call(&mut kafka, FIRST, wrong);
    }
    send(&mut kafka, FIRST, "a");
    begin(&mut kafka, FIRST, &[]);
    call(&mut kafka, FIRST, Init);
    kafka.run_ms(2_000);
    let refused = kafka
        .calls(FIRST)
        .into_iter()
        .filter(|(_, failure)| *failure == Some(TransactionFailure::IllegalState))
        .map(|(call, _)| call);
    let wrong = [
        TransactionCall::Begin,
        TransactionCall::Commit,
        TransactionCall::Abort,
        TransactionCall::Init,
    ];
    assert!(refused.eq(wrong), "{:?}", kafka.calls(FIRST));
    assert_eq!(kafka.log(1, "t", 0), [""; 0]);
}

#[test]
fn a_producer_that_is_closed_aborts_what_is_open() {
    let mut kafka = kafka(&["id"], 2);
    begin(&mut kafka, FIRST, &["a"]);
    kafka.run_ms(1_000);
    kafka.close(FIRST);
    kafka.run_ms(2_000);
    assert!(
        !kafka
            .world
            .slot(NodeId(FIRST))
            .expect("it is there")
            .life()
            .is_running()
    );
    let log_end = kafka
        .replica(kafka.leads("t", 0), "t", 0)
        .last_stable_offset();
    assert_eq!(log_end.0, 2, "the record and its marker");
    assert_eq!(kafka.printed(COMMITTED), [""; 0]);
}

/// Commits "a" with its marker so late that the coordinator sends another in the meantime, begins the next transaction with
/// "b", and waits until the first marker is there.
fn a_marker_arrives_late(version: i16) -> Cluster {
    let mut kafka = kafka(&["late"], version);
    begin(&mut kafka, FIRST, &["a"]);
    kafka.run_ms(1_000);
    call(&mut kafka, FIRST, Commit);
    let is_marker = |flight: &sim::Flight<'_>| match flight.cargo {
        Cargo::Message(message) => {
            matches!(&*message.body, Body::Request(Request::WriteTxnMarkers(_)))
        }
        _ => false,
    };
    kafka.until(|world, _| world.flights().any(|flight| is_marker(&flight)));
    let flight = kafka.world.flights().find(is_marker).expect("it flies").id;
    let by = crate::cluster::ms(60_000);
    kafka.fault(Fault::Delay { flight, by });
    kafka.run_ms(40_000);
    assert_eq!(
        kafka.printed(COMMITTED),
        ["a"],
        "the second marker is there"
    );
    call(&mut kafka, FIRST, Begin);
    send(&mut kafka, FIRST, "b");
    kafka.run_ms(30_000);
    kafka
}

#[test]
fn under_version_1_a_late_marker_ends_the_next_transaction() {
    let mut kafka = a_marker_arrives_late(1);
    assert_eq!(state(&kafka, FIRST), ProducerState::InTransaction);
    assert_eq!(kafka.printed(COMMITTED), ["a", "b"], "b is not committed");
    call(&mut kafka, FIRST, Abort);
    kafka.run_ms(5_000);
    assert_eq!(kafka.printed(COMMITTED), ["a", "b"], "b is an aborted read");
}

#[test]
fn under_version_2_a_late_marker_has_the_epoch_of_a_transaction_that_is_over() {
    let mut kafka = a_marker_arrives_late(2);
    assert_eq!(kafka.printed(COMMITTED), ["a"]);
    call(&mut kafka, FIRST, Commit);
    kafka.run_ms(5_000);
    assert_eq!(kafka.printed(COMMITTED), ["a", "b"]);
}
