//! A search for runs that break the claim.

use harness::Page;
use lab::explore::{ExploreOptions, explore};
use lab::shelf;
use serde_json::Value;

use crate::looks::pictures;
use crate::steps::{RUN, named, open_lab, press_on};

/// The drawer of a lab, with nothing done yet.
fn open(lab: &str) -> Page {
    let page = open_lab(lab);
    page.eval(&format!("location.hash = '#/lab/{lab}?at=2s&deck=explore'"));
    page.wait_for(&named("explore-form"), RUN);
    page
}

/// Asks for so many runs with the keyboard.
fn search(page: &Page, runs: &str) {
    page.type_text(&named("explore-runs"), runs);
    press_on(page, &named("explore-go"));
}

fn over(page: &Page) {
    page.wait_for("[data-test=explore-status][data-state=over]", RUN);
}

#[test]
fn the_drawer_finds_the_runs_that_the_engine_finds_and_each_can_be_watched() {
    let options = ExploreOptions {
        runs: 30,
        ..ExploreOptions::default()
    };
    let lab = shelf::open("acks-1").expect("it is built in");
    let explored = explore(lab, &options).expect("it is a search");
    let first = explored.broken.first().expect("acks=1 loses something");

    let page = open("acks-1");
    search(&page, "30");
    over(&page);
    let rows = page.count("[data-test=explore-found] > li") as u64;
    assert_eq!(rows, explored.broken_runs);
    let told = page.text("[data-test=explore-found] > li");
    for part in [first.seed.to_string(), first.anomaly().to_owned()] {
        assert!(told.contains(&part), "{part} in {told}");
    }
    let status = page.text(&named("explore-status"));
    assert!(
        status.contains(&explored.broken_runs.to_string()),
        "{status}"
    );
    pictures(&page, "explore");

    press_on(&page, &named(&format!("explore-watch-{}", first.seed)));
    page.wait_until(
        &format!("location.hash === {}", Value::from(&*first.link)),
        RUN,
    );
    press_on(&page, &named("tab-score"));
    page.wait_for("[data-test=card-claim].broken", RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_search_that_finds_nothing_tells_how_much_it_tried() {
    let options = ExploreOptions {
        runs: 5,
        ..ExploreOptions::default()
    };
    let lab = shelf::open("acks-all").expect("it is built in");
    let explored = explore(lab, &options).expect("it is a search");
    assert_eq!(explored.broken_runs, 0);

    let page = open("acks-all");
    search(&page, "5");
    over(&page);
    assert!(!page.exists(&named("explore-found")));
    let verbs = page.count("[data-test=explore-faults] tbody tr");
    assert_eq!(verbs, explored.tried.faults.len());
    let done = "[...document.querySelectorAll('[data-test=explore-faults] tbody tr')]
        .reduce((sum, row) => sum + Number(row.cells[1].innerText), 0)";
    assert_eq!(page.eval(done), explored.tried.faults_done());
}

#[test]
fn a_long_search_shows_how_far_it_is_and_keeps_what_it_found_when_it_is_stopped() {
    let page = open("acks-1");
    search(&page, "100000");
    page.wait_for("[data-test=explore-found] > li:nth-child(2)", RUN);
    assert!(page.exists("[data-test=explore] progress"));
    press_on(&page, &named("explore-stop"));
    over(&page);
    assert!(!page.exists("[data-test=explore] progress"));
    assert!(page.count("[data-test=explore-found] > li") >= 2);
}

#[test]
fn what_cannot_be_searched_so_is_told_beside_its_field() {
    let page = open("acks-1");
    search(&page, "none");
    page.wait_text(&named("explore-form"), "must be a whole number from 1");
    assert!(page.exists("[data-test=explore-runs][aria-invalid=true]"));
    assert!(!page.exists(&named("explore-status")));
}
