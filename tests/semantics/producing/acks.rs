//! Producers.

use engine::app::{Source, SourceRecords};
use engine::client::Observation;
use engine::client::producer::{Partitioning, Producer, ProducerSetup};
use engine::config::ProducerConfig;
use engine::model::NodeId;
use engine::protocol::{Body, Response};
use sim::{AnyNode, Cargo, Fault, What};

use crate::cluster::{Cluster, PRODUCER, cluster, ms};

const VALUES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

#[test]
fn acks_all_answers_with_the_offset_of_each_record() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(3_000);
    assert_eq!(kafka.acknowledged(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(kafka.log(1, "t", 0), VALUES);
}

#[test]
fn acks_0_is_answered_by_nobody_and_knows_no_offset() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[("acks", "0")])
        .start();
    kafka.until_ms(3_000);
    assert_eq!(kafka.acknowledged(), [-1; 6]);
    assert_eq!(kafka.log(1, "t", 0), VALUES);
}

/// Drops the answer to the produce request that is in flight when the log has this many records.
fn drop_the_answer(kafka: &mut Cluster, after: usize) {
    let appended = |world: &sim::World, _: &sim::Step| {
        world
            .flights()
            .any(|flight| is_produce_answer(flight.cargo))
            && {
                let broker = world.slot(NodeId(1)).map(sim::Slot::node);
                matches!(broker, Some(AnyNode::Broker(broker))
                if broker.partitions().any(|(p, replica)| p.topic.as_str() == "t"
                    && replica.log().log_end_offset().0 == after as i64))
            }
    };
    kafka.until(appended);
    let flight = kafka
        .world
        .flights()
        .find(|flight| is_produce_answer(flight.cargo))
        .map(|flight| flight.id);
    kafka.fault(Fault::Drop(flight.expect("an answer is in flight")));
}

fn is_produce_answer(cargo: &Cargo) -> bool {
    matches!(cargo, Cargo::Message(message) if matches!(&*message.body, Body::Response(Response::Produce(_))))
}

#[test]
fn a_dropped_answer_stores_the_record_twice_without_idempotence() {
    let configs = [("enable.idempotence", "false")];
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &configs)
        .start();
    drop_the_answer(&mut kafka, 3);
    kafka.until_ms(5_000);
    assert_eq!(kafka.log(1, "t", 0), ["a", "b", "c", "c", "d", "e", "f"]);
}

#[test]
fn a_dropped_answer_stores_the_record_once_with_idempotence() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .start();
    drop_the_answer(&mut kafka, 3);
    kafka.until_ms(5_000);
    assert_eq!(kafka.log(1, "t", 0), VALUES);
    assert_eq!(kafka.acknowledged(), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_record_that_nobody_takes_is_given_up_after_delivery_timeout_ms() {
    let configs = [
        ("delivery.timeout.ms", "2000"),
        ("request.timeout.ms", "500"),
        ("linger.ms", "0"),
    ];
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES[..1], &configs)
        .start();
    kafka.until(|_, step| matches!(step.what, What::Booted) && step.node == Some(PRODUCER));
    kafka.until_ms(1_005);
    kafka.fault(Fault::Crash(NodeId(1)));
    kafka.until_ms(10_000);
    let failed: Vec<_> = kafka
        .history()
        .filter_map(|entry| match &entry.observation {
            Observation::Failed { .. } => Some(entry.at.0 / 1_000),
            _ => None,
        })
        .collect();
    assert_eq!(failed.len(), 1);
    assert!(
        (3_000..3_010).contains(&failed[0]),
        "given up at {} ms",
        failed[0]
    );
}

#[test]
fn when_the_log_has_lost_its_tail_an_idempotent_producer_begins_a_new_epoch() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(1_350);
    kafka.fault(Fault::PowerCut(NodeId(1)));
    kafka
        .until_ms(2_000)
        .fault(Fault::Restart(NodeId(1)))
        .until_ms(60_000);
    let log = kafka.log(1, "t", 0);
    assert!(
        log.ends_with(&["e".to_owned(), "f".to_owned()]),
        "the log is {log:?}"
    );
    assert_eq!(kafka.acknowledged().len(), VALUES.len());
}

#[test]
fn a_producer_that_is_there_before_its_brokers_gets_a_producer_id() {
    let producer = Producer::new(ProducerSetup {
        id: PRODUCER,
        bootstrap: (1..=3).map(NodeId).collect(),
        config: ProducerConfig::default(),
        partitioning: Partitioning::Configured,
        transaction_version: engine::metadata::NEWEST_TRANSACTION_VERSION,
        source: Some(Source::new(
            "t",
            ms(10),
            SourceRecords::Bulk {
                count: 10,
                value_len: 10,
            },
        )),
        serdes: engine::client::serdes::Serdes::default(),
    });
    let mut kafka = cluster(3)
        .topic("t", 3, 3, &[])
        .with(PRODUCER, "producer", AnyNode::Producer(Box::new(producer)))
        .start();
    kafka.until_ms(5_000);
    assert_eq!(kafka.acknowledged().len(), 10);
}
