//! Rebalances as members and their applications see them: eager and cooperative.

use engine::client::Observation;
use engine::client::consumer::{MemberState, Membership, RejoinReason};
use engine::config::Assignor;
use engine::model::{Instant, NodeId, TopicPartition};
use engine::protocol::ErrorCode;
use sim::Fault;

use crate::cluster::{Cluster, cluster};

const GROUP: [(&str, &str); 2] = [("group.id", "g"), ("auto.offset.reset", "earliest")];
const COOPERATIVE: (&str, &str) = (
    "partition.assignment.strategy",
    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
);
const STICKY: (&str, &str) = (
    "partition.assignment.strategy",
    "org.apache.kafka.clients.consumer.StickyAssignor",
);

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [&GROUP, more].concat()
}

fn member(kafka: &Cluster, id: u32) -> &Membership {
    kafka.consumer(id).membership().expect("it has a group")
}

fn owned(kafka: &Cluster, id: u32) -> Vec<i32> {
    let assignment = kafka.consumer(id).assignment();
    assignment.map(|at| at.partition).collect()
}

/// What a member gave up since some moment, in order.
fn revoked(kafka: &Cluster, id: u32, since_ms: u64) -> Vec<Vec<TopicPartition>> {
    let seen = kafka
        .history()
        .filter(|entry| entry.node == NodeId(id) && entry.at >= Instant(since_ms * 1_000));
    seen.filter_map(|entry| match &entry.observation {
        Observation::Revoked(partitions) => Some(partitions.clone()),
        _ => None,
    })
    .collect()
}

/// Two members of a topic with four partitions, and a third that comes at 10 s.
fn three(strategy: &[(&'static str, &'static str)]) -> Cluster {
    let config = with(strategy);
    cluster(1)
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &config)
        .consumer(3001, "t", Some(600), &config)
        .consumer(3002, "t", Some(10_000), &config)
        .start()
}

#[test]
fn eager_stops_the_world_for_all() {
    let mut kafka = three(&[]);
    kafka.until_ms(20_000);
    for id in [3000, 3001] {
        let given_up: usize = revoked(&kafka, id, 0).iter().map(Vec::len).sum();
        assert_eq!(given_up, 2, "each gives up all that it had");
    }
    let mut shares = [3000, 3001, 3002].map(|id| owned(&kafka, id).len());
    shares.sort_unstable();
    assert_eq!(shares, [1, 1, 2]);
    assert_eq!(
        member(&kafka, 3000).generation,
        2,
        "one rebalance is enough"
    );
}

#[test]
fn cooperative_moves_only_what_must_move_and_takes_a_second_rebalance() {
    let mut kafka = three(&[COOPERATIVE]);
    kafka.until_ms(9_000);
    let before = [3000, 3001].map(|id| owned(&kafka, id));
    assert_eq!(
        before,
        [vec![0, 2], vec![1, 3]].map(|share| share),
        "{before:?}"
    );
    kafka.until_ms(20_000);
    let given_up: Vec<_> = [3000, 3001]
        .into_iter()
        .flat_map(|id| revoked(&kafka, id, 0))
        .flatten()
        .collect();
    assert_eq!(given_up.len(), 1, "{given_up:?}");
    assert_eq!(owned(&kafka, 3002), [given_up[0].partition]);
    assert_eq!(member(&kafka, 3000).generation, 3);
    assert_eq!(
        member(&kafka, 3002).assignor(),
        Some(Assignor::CooperativeSticky)
    );
}

#[test]
fn who_keeps_everything_in_a_cooperative_rebalance_never_stops_reading() {
    let mut kafka = three(&[COOPERATIVE]);
    kafka.until_ms(20_000);
    let keeper = [3000, 3001]
        .into_iter()
        .find(|id| revoked(&kafka, *id, 0).is_empty())
        .expect("one gives up nothing");
    let positioned = kafka.history().filter(|entry| {
        entry.node == NodeId(keeper) && matches!(entry.observation, Observation::Positioned { .. })
    });
    assert_eq!(
        positioned.count(),
        2,
        "once for each partition, at the beginning"
    );
}

#[test]
fn in_an_eager_rebalance_everybody_looks_for_all_positions_anew() {
    let mut kafka = three(&[]);
    kafka.until_ms(20_000);
    let positioned = kafka.history().filter(|entry| {
        entry.node == NodeId(3000) && matches!(entry.observation, Observation::Positioned { .. })
    });
    assert_eq!(positioned.count(), 2 + owned(&kafka, 3000).len());
}

#[test]
fn sticky_rebalances_eagerly_but_gives_back_what_members_had() {
    let mut kafka = three(&[STICKY]);
    kafka.until_ms(9_000);
    let before = [3000, 3001].map(|id| owned(&kafka, id));
    kafka.until_ms(20_000);
    for (id, before) in [3000, 3001].into_iter().zip(before) {
        assert_eq!(revoked(&kafka, id, 0)[0].len(), 2, "all was given up");
        assert!(
            owned(&kafka, id)
                .iter()
                .all(|number| before.contains(number))
        );
    }
}

#[test]
fn the_assignor_that_most_members_like_best_among_those_that_all_know_is_chosen() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "t", Some(600), &with(&[COOPERATIVE]))
        .start();
    kafka.until_ms(10_000);
    for id in [3000, 3001] {
        assert_eq!(
            member(&kafka, id).assignor(),
            Some(Assignor::CooperativeSticky)
        );
        assert_eq!(owned(&kafka, id).len(), 1);
    }
}

#[test]
fn a_rebalance_waits_for_a_busy_member_which_goes_on_heartbeating() {
    let mut building = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &["a"], &[])
        .consumer(3001, "t", Some(8_000), &GROUP);
    building.slow_consumer(
        3000,
        "t",
        Some(500),
        30_000,
        &with(&[("session.timeout.ms", "6000")]),
    );
    let mut kafka = building.start();
    kafka.until_ms(25_000);
    assert_eq!(
        member(&kafka, 3001).state,
        MemberState::PreparingRebalance,
        "it waits"
    );
    let busy = member(&kafka, 3000);
    assert_eq!((busy.state, busy.generation), (MemberState::Stable, 1));
    assert_eq!(busy.rejoin_reason(), Some(RejoinReason::GroupIsRebalancing));
    kafka.until_ms(45_000);
    assert_eq!(
        (owned(&kafka, 3000).len(), owned(&kafka, 3001).len()),
        (1, 1)
    );
    assert_eq!(member(&kafka, 3000).rejoin_reason(), None);
}

#[test]
fn an_idle_member_of_an_eager_group_has_nothing_while_a_busy_one_is_awaited() {
    let mut building = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &["a"], &[])
        .consumer(3001, "t", Some(510), &GROUP)
        .consumer(3002, "t", Some(10_000), &GROUP);
    building.slow_consumer(3000, "t", Some(500), 40_000, &GROUP);
    let mut kafka = building.start();
    kafka.until_ms(30_000);
    let busy = if owned(&kafka, 3000).is_empty() {
        3001
    } else {
        3000
    };
    let slow = kafka.history().any(|entry| {
        entry.node == NodeId(3000) && matches!(entry.observation, Observation::Polled { .. })
    });
    assert!(slow, "the record went to the slow one");
    assert_eq!(busy, 3000);
    assert!(owned(&kafka, 3001).is_empty(), "the world stands still");
}

#[test]
fn an_idle_member_of_a_cooperative_group_keeps_reading_while_a_busy_one_is_awaited() {
    let config = with(&[COOPERATIVE]);
    let mut building = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &["a"], &[])
        .consumer(3001, "t", Some(510), &config)
        .consumer(3002, "t", Some(10_000), &config);
    building.slow_consumer(3000, "t", Some(500), 40_000, &config);
    let mut kafka = building.start();
    kafka.until_ms(30_000);
    assert_eq!(member(&kafka, 3001).state, MemberState::PreparingRebalance);
    assert_eq!(owned(&kafka, 3001).len(), 1, "what it has, it reads");
}

#[test]
fn a_rebalance_goes_on_without_a_member_that_does_not_poll_within_max_poll_interval_ms() {
    let patience = [("max.poll.interval.ms", "10000")];
    let mut building = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &["a"], &[])
        .consumer(3001, "t", Some(6_000), &with(&patience));
    building.slow_consumer(3000, "t", Some(500), 60_000, &with(&patience));
    let mut kafka = building.start();
    kafka.until_ms(30_000);
    assert_eq!(owned(&kafka, 3001), [0, 1]);
}

#[test]
fn a_member_commits_before_it_gives_up_partitions_so_that_nobody_reads_them_again() {
    let late = with(&[("auto.commit.interval.ms", "3600000")]);
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &["a", "b", "c"], &[])
        .consumer(3000, "t", Some(500), &late)
        .consumer(3001, "t", Some(8_000), &late)
        .start();
    kafka.until_ms(7_000);
    assert_eq!(kafka.printed(3000), ["a", "b", "c"]);
    kafka.until_ms(20_000);
    let of = |entry: &&sim::Entry| entry.node == NodeId(3000);
    let order: Vec<_> = kafka
        .history()
        .filter(of)
        .filter_map(|entry| match &entry.observation {
            Observation::Committed(_) => Some("committed"),
            Observation::Revoked(_) => Some("revoked"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["committed", "revoked"]);
    let printed = [3000, 3001].map(|id| kafka.printed(id).len());
    assert_eq!(printed.iter().sum::<usize>(), 3, "nothing is read twice");
}

#[test]
fn what_waits_for_a_poll_is_not_returned_any_more_once_its_partition_is_to_be_given_up() {
    let two = with(&[
        ("max.poll.records", "2"),
        ("auto.commit.interval.ms", "100"),
    ]);
    let values: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let mut building = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &values, &[])
        .consumer(3001, "t", Some(12_000), &two);
    building.slow_consumer(3000, "t", Some(500), 500, &two);
    let mut kafka = building.start();
    kafka.until_ms(60_000);
    assert!(
        !revoked(&kafka, 3000, 12_000).is_empty(),
        "it had to give up what it was reading"
    );
    let mut printed = [kafka.printed(3000), kafka.printed(3001)].concat();
    assert_eq!(printed.len(), 40, "nothing is read twice");
    printed.sort_unstable();
    printed.dedup();
    assert_eq!(printed.len(), 40, "nothing is left out");
}

#[test]
fn a_poll_that_has_to_join_again_commits_once() {
    let often = with(&[("auto.commit.interval.ms", "100")]);
    let mut building = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &["a", "b", "c", "d", "e"], &[])
        .consumer(3001, "t", Some(8_000), &often);
    building.slow_consumer(3000, "t", Some(500), 2_000, &often);
    let mut kafka = building.start();
    kafka.until_ms(25_000);
    let of = |entry: &&sim::Entry| entry.node == NodeId(3000);
    let seen: Vec<_> = kafka.history().filter(of).collect();
    let is_revoked = |entry: &&sim::Entry| matches!(entry.observation, Observation::Revoked(_));
    let revoked = seen.iter().position(is_revoked).expect("it joins again");
    let processed = seen[..revoked]
        .iter()
        .rposition(|entry| matches!(entry.observation, Observation::Processed { .. }))
        .expect("it was at work");
    let commits = seen[processed..revoked]
        .iter()
        .filter(|entry| matches!(entry.observation, Observation::Committed(_)));
    assert_eq!(commits.count(), 1);
}

#[test]
fn without_automatic_commits_a_rebalance_makes_the_next_owner_read_again() {
    let manual = with(&[("enable.auto.commit", "false")]);
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &["a", "b", "c"], &[])
        .consumer(3000, "t", Some(500), &manual)
        .consumer(3001, "t", Some(8_000), &manual)
        .start();
    kafka.until_ms(20_000);
    let printed = [3000, 3001].map(|id| kafka.printed(id).len());
    assert_eq!(printed.iter().sum::<usize>(), 6, "all of it once more");
}

#[test]
fn a_zombies_commit_is_refused() {
    let mut building = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &["a"], &[])
        .consumer(3001, "t", Some(4_000), &GROUP);
    let zombie = with(&[
        ("session.timeout.ms", "6000"),
        ("auto.commit.interval.ms", "1000"),
    ]);
    building.slow_consumer(3000, "t", Some(500), 1, &zombie);
    let mut kafka = building.start();
    kafka.until_ms(3_900);
    kafka.fault(Fault::Pause(NodeId(3000))).until_ms(30_000);
    assert_eq!(owned(&kafka, 3001), [0]);
    kafka.fault(Fault::Resume(NodeId(3000))).until_ms(32_000);
    let refused = kafka.history().any(|entry| {
        let refusal = Observation::CommitFailed(ErrorCode::UnknownMemberId);
        entry.node == NodeId(3000) && entry.observation == refusal
    });
    assert!(refused);
}

#[test]
fn four_partitions_with_1_2_4_and_5_consumers() {
    for (members, expected) in [
        (1, vec![4]),
        (2, vec![2, 2]),
        (4, vec![1, 1, 1, 1]),
        (5, vec![1, 1, 1, 1, 0]),
    ] {
        let ids = 3000..3000 + members;
        let building = cluster(1).topic("t", 4, 1, &[]);
        let building = ids.clone().fold(building, |building, id| {
            building.consumer(id, "t", Some(500), &GROUP)
        });
        let mut kafka = building.start();
        kafka.until_ms(8_000);
        let mut shares: Vec<_> = ids.map(|id| owned(&kafka, id).len()).collect();
        shares.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(shares, expected);
    }
}

#[test]
fn two_groups_each_read_everything() {
    let other = [("group.id", "h"), ("auto.offset.reset", "earliest")];
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &["a", "b"], &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "t", Some(500), &other)
        .start();
    kafka.until_ms(8_000);
    for id in [3000, 3001] {
        assert_eq!(kafka.printed(id).len(), 2);
        assert_eq!(owned(&kafka, id), [0, 1]);
    }
}

#[test]
fn nothing_is_rebalanced_as_long_as_nothing_changes() {
    let mut kafka = three(&[]);
    kafka.until_ms(20_000);
    let before = member(&kafka, 3000).generation;
    kafka.until_ms(900_000);
    assert_eq!(member(&kafka, 3000).generation, before);
}
