//! Producer ids, epochs and sequence numbers (KIP-98, KIP-360).

use engine::client::producer::{Identity, Partitioning};
use engine::model::Offset;
use engine::protocol::{ErrorCode, PartitionProduced};

use super::lone::{Asked, SUCCESS, at, of_partitions, producer, unstarted};

const NO_LINGER: (&str, &str) = ("linger.ms", "0");

#[test]
fn sequence_numbers_count_records_of_a_partition() {
    let mut lone = of_partitions(2, 1, &[]);
    lone.send_to(0, "a").send_to(0, "b").run_ms(5);
    lone.send_to(0, "c").send_to(1, "d").run_ms(5);
    let sequences: Vec<_> = lone.requests.iter().map(Asked::sequences).collect();
    assert_eq!(sequences[0], [(0, 1)]);
    let mut second = sequences[1].clone();
    second.sort_unstable();
    assert_eq!(second, [(0, 0), (0, 3)]);
}

#[test]
fn nothing_is_sent_before_there_is_a_producer_id() {
    let mut lone = unstarted(1, 1, &[NO_LINGER], Partitioning::Configured);
    lone.gives_ids = false;
    lone.boot(1).send("a").run_ms(20_000);
    assert_eq!(lone.producer.identity(), Identity::Asked);
    assert!(lone.requests.is_empty());
    // The question times out after 30 s, and is asked again.
    lone.gives_ids = true;
    lone.run_ms(11_000);
    assert_eq!(
        lone.producer.identity(),
        Identity::Known { id: 7, epoch: 0 }
    );
    assert_eq!(lone.in_flight(), [["a"]]);
}

#[test]
fn a_producer_with_acks_1_has_no_sequence_numbers() {
    let mut lone = producer(&[NO_LINGER, ("acks", "1")]);
    lone.send("a");
    assert_eq!(lone.producer.identity(), Identity::None);
    assert_eq!(lone.requests[0].sequences(), [(-1, -1)]);
    assert_eq!(lone.requests[0].acks, 1);
}

#[test]
fn a_retry_carries_the_same_sequence_number() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a");
    let first = lone.requests[0].batches.clone();
    lone.answer(0, ErrorCode::NotEnoughReplicas).run_ms(200);
    assert_eq!(lone.requests[0].batches, first);
}

#[test]
fn a_duplicate_is_a_success_of_which_the_offset_is_forgotten() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a").answer(0, ErrorCode::DuplicateSequenceNumber);
    assert_eq!(lone.acknowledged(), [(1, -1)]);
}

#[test]
fn what_comes_too_early_waits_for_what_comes_before_and_no_epoch_is_bumped() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a").send("b").send("c");
    lone.answer(0, ErrorCode::NotEnoughReplicas);
    lone.answer(0, ErrorCode::OutOfOrderSequenceNumber);
    lone.answer(0, ErrorCode::OutOfOrderSequenceNumber);
    lone.run_ms(200);
    assert_eq!(
        lone.in_flight(),
        [["a"]],
        "one at a time, until the next in line is done"
    );
    lone.answer(0, SUCCESS).run_ms(200);
    assert_eq!(lone.in_flight(), [["b"]]);
    lone.answer(0, SUCCESS).run_ms(200);
    assert_eq!(lone.requests[0].sequences(), [(0, 3)]);
}

#[test]
fn a_gap_in_the_log_begins_a_new_epoch_at_sequence_number_0() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a").send("b");
    // Sequence number 0 was acknowledged, and 1 is refused: the log has lost its end.
    lone.answer(0, ErrorCode::OutOfOrderSequenceNumber);
    lone.answer(0, ErrorCode::OutOfOrderSequenceNumber);
    lone.run_ms(200);
    assert_eq!(lone.requests[0].values(), ["a"]);
    assert_eq!(lone.requests[0].sequences(), [(1, 0)]);
    lone.answer(0, SUCCESS).run_ms(200);
    assert_eq!(lone.requests[0].sequences(), [(1, 1)]);
    assert_eq!(
        lone.producer.identity(),
        Identity::Known { id: 7, epoch: 1 }
    );
}

#[test]
fn another_partition_takes_over_a_new_epoch_when_nothing_is_on_its_way_to_it() {
    let mut lone = of_partitions(2, 2, &[NO_LINGER]);
    lone.send_to(1, "x").send_to(0, "a");
    lone.answer(1, ErrorCode::OutOfOrderSequenceNumber);
    lone.send_to(1, "y");
    assert_eq!(
        lone.in_flight(),
        [["x"]],
        "y would come before x in the new epoch"
    );
    assert_eq!(lone.requests[0].sequences(), [(0, 0)]);
    lone.answer(0, SUCCESS);
    assert_eq!(lone.in_flight(), [["y"]]);
    assert_eq!(lone.requests[0].sequences(), [(1, 0)]);
}

#[test]
fn a_broker_that_does_not_know_the_producer_makes_it_begin_a_new_epoch() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a")
        .answer(0, ErrorCode::UnknownProducerId)
        .run_ms(200);
    assert_eq!(lone.requests[0].sequences(), [(1, 0)]);
}

#[test]
fn one_new_epoch_serves_all_that_is_in_flight() {
    let mut lone = producer(&[NO_LINGER]);
    let unknown = |offset: i64| {
        move |produced: &mut PartitionProduced| {
            produced.error = ErrorCode::UnknownProducerId;
            produced.log_start_offset = Offset(offset);
        }
    };
    lone.send("a").answer_with(0, unknown(-1)).run_ms(200);
    assert_eq!(lone.requests[0].sequences(), [(0, 1)]);
    lone.send("b").answer_with(0, unknown(0));
    lone.answer_with(0, unknown(0)).run_ms(800);
    assert_eq!(lone.requests[0].sequences(), [(1, 0)]);
    lone.answer(0, SUCCESS).run_ms(800);
    assert_eq!(lone.requests[0].sequences(), [(1, 1)]);
}

#[test]
fn a_batch_that_is_refused_for_good_leaves_no_gap_behind() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a").send("b");
    lone.answer(0, ErrorCode::InvalidTimestamp);
    lone.answer(0, ErrorCode::OutOfOrderSequenceNumber);
    lone.run_ms(200);
    assert_eq!(lone.in_flight(), [["b"]]);
    assert_eq!(lone.requests[0].sequences(), [(1, 0)]);
}

const EXPIRING: [(&str, &str); 3] = [
    NO_LINGER,
    ("request.timeout.ms", "1000"),
    ("delivery.timeout.ms", "1500"),
];

#[test]
fn after_a_batch_of_unknown_fate_a_new_epoch_begins_when_nothing_is_on_its_way() {
    let mut lone = producer(&EXPIRING);
    // It is in its second attempt when it expires; nobody will ever know about the first.
    lone.send("a").run_ms(1_500);
    assert_eq!(lone.failures().len(), 1);
    lone.send("b");
    let newest = lone.requests.last().expect("it was sent");
    assert_eq!(
        (newest.values(), newest.sequences()),
        (vec!["b".to_owned()], vec![(1, 0)])
    );
}

#[test]
fn new_batches_wait_while_the_fate_of_an_earlier_one_is_open() {
    let mut lone = producer(&EXPIRING);
    lone.send("a").run_ms(400);
    lone.send("b").disconnect(1).run_ms(1_100);
    // a is given up, b is not, and has to show whether a is there.
    assert_eq!(lone.failures().len(), 1);
    lone.send("c");
    let sent: Vec<_> = lone.in_flight().concat();
    assert!(!sent.contains(&"c".to_owned()), "{sent:?}");
}

#[test]
fn a_later_batch_that_succeeds_shows_that_the_one_of_unknown_fate_is_there() {
    let mut lone = producer(&EXPIRING);
    lone.send("a").run_ms(400);
    lone.send("b").disconnect(1).run_ms(1_300);
    assert_eq!(lone.failures().len(), 1);
    lone.send("c");
    let b = lone
        .requests
        .iter()
        .position(|asked| asked.values() == ["b"]);
    let b = b.expect("b is tried again");
    assert_eq!(lone.requests[b].sequences(), [(0, 2)]);
    lone.answer(b, SUCCESS);
    let newest = lone.requests.last().expect("c goes");
    assert_eq!(
        (newest.values(), newest.sequences()),
        (vec!["c".to_owned()], vec![(0, 3)])
    );
}

#[test]
fn after_the_last_epoch_comes_a_new_producer_id() {
    let mut lone = unstarted(1, 1, &[NO_LINGER], Partitioning::Configured);
    lone.first_epoch = i16::MAX;
    lone.boot(1).send("a");
    lone.first_epoch = 0;
    lone.answer(0, ErrorCode::InvalidTimestamp);
    lone.send("b");
    assert_eq!(
        lone.producer.identity(),
        Identity::Known { id: 8, epoch: 0 }
    );
    let batch = &lone.requests[0].batches[0].1;
    assert_eq!((batch.producer_id(), batch.base_sequence()), (8, 0));
}

#[test]
fn a_restarted_producer_is_another_one() {
    let mut lone = producer(&[NO_LINGER]);
    lone.send("a");
    let id = lone.requests[0].batches[0].1.producer_id();
    let mut again = unstarted(1, 1, &[NO_LINGER], Partitioning::Configured);
    again.next_producer_id(id + 1).boot(2).send("a");
    let batch = &again.requests[0].batches[0].1;
    assert_eq!((batch.producer_id(), batch.base_sequence()), (id + 1, 0));
}

#[test]
fn a_later_batch_that_is_out_of_order_shows_that_the_one_of_unknown_fate_is_not_there() {
    let mut configs = EXPIRING.to_vec();
    configs.push(("retry.backoff.max.ms", "150"));
    let mut lone = producer(&configs);
    lone.send("a").run_ms(400);
    lone.send("b").disconnect(1).run_ms(1_300);
    assert_eq!(lone.failures().len(), 1);
    let b = lone
        .requests
        .iter()
        .position(|asked| asked.values() == ["b"]);
    let b = b.expect("b is tried again");
    assert_eq!(lone.requests[b].sequences(), [(0, 2)]);
    lone.answer(b, ErrorCode::OutOfOrderSequenceNumber)
        .run_ms(160);
    let newest = lone.requests.last().expect("b goes once more");
    assert_eq!(
        (newest.values(), newest.sequences()),
        (vec!["b".to_owned()], vec![(1, 0)])
    );
}

#[test]
fn a_batch_that_has_used_up_its_retries_keeps_its_sequence_number() {
    let mut lone = producer(&[NO_LINGER, ("retries", "1")]);
    lone.send("a").answer(0, ErrorCode::NotEnoughReplicas);
    lone.run_ms(200).answer(0, ErrorCode::NotEnoughReplicas);
    assert_eq!(lone.failures().len(), 1);
    lone.send("b");
    assert_eq!(lone.requests[0].sequences(), [(0, 2)]);
}

#[test]
fn a_batch_that_expires_in_its_first_attempt_holds_nothing_up() {
    let mut lone = of_partitions(2, 1, &EXPIRING);
    lone.run_ms(200);
    // Five requests are in flight, so that it has waited for long when it goes.
    for value in ["1", "2", "3", "4", "5"] {
        lone.send_to(1, value);
    }
    lone.send_to(0, "a").run_ms(900);
    for _ in 0..5 {
        lone.answer(0, SUCCESS);
    }
    assert_eq!(lone.in_flight(), [["a"]]);
    lone.run_ms(600);
    assert_eq!(lone.failures().len(), 1);
    lone.send_to(0, "b");
    let newest = lone.requests.last().expect("b goes");
    assert_eq!(
        (newest.values(), newest.sequences()),
        (vec!["b".to_owned()], vec![(0, 2)])
    );
}

#[test]
fn a_lost_question_for_a_producer_id_is_asked_again_after_retry_backoff_ms() {
    let mut lone = unstarted(1, 2, &[NO_LINGER], Partitioning::Configured);
    lone.gives_ids = false;
    lone.boot(1).send("a");
    assert_eq!(lone.producer.identity(), Identity::Asked);
    lone.gives_ids = true;
    lone.run_ms(10).disconnect(1);
    assert_eq!(lone.producer.identity(), Identity::BackingOff(at(110)));
    lone.run_ms(99);
    assert!(lone.requests.is_empty());
    lone.run_ms(1);
    assert_eq!(lone.in_flight(), [["a"]]);
}
