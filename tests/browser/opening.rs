//! The page opens from wherever it lies, quietly, and asks nobody else for anything.

use std::time::Duration;

use harness::{Page, dist};
use serde_json::json;

/// Time for a slow machine to compile the wasm.
const START: Duration = Duration::from_secs(30);

#[test]
fn from_a_server_the_page_opens_and_asks_no_other_host() {
    let page = Page::of_dist();
    page.open("/");
    has_started(&page);
}

#[test]
fn from_a_file_on_disk_the_page_opens_and_asks_for_nothing_at_all() {
    let page = Page::without_server();
    page.open_file(&dist().join("logarium.html"));
    has_started(&page);
    let mut requests = page.requests();
    requests.retain(|url| !url.starts_with("data:"));
    assert_eq!(requests, [page.url().trim_end_matches("#/")]);
}

#[test]
fn on_a_phone_nothing_is_wider_than_the_screen() {
    let page = Page::of_dist();
    page.resize(390, 844);
    page.open("/");
    has_started(&page);
    assert_eq!(page.eval("innerWidth"), 390);
}

#[test]
fn a_script_can_have_a_history_judged() {
    let page = Page::of_dist();
    page.open("/");
    has_started(&page);
    let line =
        json!({ "process": 0, "type": "ok", "f": "send", "value": [["send", "x", [0, "a"]]] });
    let text = json!(line.to_string());
    let report = page.eval_async(&format!(
        "JSON.parse(await window.logarium.check({text}, ''))"
    ));
    assert_eq!(report["verdict"], "not-valid");
    assert_eq!(report["anomalies"]["unseen"]["count"], 1);
}

fn has_started(page: &Page) {
    page.wait_until("window.logarium", START);
    page.wait_gone(".boot");
    assert!(!page.text("#app").is_empty(), "the page shows something");
    assert!(page.eval("document.getElementById('crash').hidden") == true);
    assert_eq!(page.console_errors(), Vec::<String>::new());
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
}
