//! Where the replicas of new topics go.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::{BrokerEpoch, BrokerId, NodeId};

use crate::control::{Control, brokers, controller, creatable};

/// The replicas of each partition of a new topic.
fn placed(control: &mut Control, partitions: i32, replicas: i16) -> Vec<Vec<BrokerId>> {
    control
        .create(creatable("t", partitions, replicas))
        .expect("there are enough brokers");
    let image = control.controller.image();
    let topic = image.topics.get("t").expect("it was created");
    topic
        .partitions
        .iter()
        .map(|state| state.replicas.clone())
        .collect()
}

fn counts<'a>(brokers: impl Iterator<Item = &'a BrokerId>) -> BTreeMap<BrokerId, usize> {
    let mut counts = BTreeMap::new();
    for broker in brokers {
        *counts.entry(*broker).or_default() += 1;
    }
    counts
}

/// Brokers 1 to 6 in racks a, b and c.
fn racks() -> Control {
    let mut control = controller(&[]);
    for id in 1..=6 {
        control.join_rack(id, Some(rack(NodeId(id))));
    }
    control
}

fn rack(id: BrokerId) -> &'static str {
    ["a", "b", "c"][id.0 as usize % 3]
}

#[test]
fn no_broker_holds_the_same_partition_twice() {
    for replicas in placed(&mut brokers(4, &[]), 40, 3) {
        let distinct: BTreeSet<_> = replicas.iter().collect();
        assert_eq!(distinct.len(), 3);
    }
}

#[test]
fn leaders_and_replicas_are_spread_evenly() {
    let placed = placed(&mut brokers(4, &[]), 8, 2);
    let leaders = counts(placed.iter().filter_map(|replicas| replicas.first()));
    assert_eq!(leaders.into_values().collect::<Vec<_>>(), [2; 4]);
    let replicas = counts(placed.iter().flatten());
    assert_eq!(replicas.into_values().collect::<Vec<_>>(), [4; 4]);
}

#[test]
fn the_replicas_of_a_partition_are_in_as_many_racks_as_there_are() {
    for replicas in placed(&mut racks(), 12, 3) {
        let racks: BTreeSet<_> = replicas.iter().map(|id| rack(*id)).collect();
        assert_eq!(racks.len(), 3, "{replicas:?}");
    }
}

#[test]
fn more_replicas_than_racks_come_from_each_rack_again() {
    for replicas in placed(&mut racks(), 12, 5) {
        let counts = counts_by_rack(&replicas);
        assert!(counts.values().all(|count| *count <= 2), "{replicas:?}");
    }
}

fn counts_by_rack(replicas: &[BrokerId]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for id in replicas {
        *counts.entry(rack(*id)).or_default() += 1;
    }
    counts
}

#[test]
fn leaders_go_round_the_racks() {
    let placed = placed(&mut racks(), 6, 2);
    let leaders: Vec<_> = placed.iter().map(|replicas| rack(replicas[0])).collect();
    assert_eq!(leaders[0..3].iter().collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(leaders[0..3], leaders[3..6]);
}

#[test]
fn a_fenced_broker_gets_a_replica_only_where_no_other_is_left_and_is_not_in_sync() {
    let mut control = brokers(2, &[]);
    control.register(3, None, BrokerEpoch::NONE);
    for replicas in placed(&mut control, 6, 2) {
        assert!(!replicas.contains(&NodeId(3)), "{replicas:?}");
    }
    control
        .create(creatable("u", 6, 3))
        .expect("there are three brokers");
    for number in 0..6 {
        let state = control.partition("u", number);
        assert_eq!(state.replicas[2], NodeId(3));
        assert!(!state.isr.contains(&NodeId(3)));
        assert!(state.leader.is_some_and(|leader| leader != NodeId(3)));
    }
}

#[test]
fn a_broker_in_controlled_shutdown_gets_no_replica() {
    let mut control = brokers(3, &[]);
    control.topic_on("led", &[3, 1], &[]);
    let mut wish = control.heartbeat(3);
    wish.want_shut_down = true;
    control.beat(wish);
    assert!(control.broker(3).in_controlled_shutdown);
    for replicas in placed(&mut control, 6, 2) {
        assert!(!replicas.contains(&NodeId(3)));
    }
}

#[test]
fn where_the_first_leader_is_differs_from_topic_to_topic() {
    let mut control = brokers(5, &[]);
    let leaders = (0..20).map(|number| {
        let name = format!("t{number}");
        control
            .create(creatable(&name, 1, 1))
            .expect("there are brokers");
        control.leader(&name, 0)
    });
    assert_eq!(leaders.collect::<BTreeSet<_>>().len(), 5);
}
