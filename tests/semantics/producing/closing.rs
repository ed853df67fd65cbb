//! Flush and close, against a kill.

use engine::client::producer::BlockedOn;
use engine::client::{ClientCommand, Observation, SendFailure};
use engine::model::NodeId;
use engine::protocol::ErrorCode;
use sim::{Entry, Fault};

use super::lone::{SUCCESS, at, millis, producer};
use crate::cluster::{Cluster, PRODUCER, cluster};

const LONG: (&str, &str) = ("linger.ms", "10000");

#[test]
fn flush_sends_what_lingers_and_waits_until_it_is_done() {
    let mut lone = producer(&[LONG]);
    lone.send("a").call(ClientCommand::Flush).send("b");
    assert_eq!(lone.in_flight(), [["a"]]);
    assert_eq!(lone.producer.blocked(), Some((BlockedOn::Flush, at(0))));
    assert_eq!(lone.producer.buffered(), 0, "flush() holds no record");
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
fn a_source_ends_with_close_however_long_that_takes() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .bulk_producer("t", 10_000, 10, 1)
        .start();
    kafka.until_ms(2_000).fault(Fault::Pause(NodeId(1)));
    let sent = |kafka: &Cluster| {
        let sent = |entry: &&Entry| matches!(entry.observation, Observation::Sent { .. });
        kafka.history().filter(sent).count()
    };
    let before = sent(&kafka);
    kafka.close(PRODUCER.0).until_ms(5_000);
    kafka.fault(Fault::Resume(NodeId(1))).until_ms(9_000);
    assert_eq!(sent(&kafka), before);
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
