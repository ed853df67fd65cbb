//! Another browser than the one that all other tests use: a lab is played, broken and shared there, too.

use harness::Page;
use lab::link;
use serde_json::Value;

use crate::steps::{RUN, copied_link, named};

/// The moment of the run, in ms.
const NOW: &str =
    "Number(document.querySelector('[data-test=timeline]').getAttribute('aria-valuenow'))";

#[test]
fn in_firefox_a_lab_plays_breaks_and_is_shared() {
    let Some(page) = Page::in_firefox() else {
        return;
    };
    page.open("/#/lab/commit");
    page.wait_for(&named("lab"), RUN);
    for _ in 0..4 {
        page.press("+");
    }
    page.click(&named("play"));
    page.wait_until(&format!("{NOW} > 8000"), RUN);
    page.click(&named("play"));
    page.wait_for("[data-test=play][aria-pressed=false]", RUN);

    page.eval("document.querySelector('[data-test=node-consumer-1]').focus()");
    page.press("Enter");
    page.click(&named("deed-crash"));
    page.wait_for(&named("deed-start"), RUN);

    let link = copied_link(&page);
    let native = link::open(&link).unwrap_or_else(|problems| panic!("{link}: {problems}"));
    assert_eq!(native.losses, []);
    let there = page.eval(&format!(
        "window.logarium.link({})",
        Value::from(link.as_str())
    ));
    assert_eq!(there, native.to_json(), "to the very letter");

    page.open("about:blank");
    page.open(&link);
    page.wait_for(&named("lab"), RUN);
    page.wait_for(&named("deed-start"), RUN);
    assert_eq!(page.eval("document.getElementById('crash').hidden"), true);
}
