//! A member of the consumer protocol: what it says in its heartbeats, and what it does with their answers.

use engine::client::Observation;
use engine::client::consumer::{ModernMemberState, Returned};
use engine::model::TopicPartition;
use engine::protocol::{
    ApiKey, ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, ErrorCode,
    LeaveGroupRequest, Request,
};

use crate::cluster::partition;
use crate::lone_member::LoneMember;

const MODERN: (&str, &str) = ("group.protocol", "consumer");
const BY_HAND: (&str, &str) = ("enable.auto.commit", "false");
const BEAT: ApiKey = ApiKey::ConsumerGroupHeartbeat;

fn at(numbers: &[i32]) -> Vec<TopicPartition> {
    numbers
        .iter()
        .map(|number| partition("t", *number))
        .collect()
}

fn told(epoch: i32, numbers: Option<&[i32]>) -> ConsumerGroupHeartbeatResponse {
    ConsumerGroupHeartbeatResponse {
        member_epoch: epoch,
        heartbeat_interval_ms: 5_000,
        assignment: numbers.map(at),
        ..ConsumerGroupHeartbeatResponse::refused(ErrorCode::None)
    }
}

/// A member that polls and has found its coordinator.
fn polling(configs: &[(&str, &str)]) -> LoneMember {
    let mut lone = LoneMember::polling(&[&[MODERN], configs].concat());
    lone.finds_coordinator();
    lone
}

/// The same, with both partitions in epoch 2, of which 3 records were read before.
fn stable(configs: &[(&str, &str)]) -> LoneMember {
    let mut lone = polling(configs);
    lone.answer(told(2, Some(&[0, 1])));
    lone.answer(told(2, None));
    lone.finds_committed(ErrorCode::None, Some(3));
    lone
}

/// The heartbeat that waits for its answer.
fn beat(lone: &LoneMember) -> &ConsumerGroupHeartbeatRequest {
    match lone.waiting(BEAT) {
        Some(Request::ConsumerGroupHeartbeat(request)) => request,
        other => panic!("no heartbeat waits: {other:?}"),
    }
}

fn state(lone: &LoneMember) -> ModernMemberState {
    lone.membership()
        .modern()
        .expect("it speaks the protocol")
        .state
}

fn owned(lone: &LoneMember) -> Vec<i32> {
    lone.consumer.assignment().map(|at| at.partition).collect()
}

#[test]
fn its_first_heartbeat_says_everything_under_an_id_of_its_own() {
    let lone = polling(&[("group.remote.assignor", "range"), ("client.rack", "east")]);
    let request = beat(&lone);
    assert_eq!(request.member_id.len(), 22, "a UUID in base64");
    assert_eq!(request.member_epoch, 0);
    assert_eq!(request.rebalance_timeout_ms, Some(300_000));
    assert_eq!(request.subscribed_topic_names, Some(vec!["t".into()]));
    assert_eq!(request.topic_partitions, Some(vec![]));
    assert_eq!(request.server_assignor.as_deref(), Some("range"));
    assert_eq!(request.rack_id.as_deref(), Some("east"));
}

#[test]
fn it_joins_when_its_application_polls_and_not_before() {
    let lone = polling(&[]);
    assert_eq!(state(&lone), ModernMemberState::Joining);
    assert_eq!(lone.count(ApiKey::JoinGroup), 0);
}

#[test]
fn it_says_at_once_that_it_has_what_it_was_given() {
    let mut lone = polling(&[]);
    lone.answer(told(2, Some(&[0, 1])));
    assert_eq!(owned(&lone), [0, 1]);
    let request = beat(&lone);
    assert_eq!(request.member_epoch, 2);
    assert_eq!(request.topic_partitions, Some(at(&[0, 1])));
    assert_eq!(request.subscribed_topic_names, None, "that is as it was");
    assert_eq!(request.rebalance_timeout_ms, None);
    assert_eq!(state(&lone), ModernMemberState::Stable);
}

#[test]
fn its_coordinator_says_how_often_it_speaks() {
    let mut lone = stable(&[]);
    let before = lone.count(BEAT);
    lone.until_ms(4_999);
    assert_eq!(lone.count(BEAT), before);
    lone.until_ms(5_000);
    assert_eq!(lone.count(BEAT), before + 1);
    assert_eq!(beat(&lone).topic_partitions, None, "nothing new");
}

#[test]
fn it_speaks_whatever_its_application_does() {
    let mut lone = stable(&[]);
    lone.fetched(|fetched| fetched.batches = crate::lone_member::two());
    assert!(matches!(lone.returned.last(), Some(Returned::Records(_))));
    let before = lone.count(BEAT);
    lone.until_ms(5_000);
    assert_eq!(lone.count(BEAT), before + 1);
}

#[test]
fn what_it_is_to_have_no_longer_it_commits_and_gives_up_and_says_so() {
    let mut lone = stable(&[("auto.commit.interval.ms", "60000")]);
    lone.until_ms(5_000).answer(told(3, Some(&[0])));
    assert_eq!(owned(&lone), [0, 1], "its commit is awaited");
    lone.commit_is_answered(ErrorCode::None);
    assert_eq!(owned(&lone), [0]);
    let revoked = Observation::Revoked(at(&[1]));
    assert!(lone.seen.contains(&revoked), "{:?}", lone.seen);
    assert_eq!(beat(&lone).topic_partitions, Some(at(&[0])));
}

#[test]
fn who_commits_by_hand_gives_up_at_once() {
    let mut lone = stable(&[BY_HAND]);
    lone.until_ms(5_000).answer(told(3, Some(&[0])));
    assert_eq!(lone.count(ApiKey::OffsetCommit), 0);
    assert_eq!(owned(&lone), [0]);
}

#[test]
fn a_fenced_member_has_lost_what_it_had_and_joins_again() {
    for error in [ErrorCode::FencedMemberEpoch, ErrorCode::UnknownMemberId] {
        let mut lone = stable(&[]);
        let id = lone.membership().member_id.clone();
        lone.until_ms(5_000);
        lone.answer(ConsumerGroupHeartbeatResponse::refused(error));
        assert!(
            lone.seen.contains(&Observation::Lost(at(&[0, 1]))),
            "{error}"
        );
        assert!(owned(&lone).is_empty());
        let request = beat(&lone);
        assert_eq!(
            (request.member_epoch, &request.member_id),
            (0, &id),
            "{error}"
        );
        assert_eq!(request.topic_partitions, Some(vec![]));
    }
}

#[test]
fn a_fenced_member_learns_of_it_when_it_polls() {
    let mut lone = stable(&[]);
    lone.fetched(|fetched| fetched.batches = crate::lone_member::two());
    lone.until_ms(5_000);
    lone.answer(ConsumerGroupHeartbeatResponse::refused(
        ErrorCode::FencedMemberEpoch,
    ));
    assert_eq!(state(&lone), ModernMemberState::Fenced);
    assert_eq!(owned(&lone), [0, 1], "its application is at work still");
    lone.call(|consumer, _, effects| consumer.poll(effects));
    assert!(owned(&lone).is_empty());
    assert_eq!(beat(&lone).member_epoch, 0);
}

#[test]
fn what_cannot_be_helped_is_thrown() {
    for error in [
        ErrorCode::UnreleasedInstanceId,
        ErrorCode::FencedInstanceId,
        ErrorCode::UnsupportedAssignor,
        ErrorCode::GroupMaxSizeReached,
        ErrorCode::InvalidRegularExpression,
    ] {
        let mut lone = polling(&[]);
        lone.answer(ConsumerGroupHeartbeatResponse::refused(error));
        assert_eq!(lone.returned, [Returned::Threw(error)]);
        let before = lone.count(BEAT);
        lone.until_ms(60_000);
        assert_eq!(lone.count(BEAT), before, "{error}: it is silent now");
    }
}

#[test]
fn who_does_not_poll_in_time_leaves_and_joins_when_it_polls_again() {
    let mut lone = stable(&[("max.poll.interval.ms", "7000")]);
    lone.fetched(|fetched| fetched.batches = crate::lone_member::two());
    lone.until_ms(5_000).answer(told(2, None));
    lone.until_ms(7_000);
    assert_eq!(beat(&lone).member_epoch, -1);
    assert_eq!(state(&lone), ModernMemberState::Stale);
    lone.answer(told(-1, None)).until_ms(60_000);
    assert!(lone.waiting(BEAT).is_none(), "it is silent");
    lone.call(|consumer, _, effects| consumer.poll(effects));
    assert!(lone.seen.contains(&Observation::Lost(at(&[0, 1]))));
    assert_eq!(beat(&lone).member_epoch, 0);
}

#[test]
fn who_closes_says_so_with_its_last_heartbeat() {
    for (config, epoch) in [(BY_HAND, -1), (("group.instance.id", "i"), -2)] {
        let mut lone = stable(&[BY_HAND, config]);
        lone.call(|consumer, now, _| consumer.close(now));
        assert_eq!(beat(&lone).member_epoch, epoch);
        assert!(lone.seen.contains(&Observation::Revoked(at(&[0, 1]))));
        lone.answer(told(epoch, None));
        assert_eq!(lone.returned.last(), Some(&Returned::Closed));
    }
}

#[test]
fn it_commits_in_its_epoch() {
    let mut lone = stable(&[BY_HAND]);
    lone.until_ms(5_000).answer(told(4, None));
    lone.call(|consumer, now, effects| consumer.commit_async(now, None, effects));
    let Some(Request::OffsetCommit(request)) = lone.waiting(ApiKey::OffsetCommit) else {
        panic!("it commits");
    };
    assert_eq!(request.generation_id, 4);
    assert_eq!(request.member_id, lone.membership().member_id);
}

#[test]
fn it_asks_as_a_member_what_is_committed() {
    let mut lone = polling(&[]);
    lone.answer(told(2, Some(&[0, 1])));
    let Some(Request::OffsetFetch(request)) = lone.waiting(ApiKey::OffsetFetch) else {
        panic!("it asks");
    };
    let id = lone.membership().member_id.clone();
    assert_eq!(request.groups[0].member, Some((id, 2)));
    lone.answer(told(2, None));
    lone.finds_committed(ErrorCode::StaleMemberEpoch, None);
    assert!(lone.returned.is_empty(), "it asks again");
    lone.until_ms(1_000);
    let asked = lone.times(ApiKey::OffsetFetch);
    assert!(asked.len() > 1, "{asked:?}");
}

#[test]
fn a_heartbeat_that_was_lost_is_said_in_full_to_the_next_coordinator() {
    let mut lone = stable(&[]);
    lone.until_ms(5_000).loses(BEAT);
    lone.until_ms(5_200).finds_coordinator();
    lone.until_ms(5_400);
    let request = beat(&lone);
    assert_eq!(request.member_epoch, 2);
    assert_eq!(request.subscribed_topic_names, Some(vec!["t".into()]));
    assert_eq!(request.topic_partitions, Some(at(&[0, 1])));
}

#[test]
fn a_group_of_consumers_never_leaves_as_a_classic_one_does() {
    let mut lone = stable(&[BY_HAND]);
    lone.call(|consumer, now, _| consumer.close(now));
    let classic =
        |request: &Request| matches!(request, Request::LeaveGroup(LeaveGroupRequest { .. }));
    assert!(!lone.waiting(ApiKey::LeaveGroup).is_some_and(classic));
}
