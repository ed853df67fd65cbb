//! Whatever happens to brokers and links, what was acknowledged by all in-sync replicas stays.

use engine::client::Observation;
use engine::model::{Instant, NodeId, Offset};
use lab::invariants::Invariants;
use proptest::prelude::*;
use sim::{Action, Fault};

use tank::cluster::{CONTROLLER, Cluster, cluster, partition};

const VALUES: [&str; 30] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
    "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29",
];

/// How many runs there are: a few at each change, many under `cargo xtask test --long`.
fn cases() -> u32 {
    if std::env::var_os("LOGARIUM_LONG").is_some() {
        6_000
    } else {
        60
    }
}

/// Faults of brokers and links. Power cuts are left out: more than one can lose what nobody has flushed.
fn fault() -> impl Strategy<Value = Fault> {
    let node = || prop_oneof![6 => (1_u32..=3).prop_map(NodeId), 1 => Just(CONTROLLER)];
    prop_oneof![
        node().prop_map(Fault::Crash),
        node().prop_map(Fault::Restart),
        node().prop_map(Fault::Pause),
        node().prop_map(Fault::Resume),
        (node(), node(), any::<bool>()).prop_map(|(a, b, one_way)| Fault::Partition {
            a,
            b,
            one_way
        }),
        (node(), node()).prop_map(|(a, b)| Fault::Repair { a, b }),
    ]
}

fn run(seed: u64, faults: &[(u64, Fault)]) -> Cluster {
    let mut kafka = cluster(3)
        .seed(seed)
        .broker_config(&[("replica.lag.time.max.ms", "4000")])
        .topic("t", 1, 3, &[("min.insync.replicas", "2")])
        .producer(
            "t",
            &VALUES,
            &[
                ("request.timeout.ms", "2000"),
                ("delivery.timeout.ms", "60000"),
            ],
        )
        .consumer(
            3000,
            "t",
            Some(500),
            &[("group.id", "g"), ("auto.offset.reset", "earliest")],
        )
        .start();
    let mut invariants = Invariants::new();
    let mut at = 1_000;
    for (wait, fault) in faults {
        at += wait;
        run_until(&mut kafka, &mut invariants, at);
        // What is impossible just now, such as to crash what is down, is left out.
        if let Ok(step) = kafka.world.apply(Action::Fault(*fault)) {
            assert_eq!(invariants.after(&kafka.world, &step), []);
        }
    }
    for id in [NodeId(1), NodeId(2), NodeId(3), CONTROLLER] {
        let _ = kafka.world.apply(Action::Fault(Fault::Resume(id)));
        for other in [NodeId(1), NodeId(2), NodeId(3), CONTROLLER] {
            let _ = kafka
                .world
                .apply(Action::Fault(Fault::Repair { a: id, b: other }));
        }
        if kafka.world.check(&Action::Start(id)).is_ok() {
            kafka.act(Action::Start(id));
        }
    }
    run_until(&mut kafka, &mut invariants, at + 120_000);
    assert_eq!(invariants.sweep(&kafka.world), []);
    kafka
}

/// Runs on, and notices when something does not hold that must, or when time stands still.
fn run_until(kafka: &mut Cluster, invariants: &mut Invariants, at_ms: u64) {
    let until = Instant(at_ms * 1_000);
    let (mut here, mut steps) = (kafka.world.now(), 0);
    while kafka.world.next_at().is_some_and(|next| next <= until) {
        let step = kafka.world.step().expect("there is a next event");
        assert_eq!(invariants.after(&kafka.world, &step), []);
        steps = if kafka.world.now() == here {
            steps + 1
        } else {
            0
        };
        here = kafka.world.now();
        assert!(steps < 2_000, "time stands still at {here}");
    }
    let _ = kafka.world.advance_clock(until);
}

fn check(kafka: &Cluster) {
    let leader = kafka
        .leader("t", 0)
        .expect("everything is repaired, so somebody leads");
    let log: Vec<String> = kafka.log(leader, "t", 0);
    for broker in 1..=3 {
        assert_eq!(
            kafka.log(broker, "t", 0),
            log,
            "broker {broker} has what leader {leader} has"
        );
    }
    for entry in kafka.history() {
        if let Observation::Acknowledged {
            numbers,
            base_offset: Offset(base),
            ..
        } = &entry.observation
        {
            for (i, number) in numbers.clone().enumerate() {
                assert_eq!(
                    log.get(*base as usize + i),
                    Some(&number.to_string()),
                    "acknowledged at {}",
                    entry.at
                );
            }
        }
    }
    let replica = kafka.replica(leader, "t", 0);
    assert_eq!(replica.high_watermark(), replica.log().log_end_offset());
    let delivered = kafka.printed(3000);
    for value in &log {
        assert!(
            delivered.contains(value),
            "record {value} of {} was delivered",
            partition("t", 0)
        );
    }
}

/// Found by a run: the coordinator's broker was restarted and lost its groups while a member waited to join.
#[test]
fn a_member_that_waits_to_join_is_sent_to_the_new_coordinator() {
    let [one, two] = [NodeId(1), NodeId(2)];
    let faults = [
        (1_018, Fault::Crash(two)),
        (876, Fault::Restart(one)),
        (33, Fault::Pause(one)),
        (156, Fault::Crash(one)),
        (4_400, Fault::Crash(one)),
    ];
    check(&run(0, &faults));
}

/// Found by a run: a broker that had just started did not know the topic, and it came back to the leader of the group
/// while that joined for having lost it.
#[test]
fn a_topic_that_comes_back_while_the_groups_leader_joins_is_given_out() {
    let [one, three] = [NodeId(1), NodeId(3)];
    let cut = Fault::Partition {
        a: one,
        b: CONTROLLER,
        one_way: false,
    };
    let faults = [
        (0, Fault::Crash(three)),
        (2_516, cut),
        (2_404, Fault::Pause(three)),
        (1_017, Fault::Pause(one)),
        (0, Fault::Crash(CONTROLLER)),
        (649, Fault::Restart(one)),
        (204, Fault::Crash(three)),
    ];
    check(&run(9_285_965_600_879_663_625, &faults));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn acknowledged_records_survive_crashes_pauses_and_partitions(
        seed in any::<u64>(),
        faults in prop::collection::vec((0_u64..3_000, fault()), 0..14),
    ) {
        check(&run(seed, &faults));
    }
}
