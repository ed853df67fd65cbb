//! Members with a lasting name (`group.instance.id`, KIP-345).

use engine::client::Observation;
use engine::client::consumer::{MemberState, Membership};
use engine::model::NodeId;
use engine::protocol::ErrorCode;
use sim::Fault;

use crate::cluster::{Cluster, cluster};

const FIRST: [(&str, &str); 4] = [
    ("group.id", "g"),
    ("group.instance.id", "first"),
    ("session.timeout.ms", "20000"),
    ("auto.offset.reset", "earliest"),
];
const SECOND: [(&str, &str); 4] = [
    ("group.id", "g"),
    ("group.instance.id", "second"),
    ("session.timeout.ms", "20000"),
    ("auto.offset.reset", "earliest"),
];

/// Two static members of a topic with four partitions, in their first generation.
fn two() -> Cluster {
    let mut kafka = cluster(1)
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &FIRST)
        .consumer(3001, "t", Some(600), &SECOND)
        .consumer(3002, "t", None, &FIRST)
        .start();
    kafka.until_ms(9_000);
    assert_eq!(member(&kafka, 3001).generation, 1);
    kafka
}

fn member(kafka: &Cluster, id: u32) -> &Membership {
    kafka.consumer(id).membership().expect("it has a group")
}

fn owned(kafka: &Cluster, id: u32) -> Vec<i32> {
    let assignment = kafka.consumer(id).assignment();
    assignment.map(|at| at.partition).collect()
}

/// How often a member was given partitions, or had to give some up.
fn disturbed(kafka: &Cluster, id: u32) -> usize {
    let seen = kafka.history().filter(|entry| entry.node == NodeId(id));
    let is_change = |observation: &Observation| {
        matches!(
            observation,
            Observation::Assigned(_) | Observation::Revoked(_) | Observation::Lost(_)
        )
    };
    seen.filter(|entry| is_change(&entry.observation)).count()
}

#[test]
fn a_restart_of_a_static_member_moves_nothing() {
    let mut kafka = two();
    let (mine, others) = (owned(&kafka, 3000), owned(&kafka, 3001));
    let before = (
        disturbed(&kafka, 3001),
        member(&kafka, 3000).member_id.clone(),
    );
    kafka.fault(Fault::Crash(NodeId(3000))).until_ms(15_000);
    kafka.start(3000).until_ms(30_000);
    assert_eq!((owned(&kafka, 3000), owned(&kafka, 3001)), (mine, others));
    assert_eq!(member(&kafka, 3000).generation, 1, "no new generation");
    assert_ne!(
        member(&kafka, 3000).member_id,
        before.1,
        "though the member id is new"
    );
    assert_eq!(
        disturbed(&kafka, 3001),
        before.0,
        "the other one has noticed nothing"
    );
}

#[test]
fn a_restart_of_the_static_leader_moves_nothing_either() {
    for id in [3000, 3001] {
        let mut kafka = two();
        let before = [3000, 3001].map(|id| owned(&kafka, id));
        kafka.fault(Fault::Crash(NodeId(id))).until_ms(12_000);
        kafka.start(id).until_ms(30_000);
        assert_eq!([3000, 3001].map(|id| owned(&kafka, id)), before);
        assert_eq!([3000, 3001].map(|id| member(&kafka, id).generation), [1, 1]);
    }
}

#[test]
fn a_static_member_that_closes_does_not_leave() {
    let mut kafka = two();
    let others = owned(&kafka, 3001);
    kafka.close(3000).until_ms(20_000);
    assert_eq!(owned(&kafka, 3001), others);
    assert_eq!(member(&kafka, 3001).generation, 1);
}

#[test]
fn a_static_member_that_stays_away_for_longer_than_its_session_is_replaced_like_any_other() {
    let mut kafka = two();
    kafka.fault(Fault::Crash(NodeId(3000))).until_ms(40_000);
    assert_eq!(owned(&kafka, 3001), [0, 1, 2, 3]);
    assert_eq!(member(&kafka, 3001).generation, 2);
}

#[test]
fn a_second_instance_under_the_same_name_fences_the_first() {
    let mut kafka = two();
    let mine = owned(&kafka, 3000);
    kafka.start(3002).until_ms(30_000);
    assert_eq!(owned(&kafka, 3002), mine);
    let mut seen = kafka.history().filter(|entry| entry.node == NodeId(3000));
    let fenced = seen.any(|entry| {
        matches!(
            entry.observation,
            Observation::Error {
                error: ErrorCode::FencedInstanceId,
                ..
            }
        )
    });
    assert!(fenced, "its application is told");
    assert_eq!(member(&kafka, 3002).state, MemberState::Stable);
}

#[test]
fn a_static_member_that_does_not_poll_says_nothing_and_is_missed_after_its_session() {
    let patience = [&FIRST[..], &[("max.poll.interval.ms", "10000")]].concat();
    let mut building = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &["a", "b", "c"], &[])
        .consumer(3001, "t", Some(510), &SECOND);
    building.slow_consumer(3000, "t", Some(500), 600_000, &patience);
    let mut kafka = building.start();
    kafka.until_ms(30_000);
    assert_eq!(
        member(&kafka, 3000).state,
        MemberState::Unjoined,
        "it has stopped its heartbeats"
    );
    assert_eq!(
        owned(&kafka, 3001).len(),
        1,
        "and the others do not know yet"
    );
    kafka.until_ms(50_000);
    assert_eq!(owned(&kafka, 3001), [0, 1]);
}

#[test]
fn a_static_member_with_another_assignor_leads_to_a_rebalance() {
    let mut kafka = cluster(1)
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &FIRST)
        .consumer(3001, "t", Some(600), &SECOND)
        .consumer(
            3002,
            "t",
            None,
            &[
                &FIRST[..],
                &[(
                    "partition.assignment.strategy",
                    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                )],
            ]
            .concat(),
        )
        .start();
    kafka.until_ms(9_000);
    kafka
        .fault(Fault::Crash(NodeId(3000)))
        .start(3002)
        .until_ms(30_000);
    assert!(member(&kafka, 3002).generation > 1);
    assert_eq!(owned(&kafka, 3001).len() + owned(&kafka, 3002).len(), 4);
}
