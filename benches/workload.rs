//! Three brokers, replication factor 3, acks=all, records of 1 KiB with default batching.

use std::time::Instant as Clock;

use engine::client::Observation;
use engine::model::Instant;
use lab::Scorecard;
use lab::invariants::Invariants;

use crate::row::{best, print, say};
use tank::cluster::{Cluster, cluster};

/// About as many events as this workload has pending.
pub const PENDING: u64 = 64;
const RECORDS: u64 = 100_000;

/// The workload, with everything started.
pub fn start() -> Cluster {
    let mut kafka = cluster(3)
        .topic("t", 3, 3, &[])
        .bulk_producer("t", RECORDS, 1_000, 200)
        .consumer(3000, "t", Some(500), &[("auto.offset.reset", "earliest")])
        .start();
    kafka.until_ms(900);
    kafka
}

/// Longer than the cluster takes for all records.
fn finish(kafka: &mut Cluster) {
    kafka.world.run_until(Instant(20_000_000));
}

/// Handler calls per second of the world alone.
pub fn world_alone(heap: f64) {
    let rate = best(|| {
        let mut kafka = start();
        let before = kafka.world.steps().0;
        let begun = Clock::now();
        finish(&mut kafka);
        (kafka.world.steps().0 - before) as f64 / begun.elapsed().as_secs_f64()
    });
    print(
        "world alone: handler calls per second",
        &format!("{rate:.0}/s"),
        rate / heap,
        1.0 / 8.0,
        true,
    );
}

/// What it costs to look at every step of a busy cluster.
pub fn invariants() {
    let nanoseconds = |watched: bool| {
        let rate = best(|| {
            let mut kafka = start();
            let mut invariants = Invariants::new();
            invariants.sweep(&kafka.world);
            let before = kafka.world.steps().0;
            let begun = Clock::now();
            while kafka.world.now() < Instant(20_000_000) {
                let Some(step) = kafka.world.step() else {
                    break;
                };
                if watched {
                    let violations = invariants.after(&kafka.world, &step);
                    assert!(violations.is_empty(), "{violations:?}");
                }
            }
            (kafka.world.steps().0 - before) as f64 / begun.elapsed().as_secs_f64()
        });
        1e9 / rate
    };
    let (bare, watched) = (nanoseconds(false), nanoseconds(true));
    println!(
        "a step of that workload: {bare:.0} ns, with every invariant looked at {watched:.0} ns"
    );
}

/// Records produced, replicated to three brokers and consumed per second.
pub fn records(heap: f64) {
    let rate = best(|| {
        let mut kafka = start();
        let begun = Clock::now();
        finish(&mut kafka);
        let seconds = begun.elapsed().as_secs_f64();
        let polled = kafka
            .history()
            .filter_map(|entry| match &entry.observation {
                Observation::Polled { records, .. } => Some(records.len()),
                _ => None,
            });
        let consumed: usize = polled.sum();
        assert_eq!(consumed as u64, RECORDS, "every record was consumed");
        consumed as f64 / seconds
    });
    print(
        "records produced, replicated and consumed per second",
        &format!("{rate:.0}/s"),
        rate / heap,
        1.0 / 16.0,
        true,
    );
}

/// What the scorecard of that workload costs, beside the run itself.
pub fn scorecard() {
    let mut kafka = start();
    let begun = Clock::now();
    finish(&mut kafka);
    let run = begun.elapsed().as_secs_f64();
    let rate = best(|| {
        let begun = Clock::now();
        let scorecard = Scorecard::of(&kafka.world);
        assert_eq!(scorecard.total().delivered, RECORDS);
        RECORDS as f64 / begun.elapsed().as_secs_f64()
    });
    let share = 100.0 * RECORDS as f64 / rate / run;
    say(
        "records of that workload counted by the scorecard",
        &format!("{rate:.0}/s"),
    );
    say(
        "the scorecard beside the run that it counts",
        &format!("{share:.1} %"),
    );
}
