//! What the session costs beside the bare world, and what a seek costs beside running again.

use std::sync::Arc;
use std::time::Instant as Clock;

use engine::model::Instant;
use lab::invariants::Invariants;
use lab::{Lab, Session};
use sim::Step;

use crate::row::{best, print};

const LAB: &str = include_str!("../tests/fixtures/storm.json");

fn lab(changes: &[&str]) -> Arc<Lab> {
    let mut lab = Lab::parse(LAB, &[]).expect("the fixture is valid");
    lab.set_all(changes).expect("the changes are valid");
    Arc::new(lab)
}

/// Handler calls per second with journal, checkpoints, history and invariants on.
pub fn session(heap: f64) {
    let lab = lab(&[]);
    let play = |look: &mut dyn FnMut(&Session, &Step)| {
        let mut session = Session::new(Arc::clone(&lab));
        let begun = Clock::now();
        while session
            .world()
            .next_at()
            .is_some_and(|next| next <= lab.until())
        {
            let Some(step) = session.step() else { break };
            look(&session, &step);
        }
        session.position().0 as f64 / begun.elapsed().as_secs_f64()
    };
    let unseen = best(|| play(&mut |_, _| ()));
    let rate = best(|| {
        let mut invariants = Invariants::new();
        play(&mut |session, step| {
            let violations = invariants.after(session.world(), step);
            assert!(violations.is_empty(), "{violations:?}");
        })
    });
    let cost = (1.0 / rate - 1.0 / unseen) * 1e9;
    print(
        &format!("world with session, history, invariants ({cost:.0} ns): calls"),
        &format!("{rate:.0}/s"),
        rate / heap,
        1.0 / 16.0,
        true,
    );
}

/// The slowest of many seeks in a long run, against running it again.
pub fn seek() {
    let hours = lab(&[
        "until_ms=2400000",
        "clients.producer-1.source.count=100000",
        "clients.producer-2.source.count=40000",
    ]);
    let begun = Clock::now();
    let mut session = Session::new(Arc::clone(&hours));
    session.advance(hours.until());
    let run = begun.elapsed();
    let steps = session.position().0;
    let slowest = (1..40_u64).map(|i| {
        let begun = Clock::now();
        session.seek(Instant(hours.until().0 / 41 * (i * 17 % 41)));
        begun.elapsed()
    });
    let slowest = slowest.max().unwrap_or_default();
    let what = format!("slowest of 39 seeks in a run of {steps} events, against re-running");
    let ratio = slowest.as_secs_f64() / run.as_secs_f64();
    print(
        &what,
        &format!("{:.1} ms", slowest.as_secs_f64() * 1e3),
        ratio,
        1.0 / 200.0,
        false,
    );
}
