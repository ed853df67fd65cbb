//! What JavaScript can call: course pages, notebooks, tests. Every call is answered by a promise, for the labs that it
//! names may have to be fetched.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::chunks::{Code, SCRIPTS};
use crate::fetched;

/// JSON, or why there is none.
type Answer = Result<String, JsValue>;

/// Runs a lab to its end and reports, as JSON; see `lab::run_json`.
#[wasm_bindgen]
pub async fn run(lab_json: String, options_json: String) -> Answer {
    with_needed([&lab_json, &options_json]).await;
    answer(|scripts| (scripts.run)(&lab_json, &options_json)).await
}

/// The digests of a lab's runs under many seeds, as JSON; see `lab::digests_json`.
#[wasm_bindgen]
pub async fn digests(lab_json: String, options_json: String) -> Answer {
    with_needed([&lab_json, &options_json]).await;
    answer(|scripts| (scripts.digests)(&lab_json, &options_json)).await
}

/// Opens a link to a run, as JSON; see `lab::link::open_json`. The report of [`run`] has the link of its run.
#[wasm_bindgen]
pub async fn link(link: String) -> Answer {
    with_needed([&link]).await;
    answer(|scripts| (scripts.link)(&link)).await
}

/// Looks for runs in which a lab's claim does not hold, and answers JSON; see `lab::explore::explore_json`.
#[wasm_bindgen]
pub async fn explore(lab_json: String, options_json: String) -> Answer {
    with_needed([&lab_json, &options_json]).await;
    answer(|scripts| (scripts.explore)(&lab_json, &options_json)).await
}

/// Judges a history of what clients saw by its text, as JSON; see `judge::check_json`.
#[wasm_bindgen]
pub async fn check(history: String, options_json: String) -> Answer {
    answer(|scripts| (scripts.check)(&history, &options_json)).await
}

/// What answers them.
pub struct Scripts {
    run: fn(&str, &str) -> String,
    digests: fn(&str, &str) -> String,
    link: fn(&str) -> String,
    explore: fn(&str, &str) -> String,
    check: fn(&str, &str) -> String,
}

impl Scripts {
    /// All of it.
    pub const ALL: Self = Self {
        run: lab::run_json,
        digests: lab::digests_json,
        link: lab::link::open_json,
        explore: lab::explore::explore_json,
        check: judge::check_json,
    };
}

/// The answer, once its code is here.
async fn answer(ask: impl Fn(&Scripts) -> String) -> Answer {
    let fetched = SCRIPTS.fetch().await;
    fetched.map_err(|problem| JsValue::from(problem.to_string()))?;
    Ok(ask(SCRIPTS.get()))
}

/// Fetches what is named or needed; of a lab that cannot be had, the answer says that it was not fetched.
async fn with_needed<const N: usize>(texts: [&String; N]) {
    for text in texts {
        let _ = fetched::needed_for(text).await;
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

fn of_two<F: Future<Output = Answer> + 'static>(call: fn(String, String) -> F) -> JsValue {
    let call = move |a: String, b: Option<String>| promise(call(a, b.unwrap_or_default()));
    Closure::<dyn Fn(String, Option<String>) -> Promise>::new(call).into_js_value()
}

fn of_one<F: Future<Output = Answer> + 'static>(call: fn(String) -> F) -> JsValue {
    let call = move |a: String| promise(call(a));
    Closure::<dyn Fn(String) -> Promise>::new(call).into_js_value()
}

fn promise(answer: impl Future<Output = Answer> + 'static) -> Promise {
    future_to_promise(async move { answer.await.map(JsValue::from) })
}
