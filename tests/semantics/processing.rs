//! Applications: fetch, process, write, commit, in one order or another.

use engine::app::processor::{
    Commits, Deduplicates, Failure, LoopState, Manner, Output, ProcessorSetup, SinkOutput, Step,
    Trigger,
};
use engine::app::sink::{Sink, SinkClientSetup, SinkKind, SinkSetup, WriteMode};
use engine::model::{Instant, NodeId, Offset};
use sim::{AnyNode, Fault};

use crate::apps::{
    MEMBER, READER, SIX, app, committed_offset, crash_at, guarantee, is_running, processed, stored,
};
use crate::cluster::{Cluster, cluster, ms, partition};

const PAIRS: [(&str, &str); 1] = [("max.poll.records", "2")];
const AUTO: [(&str, &str); 1] = [("enable.auto.commit", "true")];

/// Six records are there; the application starts, fails if it is told to, and is started again.
fn twice(setup: ProcessorSetup) -> Cluster {
    let mut kafka = once(setup);
    kafka.until_ms(12_000);
    assert!(!is_running(&kafka, READER), "it has failed");
    kafka.start(READER).until_ms(30_000);
    kafka
}

fn once(setup: ProcessorSetup) -> Cluster {
    let mut builder = cluster(1).topic("t", 1, 1, &[]).producer("t", &SIX, &[]);
    builder.processor(setup, Some(3_000));
    let mut kafka = builder.start();
    kafka.until_ms(2_900);
    kafka
}

#[test]
fn a_crash_between_process_and_commit_repeats() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        failure: crash_at(3, Step::Process),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(
        processed(&kafka, READER),
        ["1", "2", "3", "3", "4", "5", "6"]
    );
}

#[test]
fn a_crash_between_commit_and_process_loses() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::BeforeProcessing, None),
        failure: crash_at(3, Step::Process),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(processed(&kafka, READER), ["1", "2", "3", "5", "6"]);
}

#[test]
fn who_recognises_offsets_stores_each_record_once() {
    for step in [Step::Process, Step::Write] {
        let kafka = twice(ProcessorSetup {
            guarantee: guarantee(Commits::AfterPoll, Some(Deduplicates::ByOffset)),
            output: Output::Store,
            failure: crash_at(3, step),
            ..app(1, &[&MEMBER, &PAIRS])
        });
        assert_eq!(stored(&kafka, READER), SIX, "failed after {step:?}");
    }
}

#[test]
fn who_does_not_recognise_stores_a_record_again() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        output: Output::Store,
        failure: crash_at(3, Step::Write),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(stored(&kafka, READER), ["1", "2", "3", "3", "4", "5", "6"]);
}

#[test]
fn a_crash_before_the_write_processes_twice_and_stores_once() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, Some(Deduplicates::ByOffset)),
        output: Output::Store,
        failure: crash_at(3, Step::Process),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(
        processed(&kafka, READER),
        ["1", "2", "3", "3", "4", "5", "6"]
    );
    assert_eq!(stored(&kafka, READER), SIX);
}

#[test]
fn what_is_recognised_is_not_processed() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, Some(Deduplicates::ByOffset)),
        output: Output::Store,
        failure: crash_at(3, Step::Write),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(processed(&kafka, READER), SIX);
    assert_eq!(committed_offset(&kafka), Some(6));
    let second = kafka.processor(READER);
    assert_eq!((second.handled(), second.processed()), (4, 3));
}

#[test]
fn what_was_printed_is_forgotten_with_the_process() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, Some(Deduplicates::ByOffset)),
        failure: crash_at(3, Step::Write),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(
        processed(&kafka, READER),
        ["1", "2", "3", "3", "4", "5", "6"]
    );
}

#[test]
fn a_crash_after_the_commit_repeats_nothing() {
    for commits in [Commits::AfterPoll, Commits::AfterRecord] {
        let kafka = twice(ProcessorSetup {
            guarantee: guarantee(commits, None),
            failure: crash_at(3, Step::Commit),
            ..app(1, &[&MEMBER, &PAIRS])
        });
        assert_eq!(processed(&kafka, READER), SIX, "{commits:?}");
    }
}

#[test]
fn who_commits_each_record_repeats_one_and_who_commits_each_poll_repeats_the_poll() {
    let fails = |commits| {
        let kafka = twice(ProcessorSetup {
            guarantee: guarantee(commits, None),
            failure: crash_at(3, Step::Process),
            ..app(1, &[&MEMBER])
        });
        processed(&kafka, READER)
    };
    assert_eq!(
        fails(Commits::AfterRecord),
        ["1", "2", "3", "3", "4", "5", "6"]
    );
    assert_eq!(
        fails(Commits::AfterPoll),
        ["1", "2", "3", "1", "2", "3", "4", "5", "6"]
    );
}

#[test]
fn a_crash_right_after_the_poll_loses_nothing_unless_it_was_committed() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::BeforeProcessing, None),
        failure: crash_at(3, Step::Fetch),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(processed(&kafka, READER), SIX);
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::BeforeProcessing, None),
        failure: crash_at(3, Step::Commit),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(processed(&kafka, READER), ["1", "2", "5", "6"]);
}

#[test]
fn a_poison_pill_stops_every_process_that_commits_afterwards() {
    let poison = |commits| ProcessorSetup {
        guarantee: guarantee(commits, None),
        failure: Some(Failure {
            at: Trigger::Record(partition("t", 0), Offset(2)),
            after: Step::Process,
            manner: Manner::Crash,
        }),
        ..app(1, &[&MEMBER, &PAIRS])
    };
    let kafka = twice(poison(Commits::AfterPoll));
    assert_eq!(processed(&kafka, READER), ["1", "2", "3", "3"]);
    assert!(!is_running(&kafka, READER), "the second process failed too");
    let kafka = twice(poison(Commits::BeforeProcessing));
    assert_eq!(
        processed(&kafka, READER),
        ["1", "2", "3", "5", "6"],
        "who committed before is past it"
    );
}

#[test]
fn an_exception_that_closes_the_consumer_commits_what_was_not_processed() {
    let fails = |manner| {
        let kafka = twice(ProcessorSetup {
            failure: Some(Failure {
                at: Trigger::Nth(3),
                after: Step::Process,
                manner,
            }),
            ..app(1, &[&MEMBER, &PAIRS, &AUTO])
        });
        processed(&kafka, READER)
    };
    assert_eq!(
        fails(Manner::Throw),
        ["1", "2", "3", "5", "6"],
        "close() committed 4 unprocessed"
    );
    assert_eq!(
        fails(Manner::Crash),
        ["1", "2", "3", "1", "2", "3", "4", "5", "6"],
        "a crash commits nothing, and the first interval was not over"
    );
}

#[test]
fn an_exception_without_auto_commit_loses_nothing() {
    let kafka = twice(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        failure: Some(Failure {
            at: Trigger::Nth(3),
            after: Step::Process,
            manner: Manner::Throw,
        }),
        ..app(1, &[&MEMBER, &PAIRS])
    });
    assert_eq!(
        processed(&kafka, READER),
        ["1", "2", "3", "3", "4", "5", "6"]
    );
}

#[test]
fn each_record_takes_its_time() {
    let mut kafka = once(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&[("auto.offset.reset", "earliest")]])
    });
    kafka.until_ms(5_500);
    assert_eq!(processed(&kafka, READER), ["1", "2"]);
    assert!(matches!(
        kafka.processor(READER).state(),
        LoopState::Processing { .. }
    ));
    assert_eq!(kafka.processor(READER).portions().count(), 4);
    kafka.until_ms(10_000);
    assert_eq!(processed(&kafka, READER), SIX);
    assert_eq!(kafka.processor(READER).state(), &LoopState::Fetching);
    assert_eq!(kafka.processor(READER).handled(), 6);
}

#[test]
fn an_application_that_is_told_to_stop_finishes_what_the_last_poll_returned() {
    let mut kafka = once(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&MEMBER, &PAIRS, &AUTO])
    });
    kafka.until_ms(7_500);
    assert_eq!(processed(&kafka, READER), ["1"]);
    kafka.close(READER).until_ms(9_500);
    assert_eq!(processed(&kafka, READER), ["1", "2"]);
    assert!(!is_running(&kafka, READER));
    assert_eq!(committed_offset(&kafka), Some(2));
}

#[test]
fn a_fault_can_come_between_any_two_steps() {
    let mut kafka = once(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        output: Output::Store,
        ..app(1, &[&MEMBER, &PAIRS])
    });
    kafka.until(|world, _| {
        matches!(world.slot(NodeId(READER)).map(sim::Slot::node),
            Some(AnyNode::Consumer(node)) if *node.state() == LoopState::Writing)
    });
    assert_eq!(processed(&kafka, READER), ["1"]);
    assert!(stored(&kafka, READER).is_empty());
    kafka
        .fault(Fault::Crash(NodeId(READER)))
        .start(READER)
        .until_ms(30_000);
    assert_eq!(stored(&kafka, READER), SIX);
    assert_eq!(processed(&kafka, READER)[..2], ["1", "1"]);
}

#[test]
fn a_key_is_handled_once_and_records_without_a_key_are_all_different() {
    let mut builder = cluster(1).topic("t", 1, 1, &[]).producer("t", &[], &[]);
    builder.processor(
        ProcessorSetup {
            guarantee: guarantee(Commits::AfterPoll, Some(Deduplicates::ByKey)),
            output: Output::Store,
            ..app(1, &[&MEMBER])
        },
        Some(1_000),
    );
    let mut kafka = builder.start();
    kafka.until_ms(8_000);
    for (key, value) in [
        (Some("a"), "1"),
        (Some("b"), "2"),
        (Some("a"), "3"),
        (None, "4"),
        (None, "5"),
    ] {
        kafka.send("t", key, value);
    }
    kafka.until_ms(10_000);
    assert_eq!(stored(&kafka, READER), ["1", "2", "4", "5"]);
}

const SINK: NodeId = NodeId(4000);

/// Writes each record into a file outside Kafka, and commits after each poll.
fn into_a_sink(mode: WriteMode, retry: bool) -> ProcessorSetup {
    ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        output: Output::Sink(SinkOutput {
            client: SinkClientSetup {
                sink: SINK,
                request_timeout: ms(1_000),
                reconnect_backoff: ms(100),
                retry,
            },
            mode,
        }),
        ..app(1, &[&MEMBER, &PAIRS])
    }
}

fn beside_a_sink(setup: ProcessorSetup) -> Cluster {
    let mut builder = cluster(1).topic("t", 1, 1, &[]).producer("t", &SIX, &[]);
    builder.processor(setup, Some(3_000));
    let sink = Sink::new(SinkSetup {
        id: SINK,
        kind: SinkKind::File,
        durable: true,
    });
    let node = AnyNode::Sink(Box::new(sink));
    builder.node(SINK, "sink", node, Some(Instant::ZERO));
    let mut kafka = builder.start();
    kafka.until_ms(2_900);
    kafka
}

fn lines(kafka: &Cluster) -> Vec<String> {
    let Some(AnyNode::Sink(sink)) = kafka.world.slot(SINK).map(sim::Slot::node) else {
        panic!("no sink");
    };
    let values = sink.state().lines().filter_map(|line| line.value.clone());
    values
        .map(|value| String::from_utf8_lossy(&value.bytes()).into_owned())
        .collect()
}

#[test]
fn a_blind_write_is_repeated_with_its_record_and_an_idempotent_one_is_not() {
    let after_a_crash = |mode| {
        let mut kafka = beside_a_sink(ProcessorSetup {
            failure: crash_at(3, Step::Write),
            ..into_a_sink(mode, false)
        });
        kafka.until_ms(12_000).start(READER).until_ms(30_000);
        lines(&kafka)
    };
    assert_eq!(
        after_a_crash(WriteMode::Blind),
        ["1", "2", "3", "3", "4", "5", "6"]
    );
    assert_eq!(after_a_crash(WriteMode::ByOffset), SIX);
}

#[test]
fn a_crash_between_process_and_write_leaves_nothing_in_the_sink() {
    let mut kafka = beside_a_sink(ProcessorSetup {
        failure: crash_at(3, Step::Process),
        ..into_a_sink(WriteMode::Blind, false)
    });
    kafka.until_ms(12_000);
    assert_eq!(lines(&kafka), ["1", "2"]);
    kafka.start(READER).until_ms(30_000);
    assert_eq!(lines(&kafka), SIX);
}

#[test]
fn who_does_not_know_whether_a_write_was_kept_ends_unless_it_writes_again() {
    let after_an_outage = |retry| {
        let mut kafka = beside_a_sink(into_a_sink(WriteMode::ByOffset, retry));
        kafka.fault(Fault::Pause(SINK)).until_ms(9_000);
        kafka.fault(Fault::Resume(SINK)).until_ms(20_000);
        (is_running(&kafka, READER), committed_offset(&kafka))
    };
    assert_eq!(after_an_outage(false), (false, None));
    assert_eq!(after_an_outage(true), (true, Some(6)));
}
