//! Who leads, follows and coordinates, for faults that are about whoever it is.

use engine::model::NodeId;
use sim::{Fault, Role};

use crate::cluster::{Cluster, cluster, partition};

const GROUP: [(&str, &str); 2] = [("group.id", "g"), ("auto.offset.reset", "earliest")];

fn holder(kafka: &Cluster, role: &Role) -> Option<u32> {
    kafka.world.holder(role).map(|id| id.0)
}

#[test]
fn the_leader_is_who_leads_now() {
    let mut kafka = cluster(3).topic("t", 1, 3, &[]).start();
    let leader = Role::Leader(partition("t", 0));
    assert_eq!(holder(&kafka, &leader), None, "nothing runs yet");
    kafka.until_ms(3_000);
    let first = holder(&kafka, &leader);
    assert!(first.is_some() && first == kafka.leader("t", 0));
    kafka.fault(Fault::Crash(NodeId(first.unwrap_or_default())));
    assert_eq!(holder(&kafka, &leader), first, "nobody has noticed yet");
    kafka.until_ms(20_000);
    let second = holder(&kafka, &leader);
    assert!(second.is_some() && second != first && second == kafka.leader("t", 0));
}

#[test]
fn the_follower_is_one_in_sync_that_does_not_lead() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .topic("alone", 1, 1, &[])
        .start();
    let follower = Role::Follower(partition("t", 0));
    kafka.until_ms(3_000);
    let first = holder(&kafka, &follower).expect("there are two");
    assert_ne!(Some(first), kafka.leader("t", 0));
    kafka.fault(Fault::Crash(NodeId(first))).until_ms(20_000);
    let second = holder(&kafka, &follower).expect("there is one left");
    assert!(second != first && kafka.isr("t", 0).contains(&second));
    assert_ne!(Some(second), kafka.leader("t", 0));
    let none = Role::Follower(partition("alone", 0));
    assert_eq!(holder(&kafka, &none), None, "one replica has no follower");
}

#[test]
fn the_coordinator_is_who_the_members_have_found() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .consumer(3000, "t", Some(500), &GROUP)
        .start();
    kafka.until_ms(10_000);
    let found = kafka
        .consumer(3000)
        .membership()
        .and_then(engine::client::consumer::Membership::coordinator);
    assert!(found.is_some());
    assert_eq!(kafka.world.holder(&Role::Coordinator("g".into())), found);
}
