//! Runs of the explorer: three brokers, a producer with `acks=all`, a group, 46 s under up to ten faults.

use std::time::Instant as Clock;

use lab::explore::{ExploreOptions, Search};
use lab::shelf;

use crate::row::{best, say};

const RUNS: u64 = 20;

/// Runs that are made and judged in a second, on one core.
pub fn exploring() {
    let lab = shelf::open("acks-all").expect("it is built in");
    let options = ExploreOptions {
        runs: RUNS,
        ..ExploreOptions::default()
    };
    let search = Search::new(lab, &options).expect("the lab claims something");
    let mut steps = 0;
    let rate = best(|| {
        let begun = Clock::now();
        let attempts = search.attempts(options.seeds());
        steps = attempts.map(|attempt| attempt.tried.steps).sum();
        RUNS as f64 / begun.elapsed().as_secs_f64()
    });
    let each = steps / RUNS;
    say(
        &format!("runs explored on one core, of {each} steps each"),
        &format!("{rate:.1} /s"),
    );
}
