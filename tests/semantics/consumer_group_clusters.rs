//! Consumer groups in whole clusters.

use std::collections::BTreeSet;

use engine::client::Observation;
use engine::client::consumer::Membership;
use engine::config::{Configs, ConsumerConfig};
use engine::coordinator::group::{ConsumerGroup, ConsumerGroupState};
use engine::model::{Instant, NodeId};
use sim::Fault;

use crate::cluster::{Cluster, cluster};

const GROUP: [(&str, &str); 3] = [
    ("group.id", "g"),
    ("group.protocol", "consumer"),
    ("auto.offset.reset", "earliest"),
];

fn member(kafka: &Cluster, id: u32) -> &Membership {
    kafka.consumer(id).membership().expect("it has a group")
}

fn owned(kafka: &Cluster, id: u32) -> Vec<i32> {
    let assignment = kafka.consumer(id).assignment();
    assignment.map(|at| at.partition).collect()
}

fn given_up(kafka: &Cluster, id: u32, since_ms: u64) -> usize {
    let since = Instant(since_ms * 1_000);
    let seen = kafka
        .history()
        .filter(|entry| entry.node == NodeId(id) && entry.at >= since);
    let revoked = seen.map(|entry| match &entry.observation {
        Observation::Revoked(partitions) | Observation::Lost(partitions) => partitions.len(),
        _ => 0,
    });
    revoked.sum()
}

/// Two members of a topic with four partitions, and a third that comes at 20 s.
fn three(config: &[(&'static str, &'static str)]) -> Cluster {
    let config = [&GROUP, config].concat();
    cluster(3)
        .topic("t", 4, 3, &[])
        .consumer(3000, "t", Some(500), &config)
        .consumer(3001, "t", Some(600), &config)
        .consumer(3002, "t", Some(20_000), &config)
        .start()
}

fn shares(kafka: &Cluster) -> Vec<usize> {
    let mut shares = [3000, 3001, 3002].map(|id| owned(kafka, id).len());
    shares.sort_unstable();
    shares.to_vec()
}

#[test]
fn only_what_moves_is_given_up_and_nobody_waits_for_all() {
    let mut kafka = three(&[]);
    kafka.until_ms(19_000);
    assert_eq!(
        [owned(&kafka, 3000).len(), owned(&kafka, 3001).len()],
        [2, 2]
    );
    kafka.until_ms(45_000);
    assert_eq!(shares(&kafka), [1, 1, 2]);
    let moved: usize = [3000, 3001]
        .map(|id| given_up(&kafka, id, 19_000))
        .iter()
        .sum();
    assert_eq!(moved, 1, "one partition moved");
}

#[test]
fn all_partitions_are_somebodys_and_nobody_elses() {
    let mut kafka = three(&[]);
    kafka.until_ms(45_000);
    let all: Vec<i32> = [3000, 3001, 3002]
        .iter()
        .flat_map(|id| owned(&kafka, *id))
        .collect();
    assert_eq!(all.len(), 4);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 4);
}

#[test]
fn what_a_member_that_crashed_had_is_read_by_another_when_its_session_is_over() {
    let mut kafka = three(&[]);
    kafka.until_ms(45_000);
    kafka.fault(Fault::Crash(NodeId(3002)));
    kafka.until_ms(75_000);
    let alive = |kafka: &Cluster| owned(kafka, 3000).len() + owned(kafka, 3001).len();
    assert!(alive(&kafka) < 4, "its session runs still");
    kafka.until_ms(105_000);
    assert_eq!(alive(&kafka), 4);
}

#[test]
fn a_group_outlives_its_coordinator() {
    let mut kafka = three(&[]);
    kafka.until_ms(45_000);
    let coordinator = member(&kafka, 3000).coordinator().expect("it is found");
    let epochs = [3000, 3001, 3002].map(|id| member(&kafka, id).generation);
    let before = [3000, 3001, 3002].map(|id| owned(&kafka, id));
    kafka.fault(Fault::Crash(coordinator));
    kafka.until_ms(75_000);
    assert_ne!(member(&kafka, 3000).coordinator(), Some(coordinator));
    assert_eq!(
        [3000, 3001, 3002].map(|id| member(&kafka, id).generation),
        epochs
    );
    assert_eq!([3000, 3001, 3002].map(|id| owned(&kafka, id)), before);
    let next = member(&kafka, 3000).coordinator().expect("it is found");
    let group = kafka.broker(next.0).group_coordinator().consumer_group("g");
    assert_eq!(
        group.map(ConsumerGroup::state),
        Some(ConsumerGroupState::Stable)
    );
}

#[test]
fn the_same_seed_is_the_same_run() {
    let run = || {
        let mut kafka = three(&[]);
        kafka.until_ms(45_000);
        (kafka.world.digest(), kafka.world.state_digest())
    };
    assert_eq!(run(), run());
}

#[test]
fn what_the_coordinator_decides_no_member_sets() {
    for (name, value) in [
        ("session.timeout.ms", "10000"),
        ("heartbeat.interval.ms", "1000"),
        (
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.StickyAssignor",
        ),
    ] {
        let mut config = ConsumerConfig::default();
        config
            .set("group.protocol", "CONSUMER")
            .expect("in either case");
        assert_eq!(config.validate(), Ok(()));
        config.set(name, value).expect("it is valid alone");
        assert!(config.validate().is_err(), "{name}");
    }
    let mut config = ConsumerConfig::default();
    config
        .set("group.remote.assignor", "range")
        .expect("it is valid alone");
    assert!(
        config.validate().is_err(),
        "there is no such assignor in the classic protocol"
    );
}
