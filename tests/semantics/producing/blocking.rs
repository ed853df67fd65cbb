//! Sends that block: for metadata, and for memory.

use engine::client::SendFailure;
use engine::client::producer::{BlockedOn, Partitioning};
use engine::protocol::ErrorCode;

use super::lone::{LoneProducer, SUCCESS, at, of_partitions, producer, unstarted};

/// A producer that has heard of no topic "t".
fn without_topic(configs: &[(&str, &str)]) -> LoneProducer {
    let mut lone = unstarted(1, 1, configs, Partitioning::Configured);
    lone.knows_topic = false;
    lone.boot(1);
    lone
}

#[test]
fn a_send_blocks_until_its_topic_is_known() {
    let mut lone = without_topic(&[]);
    lone.send("a").run_ms(500);
    assert_eq!(lone.producer.blocked(), Some((BlockedOn::Metadata, at(0))));
    assert!(lone.chosen().is_empty());
    lone.knows_topic = true;
    lone.run_ms(200);
    assert_eq!(lone.producer.blocked(), None);
    assert_eq!(lone.chosen(), [0]);
}

#[test]
fn the_application_does_nothing_else_while_a_send_blocks() {
    let mut lone = without_topic(&[]);
    lone.send("a").send("b").run_ms(100);
    assert_eq!(lone.producer.sent(), 1);
    lone.knows_topic = true;
    lone.run_ms(200);
    assert_eq!(lone.producer.sent(), 2);
    assert_eq!(lone.in_flight(), [["a", "b"]]);
}

#[test]
fn a_record_is_as_old_as_the_moment_at_which_its_topic_was_known() {
    let mut lone = without_topic(&[]);
    lone.send("a").run_ms(5_000);
    lone.knows_topic = true;
    lone.run_ms(1_000);
    let (_, record) = lone.requests[0].batches[0].1.records().next().unwrap();
    assert!((5_000..6_000).contains(&record.timestamp.0), "{record:?}");
}

#[test]
fn after_max_block_ms_a_send_is_a_timeout_and_the_next_call_has_its_turn() {
    let mut lone = without_topic(&[("max.block.ms", "3000")]);
    lone.send("a").send("b").run_ms(2_999);
    assert_eq!(lone.failures(), []);
    lone.run_ms(1);
    let timeout = |at| {
        let (error, why) = (ErrorCode::RequestTimedOut, SendFailure::MetadataTimeout);
        (at, error, why, false)
    };
    assert_eq!(lone.failures(), [timeout(3_000)]);
    lone.run_ms(3_000);
    assert_eq!(lone.failures(), [timeout(3_000), timeout(6_000)]);
    assert_eq!(
        SendFailure::MetadataTimeout.exception(),
        Some("TimeoutException")
    );
}

#[test]
fn a_partition_that_is_not_there_is_waited_for_because_a_topic_can_grow() {
    let mut lone = of_partitions(1, 1, &[]);
    lone.send_to(1, "a").run_ms(1_000);
    assert!(lone.chosen().is_empty());
    lone.leaders.push((Some(1), 0));
    lone.run_ms(200);
    assert_eq!(lone.chosen(), [1]);
}

#[test]
fn a_partition_below_0_is_no_argument() {
    let mut lone = producer(&[]);
    lone.send_to(-1, "a").send("b");
    assert_eq!(lone.failures()[0].2, SendFailure::IllegalArgument);
    assert_eq!(lone.chosen(), [0]);
}

/// Two batches of 1,000 bytes fit.
const SMALL: [(&str, &str); 3] = [
    ("buffer.memory", "2000"),
    ("batch.size", "1000"),
    ("max.block.ms", "3000"),
];

#[test]
fn a_batch_takes_all_of_its_memory_at_once() {
    let mut lone = producer(&SMALL);
    assert_eq!(lone.producer.buffer_available(), 2_000);
    lone.send("a");
    assert_eq!(lone.producer.buffer_available(), 1_000);
    lone.send("b");
    assert_eq!(lone.producer.buffer_available(), 1_000);
    lone.run_ms(5).answer(0, SUCCESS);
    assert_eq!(lone.producer.buffer_available(), 2_000);
}

#[test]
fn a_send_blocks_for_memory_until_a_batch_is_done() {
    let mut lone = of_partitions(3, 1, &SMALL);
    lone.send_to(0, "a").send_to(1, "b").run_ms(5);
    lone.send_to(2, "c").send_to(2, "d").run_ms(100);
    assert_eq!(lone.producer.blocked(), Some((BlockedOn::Memory, at(5))));
    assert_eq!(lone.producer.buffered(), 1, "the one that blocks");
    assert_eq!(lone.chosen(), [0, 1]);
    lone.answer(0, SUCCESS).run_ms(5);
    assert_eq!(lone.producer.blocked(), None);
    assert_eq!(lone.in_flight(), [["c", "d"]]);
}

#[test]
fn exhausted_memory_sends_what_lingers() {
    let mut lone = of_partitions(3, 1, &[SMALL[0], SMALL[1], ("linger.ms", "10000")]);
    lone.send_to(0, "a").send_to(1, "b").run_ms(1);
    assert!(lone.requests.is_empty());
    lone.send_to(2, "c");
    assert_eq!(lone.requests.len(), 1);
    assert_eq!(lone.requests[0].batches.len(), 2);
}

#[test]
fn after_max_block_ms_without_memory_the_buffer_is_exhausted() {
    let mut lone = of_partitions(3, 1, &SMALL);
    lone.send_to(0, "a").send_to(1, "b").send_to(2, "c");
    lone.run_ms(3_000);
    let (error, why) = (ErrorCode::RequestTimedOut, SendFailure::BufferExhausted);
    assert_eq!(lone.failures(), [(3_000, error, why, false)]);
    assert_eq!(lone.producer.failed(), 1);
    assert_eq!(why.exception(), Some("BufferExhaustedException"));
}

#[test]
fn a_record_larger_than_all_memory_is_too_large() {
    let mut lone = producer(&SMALL);
    lone.send_bytes(0, 2_000);
    assert_eq!(lone.failures()[0].2, SendFailure::RecordTooLarge);
}

#[test]
fn a_batch_size_beyond_all_memory_lets_no_record_through() {
    let configs = [("buffer.memory", "2000"), ("batch.size", "2001")];
    let mut lone = unstarted(1, 1, &configs, Partitioning::Configured);
    lone.boot(1).send("a");
    assert_eq!(lone.failures()[0].2, SendFailure::IllegalArgument);
}

#[test]
fn a_record_as_large_as_all_memory_goes() {
    let mut lone = producer(&SMALL);
    // With all that it may need, 1914 bytes are 2000.
    lone.send_bytes(0, 1_914).run_ms(5);
    assert_eq!(lone.in_flight(), [["x".repeat(1_914)]]);
    lone.send_bytes(0, 1_915);
    assert_eq!(lone.failures()[0].2, SendFailure::RecordTooLarge);
}

#[test]
fn a_batch_as_large_as_all_memory_is_waited_for() {
    let configs = [("buffer.memory", "2000"), ("batch.size", "2000")];
    let mut lone = of_partitions(2, 1, &configs);
    lone.send_to(0, "a").send_to(1, "b");
    assert_eq!(lone.producer.blocked(), Some((BlockedOn::Memory, at(0))));
    lone.answer(0, SUCCESS).run_ms(5);
    assert_eq!(lone.in_flight(), [["b"]]);
}
