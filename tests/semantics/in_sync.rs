//! The in-sync replicas, and what `acks=all` waits for.

use engine::client::Observation;
use engine::model::{NodeId, Offset};
use engine::protocol::{Body, ErrorCode, Request, Response};
use sim::{Cargo, Fault, Flight};

use crate::cluster::{CONTROLLER, Cluster, cluster};

const VALUES: [&str; 5] = ["a", "b", "c", "d", "e"];

fn cut(kafka: &mut Cluster, a: u32, b: u32) {
    kafka.fault(Fault::Partition {
        a: NodeId(a),
        b: NodeId(b),
        one_way: false,
    });
}

fn repair(kafka: &mut Cluster, a: u32, b: u32) {
    kafka.fault(Fault::Repair {
        a: NodeId(a),
        b: NodeId(b),
    });
}

/// The errors with which sends failed.
fn failures(kafka: &Cluster) -> Vec<ErrorCode> {
    let failed = kafka
        .history()
        .filter_map(|entry| match &entry.observation {
            Observation::Failed { error, .. } => Some(*error),
            _ => None,
        });
    failed.collect()
}

/// The errors that brokers answered to produce requests, as they travel.
fn refusals(kafka: &mut Cluster, until_ms: u64) -> Vec<ErrorCode> {
    let mut errors = Vec::new();
    let until = engine::model::Instant(until_ms * 1_000);
    while kafka.world.next_at().is_some_and(|at| at <= until) {
        kafka.world.step();
        let produced = |flight: Flight<'_>| match flight.cargo {
            Cargo::Message(message) => match &*message.body {
                Body::Response(Response::Produce(response)) => {
                    Some((flight.id, response.partitions[0].error))
                }
                _ => None,
            },
            _ => None,
        };
        for answer in kafka.world.flights().filter_map(produced) {
            if answer.1 != ErrorCode::None && !errors.contains(&answer) {
                errors.push(answer);
            }
        }
    }
    errors.into_iter().map(|(_, error)| error).collect()
}

#[test]
fn under_min_isr_acks_all_is_refused_before_the_append() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[("min.insync.replicas", "2")])
        .producer(
            "t",
            &[],
            &[
                ("delivery.timeout.ms", "8000"),
                ("request.timeout.ms", "3000"),
            ],
        )
        .start();
    kafka.until_ms(2_000);
    let leader = kafka.leads("t", 0);
    for follower in kafka.others("t", 0) {
        cut(&mut kafka, leader, follower);
    }
    // Who has everything is in sync, however silent: only a record that it misses shows that it lags.
    kafka.until_ms(8_000);
    assert_eq!(kafka.isr("t", 0), [1, 2, 3]);
    kafka.send("t", None, "w").until_ms(14_000);
    assert_eq!(kafka.isr("t", 0), [leader]);
    kafka.until_ms(17_000).send("t", None, "x");
    let refusals = refusals(&mut kafka, 30_000);
    assert!(refusals.len() > 1, "it is tried again");
    let refused = |error: &ErrorCode| *error == ErrorCode::NotEnoughReplicas;
    assert!(refusals.iter().all(refused), "{refusals:?}");
    assert_eq!(kafka.log(leader, "t", 0), ["w"], "it was not appended");
    assert_eq!(failures(&kafka), [ErrorCode::RequestTimedOut; 2]);
}

#[test]
fn min_insync_replicas_beyond_the_replication_factor_asks_for_all_replicas() {
    let mut kafka = cluster(3)
        .topic("t", 1, 2, &[("min.insync.replicas", "3")])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    assert_eq!(kafka.acknowledged(), [0, 1, 2, 3, 4]);
}

#[test]
fn with_the_default_of_one_acks_all_is_content_with_the_leader_alone() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[])
        .producer("t", &[], &[])
        .start();
    kafka.until_ms(2_000);
    let leader = kafka.leads("t", 0);
    for follower in kafka.others("t", 0) {
        cut(&mut kafka, leader, follower);
    }
    kafka.send("t", None, "x").until_ms(9_000);
    assert_eq!(kafka.isr("t", 0), [leader]);
    assert_eq!(kafka.acknowledged(), [0]);
    assert_eq!(kafka.high_watermark(leader, "t", 0), Offset(1));
}

#[test]
fn a_record_appended_before_the_isr_shrank_below_min_isr_times_out_and_commits_later() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[("min.insync.replicas", "2")])
        .producer(
            "t",
            &[],
            &[
                ("delivery.timeout.ms", "6000"),
                ("request.timeout.ms", "5000"),
            ],
        )
        .start();
    kafka.until_ms(2_000);
    let leader = kafka.leads("t", 0);
    let others = kafka.others("t", 0);
    for follower in &others {
        cut(&mut kafka, leader, *follower);
    }
    kafka.send("t", None, "x");
    let refusals = refusals(&mut kafka, 12_000);
    assert!(
        !refusals.contains(&ErrorCode::NotEnoughReplicasAfterAppend),
        "the high watermark is frozen, so it is never reached: {refusals:?}"
    );
    assert_eq!(failures(&kafka), [ErrorCode::RequestTimedOut]);
    assert_eq!(kafka.log(leader, "t", 0), ["x"]);
    assert_eq!(kafka.high_watermark(leader, "t", 0), Offset(0));
    for follower in &others {
        repair(&mut kafka, leader, *follower);
    }
    kafka.until_ms(60_000);
    assert_eq!(
        kafka.high_watermark(leader, "t", 0),
        Offset(1),
        "maybe written, and now it is"
    );
    for broker in 1..=3 {
        assert_eq!(kafka.log(broker, "t", 0), ["x"]);
    }
}

#[test]
fn under_min_isr_a_record_sent_with_acks_1_is_acknowledged_but_nobody_can_read_it() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[("min.insync.replicas", "2")])
        .producer("t", &[], &[("acks", "1"), ("enable.idempotence", "false")])
        .consumer(3000, "t", Some(500), &[("auto.offset.reset", "earliest")])
        .start();
    kafka.until_ms(2_000);
    let leader = kafka.leads("t", 0);
    for follower in kafka.others("t", 0) {
        cut(&mut kafka, leader, follower);
    }
    kafka.send("t", None, "x").until_ms(8_000);
    assert_eq!(kafka.isr("t", 0), [leader]);
    kafka.send("t", None, "y").until_ms(10_000);
    assert_eq!(kafka.acknowledged(), [0, 1]);
    assert!(kafka.printed(3000).is_empty());
}

#[test]
fn a_follower_that_fetches_but_never_catches_up_leaves_the_isr_after_replica_lag_time_max_ms() {
    let mut kafka = cluster(3)
        .broker_config(&[
            ("replica.lag.time.max.ms", "3000"),
            // One batch with each fetch.
            ("replica.fetch.max.bytes", "1"),
        ])
        .topic("t", 1, 3, &[])
        .producer(
            "t",
            &["x"; 100],
            &[("acks", "1"), ("enable.idempotence", "false")],
        )
        .start();
    kafka.until_ms(1_500);
    let leader = kafka.leads("t", 0);
    let slow = kafka.others("t", 0)[0];
    kafka.fault(Fault::Slow {
        a: NodeId(leader),
        b: NodeId(slow),
        extra: engine::model::Duration(400_000),
        one_way: false,
    });
    kafka.until_ms(9_000);
    assert!(!kafka.isr("t", 0).contains(&slow));
    assert!(!kafka.log(slow, "t", 0).is_empty(), "though it fetches");
}

#[test]
fn a_follower_joins_the_isr_only_when_the_controller_agrees() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(950);
    let leader = kafka.leads("t", 0);
    let follower = kafka.others("t", 0)[0];
    cut(&mut kafka, leader, follower);
    kafka.until_ms(8_000);
    assert!(!kafka.isr("t", 0).contains(&follower));
    cut(&mut kafka, leader, CONTROLLER.0);
    repair(&mut kafka, leader, follower);
    kafka.until_ms(11_000);
    let replica = kafka.replica(leader, "t", 0);
    assert!(!replica.isr().contains(&NodeId(follower)));
    assert!(
        replica.maximal_isr().any(|id| id == NodeId(follower)),
        "but the leader counts on it already"
    );
    repair(&mut kafka, leader, CONTROLLER.0);
    kafka.until_ms(30_000);
    assert_eq!(kafka.isr("t", 0), [1, 2, 3]);
}

#[test]
fn the_high_watermark_waits_for_a_follower_whose_joining_is_not_confirmed_yet() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[])
        .producer("t", &[], &[("acks", "1"), ("enable.idempotence", "false")])
        .start();
    kafka.until_ms(2_000);
    let leader = kafka.leads("t", 0);
    let [joining, other] = kafka.others("t", 0)[..] else {
        panic!("two followers")
    };
    cut(&mut kafka, leader, joining);
    cut(&mut kafka, leader, other);
    kafka.send("t", None, "w").until_ms(8_000);
    assert_eq!(kafka.isr("t", 0), [leader]);
    assert_eq!(kafka.high_watermark(leader, "t", 0), Offset(1));
    // The leader proposes a bigger ISR, and the proposal cannot reach the controller.
    cut(&mut kafka, leader, CONTROLLER.0);
    repair(&mut kafka, leader, joining);
    kafka.until_ms(10_500);
    let counted = |kafka: &Cluster| {
        let replica = kafka.replica(leader, "t", 0);
        replica.maximal_isr().any(|id| id == NodeId(joining))
    };
    assert!(counted(&kafka));
    cut(&mut kafka, leader, joining);
    kafka.send("t", None, "x").until_ms(14_000);
    assert!(counted(&kafka));
    assert_eq!(kafka.log(leader, "t", 0), ["w", "x"]);
    assert_eq!(
        kafka.high_watermark(leader, "t", 0),
        Offset(1),
        "the follower may be in the ISR for all that the leader knows"
    );
}

#[test]
fn a_follower_hears_of_the_high_watermark_with_its_next_fetch() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &[], &[])
        .start();
    kafka.until_ms(2_000).send("t", None, "x");
    let leader = kafka.leads("t", 0);
    let others = kafka.others("t", 0);
    kafka.until(|world, _| {
        let Some(sim::AnyNode::Broker(broker)) = world.slot(NodeId(leader)).map(sim::Slot::node)
        else {
            return false;
        };
        let partition = crate::cluster::partition("t", 0);
        broker
            .replica(&partition)
            .is_some_and(|replica| replica.high_watermark() == Offset(1))
    });
    for follower in &others {
        assert_eq!(kafka.high_watermark(*follower, "t", 0), Offset(0));
    }
    kafka.until_ms(4_000);
    for follower in &others {
        assert_eq!(kafka.high_watermark(*follower, "t", 0), Offset(1));
    }
}

#[test]
fn an_unanswered_change_of_the_isr_is_asked_for_again() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(950);
    let leader = kafka.leads("t", 0);
    let follower = kafka.others("t", 0)[0];
    cut(&mut kafka, leader, follower);
    let asks = |flight: Flight<'_>| match flight.cargo {
        Cargo::Message(message) => {
            matches!(&*message.body, Body::Request(Request::AlterPartition(_))).then_some(flight.id)
        }
        _ => None,
    };
    kafka.until(|world, _| world.flights().any(|flight| asks(flight).is_some()));
    let asked = kafka
        .world
        .flights()
        .find_map(asks)
        .expect("it is on its way");
    kafka.fault(Fault::Drop(asked));
    kafka.until_ms(12_000);
    assert!(!kafka.isr("t", 0).contains(&follower));
}
