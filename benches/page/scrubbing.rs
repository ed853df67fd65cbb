//! A long run, scrubbed from end to end.

use std::time::Duration;

use lab::link::View;

use super::probe::{page_of, until_shown};
use super::{load, percentile};
use crate::row::say;

const STORM: &str = include_str!("../../tests/fixtures/storm.json");
/// Long enough for a million events.
const CHANGES: [&str; 3] = [
    "until_ms=2400000",
    "clients.producer-1.source.count=100000",
    "clients.producer-2.source.count=40000",
];
const SECONDS: u64 = 2_400;
/// How many places of the timeline are gone to, from its end to its beginning and back.
const PLACES: u64 = 40;
/// How long playing the whole run may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// From pressing on the timeline to the moment being drawn.
pub fn scrubbing() {
    let page = page_of(&load::link_to(STORM, &CHANGES, 1, &View::default()));
    page.eval("probe.seek(1)");
    until_shown(&page, SECONDS * 1_000, PATIENCE);
    let steps = load::played(STORM, &CHANGES, SECONDS).position();
    let there = (0..PLACES).rev().chain(1..=PLACES);
    let times: Vec<f64> = there
        .map(|place| {
            let share = place as f64 / PLACES as f64;
            let took = page.eval_async(&format!("await probe.seek({share})"));
            took.as_f64().expect("a time")
        })
        .collect();
    let [median, most, worst] = [0.5, 0.95, 1.0].map(|share| percentile(&times, share));
    say(
        &format!("a seek in a run of {steps} events, in the page: median"),
        &format!("{median:.1} ms"),
    );
    println!(
        "    p95 {most:.1} ms, worst {worst:.1} ms, of {} from end to end and back",
        times.len()
    );
}
