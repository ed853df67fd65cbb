//! A pipeline of six records in pairs, with a crash of one process at one step of its run: for each process and each step.

use std::thread;

use engine::client::Observation;
use engine::model::NodeId;
use sim::{Action, Fault, World};

use crate::cluster::Cluster;
use crate::pipeline::{
    COMMITTED, PIPELINE, Pipeline, UNCOMMITTED, at_least_once, exactly_once, with_pipelines,
};

const PRODUCER: u32 = 2000;
/// Reads the input in the end.
const INPUT: u32 = 3003;
/// Reads what is committed all the time.
const READER: u32 = 3004;
const CONTROLLER: u32 = 1000;
/// When the pipeline has long been done, with nobody crashed, in ms.
const DONE_MS: u64 = 4_000;
/// When everybody has recovered, and readers begin.
const READ_MS: u64 = 40_000;
const END_MS: u64 = 45_000;
/// How long a process is gone.
const GONE_MS: u64 = 500;

/// What a run came to.
#[derive(Debug, Default)]
struct Tally {
    runs: u64,
    /// Runs in which something was aborted, and seen by who reads everything.
    aborted: u64,
    /// Runs in which a result was not there exactly once.
    wrong: u64,
    /// What was wrong in the first of them.
    first: Option<String>,
}

fn start(pipeline: &Pipeline) -> Cluster {
    let reader = [
        ("auto.offset.reset", "earliest"),
        ("isolation.level", "read_committed"),
    ];
    let builder = with_pipelines(std::slice::from_ref(pipeline), READ_MS);
    builder
        .consumer(INPUT, "input", Some(READ_MS), &reader)
        .consumer(READER, "output", Some(1_000), &reader)
        .start()
}

/// Crashes a process here, lets it start again, and looks at what is there in the end.
fn crash(world: &World, node: u32, tally: &mut Tally) -> Result<(), String> {
    let step = world.steps();
    let mut kafka = Cluster::over(world.clone());
    let what = Action::Fault(Fault::Crash(NodeId(node)));
    let (what, lasts) = (Box::new(what), crate::cluster::ms(GONE_MS as i64));
    if kafka.world.apply(Action::Passing { what, lasts }).is_err() {
        // It has not started yet.
        return Ok(());
    }
    kafka.until_ms(END_MS);
    tally.runs += 1;
    let (input, committed) = (kafka.printed(INPUT), kafka.printed(COMMITTED));
    let all = kafka.printed(UNCOMMITTED);
    if committed != input || last_printed(&kafka, READER) != input || input.len() < 6 {
        return Err(format!(
            "node {node} crashed at step {step:?}: of {input:?} came {committed:?}"
        ));
    }
    tally.aborted += u64::from(all.len() > committed.len());
    let there = records(&kafka, kafka.leads("output", 0));
    if all.len() != there {
        return Err(format!(
            "node {node} crashed at step {step:?}: of {there} records {all:?} are read"
        ));
    }
    Ok(())
}

/// What a reader was given since it started last.
fn last_printed(kafka: &Cluster, id: u32) -> Vec<String> {
    let slot = kafka.world.slot(NodeId(id)).expect("it is there");
    let mut values = kafka.printed(id);
    let earlier = kafka
        .history()
        .filter(|entry| entry.node == NodeId(id) && entry.incarnation < slot.incarnation());
    let given: usize = earlier
        .map(|entry| match &entry.observation {
            Observation::Polled { records, .. } => records.len(),
            _ => 0,
        })
        .sum();
    values.drain(..given);
    values
}

/// The records of applications in a log of results.
fn records(kafka: &Cluster, broker: u32) -> usize {
    let batches = kafka.replica(broker, "output", 0).log().batches();
    let data = batches.filter(|batch| !batch.is_control());
    data.map(|batch| batch.records().count()).sum()
}

/// Crashes each process at every so-manieth step of the run.
fn crash_at_every(stride: u64, pipeline: &Pipeline) -> Tally {
    let run = |part: u64| {
        let mut kafka = start(pipeline);
        let mut tally = Tally::default();
        while kafka.world.now().0 < DONE_MS * 1_000 {
            if kafka.world.steps().0 % (2 * stride) == part * stride {
                for node in [PRODUCER, PIPELINE, READER, 1, 2, 3, CONTROLLER] {
                    if let Err(wrong) = crash(&kafka.world, node, &mut tally) {
                        tally.wrong += 1;
                        tally.first.get_or_insert(wrong);
                    }
                }
            }
            kafka.world.step();
        }
        tally
    };
    let (one, two) = thread::scope(|scope| {
        let other = scope.spawn(|| run(1));
        (run(0), other.join().expect("it runs to its end"))
    });
    let tally = Tally {
        runs: one.runs + two.runs,
        aborted: one.aborted + two.aborted,
        wrong: one.wrong + two.wrong,
        first: one.first.or(two.first),
    };
    println!("transaction.version {}: {tally:?}", pipeline.version);
    tally
}

/// Every step under `cargo xtask test --long`, a sample of them at each change.
fn stride() -> u64 {
    if std::env::var_os("LOGARIUM_LONG").is_some() {
        1
    } else {
        11
    }
}

#[test]
fn a_crash_of_anybody_at_any_step_leaves_each_result_exactly_once() {
    for version in [1, 2] {
        let tally = crash_at_every(stride(), &exactly_once(version));
        assert!(tally.aborted > 0, "{tally:?}");
        assert_eq!(tally.wrong, 0, "{tally:?}");
    }
}

#[test]
fn without_transactions_some_crashes_leave_a_result_twice() {
    let tally = crash_at_every(stride(), &at_least_once());
    assert!(tally.wrong > 0, "{tally:?}");
}
