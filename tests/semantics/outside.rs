//! What applications have outside Kafka: sinks that keep what they are told.

use std::hash::Hash;
use std::sync::Arc;

use engine::app::Letter;
use engine::app::sink::{
    Sink, SinkClient, SinkClientSetup, SinkEvent, SinkKind, SinkSetup, SinkState, SinkWrite,
    WriteMode, WrittenRow,
};
use engine::client::{ClientCommand, Observation};
use engine::model::{Instant, NodeId, Offset, Payload, Timestamp, TopicPartition};
use engine::node::{Effects, Input, Node, Now};
use engine::protocol::Body;
use sim::{Action, Cargo, DiskSetup, Entry, Fault, Network, NodeSetup, Setup, World};

use crate::cluster::{ms, partition};

pub const SINK: NodeId = NodeId(1);
pub const APP: NodeId = NodeId(2);

/// An application that writes what it is told to write, and tells what it learns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct App {
    mode: WriteMode,
    with_offsets: bool,
    client: SinkClient,
    learned: Vec<SinkEvent>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Outside {
    Sink(Box<Sink>),
    App(Box<App>),
}

impl Node for Outside {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        match self {
            Self::Sink(sink) => sink.handle(now, input, effects),
            Self::App(app) => app.handle(now, input, effects),
        }
    }
}

impl Node for App {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        let learned = self.client.handle(now, &input, effects);
        self.learned.extend(learned);
        match input {
            // The record at this offset of t-0 is processed and written.
            Input::Command(ClientCommand::Send {
                partition: Some(offset),
                key,
                value,
                ..
            }) => {
                let offset = Offset(i64::from(offset));
                let kept = self.with_offsets.then(|| (place(), offset.plus(1)));
                let source = (place(), offset);
                let write = SinkWrite {
                    mode: self.mode,
                    rows: vec![WrittenRow { key, value, source }],
                    offsets: kept.into_iter().collect(),
                };
                self.client.write(now, write, effects);
            }
            Input::Command(ClientCommand::Send { .. }) => {
                self.client.ask_offsets(now, vec![place()], effects);
            }
            _ => {}
        }
    }
}

fn place() -> TopicPartition {
    partition("t", 0)
}

/// A sink and an application that writes to it.
struct Pair {
    world: World<Outside>,
}

fn pair(kind: SinkKind, mode: WriteMode) -> Pair {
    build(kind, mode, true, true)
}

fn build(kind: SinkKind, mode: WriteMode, durable: bool, retry: bool) -> Pair {
    let sink = Sink::new(SinkSetup {
        id: SINK,
        kind,
        durable,
    });
    let app = App {
        mode,
        with_offsets: true,
        client: SinkClient::new(SinkClientSetup {
            sink: SINK,
            request_timeout: ms(1_000),
            reconnect_backoff: ms(50),
            retry,
        }),
        learned: Vec::new(),
    };
    let nodes = vec![
        node(SINK, Outside::Sink(Box::new(sink))),
        node(APP, Outside::App(Box::new(app))),
    ];
    let mut world = World::new(setup(nodes));
    world.run_until(Instant(1_000));
    Pair { world }
}

pub fn node<N>(id: NodeId, node: N) -> NodeSetup<N> {
    NodeSetup {
        id,
        name: Arc::from(format!("node-{id}")),
        rack: None,
        node,
        starts_at: Some(Instant::ZERO),
        clock_offset_ms: 0,
        disk: DiskSetup {
            flush: ms(2),
            ..DiskSetup::default()
        },
    }
}

pub fn setup<N>(nodes: Vec<NodeSetup<N>>) -> Setup<N> {
    Setup {
        seed: 1,
        start: Timestamp(1_700_000_000_000),
        nodes,
        network: Network {
            latency: ms(1),
            jitter: ms(0),
            bandwidth: 0,
        },
        script: Vec::new(),
        watches: Vec::new(),
    }
}

pub fn run<N: Node + Clone + Hash>(world: &mut World<N>, more_ms: u64) {
    let until = Instant(world.now().0 + more_ms * 1_000);
    world.run_until(until);
    if world.now() < until {
        world.advance_clock(until).expect("nothing happens before");
    }
}

impl Pair {
    /// The record at `offset` is processed and its result written.
    fn write(&mut self, offset: i32, key: &str, value: &str) -> &mut Self {
        let command = ClientCommand::Send {
            topic: "t".into(),
            partition: Some(offset),
            key: Some(key.into()),
            value: Some(value.into()),
        };
        self.tell(command)
    }

    fn ask_offsets(&mut self) -> &mut Self {
        self.tell(ClientCommand::Send {
            topic: "t".into(),
            partition: None,
            key: None,
            value: None,
        })
    }

    fn tell(&mut self, command: ClientCommand) -> &mut Self {
        let node = APP;
        let told = self.world.apply(Action::Command { node, command });
        told.expect("it runs");
        self
    }

    fn fault(&mut self, fault: Fault) -> &mut Self {
        let done = self.world.apply(Action::Fault(fault));
        done.expect("the fault is possible");
        self
    }

    fn run(&mut self, more_ms: u64) -> &mut Self {
        run(&mut self.world, more_ms);
        self
    }

    /// Runs until the sink has answered something, and drops that answer.
    fn drop_an_answer(&mut self) -> &mut Self {
        for _ in 0..1_000 {
            let answer = self.world.flights().find(|flight| {
                matches!(flight.cargo, Cargo::Message(message)
                    if matches!(*message.body, Body::Outside(Letter::Written { .. })))
            });
            if let Some(id) = answer.map(|flight| flight.id) {
                return self.fault(Fault::Drop(id));
            }
            self.world.step().expect("an answer is to come");
        }
        panic!("no answer came")
    }

    fn state(&self) -> &SinkState {
        match self.world.slot(SINK).map(sim::Slot::node) {
            Some(Outside::Sink(sink)) => sink.state(),
            _ => panic!("no sink"),
        }
    }

    fn learned(&self) -> &[SinkEvent] {
        match self.world.slot(APP).map(sim::Slot::node) {
            Some(Outside::App(app)) => &app.learned,
            _ => panic!("no application"),
        }
    }

    /// A row's value, and how many writes changed it.
    fn row(&self, key: &str) -> Option<(String, u64)> {
        let row = self.state().row(Some(&Payload::from(key)))?;
        let value = row.value.as_ref().map(text).unwrap_or_default();
        Some((value, row.writes))
    }

    fn lines(&self) -> Vec<String> {
        let values = self.state().lines().map(|line| line.value.as_ref());
        values.flatten().map(text).collect()
    }

    /// Where the application would go on, by the offsets that the sink keeps.
    fn kept_offset(&mut self) -> Option<Offset> {
        self.ask_offsets().run(100);
        match self.learned().last() {
            Some(SinkEvent::Offsets { offsets, .. }) => offsets[0].1,
            other => panic!("no offsets: {other:?}"),
        }
    }
}

fn text(payload: &Payload) -> String {
    String::from_utf8_lossy(&payload.bytes()).into_owned()
}

#[test]
fn a_table_keeps_the_newest_value_of_each_key() {
    let mut pair = pair(SinkKind::Table, WriteMode::Blind);
    pair.write(0, "k", "a")
        .write(1, "j", "b")
        .write(2, "k", "c");
    pair.run(100);
    assert_eq!(pair.row("k"), Some(("c".to_owned(), 2)));
    assert_eq!(pair.row("j"), Some(("b".to_owned(), 1)));
    assert_eq!(pair.state().rows().count(), 2);
}

#[test]
fn a_file_keeps_every_line_in_the_order_in_which_it_came() {
    let mut pair = pair(SinkKind::File, WriteMode::Blind);
    pair.write(0, "k", "a")
        .write(1, "j", "b")
        .write(2, "k", "c");
    pair.run(100);
    assert_eq!(pair.lines(), ["a", "b", "c"]);
}

#[test]
fn a_lost_answer_leaves_the_outcome_unknown_though_the_write_is_kept() {
    let mut pair = build(SinkKind::File, WriteMode::Blind, true, false);
    pair.write(0, "k", "a").drop_an_answer().run(3_000);
    assert_eq!(pair.learned(), [SinkEvent::Unknown { number: 0 }]);
    assert_eq!(pair.lines(), ["a"]);
}

#[test]
fn a_blind_write_that_is_retried_is_there_twice() {
    let mut pair = pair(SinkKind::File, WriteMode::Blind);
    pair.write(0, "k", "a").drop_an_answer().run(3_000);
    assert_eq!(pair.lines(), ["a", "a"]);
    let (number, applied) = (0, 1);
    assert_eq!(pair.learned(), [SinkEvent::Written { number, applied }]);
}

#[test]
fn a_write_by_offset_that_is_retried_is_there_once() {
    for kind in [SinkKind::File, SinkKind::Table] {
        let mut pair = pair(kind, WriteMode::ByOffset);
        pair.write(0, "k", "a").drop_an_answer().run(3_000);
        let times = pair.row("k").map_or(0, |(_, writes)| writes);
        assert_eq!(pair.lines().len() as u64 + times, 1);
        assert_eq!(pair.state().repeated(), 1);
        let (number, applied) = (0, 0);
        assert_eq!(
            pair.learned(),
            [SinkEvent::Written { number, applied }],
            "the retry changed nothing"
        );
    }
}

#[test]
fn a_write_by_key_that_is_retried_changes_nothing() {
    let mut pair = pair(SinkKind::Table, WriteMode::ByKey);
    pair.write(0, "k", "a").drop_an_answer().run(3_000);
    assert_eq!(pair.row("k"), Some(("a".to_owned(), 1)));
}

#[test]
fn to_process_again_from_an_old_offset_shows_old_values_by_key_but_not_by_offset() {
    for (mode, shown) in [(WriteMode::ByKey, "old"), (WriteMode::ByOffset, "new")] {
        let mut pair = pair(SinkKind::Table, mode);
        pair.write(0, "k", "old").write(1, "k", "new").run(100);
        pair.write(0, "k", "old").run(100);
        assert_eq!(
            pair.row("k").map(|(value, _)| value),
            Some(shown.to_owned())
        );
    }
}

#[test]
fn equal_values_from_two_records_are_two_lines_by_offset_and_one_by_key() {
    for (mode, lines) in [(WriteMode::ByKey, 1), (WriteMode::ByOffset, 2)] {
        let mut pair = pair(SinkKind::File, mode);
        pair.write(0, "k", "a").write(1, "k", "a").run(100);
        assert_eq!(pair.lines().len(), lines, "{mode:?}");
    }
}

#[test]
fn what_a_durable_sink_has_answered_for_outlives_a_power_cut() {
    let mut pair = pair(SinkKind::File, WriteMode::Blind);
    pair.write(0, "k", "a").run(100);
    assert_eq!(pair.learned().len(), 1);
    pair.fault(Fault::PowerCut(SINK)).run(100);
    pair.fault(Fault::Restart(SINK)).run(100);
    assert_eq!(pair.lines(), ["a"]);
}

#[test]
fn a_durable_sink_answers_when_the_write_is_flushed() {
    for (durable, least) in [(true, 5_000), (false, 3_000)] {
        let mut pair = build(SinkKind::File, WriteMode::Blind, durable, true);
        // The connection is opened with the first.
        pair.write(0, "k", "a").run(100);
        let began = pair.world.now();
        pair.write(1, "k", "b");
        while pair.learned().len() < 2 {
            pair.world.step().expect("the answer comes");
        }
        let took = pair.world.now().0 - began.0;
        assert!(
            (least - 1_000..least).contains(&took),
            "durable: {durable}, took {took} µs"
        );
    }
}

#[test]
fn a_power_cut_takes_what_a_sink_answered_for_without_a_flush() {
    let mut pair = build(SinkKind::File, WriteMode::Blind, false, true);
    for offset in 0..50 {
        pair.write(offset, "k", "a");
    }
    pair.run(500);
    assert_eq!(pair.learned().len(), 50);
    pair.fault(Fault::PowerCut(SINK)).run(100);
    pair.fault(Fault::Restart(SINK)).run(100);
    assert!(pair.lines().len() < 50, "{}", pair.lines().len());
}

#[test]
fn a_crash_of_the_process_alone_takes_nothing() {
    let mut pair = build(SinkKind::File, WriteMode::Blind, false, true);
    pair.write(0, "k", "a").run(100);
    pair.fault(Fault::Restart(SINK)).run(100);
    assert_eq!(pair.lines(), ["a"]);
}

#[test]
fn an_offset_is_kept_with_its_data_or_neither_is() {
    for quarters in 0..80 {
        let mut pair = build(SinkKind::File, WriteMode::Blind, false, false);
        for offset in 0..5 {
            pair.write(offset, "k", "a");
        }
        let until = pair.world.now().0 + quarters * 250;
        pair.world.run_until(Instant(until));
        pair.fault(Fault::PowerCut(SINK)).run(2_000);
        pair.fault(Fault::Restart(SINK)).run(2_000);
        let last = pair.state().lines().last();
        let next = last.map(|line| line.source.1.plus(1));
        let kept = pair.kept_offset();
        assert_eq!(kept, next, "cut after {quarters} quarters of a ms");
    }
}

#[test]
fn offsets_are_told_only_when_they_are_flushed() {
    let mut pair = pair(SinkKind::File, WriteMode::Blind);
    assert_eq!(pair.kept_offset(), None);
    pair.write(6, "k", "a");
    assert_eq!(pair.kept_offset(), Some(Offset(7)));
}

#[test]
fn writes_wait_while_the_sink_is_down_and_keep_their_order() {
    let mut pair = pair(SinkKind::File, WriteMode::Blind);
    pair.fault(Fault::Crash(SINK)).run(100);
    pair.write(0, "k", "a").write(1, "k", "b").run(500);
    assert_eq!(pair.learned(), []);
    pair.fault(Fault::Restart(SINK)).run(500);
    assert_eq!(pair.lines(), ["a", "b"]);
    assert_eq!(pair.learned().len(), 2);
}

#[test]
fn a_sink_without_room_stops_and_holds_what_its_disk_holds() {
    let mut pair = pair(SinkKind::File, WriteMode::Blind);
    pair.write(0, "k", "a").run(100);
    pair.fault(Fault::DiskFull(SINK));
    pair.write(1, "k", "b").run(100);
    assert!(
        !pair
            .world
            .slot(SINK)
            .expect("it is there")
            .life()
            .is_running()
    );
    pair.fault(Fault::DiskFreed(SINK)).run(10);
    pair.fault(Fault::Restart(SINK)).run(10);
    assert_eq!(pair.lines(), ["a"], "before the retry");
    pair.run(2_000);
    assert_eq!(pair.lines(), ["a", "b"]);
}

#[test]
fn what_an_application_sees_of_its_writes_is_in_the_history() {
    let mut pair = pair(SinkKind::File, WriteMode::Blind);
    pair.write(0, "k", "a").drop_an_answer().run(3_000);
    let of_app = |entry: &&Entry| entry.node == APP;
    let seen: Vec<&Observation> = pair
        .world
        .history()
        .iter()
        .filter(of_app)
        .map(|entry| &entry.observation)
        .collect();
    let (sink, number, applied) = (SINK, 0, 1);
    let unknown = Observation::SinkUnknown { sink, number };
    let written = Observation::SinkWritten {
        sink,
        number,
        applied,
    };
    assert_eq!(seen, [&unknown, &written]);
}
