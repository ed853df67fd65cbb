//! Another browser than the one that all other tests use: a lab is played, broken and shared there, too.

use std::time::Duration;

use harness::Page;
use lab::link;
use serde_json::Value;

use crate::steps::{copied_link, named};

/// Time for a browser that compiles and draws more slowly than the other one.
const PATIENCE: Duration = Duration::from_secs(120);

/// The moment of the run, in ms.
const NOW: &str =
    "Number(document.querySelector('[data-test=timeline]').getAttribute('aria-valuenow'))";

#[test]
fn in_firefox_a_lab_plays_breaks_and_is_shared() {
    let Some(page) = Page::in_firefox() else {
        return;
    };
    page.open("/#/lab/commit");
    page.wait_for(&named("lab"), PATIENCE);
    for _ in 0..4 {
        page.press("+");
    }
    page.click(&named("play"));
    // What the first step asks for is reached, and there the lab holds time.
    page.wait_until(&format!("{NOW} > 8000"), PATIENCE);
    page.wait_for("[data-test=play][aria-pressed=false]", PATIENCE);

    page.eval("document.querySelector('[data-test=node-consumer-1]').focus()");
    page.press("Enter");
    page.click(&named("deed-crash"));
    page.wait_for(&named("deed-start"), PATIENCE);

    let link = copied_link(&page);
    let native = link::open(&link).unwrap_or_else(|problems| panic!("{link}: {problems}"));
    assert_eq!(native.losses, []);
    let there = page.eval_async(&format!(
        "await window.logarium.link({})",
        Value::from(link.as_str())
    ));
    assert_eq!(there, native.to_json(), "to the very letter");

    page.open("about:blank");
    page.open(&link);
    page.wait_for(&named("lab"), PATIENCE);
    page.wait_for(&named("deed-start"), PATIENCE);
    assert_eq!(page.eval("document.getElementById('crash').hidden"), true);
}
