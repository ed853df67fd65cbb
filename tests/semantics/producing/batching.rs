//! When batches go, and what goes with them.

use engine::client::{ClientCommand, Observation, SendFailure};
use engine::protocol::ErrorCode;
use sim::{AnyNode, Slot};

use crate::cluster::{Cluster, PRODUCER, cluster};

use super::lone::{Asked, LoneProducer, SUCCESS, of_partitions, producer, t};

const PLAIN: (&str, &str) = ("enable.idempotence", "false");

fn large(bytes: &str) -> [(&str, &str); 2] {
    [("linger.ms", "10000"), ("batch.size", bytes)]
}

#[test]
fn a_batch_waits_linger_ms_for_more_records() {
    let mut lone = producer(&[]);
    lone.send("a").run_ms(4);
    lone.send("b");
    assert!(lone.requests.is_empty());
    lone.run_ms(1);
    assert_eq!(lone.in_flight(), [["a", "b"]]);
}

#[test]
fn a_full_batch_does_not_wait() {
    let mut lone = producer(&large("1000"));
    lone.send_bytes(0, 900);
    assert!(lone.requests.is_empty());
    lone.send_bytes(0, 900);
    assert_eq!(lone.in_flight().len(), 1, "the next record had no room");
}

#[test]
fn without_linger_a_record_goes_alone() {
    let mut lone = producer(&[("linger.ms", "0")]);
    lone.send("a").send("b");
    assert_eq!(lone.in_flight(), [["a"], ["b"]]);
}

#[test]
fn records_gather_while_the_connection_is_full() {
    let configs = [
        ("linger.ms", "0"),
        ("max.in.flight.requests.per.connection", "1"),
    ];
    let mut lone = producer(&configs);
    lone.send("a").send("b").send("c");
    assert_eq!(lone.in_flight(), [["a"]]);
    lone.answer(0, SUCCESS);
    assert_eq!(lone.in_flight(), [["b", "c"]]);
}

#[test]
fn what_goes_takes_the_other_batches_for_its_broker_along() {
    let mut lone = of_partitions(3, 2, &[]);
    lone.send_to(0, "a").run_ms(4);
    lone.send_to(1, "b").send_to(2, "c").run_ms(1);
    // Partitions 0 and 2 are on broker 1, and 2 has lingered for 1 ms only.
    assert_eq!(lone.requests.len(), 1);
    assert_eq!(lone.requests[0].broker, 1);
    let mut partitions = lone.requests[0].partitions();
    partitions.sort_unstable();
    assert_eq!(partitions, [0, 2]);
}

#[test]
fn sends_to_two_partitions_in_turn_make_one_batch_each() {
    let mut lone = of_partitions(2, 1, &[]);
    for _ in 0..3 {
        lone.send_to(0, "a").send_to(1, "b");
    }
    lone.run_ms(5);
    assert_eq!(lone.requests.len(), 1);
    assert_eq!(lone.requests[0].batches.len(), 2);
    lone.answer(0, SUCCESS);
    let mut acknowledged = lone.acknowledged();
    acknowledged.sort_unstable();
    // Send 0 was the record before the test, at offset 0 of partition 0.
    assert_eq!(
        acknowledged,
        [(1, 1), (2, 0), (3, 2), (4, 1), (5, 3), (6, 2)]
    );
}

#[test]
fn batch_size_0_gives_each_record_a_batch_of_its_own() {
    let mut lone = producer(&large("0"));
    lone.send_bytes(0, 50).send_bytes(0, 50);
    assert_eq!(lone.requests.len(), 1);
    assert_eq!(lone.requests[0].batches[0].1.count(), 1);
}

#[test]
fn a_record_larger_than_batch_size_has_a_batch_of_its_own() {
    let mut lone = producer(&[("batch.size", "200")]);
    lone.send_bytes(0, 1_000).send_bytes(0, 50).run_ms(5);
    let sizes = lone.requests.iter().map(|asked| asked.batches[0].1.size());
    assert_eq!(sizes.collect::<Vec<_>>(), [1_070, 118]);
}

#[test]
fn a_record_larger_than_max_request_size_is_refused_before_it_is_sent() {
    let mut lone = producer(&[("max.request.size", "1000")]);
    lone.send_bytes(0, 914).send_bytes(0, 915).run_ms(5);
    let failures: Vec<_> = lone.failures().iter().map(|f| (f.1, f.2, f.3)).collect();
    let too_large = (
        ErrorCode::MessageTooLarge,
        SendFailure::RecordTooLarge,
        false,
    );
    assert_eq!(failures, [too_large]);
    assert_eq!(lone.in_flight(), [["x".repeat(914)]]);
}

#[test]
fn a_request_holds_no_more_than_max_request_size_and_each_partition_has_its_turn() {
    let configs = [("max.request.size", "1000"), ("linger.ms", "5")];
    let mut lone = of_partitions(4, 1, &configs);
    for number in 0..4 {
        lone.send_bytes(number, 400);
    }
    lone.run_ms(5);
    let sizes = lone.requests.iter().map(|asked| asked.batches.len());
    assert_eq!(sizes.collect::<Vec<_>>(), [2, 2]);
    let mut all: Vec<i32> = lone.requests.iter().flat_map(Asked::partitions).collect();
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2, 3]);
}

#[test]
fn two_batches_that_fill_a_request_to_the_last_byte_go_together() {
    let requests = |most: &str| {
        let mut lone = of_partitions(2, 1, &[("max.request.size", most)]);
        lone.send_to(0, "a").send_to(1, "b").run_ms(5);
        let sizes = lone.requests[0]
            .batches
            .iter()
            .map(|(_, batch)| batch.size());
        (lone.requests.len(), sizes.sum::<u32>())
    };
    let (_, both) = requests("1000");
    assert_eq!(requests(&both.to_string()), (1, both));
    assert_eq!(requests(&(both - 1).to_string()).0, 2);
}

#[test]
fn six_batches_are_five_requests_in_flight_and_one_that_waits() {
    let mut lone = producer(&[]);
    lone.send_apart(&["a", "b", "c", "d", "e", "f"]);
    assert_eq!(lone.in_flight(), [["a"], ["b"], ["c"], ["d"], ["e"]]);
    lone.answer(0, SUCCESS);
    assert_eq!(lone.in_flight(), [["b"], ["c"], ["d"], ["e"], ["f"]]);
}

#[test]
fn a_compressed_batch_takes_more_records_once_it_is_known_how_well_they_compress() {
    let records_a_batch = |compression: &str| {
        let configs = [
            ("linger.ms", "1000"),
            ("batch.size", "1000"),
            ("compression.type", compression),
            ("max.in.flight.requests.per.connection", "1"),
        ];
        let mut lone = producer(&configs);
        let mut counts = Vec::new();
        for _ in 0..1_500 {
            lone.send_bytes(0, 93);
            if let Some(asked) = lone.requests.first() {
                counts.push(asked.batches[0].1.count());
                lone.answer(0, SUCCESS);
            }
        }
        counts
    };
    let plain = records_a_batch("none");
    assert_eq!((plain[0], *plain.last().unwrap()), (9, 9));
    let gzip = records_a_batch("gzip");
    assert!(gzip[0] <= 9, "nothing is known yet");
    assert!((15..25).contains(gzip.last().unwrap()), "{gzip:?}");
}

/// Sends four records in one batch, which is answered MESSAGE_TOO_LARGE.
fn too_large(configs: &[(&str, &str)]) -> LoneProducer {
    let mut all = vec![("linger.ms", "5"), ("batch.size", "250")];
    all.extend(configs);
    let mut lone = producer(&all);
    for value in ["a", "b", "c", "d"] {
        lone.send(&value.repeat(36));
    }
    lone.run_ms(5);
    assert_eq!(lone.requests[0].batches[0].1.count(), 4);
    lone.answer(0, ErrorCode::MessageTooLarge);
    lone
}

fn count(lone: &LoneProducer) -> u32 {
    lone.requests[0].batches[0].1.count()
}

#[test]
fn a_batch_that_a_broker_finds_too_large_is_halved_until_it_fits() {
    let mut lone = too_large(&[PLAIN]);
    assert_eq!(count(&lone), 4, "by batch.size it is one batch again");
    lone.answer(0, ErrorCode::MessageTooLarge);
    let counts = lone.requests.iter().map(|asked| asked.batches[0].1.count());
    assert_eq!(counts.collect::<Vec<_>>(), [1, 1, 1, 1]);
    for _ in 0..4 {
        lone.answer(0, SUCCESS);
    }
    assert_eq!(lone.acknowledged(), [(1, 1), (2, 2), (3, 3), (4, 4)]);
}

#[test]
fn a_part_that_is_still_too_large_falls_into_halves_of_its_bytes() {
    let mut lone = producer(&[("linger.ms", "5"), ("batch.size", "1000"), PLAIN]);
    for _ in 0..8 {
        lone.send_bytes(0, 93);
    }
    lone.run_ms(5).answer(0, ErrorCode::MessageTooLarge);
    assert_eq!(count(&lone), 8, "by batch.size it is one batch again");
    lone.answer(0, ErrorCode::MessageTooLarge);
    // The part has 61 bytes and 8 times 101; half of that has room for 3 more records of that size.
    let counts = lone.requests.iter().map(|asked| asked.batches[0].1.count());
    assert_eq!(counts.collect::<Vec<_>>(), [3, 3, 2]);
}

/// Sends values of 93 bytes until so many batches of the topic have gone, one at a time.
fn batches(lone: &mut LoneProducer, wanted: usize) -> Vec<u32> {
    let mut counts = Vec::new();
    while counts.len() < wanted {
        lone.send_bytes(0, 93);
        if !lone.requests.is_empty() {
            counts.push(count(lone));
            lone.answer(0, SUCCESS);
        }
    }
    counts
}

#[test]
fn a_producer_does_not_hope_for_more_of_a_compression_than_it_has_seen() {
    let mut all = large("1000").to_vec();
    all.push(("compression.type", "gzip"));
    let mut lone = producer(&all);
    let counts = batches(&mut lone, 250);
    // It comes down from 100 to 40 of 100 bytes by half a percent a batch, and stays there: 22 records of 102 bytes fit,
    // with a twentieth to spare.
    let settled = &counts[150..];
    assert!(
        settled.iter().all(|count| (20..=22).contains(count)),
        "{settled:?}"
    );
}

#[test]
fn a_batch_that_compresses_a_little_worse_makes_the_next_ones_smaller_at_once() {
    let mut all = large("1000").to_vec();
    all.push(("compression.type", "gzip"));
    let mut lone = producer(&all);
    let before = *batches(&mut lone, 250).last().expect("there were some");
    // 12 bytes come to 5, which is not quite 42 of 100.
    lone.call(ClientCommand::Flush).answer(0, SUCCESS);
    lone.send_bytes(0, 5).call(ClientCommand::Flush);
    lone.answer(0, SUCCESS);
    let after = batches(&mut lone, 1)[0];
    assert!(after + 2 <= before, "{after} after {before}");
}

#[test]
fn a_batch_is_acknowledged_in_one_with_all_of_its_sends() {
    let mut lone = producer(&[]);
    lone.send("a").send("b").send("c").run_ms(5);
    assert_eq!(lone.producer.acknowledged(), 1, "the one before the test");
    lone.answer(0, SUCCESS);
    assert_eq!(lone.producer.acknowledged(), 4);
    let numbers = lone.seen.iter().filter_map(|(_, seen)| match seen {
        Observation::Acknowledged { numbers, .. } => Some(numbers.clone()),
        _ => None,
    });
    assert_eq!(numbers.collect::<Vec<_>>(), vec![1..4]);
}

#[test]
fn each_send_has_a_number_of_its_own() {
    let mut lone = producer(&[("max.request.size", "1000")]);
    lone.send("a").send_bytes(0, 2_000).send("b");
    let numbers = lone.seen.iter().filter_map(|(_, seen)| match seen {
        Observation::Sent { numbers, .. } | Observation::Failed { numbers, .. } => {
            Some(numbers.clone())
        }
        _ => None,
    });
    assert_eq!(numbers.collect::<Vec<_>>(), [1..2, 2..3, 3..4]);
}

#[test]
fn the_parts_of_a_batch_share_its_sequence_numbers_and_go_one_by_one() {
    let mut lone = too_large(&[]);
    lone.answer(0, ErrorCode::MessageTooLarge);
    for (sequence, letter) in (1..).zip(["a", "b", "c", "d"]) {
        assert_eq!(lone.in_flight(), [[letter.repeat(36)]]);
        assert_eq!(lone.requests[0].sequences(), [(0, sequence)]);
        lone.answer(0, SUCCESS);
    }
}

#[test]
fn a_single_record_that_a_broker_finds_too_large_is_given_up() {
    let mut lone = producer(&[("linger.ms", "0")]);
    lone.send("a").answer(0, ErrorCode::MessageTooLarge);
    let (_, error, why, maybe_written) = lone.failures()[0];
    assert_eq!(
        (error, why, maybe_written),
        (ErrorCode::MessageTooLarge, SendFailure::Refused, false)
    );
    assert_eq!(lone.producer.failed(), 1);
    lone.send("b").answer(0, ErrorCode::MessageTooLarge);
    assert_eq!(lone.producer.failed(), 2);
}

#[test]
fn a_screen_can_see_what_waits_and_what_is_on_its_way() {
    let mut lone = producer(&[("max.in.flight.requests.per.connection", "1")]);
    lone.send_apart(&["a", "b"]).send("c");
    let buffers: Vec<_> = lone.producer.partitions().collect();
    let [buffer] = &buffers[..] else {
        panic!("one partition, not {buffers:?}");
    };
    assert_eq!(buffer.partition, t(0));
    assert_eq!((buffer.waiting.len(), buffer.records), (1, 2));
    assert_eq!(buffer.bytes, 61 + 8 + 8);
    assert_eq!(buffer.in_flight.len(), 1);
    assert_eq!(buffer.next_sequence, Some(2));
    let requests: Vec<_> = lone.producer.requests().collect();
    assert_eq!(requests[0].batches, [(t(0), buffer.in_flight[0])]);
    let (_, flying) = lone.producer.batches().next().expect("it is on its way");
    assert!(flying.is_in_flight());
    let (_, waiting) = lone.producer.batches().last().expect("it waits");
    assert!(!waiting.is_in_flight());
    assert_eq!(flying.sequence().map(|sequence| sequence.base), Some(1));
    assert_eq!(lone.producer.buffered(), 2);
}

#[test]
fn an_application_knows_how_much_of_its_source_is_left() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &["a", "b", "c", "d"], &[])
        .start();
    let left = |kafka: &Cluster| match kafka.world.slot(PRODUCER).map(Slot::node) {
        Some(AnyNode::Producer(producer)) => producer.source_remaining(),
        _ => panic!("no producer"),
    };
    kafka.until_ms(900);
    assert_eq!(left(&kafka), Some(4));
    // From 1 s on it sends one each 100 ms.
    kafka.until_ms(1_150);
    assert_eq!(left(&kafka), Some(2));
    kafka.until_ms(2_000);
    assert_eq!(left(&kafka), Some(0));
    assert_eq!(producer(&[]).producer.source_remaining(), None);
}
