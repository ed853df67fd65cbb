//! Flush and close, against a kill.

use engine::client::producer::BlockedOn;
use engine::client::{ClientCommand, SendFailure};
use engine::protocol::ErrorCode;
use sim::Fault;

use super::lone::{SUCCESS, at, millis, producer};
use crate::cluster::{PRODUCER, cluster};

const LONG: (&str, &str) = ("linger.ms", "10000");

#[test]
fn flush_sends_what_lingers_and_waits_until_it_is_done() {
    let mut lone = producer(&[LONG]);
    lone.send("a").call(ClientCommand::Flush).send("b");
    assert_eq!(lone.in_flight(), [["a"]]);
    assert_eq!(lone.producer.blocked(), Some((BlockedOn::Flush, at(0))));
    lone.run_ms(50).answer(0, SUCCESS);
    assert_eq!(lone.producer.blocked(), None);
    assert!(lone.requests.is_empty(), "b lingers");
    assert_eq!(lone.producer.sent(), 3);
}

#[test]
fn flush_with_nothing_to_do_blocks_nobody() {
    let mut lone = producer(&[LONG]);
    lone.call(ClientCommand::Flush);
    assert_eq!(lone.producer.blocked(), None);
}

#[test]
fn flush_waits_for_retries_too() {
    let mut lone = producer(&[LONG]);
    lone.send("a").call(ClientCommand::Flush);
    lone.answer(0, ErrorCode::NotEnoughReplicas).run_ms(200);
    assert!(lone.producer.blocked().is_some());
    lone.answer(0, SUCCESS);
    assert_eq!(lone.producer.blocked(), None);
}

#[test]
fn close_sends_what_lingers_and_ends_when_all_is_done() {
    let mut lone = producer(&[LONG]);
    lone.send("a").call(ClientCommand::Close);
    assert_eq!(lone.in_flight(), [["a"]]);
    assert!(!lone.has_exited);
    lone.answer(0, ErrorCode::NotEnoughReplicas).run_ms(200);
    assert!(!lone.has_exited, "it is tried again");
    lone.answer(0, SUCCESS);
    assert!(lone.has_exited);
    assert_eq!(lone.acknowledged(), [(1, 1)]);
}

#[test]
fn nothing_is_sent_after_close() {
    let mut lone = producer(&[LONG]);
    lone.send("a").call(ClientCommand::Close).send("b");
    assert_eq!(lone.producer.sent(), 2);
}

#[test]
fn close_gives_up_what_is_not_done_in_its_time() {
    let mut lone = producer(&[LONG]);
    lone.send("a")
        .call(ClientCommand::CloseWithin(millis(1_000)))
        .run_ms(999);
    assert!(!lone.has_exited);
    lone.run_ms(1);
    assert!(lone.has_exited);
    let (error, why) = (ErrorCode::UnknownServerError, SendFailure::Closed);
    assert_eq!(lone.failures(), [(1_000, error, why, true)]);
}

#[test]
fn close_within_no_time_gives_up_at_once_what_was_never_sent() {
    let mut lone = producer(&[LONG, ("max.in.flight.requests.per.connection", "1")]);
    lone.send("a").call(ClientCommand::CloseWithin(millis(0)));
    assert!(lone.has_exited);
    assert_eq!(lone.failures().len(), 1);
}

#[test]
fn a_kill_loses_what_lingers_and_close_does_not() {
    let run = |closes: bool| {
        let mut kafka = cluster(1)
            .topic("t", 1, 1, &[])
            .producer("t", &["a", "b", "c"], &[LONG])
            .start();
        kafka.until_ms(2_000);
        if closes {
            kafka.close(PRODUCER.0);
        } else {
            kafka.fault(Fault::Crash(PRODUCER));
        }
        kafka.until_ms(3_000);
        kafka.log(1, "t", 0)
    };
    assert_eq!(run(true), ["a", "b", "c"]);
    assert!(run(false).is_empty());
}
