//! What polls return, and what is fetched for them.

use engine::app::processor::{LoopState, ProcessorSetup};
use engine::client::Observation;
use engine::client::consumer::{ConsumerCommand, PartitionState};
use engine::model::NodeId;
use sim::Fault;

use crate::apps::{MEMBER, READER, SIX, app, poll_sizes, processed, tell};
use crate::cluster::{Cluster, cluster, ms, partition};

const EARLIEST: [(&str, &str); 1] = [("auto.offset.reset", "earliest")];

fn six(setup: ProcessorSetup) -> Cluster {
    let mut builder = cluster(1).topic("t", 1, 1, &[]).producer("t", &SIX, &[]);
    builder.processor(setup, Some(3_000));
    builder.start()
}

#[test]
fn a_poll_returns_at_most_max_poll_records() {
    let mut kafka = six(app(1, &[&EARLIEST, &[("max.poll.records", "4")]]));
    kafka.until_ms(5_000);
    assert_eq!(poll_sizes(&kafka, READER), [(0, 4), (0, 2)]);
    assert_eq!(kafka.consumer(READER).delivered(), 6);
}

#[test]
fn the_next_fetch_is_on_its_way_while_the_application_works() {
    let mut kafka = six(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&EARLIEST])
    });
    kafka.until_ms(3_500);
    assert!(matches!(
        kafka.processor(READER).state(),
        LoopState::Processing { .. }
    ));
    let fetches: Vec<_> = kafka.consumer(READER).fetches_in_flight().collect();
    assert_eq!(fetches.len(), 1);
    assert_eq!(fetches[0].partitions[0].1.0, 6);
    kafka.send("t", None, "7").until_ms(4_500);
    assert_eq!(
        kafka.consumer(READER).buffered(&partition("t", 0)),
        1,
        "what came meanwhile waits for the next poll"
    );
    assert_eq!(kafka.consumer(READER).fetches_in_flight().count(), 0);
}

#[test]
fn a_broker_is_not_asked_for_more_before_polls_have_returned_what_it_gave() {
    let mut kafka = six(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&EARLIEST, &[("max.poll.records", "2")]])
    });
    kafka.until_ms(3_500);
    assert_eq!(kafka.consumer(READER).buffered(&partition("t", 0)), 4);
    assert_eq!(kafka.consumer(READER).fetches_in_flight().count(), 0);
    kafka.until_ms(5_500);
    assert_eq!(kafka.consumer(READER).buffered(&partition("t", 0)), 2);
    assert_eq!(kafka.consumer(READER).fetches_in_flight().count(), 0);
    kafka.until_ms(7_500);
    assert_eq!(kafka.consumer(READER).buffered(&partition("t", 0)), 0);
    assert_eq!(kafka.consumer(READER).fetches_in_flight().count(), 1);
}

#[test]
fn a_paused_partition_keeps_what_was_fetched_and_returns_nothing() {
    let mut kafka = six(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&EARLIEST, &[("max.poll.records", "2")]])
    });
    kafka.until_ms(3_500);
    let place = partition("t", 0);
    tell(&mut kafka, ConsumerCommand::Pause(vec![place.clone()])).until_ms(9_000);
    assert_eq!(processed(&kafka, READER), ["1", "2"]);
    let consumer = kafka.consumer(READER);
    assert_eq!(consumer.buffered(&place), 4);
    assert!(
        consumer
            .partition(&place)
            .is_some_and(PartitionState::is_paused)
    );
    assert_eq!(consumer.fetches_in_flight().count(), 0);
    let leader = NodeId(1);
    kafka.fault(Fault::Pause(leader));
    tell(&mut kafka, ConsumerCommand::Resume(vec![place])).until_ms(14_000);
    assert_eq!(
        processed(&kafka, READER),
        SIX,
        "no broker is needed for what was kept"
    );
}

#[test]
fn a_paused_partition_is_not_fetched() {
    let mut kafka = six(app(1, &[&EARLIEST]));
    let place = partition("t", 0);
    kafka.until_ms(5_000);
    tell(&mut kafka, ConsumerCommand::Pause(vec![place.clone()])).until_ms(6_000);
    kafka
        .send("t", None, "7")
        .send("t", None, "8")
        .until_ms(9_000);
    let buffered = kafka.consumer(READER).buffered(&place);
    assert!(
        buffered <= 1,
        "at most what an earlier fetch had waited for"
    );
    assert_eq!(kafka.consumer(READER).fetches_in_flight().count(), 0);
    tell(&mut kafka, ConsumerCommand::Resume(vec![place])).until_ms(12_000);
    assert_eq!(processed(&kafka, READER).len(), 8);
}

#[test]
fn partitions_take_turns() {
    let mut builder = cluster(1).topic("t", 3, 1, &[]).producer("t", &[], &[]);
    builder.processor(
        app(
            1,
            &[
                &EARLIEST,
                &[("max.poll.records", "1"), ("fetch.max.bytes", "1")],
            ],
        ),
        None,
    );
    let mut kafka = builder.start();
    kafka.until_ms(2_000);
    // One batch each, so that a fetch of one byte brings one record of one partition.
    for round in 0..4 {
        for key in ["a", "b", "c", "d", "e", "f"] {
            kafka.send("t", Some(key), key);
        }
        kafka.until_ms(2_200 + round * 200);
    }
    kafka.start(READER).until_ms(6_000);
    let polled: Vec<i32> = poll_sizes(&kafka, READER).iter().map(|(p, _)| *p).collect();
    let mut seen: Vec<i32> = Vec::new();
    let all: std::collections::BTreeSet<i32> = polled.iter().copied().collect();
    for partition in &polled {
        if seen.last() != Some(partition) {
            seen.push(*partition);
        }
    }
    assert!(all.len() > 1, "the keys are spread");
    assert!(
        seen.len() > all.len(),
        "none is read to its end while another waits: {polled:?}"
    );
}

/// When the first poll returned something, in ms.
fn first_poll(kafka: &Cluster) -> u64 {
    let first = kafka.history().find(|entry| {
        entry.node == NodeId(READER) && matches!(entry.observation, Observation::Polled { .. })
    });
    first.expect("something was polled").at.0 / 1_000
}

#[test]
fn a_broker_waits_for_fetch_min_bytes_but_no_longer_than_fetch_max_wait_ms() {
    let at = |min_bytes: &str| {
        let configs = [("fetch.min.bytes", min_bytes), ("fetch.max.wait.ms", "700")];
        let mut kafka = six(app(1, &[&EARLIEST, &configs]));
        kafka.until_ms(8_000);
        first_poll(&kafka)
    };
    let (at_once, after_the_wait) = (at("1"), at("100000"));
    assert!(at_once < 3_050, "{at_once}");
    assert!(
        (700..760).contains(&(after_the_wait - at_once)),
        "{after_the_wait}"
    );
}

#[test]
fn max_partition_fetch_bytes_bounds_an_answer_but_for_its_first_batch() {
    let mut kafka = six(app(1, &[&EARLIEST, &[("max.partition.fetch.bytes", "1")]]));
    kafka.until_ms(5_000);
    let batches = kafka.replica(1, "t", 0).log().batches();
    let batches: Vec<_> = batches.map(|batch| (0, batch.records().count())).collect();
    assert!(batches.len() > 3);
    assert_eq!(poll_sizes(&kafka, READER), batches, "a batch at a time");
}

#[test]
fn a_member_that_does_not_poll_for_max_poll_interval_ms_leaves_by_itself() {
    let mut builder = cluster(1).topic("t", 1, 1, &[]).producer("t", &SIX, &[]);
    builder.processor(
        ProcessorSetup {
            process_time: ms(2_000),
            ..app(1, &[&MEMBER, &[("max.poll.interval.ms", "5000")]])
        },
        Some(500),
    );
    let mut kafka = builder.start();
    let members = |kafka: &Cluster| {
        let group = kafka.broker(1).group_coordinator().group("g");
        group.map_or(0, |group| group.members().count())
    };
    kafka.until_ms(8_000);
    assert_eq!(members(&kafka), 1, "it heartbeats");
    kafka.until_ms(9_500);
    assert_eq!(members(&kafka), 0, "and was expelled all the same");
    assert!(matches!(
        kafka.processor(READER).state(),
        LoopState::Processing { .. }
    ));
    kafka.until_ms(21_000);
    assert_eq!(members(&kafka), 1, "the next poll joins again");
}

#[test]
fn a_member_that_waits_in_poll_is_never_late() {
    let mut kafka = six(app(1, &[&MEMBER, &[("max.poll.interval.ms", "4000")]]));
    kafka.until_ms(30_000);
    let generation = kafka.consumer(READER).membership().map(|m| m.generation);
    assert_eq!(generation, Some(1));
}

#[test]
fn a_busy_application_does_not_join_a_rebalance_until_it_polls() {
    let mut builder = cluster(1).topic("t", 2, 1, &[]).producer("t", &SIX, &[]);
    builder.processor(
        ProcessorSetup {
            process_time: ms(3_000),
            ..app(1, &[&MEMBER])
        },
        Some(500),
    );
    builder = builder.consumer(3001, "t", Some(6_000), &MEMBER);
    let mut kafka = builder.start();
    kafka.until_ms(10_000);
    assert_eq!(
        kafka.consumer(3001).assignment().count(),
        0,
        "it has to wait"
    );
    kafka.until_ms(40_000);
    assert_eq!(kafka.consumer(3001).assignment().count(), 1);
    assert_eq!(kafka.consumer(READER).assignment().count(), 1);
}

#[test]
fn asking_for_a_topic_creates_it_unless_the_consumer_does_not_allow_that() {
    let topics = |allowed: &str| {
        let mut builder = cluster(1);
        builder.processor(
            app(1, &[&[("allow.auto.create.topics", allowed)]]),
            Some(1_000),
        );
        let mut kafka = builder.start();
        kafka.until_ms(5_000);
        kafka.controller().image().topics.len()
    };
    assert_eq!(topics("true"), 1);
    assert_eq!(topics("false"), 0);
}

#[test]
fn a_consumer_knows_how_far_it_is_behind() {
    let mut kafka = six(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&EARLIEST, &[("max.poll.records", "2")]])
    });
    kafka.until_ms(3_500);
    let state = kafka.consumer(READER).partition(&partition("t", 0));
    let state = state.expect("it is assigned");
    assert_eq!(state.high_watermark().map(|offset| offset.0), Some(6));
    assert_eq!(state.log_start_offset().map(|offset| offset.0), Some(0));
    assert_eq!(state.lag(), Some(4));
}

#[test]
fn what_a_dead_leader_gave_is_returned_though_it_is_dead() {
    let mut kafka = six(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&EARLIEST, &[("max.poll.records", "2")]])
    });
    kafka.until_ms(3_500).fault(Fault::Crash(NodeId(1)));
    kafka.until_ms(12_000);
    assert_eq!(processed(&kafka, READER), SIX);
}
