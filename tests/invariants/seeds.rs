//! Random cases, each from a seed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::case::{Case, Mildness};

/// How many cases there are at each change, and how many events are checked under `cargo xtask test --long`.
const SEEDS: u64 = 300;
const EVENTS_LONG: u64 = 20_000_000;

/// What is wrong with a case, if anything is.
fn wrong(case: &Case) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| case.run())) {
        Ok(outcome) if outcome.is_fine() => None,
        Ok(outcome) => Some(outcome.to_string()),
        Err(_) => Some("  it panics".to_owned()),
    }
}

/// The same case with as little as it takes to go wrong.
fn shrink(mut case: Case) -> Case {
    let mut place = 0;
    while place < case.deeds.len() {
        let mut less = case.clone();
        let (wait, _) = less.deeds.remove(place);
        if let Some(next) = less.deeds.get_mut(place) {
            next.0 += wait;
        }
        match wrong(&less) {
            Some(_) => case = less,
            None => place += 1,
        }
    }
    for clear in [
        |case: &mut Case| case.consumers.clear(),
        |case: &mut Case| case.producers.truncate(1),
        |case: &mut Case| case.topics.truncate(1),
        |case: &mut Case| case.jitter_ms = 0,
    ] {
        let mut less = case.clone();
        clear(&mut less);
        let topics: Vec<_> = less.topics.iter().map(|topic| topic.name).collect();
        less.producers
            .retain(|producer| topics.contains(&producer.topic));
        for consumer in &mut less.consumers {
            consumer.topics.retain(|topic| topics.contains(topic));
        }
        less.consumers
            .retain(|consumer| !consumer.topics.is_empty());
        if wrong(&less).is_some() {
            case = less;
        }
    }
    case
}

fn check(seeds: impl Iterator<Item = u64>, mildness: Mildness, events: u64) {
    let (mut steps, mut cases, mut failed) = (0, 0, Vec::new());
    let mut findings = 0;
    for seed in seeds {
        let case = Case::of(seed, mildness);
        match catch_unwind(AssertUnwindSafe(|| case.run())) {
            Ok(outcome) => {
                steps += outcome.steps;
                findings += outcome.findings.len();
                if !outcome.is_fine() {
                    println!("seed {seed}:\n{outcome}");
                    failed.push(seed);
                }
            }
            Err(_) => failed.push(seed),
        }
        cases += 1;
        if steps >= events {
            break;
        }
    }
    println!("{mildness:?}: {cases} cases, {steps} events checked, {findings} findings");
    let Some(seed) = failed.first() else { return };
    let case = shrink(Case::of(*seed, mildness));
    let what = wrong(&case).unwrap_or_default();
    panic!("seeds {failed:?} fail; the first, shrunk:\n{what}{case:#?}");
}

/// `LOGARIUM_SEED=7 cargo test --test invariants one_seed -- --ignored --nocapture` shows one case, shrunk.
#[test]
#[ignore = "it is for looking closer at one seed"]
fn one_seed() {
    let seed = std::env::var("LOGARIUM_SEED").expect("the seed is named");
    let seed: u64 = seed.parse().expect("a seed is a number");
    let mildness = if seed < 1_000_000 {
        Mildness::KeepsEverything
    } else {
        Mildness::Anything
    };
    let case = Case::of(seed, mildness);
    println!("{}", wrong(&case).unwrap_or_default());
    let case = shrink(case);
    println!("shrunk:\n{}{case:#?}", wrong(&case).unwrap_or_default());
}

fn range(from: u64) -> (std::ops::Range<u64>, u64) {
    match std::env::var("LOGARIUM_LONG") {
        Ok(_) => (from..u64::MAX, EVENTS_LONG / 2),
        Err(_) => (from..from + SEEDS, u64::MAX),
    }
}

#[test]
fn nothing_is_lost_without_lost_disks_and_unclean_elections() {
    let (seeds, events) = range(0);
    check(seeds, Mildness::KeepsEverything, events);
}

#[test]
fn whatever_happens_is_explained() {
    let (seeds, events) = range(1_000_000);
    check(seeds, Mildness::Anything, events);
}
