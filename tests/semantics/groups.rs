//! Groups and their committed offsets.

use engine::client::consumer::MemberState;
use engine::coordinator::group::{ClassicGroup, GroupState};
use engine::model::{NodeId, Offset};
use sim::Fault;

use crate::cluster::{Cluster, cluster, partition};

const VALUES: [&str; 4] = ["a", "b", "c", "d"];
const GROUP: [(&str, &str); 3] = [
    ("group.id", "g"),
    ("auto.offset.reset", "earliest"),
    ("auto.commit.interval.ms", "1000"),
];

fn committed(kafka: &Cluster, topic: &str) -> Option<Offset> {
    let brokers = kafka.world.slots().filter_map(|slot| match slot.node() {
        sim::AnyNode::Broker(broker) => Some(broker),
        _ => None,
    });
    let place = partition(topic, 0);
    brokers
        .filter_map(|broker| broker.group_coordinator().committed("g", &place))
        .map(|committed| committed.offset)
        .max()
}

#[test]
fn a_group_goes_on_where_it_committed() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .start();
    kafka.until_ms(10_000);
    assert_eq!(kafka.printed(3000), VALUES);
    assert_eq!(
        committed(&kafka, "t"),
        Some(Offset(4)),
        "the next offset to read, not the last one read"
    );
    kafka
        .fault(Fault::Crash(NodeId(3000)))
        .start(3000)
        .until_ms(20_000);
    kafka.send("t", None, "e").until_ms(70_000);
    assert_eq!(kafka.printed(3000), ["a", "b", "c", "d", "e"]);
}

#[test]
fn a_closed_member_commits_and_leaves_at_once() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .consumer(
            3000,
            "t",
            Some(500),
            &[("group.id", "g"), ("auto.offset.reset", "earliest")],
        )
        .start();
    kafka.until_ms(4_500);
    assert_eq!(
        kafka.consumer(3000).membership().map(|m| m.state),
        Some(MemberState::Stable)
    );
    assert_eq!(
        committed(&kafka, "t"),
        None,
        "auto.commit.interval.ms is 5 s"
    );
    kafka.close(3000).until_ms(5_000);
    assert_eq!(committed(&kafka, "t"), Some(Offset(4)));
    let group = kafka
        .broker(1)
        .group_coordinator()
        .group("g")
        .map(ClassicGroup::state);
    assert_eq!(group, Some(GroupState::Empty));
}

#[test]
fn a_killed_member_is_missed_only_after_session_timeout_ms() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .consumer(
            3000,
            "t",
            Some(500),
            &[("group.id", "g"), ("session.timeout.ms", "6000")],
        )
        .start();
    kafka.until_ms(5_000).fault(Fault::Crash(NodeId(3000)));
    kafka.until_ms(9_000);
    let state = |kafka: &Cluster| {
        kafka
            .broker(1)
            .group_coordinator()
            .group("g")
            .map(ClassicGroup::state)
    };
    assert_eq!(state(&kafka), Some(GroupState::Stable));
    kafka.until_ms(12_000);
    assert_eq!(state(&kafka), Some(GroupState::Empty));
}

#[test]
fn two_members_share_the_partitions() {
    let mut kafka = cluster(1)
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "t", Some(600), &GROUP)
        .start();
    kafka.until_ms(8_000);
    let partitions = |id| {
        kafka
            .consumer(id)
            .assignment()
            .map(|p| p.partition)
            .collect::<Vec<_>>()
    };
    let mut both = [partitions(3000), partitions(3001)];
    both.sort();
    assert_eq!(both, [vec![0, 1], vec![2, 3]]);
}

#[test]
fn a_member_that_joins_later_gets_its_share() {
    let mut kafka = cluster(1)
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "t", Some(10_000), &GROUP)
        .start();
    kafka.until_ms(9_000);
    assert_eq!(kafka.consumer(3000).assignment().count(), 4);
    kafka.until_ms(20_000);
    assert_eq!(kafka.consumer(3000).assignment().count(), 2);
    assert_eq!(kafka.consumer(3001).assignment().count(), 2);
    assert_eq!(
        kafka.consumer(3001).membership().map(|m| m.generation),
        Some(2)
    );
}

#[test]
fn committed_offsets_survive_the_death_of_the_coordinator() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .start();
    kafka.until_ms(10_000);
    let before = committed(&kafka, "t");
    assert_eq!(before, Some(Offset(4)));
    let coordinator = kafka
        .consumer(3000)
        .membership()
        .and_then(engine::client::consumer::Membership::coordinator);
    kafka
        .fault(Fault::Crash(coordinator.expect("the member has found it")))
        .until_ms(40_000);
    let after = kafka
        .consumer(3000)
        .membership()
        .and_then(engine::client::consumer::Membership::coordinator);
    assert_ne!(after, coordinator);
    kafka.send("t", None, "e").until_ms(60_000);
    assert_eq!(
        kafka.printed(3000),
        ["a", "b", "c", "d", "e"],
        "nothing is read twice"
    );
    assert_eq!(committed(&kafka, "t"), Some(Offset(5)));
}

#[test]
fn the_offsets_topic_is_compacted() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .consumer(3000, "t", Some(500), &[("group.id", "g")])
        .start();
    kafka.until_ms(8_000);
    let topics = &kafka.controller().image().topics;
    let offsets = topics
        .get("__consumer_offsets")
        .expect("a group makes the topic be created");
    assert!(offsets.config.cleanup_policy.compacts() && !offsets.config.cleanup_policy.deletes());
    assert_eq!(offsets.config.segment_bytes, 104_857_600);
}
