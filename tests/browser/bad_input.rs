//! Bad input gets a readable message, and the page lives on.

use crate::steps::{RUN, named, open_lab};

#[test]
fn a_value_that_is_not_json_is_refused_where_it_stands_and_kept() {
    let page = open_lab("first-records");
    page.click(&named("play"));
    page.click(&named("node-producer-1"));
    page.wait_for(&named("send-value"), RUN);
    page.type_text(&named("send-value"), "{\"number\": ");
    page.click(&named("send"));
    page.wait_for(&named("send-error"), RUN);
    assert!(!page.text(&named("send-error")).is_empty());
    assert_eq!(
        page.eval("document.querySelector('[data-test=send-value]').value"),
        "{\"number\": "
    );
}

#[test]
fn an_unknown_lab_names_the_nearest_one() {
    let page = open_lab("first-records");
    page.open("/#/lab/first-recods");
    page.wait_for(&named("lost"), RUN);
    assert!(page.text(&named("lost")).contains("first-records"));
    page.click(&named("lost-home"));
    page.wait_for(&named("home"), RUN);
}

#[test]
fn a_file_that_is_no_run_is_refused_with_its_problems_and_the_run_goes_on() {
    let page = open_lab("first-records");
    let file = std::env::temp_dir().join("logarium-no-run.json");
    std::fs::write(&file, "{\"format\": 1, \"lab\": \"first-recods\"}")
        .expect("a file can be written");
    page.upload(&named("open-run-file"), &file);
    page.wait_for("[data-test^=notice-]", RUN);
    let notice = page.text("[data-test^=notice-]");
    for path in ["seed", "playhead_us", "frontier.step", "journal", "lab"] {
        assert!(notice.contains(path), "{path} is named in {notice:?}");
    }
    assert!(page.exists(&named("lab")));
}
