//! How long so many steps of a lab take, natively and in the browser, and the digest that they end with.

use std::time::Instant as Clock;

use lab::Lab;

use crate::row::best;

/// The digest, and the seconds that the fastest of three runs took.
pub fn natively(lab: &Lab, steps: u64) -> (String, f64) {
    let mut digest = String::new();
    let per_second = best(|| {
        let begun = Clock::now();
        digest = lab::digests(lab, steps, 1)[0].to_string();
        1.0 / begun.elapsed().as_secs_f64()
    });
    (digest, 1.0 / per_second)
}

/// The same in headless Chromium, on the built page.
#[cfg(feature = "browser")]
pub fn in_chromium(lab: &str, seed: u64, steps: u64) -> (String, f64) {
    use serde_json::{Value, json};

    let page = harness::Page::of_dist();
    page.open("/");
    page.wait_until(
        "window.logarium !== undefined",
        std::time::Duration::from_secs(30),
    );
    let options = json!({ "first_seed": seed, "seeds": 1, "every": steps, "count": 1 }).to_string();
    let call = format!(
        "logarium.digests({}, {})",
        Value::from(lab),
        Value::from(options)
    );
    let timed = format!(
        "await (async () => {{ const begun = performance.now(); const found = await {call}; return [found, performance.now() - begun]; }})()"
    );
    let mut digest = String::new();
    let per_second = best(|| {
        let answer = page.eval_async(&timed);
        let found: Value = serde_json::from_str(answer[0].as_str().expect("JSON")).expect("JSON");
        digest = found["digests"][0][0]
            .as_str()
            .expect("a digest")
            .to_owned();
        1e3 / answer[1].as_f64().expect("a time")
    });
    (digest, 1.0 / per_second)
}
