//! What the explorer finds, and what it does not find.

mod workload;

use lab::explore::{Attempt, ExploreOptions, Search, Tried, explore};
use lab::shelf;
use workload::workload;

/// Few at each change, many under `cargo xtask test --long`.
fn runs(few: u64, many: u64) -> u64 {
    if std::env::var_os("LOGARIUM_LONG").is_some() {
        many
    } else {
        few
    }
}

fn options(runs: u64) -> ExploreOptions {
    ExploreOptions {
        runs,
        ..ExploreOptions::default()
    }
}

#[test]
fn what_every_replica_in_sync_has_acknowledged_is_never_lost() {
    let options = options(runs(200, 20_000));
    let search = Search::new(shelf::open("acks-all").unwrap(), &options).unwrap();
    let (mut tried, mut broken) = (Tried::default(), Vec::new());
    for attempt in search.attempts(options.seeds()) {
        tried.add(&attempt.tried);
        if let Some(found) = search.show(&attempt).unwrap() {
            broken.push(found);
        }
    }
    println!("{tried:#?}");
    assert_eq!(broken, [], "lost although acks=all");
    assert_eq!(tried.unfinished, 0);
}

#[test]
fn what_only_the_leader_has_acknowledged_is_soon_lost() {
    let options = options(1_000);
    let search = Search::new(shelf::open("acks-1").unwrap(), &options).unwrap();
    let mut attempts = search.attempts(options.seeds()).zip(1..);
    let (attempt, run): (Attempt, u64) = attempts
        .find(|(attempt, _)| attempt.broken.is_some())
        .expect("acks=1 loses something");
    let found = search.show(&attempt).unwrap().unwrap();
    println!("run {run}: {found:#?}");
    assert_eq!(found.anomaly(), "lost-write");
}

#[test]
fn acks_of_all_outlast_one_power_cut_at_a_time_and_no_more() {
    let options = options(runs(50, 2_000));
    let careful = explore(workload("power-cuts"), &options).unwrap();
    let cuts = careful.tried.faults["power_cut"];
    assert!(cuts.done > 0 && cuts.withheld > 0, "{cuts:?}");
    assert_eq!(careful.broken, []);
    let careless = ExploreOptions {
        set: vec!["explore.faults[0].at_once=3".to_owned()],
        ..options
    };
    let careless = explore(workload("power-cuts"), &careless).unwrap();
    assert_eq!(careless.tried.faults["power_cut"].withheld, 0);
    assert!(careless.broken_runs > 0, "{:?}", careless.tried);
}

/// A controller cannot tell a killed broker from one whose power was cut: with one of each, nobody is left whom it trusts,
/// and the last leader leads on with what it has.
#[test]
fn a_kill_and_a_power_cut_are_two_unclean_shutdowns() {
    for seed in [2_609, 3_485] {
        let verdict = |at_once: u32| {
            let options = ExploreOptions {
                set: vec![format!("explore.faults[3].at_once={at_once}")],
                ..options(1)
            };
            let search = Search::new(shelf::open("acks-all").unwrap(), &options).unwrap();
            let attempt = search.attempt(seed);
            let withheld = attempt.tried.faults["power_cut"].withheld;
            (withheld, attempt.broken.is_some())
        };
        assert_eq!(verdict(1), (1, false), "seed {seed}, within the promise");
        assert_eq!(verdict(2), (0, true), "seed {seed}, beyond it");
    }
}

#[test]
fn the_same_seed_is_the_same_run_whoever_makes_it() {
    let options = ExploreOptions {
        runs: 3,
        ..ExploreOptions::default()
    };
    let search = Search::new(shelf::open("acks-1").unwrap(), &options).unwrap();
    let one: Vec<Attempt> = search.attempts(options.seeds()).collect();
    let again: Vec<Attempt> = search
        .attempts(options.seeds().collect::<Vec<_>>().into_iter().rev())
        .collect();
    assert!(one.iter().eq(again.iter().rev()));
    let explored = explore(shelf::open("acks-1").unwrap(), &options).unwrap();
    assert_eq!(explored.runs, 3);
}

/// The same pipeline, with positions that it commits after its results.
fn without_transactions() -> Vec<String> {
    let each = |name: &str| {
        let config = r#"{"request.timeout.ms": 2000, "delivery.timeout.ms": 8000, "metadata.max.age.ms": 5000}"#;
        format!(
            r#"clients.{name}.application={{"commits": "after_poll", "writes_to": {{"topic": {{"name": "output", "config": {config}}}}}}}"#
        )
    };
    let mut set: Vec<String> = ["pipeline-1", "pipeline-2"].map(each).into();
    // Nobody coordinates transactions that nobody makes.
    let others = r#"explore.faults=[
        {"do": {"crash": "pipeline-1"}, "for_ms": {"at_least": 50, "at_most": 9000}},
        {"do": {"pause": "pipeline-1"}, "for_ms": {"at_least": 500, "at_most": 12000}},
        {"do": {"crash": "any broker"}, "for_ms": {"at_least": 500, "at_most": 6000}}
    ]"#;
    set.push(others.to_owned());
    set
}

#[test]
fn results_and_positions_in_one_transaction_are_there_once() {
    let explored = explore(workload("pipeline"), &options(runs(200, 20_000))).unwrap();
    println!("{:#?}", explored.tried);
    assert_eq!(explored.broken, []);
    assert_eq!(explored.tried.unfinished, 0);
}

/// A member that knew that it was thrown out committed in nobody's name (2, 16, 18); what somebody had read in an open
/// transaction counted as done because others were further (14,532).
#[test]
fn runs_that_once_left_a_result_twice_do_so_no_more() {
    let search = Search::new(workload("pipeline"), &options(1)).unwrap();
    for seed in [2, 16, 18, 14_532] {
        assert_eq!(search.attempt(seed).broken, None, "seed {seed}");
    }
}

#[test]
fn without_transactions_some_result_is_soon_there_twice() {
    let options = ExploreOptions {
        set: without_transactions(),
        ..options(200)
    };
    let explored = explore(workload("pipeline"), &options).unwrap();
    println!("{} of {}", explored.broken_runs, explored.runs);
    let anomalies: Vec<_> = explored
        .broken
        .iter()
        .map(lab::explore::Found::anomaly)
        .collect();
    assert!(anomalies.contains(&"duplicate"), "{anomalies:?}");
}
