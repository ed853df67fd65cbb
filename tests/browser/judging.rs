//! What became of every record is counted while the run goes on, and every number opens its records.

use lab::explore::explore_json;
use lab::{Count, Scope, shelf};
use serde_json::{Value, json};

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

#[test]
fn the_judge_reads_the_history_in_the_page_too() {
    let page = open_lab("acks-1");
    let run = "#/lab/acks-1?do=10s:crash:broker-1&at=40s&tab=score";
    page.eval(&format!("location.hash = {}", Value::from(run)));
    page.wait_for("[data-test=card-claim].broken", RUN);
    press_on(&page, &named("judge"));
    page.wait_for(&named("judged-verdict"), RUN);

    let opened = lab::link::open(run).expect("it names a built-in lab");
    let report = lab::judge(opened.session.world());
    assert!(report.count(judge::Anomaly::LostWrite) > 0, "{report:?}");
    for (anomaly, found) in &report.anomalies {
        let told = page.text(&named(&format!("anomaly-{}", anomaly.name())));
        assert!(told.contains(&found.count.to_string()), "{told}");
    }
    assert_eq!(page.count("[data-test^=anomaly-]"), report.anomalies.len());
    assert!(page.exists("[data-test=judged-verdict].broken"));
    page.screenshot(&harness::root().join("target/shots/judged.png"));
}

#[test]
fn the_page_finds_the_same_broken_runs_as_the_command_line() {
    let page = open_lab("acks-1");
    let lab = shelf::labs().iter().find(|lab| lab.id == "acks-1");
    let lab = lab.expect("it is built in").json;
    let options = json!({ "runs": 3, "first_seed": 1 }).to_string();
    let call = format!(
        "window.logarium.explore({}, {})",
        Value::from(lab),
        Value::from(&*options)
    );
    let native = explore_json(lab, &options);
    let found: Value = serde_json::from_str(&native).expect("it is JSON");
    assert_eq!(found["runs"], 3, "{native}");
    assert_eq!(page.eval_async(&format!("await {call}")), native);
}
