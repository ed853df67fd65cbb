//! Each invariant of groups notices when it does not hold.

use std::sync::Arc;

use engine::client::Observation;
use engine::coordinator::group::{
    GroupMetadata, GroupRecord, MemberMetadata, OffsetAndMetadata, Shard,
};
use engine::model::{Duration, Instant, LeaderEpoch, NodeId, Offset, Payload, Timestamp};
use engine::protocol::consumer_protocol::{Assignment, VERSION};
use lab::invariants::{Breach, Cluster, Invariants, Unrest, settled};
use sim::{Action, Fault};

use crate::lying::Lying;
use crate::scene::{Scene, scene, scene_of_group};

/// A generation of group g in which each of these has partition t-0.
fn generation(scene: &Scene, number: i32, members: &[&str]) -> GroupRecord {
    let partitions = vec![scene.partition.clone()];
    let assignment = Assignment { partitions }.encode(VERSION);
    let member = |id: &&str| MemberMetadata {
        member_id: (*id).into(),
        group_instance_id: None,
        client_id: (*id).into(),
        rebalance_timeout: Duration::from_secs(60),
        session_timeout: Duration::from_secs(45),
        subscription: Payload::from(""),
        assignment: assignment.clone(),
    };
    GroupRecord::Group {
        group: "g".into(),
        metadata: Some(GroupMetadata {
            protocol_type: "consumer".into(),
            generation: number,
            members: members.iter().map(member).collect(),
            ..GroupMetadata::default()
        }),
    }
}

fn group_generation(scene: &Scene) -> i32 {
    let (_, shard) = scene.coordinator();
    shard.group("g").expect("it knows the group").generation()
}

#[test]
fn a_group_as_it_is_breaks_nothing() {
    let scene = scene_of_group();
    let newer = generation(&scene, group_generation(&scene) + 1, &["x"]);
    assert_eq!(scene.coordinator_hears(&newer), []);
    assert_eq!(settled(&scene.world), []);
}

#[test]
fn a_generation_that_goes_back_at_its_coordinator_is_noticed() {
    let scene = scene_of_group();
    let from = group_generation(&scene);
    let breaches = scene.coordinator_hears(&generation(&scene, 0, &["x"]));
    let went_back = Breach::GenerationWentBack {
        broker: scene.coordinator().0,
        group: "g".into(),
        from,
        to: Some(0),
    };
    assert_eq!(breaches, [went_back]);
}

#[test]
fn a_partition_that_the_coordinator_gives_to_two_members_is_noticed() {
    let scene = scene_of_group();
    let number = group_generation(&scene) + 1;
    let breaches = scene.coordinator_hears(&generation(&scene, number, &["x", "y"]));
    let twice = Breach::OwnedTwice {
        group: "g".into(),
        generation: number,
        members: ["x".into(), "y".into()],
    };
    assert_eq!(breaches, [twice]);
}

#[test]
fn a_partition_that_two_members_have_is_noticed() {
    let scene = scene_of_group();
    let breaches = scene.sees(|seen| match seen {
        Observation::Assigned(partitions) if partitions.is_empty() => {
            partitions.push(scene.partition.clone());
            true
        }
        _ => false,
    });
    assert!(matches!(breaches[..], [Breach::OwnedTwice { .. }]));
}

#[test]
fn an_offset_that_is_answered_for_and_not_stored_is_noticed() {
    let scene = scene_of_group();
    let breaches = scene.sees(|seen| match seen {
        Observation::Committed(offsets) if !offsets.is_empty() => {
            offsets[0].1 = offsets[0].1.plus(1_000);
            true
        }
        _ => false,
    });
    assert!(matches!(breaches[..], [Breach::CommitNotStored { .. }]));
}

/// Its coordinator dies, and the next one has read its log.
fn after_failover(scene: &mut Scene) {
    let (first, _) = scene.coordinator();
    scene
        .world
        .apply(Action::Fault(Fault::Crash(first)))
        .expect("it runs");
    scene.world.run_until(Instant(40_000_000));
    assert_ne!(scene.coordinator().0, first);
}

#[test]
fn a_new_coordinator_that_does_not_know_what_its_log_says_is_noticed() {
    let mut scene = scene_of_group();
    after_failover(&mut scene);
    let (broker, shard) = scene.coordinator();
    let number = shard.partition();
    let notices = |shard: Shard| {
        let mut lying = Lying::about(&scene.world);
        lying.shards.insert((broker, number), shard);
        let found = Invariants::new().sweep(&lying);
        let breaches = found.into_iter().map(|violation| violation.breach);
        breaches.collect::<Vec<_>>()
    };
    assert_eq!(notices(shard.clone()), []);
    let unlike = Breach::CoordinatorUnlikeLog {
        broker,
        group: "g".into(),
    };
    let mut forgetful = shard.clone();
    let stored = GroupRecord::Offset {
        group: "g".into(),
        partition: scene.partition.clone(),
        committed: Some(OffsetAndMetadata {
            offset: Offset(3),
            leader_epoch: LeaderEpoch::NONE,
            metadata: "".into(),
            commit_timestamp: Timestamp(0),
            expire_timestamp: None,
        }),
    };
    forgetful.replay(&stored, Offset(0), None);
    assert_eq!(notices(forgetful), std::slice::from_ref(&unlike));
    let mut behind = shard;
    behind.replay(&generation(&scene, 0, &["x"]), Offset(0), None);
    assert_eq!(notices(behind), [unlike]);
}

#[test]
fn a_new_coordinator_that_does_not_know_a_committed_generation_is_noticed() {
    let mut scene = scene_of_group();
    let from = group_generation(&scene);
    after_failover(&mut scene);
    let (broker, shard) = scene.coordinator();
    assert_eq!(scene.invariants.clone().sweep(&scene.world), []);
    let mut empty = Shard::new(shard.partition());
    empty.load(std::iter::empty(), Offset::ZERO);
    let mut lying = Lying::about(&scene.world);
    lying.shards.insert((broker, shard.partition()), empty);
    let found = scene.invariants.sweep(&lying);
    let group: Arc<str> = "g".into();
    assert!(found.iter().any(|violation| {
        violation.breach
            == Breach::GenerationWentBack {
                broker,
                group: Arc::clone(&group),
                from,
                to: None,
            }
    }));
}

#[test]
fn a_consumer_that_is_held_up_is_not_at_rest() {
    let mut scene = scene_of_group();
    let held = scene
        .world
        .history()
        .iter()
        .rev()
        .find(|entry| matches!(&entry.observation, Observation::Polled { .. }))
        .map(|entry| entry.node)
        .expect("one of them reads");
    let mut world = scene.world.clone();
    world
        .apply(Action::Fault(Fault::Pause(held)))
        .expect("it runs");
    world.run_until(Instant(70_000_000));
    let unrest = settled(&world);
    assert!(unrest.contains(&Unrest::NotInItsGroup(held)), "{unrest:?}");
    scene
        .world
        .apply(Action::Fault(Fault::Crash(held)))
        .expect("it runs");
    assert!(settled(&scene.world).contains(&Unrest::Away(held)));
}

#[test]
fn records_that_wait_for_a_leader_are_unrest() {
    let scene = scene();
    assert_eq!(settled(&scene.world), []);
    let mut world = scene.world.clone();
    let producer = NodeId(2000);
    for broker in world.brokers().map(|broker| broker.id).collect::<Vec<_>>() {
        world
            .apply(Action::Fault(Fault::Pause(broker)))
            .expect("it runs");
    }
    let record = Action::Command {
        node: producer,
        command: engine::client::ClientCommand::Send {
            topic: "t".into(),
            partition: None,
            key: None,
            value: None,
        },
    };
    world.apply(record).expect("the producer runs");
    world.run_until(Instant(12_000_000));
    let waits = |unrest: &Unrest| matches!(unrest, Unrest::StillSends { .. });
    assert!(settled(&world).iter().any(waits));
}
