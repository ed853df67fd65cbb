//! The same lab, seed and actions are the same run: natively, in wasm, after a seek, and from its journal.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Lab, Session};

const STORM: &str = include_str!("fixtures/storm.json");
/// Every kind of Avro value with a registry, and container files with every codec.
const BYTES: &str = include_str!("fixtures/bytes.json");
const SEEDS: u64 = 200;
const EVERY: u64 = 1_000;
const COUNT: u64 = 10;

fn storm() -> Lab {
    Lab::parse(STORM, &[]).expect("the fixture is valid")
}

fn action(json: &str) -> Action {
    serde_json::from_str(json).expect("the action is valid")
}

#[test]
fn a_seed_is_one_run_and_another_seed_is_another() {
    let run = |seed| lab::digests(&storm().with_seed(seed), EVERY, COUNT);
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..SEEDS {
        let digests = run(seed);
        assert_eq!(digests, run(seed), "seed {seed}");
        assert!(
            seen.insert(digests.last().copied()),
            "seed {seed} is a run of its own"
        );
    }
}

#[test]
fn every_container_file_has_its_records_at_the_end() {
    let lab = Lab::parse(BYTES, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut session = Session::new(Arc::new(lab.clone()));
    session.advance(lab.until());
    for goal in lab.goals() {
        assert!(goal.holds(session.world()), "{goal:?}");
    }
}

#[test]
fn a_seek_shows_what_a_straight_run_shows() {
    let lab = Arc::new(storm());
    let digests = lab::digests(&lab, EVERY, COUNT);
    let mut session = Session::new(Arc::clone(&lab));
    session.advance(lab.until());
    for place in [3, 7, 1, 9, 2, 8, 5, 4, 6] {
        session.seek_step(engine::model::StepId(place * EVERY));
        assert_eq!(
            session.world().digest(),
            digests[place as usize - 1],
            "after {} steps",
            place * EVERY
        );
    }
}

#[test]
fn a_journal_replays_to_the_same_digest_under_every_seed() {
    for seed in 0..SEEDS {
        let lab = Arc::new(storm().with_seed(seed));
        let mut session = Session::new(lab);
        session.advance(Instant(3_000_000));
        session
            .act(action(r#"{"crash":"broker-2"}"#))
            .expect("it runs");
        session.advance(Instant(5_000_000));
        session
            .act(action(r#"{"start":"broker-2"}"#))
            .expect("it is down");
        session.advance(Instant(7_000_000));
        let replayed =
            Session::import(&session.export()).expect("what was exported can be imported");
        assert_eq!(
            replayed.world().digest(),
            session.world().digest(),
            "seed {seed}"
        );
        assert_eq!(
            replayed.world().state_digest(),
            session.world().state_digest(),
            "seed {seed}"
        );
    }
}

#[cfg(feature = "browser")]
#[test]
fn wasm_in_the_browser_takes_the_same_steps() {
    use serde_json::{Value, json};

    let page = harness::Page::of_dist();
    page.open("/");
    page.wait_until(
        "window.logarium !== undefined",
        std::time::Duration::from_secs(30),
    );
    for (fixture, seeds) in [(STORM, SEEDS), (BYTES, 5)] {
        let options =
            json!({ "first_seed": 0, "seeds": seeds, "every": EVERY, "count": COUNT }).to_string();
        let call = format!(
            "JSON.parse(await logarium.digests({}, {})).digests",
            Value::from(fixture),
            Value::from(options)
        );
        let wasm = page.eval_async(&call);
        let lab = Lab::parse(fixture, &[]).expect("the fixture is valid");
        for seed in 0..seeds {
            let native = lab::digests(&lab.clone().with_seed(seed), EVERY, COUNT);
            let native: Vec<String> = native.iter().map(ToString::to_string).collect();
            assert_eq!(wasm[seed as usize], json!(native), "seed {seed}");
        }
    }
}
