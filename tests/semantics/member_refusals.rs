//! What a member makes of what its coordinator refuses, and of answers that never come.

use engine::client::Observation;
use engine::client::consumer::{MemberState, RejoinReason, Returned};
use engine::protocol::consumer_protocol::Subscription;
use engine::protocol::{ApiKey, ErrorCode, FindCoordinatorResponse, OffsetCommitResponse, Request};

use crate::cluster::partition;
use crate::lone_member::{
    COORDINATOR, LEADER, LoneMember, NAME, committed, joined, not_synced, two,
};

const MANUAL: (&str, &str) = ("enable.auto.commit", "false");
const BACKOFF: (&str, &str) = ("retry.backoff.ms", "200");

fn threw(member: &LoneMember) -> bool {
    let mut returned = member.returned.iter();
    returned.any(|returned| matches!(returned, Returned::Threw(_)))
}

fn commits(member: &LoneMember) -> Vec<ErrorCode> {
    let failed = member.seen.iter().filter_map(|seen| match seen {
        Observation::CommitFailed(error) => Some(*error),
        _ => None,
    });
    failed.collect()
}

fn gave_up(member: &LoneMember) -> Vec<&'static str> {
    let gave_up = member.seen.iter().filter_map(|seen| match seen {
        Observation::Lost(_) => Some("lost"),
        Observation::Revoked(_) => Some("revoked"),
        _ => None,
    });
    gave_up.collect()
}

/// What the member says to the assignors about itself.
fn subscription(member: &LoneMember) -> Option<Subscription> {
    match member.waiting(ApiKey::JoinGroup)? {
        Request::JoinGroup(join) => Subscription::decode(&join.protocols[0].metadata),
        _ => None,
    }
}

#[test]
fn a_coordinator_that_is_not_to_be_found_is_looked_for_ever_less_often() {
    let mut member = LoneMember::polling(&[BACKOFF]);
    for _ in 0..5 {
        member.answer(FindCoordinatorResponse {
            error: ErrorCode::CoordinatorNotAvailable,
            node: None,
        });
        assert_eq!(member.waiting(ApiKey::FindCoordinator), None);
        let next = member.times(ApiKey::FindCoordinator).len() as u64 * 2_000;
        member.until_ms(next);
    }
    let times = member.times(ApiKey::FindCoordinator);
    let asked_at = [0, 200, 2_400, 4_800, 7_000, 9_000];
    assert_eq!(times, asked_at, "after 200, 400, 800, 1000 and 1000 ms");
}

#[test]
fn whoever_was_asked_for_the_coordinator_and_is_lost_is_replaced_by_another() {
    let mut member = LoneMember::polling(&[]);
    member.loses(ApiKey::FindCoordinator).until_ms(5_000);
    assert_eq!(member.count(ApiKey::FindCoordinator), 2);
    member.finds_coordinator();
    assert_eq!(member.membership().coordinator(), Some(COORDINATOR));
}

#[test]
fn a_broker_that_does_not_coordinate_is_lost_and_the_coordinator_is_kept() {
    let mut member = LoneMember::stable(&[MANUAL]);
    assert!(member.waiting(ApiKey::Fetch).is_some());
    member.loses(ApiKey::Fetch);
    assert_eq!(member.membership().coordinator(), Some(COORDINATOR));
    assert_ne!(LEADER, COORDINATOR);
}

#[test]
fn a_member_that_has_only_got_its_id_is_in_no_generation() {
    let mut member = LoneMember::polling(&[]);
    member
        .finds_coordinator()
        .answer(joined(ErrorCode::MemberIdRequired, -1, ""));
    assert_eq!(member.membership().generation, -1);
    assert_eq!(subscription(&member).and_then(|said| said.generation), None);
}

#[test]
fn a_busy_member_whose_generation_is_over_has_nothing_to_leave_and_has_lost_what_it_had() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member
        .until_ms(3_000)
        .call(|consumer, now, _| consumer.commit_sync(now, None))
        .heartbeat_is_answered(ErrorCode::IllegalGeneration);
    assert_eq!(&*member.membership().member_id, NAME);
    member.call(|consumer, now, _| consumer.close(now));
    assert_eq!(member.count(ApiKey::LeaveGroup), 0);
    assert_eq!(gave_up(&member), ["lost"]);
}

#[test]
fn a_member_without_an_id_says_no_farewell() {
    let mut member = LoneMember::polling(&[]);
    member.finds_coordinator();
    assert!(member.waiting(ApiKey::JoinGroup).is_some());
    member.call(|consumer, now, _| consumer.close(now));
    assert_eq!(member.count(ApiKey::LeaveGroup), 0);
    assert_eq!(member.returned, [Returned::Closed]);
}

#[test]
fn a_coordinator_that_still_loads_is_asked_again_and_one_that_is_none_any_more_is_forgotten() {
    for (error, kept) in [
        (ErrorCode::CoordinatorLoadInProgress, true),
        (ErrorCode::NotCoordinator, false),
    ] {
        let mut member = LoneMember::polling(&[BACKOFF]);
        member.finds_coordinator().answer(joined(error, -1, ""));
        assert_eq!(member.membership().coordinator().is_some(), kept);
        let failed = Some(RejoinReason::Failed(error));
        assert_eq!(member.membership().rejoin_reason(), failed);
        member.until_ms(199);
        assert_eq!(member.count(ApiKey::JoinGroup), 1, "it backs off");
        assert_eq!(member.count(ApiKey::FindCoordinator), 1);
        member.until_ms(200);
        let again = [ApiKey::JoinGroup, ApiKey::FindCoordinator].map(|api| member.count(api));
        assert_eq!(again, if kept { [2, 1] } else { [1, 2] });
        assert!(!threw(&member));
    }
}

#[test]
fn a_join_waits_for_the_others_as_long_as_they_may_take_and_5_s_more() {
    let mut member = LoneMember::polling(&[
        ("request.timeout.ms", "30000"),
        ("max.poll.interval.ms", "40000"),
    ]);
    member.finds_coordinator().until_ms(44_999);
    assert!(member.waiting(ApiKey::JoinGroup).is_some());
    member.until_ms(45_000);
    assert_eq!(member.waiting(ApiKey::JoinGroup), None);
}

#[test]
fn a_rebalance_that_begins_anew_before_the_assignment_is_joined_at_once() {
    for error in [
        ErrorCode::RebalanceInProgress,
        ErrorCode::UnknownMemberId,
        ErrorCode::IllegalGeneration,
    ] {
        let mut member = LoneMember::polling(&[]);
        member
            .finds_coordinator()
            .joins(1)
            .answer(not_synced(error));
        assert_eq!(member.count(ApiKey::JoinGroup), 2, "{error:?}");
        assert!(!threw(&member), "{error:?}");
        let is_known = error != ErrorCode::UnknownMemberId;
        let id = &*member.membership().member_id;
        assert_eq!(id, if is_known { NAME } else { "" }, "{error:?}");
    }
}

#[test]
fn an_assignment_that_never_comes_is_asked_for_with_another_join() {
    let mut member = LoneMember::polling(&[]);
    member.finds_coordinator().joins(1).loses(ApiKey::SyncGroup);
    let failed = Some(RejoinReason::Failed(ErrorCode::NetworkException));
    assert_eq!(member.membership().rejoin_reason(), failed);
    member.until_ms(5_000).finds_coordinator();
    assert_eq!(member.count(ApiKey::JoinGroup), 2);
}

#[test]
fn a_generation_that_is_over_is_lost_and_the_id_is_kept() {
    let mut member = LoneMember::stable(&[]);
    member
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::IllegalGeneration);
    assert_eq!(gave_up(&member), ["lost"]);
    assert_eq!(&*member.membership().member_id, NAME);
    assert_eq!(member.membership().generation, -1);
    assert_eq!(member.membership().coordinator(), Some(COORDINATOR));
    assert_eq!(member.count(ApiKey::OffsetCommit), 0);
    assert_eq!(subscription(&member).and_then(|said| said.generation), None);
    assert!(!threw(&member));
}

#[test]
fn a_heartbeat_that_the_wrong_broker_gets_leads_to_the_right_one_and_nothing_is_thrown() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::NotCoordinator);
    assert_eq!(member.membership().coordinator(), None);
    assert_eq!(member.count(ApiKey::FindCoordinator), 2);
    member.finds_coordinator().until_ms(4_000);
    assert_eq!(member.count(ApiKey::Heartbeat), 2, "after retry.backoff.ms");
    assert_eq!(member.membership().state, MemberState::Stable);
    assert!(!threw(&member) && gave_up(&member).is_empty());
}

#[test]
fn there_is_one_heartbeat_at_a_time() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member
        .call(|consumer, now, effects| consumer.commit_async(now, None, effects))
        .until_ms(3_000)
        .commit_is_answered(ErrorCode::NotCoordinator)
        .until_ms(4_000)
        .finds_coordinator()
        .until_ms(40_000);
    assert_eq!(member.times(ApiKey::Heartbeat), [3_000], "nobody answers");
    member
        .heartbeat_is_answered(ErrorCode::None)
        .until_ms(41_000);
    assert_eq!(member.count(ApiKey::Heartbeat), 2);
}

#[test]
fn a_heartbeat_that_is_lost_is_followed_by_another_once_the_coordinator_is_found_again() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member.until_ms(3_000).loses(ApiKey::Heartbeat);
    assert_eq!(member.membership().coordinator(), None);
    member.until_ms(4_000).finds_coordinator().until_ms(7_100);
    assert!(member.count(ApiKey::Heartbeat) >= 2);
    assert_eq!(member.membership().state, MemberState::Stable);
}

#[test]
fn a_commit_that_the_wrong_broker_gets_leads_to_the_right_one_and_heartbeats_go_on() {
    let mut member = LoneMember::stable(&[MANUAL, BACKOFF]);
    member
        .call(|consumer, now, effects| consumer.commit_async(now, None, effects))
        .commit_is_answered(ErrorCode::NotCoordinator);
    assert_eq!(member.membership().coordinator(), None);
    assert_eq!(commits(&member), [ErrorCode::NotCoordinator]);
    member.until_ms(200).finds_coordinator().until_ms(3_000);
    assert_eq!(member.times(ApiKey::FindCoordinator), [0, 200]);
    assert_eq!(member.times(ApiKey::Heartbeat), [3_000]);
    assert_eq!(member.count(ApiKey::OffsetCommit), 1, "it is not repeated");
}

#[test]
fn who_is_thrown_out_by_a_commit_stops_its_heartbeats() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member
        .call(|consumer, now, effects| {
            consumer.commit_async(now, None, effects);
            consumer.close(now);
        })
        .commit_is_answered(ErrorCode::UnknownMemberId)
        .until_ms(10_000);
    assert_eq!(member.count(ApiKey::Heartbeat), 0);
}

/// A heartbeat and a commit are on their way.
fn committing() -> LoneMember {
    let mut member = LoneMember::stable(&[MANUAL]);
    member
        .until_ms(3_000)
        .call(|consumer, now, effects| consumer.commit_async(now, None, effects));
    member
}

#[test]
fn a_member_that_was_expelled_learns_it_from_its_commit_though_it_joins() {
    let mut member = committing();
    member.heartbeat_is_answered(ErrorCode::RebalanceInProgress);
    assert_eq!(member.membership().state, MemberState::PreparingRebalance);
    member.commit_is_answered(ErrorCode::UnknownMemberId);
    assert_eq!(commits(&member), [ErrorCode::UnknownMemberId]);
    assert_eq!(member.membership().generation, -1);
}

#[test]
fn what_a_commit_of_an_old_generation_is_told_throws_nobody_out_who_joins_again() {
    let mut member = committing();
    member.heartbeat_is_answered(ErrorCode::UnknownMemberId);
    assert_eq!(member.membership().state, MemberState::PreparingRebalance);
    member.commit_is_answered(ErrorCode::UnknownMemberId);
    assert_eq!(commits(&member), [ErrorCode::RebalanceInProgress]);
    assert_eq!(member.membership().state, MemberState::PreparingRebalance);
}

#[test]
fn a_member_that_was_expelled_while_its_application_works_does_not_leave_besides() {
    let mut member = LoneMember::stable(&[MANUAL, ("max.poll.interval.ms", "10000")]);
    member
        .fetched(|answer| answer.batches = two())
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::UnknownMemberId)
        .until_ms(20_000);
    let refused = Some(RejoinReason::Refused(ErrorCode::UnknownMemberId));
    assert_eq!(member.membership().rejoin_reason(), refused);
    assert_eq!(member.count(ApiKey::LeaveGroup), 0);
}

#[test]
fn a_member_that_was_expelled_while_it_joins_learns_it_from_its_last_heartbeat() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member
        .call(|consumer, now, effects| consumer.commit_async(now, None, effects))
        .until_ms(3_000)
        .commit_is_answered(ErrorCode::RebalanceInProgress);
    assert_eq!(member.membership().state, MemberState::PreparingRebalance);
    member.heartbeat_is_answered(ErrorCode::UnknownMemberId);
    assert_eq!(member.membership().generation, -1);
    member
        .answer(joined(ErrorCode::UnknownMemberId, -1, ""))
        .joins(3)
        .is_given(&[1]);
    assert_eq!(member.membership().generation, 3);
}

#[test]
fn of_a_commit_for_several_partitions_some_may_be_stored_and_others_not() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member
        .call(|consumer, now, effects| {
            let offsets = [0, 1].map(|number| (partition("t", number), committed(7)));
            consumer.commit_async(now, Some(offsets.to_vec()), effects);
        })
        .answer(OffsetCommitResponse {
            partitions: vec![
                (partition("t", 0), ErrorCode::OffsetMetadataTooLarge),
                (partition("t", 1), ErrorCode::None),
            ],
        });
    let offsets = [0, 1].map(|number| member.consumer.committed(&partition("t", number)));
    assert_eq!(offsets.map(|at| at.map(|at| at.0)), [Some(3), Some(7)]);
    assert_eq!(commits(&member), [ErrorCode::OffsetMetadataTooLarge]);
}
