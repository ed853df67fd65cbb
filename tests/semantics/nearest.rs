//! Reading from the replica nearby (KIP-392).

use engine::model::NodeId;
use engine::protocol::ApiKey;
use sim::{Fault, What};

use crate::cluster::{Cluster, cluster};

const VALUES: [&str; 5] = ["a", "b", "c", "d", "e"];
const SELECTOR: (&str, &str) = (
    "replica.selector.class",
    "org.apache.kafka.common.replica.RackAwareReplicaSelector",
);

fn racks(selector: &[(&str, &str)], client_rack: &str) -> Cluster {
    cluster(3)
        .racks(&["a", "b", "c"])
        .broker_config(selector)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .consumer(
            3000,
            "t",
            Some(500),
            &[
                ("auto.offset.reset", "earliest"),
                ("client.rack", client_rack),
            ],
        )
        .start()
}

/// The brokers that answered the consumer's fetches in this time.
fn served_by(kafka: &mut Cluster, from_ms: u64, until_ms: u64) -> Vec<u32> {
    kafka.until_ms(from_ms);
    let mut brokers = Vec::new();
    let until = engine::model::Instant(until_ms * 1_000);
    while kafka.world.next_at().is_some_and(|at| at <= until) {
        let Some(step) = kafka.world.step() else {
            break;
        };
        if let What::Message {
            api_key: ApiKey::Fetch,
            is_request: false,
            from,
            ..
        } = step.what
            && step.node == Some(NodeId(3000))
        {
            brokers.push(from.0);
        }
    }
    brokers.sort_unstable();
    brokers.dedup();
    brokers
}

/// A broker that follows, and its rack.
fn elsewhere() -> (u32, &'static str) {
    let mut kafka = racks(&[SELECTOR], "");
    let leader = kafka
        .until_ms(3_000)
        .leader("t", 0)
        .expect("the partition has a leader");
    let follower = (1..=3)
        .find(|id| *id != leader)
        .expect("there are followers");
    (follower, ["a", "b", "c"][follower as usize - 1])
}

#[test]
fn a_consumer_reads_from_the_in_sync_replica_in_its_rack() {
    let (follower, rack) = elsewhere();
    let mut kafka = racks(&[SELECTOR], rack);
    assert_eq!(served_by(&mut kafka, 2_000, 6_000), [follower]);
    assert_eq!(kafka.printed(3000), VALUES);
}

#[test]
fn without_the_rack_aware_selector_every_consumer_reads_from_the_leader() {
    let (_, rack) = elsewhere();
    let mut kafka = racks(&[], rack);
    let served = served_by(&mut kafka, 2_000, 6_000);
    assert_eq!(
        served,
        [kafka.leader("t", 0).expect("the partition has a leader")]
    );
}

#[test]
fn a_consumer_in_a_rack_without_a_replica_reads_from_the_leader() {
    let mut kafka = racks(&[SELECTOR], "far away");
    let served = served_by(&mut kafka, 2_000, 6_000);
    assert_eq!(
        served,
        [kafka.leader("t", 0).expect("the partition has a leader")]
    );
}

#[test]
fn a_replica_that_is_not_in_sync_is_not_read_from() {
    let (follower, rack) = elsewhere();
    let mut kafka = racks(&[SELECTOR], rack);
    kafka.until_ms(900);
    let leader = kafka.leader("t", 0).expect("the partition has a leader");
    kafka.fault(Fault::Partition {
        a: NodeId(leader),
        b: NodeId(follower),
        one_way: false,
    });
    kafka.until_ms(10_000);
    assert!(!kafka.isr("t", 0).contains(&follower));
    kafka.fault(Fault::Restart(NodeId(3000)));
    assert_eq!(served_by(&mut kafka, 11_000, 15_000), [leader]);
}

#[test]
fn when_its_replica_dies_a_consumer_goes_back_to_the_leader() {
    let (follower, rack) = elsewhere();
    let mut kafka = racks(&[SELECTOR], rack);
    kafka.until_ms(3_000);
    kafka.fault(Fault::Crash(NodeId(follower)));
    let leader = kafka.leader("t", 0).expect("the partition has a leader");
    assert_eq!(served_by(&mut kafka, 14_000, 16_000), [leader]);
}
