//! One seed under two configurations, on one clock.

use harness::Page;
use lab::{Comparison, Count, Twin};
use serde_json::Value;

use crate::looks::pictures;
use crate::steps::{RUN, named, open_lab, press_on};

const CRASHED: &str = "#/lab/acks-1?do=10s:crash:broker-1&at=30s&deck=compare";
const ALL: [(&str, &str); 2] = [
    ("clients.producer-1.config.acks", "all"),
    ("clients.producer-2.config.acks", "all"),
];

fn open() -> Page {
    let page = open_lab("acks-1");
    page.eval(&format!("location.hash = {}", Value::from(CRASHED)));
    page.wait_for(&named("compare-form"), RUN);
    page
}

/// Fills in the form with the keyboard, and asks for the comparison.
fn compare(page: &Page, changes: &[(&str, &str)]) {
    for (index, (path, value)) in changes.iter().enumerate() {
        if index > 0 {
            press_on(page, &named("compare-add"));
        }
        page.type_text(&named(&format!("compare-path-{index}")), path);
        page.type_text(&named(&format!("compare-value-{index}")), value);
    }
    press_on(page, &named("compare-go"));
}

fn together(page: &Page) {
    page.wait_for("[data-test=compare-status][data-together=true]", RUN);
}

#[test]
fn two_configurations_run_on_one_clock_and_their_scorecards_are_compared() {
    let page = open();
    compare(&page, &ALL);
    page.wait_for(&named("stage-beside"), RUN);
    together(&page);

    let first = lab::link::open(CRASHED)
        .expect("it names a built-in lab")
        .session;
    let changes = ALL.map(|(path, value)| format!("{path}={value}"));
    let mut twin = Twin::of(&first, &changes).expect("it can be configured so");
    while !twin.follow(&first, 10_000).done {}
    let comparison = Comparison::of(&first, twin.session());
    let lost = comparison
        .counts()
        .find(|(count, ..)| *count == Count::Lost);
    let (_, lost, kept) = lost.expect("it is counted");
    assert!(lost > 0 && kept == 0, "{lost} {kept}");
    page.wait_text(&named("first-count-lost"), &lost.to_string());
    assert_eq!(page.text(&named("second-count-lost")), "0");
    assert!(page.exists("[data-test=compare-claim-first].broken"));
    assert!(page.exists("[data-test=compare-claim-second].holds"));

    // Both go where the playhead goes.
    page.drag(&named("timeline"), 0.6, 0.15);
    page.wait_text(&named("first-count-lost"), "0");
    together(&page);
    press_on(&page, &named("compare-stop"));
    page.wait_gone(&named("stage-beside"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_configured_so_is_told_beside_the_line() {
    let page = open();
    compare(&page, &[("clients.producer-9.config.acks", "all")]);
    page.wait_text(&named("compare-form"), "did you mean \"producer-1\"?");
    assert!(!page.exists(&named("stage-beside")));
    page.type_text(&named("compare-path-0"), ALL[0].0);
    page.type_text(&named("compare-value-0"), "two");
    press_on(&page, &named("compare-go"));
    page.wait_text(&named("compare-form"), "acks");
    assert!(page.exists("[data-test=compare-value-0][aria-invalid=true]"));
}

#[test]
fn time_plays_on_in_both_runs() {
    let page = open();
    compare(&page, &[("clients.consumer-1.start_ms", "null")]);
    together(&page);
    let at = "document.querySelector('[data-test=compare-status]').innerText";
    let before = page.eval(at);
    press_on(&page, &named("play"));
    page.wait_until(&format!("{at} !== {before}"), RUN);
    press_on(&page, &named("play"));
    together(&page);
}

#[test]
fn two_stages_fit_every_screen() {
    let page = open();
    compare(&page, &ALL);
    together(&page);
    pictures(&page, "compare");
    // Each is laid out for its own box.
    page.wait_until(
        "[...document.querySelectorAll('.tank')].every(tank => tank.querySelector('svg').clientWidth <= tank.clientWidth)",
        RUN,
    );
}
