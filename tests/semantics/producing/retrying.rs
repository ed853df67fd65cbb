//! Retries, timeouts, and what is not known after them.

use engine::client::SendFailure;
use engine::model::{LeaderEpoch, NodeId};
use engine::protocol::ErrorCode;

use super::lone::{SUCCESS, at, of_partitions, producer};

const NO_LINGER: (&str, &str) = ("linger.ms", "0");
/// Without jitter's effect on what is asserted: a wait lies within a fifth of these.
const BACKOFF: [(&str, &str); 3] = [
    NO_LINGER,
    ("retry.backoff.ms", "100"),
    ("retry.backoff.max.ms", "400"),
];

#[test]
fn a_retry_backs_off_twice_as_long_each_time_up_to_a_most() {
    let mut lone = producer(&BACKOFF);
    lone.send("a");
    for expected in [100, 200, 400, 400] {
        let refused = lone.now_ms();
        lone.answer(0, ErrorCode::NotEnoughReplicas);
        while lone.requests.is_empty() {
            lone.run_ms(1);
        }
        let waited = lone.now_ms() - refused;
        let (least, most) = (expected * 8 / 10, (expected * 12 / 10).min(400) + 1);
        assert!((least..=most).contains(&waited), "{waited} of {expected}");
    }
}

#[test]
fn what_was_refused_waits_in_front_of_what_came_later() {
    let mut lone = producer(&BACKOFF);
    lone.send("a").answer(0, ErrorCode::NotEnoughReplicas);
    lone.send("b").run_ms(70);
    assert!(
        lone.requests.is_empty(),
        "the backoff holds up the partition"
    );
    lone.run_ms(60);
    assert_eq!(lone.in_flight(), [["a"], ["b"]]);
}

#[test]
fn a_retry_goes_at_once_to_a_leader_that_is_new() {
    let mut lone = of_partitions(1, 2, &BACKOFF);
    lone.leaders[0] = (Some(2), 1);
    lone.send("a");
    // The broker names the new leader itself (KIP-951).
    lone.answer_with(0, |produced| {
        produced.error = ErrorCode::NotLeaderOrFollower;
        produced.current_leader = Some((NodeId(2), LeaderEpoch(1)));
    });
    assert_eq!(lone.requests[0].broker, 2);
    assert_eq!(lone.requests[0].at_ms, lone.now_ms());
}

#[test]
fn a_leader_that_nobody_has_heard_of_is_looked_for_in_the_metadata() {
    let mut lone = of_partitions(1, 2, &BACKOFF);
    lone.leaders[0] = (Some(2), 5);
    lone.send("a");
    lone.answer_with(0, |produced| {
        produced.error = ErrorCode::NotLeaderOrFollower;
        produced.current_leader = Some((NodeId(9), LeaderEpoch(4)));
    });
    assert!(lone.requests.is_empty());
    lone.run_ms(100);
    assert_eq!(lone.requests[0].broker, 2);
}

#[test]
fn a_leader_that_is_none_makes_the_producer_ask_who_leads() {
    let mut lone = of_partitions(1, 2, &BACKOFF);
    lone.leaders[0] = (Some(2), 1);
    lone.send("a")
        .answer(0, ErrorCode::NotLeaderOrFollower)
        .run_ms(100);
    assert_eq!(lone.requests[0].broker, 2);
}

#[test]
fn a_batch_waits_for_a_partition_to_have_a_leader() {
    let mut lone = of_partitions(1, 1, &[NO_LINGER]);
    lone.leaders[0] = (None, 1);
    lone.send("a").answer(0, ErrorCode::NotLeaderOrFollower);
    lone.run_ms(5_000);
    assert!(lone.requests.is_empty());
    lone.leaders[0] = (Some(1), 2);
    lone.run_ms(1_100);
    assert_eq!(lone.in_flight(), [["a"]]);
}

#[test]
fn without_retries_the_first_error_is_the_last() {
    let mut lone = producer(&[NO_LINGER, ("retries", "0")]);
    lone.send("a").answer(0, ErrorCode::NotLeaderOrFollower);
    let (_, error, why, maybe_written) = lone.failures()[0];
    assert_eq!(
        (error, why, maybe_written),
        (ErrorCode::NotLeaderOrFollower, SendFailure::Refused, true)
    );
}

#[test]
fn retries_are_counted_and_then_the_error_is_told() {
    let mut lone = producer(&[NO_LINGER, ("retries", "2"), ("enable.idempotence", "false")]);
    lone.send("a");
    for _ in 0..3 {
        assert_eq!(lone.failures(), []);
        lone.answer(0, ErrorCode::NotEnoughReplicas).run_ms(500);
    }
    assert_eq!(lone.failures().len(), 1);
    assert!(lone.requests.is_empty());
}

#[test]
fn an_error_that_no_retry_mends_is_told_at_once() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a").answer(0, ErrorCode::InvalidTimestamp);
    assert_eq!(lone.failures()[0].1, ErrorCode::InvalidTimestamp);
    assert!(!lone.failures()[0].3);
}

/// What `maybe_written` says after this error and no other attempt.
fn leaves_open(error: ErrorCode) -> bool {
    let mut lone = producer(&[NO_LINGER, ("retries", "0")]);
    lone.send("a").answer(0, error);
    lone.failures()[0].3
}

#[test]
fn a_refusal_is_an_answer_and_a_broker_that_gave_up_waiting_is_none() {
    assert!(!leaves_open(ErrorCode::NotEnoughReplicas));
    assert!(!leaves_open(ErrorCode::CorruptMessage));
    assert!(leaves_open(ErrorCode::NotEnoughReplicasAfterAppend));
    assert!(leaves_open(ErrorCode::RequestTimedOut));
}

/// Found by seed 212 of the random runs.
#[test]
fn a_leader_that_resigned_while_all_replicas_were_awaited_may_have_handed_the_records_on() {
    let answers = |acks| {
        let configs = [NO_LINGER, ("retries", "0"), ("acks", acks)];
        let mut lone = producer(&configs);
        lone.send("a").answer(0, ErrorCode::NotLeaderOrFollower);
        lone.failures()[0].3
    };
    assert!(answers("all"));
    assert!(
        !answers("1"),
        "it was asked for nothing that it could not do at once"
    );
}

#[test]
fn after_a_disconnect_an_unknown_outcome_is_unknown() {
    let mut lone = producer(&[NO_LINGER, ("retries", "0")]);
    lone.send("a").disconnect(1);
    let (_, error, _, maybe_written) = lone.failures()[0];
    assert_eq!((error, maybe_written), (ErrorCode::NetworkException, true));
}

#[test]
fn an_unknown_outcome_stays_unknown_whatever_a_later_attempt_is_told() {
    let mut lone = producer(&[NO_LINGER, ("retries", "1"), ("enable.idempotence", "false")]);
    lone.send("a").disconnect(1).run_ms(500);
    lone.answer(0, ErrorCode::NotEnoughReplicas);
    let (_, error, _, maybe_written) = lone.failures()[0];
    assert_eq!((error, maybe_written), (ErrorCode::NotEnoughReplicas, true));
}

#[test]
fn no_answer_within_request_timeout_breaks_the_connection_and_the_batch_is_sent_again() {
    let mut lone = producer(&[NO_LINGER, ("request.timeout.ms", "2000")]);
    lone.send("a").run_ms(1_999);
    assert_eq!(lone.requests[0].at_ms, 0);
    lone.run_ms(300);
    assert_eq!(lone.in_flight(), [["a"]]);
    assert!(lone.requests[0].at_ms >= 2_000);
}

#[test]
fn the_timeout_of_a_request_is_told_as_such() {
    let mut lone = producer(&[NO_LINGER, ("request.timeout.ms", "2000"), ("retries", "0")]);
    lone.send("a").run_ms(2_000);
    let (_, error, _, maybe_written) = lone.failures()[0];
    assert_eq!((error, maybe_written), (ErrorCode::RequestTimedOut, true));
}

const SHORT: [(&str, &str); 3] = [
    NO_LINGER,
    ("request.timeout.ms", "1000"),
    ("delivery.timeout.ms", "1000"),
];

#[test]
fn what_was_never_sent_when_it_expires_is_not_written() {
    let mut lone = of_partitions(1, 1, &[&SHORT[..], &[("acks", "1")]].concat());
    lone.leaders[0] = (None, 1);
    lone.send("a").answer(0, ErrorCode::NotLeaderOrFollower);
    lone.send("b").run_ms(999);
    assert_eq!(lone.failures(), []);
    lone.run_ms(1);
    let expired = (
        1_000,
        ErrorCode::RequestTimedOut,
        SendFailure::Expired,
        false,
    );
    assert_eq!(lone.failures(), [expired, expired]);
}

#[test]
fn what_is_on_its_way_when_it_expires_may_still_be_written() {
    let configs = [
        NO_LINGER,
        ("request.timeout.ms", "1000"),
        ("delivery.timeout.ms", "1500"),
    ];
    let mut lone = producer(&configs);
    let memory = lone.producer.buffer_available();
    lone.send("a").disconnect(1).run_ms(1_499);
    assert_eq!(lone.failures(), []);
    lone.run_ms(1);
    let expired = (
        1_500,
        ErrorCode::RequestTimedOut,
        SendFailure::Expired,
        true,
    );
    assert_eq!(lone.failures(), [expired]);
    // Its request is still out, and holds its memory (KAFKA-19012).
    assert_eq!(lone.in_flight(), [["a"]]);
    assert!(lone.producer.buffer_available() < memory);
    lone.answer(0, SUCCESS);
    assert_eq!(lone.acknowledged(), [], "the application has heard already");
    assert_eq!(lone.producer.buffer_available(), memory);
}

#[test]
fn delivery_timeout_counts_from_the_send_however_often_it_is_tried() {
    let mut lone = producer(&[
        NO_LINGER,
        ("request.timeout.ms", "500"),
        ("delivery.timeout.ms", "2000"),
    ]);
    lone.send("a").run_ms(1_999);
    assert_eq!(lone.failures(), []);
    lone.run_ms(1);
    assert_eq!(lone.failures().len(), 1);
}

#[test]
fn the_default_of_delivery_timeout_gives_way_to_a_longer_linger_and_request_timeout() {
    let mut lone = producer(&[("request.timeout.ms", "130000"), ("linger.ms", "1000")]);
    lone.send("a").run_ms(1_000);
    lone.leaders[0] = (None, 1);
    lone.answer(0, ErrorCode::NotLeaderOrFollower);
    lone.run_ms(129_999);
    assert_eq!(lone.failures(), []);
    lone.run_ms(1);
    assert_eq!(lone.failures().len(), 1);
}

#[test]
fn with_acks_0_nothing_is_tried_twice_and_nothing_is_known() {
    let mut lone = producer(&[NO_LINGER, ("acks", "0")]);
    lone.send("a");
    assert_eq!(lone.acknowledged(), [(1, -1)]);
    lone.disconnect(1).run_ms(5_000);
    assert!(lone.requests.is_empty());
}

#[test]
fn the_steady_clock_counts_from_the_first_record_of_a_batch() {
    let mut lone = producer(&[("linger.ms", "50")]);
    lone.run_ms(10);
    lone.send("a").run_ms(40);
    lone.send("b").run_ms(10);
    let (_, batch) = lone.producer.batches().next().expect("it is on its way");
    assert_eq!(batch.created(), at(10));
    assert_eq!(lone.in_flight(), [["a", "b"]]);
}

#[test]
fn what_is_refused_when_its_time_is_over_is_not_tried_again() {
    let configs = [
        NO_LINGER,
        ("request.timeout.ms", "1000"),
        ("delivery.timeout.ms", "1000"),
    ];
    let mut lone = producer(&configs);
    lone.send("a").run_ms(999);
    // The answer is there before the sender looks at its clock.
    lone.tick_ms(1).answer(0, ErrorCode::NotEnoughReplicas);
    let (_, error, why, _) = lone.failures()[0];
    assert_eq!(
        (error, why),
        (ErrorCode::NotEnoughReplicas, SendFailure::Refused)
    );
}
