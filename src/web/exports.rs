//! What JavaScript can call: course pages, notebooks, tests. Every call is answered by a promise, for the labs that it
//! names may have to be fetched.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::fetched;

/// Runs a lab to its end and reports, as JSON; see `lab::run_json`.
#[wasm_bindgen]
pub async fn run(lab_json: String, options_json: String) -> String {
    with_labs([&lab_json, &options_json]).await;
    lab::run_json(&lab_json, &options_json)
}

/// The digests of a lab's runs under many seeds, as JSON; see `lab::digests_json`.
#[wasm_bindgen]
pub async fn digests(lab_json: String, options_json: String) -> String {
    with_labs([&lab_json, &options_json]).await;
    lab::digests_json(&lab_json, &options_json)
}

/// Opens a link to a run, as JSON; see `lab::link::open_json`. The report of [`run`] has the link of its run.
#[wasm_bindgen]
pub async fn link(link: String) -> String {
    with_labs([&link]).await;
    lab::link::open_json(&link)
}

/// Looks for runs in which a lab's claim does not hold, and answers JSON; see `lab::explore::explore_json`.
#[wasm_bindgen]
pub async fn explore(lab_json: String, options_json: String) -> String {
    with_labs([&lab_json, &options_json]).await;
    lab::explore::explore_json(&lab_json, &options_json)
}

/// Judges a history of what clients saw by its text, as JSON; see `judge::check_json`.
#[wasm_bindgen]
pub async fn check(history: String, options_json: String) -> String {
    judge::check_json(&history, &options_json)
}

/// Fetches the labs that are named; of one that cannot be had, the answer says that it was not fetched.
async fn with_labs<const N: usize>(texts: [&String; N]) {
    for text in texts {
        let _ = fetched::labs_named_in(text).await;
    }
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

fn of_two<F: Future<Output = String> + 'static>(call: fn(String, String) -> F) -> JsValue {
    let call = move |a: String, b: Option<String>| promise(call(a, b.unwrap_or_default()));
    Closure::<dyn Fn(String, Option<String>) -> Promise>::new(call).into_js_value()
}

fn of_one<F: Future<Output = String> + 'static>(call: fn(String) -> F) -> JsValue {
    let call = move |a: String| promise(call(a));
    Closure::<dyn Fn(String) -> Promise>::new(call).into_js_value()
}

fn promise(answer: impl Future<Output = String> + 'static) -> Promise {
    future_to_promise(async move { Ok(answer.await.into()) })
}
