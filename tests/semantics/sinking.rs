//! Exactly once outside Kafka: a sink that keeps the positions beside the data.

use std::sync::Arc;

use engine::app::processor::{
    Commits, Failure, Guarantee, Manner, Output, Processor, ProcessorSetup, SinkOutput, Step,
    Trigger,
};
use engine::app::sink::{Sink, SinkClientSetup, SinkKind, SinkSetup, WriteMode};
use engine::client::Observation;
use engine::client::consumer::ConsumerSetup;
use engine::config::ConsumerConfig;
use engine::model::NodeId;
use sim::{Action, AnyNode, Fault};

use crate::cluster::{Cluster, cluster, ms, set};

const SINK: NodeId = NodeId(4000);
const APP: u32 = 3100;
const ALL: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

/// Six records, and an application that writes each blindly to a file.
fn kafka(commits: Commits, fails_after: Option<Step>) -> Cluster {
    let mut config = ConsumerConfig::default();
    let configs = [
        ("group.id", "g"),
        ("auto.offset.reset", "earliest"),
        ("enable.auto.commit", "false"),
        ("max.poll.records", "2"),
        ("session.timeout.ms", "6000"),
    ];
    set(&mut config, &configs);
    let processor = Processor::new(ProcessorSetup {
        consumer: ConsumerSetup {
            id: NodeId(APP),
            name: Arc::from("app"),
            bootstrap: (1..=3).map(NodeId).collect(),
            config,
            topics: vec!["input".into()],
            pattern: None,
            assigned: Vec::new(),
            serdes: engine::client::serdes::Serdes::default(),
        },
        process_time: ms(20),
        guarantee: Guarantee {
            commits,
            deduplicates: None,
        },
        output: Output::Sink(SinkOutput {
            client: SinkClientSetup {
                sink: SINK,
                request_timeout: ms(1_000),
                reconnect_backoff: ms(50),
                retry: false,
            },
            mode: WriteMode::Blind,
        }),
        failure: fails_after.map(|after| Failure {
            at: Trigger::Nth(3),
            after,
            manner: Manner::Crash,
        }),
        on_deserialization_error: engine::app::processor::OnDeserializationError::Stop,
    });
    let sink = Sink::new(SinkSetup {
        id: SINK,
        kind: SinkKind::File,
        durable: true,
    });
    cluster(3)
        .broker_config(&[("group.initial.rebalance.delay.ms", "0")])
        .topic("input", 1, 3, &[])
        .producer("input", &ALL, &[("linger.ms", "0")])
        .with(SINK, "sink", AnyNode::Sink(Box::new(sink)))
        .with(NodeId(APP), "app", AnyNode::Consumer(Box::new(processor)))
        .start()
}

fn lines(kafka: &Cluster) -> Vec<String> {
    let Some(AnyNode::Sink(sink)) = kafka.world.slot(SINK).map(sim::Slot::node) else {
        panic!("there is no sink");
    };
    let lines = sink.state().lines();
    let text = lines.filter_map(|line| line.value.as_ref());
    text.map(|value| String::from_utf8_lossy(&value.bytes()).into_owned())
        .collect()
}

fn crashed_and_back(mut kafka: Cluster) -> Cluster {
    kafka.until_ms(5_000);
    kafka.fault(Fault::Restart(NodeId(APP)));
    kafka.until_ms(25_000);
    kafka
}

#[test]
fn positions_beside_the_data_repeat_and_lose_nothing_wherever_the_application_dies() {
    for step in [Step::Fetch, Step::Process, Step::Write] {
        let kafka = crashed_and_back(kafka(Commits::WithOutput, Some(step)));
        assert_eq!(lines(&kafka), ALL, "after {step:?}");
    }
}

#[test]
fn positions_in_kafka_repeat_what_the_sink_has_already() {
    let kafka = crashed_and_back(kafka(Commits::AfterPoll, Some(Step::Write)));
    assert_eq!(lines(&kafka), ["1", "2", "3", "3", "4", "5", "6"]);
}

#[test]
fn nothing_is_committed_to_kafka_where_the_sink_keeps_the_positions() {
    let mut kafka = kafka(Commits::WithOutput, None);
    kafka.until_ms(10_000);
    assert_eq!(lines(&kafka), ALL);
    let committed = |entry: &&sim::Entry| matches!(entry.observation, Observation::Committed(_));
    assert_eq!(kafka.history().filter(committed).count(), 0);
}

#[test]
fn a_sink_that_is_away_is_waited_for_and_asked_where_to_go_on() {
    let mut kafka = kafka(Commits::WithOutput, Some(Step::Write));
    kafka.until_ms(5_000);
    let crash = Box::new(Action::Fault(Fault::Crash(SINK)));
    let away = Action::Passing {
        what: crash,
        lasts: ms(10_000),
    };
    kafka.act(away).fault(Fault::Restart(NodeId(APP)));
    kafka.until_ms(40_000);
    assert_eq!(lines(&kafka), ALL);
}
