//! Commits of members of consumer groups, fenced by their epochs (KIP-1251).

use engine::protocol::{ErrorCode, OffsetFetchGroup, OffsetFetchRequest, Response};

use crate::consumer_requests::{beat, enter, owning};
use crate::lone_coordinator::{LoneCoordinator, commit, commit_of, coordinator};

/// `a` has had `t-0` and `t-1` since epoch 2 and `b` the rest since epoch 3.
fn two() -> LoneCoordinator {
    let mut kafka = coordinator(&[("group.consumer.assignment.interval.ms", "0")]);
    kafka.grow("t", 4);
    kafka.beats(enter("a"));
    kafka.beats(enter("b"));
    kafka.beats(beat("a", 2));
    kafka.beats(owning("a", 2, &[0, 1]));
    kafka.beats(beat("b", 3));
    kafka
}

#[test]
fn a_member_commits_in_its_epoch() {
    let mut kafka = two();
    assert_eq!(kafka.try_to(commit_of("a", 3, 7)), ErrorCode::None);
    assert_eq!(kafka.fetched(), Some(7));
}

#[test]
fn a_commit_may_be_as_old_as_the_assignment_of_its_partition() {
    let mut kafka = two();
    // It has not heard of epoch 3 yet, and had t-0 before.
    assert_eq!(kafka.try_to(commit_of("a", 2, 7)), ErrorCode::None);
    assert_eq!(
        kafka.try_to(commit_of("a", 1, 8)),
        ErrorCode::StaleMemberEpoch
    );
    assert_eq!(kafka.fetched(), Some(7));
}

#[test]
fn a_zombie_commits_nothing_of_what_it_has_no_longer() {
    let mut kafka = two();
    // t-0 is a's, and b is in epoch 3: an older commit of b's is of somebody who had it once.
    assert_eq!(
        kafka.try_to(commit_of("b", 2, 7)),
        ErrorCode::StaleMemberEpoch
    );
    kafka.beats(beat("a", -1));
    assert_eq!(
        kafka.try_to(commit_of("a", 3, 7)),
        ErrorCode::UnknownMemberId
    );
    assert_eq!(kafka.fetched(), None);
}

#[test]
fn an_epoch_to_come_commits_nothing() {
    let mut kafka = two();
    assert_eq!(
        kafka.try_to(commit_of("a", 4, 7)),
        ErrorCode::StaleMemberEpoch
    );
}

#[test]
fn whoever_is_no_member_commits_only_while_nobody_is() {
    let mut kafka = two();
    assert_eq!(kafka.try_to(commit(7)), ErrorCode::UnknownMemberId);
    for member in ["a", "b"] {
        kafka.beats(beat(member, -1));
    }
    assert_eq!(kafka.try_to(commit(7)), ErrorCode::None);
}

#[test]
fn offsets_that_were_committed_before_anybody_came_stay() {
    let mut kafka = coordinator(&[]);
    assert_eq!(kafka.try_to(commit(7)), ErrorCode::None);
    assert_eq!(kafka.told(enter("a")).0, 2);
    assert_eq!(kafka.fetched(), Some(7));
    assert!(kafka.groups.group("g").is_none(), "it is classic no longer");
}

#[test]
fn a_member_is_told_what_is_committed_only_in_its_epoch() {
    let mut kafka = two();
    let mut asks = |member: Option<(&str, i32)>| {
        let group = OffsetFetchGroup {
            group_id: "g".into(),
            member: member.map(|(id, epoch)| (id.into(), epoch)),
            partitions: None,
        };
        let request = OffsetFetchRequest {
            groups: vec![group],
            require_stable: true,
        };
        match kafka.ask(request) {
            Response::OffsetFetch(answer) => answer.groups[0].error,
            other => panic!("no answer to OffsetFetch: {other:?}"),
        }
    };
    assert_eq!(asks(None), ErrorCode::None);
    assert_eq!(asks(Some(("a", 3))), ErrorCode::None);
    assert_eq!(asks(Some(("a", 2))), ErrorCode::StaleMemberEpoch);
    assert_eq!(asks(Some(("x", 3))), ErrorCode::UnknownMemberId);
}
