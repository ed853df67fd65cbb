//! Which partition a record goes to.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::client::producer::{
    PartitionRule, Partitioning, consistent_partition_for_key, partition_for_key,
};
use engine::protocol::ErrorCode;

use super::lone::{LoneProducer, of_partitions, partitioned, unstarted};

const ROUND_ROBIN: (&str, &str) = (
    "partitioner.class",
    "org.apache.kafka.clients.producer.RoundRobinPartitioner",
);

/// Sends so many values of so many bytes without a key.
fn send_many(lone: &mut LoneProducer, count: usize, bytes: usize) {
    for _ in 0..count {
        lone.send(&"x".repeat(bytes));
    }
}

#[test]
fn the_hash_of_the_key_decides_over_all_partitions() {
    let mut lone = of_partitions(6, 3, &[]);
    let keys = ["ana", "ben", "cem", "ana", "dora", "ana"];
    for key in keys {
        lone.send_keyed(key, "v");
    }
    let expected = keys.map(|key| partition_for_key(key.as_bytes(), 6));
    assert_eq!(lone.chosen(), expected);
}

#[test]
fn a_partition_without_a_leader_counts_for_keys() {
    let mut lone = unstarted(6, 3, &[], Partitioning::Configured);
    let home = partition_for_key(b"ana", 6);
    lone.leaders[home as usize] = (None, 0);
    lone.boot(1).send_keyed("ana", "v");
    assert_eq!(lone.chosen(), [home]);
}

#[test]
fn an_explicit_partition_wins_over_the_key() {
    let mut lone = partitioned(4, 1, &[ROUND_ROBIN], Partitioning::Configured);
    lone.send_to(3, "a").send_to(3, "b");
    assert_eq!(lone.chosen(), [3, 3]);
}

#[test]
fn records_without_a_key_stay_with_a_partition_for_batch_size_bytes() {
    let configs = [("batch.size", "1000"), ("linger.ms", "1000")];
    let mut lone = of_partitions(50, 1, &configs);
    // 61 bytes of the batch and 3 records of 313 bytes fill it exactly.
    send_many(&mut lone, 15, 304);
    let chosen = lone.chosen();
    let runs = chosen.chunk_by(|a, b| a == b);
    let lengths: Vec<usize> = runs.map(<[i32]>::len).collect();
    assert_eq!(lengths, [3; 5], "{chosen:?}");
}

#[test]
fn a_partition_is_left_after_twice_batch_size_bytes_at_the_latest() {
    let configs = [("batch.size", "1000"), ("linger.ms", "1000")];
    let mut lone = of_partitions(50, 1, &configs);
    // 9 records of 101 bytes do not quite fill a batch, so it is never the moment to leave.
    send_many(&mut lone, 40, 93);
    let chosen = lone.chosen();
    let first = chosen.chunk_by(|a, b| a == b).next().unwrap_or_default();
    assert_eq!(first.len(), 19, "{chosen:?}");
}

#[test]
fn a_partition_is_not_left_while_its_batch_has_room() {
    // 700 bytes lingered away, so batch.size bytes are reached in the middle of the second batch.
    let configs = [("batch.size", "1000"), ("linger.ms", "5")];
    let mut lone = of_partitions(50, 1, &configs);
    send_many(&mut lone, 6, 93);
    lone.run_ms(5);
    send_many(&mut lone, 9, 93);
    let chosen = lone.chosen();
    assert_eq!(chosen, vec![chosen[0]; 15]);
    // Once that batch has gone as well, nothing is left that could be filled.
    lone.run_ms(5).send("x");
    assert_ne!(lone.chosen()[15], chosen[0]);
}

#[test]
fn where_no_partition_has_a_leader_any_may_have_one_again() {
    let mut lone = unstarted(3, 1, &[("batch.size", "1")], Partitioning::Configured);
    lone.leaders = vec![(None, 0); 3];
    lone.boot(1);
    send_many(&mut lone, 40, 10);
    let chosen: BTreeSet<i32> = lone.chosen().into_iter().collect();
    assert_eq!(chosen, [0, 1, 2].into());
}

#[test]
fn records_without_a_key_avoid_partitions_without_a_leader() {
    let mut lone = unstarted(3, 3, &[("batch.size", "1")], Partitioning::Configured);
    lone.leaders[1] = (None, 0);
    lone.boot(1);
    send_many(&mut lone, 40, 10);
    let chosen = lone.chosen();
    assert_eq!(chosen.len(), 40);
    assert!(!chosen.contains(&1) && chosen.contains(&0) && chosen.contains(&2));
}

#[test]
fn chance_follows_from_the_process_and_from_nothing_else() {
    let choices = |entropy| {
        let mut lone = unstarted(9, 1, &[("batch.size", "1")], Partitioning::Configured);
        lone.boot(entropy);
        send_many(&mut lone, 20, 10);
        lone.chosen()
    };
    assert_eq!(choices(5), choices(5));
    assert_ne!(choices(5), choices(6));
}

#[test]
fn with_ignore_keys_a_key_decides_nothing() {
    let mut lone = of_partitions(20, 1, &[("partitioner.ignore.keys", "true")]);
    for key in ["ana", "ben", "cem", "dora"] {
        lone.send_keyed(key, "v");
    }
    let chosen = lone.chosen();
    assert_eq!(chosen, vec![chosen[0]; 4]);
}

#[test]
fn the_round_robin_partitioner_takes_each_partition_in_turn_whatever_the_key() {
    let mut lone = of_partitions(3, 1, &[ROUND_ROBIN]);
    for _ in 0..3 {
        lone.send_keyed("ana", "v").send("w");
    }
    assert_eq!(lone.chosen(), [0, 1, 2, 0, 1, 2]);
}

#[test]
fn the_round_robin_partitioner_leaves_out_partitions_without_a_leader() {
    let mut lone = unstarted(3, 1, &[ROUND_ROBIN], Partitioning::Configured);
    lone.leaders[1] = (None, 0);
    lone.boot(1);
    send_many(&mut lone, 4, 1);
    assert_eq!(lone.chosen(), [0, 2, 0, 2]);
}

#[test]
fn a_rule_sends_its_keys_where_it_says_and_the_others_by_their_hash() {
    let key: Arc<[u8]> = b"ana"[..].into();
    let rule = PartitionRule {
        by_key: [(key, 4)].into(),
        otherwise: None,
    };
    let mut lone = partitioned(5, 1, &[], Partitioning::Rule(rule.clone()));
    lone.send_keyed("ana", "v").send_keyed("ben", "v");
    assert_eq!(lone.chosen(), [4, partition_for_key(b"ben", 5)]);

    let rule = PartitionRule {
        otherwise: Some(2),
        ..rule
    };
    let mut lone = partitioned(5, 1, &[], Partitioning::Rule(rule));
    lone.send_keyed("ana", "v").send_keyed("ben", "v").send("w");
    assert_eq!(lone.chosen(), [4, 2, 2]);
}

#[test]
fn a_rule_that_names_no_partition_of_the_topic_lets_its_records_expire() {
    let rule = PartitionRule {
        otherwise: Some(8),
        ..PartitionRule::default()
    };
    let mut lone = partitioned(5, 1, &[], Partitioning::Rule(rule));
    lone.send("v").run_ms(119_999);
    assert_eq!(lone.failures(), []);
    lone.run_ms(1);
    let (_, error, _, maybe_written) = lone.failures()[0];
    assert_eq!((error, maybe_written), (ErrorCode::RequestTimedOut, false));
}

#[test]
fn librdkafka_puts_the_same_keys_elsewhere() {
    assert_eq!(
        consistent_partition_for_key(b"123456789", i32::MAX),
        (0xcbf4_3926_u32 % i32::MAX as u32) as i32
    );
    let mut lone = partitioned(6, 1, &[], Partitioning::ConsistentRandom);
    let keys = ["ana", "ben", "cem", "dora", "eva", "finn"];
    for key in keys {
        lone.send_keyed(key, "v");
    }
    let expected = keys.map(|key| consistent_partition_for_key(key.as_bytes(), 6));
    assert_eq!(lone.chosen(), expected);
    assert_ne!(
        expected,
        keys.map(|key| partition_for_key(key.as_bytes(), 6))
    );
}

#[test]
fn librdkafka_stays_with_a_random_partition_for_10_ms_without_a_key() {
    let mut lone = partitioned(1_000, 1, &[], Partitioning::ConsistentRandom);
    lone.send("a").run_ms(9);
    lone.send_keyed("", "b").run_ms(1);
    lone.send("c");
    let chosen = lone.chosen();
    assert_eq!(chosen[0], chosen[1]);
    assert_ne!(chosen[0], chosen[2]);
}

/// How many of 200 batches go to partition 0, whose broker answers nothing.
fn to_the_slow_one(configs: &[(&str, &str)]) -> usize {
    let mut all = vec![("batch.size", "1"), ("linger.ms", "0")];
    all.extend(configs);
    let mut lone = of_partitions(2, 2, &all);
    lone.send_to(0, "a").send_to(1, "b");
    for _ in 0..200 {
        lone.send("c").run_ms(1);
        while let Some(place) = lone.requests.iter().position(|asked| asked.broker == 2) {
            lone.answer(place, ErrorCode::None);
        }
    }
    lone.chosen().iter().filter(|chosen| **chosen == 0).count()
}

#[test]
fn adaptive_partitioning_prefers_shorter_queues() {
    let uniform = to_the_slow_one(&[("partitioner.adaptive.partitioning.enable", "false")]);
    assert!((80..120).contains(&uniform), "{uniform} of 200");
    let adaptive = to_the_slow_one(&[]);
    assert!(adaptive < 70, "{adaptive} of 200");
}

#[test]
fn a_broker_that_takes_nothing_for_the_availability_timeout_is_avoided() {
    let timeout = ("partitioner.availability.timeout.ms", "10");
    assert!(to_the_slow_one(&[timeout]) < to_the_slow_one(&[]));
}

/// Each record in a batch of its own, which goes at once.
const APART: [(&str, &str); 2] = [("batch.size", "1"), ("linger.ms", "0")];

#[test]
fn adaptive_partitioning_leaves_no_new_partition_out() {
    let mut lone = of_partitions(2, 2, &[APART[0], APART[1], ("metadata.max.age.ms", "1000")]);
    lone.send_to(1, "a").send_to(0, "a").send("a");
    while !lone.requests.is_empty() {
        lone.answer(0, ErrorCode::None);
    }
    // One queue is longer than the other, and so partitions are weighed.
    for _ in 0..8 {
        lone.send_to(0, "b");
    }
    lone.leaders.push((Some(2), 0));
    lone.run_ms(1_000);
    lone.seen.clear();
    send_many(&mut lone, 60, 1);
    assert!(lone.chosen().contains(&2), "{:?}", lone.chosen());
}

#[test]
fn with_queues_of_one_length_the_newest_metadata_says_where_records_may_go() {
    let mut lone = of_partitions(3, 3, &APART);
    for number in 0..3 {
        lone.send_to(number, "a");
    }
    lone.send("a");
    while !lone.requests.is_empty() {
        lone.answer(0, ErrorCode::None);
    }
    // The application waits for a new partition, and hears at the same time that another has lost its leader.
    lone.send_to(3, "b");
    send_many(&mut lone, 40, 1);
    lone.leaders[1] = (None, 1);
    lone.leaders.push((Some(1), 0));
    lone.seen.clear();
    lone.run_ms(200);
    let chosen = lone.chosen();
    assert!(chosen.len() > 20, "{chosen:?}");
    assert!(!chosen.contains(&1) && chosen.contains(&0) && chosen.contains(&2));
}

#[test]
fn a_broker_that_took_something_just_the_availability_timeout_ago_is_not_avoided() {
    let timeout = ("partitioner.availability.timeout.ms", "10");
    let chooses = |ms| {
        let mut lone = of_partitions(2, 2, &[APART[0], APART[1], timeout]);
        lone.send_to(1, "a").answer(0, ErrorCode::None);
        // Five are in flight, and one waits.
        for _ in 0..6 {
            lone.send_to(0, "b");
        }
        lone.run_ms(ms);
        send_many(&mut lone, 3, 1);
        lone.seen.clear();
        send_many(&mut lone, 40, 1);
        lone.chosen().contains(&0)
    };
    assert!(chooses(10));
    assert!(!chooses(11));
}

#[test]
fn a_broker_is_not_slow_for_holding_a_partition_up_that_has_one_batch_in_flight() {
    let mut lone = of_partitions(
        2,
        2,
        &[
            APART[0],
            APART[1],
            ("partitioner.availability.timeout.ms", "10"),
            ("max.in.flight.requests.per.connection", "1"),
        ],
    );
    lone.send_to(1, "a").answer(0, ErrorCode::None);
    lone.send_to(0, "b").send_to(0, "b").run_ms(20);
    send_many(&mut lone, 3, 1);
    lone.seen.clear();
    send_many(&mut lone, 40, 1);
    assert!(lone.chosen().contains(&0), "{:?}", lone.chosen());
}
