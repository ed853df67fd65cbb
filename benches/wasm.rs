//! The same run natively and in the browser.

use std::time::Instant as Clock;

use harness::Page;
use lab::Lab;
use serde_json::{Value, json};

use crate::row::{best, print};

const LAB: &str = include_str!("../tests/fixtures/storm.json");
const STEPS: u64 = 20_000;

/// Steps per second in wasm against native, with equal digests.
pub fn against_native() {
    let lab = Lab::parse(LAB, &[]).expect("the fixture is valid");
    let mut digest = String::new();
    let native = best(|| {
        let begun = Clock::now();
        digest = lab::digests(&lab, STEPS, 1)[0].to_string();
        STEPS as f64 / begun.elapsed().as_secs_f64()
    });
    let page = Page::of_dist();
    page.open("/");
    page.wait_until(
        "window.logarium !== undefined",
        std::time::Duration::from_secs(30),
    );
    let options =
        json!({ "first_seed": lab.seed(), "seeds": 1, "every": STEPS, "count": 1 }).to_string();
    let wasm = best(|| {
        let call = format!(
            "logarium.digests({}, {})",
            Value::from(LAB),
            Value::from(options.as_str())
        );
        let timed = format!(
            "(() => {{ const begun = performance.now(); const found = {call}; return [found, performance.now() - begun]; }})()"
        );
        let answer = page.eval(&timed);
        assert!(
            answer[0]
                .as_str()
                .is_some_and(|found| found.contains(&digest)),
            "the digests agree"
        );
        STEPS as f64 / answer[1].as_f64().expect("a time") * 1e3
    });
    print(
        "the same run in wasm, against native",
        &format!("{wasm:.0}/s"),
        wasm / native,
        0.6,
        true,
    );
}
