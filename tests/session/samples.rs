//! What was measured: wherever one goes, a moment has been measured as it was.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::client::Observation;
use engine::metrics::Metric;
use engine::model::{Duration, Instant};
use lab::{Action, BranchId, Latencies, Measure, Sample, Session, shelf};
use sim::AnyNode;

use super::{at, crash, session};

fn sample_at(session: &Session, moment: Instant) -> &Sample {
    let count = session.samples().count_until(moment);
    &session.samples().all()[count - 1]
}

/// The metrics of a node, as it reports them itself.
fn reported(session: &Session, name: &str) -> Vec<Metric> {
    let world = session.world();
    let id = session.lab().node(name).expect("a node of the lab");
    match world.slot(id).expect("a node of the world").node() {
        AnyNode::Broker(broker) => broker.metrics(world.now()),
        AnyNode::Controller(controller) => controller.metrics(world.now()),
        _ => panic!("{name} reports nothing"),
    }
}

fn value(metrics: &[Metric], name: &str, attribute: &str) -> u64 {
    let found = metrics
        .iter()
        .find(|metric| metric.name == name && metric.attribute == attribute);
    found.expect("it is reported").value as u64
}

#[test]
fn a_sample_is_what_the_nodes_report_at_that_moment() {
    let mut session = session("failover");
    session.advance(at(8));
    session.act(Action::Crash("broker-1".to_owned())).unwrap();
    session.advance(at(30));
    for moment in [at(7), at(12), at(29)] {
        session.seek(moment);
        let sample = sample_at(&session, moment);
        assert_eq!(sample.at, moment);
        let running = if moment < at(8) { 3 } else { 2 };
        assert_eq!(sample.brokers.len(), running);
        for broker in &sample.brokers {
            let metrics = reported(&session, session.lab().name(broker.node).unwrap());
            let topics = |name: &str| format!("kafka.server:type=BrokerTopicMetrics,name={name}");
            let manager = |name: &str| format!("kafka.server:type=ReplicaManager,name={name}");
            let counted = broker.throughput;
            for (name, attribute, measured) in [
                (topics("MessagesInPerSec"), "Count", counted.messages_in),
                (topics("BytesInPerSec"), "Count", counted.bytes_in),
                (topics("BytesOutPerSec"), "Count", counted.bytes_out),
                (
                    manager("UnderReplicatedPartitions"),
                    "Value",
                    broker.under_replicated,
                ),
                (
                    manager("UnderMinIsrPartitionCount"),
                    "Value",
                    broker.under_min_isr,
                ),
            ] {
                assert_eq!(
                    measured,
                    value(&metrics, &name, attribute),
                    "{name} at {moment}"
                );
            }
        }
        let offline = "kafka.controller:type=KafkaController,name=OfflinePartitionsCount";
        let controller = sample.controller.as_ref().expect("it runs");
        assert_eq!(
            controller.offline_partitions,
            value(&reported(&session, lab::CONTROLLER), offline, "Value")
        );
    }
    let under_replicated = |moment| -> u64 {
        let sample = sample_at(&session, moment);
        sample
            .brokers
            .iter()
            .map(|broker| broker.under_replicated)
            .sum()
    };
    assert_eq!(under_replicated(at(1)), 0);
    assert!(under_replicated(at(29)) > 0, "broker-1 is gone");
}

#[test]
fn the_lag_of_a_group_is_what_kafka_consumer_groups_says() {
    let mut session = session("acks-1");
    session.advance(at(15));
    session.act(crash()).unwrap();
    session.advance(at(25));
    let mut most = 0;
    for moment in (1..25).map(at) {
        session.seek(moment);
        let sample = sample_at(&session, moment);
        let lag: i64 = sample.groups.iter().map(|one| one.lag).sum();
        let measure: Measure = serde_json::from_value(serde_json::json!({
            "lag": { "group": "billing", "topic": "payments" }
        }))
        .unwrap();
        assert_eq!(lag, measure.at(&session).max(0), "at {moment}");
        most = most.max(lag);
    }
    assert!(most > 50, "nobody reads any more: {most}");
}

/// How long every delivery took, counted anew from the whole history.
fn latencies(session: &Session) -> Latencies {
    let mut sent = BTreeMap::new();
    let mut latencies = Latencies::default();
    for entry in session.world().history() {
        match &entry.observation {
            Observation::Sent { numbers, .. } => {
                for number in numbers.clone() {
                    sent.insert((entry.node, entry.incarnation, number), entry.at);
                }
            }
            Observation::Polled { records, .. } => {
                for origin in records.iter().filter_map(|record| record.record.origin) {
                    let key = (origin.producer, origin.incarnation, origin.number);
                    latencies.record(entry.at.since(sent[&key]).0);
                }
            }
            _ => {}
        }
    }
    latencies
}

fn merged(session: &Session) -> Latencies {
    let mut all = Latencies::default();
    for sample in session.samples().all() {
        all.merge(&sample.latencies);
    }
    all
}

#[test]
fn every_delivery_is_measured_once_from_its_send() {
    let mut session = session("acks-1");
    session.advance(at(46));
    session.act(Action::Crash("broker-1".to_owned())).unwrap();
    // What happens at the very end is measured as soon as time has passed it.
    session.advance(Instant(60_000_001));
    let delivered = session.scorecard().total().delivered;
    assert!(delivered > 300);
    assert_eq!(merged(&session).count(), delivered);
    assert_eq!(merged(&session), latencies(&session));
}

#[test]
fn going_back_and_playing_on_measures_nothing_anew() {
    let mut session = session("commit");
    session.advance(at(6));
    session.act(crash()).unwrap();
    session.advance(at(20));
    let before = session.samples().all().to_vec();
    assert_eq!(before.len(), 200, "each tenth of a second before the end");
    for moment in [3, 19, 0, 20] {
        session.seek(at(moment));
        assert_eq!(session.samples().all(), before);
    }
    session.seek(at(25));
    assert_eq!(session.samples().all()[..200], before);
    assert_eq!(session.samples().all().len(), 250);
}

#[test]
fn a_branch_shares_what_was_measured_before_it_and_measures_its_own_future() {
    let mut session = session("first-records");
    session.advance(at(12));
    let old = session.samples().all().to_vec();
    session.seek(at(5));
    session.act(crash()).unwrap();
    session.advance(at(12));
    let own = session.samples().all().to_vec();
    assert_eq!(own[..50], old[..50]);
    assert_ne!(own[119], old[119]);
    // What was done at a moment belongs to the sample of that moment.
    assert!(own[50].consumers.is_empty());
    let fresh = {
        let mut fresh = self::session("first-records");
        fresh.advance(at(5));
        fresh.act(crash()).unwrap();
        fresh.advance(at(12));
        fresh.samples().all().to_vec()
    };
    assert_eq!(own, fresh);
    session.switch(BranchId(0));
    assert_eq!(session.samples().all(), old);
}

#[test]
fn a_long_run_keeps_a_bounded_number_of_samples_and_loses_no_delivery() {
    let mut lab = shelf::open("first-records").unwrap();
    lab.set_all(&["clients.producer-1.source.count=3000"])
        .unwrap();
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(500_000_001));
    let samples = session.samples();
    assert!((500..=1_001).contains(&samples.all().len()));
    assert_eq!(samples.step(), Duration::from_millis(800));
    let apart = samples.all().windows(2);
    let mut apart = apart.map(|pair| pair[1].at.since(pair[0].at));
    assert!(apart.all(|apart| apart == samples.step()));
    assert_eq!(
        merged(&session).count(),
        session.scorecard().total().delivered
    );
}
