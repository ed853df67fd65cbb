//! Committing, fetching and deleting offsets.

use engine::coordinator::group::GroupState;
use engine::protocol::{
    CommittedOffset, ErrorCode, LeaveGroupRequest, MemberIdentity, OffsetCommitRequest,
    OffsetDeleteRequest, OffsetFetchGroup, OffsetFetchRequest, Response,
};

use crate::cluster::partition;
use crate::lone_coordinator::{
    LoneCoordinator, commit, commit_of, committed_at, coordinator, heartbeat, join, sync,
};

/// The members leave the group, one after the other in one request.
pub fn everybody_leaves(kafka: &mut LoneCoordinator, members: &[String]) {
    let identity = |id: &String| MemberIdentity {
        member_id: id.as_str().into(),
        group_instance_id: None,
    };
    kafka.ask(LeaveGroupRequest {
        group_id: "g".into(),
        members: members.iter().map(identity).collect(),
    });
}

#[test]
fn whoever_needs_no_group_commits_under_a_name() {
    let mut kafka = coordinator(&[]);
    assert_eq!(kafka.fetched(), None);
    assert_eq!(kafka.try_to(commit(5)), ErrorCode::None);
    assert_eq!(kafka.fetched(), Some(5));
    assert_eq!(kafka.group().state(), GroupState::Empty);
    assert_eq!(kafka.group().protocol_type(), None);
}

#[test]
fn a_member_of_a_group_that_nobody_knows_cannot_commit() {
    let mut kafka = coordinator(&[]);
    for generation in [0, 1] {
        let error = kafka.try_to(commit_of("a", generation, 5));
        assert_eq!(error, ErrorCode::GroupIdNotFound);
    }
    kafka.try_to(commit(4));
    let error = kafka.try_to(commit_of("a", 0, 5));
    assert_eq!(error, ErrorCode::UnknownMemberId, "0 is a generation");
}

#[test]
fn while_members_are_at_work_nobody_else_commits() {
    let mut kafka = coordinator(&[]);
    kafka.stable(1);
    assert_eq!(kafka.try_to(commit(5)), ErrorCode::UnknownMemberId);
    assert_eq!(
        kafka.try_to(commit_of("nobody", 1, 5)),
        ErrorCode::UnknownMemberId
    );
    assert_eq!(kafka.fetched(), None);
}

#[test]
fn a_zombie_of_an_older_generation_cannot_commit() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    assert_eq!(
        kafka.try_to(commit_of(&members[0], 0, 5)),
        ErrorCode::IllegalGeneration
    );
    assert_eq!(kafka.try_to(commit_of(&members[0], 1, 6)), ErrorCode::None);
    assert_eq!(kafka.fetched(), Some(6));
}

#[test]
fn a_member_may_commit_while_a_rebalance_is_prepared_but_not_while_it_completes() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    let first = kafka.wonder(join(&members[0]));
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
    assert_eq!(
        kafka.try_to(commit_of(&members[1], 1, 5)),
        ErrorCode::None,
        "that is what it does before it gives its partitions up"
    );
    kafka.wonder(join(&members[1]));
    assert_eq!(kafka.joined(first).generation_id, 2);
    assert_eq!(
        kafka.try_to(commit_of(&members[1], 2, 6)),
        ErrorCode::RebalanceInProgress
    );
    assert_eq!(kafka.fetched(), Some(5));
}

#[test]
fn a_commit_is_as_good_as_a_heartbeat() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.pass_ms(9_000);
    kafka.try_to(commit_of(&members[0], 1, 5));
    kafka.pass_ms(9_000);
    assert_eq!(kafka.try_to(heartbeat(&members[0], 1)), ErrorCode::None);
}

#[test]
fn a_commit_is_acknowledged_once_its_record_is_committed() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(1));
    kafka.stop_committing();
    let asked = kafka.wonder(commit(2));
    assert_eq!(kafka.answer(asked), None);
    kafka.go_on_committing();
    assert_eq!(kafka.error(asked), Some(ErrorCode::None));
}

#[test]
fn a_commit_that_the_replicas_do_not_take_in_time_is_not_acknowledged() {
    let mut kafka = coordinator(&[]);
    kafka.stop_committing();
    let asked = kafka.wonder(commit(2));
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(asked), Some(ErrorCode::CoordinatorNotAvailable));
    kafka.go_on_committing();
    assert_eq!(
        kafka.fetched(),
        Some(2),
        "but it is in the log all the same"
    );
}

#[test]
fn who_does_not_wait_is_told_what_is_committed_and_who_does_what_is_written() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(1));
    kafka.stop_committing();
    kafka.wonder(commit(2));
    assert_eq!(kafka.fetched_unstable(), Some(1));
    let group = OffsetFetchGroup {
        member: None,
        group_id: "g".into(),
        partitions: None,
    };
    let waits = kafka.wonder(OffsetFetchRequest {
        groups: vec![group],
        require_stable: true,
    });
    assert_eq!(kafka.answer(waits), None);
    kafka.go_on_committing();
    let Some(Response::OffsetFetch(answer)) = kafka.answer(waits) else {
        panic!("another answer");
    };
    let found = answer.groups[0].partitions[0].1.clone();
    assert_eq!(found, Some(committed_at(2)));
    assert_eq!(kafka.fetched_unstable(), Some(2));
}

#[test]
fn heartbeats_wait_for_what_was_written_before() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.stop_committing();
    kafka.wonder(commit_of(&members[0], 1, 5));
    let beat = kafka.wonder(heartbeat(&members[0], 1));
    assert_eq!(kafka.answer(beat), None);
    kafka.go_on_committing();
    assert_eq!(kafka.error(beat), Some(ErrorCode::None));
    kafka.stop_committing();
    kafka.wonder(commit_of(&members[0], 1, 6));
    let beat = kafka.wonder(heartbeat(&members[0], 1));
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(beat), Some(ErrorCode::CoordinatorNotAvailable));
}

#[test]
fn the_text_beside_an_offset_has_a_longest() {
    let mut kafka = coordinator(&[("offset.metadata.max.bytes", "3")]);
    let with = |metadata: &str, number| {
        let committed = CommittedOffset {
            metadata: metadata.into(),
            ..committed_at(1)
        };
        (partition("t", number), committed)
    };
    let request = OffsetCommitRequest {
        offsets: vec![with("abcd", 0), with("abc", 1)],
        ..commit(0)
    };
    let Response::OffsetCommit(answer) = kafka.ask(request) else {
        panic!("another answer");
    };
    assert_eq!(answer.partitions[0].1, ErrorCode::OffsetMetadataTooLarge);
    assert_eq!(answer.partitions[1].1, ErrorCode::None);
    assert_eq!(kafka.offsets(), [(partition("t", 1), 1)]);
}

#[test]
fn offsets_of_a_topic_that_does_not_exist_are_not_kept() {
    let mut kafka = coordinator(&[]);
    let request = OffsetCommitRequest {
        offsets: vec![(partition("nowhere", 0), committed_at(1))],
        ..commit(0)
    };
    assert_eq!(kafka.try_to(request), ErrorCode::UnknownTopicOrPartition);
}

#[test]
fn a_commit_keeps_the_leader_epoch_of_the_last_record() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(5));
    kafka.fail_over();
    let place = partition("t", 0);
    let kept = kafka.groups.committed("g", &place).expect("it was kept");
    assert_eq!((kept.offset.0, kept.leader_epoch.0), (5, 3));
}

#[test]
fn all_offsets_of_many_groups_are_fetched_at_once() {
    let mut kafka = coordinator(&[]);
    for (group, topic) in [("g", "t"), ("g", "u"), ("h", "t")] {
        kafka.try_to(OffsetCommitRequest {
            group_id: group.into(),
            offsets: vec![(partition(topic, 0), committed_at(4))],
            ..commit(0)
        });
    }
    let all = |group: &str| OffsetFetchGroup {
        member: None,
        group_id: group.into(),
        partitions: None,
    };
    let Response::OffsetFetch(answer) = kafka.ask(OffsetFetchRequest {
        groups: vec![all("g"), all("h"), all("nobody")],
        require_stable: false,
    }) else {
        panic!("another answer");
    };
    let counts: Vec<_> = answer
        .groups
        .iter()
        .map(|group| (&*group.group_id, group.error, group.partitions.len()))
        .collect();
    let fine = ErrorCode::None;
    assert_eq!(
        counts,
        [("g", fine, 2), ("h", fine, 1), ("nobody", fine, 0)]
    );
}

#[test]
fn offsets_of_a_deleted_topic_go_with_it() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(OffsetCommitRequest {
        offsets: vec![
            (partition("t", 0), committed_at(5)),
            (partition("u", 0), committed_at(6)),
        ],
        ..commit(0)
    });
    kafka.delete_topic("t");
    assert_eq!(kafka.offsets(), [(partition("u", 0), 6)]);
}

#[test]
fn an_administrator_deletes_offsets_of_topics_that_nobody_reads() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    let both = vec![
        (partition("t", 0), committed_at(5)),
        (partition("u", 0), committed_at(6)),
    ];
    kafka.try_to(OffsetCommitRequest {
        offsets: both,
        ..commit_of(&members[0], 1, 0)
    });
    let request = OffsetDeleteRequest {
        group_id: "g".into(),
        partitions: vec![partition("t", 0), partition("u", 0), partition("v", 0)],
    };
    let Response::OffsetDelete(answer) = kafka.ask(request) else {
        panic!("another answer");
    };
    let errors: Vec<ErrorCode> = answer.partitions.iter().map(|(_, error)| *error).collect();
    assert_eq!(
        errors,
        [
            ErrorCode::GroupSubscribedToTopic,
            ErrorCode::None,
            ErrorCode::UnknownTopicOrPartition
        ]
    );
    assert_eq!(kafka.offsets(), [(partition("t", 0), 5)]);
}

#[test]
fn a_deletion_that_the_replicas_do_not_take_in_time_is_not_acknowledged() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(5));
    kafka.stop_committing();
    let asked = kafka.wonder(OffsetDeleteRequest {
        group_id: "g".into(),
        partitions: vec![partition("t", 0)],
    });
    assert_eq!(kafka.answer(asked), None);
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(asked), Some(ErrorCode::CoordinatorNotAvailable));
}

#[test]
fn deleting_offsets_of_an_unknown_group_finds_none() {
    let mut kafka = coordinator(&[]);
    let request = OffsetDeleteRequest {
        group_id: "g".into(),
        partitions: vec![partition("t", 0)],
    };
    assert_eq!(kafka.try_to(request), ErrorCode::GroupIdNotFound);
}

#[test]
fn offsets_can_be_reset_only_while_nobody_is_at_work() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.try_to(commit_of(&members[0], 1, 9));
    assert_eq!(kafka.try_to(commit(0)), ErrorCode::UnknownMemberId);
    everybody_leaves(&mut kafka, &members);
    assert_eq!(kafka.try_to(commit(0)), ErrorCode::None);
    assert_eq!(kafka.fetched(), Some(0));
}

#[test]
fn committed_offsets_are_counted() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(1));
    kafka.try_to(commit(2));
    let bean = "kafka.server:type=group-coordinator-metrics,name=offset-commit";
    assert_eq!(kafka.metric(bean, "Count") as i64, 2);
    let offsets = "kafka.coordinator.group:type=GroupMetadataManager,name=NumOffsets";
    assert_eq!(kafka.metric(offsets, "Value") as i64, 1);
    kafka.try_to(OffsetCommitRequest {
        offsets: vec![(partition("u", 0), committed_at(6))],
        ..commit(0)
    });
    assert_eq!(kafka.metric(offsets, "Value") as i64, 2);
}

#[test]
fn who_was_assigned_nothing_syncs_and_commits_like_everybody() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(1);
    kafka.wonder(sync(&members[0], 1, &[]));
    assert_eq!(kafka.try_to(commit_of(&members[0], 1, 5)), ErrorCode::None);
}
