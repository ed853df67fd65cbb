//! Static members of consumer groups: who said that it would be back finds everything as it was.

use engine::protocol::{ConsumerGroupHeartbeatRequest, ErrorCode};

use crate::consumer_requests::{beat, enter_as};
use crate::lone_coordinator::{LoneCoordinator, coordinator};

/// Two static members share four partitions in epoch 3.
fn two() -> LoneCoordinator {
    let mut kafka = coordinator(&[("group.consumer.assignment.interval.ms", "0")]);
    kafka.grow("t", 4);
    kafka.beats(enter_as("first", "a"));
    kafka.beats(enter_as("second", "b"));
    kafka.beats(said("first", beat("a", 2)));
    let given_up = crate::consumer_requests::owning("a", 2, &[0, 1]);
    kafka.beats(said("first", given_up));
    assert_eq!(
        kafka.told(said("second", beat("b", 3))),
        (3, Some(vec![2, 3]))
    );
    kafka
}

fn said(instance: &str, request: ConsumerGroupHeartbeatRequest) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        instance_id: Some(instance.into()),
        ..request
    }
}

#[test]
fn a_restart_of_a_static_member_moves_nothing() {
    let mut kafka = two();
    assert_eq!(kafka.told(said("first", beat("a", -2))), (-2, None));
    assert_eq!(kafka.told(said("second", beat("b", 3))), (3, None));
    assert_eq!(kafka.told(enter_as("first", "c")), (3, Some(vec![0, 1])));
    assert_eq!(kafka.consumer_group().epoch(), 3);
    assert!(kafka.consumer_group().member("a").is_none());
}

#[test]
fn a_name_in_use_is_nobody_elses() {
    let mut kafka = two();
    let error = kafka.beats(enter_as("first", "c")).error;
    assert_eq!(error, ErrorCode::UnreleasedInstanceId);
}

#[test]
fn who_comes_with_an_old_id_is_fenced() {
    let mut kafka = two();
    kafka.beats(said("first", beat("a", -2)));
    kafka.beats(enter_as("first", "c"));
    let error = kafka.beats(said("first", beat("a", 3))).error;
    assert_eq!(error, ErrorCode::FencedInstanceId);
    let error = kafka.beats(said("first", beat("a", -1))).error;
    assert_eq!(error, ErrorCode::FencedInstanceId);
}

#[test]
fn a_name_that_nobody_has_is_unknown() {
    let mut kafka = two();
    let error = kafka.beats(said("third", beat("a", 3))).error;
    assert_eq!(error, ErrorCode::UnknownMemberId);
}

#[test]
fn who_does_not_come_back_within_its_session_is_out() {
    let mut kafka = two();
    kafka.beats(said("first", beat("a", -2)));
    kafka.pass_ms(44_000);
    kafka.beats(said("second", beat("b", 3)));
    kafka.pass_ms(1_000);
    assert!(kafka.consumer_group().static_member("first").is_none());
    let told = kafka.told(said("second", beat("b", 3)));
    assert_eq!(told, (4, Some(vec![0, 1, 2, 3])));
}

#[test]
fn a_static_member_that_leaves_for_good_leaves_at_once() {
    let mut kafka = two();
    kafka.beats(said("first", beat("a", -1)));
    let told = kafka.told(said("second", beat("b", 3)));
    assert_eq!(told, (4, Some(vec![0, 1, 2, 3])));
}
