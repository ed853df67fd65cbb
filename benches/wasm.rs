//! The same run natively and in the browser.

use lab::Lab;

use crate::row::print;
use crate::timed;

const LAB: &str = include_str!("../tests/fixtures/storm.json");
/// Enough for the browser to have compiled what runs often.
const STEPS: u64 = 200_000;

/// Steps per second in wasm against native, with equal digests.
pub fn against_native() {
    let lab = Lab::parse(LAB, &[]).expect("the fixture is valid");
    let (digest, native) = timed::natively(&lab, STEPS);
    let (same, wasm) = timed::in_chromium(LAB, lab.seed(), STEPS);
    assert_eq!(digest, same, "the digests agree");
    print(
        "the same run in wasm, against native",
        &format!("{:.0}/s", STEPS as f64 / wasm),
        native / wasm,
        0.6,
        true,
    );
}
