//! What a producer's application sends on its own, in transactions and to several topics.

use engine::app::{Source, SourceRecord, SourceRecords};
use engine::client::Observation;
use engine::client::producer::{Partitioning, Producer, ProducerSetup, TransactionCall};
use engine::config::ProducerConfig;
use engine::model::{NodeId, Payload};
use sim::{AnyNode, Entry, Fault};

use crate::cluster::{Cluster, PRODUCER, cluster, ms, set};

const A: u32 = 3001;
const B: u32 = 3002;

/// Four records, each to topics `a` and `b`, 50 ms of work apart; who reads what is committed in each.
fn kafka(configs: &[(&str, &str)], aborts_every: u32) -> Cluster {
    let mut config = ProducerConfig::default();
    set(&mut config, &[("linger.ms", "0")]);
    set(&mut config, configs);
    let records = ["1", "2", "3", "4"].map(|value| SourceRecord {
        key: None,
        value: Some(Payload::from(value)),
    });
    let source = Source {
        topics: vec!["a".into(), "b".into()],
        between: ms(50),
        aborts_every,
        ..Source::new("a", ms(1_000), SourceRecords::Listed(records.into()))
    };
    let producer = Producer::new(ProducerSetup {
        id: PRODUCER,
        bootstrap: (1..=3).map(NodeId).collect(),
        config,
        partitioning: Partitioning::Configured,
        source: Some(source),
        transaction_version: 2,
        serdes: engine::client::serdes::Serdes::default(),
    });
    let reads = [
        ("auto.offset.reset", "earliest"),
        ("isolation.level", "read_committed"),
    ];
    cluster(3)
        .topic("a", 1, 3, &[])
        .topic("b", 1, 3, &[])
        .with(PRODUCER, "producer", AnyNode::Producer(Box::new(producer)))
        .consumer(A, "a", Some(100), &reads)
        .consumer(B, "b", Some(100), &reads)
        .start()
}

/// Kills the producer when it has sent a record to the first topic and works on what it sends to the second.
fn dies_between(kafka: &mut Cluster) {
    let sent = |entry: &&Entry| matches!(entry.observation, Observation::Sent { .. });
    kafka.until(|world, _| world.history().iter().filter(sent).count() == 3);
    kafka.run_ms(30);
    kafka.fault(Fault::Crash(PRODUCER));
    kafka.run_ms(1_000);
    kafka.fault(Fault::Restart(PRODUCER));
    kafka.until_ms(20_000);
}

#[test]
fn each_tick_of_a_source_is_a_transaction_over_all_its_topics() {
    let mut kafka = kafka(&[("transactional.id", "id")], 0);
    kafka.until_ms(10_000);
    let all = ["1", "2", "3", "4"];
    assert_eq!(kafka.printed(A), all);
    assert_eq!(kafka.printed(B), all);
    let calls = kafka.calls(PRODUCER.0);
    let commits = calls
        .iter()
        .filter(|(call, _)| *call == TransactionCall::Commit);
    assert_eq!(commits.count(), 4);
}

#[test]
fn an_application_may_abort_what_it_has_sent() {
    let mut kafka = kafka(&[("transactional.id", "id")], 2);
    kafka.until_ms(10_000);
    assert_eq!(kafka.printed(A), ["1", "3"]);
    assert_eq!(kafka.printed(B), ["1", "3"]);
    let calls = kafka.calls(PRODUCER.0);
    let aborts = calls
        .iter()
        .filter(|(call, _)| *call == TransactionCall::Abort);
    assert_eq!(aborts.count(), 2);
}

#[test]
fn a_record_is_in_both_topics_or_in_neither() {
    let mut kafka = kafka(&[("transactional.id", "id")], 0);
    dies_between(&mut kafka);
    // It began again from the start, since nobody told it where it was.
    let all = ["1", "1", "2", "3", "4"];
    assert_eq!(kafka.printed(A), all);
    assert_eq!(kafka.printed(B), all);
}

#[test]
fn without_transactions_a_record_can_be_in_one_topic_alone() {
    let mut kafka = kafka(&[], 0);
    dies_between(&mut kafka);
    assert_eq!(kafka.printed(A), ["1", "2", "1", "2", "3", "4"]);
    assert_eq!(kafka.printed(B), ["1", "1", "2", "3", "4"]);
}
