//! Cases that random runs found, with as little as it takes, and what was wrong.

use engine::client::ClientCommand;
use engine::model::{NodeId, Offset, TopicName, TopicPartition};
use engine::protocol::DeleteRecordsRequest;
use sim::{Action, Fault};

use crate::case::{ADMIN, CONTROLLER, Case, Mildness, Producer, Topic, set};

/// Brokers with one topic, one producer with `acks=all` and nobody else.
fn case(brokers: usize, topic: Topic, producer: Producer, deeds: Vec<(u64, Action)>) -> Case {
    let timing = [
        ("replica.lag.time.max.ms", "4000"),
        ("broker.session.timeout.ms", "3000"),
        ("broker.heartbeat.interval.ms", "500"),
        ("log.retention.check.interval.ms", "2000"),
        ("log.cleaner.backoff.ms", "1500"),
        ("offsets.topic.num.partitions", "1"),
    ];
    let mut broker_config = set(&timing);
    let replicas = brokers.min(3).to_string();
    broker_config.push(("offsets.topic.replication.factor", replicas));
    Case {
        seed: 0,
        mildness: Mildness::Anything,
        racks: vec![None; brokers],
        broker_config,
        topics: vec![topic],
        producers: vec![producer],
        consumers: Vec::new(),
        sinks: Vec::new(),
        jitter_ms: 1,
        deeds,
    }
}

fn topic(partitions: i32, replicas: i16, config: &[(&'static str, &str)]) -> Topic {
    Topic {
        name: "t",
        partitions,
        replicas,
        config: set(config),
    }
}

fn producer(every_ms: i64, records: u32, value_len: u32, keys: u32) -> Producer {
    Producer {
        topic: "t",
        config: set(&[
            ("request.timeout.ms", "2000"),
            ("delivery.timeout.ms", "20000"),
        ]),
        every_ms,
        per_tick: 2,
        records,
        value_len,
        keys,
    }
}

fn close(node: u32) -> Action {
    Action::Command {
        node: NodeId(node),
        command: ClientCommand::Close,
    }
}

fn check(case: &Case) {
    let outcome = case.run();
    assert!(outcome.is_fine(), "\n{outcome}");
}

/// Seeds 1000010, 1000033, 1000118, 1000143, 1000146: a broker that had lost power replayed the metadata log up to its
/// old leadership and led on in that epoch, without what it had lost, before the controller knew of its new incarnation.
#[test]
fn a_broker_that_lost_power_leads_only_when_it_is_elected_anew() {
    for broker in 1..=3 {
        let cut = Action::Fault(Fault::PowerCut(NodeId(broker)));
        let crash = Action::Fault(Fault::Crash(CONTROLLER));
        let start = Action::Start(NodeId(broker));
        for deeds in [
            vec![(7_000, cut.clone())],
            vec![(7_000, cut.clone()), (100, start.clone())],
            vec![
                (5_000, crash.clone()),
                (2_000, cut.clone()),
                (500, start.clone()),
            ],
        ] {
            let topic = topic(3, 2, &[("min.insync.replicas", "1")]);
            check(&case(3, topic, producer(40, 300, 8, 4), deeds));
        }
    }
}

/// Seed 136: a broker that had closed its logs took what a leader still answered, and waited for ever until it was
/// flushed.
#[test]
fn a_broker_that_closes_takes_nothing_more_from_leaders() {
    for broker in 1..=3 {
        for wait in [2_956, 3_001, 3_400] {
            check(&case(
                3,
                topic(2, 2, &[("min.insync.replicas", "2")]),
                producer(20, 300, 20_000, 5),
                vec![(wait, close(broker))],
            ));
        }
    }
}

/// Seeds 617 and 647: not Kafka was wrong but the invariant. A follower that was away has what the leader's cleaner
/// left, and lacks records whose successors lie above what its own cleaner has seen.
#[test]
fn a_follower_has_what_the_cleaner_of_its_leader_left() {
    let config = [
        ("cleanup.policy", "compact"),
        ("segment.ms", "500"),
        ("min.cleanable.dirty.ratio", "0.01"),
        ("min.insync.replicas", "1"),
    ];
    let deeds = vec![
        (1_000, Action::Fault(Fault::Pause(NodeId(2)))),
        (9_000, Action::Fault(Fault::Resume(NodeId(2)))),
        (500, close(1)),
    ];
    check(&case(
        2,
        topic(2, 2, &config),
        producer(60, 300, 8, 5),
        deeds,
    ));
}

/// Seed 1000661: the invariant again. A leader whose disk was emptied begins at zero, before what is remembered.
#[test]
fn an_emptied_disk_begins_anew() {
    let partition = TopicPartition::new(&TopicName::from("t"), 0);
    let request = DeleteRecordsRequest {
        partitions: vec![(partition, Offset(23))],
        timeout_ms: 2_000,
    };
    let ask = Action::Command {
        node: ADMIN,
        command: ClientCommand::Ask {
            to: None,
            request: Box::new(request.into()),
        },
    };
    let deeds = vec![
        (7_000, ask),
        (1_700, close(1)),
        (6_000, Action::Fault(Fault::Wipe(NodeId(1)))),
    ];
    check(&case(2, topic(1, 1, &[]), producer(37, 39, 8, 40), deeds));
}

/// Seed 1000370: the invariant once more. A leader that was paused before it heard that it leads, hears of it when others
/// have long committed in later epochs.
#[test]
fn a_leader_of_an_epoch_that_is_over_need_not_have_what_was_committed_since() {
    check(&Case::of(1_000_370, Mildness::Anything));
}
