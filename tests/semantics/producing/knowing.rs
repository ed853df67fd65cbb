//! What a producer knows of the cluster, and how it learns that it was wrong.

use engine::client::Observation;
use engine::client::producer::{BlockedOn, Partitioning};
use engine::model::{LeaderEpoch, NodeId};
use engine::protocol::ErrorCode;

use super::lone::{at, of_partitions, producer, unstarted};

const NO_LINGER: (&str, &str) = ("linger.ms", "0");
/// Metadata is a second old at most.
const FRESH: (&str, &str) = ("metadata.max.age.ms", "1000");

#[test]
fn a_topic_that_was_deleted_is_waited_for_like_one_that_never_was() {
    let mut lone = producer(&[NO_LINGER, FRESH]);
    lone.knows_topic = false;
    lone.run_ms(1_200).send("a");
    assert_eq!(
        lone.producer.blocked(),
        Some((BlockedOn::Metadata, at(1_200)))
    );
    assert!(lone.requests.is_empty());
}

#[test]
fn a_leader_of_an_older_epoch_is_not_believed() {
    let mut lone = unstarted(1, 2, &[NO_LINGER, FRESH], Partitioning::Configured);
    lone.leaders[0] = (Some(1), 5);
    lone.boot(1).send("a").answer(0, ErrorCode::None);
    // A broker that lags tells of the leader before.
    lone.leaders[0] = (Some(2), 4);
    lone.run_ms(1_200).send("b");
    assert_eq!(lone.requests[0].broker, 1);
    lone.answer(0, ErrorCode::None);
    lone.leaders[0] = (Some(2), 6);
    lone.run_ms(1_200).send("c");
    assert_eq!(lone.requests[0].broker, 2);
}

#[test]
fn a_leader_that_a_broker_names_counts_only_with_a_newer_epoch() {
    let mut lone = of_partitions(1, 2, &[NO_LINGER]);
    lone.run_ms(200).send("a").send("b");
    // The metadata that is asked for then comes after the other answer.
    lone.answer(0, ErrorCode::NotLeaderOrFollower);
    lone.answer_with(0, |produced| {
        produced.error = ErrorCode::NotLeaderOrFollower;
        produced.current_leader = Some((NodeId(2), LeaderEpoch(0)));
    });
    lone.run_ms(150);
    assert_eq!(lone.requests[0].broker, 1);
}

#[test]
fn while_a_partition_has_no_leader_metadata_is_asked_for_again_and_again() {
    let mut lone = of_partitions(2, 1, &[]);
    lone.run_ms(1_000);
    let asked = lone.metadata_asked;
    lone.run_ms(1_000);
    assert_eq!(lone.metadata_asked, asked, "all is known");
    let mut lone = unstarted(2, 1, &[], Partitioning::Configured);
    lone.leaders[1] = (None, 0);
    lone.boot(1).send_to(0, "a").run_ms(5);
    lone.answer(0, ErrorCode::None).run_ms(1_000);
    assert!(lone.metadata_asked > 5, "{} times", lone.metadata_asked);
}

#[test]
fn what_is_sent_at_one_moment_to_one_partition_is_one_entry_of_the_history() {
    let mut lone = unstarted(2, 1, &[], Partitioning::Configured);
    lone.knows_topic = false;
    lone.boot(1);
    for number in [0, 0, 0, 1, 1, 0] {
        lone.send_to(number, "a");
    }
    lone.knows_topic = true;
    lone.run_ms(200);
    let sent = lone.seen.iter().filter_map(|(_, seen)| match seen {
        Observation::Sent {
            numbers, partition, ..
        } => Some((numbers.clone(), partition.partition)),
        _ => None,
    });
    assert_eq!(sent.collect::<Vec<_>>(), [(0..3, 0), (3..5, 1), (5..6, 0)]);
}
