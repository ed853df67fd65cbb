//! What a coordinator decides is in its records: another one that reads them knows as much.

use engine::coordinator::group::{ClassicGroup, GroupState};
use engine::protocol::{
    DeleteGroupsRequest, ErrorCode, LeaveGroupRequest, MemberIdentity, OffsetCommitRequest,
    OffsetDeleteRequest, Response,
};
use proptest::prelude::*;

use crate::cluster::partition;
use crate::lone_coordinator::{
    LoneCoordinator, commit, commit_of, committed_at, coordinator, heartbeat, join, join_as,
    numbers, sync,
};

#[test]
fn members_do_not_notice_that_their_coordinator_is_another_one() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    kafka.try_to(commit_of(&members[0], 1, 5));
    kafka.fail_over();
    assert_eq!(kafka.group().state(), GroupState::Stable);
    for (id, number) in members.iter().zip([0, 1]) {
        assert_eq!(kafka.try_to(heartbeat(id, 1)), ErrorCode::None);
        let synced = kafka.wonder(sync(id, 1, &[]));
        assert_eq!(numbers(&kafka.synced(synced).assignment), [number]);
    }
    assert_eq!(kafka.fetched(), Some(5));
    assert_eq!(kafka.try_to(commit_of(&members[0], 1, 6)), ErrorCode::None);
}

#[test]
fn after_a_failover_members_have_a_whole_session_to_be_heard_of() {
    let mut kafka = coordinator(&[]);
    kafka.stable(1);
    kafka.pass_ms(9_000);
    kafka.fail_over();
    kafka.pass_ms(9_998);
    assert_eq!(kafka.group().members().len(), 1);
    kafka.pass_ms(2);
    assert_eq!(kafka.group().members().len(), 0);
}

#[test]
fn a_generation_that_nobody_had_an_assignment_of_is_forgotten_with_its_coordinator() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.wonder(join(&members[0]));
    assert_eq!(kafka.group().generation(), 2);
    kafka.fail_over();
    assert_eq!(
        (kafka.group().state(), kafka.group().generation()),
        (GroupState::Stable, 1)
    );
    assert_eq!(
        kafka.try_to(heartbeat(&members[0], 2)),
        ErrorCode::IllegalGeneration
    );
}

#[test]
fn a_static_member_keeps_its_place_over_a_failover() {
    let mut kafka = coordinator(&[]);
    let asked = kafka.wonder(join_as("i1"));
    kafka.pass_ms(3_000);
    let id = kafka.joined(asked).member_id;
    kafka.settle(&id, &[id.to_string()], 1);
    kafka.fail_over();
    let asked = kafka.wonder(join_as("i1"));
    assert_eq!(kafka.joined(asked).generation_id, 1);
    assert_eq!(kafka.group().state(), GroupState::Stable);
}

#[test]
fn while_a_coordinator_reads_its_log_everybody_has_to_wait_but_heartbeats_are_fine() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.resign();
    kafka.take_over();
    let loading = ErrorCode::CoordinatorLoadInProgress;
    assert_eq!(kafka.try_to(join(&members[0])), loading);
    assert_eq!(kafka.try_to(sync(&members[0], 1, &[])), loading);
    assert_eq!(kafka.try_to(commit(5)), loading);
    let delete = OffsetDeleteRequest {
        group_id: "g".into(),
        partitions: vec![partition("t", 0)],
    };
    assert_eq!(kafka.try_to(delete), loading);
    assert_eq!(kafka.try_to(heartbeat(&members[0], 1)), ErrorCode::None);
    let list = engine::protocol::ListGroupsRequest {
        states_filter: Vec::new(),
        types_filter: Vec::new(),
    };
    assert_eq!(kafka.try_to(list), loading);
    kafka.pass_ms(1);
    assert_eq!(
        kafka.try_to(heartbeat(&members[0], 7)),
        ErrorCode::IllegalGeneration
    );
}

#[test]
fn a_longer_log_takes_longer_to_read() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(5));
    kafka.resign();
    // At 100 MB a second.
    kafka.take_over_bytes(10_000_000);
    kafka.pass_ms(99);
    assert_eq!(
        kafka.try_to(commit(6)),
        ErrorCode::CoordinatorLoadInProgress
    );
    kafka.pass_ms(1);
    assert_eq!(kafka.try_to(commit(6)), ErrorCode::None);
}

#[test]
fn a_new_coordinator_shows_who_does_not_wait_only_what_is_committed() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(5));
    kafka.stop_committing();
    kafka.wonder(commit(6));
    kafka.fail_over();
    assert_eq!(kafka.fetched_unstable(), Some(5));
    kafka.go_on_committing();
    assert_eq!(kafka.fetched_unstable(), Some(6));
}

#[test]
fn a_group_is_known_of_as_soon_as_somebody_wants_to_join() {
    let mut kafka = coordinator(&[]);
    kafka.new_id();
    kafka.fail_over();
    assert!(kafka.groups.group("g").is_some());
}

#[test]
fn whoever_waits_for_a_coordinator_that_resigns_is_sent_to_look_for_the_new_one() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    kafka.stop_committing();
    let commit = kafka.wonder(commit_of(&members[0], 1, 5));
    let join = kafka.wonder(join(&members[0]));
    kafka.resign();
    kafka.fail_writes(ErrorCode::NotLeaderOrFollower);
    for asked in [commit, join] {
        assert_eq!(kafka.error(asked), Some(ErrorCode::NotCoordinator));
    }
    assert_eq!(
        kafka.try_to(heartbeat(&members[0], 1)),
        ErrorCode::NotCoordinator
    );
}

#[test]
fn a_group_that_is_larger_than_a_new_coordinator_allows_is_rebalanced() {
    let mut kafka = coordinator(&[]);
    kafka.stable(3);
    kafka.config.group_max_size = 3;
    kafka.fail_over();
    assert_eq!(kafka.group().state(), GroupState::Stable, "as many as may");
    kafka.config.group_max_size = 2;
    kafka.fail_over();
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
}

#[test]
fn a_group_that_was_deleted_stays_deleted() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(5));
    let groups = vec!["g".into()];
    assert_eq!(
        kafka.try_to(DeleteGroupsRequest { groups }),
        ErrorCode::None
    );
    kafka.fail_over();
    assert!(kafka.groups.group("g").is_none());
    assert_eq!(kafka.fetched(), None);
    kafka.compact();
    kafka.fail_over();
    assert!(kafka.groups.group("g").is_none());
}

/// What can happen to a group.
#[derive(Clone, Debug)]
enum Act {
    JoinNew,
    JoinStatic(u8),
    JoinAgain(u8),
    Sync(u8),
    Leave(u8),
    Commit(u8, i64),
    CommitAlone(i64),
    Pass(i64),
    Delete,
    FailOver,
    Compact,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::JoinNew),
        3 => (0..3_u8).prop_map(Act::JoinStatic),
        4 => (0..6_u8).prop_map(Act::JoinAgain),
        8 => (0..6_u8).prop_map(Act::Sync),
        1 => (0..6_u8).prop_map(Act::Leave),
        3 => ((0..6_u8), 0..100_i64).prop_map(|(who, offset)| Act::Commit(who, offset)),
        1 => (0..100_i64).prop_map(Act::CommitAlone),
        6 => prop_oneof![Just(500), Just(3_100), Just(9_000), Just(70_000)].prop_map(Act::Pass),
        1 => Just(Act::Delete),
        1 => Just(Act::FailOver),
        1 => Just(Act::Compact),
    ]
}

/// What of a group is to outlive its coordinator.
type Persistent = (
    GroupState,
    i32,
    Option<String>,
    Option<String>,
    Vec<(String, Option<String>, Vec<i32>)>,
);

fn persistent(group: &ClassicGroup) -> Persistent {
    let members = group.members().map(|(id, member)| {
        let instance = member.group_instance_id.as_ref().map(ToString::to_string);
        (id.to_string(), instance, numbers(&member.assignment))
    });
    (
        group.state(),
        group.generation(),
        group.protocol().map(ToString::to_string),
        group.leader().map(ToString::to_string),
        members.collect(),
    )
}

fn known(
    kafka: &LoneCoordinator,
) -> (
    Option<Persistent>,
    Vec<(engine::model::TopicPartition, i64)>,
) {
    (kafka.groups.group("g").map(persistent), kafka.offsets())
}

fn member(kafka: &LoneCoordinator, which: u8) -> Option<(String, i32)> {
    let group = kafka.groups.group("g")?;
    let mut ids = group.members().map(|(id, _)| id.to_string());
    let id = ids.nth(usize::from(which) % group.members().len().max(1))?;
    Some((id, group.generation()))
}

fn carry_out(kafka: &mut LoneCoordinator, act: &Act) {
    match act {
        Act::JoinNew => {
            let asked = kafka.wonder(join(""));
            if let Some(Response::JoinGroup(answer)) = kafka.answer(asked).cloned() {
                kafka.wonder(join(&answer.member_id));
            }
        }
        Act::JoinStatic(instance) => {
            kafka.wonder(join_as(&format!("i{instance}")));
        }
        Act::Pass(millis) => kafka.pass_ms(*millis),
        Act::CommitAlone(offset) => {
            kafka.wonder(OffsetCommitRequest {
                offsets: vec![(partition("u", 0), committed_at(*offset))],
                ..commit(0)
            });
        }
        Act::Delete => {
            let groups = vec!["g".into()];
            kafka.wonder(DeleteGroupsRequest { groups });
        }
        Act::FailOver => kafka.fail_over(),
        Act::Compact => kafka.compact(),
        Act::JoinAgain(which) | Act::Sync(which) | Act::Leave(which) | Act::Commit(which, _) => {
            let Some((id, generation)) = member(kafka, *which) else {
                return;
            };
            match act {
                Act::JoinAgain(_) => kafka.wonder(join(&id)),
                Act::Sync(number) => {
                    let gets = [i32::from(*number)];
                    kafka.wonder(sync(&id, generation, &[(&id, &gets)]))
                }
                Act::Commit(_, offset) => kafka.wonder(commit_of(&id, generation, *offset)),
                _ => kafka.wonder(LeaveGroupRequest {
                    group_id: "g".into(),
                    members: vec![MemberIdentity {
                        member_id: id.into(),
                        group_instance_id: None,
                    }],
                }),
            };
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_reads_the_records_knows_what_was_decided(acts in prop::collection::vec(act(), 1..60)) {
        let mut kafka = coordinator(&[("offsets.retention.minutes", "1"), ("offsets.retention.check.interval.ms", "1000")]);
        for act in &acts {
            carry_out(&mut kafka, act);
            let (group, offsets) = known(&kafka);
            let mut reader = kafka.reader();
            prop_assert_eq!(&known(&reader).1, &offsets);
            // While a generation is being made, what the log has is the one before.
            let settled = |group: &Option<Persistent>| group.as_ref().is_none_or(|(state, ..)| {
                matches!(state, GroupState::Stable | GroupState::Empty)
            });
            if settled(&group) {
                prop_assert_eq!(&known(&reader).0, &group);
            }
            let all = known(&reader);
            reader.compact();
            prop_assert_eq!(known(&reader.reader()), all, "compaction loses nothing");
        }
    }
}
