//! How the coordinator lets members go: those that leave, and those that are not heard of.

use engine::coordinator::group::{GroupState, GroupTimer};
use engine::protocol::{ErrorCode, JoinGroupRequest, LeaveGroupRequest, MemberIdentity, Response};

use crate::lone_coordinator::{LoneCoordinator, coordinator, heartbeat, join, protocols, sync};

fn leave(members: &[&str]) -> LeaveGroupRequest {
    let identity = |id: &&str| MemberIdentity {
        member_id: (*id).into(),
        group_instance_id: None,
    };
    LeaveGroupRequest {
        group_id: "g".into(),
        members: members.iter().map(identity).collect(),
    }
}

fn left(response: &Response) -> Vec<ErrorCode> {
    match response {
        Response::LeaveGroup(answer) => answer.members.iter().map(|(_, error)| *error).collect(),
        _ => Vec::new(),
    }
}

fn ids(kafka: &LoneCoordinator) -> Vec<String> {
    let members = kafka.group().members();
    members.map(|(id, _)| id.to_string()).collect()
}

#[test]
fn a_silent_member_is_out_after_its_session_and_the_next_one_leads() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    kafka.pass_ms(8_000);
    kafka.try_to(heartbeat(&members[1], 1));
    kafka.pass_ms(1_999);
    assert_eq!(kafka.group().state(), GroupState::Stable);
    kafka.pass_ms(1);
    assert_eq!(ids(&kafka), [members[1].as_str()]);
    assert_eq!(kafka.group().leader().map(|id| &**id), Some(&*members[1]));
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn a_session_can_be_looked_up() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.pass_ms(4_000);
    kafka.try_to(heartbeat(&members[0], 1));
    let member = kafka.group().member(&members[0]).expect("it is in");
    let left = member.session_ends().since(kafka.now());
    assert_eq!(left.as_millis(), 10_000);
}

#[test]
fn a_leader_that_does_not_come_back_leads_no_longer() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    kafka.try_to(heartbeat(&members[0], 1));
    let again = JoinGroupRequest {
        protocols: protocols(&["range"], &["u"]),
        ..join(&members[1])
    };
    let again = kafka.wonder(again);
    kafka.pass_ms(60_000);
    assert_eq!(*kafka.joined(again).leader, *members[1]);
}

#[test]
fn who_has_left_or_synced_is_timed_no_longer() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let sessions = |kafka: &LoneCoordinator| {
        let mut timers = kafka.group_timers().into_iter();
        assert!(
            timers.all(|timer| matches!(timer, GroupTimer::Session { .. })),
            "everybody has joined and synced"
        );
        kafka.group_timers().len()
    };
    assert_eq!(sessions(&kafka), 2);
    kafka.ask(leave(&[&members[0], &members[1]]));
    kafka.pass_ms(3_000);
    assert_eq!(sessions(&kafka), 0);
}

#[test]
fn who_leaves_is_not_waited_for() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let answer = kafka.ask(leave(&[&members[1]]));
    assert_eq!(left(&answer), [ErrorCode::None]);
    assert_eq!(
        kafka.try_to(heartbeat(&members[0], 1)),
        ErrorCode::RebalanceInProgress
    );
    let again = kafka.wonder(join(&members[0]));
    assert_eq!(kafka.joined(again).generation_id, 2);
}

#[test]
fn who_leaves_does_not_hurry_the_others() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(3);
    let again = kafka.wonder(join(&members[0]));
    kafka.ask(leave(&[&members[1]]));
    assert_eq!(kafka.answer(again), None, "one is still missing");
    kafka.wonder(join(&members[2]));
    assert_eq!(kafka.joined(again).members.len(), 2);
}

#[test]
fn who_dies_does_not_hurry_the_others() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(3);
    let again = kafka.wonder(join(&members[0]));
    for _ in 0..4 {
        kafka.pass_ms(3_000);
        kafka.try_to(heartbeat(&members[2], 1));
    }
    assert_eq!(ids(&kafka).len(), 2, "the second was silent");
    assert_eq!(kafka.answer(again), None, "the third is still missing");
    kafka.wonder(join(&members[2]));
    assert_eq!(kafka.joined(again).members.len(), 2);
}

#[test]
fn who_leaves_hears_when_the_replicas_do_not_take_in_time_what_was_written() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.stop_committing();
    let left = kafka.wonder(leave(&[&members[0]]));
    assert_eq!(kafka.answer(left), None);
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(left), Some(ErrorCode::CoordinatorNotAvailable));
}

#[test]
fn several_may_leave_at_once_each_with_an_outcome_of_its_own() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(3);
    let pending = kafka.new_id();
    let answer = kafka.ask(leave(&[&members[1], "nobody", &members[2], &pending]));
    let expected = [
        ErrorCode::None,
        ErrorCode::UnknownMemberId,
        ErrorCode::None,
        ErrorCode::None,
    ];
    assert_eq!(left(&answer), expected);
    assert_eq!(ids(&kafka), [members[0].as_str()]);
}

#[test]
fn who_leaves_a_group_that_nobody_knows_is_unknown() {
    let mut kafka = coordinator(&[]);
    let answer = kafka.ask(leave(&["a"]));
    assert_eq!(left(&answer), [ErrorCode::UnknownMemberId]);
}

#[test]
fn a_group_that_all_have_left_is_empty_in_a_generation_of_its_own() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    kafka.ask(leave(&[&members[0], &members[1]]));
    let group = kafka.group();
    assert_eq!((group.state(), group.generation()), (GroupState::Empty, 2));
    assert_eq!(group.protocol(), None);
}

#[test]
fn a_pending_id_that_leaves_holds_nobody_up() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    let pending = kafka.new_id();
    let again = kafka.wonder(join(&members[0]));
    assert_eq!(kafka.answer(again), None, "the new one is expected to come");
    kafka.ask(leave(&[&pending]));
    assert_eq!(kafka.joined(again).generation_id, 2);
}

#[test]
fn a_new_member_that_waits_for_the_others_is_given_up_after_five_minutes() {
    let mut kafka = coordinator(&[]);
    let patient = |id: &str| JoinGroupRequest {
        session_timeout_ms: 1_800_000,
        rebalance_timeout_ms: 900_000,
        ..join(id)
    };
    let first = kafka.new_id();
    kafka.wonder(patient(&first));
    kafka.pass_ms(3_000);
    kafka.wonder(sync(&first, 1, &[]));
    let late = kafka.new_id();
    let waits = kafka.wonder(patient(&late));
    kafka.pass_ms(299_999);
    assert_eq!(kafka.answer(waits), None);
    kafka.pass_ms(1);
    assert_eq!(kafka.error(waits), Some(ErrorCode::UnknownMemberId));
}

#[test]
fn completed_rebalances_are_counted() {
    let mut kafka = coordinator(&[]);
    kafka.stable(2);
    let bean = "kafka.server:type=group-coordinator-metrics,name=group-completed-rebalance";
    assert_eq!(kafka.metric(bean, "Count") as i64, 1);
    let stable = "kafka.coordinator.group:type=GroupMetadataManager,name=NumGroupsStable";
    assert_eq!(kafka.metric(stable, "Value") as i64, 1);
}

#[test]
fn a_member_that_wants_something_else_before_it_is_assigned_anything_starts_anew() {
    let mut kafka = coordinator(&[]);
    let ids = [kafka.new_id(), kafka.new_id()];
    for id in &ids {
        kafka.wonder(join(id));
    }
    kafka.pass_ms(6_000);
    assert_eq!(kafka.group().state(), GroupState::CompletingRebalance);
    kafka.wonder(join(&ids[1]));
    assert_eq!(
        kafka.group().state(),
        GroupState::CompletingRebalance,
        "it only asks again"
    );
    kafka.wonder(JoinGroupRequest {
        protocols: protocols(&["range"], &["u"]),
        ..join(&ids[1])
    });
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}
