//! How a member commits while its coordinator is away, slow, or says no.

use engine::client::Observation;
use engine::client::consumer::{MemberState, Returned};
use engine::model::{Duration, Instant};
use engine::protocol::{ApiKey, ErrorCode, FindCoordinatorResponse};

use crate::lone_member::LoneMember;

const MANUAL: (&str, &str) = ("enable.auto.commit", "false");
const BACKOFF: (&str, &str) = ("retry.backoff.ms", "200");
const COOPERATIVE: (&str, &str) = (
    "partition.assignment.strategy",
    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
);

fn failures(member: &LoneMember) -> Vec<ErrorCode> {
    let failed = member.seen.iter().filter_map(|seen| match seen {
        Observation::CommitFailed(error) => Some(*error),
        _ => None,
    });
    failed.collect()
}

fn commits_sync(member: &mut LoneMember) -> &mut LoneMember {
    member.call(|consumer, now, _| consumer.commit_sync(now, None))
}

fn commits_async(member: &mut LoneMember) -> &mut LoneMember {
    member.call(|consumer, now, effects| consumer.commit_async(now, None, effects))
}

#[test]
fn commit_sync_is_asked_once_whatever_comes_before_its_answer() {
    let mut member = LoneMember::stable(&[MANUAL]);
    commits_sync(&mut member)
        .until_ms(3_000)
        .call(|_, _, _| {})
        .commit_is_answered(ErrorCode::None)
        .heartbeat_is_answered(ErrorCode::None);
    assert_eq!(member.times(ApiKey::OffsetCommit), [0]);
    assert_eq!(member.returned, [Returned::Committed(Ok(()))]);
}

#[test]
fn commit_sync_is_tried_again_ever_less_often() {
    let mut member = LoneMember::stable(&[MANUAL, BACKOFF]);
    commits_sync(&mut member);
    for at in [200, 600, 1_400, 2_400] {
        member
            .commit_is_answered(ErrorCode::CoordinatorLoadInProgress)
            .until_ms(at);
    }
    let times = member.times(ApiKey::OffsetCommit);
    assert_eq!(times, [0, 200, 600, 1_400, 2_400]);
    member.commit_is_answered(ErrorCode::None);
    assert_eq!(member.returned, [Returned::Committed(Ok(()))]);
    assert_eq!(failures(&member).len(), 4);
}

#[test]
fn commit_sync_waits_for_a_coordinator_that_has_to_be_found_again() {
    let mut member = LoneMember::stable(&[MANUAL, BACKOFF]);
    commits_sync(&mut member)
        .commit_is_answered(ErrorCode::NotCoordinator)
        .until_ms(1_000);
    assert_eq!(member.count(ApiKey::OffsetCommit), 1);
    member
        .finds_coordinator()
        .commit_is_answered(ErrorCode::None);
    assert_eq!(member.times(ApiKey::OffsetCommit), [0, 1_000]);
    assert_eq!(member.returned, [Returned::Committed(Ok(()))]);
}

#[test]
fn commit_sync_gives_up_when_default_api_timeout_ms_is_over_and_not_later() {
    let mut member = LoneMember::stable(&[MANUAL, ("default.api.timeout.ms", "2500")]);
    commits_sync(&mut member).until_ms(2_499);
    assert_eq!(member.returned, []);
    member.until_ms(2_500);
    let timed_out = Returned::Committed(Err(ErrorCode::RequestTimedOut));
    assert_eq!(member.returned, [timed_out]);
}

#[test]
fn the_answer_to_a_commit_that_was_given_up_is_not_taken_for_the_next_ones() {
    let mut member = LoneMember::stable(&[MANUAL, ("default.api.timeout.ms", "2500")]);
    commits_sync(&mut member).until_ms(2_500);
    commits_sync(&mut member).commit_is_answered(ErrorCode::None);
    assert_eq!(member.returned.len(), 1, "the first one timed out");
    member.commit_is_answered(ErrorCode::None);
    assert_eq!(member.returned[1..], [Returned::Committed(Ok(()))]);
}

#[test]
fn commit_sync_throws_at_once_what_time_does_not_mend() {
    let mut member = LoneMember::stable(&[MANUAL]);
    let error = ErrorCode::OffsetMetadataTooLarge;
    commits_sync(&mut member)
        .commit_is_answered(error)
        .until_ms(2_000);
    assert_eq!(member.returned, [Returned::Committed(Err(error))]);
    assert_eq!(failures(&member), [error]);
    assert_eq!(member.count(ApiKey::OffsetCommit), 1);
}

#[test]
fn commit_async_is_given_up_when_nobody_coordinates() {
    let mut member = LoneMember::stable(&[MANUAL]);
    commits_async(&mut member).commit_is_answered(ErrorCode::NotCoordinator);
    commits_async(&mut member)
        .until_ms(1_000)
        .answer(FindCoordinatorResponse {
            error: ErrorCode::CoordinatorNotAvailable,
            node: None,
        });
    let expected = [
        ErrorCode::NotCoordinator,
        ErrorCode::CoordinatorNotAvailable,
    ];
    assert_eq!(failures(&member), expected);
    member.until_ms(2_000).finds_coordinator().until_ms(2_500);
    assert_eq!(member.count(ApiKey::OffsetCommit), 1, "it is too late");
}

#[test]
fn nothing_is_committed_in_the_middle_of_a_rebalance() {
    let mut member = LoneMember::stable(&[MANUAL, COOPERATIVE]);
    member
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::RebalanceInProgress);
    assert_eq!(member.membership().state, MemberState::PreparingRebalance);
    commits_async(&mut member);
    assert_eq!(failures(&member), [ErrorCode::RebalanceInProgress]);
    assert_eq!(member.count(ApiKey::OffsetCommit), 0);
}

#[test]
fn an_automatic_commit_that_is_refused_for_good_is_not_repeated_before_the_interval_is_over() {
    for (error, next) in [
        (ErrorCode::OffsetMetadataTooLarge, 10_000),
        (ErrorCode::CoordinatorLoadInProgress, 5_200),
    ] {
        let mut member = LoneMember::stable(&[BACKOFF]);
        member
            .until_ms(3_000)
            .heartbeat_is_answered(ErrorCode::None)
            .until_ms(5_000)
            .commit_is_answered(error);
        let due = Instant(1_000_000) + Duration::from_millis(next);
        assert_eq!(member.consumer.auto_commit_due(), Some(due), "{error:?}");
    }
}

#[test]
fn close_looks_for_a_coordinator_in_order_to_commit_before_the_member_leaves() {
    let mut member = LoneMember::stable(&[BACKOFF]);
    commits_async(&mut member).commit_is_answered(ErrorCode::NotCoordinator);
    assert!(!member.consumer.is_closing());
    member.call(|consumer, now, _| consumer.close(now));
    assert!(member.consumer.is_closing());
    assert_eq!(member.returned, []);
    member.until_ms(1_000).finds_coordinator();
    assert_eq!(member.times(ApiKey::OffsetCommit), [0, 1_000]);
    assert_eq!(member.count(ApiKey::LeaveGroup), 0, "first things first");
    member.commit_is_answered(ErrorCode::None);
    assert_eq!(member.count(ApiKey::LeaveGroup), 1);
}

#[test]
fn close_gives_up_after_30_s_without_a_coordinator() {
    let mut member = LoneMember::stable(&[]);
    commits_async(&mut member)
        .commit_is_answered(ErrorCode::NotCoordinator)
        .call(|consumer, now, _| consumer.close(now))
        .until_ms(29_999);
    assert_eq!(member.returned, []);
    member.until_ms(30_000);
    assert_eq!(member.returned, [Returned::Closed]);
}

#[test]
fn a_member_joins_a_rebalance_when_its_commit_is_answered() {
    let mut member = LoneMember::stable(&[]);
    member
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::RebalanceInProgress)
        .call(|_, _, _| {});
    assert_eq!(member.times(ApiKey::OffsetCommit), [3_000]);
    assert_eq!(member.count(ApiKey::JoinGroup), 1, "that was the first one");
    member.commit_is_answered(ErrorCode::None);
    assert_eq!(member.count(ApiKey::JoinGroup), 2);
}

#[test]
fn a_commit_before_a_rebalance_that_the_wrong_broker_gets_is_repeated() {
    let mut member = LoneMember::stable(&[]);
    member
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::RebalanceInProgress)
        .commit_is_answered(ErrorCode::NotCoordinator)
        .until_ms(4_000)
        .finds_coordinator();
    assert_eq!(member.times(ApiKey::OffsetCommit), [3_000, 4_000]);
    assert_eq!(member.count(ApiKey::JoinGroup), 1);
}

#[test]
fn a_rebalance_waits_for_a_commit_no_longer_than_max_poll_interval_ms() {
    let mut member = LoneMember::stable(&[("max.poll.interval.ms", "4000")]);
    member
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::RebalanceInProgress)
        .until_ms(6_999)
        .call(|_, _, _| {});
    assert_eq!(member.count(ApiKey::JoinGroup), 1);
    member.until_ms(7_000).call(|_, _, _| {});
    assert_eq!(member.count(ApiKey::JoinGroup), 2);
}

#[test]
fn heartbeats_go_on_after_a_commit_that_has_to_be_repeated() {
    let mut member = LoneMember::stable(&[MANUAL]);
    commits_async(&mut member)
        .commit_is_answered(ErrorCode::CoordinatorLoadInProgress)
        .until_ms(3_000);
    assert_eq!(member.times(ApiKey::Heartbeat), [3_000]);
}
