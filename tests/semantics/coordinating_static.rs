//! Static members as the coordinator sees them (KIP-345).

use std::sync::Arc;

use engine::coordinator::group::GroupState;
use engine::protocol::{
    ErrorCode, HeartbeatRequest, JoinGroupRequest, LeaveGroupRequest, MemberIdentity, Response,
};

use crate::lone_coordinator::{
    LoneCoordinator, commit_of, coordinator, heartbeat, join, join_as, numbers, protocols, sync,
};

/// A stable group of the static members `i1` (who leads) and `i2`, with a partition each. Answers their ids.
fn two_static_members(kafka: &mut LoneCoordinator) -> (String, String) {
    let (first, second) = (kafka.wonder(join_as("i1")), kafka.wonder(join_as("i2")));
    kafka.pass_ms(6_000);
    let id = |asked| kafka.joined(asked).member_id.to_string();
    let (a, b) = (id(first), id(second));
    kafka.settle(&a, &[a.clone(), b.clone()], 1);
    (a, b)
}

fn as_instance(member: &str, instance: &str) -> HeartbeatRequest {
    HeartbeatRequest {
        group_instance_id: Some(instance.into()),
        ..heartbeat(member, 1)
    }
}

#[test]
fn a_static_member_is_in_at_its_first_attempt() {
    let mut kafka = coordinator(&[]);
    let asked = kafka.wonder(join_as("i1"));
    kafka.pass_ms(3_000);
    let joined = kafka.joined(asked);
    assert_eq!(joined.error, ErrorCode::None);
    assert!(joined.member_id.starts_with("i1-"), "{}", joined.member_id);
}

#[test]
fn a_static_member_that_comes_back_to_a_stable_group_moves_nothing() {
    let mut kafka = coordinator(&[]);
    let (_, b) = two_static_members(&mut kafka);
    let asked = kafka.wonder(join_as("i2"));
    let joined = kafka.joined(asked);
    assert_ne!(*joined.member_id, *b);
    assert_eq!((joined.error, joined.generation_id), (ErrorCode::None, 1));
    assert_eq!(kafka.group().state(), GroupState::Stable);
    let synced = kafka.wonder(sync(&joined.member_id, 1, &[]));
    assert_eq!(numbers(&kafka.synced(synced).assignment), [1], "as before");
}

#[test]
fn a_static_leader_that_comes_back_still_leads_but_assigns_nothing() {
    let mut kafka = coordinator(&[]);
    two_static_members(&mut kafka);
    let asked = kafka.wonder(join_as("i1"));
    let joined = kafka.joined(asked);
    assert_eq!(joined.leader, joined.member_id);
    assert!(joined.skip_assignment);
    assert_eq!(joined.members.len(), 2);
    let asked = kafka.wonder(join_as("i2"));
    assert!(!kafka.joined(asked).skip_assignment);
}

#[test]
fn the_one_that_was_replaced_is_fenced_with_whatever_it_asks() {
    let mut kafka = coordinator(&[]);
    let (_, old) = two_static_members(&mut kafka);
    kafka.wonder(join_as("i2"));
    let fenced = ErrorCode::FencedInstanceId;
    assert_eq!(kafka.try_to(as_instance(&old, "i2")), fenced);
    let mut commit = commit_of(&old, 1, 5);
    commit.group_instance_id = Some("i2".into());
    assert_eq!(kafka.try_to(commit), fenced);
    let mut request = sync(&old, 1, &[]);
    request.group_instance_id = Some("i2".into());
    assert_eq!(kafka.try_to(request), fenced);
    let rejoin = JoinGroupRequest {
        member_id: old.as_str().into(),
        ..join_as("i2")
    };
    assert_eq!(kafka.try_to(rejoin), fenced);
}

#[test]
fn the_one_that_waits_under_the_old_id_hears_that_it_is_fenced() {
    let mut kafka = coordinator(&[]);
    let waits = kafka.wonder(join_as("i1"));
    let other = kafka.wonder(join_as("i1"));
    assert_eq!(kafka.error(waits), Some(ErrorCode::FencedInstanceId));
    kafka.pass_ms(6_000);
    assert_eq!(kafka.error(other), Some(ErrorCode::None));
    assert_eq!(kafka.group().members().len(), 1);
}

#[test]
fn a_static_member_that_comes_back_with_another_assignor_starts_a_rebalance() {
    let mut kafka = coordinator(&[]);
    let both = |instance: &str, names: &[&str]| JoinGroupRequest {
        protocols: protocols(names, &["t"]),
        ..join_as(instance)
    };
    let first = kafka.wonder(both("i1", &["range", "sticky"]));
    let second = kafka.wonder(both("i2", &["range", "sticky"]));
    kafka.pass_ms(6_000);
    let (a, b) = (
        kafka.joined(first).member_id,
        kafka.joined(second).member_id,
    );
    kafka.settle(&a, &[a.to_string(), b.to_string()], 1);
    kafka.wonder(both("i2", &["sticky"]));
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn a_static_member_that_comes_back_before_the_assignment_starts_a_rebalance() {
    let mut kafka = coordinator(&[]);
    kafka.wonder(join_as("i1"));
    kafka.wonder(join_as("i2"));
    kafka.pass_ms(6_000);
    assert_eq!(kafka.group().state(), GroupState::CompletingRebalance);
    kafka.wonder(join_as("i2"));
    assert_eq!(
        kafka.group().state(),
        GroupState::PreparingRebalance,
        "the leader may be assigning to the old id"
    );
}

#[test]
fn a_replacement_that_cannot_be_committed_is_taken_back() {
    let mut kafka = coordinator(&[]);
    let (leader, old) = two_static_members(&mut kafka);
    kafka.stop_committing();
    let asked = kafka.wonder(join_as("i2"));
    assert_eq!(kafka.answer(asked), None);
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(asked), Some(ErrorCode::CoordinatorNotAvailable));
    let answer = kafka.joined(asked);
    assert_eq!((&*answer.protocol, answer.generation_id), ("range", 1));
    assert_eq!(*answer.leader, *leader);
    let current = kafka.group().static_member("i2").map(ToString::to_string);
    assert_eq!(current, Some(old.clone()));
    assert_eq!(kafka.try_to(as_instance(&old, "i2")), ErrorCode::None);
}

#[test]
fn a_static_member_that_is_away_stays_a_member_until_its_session_is_over() {
    let mut kafka = coordinator(&[]);
    let (a, _) = two_static_members(&mut kafka);
    kafka.pass_ms(6_000);
    kafka.try_to(as_instance(&a, "i1"));
    kafka.pass_ms(3_999);
    assert_eq!(kafka.group().members().len(), 2);
    kafka.pass_ms(1);
    assert_eq!(kafka.group().members().len(), 1);
    assert_eq!(kafka.group().static_member("i2"), None);
}

#[test]
fn a_rebalance_does_not_throw_a_static_member_out_that_is_away() {
    let mut kafka = coordinator(&[]);
    let long = |instance: &str| JoinGroupRequest {
        session_timeout_ms: 1_800_000,
        ..join_as(instance)
    };
    let (first, second) = (kafka.wonder(long("i1")), kafka.wonder(long("i2")));
    kafka.pass_ms(6_000);
    let (a, b) = (
        kafka.joined(first).member_id,
        kafka.joined(second).member_id,
    );
    kafka.settle(&a, &[a.to_string(), b.to_string()], 1);
    let again = kafka.wonder(JoinGroupRequest {
        member_id: a,
        ..long("i1")
    });
    kafka.pass_ms(60_000);
    assert_eq!(kafka.joined(again).members.len(), 2, "the one away counts");
}

#[test]
fn a_static_member_without_its_name_is_checked_by_its_id() {
    let mut kafka = coordinator(&[]);
    let (a, _) = two_static_members(&mut kafka);
    assert_eq!(kafka.try_to(heartbeat(&a, 1)), ErrorCode::None);
    assert_eq!(
        kafka.try_to(as_instance(&a, "i3")),
        ErrorCode::UnknownMemberId
    );
}

#[test]
fn an_administrator_takes_a_static_member_out_by_its_name() {
    let mut kafka = coordinator(&[]);
    two_static_members(&mut kafka);
    let of = |instance: &str| MemberIdentity {
        member_id: "".into(),
        group_instance_id: Some(instance.into()),
    };
    let request = LeaveGroupRequest {
        group_id: "g".into(),
        members: vec![of("i2"), of("i3")],
    };
    let Response::LeaveGroup(answer) = kafka.ask(request) else {
        panic!("another answer");
    };
    let errors: Vec<ErrorCode> = answer.members.iter().map(|(_, error)| *error).collect();
    assert_eq!(errors, [ErrorCode::None, ErrorCode::UnknownMemberId]);
    assert_eq!(kafka.group().members().len(), 1);
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn static_and_dynamic_members_share_a_group() {
    let mut kafka = coordinator(&[]);
    let dynamic = kafka.new_id();
    let asked = kafka.wonder(join(&dynamic));
    kafka.wonder(join_as("i1"));
    kafka.pass_ms(6_000);
    let members = kafka.joined(asked).members;
    let names: Vec<_> = members
        .iter()
        .map(|member| member.group_instance_id.as_deref())
        .collect();
    assert!(names.contains(&None) && names.contains(&Some("i1")));
}

#[test]
fn a_static_leader_that_is_away_leads_no_longer() {
    let mut kafka = coordinator(&[]);
    let long = |instance: &str| JoinGroupRequest {
        session_timeout_ms: 1_800_000,
        ..join_as(instance)
    };
    let (first, second) = (kafka.wonder(long("i1")), kafka.wonder(long("i2")));
    kafka.pass_ms(6_000);
    let (a, b) = (
        kafka.joined(first).member_id,
        kafka.joined(second).member_id,
    );
    assert_eq!(kafka.joined(first).leader, a);
    kafka.settle(&a, &[a.to_string(), b.to_string()], 1);
    let again = kafka.wonder(JoinGroupRequest {
        member_id: Arc::clone(&b),
        protocols: protocols(&["range"], &["u"]),
        ..long("i2")
    });
    kafka.pass_ms(60_000);
    assert_eq!(kafka.joined(again).leader, b);
    assert_eq!(kafka.joined(again).members.len(), 2);
}

#[test]
fn a_static_member_whose_group_could_not_be_made_known_hears_so() {
    let mut kafka = coordinator(&[]);
    kafka.stop_committing();
    let asked = kafka.wonder(join_as("i1"));
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(asked), Some(ErrorCode::CoordinatorNotAvailable));
}
