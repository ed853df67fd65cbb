//! Leaders, followers, high watermarks.

use engine::model::{NodeId, Offset};
use engine::protocol::{ApiKey, Body, Response};
use sim::{Fault, What};

use crate::cluster::cluster;

const VALUES: [&str; 5] = ["a", "b", "c", "d", "e"];

#[test]
fn every_replica_ends_with_the_same_log_and_high_watermark() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    for broker in 1..=3 {
        assert_eq!(kafka.log(broker, "t", 0), VALUES);
        assert_eq!(kafka.high_watermark(broker, "t", 0), Offset(5));
    }
}

#[test]
fn acks_all_is_answered_only_when_every_in_sync_replica_has_the_record() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES[..1], &[])
        .start();
    let answered = |_: &sim::World, step: &sim::Step| {
        matches!(
            step.what,
            What::Message {
                api_key: ApiKey::Produce,
                is_request: false,
                ..
            }
        )
    };
    kafka.until(answered);
    for broker in 1..=3 {
        assert_eq!(kafka.log(broker, "t", 0), VALUES[..1]);
    }
}

#[test]
fn acks_1_is_answered_before_any_follower_has_the_record() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES[..1], &[("acks", "1")])
        .start();
    let leader = kafka
        .until_ms(900)
        .leader("t", 0)
        .expect("the partition has a leader");
    let arrived = |_: &sim::World, step: &sim::Step| {
        matches!(
            step.what,
            What::Message {
                api_key: ApiKey::Produce,
                is_request: true,
                ..
            }
        )
    };
    kafka.until(arrived);
    assert!(
        kafka
            .world
            .flights()
            .any(|flight| matches!(flight.cargo, sim::Cargo::Message(message)
        if matches!(&*message.body, Body::Response(Response::Produce(_))))),
        "the answer is on its way"
    );
    for follower in (1..=3).filter(|id| *id != leader) {
        assert!(kafka.log(follower, "t", 0).is_empty());
    }
}

#[test]
fn a_fetch_of_a_consumer_ends_at_the_high_watermark() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[("min.insync.replicas", "1")])
        .producer("t", &VALUES, &[("acks", "1")])
        .consumer(3000, "t", Some(500), &[("auto.offset.reset", "earliest")])
        .start();
    let leader = kafka
        .until_ms(950)
        .leader("t", 0)
        .expect("the partition has a leader");
    for follower in (1..=3).filter(|id| *id != leader) {
        kafka.fault(Fault::Partition {
            a: NodeId(follower),
            b: NodeId(leader),
            one_way: false,
        });
    }
    kafka.until_ms(5_000);
    assert_eq!(kafka.log(leader, "t", 0), VALUES);
    assert_eq!(kafka.high_watermark(leader, "t", 0), Offset(0));
    assert!(kafka.printed(3000).is_empty());
}

#[test]
fn when_the_leader_dies_an_in_sync_follower_leads_in_a_new_epoch() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    let leader = kafka
        .until_ms(1_250)
        .leader("t", 0)
        .expect("the partition has a leader");
    kafka.fault(Fault::Crash(NodeId(leader))).until_ms(15_000);
    let next = kafka.leader("t", 0).expect("another one leads");
    assert_ne!(next, leader);
    assert_eq!(kafka.replica(next, "t", 0).leader_epoch().0, 1);
    assert!(!kafka.isr("t", 0).contains(&leader));
    assert_eq!(
        kafka.log(next, "t", 0),
        VALUES,
        "what was not acknowledged was sent again"
    );
    kafka.fault(Fault::Restart(NodeId(leader))).until_ms(30_000);
    assert_eq!(kafka.isr("t", 0), [1, 2, 3]);
    assert_eq!(kafka.log(leader, "t", 0), VALUES);
}

#[test]
fn a_leader_that_returns_throws_away_what_was_never_committed() {
    let configs = [("acks", "1"), ("enable.idempotence", "false")];
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &configs)
        .start();
    let leader = kafka
        .until_ms(1_150)
        .leader("t", 0)
        .expect("the partition has a leader");
    for other in (1..=3)
        .filter(|id| *id != leader)
        .map(NodeId)
        .chain([crate::cluster::CONTROLLER])
    {
        kafka.fault(Fault::Partition {
            a: NodeId(leader),
            b: other,
            one_way: false,
        });
    }
    kafka.until_ms(14_000);
    assert_eq!(
        kafka.log(leader, "t", 0),
        VALUES,
        "it goes on taking records, since it does not know"
    );
    let next = kafka.leader("t", 0).expect("another one leads");
    assert_eq!(kafka.log(next, "t", 0), VALUES[..2]);
    for other in (1..=3)
        .filter(|id| *id != leader)
        .map(NodeId)
        .chain([crate::cluster::CONTROLLER])
    {
        kafka.fault(Fault::Repair {
            a: NodeId(leader),
            b: other,
        });
    }
    kafka.until_ms(60_000);
    assert_eq!(
        kafka.log(leader, "t", 0),
        VALUES[..2],
        "acknowledged by acks=1, and lost"
    );
    assert_eq!(kafka.isr("t", 0), [1, 2, 3]);
}

#[test]
fn a_follower_that_is_cut_off_leaves_the_isr_and_returns() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "4000")])
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    let leader = kafka
        .until_ms(900)
        .leader("t", 0)
        .expect("the partition has a leader");
    let follower = (1..=3)
        .find(|id| *id != leader)
        .expect("there are followers");
    kafka.fault(Fault::Partition {
        a: NodeId(leader),
        b: NodeId(follower),
        one_way: false,
    });
    kafka.until_ms(10_000);
    assert!(!kafka.isr("t", 0).contains(&follower));
    assert_eq!(kafka.acknowledged().len(), 5, "the others suffice");
    kafka
        .fault(Fault::Repair {
            a: NodeId(leader),
            b: NodeId(follower),
        })
        .until_ms(60_000);
    assert_eq!(kafka.isr("t", 0), [1, 2, 3]);
    assert_eq!(kafka.log(follower, "t", 0), VALUES);
}

#[test]
fn below_min_insync_replicas_acks_all_is_refused_and_the_record_waits() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[("min.insync.replicas", "3")])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(900);
    let follower = (1..=3)
        .find(|id| Some(*id) != kafka.leader("t", 0))
        .expect("there are followers");
    kafka
        .fault(Fault::PowerCut(NodeId(follower)))
        .until_ms(12_000);
    let leader = kafka.leader("t", 0).expect("the partition has a leader");
    assert_eq!(kafka.isr("t", 0).len(), 2);
    assert_eq!(kafka.high_watermark(leader, "t", 0), Offset(0));
    kafka
        .fault(Fault::Restart(NodeId(follower)))
        .until_ms(60_000);
    assert_eq!(kafka.acknowledged().len(), 5);
    assert_eq!(kafka.log(leader, "t", 0), VALUES);
}
