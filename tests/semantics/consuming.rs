//! Consumers without a group.

use engine::model::NodeId;
use sim::Fault;

use crate::cluster::cluster;

const VALUES: [&str; 3] = ["a", "b", "c"];

#[test]
fn earliest_without_a_group_reads_everything_again_after_each_start() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .consumer(3000, "t", Some(500), &[("auto.offset.reset", "earliest")])
        .start();
    kafka.until_ms(3_000);
    assert_eq!(kafka.printed(3000), VALUES);
    kafka
        .fault(Fault::Crash(NodeId(3000)))
        .start(3000)
        .until_ms(6_000);
    assert_eq!(kafka.printed(3000), ["a", "b", "c", "a", "b", "c"]);
}

#[test]
fn latest_reads_only_what_comes_after_the_start() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .consumer(3000, "t", Some(3_000), &[])
        .start();
    kafka.until_ms(5_000);
    assert!(kafka.printed(3000).is_empty());
    kafka.send("t", None, "d").until_ms(6_000);
    assert_eq!(kafka.printed(3000), ["d"]);
}

#[test]
fn without_a_group_nothing_is_committed() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .consumer(
            3000,
            "t",
            Some(500),
            &[
                ("auto.offset.reset", "earliest"),
                ("auto.commit.interval.ms", "100"),
            ],
        )
        .start();
    kafka.until_ms(10_000);
    assert_eq!(kafka.broker(1).group_coordinator().groups().count(), 0);
    assert!(
        kafka.controller().image().topics.len() == 1,
        "not even __consumer_offsets is there"
    );
}

#[test]
fn none_throws_at_a_consumer_without_a_committed_offset() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .consumer(3000, "t", Some(500), &[("auto.offset.reset", "none")])
        .start();
    kafka.until_ms(3_000);
    assert!(
        kafka
            .history()
            .any(|entry| matches!(entry.observation, engine::client::Observation::Error { .. }))
    );
}
