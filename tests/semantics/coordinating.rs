//! How the coordinator takes members in, and from one generation to the next.

use std::collections::BTreeSet;

use engine::coordinator::group::GroupState;
use engine::protocol::{
    ErrorCode, HeartbeatRequest, JoinGroupRequest, LeaveGroupRequest, OffsetDeleteRequest,
    SyncGroupRequest,
};

use crate::lone_coordinator::{
    LoneCoordinator, coordinator, heartbeat, join, numbers, protocols, sync,
};

fn ids(kafka: &LoneCoordinator) -> Vec<String> {
    let members = kafka.group().members();
    members.map(|(id, _)| id.to_string()).collect()
}

#[test]
fn a_new_member_is_given_an_id_and_sent_away_to_join_with_it() {
    let mut kafka = coordinator(&[]);
    let id = kafka.new_id();
    assert!(id.starts_with("c-"), "the client.id and a UUID: {id}");
    assert!(kafka.group().is_pending(&id));
    assert_eq!(kafka.group().state(), GroupState::Empty);
    kafka.wonder(join(&id));
    assert!(!kafka.group().is_pending(&id));
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn no_two_members_are_given_the_same_id() {
    let mut kafka = coordinator(&[]);
    assert_ne!(kafka.new_id(), kafka.new_id());
}

#[test]
fn an_id_that_nobody_was_given_is_unknown() {
    let mut kafka = coordinator(&[]);
    assert_eq!(kafka.try_to(join("mine")), ErrorCode::UnknownMemberId);
    kafka.new_id();
    assert_eq!(kafka.try_to(join("mine")), ErrorCode::UnknownMemberId);
}

#[test]
fn an_id_that_nobody_uses_is_forgotten_after_the_session_timeout() {
    let mut kafka = coordinator(&[]);
    let id = kafka.new_id();
    kafka.pass_ms(9_999);
    assert!(kafka.group().is_pending(&id));
    kafka.pass_ms(1);
    assert!(!kafka.group().is_pending(&id));
    assert_eq!(kafka.try_to(join(&id)), ErrorCode::UnknownMemberId);
}

#[test]
fn a_session_must_be_as_long_as_the_broker_allows() {
    let mut kafka = coordinator(&[]);
    let of = |ms| JoinGroupRequest {
        session_timeout_ms: ms,
        ..join("")
    };
    for (ms, error) in [
        (5_999, ErrorCode::InvalidSessionTimeout),
        (6_000, ErrorCode::MemberIdRequired),
        (1_800_000, ErrorCode::MemberIdRequired),
        (1_800_001, ErrorCode::InvalidSessionTimeout),
    ] {
        assert_eq!(kafka.try_to(of(ms)), error, "{ms} ms");
    }
}

#[test]
fn a_group_without_a_name_is_invalid() {
    let mut kafka = coordinator(&[]);
    let join = JoinGroupRequest {
        group_id: "".into(),
        ..join("")
    };
    let sync = SyncGroupRequest {
        group_id: "".into(),
        ..sync("a", 1, &[])
    };
    let heartbeat = HeartbeatRequest {
        group_id: "".into(),
        ..heartbeat("a", 1)
    };
    let leave = LeaveGroupRequest {
        group_id: "".into(),
        members: Vec::new(),
    };
    let delete = OffsetDeleteRequest {
        group_id: "".into(),
        partitions: Vec::new(),
    };
    assert_eq!(kafka.try_to(join), ErrorCode::InvalidGroupId);
    assert_eq!(kafka.try_to(sync), ErrorCode::InvalidGroupId);
    assert_eq!(kafka.try_to(heartbeat), ErrorCode::InvalidGroupId);
    assert_eq!(kafka.try_to(leave), ErrorCode::InvalidGroupId);
    assert_eq!(kafka.try_to(delete), ErrorCode::InvalidGroupId);
}

#[test]
fn the_first_generation_waits_three_seconds_for_more_members() {
    let mut kafka = coordinator(&[]);
    let id = kafka.new_id();
    let asked = kafka.wonder(join(&id));
    kafka.pass_ms(2_999);
    assert_eq!(kafka.answer(asked), None);
    kafka.pass_ms(1);
    assert_eq!(kafka.joined(asked).generation_id, 1);
    assert_eq!(kafka.group().state(), GroupState::CompletingRebalance);
}

#[test]
fn a_member_that_comes_meanwhile_puts_the_first_generation_off_once_more() {
    let mut kafka = coordinator(&[]);
    let (a, b) = (kafka.new_id(), kafka.new_id());
    let first = kafka.wonder(join(&a));
    kafka.pass_ms(2_000);
    let second = kafka.wonder(join(&b));
    kafka.pass_ms(3_999);
    assert_eq!(kafka.answer(first), None, "3 s and another 3 s");
    kafka.pass_ms(1);
    assert_eq!(kafka.joined(first).generation_id, 1);
    assert_eq!(kafka.joined(second).generation_id, 1);
}

#[test]
fn the_first_generation_is_put_off_no_longer_than_the_rebalance_timeout() {
    let mut kafka = coordinator(&[]);
    let impatient = |id: &str| JoinGroupRequest {
        rebalance_timeout_ms: 5_000,
        ..join(id)
    };
    let ids: Vec<String> = (0..5).map(|_| kafka.new_id()).collect();
    let first = kafka.wonder(impatient(&ids[0]));
    for id in &ids[1..] {
        kafka.pass_ms(1_200);
        kafka.wonder(impatient(id));
    }
    kafka.pass_ms(199);
    assert_eq!(kafka.answer(first), None);
    kafka.pass_ms(1);
    assert_eq!(kafka.joined(first).members.len(), 5);
}

#[test]
fn without_a_delay_the_first_generation_begins_at_once() {
    let mut kafka = coordinator(&[("group.initial.rebalance.delay.ms", "0")]);
    let id = kafka.new_id();
    let asked = kafka.wonder(join(&id));
    kafka.pass_ms(0);
    assert_eq!(kafka.joined(asked).generation_id, 1);
}

#[test]
fn the_first_to_join_leads_and_alone_hears_of_the_others() {
    let mut kafka = coordinator(&[]);
    let (a, b) = (kafka.new_id(), kafka.new_id());
    let second = kafka.wonder(join(&b));
    let first = kafka.wonder(join(&a));
    kafka.pass_ms(6_000);
    let (leader, other) = (kafka.joined(second), kafka.joined(first));
    assert_eq!(*leader.leader, *b);
    assert_eq!(*other.leader, *b);
    assert_eq!(leader.members.len(), 2);
    assert!(other.members.is_empty());
}

#[test]
fn who_shares_no_assignor_with_the_others_stays_out() {
    let mut kafka = coordinator(&[]);
    kafka.stable(1);
    let stranger = JoinGroupRequest {
        protocols: protocols(&["sticky"], &["t"]),
        ..join("")
    };
    assert_eq!(kafka.try_to(stranger), ErrorCode::InconsistentGroupProtocol);
    let connect = JoinGroupRequest {
        protocol_type: "connect".into(),
        ..join("")
    };
    assert_eq!(kafka.try_to(connect), ErrorCode::InconsistentGroupProtocol);
    assert_eq!(kafka.group().generation(), 1, "nobody was disturbed");
}

#[test]
fn a_member_without_any_assignor_stays_out_of_an_empty_group_too() {
    let mut kafka = coordinator(&[]);
    let none = JoinGroupRequest {
        protocols: Vec::new(),
        ..join("")
    };
    assert_eq!(kafka.try_to(none), ErrorCode::InconsistentGroupProtocol);
}

#[test]
fn a_full_group_takes_nobody_else() {
    let mut kafka = coordinator(&[("group.max.size", "2")]);
    let members = kafka.stable(2);
    assert_eq!(kafka.try_to(join("")), ErrorCode::GroupMaxSizeReached);
    kafka.wonder(join(&members[0]));
    assert_eq!(
        kafka.group().state(),
        GroupState::PreparingRebalance,
        "who is in, may join again"
    );
}

#[test]
fn everybody_gets_what_the_leader_says_and_whom_it_forgets_gets_nothing() {
    let mut kafka = coordinator(&[]);
    let (a, b) = (kafka.new_id(), kafka.new_id());
    kafka.wonder(join(&a));
    kafka.wonder(join(&b));
    kafka.pass_ms(6_000);
    let other = kafka.wonder(sync(&b, 1, &[]));
    assert_eq!(kafka.answer(other), None, "until the leader has spoken");
    let leader = kafka.wonder(sync(&a, 1, &[(&a, &[0, 1])]));
    assert_eq!(numbers(&kafka.synced(leader).assignment), [0, 1]);
    assert!(kafka.synced(other).assignment.is_empty());
    let given = |id: &str| {
        kafka
            .group()
            .member(id)
            .map_or(0, |member| member.assigned().len())
    };
    assert_eq!((given(&a), given(&b)), (2, 0));
    assert_eq!(kafka.group().state(), GroupState::Stable);
}

#[test]
fn an_assignment_counts_once_it_is_committed() {
    let mut kafka = coordinator(&[]);
    let id = kafka.new_id();
    kafka.wonder(join(&id));
    kafka.pass_ms(3_000);
    kafka.stop_committing();
    let asked = kafka.wonder(sync(&id, 1, &[(&id, &[0])]));
    assert_eq!(kafka.answer(asked), None);
    assert_eq!(kafka.group().state(), GroupState::CompletingRebalance);
    kafka.go_on_committing();
    assert_eq!(kafka.error(asked), Some(ErrorCode::None));
    assert_eq!(kafka.group().state(), GroupState::Stable);
}

#[test]
fn an_assignment_that_cannot_be_committed_makes_everybody_join_again() {
    let mut kafka = coordinator(&[]);
    let id = kafka.new_id();
    kafka.wonder(join(&id));
    kafka.pass_ms(3_000);
    kafka.stop_committing();
    let asked = kafka.wonder(sync(&id, 1, &[(&id, &[0])]));
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(asked), Some(ErrorCode::CoordinatorNotAvailable));
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn an_assignment_that_is_committed_after_the_next_rebalance_began_counts_no_longer() {
    let mut kafka = coordinator(&[]);
    let (id, late) = (kafka.new_id(), kafka.new_id());
    kafka.wonder(join(&id));
    kafka.wonder(join(&late));
    kafka.pass_ms(6_000);
    kafka.stop_committing();
    let asked = kafka.wonder(sync(&id, 1, &[(&id, &[0])]));
    let changed = JoinGroupRequest {
        protocols: protocols(&["range"], &["u"]),
        ..join(&late)
    };
    kafka.wonder(changed);
    assert_eq!(kafka.error(asked), Some(ErrorCode::RebalanceInProgress));
    kafka.go_on_committing();
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn who_syncs_late_gets_its_part_all_the_same() {
    let mut kafka = coordinator(&[]);
    let (a, b) = (kafka.new_id(), kafka.new_id());
    kafka.wonder(join(&a));
    kafka.wonder(join(&b));
    kafka.pass_ms(6_000);
    kafka.wonder(sync(&a, 1, &[(&b, &[1])]));
    let late = kafka.wonder(sync(&b, 1, &[]));
    assert_eq!(numbers(&kafka.synced(late).assignment), [1]);
}

#[test]
fn who_never_syncs_is_out_after_the_rebalance_timeout() {
    let mut kafka = coordinator(&[]);
    let patient = |id: &str| JoinGroupRequest {
        session_timeout_ms: 1_800_000,
        ..join(id)
    };
    let (a, b) = (kafka.new_id(), kafka.new_id());
    kafka.wonder(patient(&a));
    kafka.wonder(patient(&b));
    kafka.pass_ms(6_000);
    kafka.wonder(sync(&a, 1, &[(&a, &[0]), (&b, &[1])]));
    kafka.pass_ms(59_999);
    assert_eq!(ids(&kafka).len(), 2);
    kafka.pass_ms(1);
    assert_eq!(ids(&kafka), [a.as_str()]);
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn a_sync_that_takes_another_assignor_for_the_chosen_one_is_refused() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    let other = SyncGroupRequest {
        protocol: "sticky".into(),
        ..sync(&members[0], 1, &[])
    };
    assert_eq!(kafka.try_to(other), ErrorCode::InconsistentGroupProtocol);
}

#[test]
fn a_member_of_an_older_generation_is_told_so() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    for generation in [0, 2] {
        assert_eq!(
            kafka.try_to(heartbeat(&members[0], generation)),
            ErrorCode::IllegalGeneration
        );
        assert_eq!(
            kafka.try_to(sync(&members[0], generation, &[])),
            ErrorCode::IllegalGeneration
        );
    }
    assert_eq!(kafka.try_to(heartbeat(&members[0], 1)), ErrorCode::None);
}

#[test]
fn members_hear_of_a_rebalance_with_their_heartbeats() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let late = kafka.new_id();
    assert_eq!(
        kafka.try_to(heartbeat(&members[0], 1)),
        ErrorCode::None,
        "who only has an id disturbs nobody"
    );
    kafka.wonder(join(&late));
    for member in &members {
        assert_eq!(
            kafka.try_to(heartbeat(member, 1)),
            ErrorCode::RebalanceInProgress
        );
    }
}

#[test]
fn a_rebalance_ends_as_soon_as_all_members_are_back() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let late = kafka.new_id();
    let new = kafka.wonder(join(&late));
    kafka.wonder(join(&members[0]));
    assert_eq!(kafka.answer(new), None);
    kafka.wonder(join(&members[1]));
    assert_eq!(kafka.joined(new).generation_id, 2);
}

#[test]
fn who_heartbeats_but_does_not_join_is_out_when_the_rebalance_timeout_is_over() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let again = kafka.wonder(join(&members[0]));
    for _ in 0..20 {
        kafka.pass_ms(2_999);
        kafka.try_to(heartbeat(&members[1], 1));
    }
    assert_eq!(kafka.answer(again), None);
    kafka.pass_ms(20);
    assert_eq!(kafka.joined(again).members.len(), 1);
    assert_eq!(
        kafka.try_to(heartbeat(&members[1], 1)),
        ErrorCode::UnknownMemberId
    );
}

#[test]
fn who_is_waiting_for_its_assignment_when_the_next_rebalance_begins_joins_again() {
    let mut kafka = coordinator(&[]);
    let (a, b) = (kafka.new_id(), kafka.new_id());
    kafka.wonder(join(&a));
    kafka.wonder(join(&b));
    kafka.pass_ms(6_000);
    let waiting = kafka.wonder(sync(&b, 1, &[]));
    let late = kafka.new_id();
    kafka.wonder(join(&late));
    assert_eq!(kafka.error(waiting), Some(ErrorCode::RebalanceInProgress));
}

#[test]
fn a_follower_that_joins_again_with_nothing_new_disturbs_nobody_but_the_leader_does() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let again = kafka.wonder(join(&members[1]));
    assert_eq!(kafka.joined(again).generation_id, 1);
    assert_eq!(kafka.group().state(), GroupState::Stable);
    kafka.wonder(join(&members[0]));
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn a_follower_that_reads_something_else_starts_a_rebalance() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let changed = JoinGroupRequest {
        protocols: protocols(&["range"], &["t", "u"]),
        ..join(&members[1])
    };
    kafka.wonder(changed);
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn a_join_whose_answer_was_lost_is_answered_again() {
    let mut kafka = coordinator(&[]);
    let id = kafka.new_id();
    kafka.wonder(join(&id));
    kafka.pass_ms(3_000);
    let again = kafka.wonder(join(&id));
    assert_eq!(kafka.joined(again).generation_id, 1);
    assert_eq!(kafka.joined(again).members.len(), 1, "it leads");
}

#[test]
fn member_ids_are_the_name_and_a_random_uuid() {
    let mut kafka = coordinator(&[]);
    let mut seen: [BTreeSet<String>; 5] = Default::default();
    let mut before = String::new();
    for _ in 0..20 {
        let id = kafka.new_id();
        let (name, uuid) = id.split_at(id.len() - 36);
        assert!(name.ends_with('-'), "{id}");
        let groups: Vec<&str> = uuid.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
        let (version, variant) = (&groups[2][..1], &groups[3][..1]);
        assert!(version == "4" && "89ab".contains(variant), "{id}");
        for (seen, group) in seen.iter_mut().zip(&groups) {
            seen.insert((*group).to_owned());
        }
        assert_ne!(groups[1], before, "no part is drawn twice");
        groups[4][4..8].clone_into(&mut before);
    }
    let counts = seen.map(|seen| seen.len());
    assert!(counts.iter().all(|count| *count > 15), "{counts:?}");
}
