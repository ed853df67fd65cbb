//! Members that close, against those that die.

use engine::client::Observation;
use engine::model::NodeId;
use sim::Fault;

use crate::apps::is_running;
use crate::cluster::cluster;
use crate::membership::{GROUP, member, owned, with};

#[test]
fn a_member_that_closes_hands_over_at_once_and_one_that_is_killed_after_its_session() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(
            3001,
            "t",
            Some(600),
            &with(&[("session.timeout.ms", "20000")]),
        )
        .consumer(3002, "t", Some(700), &GROUP)
        .start();
    kafka.until_ms(8_000).close(3000).until_ms(12_500);
    assert_eq!(
        member(&kafka, 3001).generation,
        2,
        "with the others' next heartbeats"
    );
    kafka.fault(Fault::Crash(NodeId(3001))).until_ms(25_000);
    assert_eq!(owned(&kafka, 3002).len(), 1, "nobody knows yet");
    kafka.until_ms(40_000);
    assert_eq!(owned(&kafka, 3002), [0, 1]);
}

#[test]
fn a_member_whose_coordinator_does_not_answer_closes_after_30_s() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .start();
    kafka.until_ms(8_000).fault(Fault::Pause(NodeId(1)));
    kafka.close(3000).until_ms(37_999);
    assert!(is_running(&kafka, 3000));
    kafka.until_ms(38_001);
    assert!(!is_running(&kafka, 3000));
}

#[test]
fn a_closing_member_gives_up_its_partitions_before_it_says_farewell() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .start();
    kafka.until_ms(8_000).close(3000).until_ms(9_000);
    let revoked = kafka.history().any(|entry| {
        matches!(&entry.observation, Observation::Revoked(partitions) if partitions.len() == 2)
    });
    assert!(revoked);
}
