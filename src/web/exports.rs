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

/// Opens a link to a run, as JSON; see `lab::link::open_json`. The report of [`run`] has the link of its run.
#[wasm_bindgen]
pub fn link(link: &str) -> String {
    lab::link::open_json(link)
}

/// Looks for runs in which a lab's claim does not hold, and answers JSON; see `lab::explore::explore_json`.
#[wasm_bindgen]
pub fn explore(lab_json: &str, options_json: &str) -> String {
    lab::explore::explore_json(lab_json, options_json)
}

/// Judges a history of what clients saw by its text, as JSON; see `judge::check_json`.
#[wasm_bindgen]
pub fn check(history: &str, options_json: &str) -> String {
    judge::check_json(history, options_json)
}

/// Sets up `window.logarium`, so that the same is in reach of scripts that do not import the module.
pub fn publish() {
    let object = Object::new();
    put(&object, "run", &of_two(run));
    put(&object, "digests", &of_two(digests));
    put(&object, "explore", &of_two(explore));
    put(&object, "check", &of_two(check));
    put(&object, "link", &of_one(link));
    // Fails only for objects that refuse properties.
    let _ = Reflect::set(&js_sys::global(), &"logarium".into(), &object);
}

fn put(object: &Object, name: &str, call: &JsValue) {
    // As above.
    let _ = Reflect::set(object, &name.into(), call);
}

fn of_two(call: fn(&str, &str) -> String) -> JsValue {
    let call = move |a: String, b: String| call(&a, &b);
    Closure::<dyn Fn(String, String) -> String>::new(call).into_js_value()
}

fn of_one(call: fn(&str) -> String) -> JsValue {
    let call = move |a: String| call(&a);
    Closure::<dyn Fn(String) -> String>::new(call).into_js_value()
}
