//! A smart-meter fleet: 22,222 records of 1 kB a second from four gateways, three brokers, replication factor 3,
//! `acks=all`, and a consumer of everything.

use engine::model::Instant;
use lab::{Lab, Scorecard};
use sim::World;

use crate::row::print;
use crate::timed;

const LAB: &str = include_str!("../tests/fixtures/fleet.json");
/// Simulated seconds of one run; the fleet is at work from the second one on.
const SECONDS: u64 = 16;

/// Simulated seconds per second of the wall clock, natively and in the browser, whose is the bound.
pub fn fleet() {
    let lab = Lab::parse(LAB, &[]).expect("the fixture is valid");
    let mut world = World::new(lab.setup());
    world.run_until(Instant(SECONDS * 1_000_000));
    let acknowledged = Scorecard::of(&world).total().acknowledged;
    let at_work = SECONDS - 2;
    assert!(
        acknowledged > at_work * 22_000,
        "the cluster keeps up: {acknowledged} in {SECONDS} s"
    );
    let steps = world.steps().0;
    told("natively", timed::natively(&lab, steps).1);
    #[cfg(feature = "browser")]
    told("in Chromium", timed::in_chromium(LAB, lab.seed(), steps).1);
}

fn told(place: &str, wall: f64) {
    let rate = SECONDS as f64 / wall;
    print(
        &format!("smart-meter fleet, {place}: simulated seconds per second"),
        &format!("{rate:.1}"),
        rate,
        30.0,
        true,
    );
}
