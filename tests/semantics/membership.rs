//! What a member of a group does by itself: find the coordinator, heartbeat, leave, and learn that it was thrown out.

use engine::client::Observation;
use engine::client::consumer::{MemberState, Membership, RejoinReason};
use engine::model::{Instant, NodeId};
use engine::protocol::{
    CreatableTopic, CreatePartitionsRequest, CreatePartitionsTopic, CreateTopicsRequest, ErrorCode,
};
use sim::Fault;

use crate::cluster::{Cluster, cluster};

pub const GROUP: [(&str, &str); 2] = [("group.id", "g"), ("auto.offset.reset", "earliest")];
const VALUES: [&str; 4] = ["a", "b", "c", "d"];

pub fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [&GROUP, more].concat()
}

pub fn member(kafka: &Cluster, id: u32) -> &Membership {
    kafka.consumer(id).membership().expect("it has a group")
}

pub fn owned(kafka: &Cluster, id: u32) -> Vec<i32> {
    let assignment = kafka.consumer(id).assignment();
    assignment.map(|at| at.partition).collect()
}

fn threw(kafka: &Cluster, id: u32) -> Option<ErrorCode> {
    let mut seen = kafka.history().filter(|entry| entry.node == NodeId(id));
    seen.find_map(|entry| match &entry.observation {
        Observation::Error { error, .. } => Some(*error),
        _ => None,
    })
}

fn lost(kafka: &Cluster, id: u32) -> usize {
    let seen = kafka.history().filter(|entry| entry.node == NodeId(id));
    seen.filter(|entry| matches!(entry.observation, Observation::Lost(_)))
        .count()
}

#[test]
fn the_coordinator_names_a_new_member_after_its_client_and_the_member_keeps_the_name() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "t", Some(9_000), &GROUP)
        .start();
    kafka.until_ms(8_000);
    let first = member(&kafka, 3000).member_id.clone();
    assert!(first.starts_with("consumer-3000-"), "{first}");
    assert_eq!(member(&kafka, 3000).generation, 1);
    kafka.until_ms(15_000);
    assert_eq!(member(&kafka, 3000).generation, 2, "another one has joined");
    assert_eq!(member(&kafka, 3000).member_id, first);
}

#[test]
fn a_member_heartbeats_each_heartbeat_interval_ms_and_each_answer_prolongs_its_session() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .consumer(
            3000,
            "t",
            Some(500),
            &with(&[
                ("heartbeat.interval.ms", "1000"),
                ("session.timeout.ms", "6000"),
            ]),
        )
        .start();
    kafka.until_ms(1_000);
    assert_eq!(
        member(&kafka, 3000).next_heartbeat(),
        None,
        "it has not joined"
    );
    kafka.until_ms(20_000);
    let next = member(&kafka, 3000)
        .next_heartbeat()
        .expect("it has joined");
    assert!(next > kafka.world.now() && next.0 <= kafka.world.now().0 + 1_000_000);
    let deadline = member(&kafka, 3000)
        .session_deadline()
        .expect("it has joined");
    assert!(deadline.since(kafka.world.now()).as_millis() >= 4_900);
    kafka.until_ms(24_000);
    let later = member(&kafka, 3000)
        .session_deadline()
        .expect("it has joined");
    assert!(later.0 >= deadline.0 + 3_900_000);
}

#[test]
fn a_busy_application_keeps_its_place_as_long_as_it_polls_within_max_poll_interval_ms() {
    let mut building = cluster(1).topic("t", 1, 1, &[]).producer("t", &VALUES, &[]);
    building.slow_consumer(
        3000,
        "t",
        Some(500),
        20_000,
        &with(&[("session.timeout.ms", "6000")]),
    );
    let mut kafka = building.start();
    kafka.until_ms(60_000);
    // Far more than a session of silence: heartbeats are another thread's.
    assert_eq!(member(&kafka, 3000).generation, 1);
    assert_eq!(lost(&kafka, 3000), 0);
}

#[test]
fn max_poll_interval_ms_is_counted_from_the_moment_at_which_poll_returned() {
    let mut building = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES[..1], &[]);
    let patience = with(&[("max.poll.interval.ms", "10000")]);
    building.slow_consumer(3000, "t", Some(500), 9_000, &patience);
    let mut kafka = building.start();
    kafka.until_ms(30_000);
    assert_eq!(kafka.printed(3000), ["a"]);
    assert_eq!(
        (lost(&kafka, 3000), member(&kafka, 3000).generation),
        (0, 1)
    );
}

#[test]
fn a_slow_handler_is_evicted_though_it_heartbeats() {
    let mut building = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &VALUES, &[])
        .consumer(3001, "t", Some(600), &GROUP);
    building.slow_consumer(
        3000,
        "t",
        Some(500),
        60_000,
        &with(&[("max.poll.interval.ms", "10000")]),
    );
    let mut kafka = building.start();
    kafka.until_ms(9_000);
    assert_eq!(
        (owned(&kafka, 3000).len(), owned(&kafka, 3001).len()),
        (1, 1)
    );
    kafka.until_ms(30_000);
    assert_eq!(owned(&kafka, 3001), [0, 1], "the other one has everything");
    assert_eq!(member(&kafka, 3000).state, MemberState::Unjoined);
    let reason = member(&kafka, 3000).rejoin_reason();
    assert_eq!(reason, Some(RejoinReason::PollIntervalExceeded));
    assert_eq!(member(&kafka, 3000).next_heartbeat(), None);
    assert_eq!(lost(&kafka, 3000), 0, "its application does not know yet");
}

#[test]
fn who_was_evicted_learns_when_it_polls_that_its_partitions_are_lost_and_joins_again() {
    let mut building = cluster(1)
        .topic("t", 2, 1, &[])
        .producer("t", &VALUES[..1], &[])
        .consumer(3001, "t", Some(600), &GROUP);
    building.slow_consumer(
        3000,
        "t",
        Some(500),
        15_000,
        &with(&[("max.poll.interval.ms", "10000")]),
    );
    let mut kafka = building.start();
    kafka.until_ms(60_000);
    assert_eq!(lost(&kafka, 3000), 1);
    let revoked = |entry: &&sim::Entry| matches!(entry.observation, Observation::Revoked(_));
    let own = kafka.history().filter(|entry| entry.node == NodeId(3000));
    assert_eq!(
        own.filter(revoked).count(),
        0,
        "what is lost is not revoked: it is too late to commit"
    );
    assert_eq!(member(&kafka, 3000).state, MemberState::Stable);
    assert_eq!(
        (owned(&kafka, 3000).len(), owned(&kafka, 3001).len()),
        (1, 1)
    );
}

#[test]
fn a_member_that_was_paused_for_longer_than_its_session_is_out_when_it_wakes() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(
            3000,
            "t",
            Some(500),
            &with(&[("session.timeout.ms", "6000")]),
        )
        .consumer(3001, "t", Some(600), &GROUP)
        .start();
    kafka.until_ms(8_000).fault(Fault::Pause(NodeId(3000)));
    kafka.until_ms(20_000);
    assert_eq!(owned(&kafka, 3001), [0, 1]);
    assert_eq!(
        owned(&kafka, 3000).len(),
        1,
        "it still takes itself for the owner"
    );
    kafka.fault(Fault::Resume(NodeId(3000))).until_ms(40_000);
    assert_eq!(lost(&kafka, 3000), 1);
    assert_eq!(
        (owned(&kafka, 3000).len(), owned(&kafka, 3001).len()),
        (1, 1)
    );
}

#[test]
fn a_member_that_dies_with_its_coordinator_goes_on_with_the_next_one_in_the_same_generation() {
    let mut kafka = cluster(3)
        .topic("t", 2, 3, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "t", Some(500), &GROUP)
        .start();
    kafka.until_ms(10_000);
    let (generation, first) = (
        member(&kafka, 3000).generation,
        member(&kafka, 3000).coordinator(),
    );
    let first = first.expect("it has found its coordinator");
    kafka.fault(Fault::Crash(first)).until_ms(40_000);
    let now = member(&kafka, 3000);
    assert!(now.coordinator().is_some_and(|id| id != first));
    assert_eq!(
        (now.generation, now.state),
        (generation, MemberState::Stable)
    );
    assert_eq!(lost(&kafka, 3000), 0);
}

#[test]
fn a_member_waits_for_a_coordinator_that_is_not_there_yet() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .start();
    kafka.until_ms(200);
    kafka.fault(Fault::Pause(NodeId(1))).until_ms(20_000);
    assert_eq!(member(&kafka, 3000).coordinator(), None);
    kafka.fault(Fault::Resume(NodeId(1))).until_ms(60_000);
    assert_eq!(member(&kafka, 3000).state, MemberState::Stable);
}

#[test]
fn a_session_timeout_that_the_brokers_do_not_allow_is_thrown_at_the_application() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .consumer(
            3000,
            "t",
            Some(500),
            &with(&[("session.timeout.ms", "5999")]),
        )
        .start();
    kafka.until_ms(8_000);
    assert_eq!(threw(&kafka, 3000), Some(ErrorCode::InvalidSessionTimeout));
}

#[test]
fn a_member_that_knows_none_of_the_groups_assignors_cannot_join() {
    let round_robin = "org.apache.kafka.clients.consumer.RoundRobinAssignor";
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(
            3001,
            "t",
            Some(8_000),
            &with(&[("partition.assignment.strategy", round_robin)]),
        )
        .start();
    kafka.until_ms(15_000);
    assert_eq!(
        threw(&kafka, 3001),
        Some(ErrorCode::InconsistentGroupProtocol)
    );
    assert_eq!(owned(&kafka, 3000), [0, 1]);
}

#[test]
fn the_leader_alone_watches_the_topics_and_new_partitions_lead_to_a_rebalance() {
    let refresh = [("metadata.max.age.ms", "2000")];
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .admin()
        .consumer(3000, "t", Some(500), &with(&refresh))
        .consumer(3001, "t", Some(5_000), &with(&refresh))
        .start();
    kafka.until_ms(15_000);
    let leads = [3000, 3001].map(|id| member(&kafka, id).is_leader());
    assert_eq!(leads.iter().filter(|leads| **leads).count(), 1);
    let before = member(&kafka, 3000).generation;
    let request = CreatePartitionsRequest {
        topics: vec![CreatePartitionsTopic {
            name: "t".into(),
            count: 4,
            assignments: None,
        }],
        validate_only: false,
    };
    kafka.ask(1, request);
    kafka.until_ms(25_000);
    assert_eq!(
        (owned(&kafka, 3000).len(), owned(&kafka, 3001).len()),
        (2, 2)
    );
    assert_eq!(member(&kafka, 3000).generation, before + 1);
}

#[test]
fn a_topic_that_comes_later_is_given_out_when_the_leader_learns_of_it() {
    let refresh = with(&[("metadata.max.age.ms", "2000")]);
    let mut kafka = cluster(1)
        .broker_config(&[("auto.create.topics.enable", "false")])
        .admin()
        .consumer(3000, "later", Some(500), &refresh)
        .start();
    kafka.until_ms(10_000);
    assert_eq!(
        member(&kafka, 3000).state,
        MemberState::Stable,
        "a member without a partition"
    );
    let topic = CreatableTopic {
        name: "later".into(),
        num_partitions: 3,
        replication_factor: 1,
        assignments: Vec::new(),
        configs: Vec::new(),
    };
    kafka.ask(
        1,
        CreateTopicsRequest {
            topics: vec![topic],
            validate_only: false,
        },
    );
    kafka.until_ms(20_000);
    assert_eq!(owned(&kafka, 3000), [0, 1, 2]);
}

#[test]
fn a_leader_gives_out_topics_too_that_only_others_subscribe_to() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .topic("u", 3, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "u", Some(8_000), &GROUP)
        .start();
    kafka.until_ms(20_000);
    assert!(member(&kafka, 3000).is_leader());
    assert_eq!(
        (owned(&kafka, 3000), owned(&kafka, 3001)),
        (vec![0, 1], vec![0, 1, 2])
    );
    assert_eq!(
        member(&kafka, 3000).generation,
        2,
        "it asked for them first"
    );
}

#[test]
fn a_group_without_members_waits_for_group_initial_rebalance_delay_ms() {
    let mut kafka = cluster(1)
        .topic("t", 2, 1, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .start();
    let joined = kafka.until(|world, _| {
        world
            .history()
            .iter()
            .any(|entry| matches!(entry.observation, Observation::Assigned(_)))
    });
    assert!(joined.at >= Instant(3_500_000), "{:?}", joined.at);
}

#[test]
fn a_rebalance_that_loses_its_coordinator_begins_anew_with_the_next_one() {
    let mut kafka = cluster(3)
        .topic("t", 4, 3, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .consumer(3001, "t", Some(10_000), &GROUP)
        .start();
    kafka.until_ms(9_000);
    let coordinator = member(&kafka, 3000).coordinator();
    let coordinator = coordinator.expect("it has found its coordinator");
    kafka.until(
        |world, _| match world.slot(NodeId(3001)).map(sim::Slot::node) {
            Some(sim::AnyNode::Consumer(consumer)) => {
                let state = consumer.consumer().membership().map(|member| member.state);
                state == Some(MemberState::PreparingRebalance)
            }
            _ => false,
        },
    );
    kafka.fault(Fault::Crash(coordinator)).until_ms(120_000);
    assert_eq!(
        (owned(&kafka, 3000).len(), owned(&kafka, 3001).len()),
        (2, 2)
    );
    assert_eq!(
        member(&kafka, 3000).generation,
        member(&kafka, 3001).generation
    );
}

#[test]
fn a_cooperative_member_that_was_thrown_out_loses_everything_at_once() {
    let cooperative = [
        ("session.timeout.ms", "6000"),
        (
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
        ),
    ];
    let mut kafka = cluster(1)
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &with(&cooperative))
        .consumer(3001, "t", Some(600), &with(&cooperative))
        .start();
    kafka.until_ms(9_000).fault(Fault::Pause(NodeId(3000)));
    kafka.until_ms(30_000).fault(Fault::Resume(NodeId(3000)));
    kafka.until_ms(60_000);
    let lost: Vec<_> = kafka
        .history()
        .filter_map(|entry| match &entry.observation {
            Observation::Lost(partitions) => Some((entry.node, partitions.len())),
            _ => None,
        })
        .collect();
    assert_eq!(lost, [(NodeId(3000), 2)]);
    assert_eq!(
        (owned(&kafka, 3000).len(), owned(&kafka, 3001).len()),
        (2, 2)
    );
}

#[test]
fn the_leader_gives_partitions_to_members_near_them_if_members_say_where_they_are() {
    let mut kafka = cluster(2)
        .racks(&["north", "south"])
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &with(&[("client.rack", "south")]))
        .consumer(3001, "t", Some(600), &with(&[("client.rack", "north")]))
        .start();
    kafka.until_ms(10_000);
    for (id, broker) in [(3000, 2), (3001, 1)] {
        let own = owned(&kafka, id);
        assert_eq!(own.len(), 2);
        assert!(own.iter().all(|number| kafka.leads("t", *number) == broker));
    }
}
