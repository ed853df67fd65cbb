//! How the coordinator leads members of a consumer group to what they shall have (KIP-848).

use engine::coordinator::group::{ConsumerGroupState, ConsumerMemberState};
use engine::protocol::{ConsumerGroupHeartbeatRequest, ErrorCode, ListGroupsRequest, Response};

use crate::consumer_requests::{beat, enter, owning};
use crate::lone_coordinator::{LoneCoordinator, coordinator};

/// A coordinator of a topic `t` with four partitions, which assigns whenever there is a reason to.
fn eager() -> LoneCoordinator {
    let mut kafka = coordinator(&[("group.consumer.assignment.interval.ms", "0")]);
    kafka.grow("t", 4);
    kafka
}

/// The same, where `a` has everything and `b` has just come.
fn two() -> LoneCoordinator {
    let mut kafka = eager();
    assert_eq!(kafka.told(enter("a")), (2, Some(vec![0, 1, 2, 3])));
    assert_eq!(kafka.told(enter("b")), (3, Some(vec![])));
    kafka
}

fn state(kafka: &LoneCoordinator, member: &str) -> ConsumerMemberState {
    let member = kafka.consumer_group().member(member);
    member.expect("it is a member").current.state
}

#[test]
fn a_first_member_has_everything_with_its_first_answer() {
    let mut kafka = eager();
    let answer = kafka.beats(enter("a"));
    assert_eq!(answer.error, ErrorCode::None);
    assert_eq!(answer.heartbeat_interval_ms, 5_000);
    assert_eq!(answer.assignment.map(|given| given.len()), Some(4));
    let group = kafka.consumer_group();
    assert_eq!((group.epoch(), group.assignment_epoch()), (2, 2));
    assert_eq!(group.state(), ConsumerGroupState::Stable);
}

#[test]
fn a_heartbeat_that_changes_nothing_is_told_nothing_and_written_nowhere() {
    let mut kafka = eager();
    kafka.beats(enter("a"));
    let written = kafka.log.len();
    assert_eq!(kafka.told(beat("a", 2)), (2, None));
    assert_eq!(kafka.log.len(), written);
}

#[test]
fn whoever_says_everything_again_is_told_everything_again() {
    let mut kafka = eager();
    kafka.beats(enter("a"));
    let all = ConsumerGroupHeartbeatRequest {
        member_epoch: 2,
        ..enter("a")
    };
    assert_eq!(kafka.told(all), (2, Some(vec![0, 1, 2, 3])));
}

#[test]
fn a_partition_goes_to_its_new_owner_once_the_old_one_has_given_it_up() {
    let mut kafka = two();
    assert_eq!(
        state(&kafka, "b"),
        ConsumerMemberState::UnreleasedPartitions
    );
    // The old owner is asked to give up two, and stays in its epoch.
    assert_eq!(kafka.told(beat("a", 2)), (2, Some(vec![0, 1])));
    assert_eq!(state(&kafka, "a"), ConsumerMemberState::UnrevokedPartitions);
    assert_eq!(kafka.told(beat("b", 3)), (3, None), "they are not free yet");
    // It has given them up.
    assert_eq!(kafka.told(owning("a", 2, &[0, 1])), (3, None));
    assert_eq!(state(&kafka, "a"), ConsumerMemberState::Stable);
    assert_eq!(kafka.told(beat("b", 3)), (3, Some(vec![2, 3])));
    assert_eq!(kafka.consumer_group().state(), ConsumerGroupState::Stable);
}

#[test]
fn who_does_not_say_what_it_has_may_have_it_still() {
    let mut kafka = two();
    kafka.beats(beat("a", 2));
    assert_eq!(kafka.told(beat("a", 2)), (2, None));
    assert_eq!(kafka.told(owning("a", 2, &[0, 1, 2])), (2, None));
    assert_eq!(state(&kafka, "a"), ConsumerMemberState::UnrevokedPartitions);
}

#[test]
fn who_gives_up_nothing_within_its_rebalance_timeout_is_fenced() {
    let mut kafka = two();
    kafka.beats(beat("a", 2));
    for _ in 0..5 {
        kafka.pass_ms(10_000);
        assert_eq!(kafka.beats(beat("a", 2)).error, ErrorCode::None);
        kafka.beats(beat("b", 3));
    }
    kafka.pass_ms(9_999);
    assert!(kafka.consumer_group().member("a").is_some());
    kafka.pass_ms(1);
    assert!(kafka.consumer_group().member("a").is_none());
    assert_eq!(kafka.told(beat("b", 3)), (4, Some(vec![0, 1, 2, 3])));
}

#[test]
fn what_a_silent_member_had_is_free_when_its_session_is_over() {
    let mut kafka = two();
    kafka.pass_ms(40_000);
    kafka.beats(beat("b", 3));
    kafka.pass_ms(4_999);
    assert!(kafka.consumer_group().member("a").is_some());
    kafka.pass_ms(1);
    assert!(kafka.consumer_group().member("a").is_none());
    assert_eq!(kafka.told(beat("b", 3)), (4, Some(vec![0, 1, 2, 3])));
}

#[test]
fn who_leaves_gives_up_everything_at_once() {
    let mut kafka = two();
    assert_eq!(kafka.told(beat("a", -1)), (-1, None));
    assert_eq!(
        kafka.consumer_group().state(),
        ConsumerGroupState::Assigning
    );
    assert_eq!(kafka.told(beat("b", 3)), (4, Some(vec![0, 1, 2, 3])));
    kafka.beats(beat("b", -1));
    assert_eq!(kafka.consumer_group().state(), ConsumerGroupState::Empty);
}

#[test]
fn many_who_come_at_once_are_given_their_parts_at_once() {
    let mut kafka = coordinator(&[]);
    kafka.grow("t", 4);
    assert_eq!(kafka.told(enter("a")), (2, Some(vec![0, 1, 2, 3])));
    // The next target is due a second after the last.
    assert_eq!(kafka.told(enter("b")), (2, Some(vec![])));
    assert_eq!(kafka.told(enter("c")), (2, Some(vec![])));
    let group = kafka.consumer_group();
    assert_eq!((group.epoch(), group.assignment_epoch()), (4, 2));
    kafka.pass_ms(999);
    assert_eq!(kafka.told(beat("a", 2)), (2, None));
    kafka.pass_ms(1);
    assert_eq!(kafka.told(beat("a", 2)), (2, Some(vec![0, 1])));
    assert_eq!(kafka.consumer_group().assignment_epoch(), 4);
}

#[test]
fn an_epoch_that_the_coordinator_has_not_given_is_fenced() {
    let mut kafka = eager();
    kafka.beats(enter("a"));
    for epoch in [1, 3] {
        let error = kafka.beats(beat("a", epoch)).error;
        assert_eq!(error, ErrorCode::FencedMemberEpoch, "epoch {epoch}");
    }
}

#[test]
fn the_epoch_before_will_do_for_who_has_nothing_that_it_should_not() {
    let mut kafka = two();
    kafka.beats(beat("a", 2));
    kafka.beats(owning("a", 2, &[0, 1]));
    // The answer with epoch 3 was lost.
    assert_eq!(kafka.told(owning("a", 2, &[0])).0, 3);
    assert_eq!(
        kafka.beats(owning("a", 2, &[0, 2])).error,
        ErrorCode::FencedMemberEpoch
    );
    assert_eq!(
        kafka.beats(beat("a", 2)).error,
        ErrorCode::FencedMemberEpoch
    );
}

#[test]
fn a_member_that_forgot_its_epoch_may_join_again_with_its_id() {
    let mut kafka = eager();
    kafka.beats(enter("a"));
    assert_eq!(kafka.told(enter("a")), (2, Some(vec![0, 1, 2, 3])));
    assert_eq!(kafka.consumer_group().epoch(), 2, "nothing has changed");
}

#[test]
fn nobody_knows_a_member_that_never_joined() {
    let mut kafka = eager();
    assert_eq!(kafka.beats(beat("a", 1)).error, ErrorCode::GroupIdNotFound);
    kafka.beats(enter("a"));
    assert_eq!(kafka.beats(beat("b", 1)).error, ErrorCode::UnknownMemberId);
    assert_eq!(kafka.beats(beat("b", -1)).error, ErrorCode::UnknownMemberId);
}

#[test]
fn a_member_without_an_id_is_given_one() {
    let mut kafka = eager();
    let answer = kafka.beats(enter(""));
    let id = answer.member_id.expect("an id");
    assert_eq!(id.len(), 22, "a UUID in base64: {id}");
    assert_ne!(kafka.beats(enter("")).member_id, Some(id));
}

#[test]
fn a_first_heartbeat_says_all_that_there_is_to_say() {
    let mut kafka = eager();
    let incomplete = [
        ConsumerGroupHeartbeatRequest {
            rebalance_timeout_ms: None,
            ..enter("a")
        },
        ConsumerGroupHeartbeatRequest {
            subscribed_topic_names: None,
            ..enter("a")
        },
        ConsumerGroupHeartbeatRequest {
            topic_partitions: None,
            ..enter("a")
        },
        ConsumerGroupHeartbeatRequest {
            group_id: "".into(),
            ..enter("a")
        },
        ConsumerGroupHeartbeatRequest {
            member_epoch: -2,
            ..enter("a")
        },
        ConsumerGroupHeartbeatRequest {
            member_epoch: -3,
            ..enter("a")
        },
    ];
    for request in incomplete {
        assert_eq!(
            kafka.beats(request.clone()).error,
            ErrorCode::InvalidRequest,
            "{request:?}"
        );
    }
}

#[test]
fn a_full_group_takes_nobody_more() {
    let mut kafka = coordinator(&[("group.consumer.max.size", "1")]);
    kafka.beats(enter("a"));
    assert_eq!(
        kafka.beats(enter("b")).error,
        ErrorCode::GroupMaxSizeReached
    );
    assert_eq!(kafka.beats(beat("a", 2)).error, ErrorCode::None);
}

#[test]
fn the_assignor_that_most_members_prefer_is_taken() {
    let mut kafka = coordinator(&[("group.consumer.assignment.interval.ms", "0")]);
    kafka.grow("t", 3);
    kafka.grow("u", 3);
    let prefers = |member: &str, assignor: Option<&str>| ConsumerGroupHeartbeatRequest {
        subscribed_topic_names: Some(vec!["t".into(), "u".into()]),
        server_assignor: assignor.map(Into::into),
        ..enter(member)
    };
    let unknown = prefers("a", Some("sticky"));
    assert_eq!(kafka.beats(unknown).error, ErrorCode::UnsupportedAssignor);
    kafka.beats(prefers("a", Some("range")));
    kafka.beats(prefers("b", None));
    let share = |kafka: &LoneCoordinator, member: &str| {
        let target = kafka.consumer_group().target(member).cloned();
        target.map_or(0, |places| places.len())
    };
    assert_eq!(
        [share(&kafka, "a"), share(&kafka, "b")],
        [4, 2],
        "topic by topic"
    );
    kafka.beats(prefers("c", Some("uniform")));
    kafka.beats(prefers("d", Some("uniform")));
    let shares = ["a", "b", "c", "d"].map(|member| share(&kafka, member));
    assert!(shares.iter().all(|share| *share <= 2), "evenly: {shares:?}");
}

#[test]
fn an_assignor_that_the_broker_does_not_offer_is_refused() {
    let mut kafka = coordinator(&[("group.consumer.assignors", "range")]);
    let prefers = |assignor: &str| ConsumerGroupHeartbeatRequest {
        server_assignor: Some(assignor.into()),
        ..enter("a")
    };
    assert_eq!(
        kafka.beats(prefers("uniform")).error,
        ErrorCode::UnsupportedAssignor
    );
    assert_eq!(kafka.beats(prefers("range")).error, ErrorCode::None);
}

#[test]
fn a_topic_that_grows_is_given_out_with_the_next_heartbeat() {
    let mut kafka = eager();
    kafka.beats(enter("a"));
    kafka.grow("t", 6);
    assert_eq!(kafka.told(beat("a", 2)), (3, Some(vec![0, 1, 2, 3, 4, 5])));
}

#[test]
fn what_nobody_subscribes_to_changes_nothing() {
    let mut kafka = eager();
    kafka.beats(enter("a"));
    kafka.grow("u", 6);
    assert_eq!(kafka.told(beat("a", 2)), (2, None));
}

#[test]
fn who_subscribes_to_something_else_gives_up_what_it_had() {
    let mut kafka = eager();
    kafka.beats(enter("a"));
    let other = ConsumerGroupHeartbeatRequest {
        subscribed_topic_names: Some(vec!["u".into()]),
        ..beat("a", 2)
    };
    assert_eq!(kafka.told(other), (2, Some(vec![])));
    assert_eq!(kafka.told(owning("a", 2, &[])), (3, Some(vec![0])));
    let given = kafka
        .consumer_group()
        .member("a")
        .expect("it is one")
        .current
        .places();
    assert_eq!(given.len(), 1, "the one of u");
}

fn matching(regex: &str) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        subscribed_topic_names: None,
        subscribed_topic_regex: Some(regex.into()),
        ..enter("a")
    }
}

#[test]
fn the_coordinator_finds_the_topics_that_a_regular_expression_matches() {
    let mut kafka = eager();
    assert_eq!(
        kafka.told(matching("t|x.*")),
        (2, Some(vec![])),
        "not within the heartbeat"
    );
    kafka.pass_ms(1);
    assert_eq!(kafka.told(beat("a", 2)), (3, Some(vec![0, 1, 2, 3])));
    assert!(kafka.consumer_group().is_subscribed_to(&"t".into()));
    assert!(!kafka.consumer_group().is_subscribed_to(&"u".into()));
}

#[test]
fn a_regular_expression_matches_whole_names_and_new_topics_after_a_while() {
    let mut kafka = eager();
    kafka.beats(matching("t|x.*"));
    kafka.pass_ms(1);
    kafka.beats(beat("a", 2));
    kafka.create_topic("xyz");
    kafka.create_topic("at");
    kafka.pass_ms(5_000);
    assert_eq!(
        kafka.told(beat("a", 3)),
        (3, None),
        "not within 10 s of the last look"
    );
    kafka.pass_ms(5_001);
    kafka.beats(beat("a", 3));
    kafka.pass_ms(1);
    assert_eq!(kafka.told(beat("a", 3)), (4, Some(vec![0, 1, 2, 3, 0])));
}

#[test]
fn what_is_no_regular_expression_is_refused() {
    let mut kafka = eager();
    let error = kafka.beats(matching("t(")).error;
    assert_eq!(error, ErrorCode::InvalidRegularExpression);
    assert!(kafka.log.is_empty());
}

#[test]
fn an_answer_waits_until_what_it_says_is_committed() {
    let mut kafka = eager();
    kafka.stop_committing();
    let number = kafka.wonder(enter("a"));
    assert_eq!(kafka.answer(number), None);
    kafka.go_on_committing();
    assert_eq!(kafka.error(number), Some(ErrorCode::None));
}

#[test]
fn lists_say_of_each_group_which_protocol_it_speaks() {
    let mut kafka = two();
    let request = ListGroupsRequest {
        states_filter: Vec::new(),
        types_filter: vec!["consumer".into()],
    };
    let Response::ListGroups(answer) = kafka.ask(request) else {
        panic!("another answer");
    };
    let [group] = &answer.groups[..] else {
        panic!("{:?}", answer.groups);
    };
    assert_eq!(
        (&*group.group_type, &*group.state),
        ("consumer", "Reconciling")
    );
}
