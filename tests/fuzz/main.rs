//! Whatever people hand us, damaged in any way: lab files, journals, links and histories. Nothing panics, nothing goes on
//! for ever, and memory stays within a bound. Few cases at each change, many under `cargo xtask test --long`.

mod bytes;
mod damage;
mod histories;
mod journals;
mod lab_files;
mod links;

use std::sync::{Arc, LazyLock};

use engine::model::Instant;
use lab::shelf::{self, BuiltIn};
use lab::{Action, Lab, Session};
use peak_alloc::PeakAlloc;
use proptest::sample::Index;
use proptest::test_runner::Config;
use serde_json::{Value, json};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most memory that one case may take, in bytes: that of a large run, and no more because something is damaged.
const MEMORY_MAX: usize = 1 << 30;

/// How many cases there are.
fn config(few: u32, many: u32) -> Config {
    let is_long = std::env::var_os("LOGARIUM_LONG").is_some();
    Config {
        cases: if is_long { many } else { few },
        failure_persistence: None,
        ..Config::default()
    }
}

/// Does something, and holds it to the bound of memory; what other tests take meanwhile counts too.
fn bounded<T>(work: impl FnOnce() -> T) -> T {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let done = work();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken < MEMORY_MAX, "{taken} bytes were taken");
    done
}

/// A run of each built-in lab, in which something has happened.
static PLAYED: LazyLock<Vec<Session>> =
    LazyLock::new(|| shelf::labs().iter().map(played).collect());

fn played(lab: &BuiltIn) -> Session {
    let mut session = Session::new(Arc::new(shelf::open(lab.id).expect("it is built in")));
    for (second, deed) in [(4, "pause"), (5, "resume"), (6, "crash")] {
        session.advance(Instant(second * 1_000_000));
        let action = Action::read(&json!({ deed: "broker-1" })).expect("it is an action");
        session.act(action).expect("every lab has a first broker");
    }
    session.advance(Instant(7_000_000));
    session
}

/// One of these runs.
fn some(index: &Index) -> &'static Session {
    &PLAYED[index.index(PLAYED.len())]
}

/// Takes the first steps of whatever can be run.
fn run(lab: Lab) -> Session {
    const STEPS: usize = 1_000;
    let mut session = Session::new(Arc::new(lab));
    for _ in 0..STEPS {
        if session.step().is_none() {
            break;
        }
    }
    session
}

/// The JSON of a text of ours.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}
