//! Where Kafka keeps the order of a partition, and where it does not.

use engine::protocol::ErrorCode;

use super::lone::{Asked, LoneProducer, SUCCESS, producer};

/// A partition's log that takes what a leader would take of one producer's requests, in order.
#[derive(Default)]
struct Log {
    values: Vec<String>,
    next_sequence: i32,
}

impl Log {
    /// Handles the oldest request as a leader does that remembers sequence numbers.
    fn take(&mut self, lone: &mut LoneProducer) {
        let asked = &lone.requests[0];
        let (_, sequence) = asked.sequences()[0];
        if sequence >= 0 && sequence < self.next_sequence {
            lone.answer(0, SUCCESS);
        } else if sequence > self.next_sequence {
            lone.answer(0, ErrorCode::OutOfOrderSequenceNumber);
        } else {
            self.append(&lone.requests[0]);
            lone.answer(0, SUCCESS);
        }
    }

    fn append(&mut self, asked: &Asked) {
        let values = asked.values();
        self.next_sequence += values.len() as i32;
        self.values.extend(values);
    }

    /// Handles all requests, also those that come while it does so.
    fn take_all(&mut self, lone: &mut LoneProducer) {
        for _ in 0..100 {
            if lone.requests.is_empty() {
                lone.run_ms(300);
            }
            if lone.requests.is_empty() {
                return;
            }
            self.take(lone);
        }
        panic!("it never ends");
    }
}

/// A log that holds what was sent before the test.
fn log() -> Log {
    Log {
        values: Vec::new(),
        next_sequence: 1,
    }
}

const PLAIN: (&str, &str) = ("enable.idempotence", "false");
const LETTERS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Five batches in flight, of which the first is refused for now.
fn refuse_the_first(configs: &[(&str, &str)]) -> Vec<String> {
    let mut lone = producer(configs);
    lone.send_apart(&LETTERS);
    let mut log = log();
    lone.answer(0, ErrorCode::NotEnoughReplicas);
    log.take_all(&mut lone);
    assert_eq!(lone.acknowledged().len(), 5);
    log.values
}

#[test]
fn five_in_flight_and_one_retriable_error_reorder_without_idempotence() {
    assert_eq!(refuse_the_first(&[PLAIN]), ["b", "c", "d", "e", "a"]);
}

#[test]
fn five_in_flight_and_one_retriable_error_keep_the_order_with_idempotence() {
    assert_eq!(refuse_the_first(&[]), LETTERS);
}

#[test]
fn one_request_in_flight_keeps_the_order_without_idempotence() {
    let one = ("max.in.flight.requests.per.connection", "1");
    assert_eq!(refuse_the_first(&[PLAIN, one]), LETTERS);
}

/// A connection that breaks with three batches in flight, before the leader has seen any of them.
fn break_with_three(configs: &[(&str, &str)]) -> Vec<String> {
    let mut lone = producer(configs);
    lone.send_apart(&LETTERS[..3]).disconnect(1);
    let mut log = log();
    log.take_all(&mut lone);
    log.values
}

#[test]
fn a_disconnect_with_several_in_flight_reverses_them_without_idempotence() {
    // Each goes back to the front of the queue, the oldest first.
    assert_eq!(break_with_three(&[PLAIN]), ["c", "b", "a"]);
}

#[test]
fn a_disconnect_with_several_in_flight_keeps_their_order_with_idempotence() {
    assert_eq!(break_with_three(&[]), ["a", "b", "c"]);
}

/// A connection that breaks when the leader has appended two batches and answered none.
fn lose_two_answers(configs: &[(&str, &str)]) -> Vec<String> {
    let mut lone = producer(configs);
    lone.send_apart(&LETTERS[..2]);
    let mut log = log();
    for asked in &lone.requests {
        log.append(asked);
    }
    lone.disconnect(1);
    log.take_all(&mut lone);
    assert_eq!(lone.acknowledged().len(), 2);
    log.values
}

#[test]
fn lost_answers_duplicate_without_idempotence() {
    assert_eq!(lose_two_answers(&[PLAIN]), ["a", "b", "b", "a"]);
}

#[test]
fn lost_answers_do_not_duplicate_with_idempotence() {
    assert_eq!(lose_two_answers(&[]), ["a", "b"]);
}

#[test]
fn order_is_kept_within_a_partition_and_not_between_two() {
    let mut lone = super::lone::of_partitions(2, 1, &[("linger.ms", "0")]);
    lone.send_to(0, "a").send_to(1, "b");
    lone.answer(0, ErrorCode::NotEnoughReplicas);
    lone.answer(0, SUCCESS).run_ms(200);
    assert_eq!(lone.in_flight(), [["a"]]);
    lone.answer(0, SUCCESS);
    assert_eq!(lone.acknowledged(), [(2, 0), (1, 1)]);
}
