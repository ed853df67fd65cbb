//! Consume, transform, produce, with a crash of one process at one step: what the scorecard and the judge say of it.

use std::collections::BTreeSet;

use engine::model::NodeId;
use lab::{Counts, Reader, Scorecard};
use sim::{Action, Fault, World};
use tank::cluster::{Cluster, ms};
use tank::pipeline::{COMMITTED, PIPELINE, Pipeline, at_least_once, exactly_once, with_pipelines};

/// When readers begin: everybody has recovered.
const READ_MS: u64 = 40_000;
const END_MS: u64 = 45_000;

/// What the scorecard says of a run in which a process crashed here and came back, and what the judge calls wrong.
struct Said {
    pipeline: Counts,
    committed: Counts,
    wrong: BTreeSet<&'static str>,
}

fn crash(world: &World, node: u32) -> Option<Said> {
    let mut kafka = Cluster::over(world.clone());
    let what = Action::Fault(Fault::Crash(NodeId(node)));
    let (what, lasts) = (Box::new(what), ms(500));
    kafka.world.apply(Action::Passing { what, lasts }).ok()?;
    kafka.until_ms(END_MS);
    let readers = Scorecard::of(&kafka.world).readers();
    let of = |reader: &Reader| readers.get(reader).copied().unwrap_or_default();
    let reader = Reader::Start {
        consumer: format!("consumer-{COMMITTED}").into(),
        incarnation: 0,
    };
    let report = lab::judge(&kafka.world);
    let wrong = report.anomalies.iter().filter(|(_, found)| !found.legal);
    Some(Said {
        pipeline: of(&Reader::Group("g".into())),
        committed: of(&reader),
        wrong: wrong.map(|(anomaly, _)| anomaly.name()).collect(),
    })
}

/// Crashes somebody at every so-manieth step of a run.
fn crashes(pipeline: &Pipeline, mut look: impl FnMut(&str, &Said)) {
    let mut kafka = with_pipelines(std::slice::from_ref(pipeline), READ_MS).start();
    while kafka.world.now().0 < 4_000_000 {
        let step = kafka.world.steps().0;
        if step.is_multiple_of(29) {
            for node in [PIPELINE, 1, 2, 3] {
                if let Some(said) = crash(&kafka.world, node) {
                    look(&format!("node {node} at step {step}"), &said);
                }
            }
        }
        kafka.world.step();
    }
}

#[test]
fn with_transactions_nobody_loses_or_repeats_anything_whoever_crashes() {
    for version in [1, 2] {
        let (mut again, mut aborted) = (0, 0);
        crashes(&exactly_once(version), |run, said| {
            for counts in [&said.pipeline, &said.committed] {
                let bad = [counts.lost, counts.repeated, counts.aborted];
                assert_eq!(bad, [0; 3], "{run}: {counts:?}");
            }
            // Somebody reads everything.
            let mut wrong = said.wrong.iter().filter(|name| **name != "G1a");
            assert_eq!(wrong.next(), None, "{run}");
            aborted += said.wrong.len();
            again += said.pipeline.duplicated;
        });
        assert!(again > 0, "some records are processed again");
        assert!(aborted > 0, "some results are read and were aborted");
    }
}

#[test]
fn without_transactions_results_are_repeated_where_they_are_there_twice() {
    let mut repeated = 0;
    crashes(&at_least_once(), |run, said| {
        assert_eq!(said.committed.lost + said.pipeline.lost, 0, "{run}");
        let twice = said.committed.processed - 6;
        assert_eq!(said.committed.repeated, twice, "{run}");
        repeated += twice;
    });
    assert!(repeated > 0);
}
