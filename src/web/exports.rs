//! What JavaScript can call: course pages, notebooks, tests.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// Runs a lab to its end and reports, as JSON; see `lab::run_json`.
#[wasm_bindgen]
pub fn run(lab_json: &str, options_json: &str) -> String {
    lab::run_json(lab_json, options_json)
}

/// The digests of a lab's runs under many seeds, as JSON; see `lab::digests_json`.
#[wasm_bindgen]
pub fn digests(lab_json: &str, options_json: &str) -> String {
    lab::digests_json(lab_json, options_json)
}

/// Judges a history of what clients saw by its text, as JSON; see `judge::check_json`.
#[wasm_bindgen]
pub fn check(history: &str, options_json: &str) -> String {
    judge::check_json(history, options_json)
}

/// Sets up `window.logarium`, so that the same is in reach of scripts that do not import the module.
pub fn publish() {
    let object = Object::new();
    put(&object, "run", run);
    put(&object, "digests", digests);
    put(&object, "check", check);
    // Fails only for objects that refuse properties.
    let _ = Reflect::set(&js_sys::global(), &"logarium".into(), &object);
}

fn put(object: &Object, name: &str, call: fn(&str, &str) -> String) {
    let call =
        Closure::<dyn Fn(String, String) -> String>::new(move |a: String, b: String| call(&a, &b));
    // As above.
    let _ = Reflect::set(object, &name.into(), &call.into_js_value());
}
