//! What became of every record is counted while the run goes on, and every number opens its records.

use lab::{Count, Scope};
use serde_json::Value;

use crate::steps::{RUN, named, open_lab, press_on};

#[test]
fn the_scorecard_says_what_the_engine_counts_and_each_number_opens_its_records() {
    let page = open_lab("failover");
    let deeds = "#/lab/failover?do=9.2s:crash:broker-1&at=40s&tab=score&speed=5";
    page.eval(&format!("location.hash = {}", Value::from(deeds)));
    page.wait_for("[data-test=card-claim].broken", RUN);

    let opened = lab::link::open(deeds).expect("it names a built-in lab");
    let counts = opened
        .session
        .scorecard()
        .verdict(opened.session.lab().claim())
        .counts;
    let lost = counts.get(Count::Lost);
    assert!(lost > 0, "{counts:?}");
    assert_eq!(page.text(&named("count-lost")), lost.to_string());

    press_on(&page, &named("count-lost"));
    page.wait_for(&named("records"), RUN);
    let shown = page.count("[data-test=records] > li") as u64;
    let evidence = lab::evidence(opened.session.world(), &Scope::Total, 100);
    assert_eq!(shown, evidence[&Count::Lost].len() as u64);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
