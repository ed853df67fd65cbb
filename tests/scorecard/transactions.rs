//! What became of records in transactions, by real producers and readers.

use engine::client::producer::TransactionCommand;
use engine::client::{ClientCommand, Observation};
use engine::model::NodeId;
use judge::Report;
use lab::{Claim, Count, Counts, Reader, Scope, Scorecard, evidence};
use sim::{Action, Fault};
use tank::cluster::{Cluster, cluster};

use TransactionCommand::{Abort, Begin, Commit, Init};

const FIRST: u32 = 2001;
const SECOND: u32 = 2002;

/// A topic of two partitions, two producers with one `transactional.id`, and groups that read with these levels.
fn kafka(version: i16, levels: &[&str]) -> Cluster {
    let mut builder = cluster(3)
        .topic("t", 2, 3, &[])
        .transaction_version(version);
    for (id, level) in (3001..).zip(levels) {
        let configs = [
            ("auto.offset.reset", "earliest"),
            ("group.id", *level),
            ("isolation.level", *level),
        ];
        builder = builder.consumer(id, "t", Some(2_000), &configs);
    }
    for id in [FIRST, SECOND] {
        builder = builder.transactional_producer(id, "id", version, &[]);
    }
    let mut kafka = builder.start();
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

/// Begins a transaction with a record for each partition.
fn begin(kafka: &mut Cluster, id: u32) {
    call(kafka, id, Begin);
    for partition in [0, 1] {
        let send = ClientCommand::Send {
            topic: "t".into(),
            partition: Some(partition),
            key: None,
            value: Some("a".into()),
        };
        command(kafka, id, send);
    }
}

/// A transaction that is ended like this.
fn transact(kafka: &mut Cluster, id: u32, end: TransactionCommand) {
    begin(kafka, id);
    run_ms(kafka, 1_000);
    call(kafka, id, end);
}

fn run_ms(kafka: &mut Cluster, ms: u64) {
    kafka.until_ms(kafka.world.now().0 / 1_000 + ms);
}

/// The counts of the run, each of which opens its records.
fn counts(kafka: &Cluster) -> Counts {
    let counts = Scorecard::of(&kafka.world).total();
    let records = evidence(&kafka.world, &Scope::Total, usize::MAX);
    for count in Count::ALL {
        let records = records.get(count).map_or(0, Vec::len) as u64;
        assert_eq!(records, counts.get(*count), "{}", count.name());
    }
    counts
}

fn of_group(kafka: &Cluster, group: &str) -> Counts {
    let readers = Scorecard::of(&kafka.world).readers();
    readers[&Reader::Group(group.into())]
}

/// What the judge calls wrong.
fn wrong(report: &Report) -> Vec<&'static str> {
    let wrong = report.anomalies.iter().filter(|(_, found)| !found.legal);
    wrong.map(|(anomaly, _)| anomaly.name()).collect()
}

#[test]
fn what_is_committed_is_acknowledged_and_read_by_everybody() {
    for version in [1, 2] {
        let mut kafka = kafka(version, &["read_committed", "read_uncommitted"]);
        call(&mut kafka, FIRST, Init);
        transact(&mut kafka, FIRST, Commit);
        transact(&mut kafka, FIRST, Commit);
        run_ms(&mut kafka, 3_000);
        let expected = Counts {
            sent: 4,
            acknowledged: 4,
            stored: 4,
            delivered: 8,
            processed: 8,
            ..Counts::default()
        };
        assert_eq!(counts(&kafka), expected, "version {version}");
        assert_eq!(wrong(&lab::judge(&kafka.world)), [""; 0]);
    }
}

#[test]
fn what_is_aborted_is_an_aborted_read_for_whoever_reads_everything() {
    for version in [1, 2] {
        let mut kafka = kafka(version, &["read_committed", "read_uncommitted"]);
        call(&mut kafka, FIRST, Init);
        for end in [Commit, Abort, Commit] {
            transact(&mut kafka, FIRST, end);
        }
        run_ms(&mut kafka, 3_000);
        let total = counts(&kafka);
        assert_eq!((total.acknowledged, total.failed), (4, 2));
        assert_eq!((total.lost, total.stored_twice), (0, 0));
        let committed = of_group(&kafka, "read_committed");
        assert_eq!((committed.delivered, committed.aborted), (4, 0));
        let uncommitted = of_group(&kafka, "read_uncommitted");
        assert_eq!((uncommitted.delivered, uncommitted.aborted), (6, 2));
        assert_eq!(wrong(&lab::judge(&kafka.world)), ["G1a"]);
    }
}

#[test]
fn what_is_aborted_is_nothing_to_whoever_reads_what_is_committed() {
    for version in [1, 2] {
        let mut kafka = kafka(version, &["read_committed"]);
        call(&mut kafka, FIRST, Init);
        for end in [Commit, Abort, Abort, Commit] {
            transact(&mut kafka, FIRST, end);
        }
        run_ms(&mut kafka, 3_000);
        let verdict = Scorecard::of(&kafka.world).verdict(Claim::ExactlyOnce);
        assert!(verdict.holds, "{verdict:?}");
        assert_eq!(verdict.counts.processed, 4);
        assert_eq!(wrong(&lab::judge(&kafka.world)), [""; 0]);
    }
}

#[test]
fn whoever_dies_while_it_commits_has_neither_lost_nor_aborted_anything() {
    for after_ms in [0, 1, 2, 4, 8, 16, 32] {
        let mut kafka = kafka(2, &["read_committed", "read_uncommitted"]);
        call(&mut kafka, FIRST, Init);
        transact(&mut kafka, FIRST, Commit);
        kafka.until(|world, _| {
            let last = world.history().last().map(|entry| &entry.observation);
            last == Some(&Observation::Committing)
        });
        run_ms(&mut kafka, after_ms);
        kafka.fault(Fault::Crash(NodeId(FIRST)));
        kafka.start(FIRST);
        call(&mut kafka, FIRST, Init);
        transact(&mut kafka, FIRST, Commit);
        run_ms(&mut kafka, 3_000);
        let counts = counts(&kafka);
        assert_eq!((counts.lost, counts.aborted, counts.failed), (0, 0, 0));
        assert!((2..=4).contains(&counts.acknowledged), "{counts:?}");
        assert_eq!(wrong(&lab::judge(&kafka.world)), [""; 0]);
    }
}

#[test]
fn whoever_dies_before_it_commits_has_aborted_as_soon_as_it_is_back() {
    let mut kafka = kafka(2, &["read_committed", "read_uncommitted"]);
    call(&mut kafka, FIRST, Init);
    begin(&mut kafka, FIRST);
    run_ms(&mut kafka, 1_000);
    kafka.fault(Fault::Crash(NodeId(FIRST)));
    run_ms(&mut kafka, 1_000);
    assert_eq!(counts(&kafka).aborted, 0, "it may still go on");
    kafka.start(FIRST);
    call(&mut kafka, FIRST, Init);
    run_ms(&mut kafka, 3_000);
    let counts = counts(&kafka);
    assert_eq!((counts.aborted, counts.failed, counts.lost), (2, 2, 0));
    assert_eq!(wrong(&lab::judge(&kafka.world)), ["G1a"]);
}

#[test]
fn what_a_zombie_has_sent_is_aborted_once_another_has_its_transactional_id() {
    let mut kafka = kafka(2, &["read_committed", "read_uncommitted"]);
    call(&mut kafka, FIRST, Init);
    begin(&mut kafka, FIRST);
    run_ms(&mut kafka, 1_000);
    call(&mut kafka, SECOND, Init);
    transact(&mut kafka, SECOND, Commit);
    call(&mut kafka, FIRST, Commit);
    run_ms(&mut kafka, 3_000);
    let total = counts(&kafka);
    assert_eq!((total.acknowledged, total.failed, total.lost), (2, 2, 0));
    assert_eq!(of_group(&kafka, "read_uncommitted").aborted, 2);
    assert_eq!(of_group(&kafka, "read_committed").delivered, 2);
    assert_eq!(wrong(&lab::judge(&kafka.world)), ["G1a"]);
}
