//! What assignors do when a group changes again and again.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::client::consumer::assignor::{Assignments, Member, Topics, assign};
use engine::config::Assignor::{self, CooperativeSticky, Range, Sticky};
use engine::model::{TopicName, TopicPartition};
use proptest::prelude::*;

use crate::assigning::{ALL, having, member};

const TOPICS: [(&str, usize); 3] = [("t", 5), ("u", 2), ("v", 3)];
/// More rebalances than any group needs.
const ROUNDS: i32 = 10;
const RACKS: [&str; 3] = ["north", "south", "west"];

/// Of each member, the topics that it subscribes to, as bits, and its rack; who subscribes to nothing is not there.
type Group = Vec<(u8, Option<usize>)>;

fn groups() -> impl Strategy<Value = Vec<Group>> {
    let member = (0_u8..8, proptest::option::of(0..RACKS.len()));
    let group = proptest::collection::vec(member, 1..6);
    proptest::collection::vec(group, 1..6)
}

/// The replicas' racks of each partition: one, by its number, or none at all.
fn topics(in_racks: bool) -> Topics {
    let racks = |number: usize| -> BTreeSet<Arc<str>> {
        let rack = in_racks.then(|| Arc::from(RACKS[number % RACKS.len()]));
        rack.into_iter().collect()
    };
    let topics = TOPICS.map(|(topic, count)| (TopicName::from(topic), (0..count).map(racks)));
    let topics = topics.into_iter();
    topics
        .map(|(topic, racks)| (topic, racks.collect()))
        .collect()
}

/// Those that are there, with what they were given last.
fn members(assignor: Assignor, group: &Group, given: &Assignments, generation: i32) -> Vec<Member> {
    let there = group.iter().enumerate().filter(|(_, (bits, _))| *bits > 0);
    let members = there.map(|(i, (bits, rack))| {
        let subscribes = |place: &usize| bits & (1 << place) != 0;
        let topics: Vec<&str> = (0..TOPICS.len())
            .filter(subscribes)
            .map(|place| TOPICS[place].0)
            .collect();
        let mut member = member(&format!("m{i}"), &topics);
        member.subscription.rack = rack.map(|rack| Arc::from(RACKS[rack]));
        match given.get(&member.id) {
            Some(owned) => having(assignor, &member, owned, generation),
            None => member,
        }
    });
    members.collect()
}

/// The assignment with which a group comes to rest: cooperative members that had to give something up join again.
fn at_rest(
    assignor: Assignor,
    known: &Topics,
    group: &Group,
    mut given: Assignments,
    generation: i32,
) -> Assignments {
    for round in 0..ROUNDS {
        let now = members(assignor, group, &given, generation + round);
        let next = assign(assignor, known, &now);
        let keeps_all = |(member, own): (&Arc<str>, &Vec<TopicPartition>)| {
            let next = next.get(member);
            next.is_none_or(|next| own.iter().all(|at| next.contains(at)))
        };
        if assignor != CooperativeSticky || given.iter().all(keeps_all) {
            return next;
        }
        given = next;
    }
    panic!("{assignor:?} does not come to rest: {given:?}");
}

/// Everything that somebody subscribes to has one owner, who does.
fn is_whole(known: &Topics, members: &[Member], given: &Assignments) -> bool {
    let all: Vec<_> = given.values().flatten().collect();
    let distinct: BTreeSet<_> = all.iter().collect();
    let wanted = known
        .iter()
        .filter(|(topic, _)| members.iter().any(|member| member.subscribes_to(topic)));
    let wanted: usize = wanted.map(|(_, partitions)| partitions.len()).sum();
    let fits = |member: &Member| {
        let mut own = given[&member.id].iter();
        own.all(|at| member.subscribes_to(&at.topic))
    };
    all.len() == distinct.len() && all.len() == wanted && members.iter().all(fits)
}

/// Nobody has two partitions more than somebody who could take one of them.
fn is_balanced(members: &[Member], given: &Assignments) -> bool {
    let pairs = members
        .iter()
        .flat_map(|a| members.iter().map(move |b| (a, b)));
    let mut pairs = pairs.map(|(a, b)| (&given[&a.id], &given[&b.id], b));
    pairs.all(|(more, fewer, taker)| {
        more.len() <= fewer.len() + 1 || !more.iter().any(|at| taker.subscribes_to(&at.topic))
    })
}

/// What is given out when a group has come to rest after each of its changes, with the members and the generation.
fn after_each_change(
    assignor: Assignor,
    known: &Topics,
    groups: &[Group],
    mut look: impl FnMut(&Group, i32, &[Member], &Assignments) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut given = Assignments::new();
    for (generation, group) in (1..).step_by(ROUNDS as usize).zip(groups) {
        let now = members(assignor, group, &given, generation - 1);
        if now.is_empty() {
            continue;
        }
        given = at_rest(assignor, known, group, given, generation);
        look(group, generation, &now, &given)?;
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_partition_has_one_owner_who_wants_it_whatever_came_before(
        groups in groups(), in_racks in any::<bool>(),
    ) {
        let known = topics(in_racks);
        // A cooperative group in racks, whose members want different topics, need not come to rest: rarely, one round
        // moves back what the one before has moved.
        for assignor in ALL.into_iter().filter(|assignor| !in_racks || *assignor != CooperativeSticky) {
            after_each_change(assignor, &known, &groups, |_, _, now, given| {
                prop_assert!(is_whole(&known, now, given), "{assignor:?}: {given:?}");
                Ok(())
            })?;
        }
    }

    #[test]
    fn sticky_assignors_are_balanced_and_move_nothing_that_need_not(groups in groups()) {
        let known = topics(false);
        for assignor in [Sticky, CooperativeSticky] {
            after_each_change(assignor, &known, &groups, |group, generation, now, given| {
                let again = assign(assignor, &known, &members(assignor, group, given, generation));
                prop_assert_eq!(given, &again);
                prop_assert!(is_balanced(now, given), "{assignor:?}: {given:?}");
                Ok(())
            })?;
        }
    }

    #[test]
    fn range_gives_nobody_two_more_of_a_topic_than_another(groups in groups(), in_racks in any::<bool>()) {
        let known = topics(in_racks);
        let now = members(Range, &groups[0], &Assignments::new(), 0);
        if !now.is_empty() {
            let given = assign(Range, &known, &now);
            for topic in known.keys() {
                let takers = now.iter().filter(|member| member.subscribes_to(topic));
                let counts: BTreeSet<usize> = takers
                    .map(|member| given[&member.id].iter().filter(|at| at.topic == *topic).count())
                    .collect();
                let (least, most) = (counts.first().copied(), counts.last().copied());
                prop_assert!(most.unwrap_or(0) <= least.unwrap_or(0) + 1, "{given:?}");
            }
        }
    }
}
