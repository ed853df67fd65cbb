//! Time is a dial: rewinding, acting differently, branches.

use crate::steps::{RUN, named, open_lab};

#[test]
fn acting_in_the_past_forks_and_both_futures_stay() {
    let page = open_lab("first-records");
    page.click(&named("node-consumer-1"));
    page.drag(&named("timeline"), 0.1, 0.5);
    page.click(&named("deed-crash"));
    page.wait_for(&named("deed-start"), RUN);
    page.drag(&named("timeline"), 0.5, 0.25);
    page.wait_for(&named("deed-close"), RUN);
    assert_eq!(page.count("[data-test^=branch-]"), 0);
    page.click(&named("deed-close"));
    page.wait_for("[data-test^=branch-]", RUN);
    assert_eq!(
        page.count("[data-test^=branch-]"),
        1,
        "the crash is drawn beneath the line of the close"
    );
    page.click("[data-test^=branch-] text");
    page.drag(&named("timeline"), 0.25, 0.5);
    page.wait_for(&named("deed-start"), RUN);
    assert_eq!(
        page.count("[data-test^=branch-]"),
        1,
        "and the other way round"
    );
}

#[test]
fn a_step_back_undoes_a_step() {
    let page = open_lab("first-records");
    for _ in 0..12 {
        page.press("ArrowRight");
    }
    let there = page.text(&named("timeline"));
    page.press("ArrowRight");
    page.press("ArrowLeft");
    page.wait_text(&named("timeline"), there.lines().next().unwrap_or_default());
}

#[test]
fn a_message_in_flight_is_dropped_from_the_list_of_flights() {
    let page = open_lab("first-records");
    page.click(&named("tab-flights"));
    for _ in 0..200 {
        if page.exists("[data-test^=drop-]") {
            break;
        }
        page.click(&named("step"));
    }
    page.click("[data-test^=drop-]");
    page.wait_for("[data-test^=mark-]", RUN);
    page.click(&named("tab-events"));
    page.wait_for(&named("events"), RUN);
}
