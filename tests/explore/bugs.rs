//! Five mistakes, made on purpose: the explorer finds each with the judge alone, and finds nothing where none is made.

mod workload;

use engine::bugs::{Bug, with};
use lab::explore::{ExploreOptions, Found, Search};
use workload::workload;

/// A mistake, the lab on which it shows, and within how many runs.
struct Case {
    bug: Bug,
    lab: &'static str,
    within: u64,
    anomaly: &'static str,
}

/// The first of so many runs that breaks the claim, and which of them it was, from 1.
fn first_broken(case: &Case, bug: Option<Bug>, runs: u64) -> Option<(u64, Found)> {
    let lab = workload(case.lab);
    let options = ExploreOptions {
        runs,
        ..ExploreOptions::default()
    };
    let search = Search::new(lab, &options).unwrap();
    with(bug, || {
        let mut attempts = search.attempts(options.seeds()).zip(1..);
        let (attempt, run) = attempts.find(|(attempt, _)| attempt.broken.is_some())?;
        let found = search.show(&attempt).unwrap();
        found.map(|found| (run, found))
    })
}

/// Found within so many runs, and nothing in as many without it; in fifty times as many under `cargo xtask test --long`.
fn is_found(case: &Case) {
    let found = first_broken(case, Some(case.bug), case.within);
    let (run, found) = found.unwrap_or_else(|| panic!("{:?} is not found", case.bug));
    println!("{:?}: run {run}, {:#?}", case.bug, found);
    assert_eq!(found.anomaly(), case.anomaly, "{:?}", case.bug);
    let is_long = std::env::var_os("LOGARIUM_LONG").is_some();
    let runs = case.within * if is_long { 50 } else { 1 };
    assert_eq!(
        first_broken(case, None, runs),
        None,
        "without {:?}",
        case.bug
    );
}

#[test]
fn a_high_watermark_over_the_isr_alone_loses_what_was_acknowledged() {
    is_found(&Case {
        bug: Bug::HighWatermarkOverTheIsr,
        lab: "high-watermark",
        within: 100,
        anomaly: "lost-write",
    });
}

#[test]
fn a_leader_that_forgets_idempotent_producers_stores_retries_twice() {
    is_found(&Case {
        bug: Bug::IdempotenceForgotten,
        lab: "idempotence",
        within: 25,
        anomaly: "duplicate",
    });
}

#[test]
fn a_follower_that_truncates_to_its_high_watermark_loses_what_was_acknowledged() {
    is_found(&Case {
        bug: Bug::TruncationToTheHighWatermark,
        lab: "truncation",
        within: 25,
        anomaly: "lost-write",
    });
}

#[test]
fn offsets_that_only_the_coordinator_knows_are_gone_with_it() {
    is_found(&Case {
        bug: Bug::OffsetsInMemory,
        lab: "offsets",
        within: 25,
        anomaly: "lost-write",
    });
}

#[test]
fn a_commit_of_what_is_being_processed_loses_what_a_crash_interrupts() {
    is_found(&Case {
        bug: Bug::CommitOfTheCurrentBatch,
        lab: "auto-commit",
        within: 25,
        anomaly: "lost-write",
    });
}
