//! Who gets which partition, by each of Kafka's assignors.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::client::consumer::assignor::{Assignments, Member, Memory, Topics, assign};
use engine::config::Assignor::{self, CooperativeSticky, Range, RoundRobin, Sticky};
use engine::config::{ConfigError, Configs, ConsumerConfig, RebalanceProtocol};
use engine::model::{Payload, TopicName, TopicPartition};
use engine::protocol::consumer_protocol::{Assignment, Subscription, VERSION};

use crate::cluster::partition;

pub const ALL: [Assignor; 4] = [Range, RoundRobin, Sticky, CooperativeSticky];

fn topics(counts: &[(&str, usize)]) -> Topics {
    let topics = counts
        .iter()
        .map(|(topic, count)| (TopicName::from(*topic), vec![BTreeSet::new(); *count]));
    topics.collect()
}

pub fn member(id: &str, topics: &[&str]) -> Member {
    Member {
        id: Arc::from(id),
        instance_id: None,
        subscription: Subscription {
            topics: topics.iter().copied().map(TopicName::from).collect(),
            ..Subscription::default()
        },
    }
}

/// The same member, which was given this in some generation.
pub fn having(
    assignor: Assignor,
    member: &Member,
    owned: &[TopicPartition],
    generation: i32,
) -> Member {
    let mut memory = Memory::default();
    memory.assigned(assignor, owned, generation);
    let mut member = member.clone();
    member.subscription.user_data = memory.user_data(assignor);
    if assignor == CooperativeSticky {
        member.subscription.owned = owned.to_vec();
    }
    member.subscription.generation = Some(generation);
    member
}

/// The members with what they were given.
fn after(
    assignor: Assignor,
    members: &[Member],
    given: &Assignments,
    generation: i32,
) -> Vec<Member> {
    let with = |member: &Member| having(assignor, member, &given[&member.id], generation);
    members.iter().map(with).collect()
}

fn counts(assignments: &Assignments) -> Vec<usize> {
    assignments.values().map(Vec::len).collect()
}

fn numbers(assignments: &Assignments, member: &str) -> Vec<i32> {
    assignments[member].iter().map(|at| at.partition).collect()
}

#[test]
fn four_partitions_are_shared_by_1_2_or_4_members_and_a_fifth_has_none() {
    for assignor in ALL {
        for (members, expected) in [
            (1, vec![4]),
            (2, vec![2, 2]),
            (4, vec![1, 1, 1, 1]),
            (5, vec![1, 1, 1, 1, 0]),
        ] {
            let members: Vec<_> = (0..members)
                .map(|i| member(&format!("c{i}"), &["t"]))
                .collect();
            let mut found = counts(&assign(assignor, &topics(&[("t", 4)]), &members));
            found.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(found, expected, "{assignor:?}");
        }
    }
}

#[test]
fn range_gives_neighbouring_partitions_and_the_first_members_one_more_of_each_topic() {
    let members = [member("a", &["t", "u"]), member("b", &["t", "u"])];
    let given = assign(Range, &topics(&[("t", 3), ("u", 3)]), &members);
    let first = [("t", 0), ("t", 1), ("u", 0), ("u", 1)];
    assert_eq!(
        given["a"],
        first.map(|(topic, number)| partition(topic, number))
    );
    assert_eq!(given["b"], [partition("t", 2), partition("u", 2)]);
}

#[test]
fn round_robin_deals_out_the_partitions_of_all_topics_one_by_one() {
    let members = [member("a", &["t", "u"]), member("b", &["t", "u"])];
    let given = assign(RoundRobin, &topics(&[("t", 3), ("u", 3)]), &members);
    let first = [("t", 0), ("t", 2), ("u", 1)];
    assert_eq!(
        given["a"],
        first.map(|(topic, number)| partition(topic, number))
    );
    assert_eq!(counts(&given), [3, 3]);
}

#[test]
fn round_robin_passes_over_members_that_do_not_subscribe() {
    let members = [
        member("a", &["t"]),
        member("b", &["t", "u"]),
        member("c", &["u"]),
    ];
    let given = assign(RoundRobin, &topics(&[("t", 2), ("u", 2)]), &members);
    assert_eq!(given["a"], [partition("t", 0)]);
    assert_eq!(given["b"], [partition("t", 1), partition("u", 1)]);
    assert_eq!(given["c"], [partition("u", 0)]);
}

#[test]
fn nobody_is_given_what_it_does_not_subscribe_to_and_unknown_topics_have_nothing_to_give() {
    for assignor in ALL {
        let members = [
            member("a", &["t", "unknown"]),
            member("b", &["u"]),
            member("c", &[]),
        ];
        let given = assign(assignor, &topics(&[("t", 2), ("u", 3), ("v", 9)]), &members);
        assert_eq!(
            given["a"],
            [partition("t", 0), partition("t", 1)],
            "{assignor:?}"
        );
        assert_eq!(numbers(&given, "b"), [0, 1, 2], "{assignor:?}");
        assert!(given["c"].is_empty(), "{assignor:?}");
    }
}

#[test]
fn sticky_leaves_everybody_what_it_has_when_another_leaves() {
    for assignor in [Sticky, CooperativeSticky] {
        let all = ["a", "b", "c"].map(|id| member(id, &["t"]));
        let known = topics(&[("t", 9)]);
        let before = assign(assignor, &known, &all);
        let left = after(assignor, &all[..2], &before, 1);
        let now = assign(assignor, &known, &left);
        for id in ["a", "b"] {
            assert!(
                before[id].iter().all(|at| now[id].contains(at)),
                "{assignor:?}"
            );
        }
        assert_eq!(now["a"].len() + now["b"].len(), 9);
    }
}

#[test]
fn range_moves_partitions_between_members_that_stay_where_sticky_moves_none() {
    let all = ["a", "b", "c"].map(|id| member(id, &["t"]));
    let known = topics(&[("t", 9)]);
    let before = assign(Range, &known, &all);
    let now = assign(Range, &known, &all[1..]);
    assert!(!before["b"].iter().all(|at| now["b"].contains(at)));
}

#[test]
fn sticky_takes_from_each_only_what_the_newcomer_needs() {
    let old = ["a", "b"].map(|id| member(id, &["t"]));
    let known = topics(&[("t", 6)]);
    let before = assign(Sticky, &known, &old);
    let mut all = after(Sticky, &old, &before, 1);
    all.push(member("c", &["t"]));
    let now = assign(Sticky, &known, &all);
    assert_eq!(counts(&now), [2, 2, 2]);
    for id in ["a", "b"] {
        assert!(
            now[id].iter().all(|at| before[id].contains(at)),
            "nothing moves between the old ones"
        );
    }
}

#[test]
fn cooperative_sticky_gives_what_moves_to_nobody_until_it_was_given_up() {
    let old = ["a", "b"].map(|id| member(id, &["t"]));
    let known = topics(&[("t", 6)]);
    let before = assign(CooperativeSticky, &known, &old);
    let mut all = after(CooperativeSticky, &old, &before, 1);
    all.push(member("c", &["t"]));
    let first = assign(CooperativeSticky, &known, &all);
    assert_eq!(counts(&first), [2, 2, 0]);
    let second = assign(
        CooperativeSticky,
        &known,
        &after(CooperativeSticky, &all, &first, 2),
    );
    assert_eq!(counts(&second), [2, 2, 2]);
    assert_eq!((&second["a"], &second["b"]), (&first["a"], &first["b"]));
}

#[test]
fn cooperative_sticky_does_the_same_where_subscriptions_differ() {
    let known = topics(&[("t", 6), ("u", 2)]);
    let a = member("a", &["t"]);
    let before = assign(CooperativeSticky, &known, std::slice::from_ref(&a));
    let all = [
        having(CooperativeSticky, &a, &before["a"], 1),
        member("b", &["t", "u"]),
    ];
    let first = assign(CooperativeSticky, &known, &all);
    assert_eq!(counts(&first), [4, 2]);
    assert!(first["b"].iter().all(|at| at.topic.as_str() == "u"));
    let second = assign(
        CooperativeSticky,
        &known,
        &after(CooperativeSticky, &all, &first, 2),
    );
    assert_eq!(counts(&second), [4, 4]);
}

#[test]
fn new_partitions_of_a_topic_go_out_while_the_old_ones_stay() {
    for assignor in [Sticky, CooperativeSticky] {
        let members = ["a", "b"].map(|id| member(id, &["t"]));
        let before = assign(assignor, &topics(&[("t", 2)]), &members);
        let members = after(assignor, &members, &before, 1);
        let now = assign(assignor, &topics(&[("t", 4)]), &members);
        assert_eq!(counts(&now), [2, 2]);
        assert!(before.iter().all(|(id, had)| now[id].contains(&had[0])));
    }
}

#[test]
fn of_two_that_claim_a_partition_the_one_of_the_newer_generation_keeps_it() {
    let claimed = [partition("t", 0), partition("t", 1)];
    let old = having(CooperativeSticky, &member("a", &["t"]), &claimed, 3);
    let new = having(CooperativeSticky, &member("b", &["t"]), &claimed[..1], 5);
    for members in [[old.clone(), new.clone()], [new, old]] {
        let given = assign(CooperativeSticky, &topics(&[("t", 2)]), &members);
        assert_eq!(numbers(&given, "b"), [0]);
        assert_eq!(numbers(&given, "a"), [1]);
    }
}

#[test]
fn a_cooperative_member_that_was_given_nothing_yet_says_that_it_is_in_generation_minus_1() {
    let said = Memory::default().user_data(CooperativeSticky);
    assert_eq!(said, Some(Payload::from((-1_i32).to_be_bytes().to_vec())));
}

#[test]
fn what_two_of_one_generation_claim_neither_keeps_before_both_have_given_it_up() {
    let claimed = [partition("t", 0)];
    let members = ["a", "b"].map(|id| having(CooperativeSticky, &member(id, &["t"]), &claimed, 3));
    let given = assign(CooperativeSticky, &topics(&[("t", 2)]), &members);
    let all: Vec<_> = given.values().flatten().collect();
    assert_eq!(all, [&partition("t", 1)]);
}

#[test]
fn a_static_member_under_a_new_member_id_keeps_its_place_in_the_order() {
    let named = |id: &str, instance: &str| Member {
        instance_id: Some(Arc::from(instance)),
        ..member(id, &["t"])
    };
    for assignor in [Range, RoundRobin] {
        let before = [named("x", "one"), named("m", "two"), member("a", &["t"])];
        let after = [named("z", "one"), named("m", "two"), member("a", &["t"])];
        let known = topics(&[("t", 5)]);
        let (before, after) = (
            assign(assignor, &known, &before),
            assign(assignor, &known, &after),
        );
        assert_eq!(before["x"], after["z"], "{assignor:?}");
        assert!(
            before["x"].contains(&partition("t", 0)),
            "static members come first"
        );
        assert_eq!(before["a"], after["a"], "{assignor:?}");
    }
}

fn in_racks() -> (Topics, [Member; 2]) {
    let racks = [["north"], ["south"], ["north"], ["south"]];
    let racks = racks.map(|racks| racks.into_iter().map(Arc::from).collect());
    let known = [(TopicName::from("t"), racks.to_vec())].into();
    let in_rack = |id: &str, rack: &str| {
        let mut member = member(id, &["t"]);
        member.subscription.rack = Some(Arc::from(rack));
        member
    };
    (known, [in_rack("a", "south"), in_rack("b", "north")])
}

#[test]
fn range_and_sticky_prefer_replicas_in_the_members_rack() {
    let (known, members) = in_racks();
    for assignor in [Range, Sticky, CooperativeSticky] {
        let given = assign(assignor, &known, &members);
        assert_eq!(numbers(&given, "a"), [1, 3], "{assignor:?}");
        assert_eq!(numbers(&given, "b"), [0, 2], "{assignor:?}");
    }
}

#[test]
fn round_robin_knows_no_racks() {
    let (known, members) = in_racks();
    assert_eq!(numbers(&assign(RoundRobin, &known, &members), "a"), [0, 2]);
}

#[test]
fn racks_say_nothing_where_every_partition_is_in_every_rack() {
    let (mut known, members) = in_racks();
    for racks in known.values_mut().flatten() {
        *racks = ["north", "south"].into_iter().map(Arc::from).collect();
    }
    assert_eq!(numbers(&assign(Range, &known, &members), "a"), [0, 1]);
}

#[test]
fn a_rack_never_costs_the_balance() {
    let (known, mut members) = in_racks();
    members[1].subscription.rack = Some(Arc::from("south"));
    for assignor in [Range, Sticky, CooperativeSticky] {
        assert_eq!(
            counts(&assign(assignor, &known, &members)),
            [2, 2],
            "{assignor:?}"
        );
    }
}

#[test]
fn members_without_a_previous_assignment_that_can_be_read_have_none() {
    let mut odd = member("a", &["t"]);
    odd.subscription.user_data = Some(Payload::from("?"));
    let given = assign(Sticky, &topics(&[("t", 3)]), &[odd, member("b", &["t"])]);
    assert_eq!(counts(&given), [2, 1]);
}

#[test]
fn sticky_is_balanced_as_far_as_subscriptions_allow() {
    let known = topics(&[("t", 1), ("u", 2), ("v", 3)]);
    let members = [
        member("a", &["t"]),
        member("b", &["t", "u"]),
        member("c", &["t", "u", "v"]),
    ];
    let given = assign(Sticky, &known, &members);
    assert_eq!(given["a"], [partition("t", 0)]);
    assert_eq!(given["b"], [partition("u", 0), partition("u", 1)]);
    assert_eq!(numbers(&given, "c"), [0, 1, 2]);
}

#[test]
fn by_default_a_member_knows_range_and_cooperative_sticky_and_rebalances_eagerly() {
    let assignors = ConsumerConfig::default().partition_assignment_strategy;
    let names: Vec<_> = assignors.iter().map(Assignor::name).collect();
    assert_eq!(names, ["range", "cooperative-sticky"]);
    assert_eq!(assignors.protocol(), RebalanceProtocol::Eager);
}

#[test]
fn only_without_an_eager_assignor_a_member_rebalances_cooperatively() {
    let mut config = ConsumerConfig::default();
    let class = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
    config
        .set("partition.assignment.strategy", class)
        .expect("Kafka has the class");
    let assignors = &config.partition_assignment_strategy;
    assert_eq!(assignors.protocol(), RebalanceProtocol::Cooperative);
}

#[test]
fn an_assignor_that_is_none_is_refused_with_the_one_that_was_meant() {
    let mut config = ConsumerConfig::default();
    let refused = config.set(
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.StickyAsignor",
    );
    let Err(error @ ConfigError::Invalid { .. }) = refused else {
        panic!("{refused:?}");
    };
    let meant = "did you mean \"org.apache.kafka.clients.consumer.StickyAssignor\"?";
    assert!(error.to_string().contains(meant), "{error}");
}

#[test]
fn what_members_say_survives_the_way_over_the_coordinator_and_nonsense_is_no_subscription() {
    let said = Subscription {
        topics: vec!["t".into(), "u".into()],
        user_data: Some(Payload::from("x")),
        owned: vec![partition("t", 3), partition("u", 0)],
        generation: Some(7),
        rack: Some(Arc::from("north")),
    };
    assert_eq!(
        Subscription::decode(&said.encode(VERSION)),
        Some(said.clone())
    );
    // A version that is not known yet is read as the newest that is.
    assert_eq!(Subscription::decode(&said.encode(VERSION + 1)), Some(said));
    let given = Assignment {
        partitions: vec![partition("t", 0), partition("u", 4)],
    };
    assert_eq!(Assignment::decode(&given.encode(VERSION)), Some(given));
    assert_eq!(Subscription::decode(&Payload::from("\0")), None);
    assert_eq!(Assignment::decode(&Payload::from("")), None);
}
