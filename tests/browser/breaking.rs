//! Whatever can break, breaks at the keyboard: buttons and the form say the same as lab files.

use lab::{Action, Measure, link, shelf};
use serde_json::{Value, json};

use crate::deeds::act;
use crate::steps::{RUN, copied_link, named, open_lab, press_on, tab_to};

#[test]
fn every_fault_of_the_form_is_the_action_of_lab_files() {
    let page = open_lab("leader");
    let lab = shelf::open("leader").expect("it is built in");
    page.drag(&named("timeline"), 0.0, 0.1);
    let deeds = [
        json!({ "slow": { "from": "broker-1", "to": "broker-2", "extra_ms": 400 } }),
        json!({ "flaky": { "from": "broker-1", "to": "producer-1", "lost": 25, "of": 100 } }),
        json!({ "drop_next": { "from": "broker-1", "to": "producer-1", "api": "Produce", "is": "response" } }),
        json!({ "hold": { "from": "broker-1", "to": "broker-3", "one_way": true } }),
        json!({ "release": { "from": "broker-1", "to": "broker-3", "messages": 1, "one_way": true } }),
        json!({ "repair": { "from": "broker-1", "to": "broker-3" } }),
        json!({ "passing": { "do": { "partition": { "from": "broker-3", "to": "everyone else" } }, "for_ms": 900 } }),
        json!({ "passing": { "do": { "pause": "broker-2" }, "for_ms": 300 } }),
        json!({ "slow_disk": { "node": "broker-1", "times": 50 } }),
        json!({ "skew_clock": { "node": "consumer-1", "offset_ms": -5000 } }),
        json!({ "disk_full": "broker-1" }),
    ];
    for deed in &deeds {
        let action = Action::read(deed).expect("an action");
        act(&page, &lab, &action);
    }
    let opened = link::open(&copied_link(&page)).expect("the page makes whole links");
    let journal = opened.session.journal();
    let done: Vec<Value> = journal
        .iter()
        .map(|entry| serde_json::to_value(&entry.action).expect("an action is JSON"))
        .collect();
    assert_eq!(done, deeds);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_fault_that_cannot_be_is_told_beside_the_form_and_nothing_typed_is_lost() {
    let page = open_lab("leader");
    press_on(&page, &named("node-broker-1"));
    press_on(&page, &named("fault-open"));
    tab_to(&page, &named("fault-verb"));
    page.choose(&named("fault-verb"), "slow");
    page.type_text(&named("fault-amount"), "a while");
    press_on(&page, &named("fault-do"));
    page.wait_for(&format!("{}:not(:empty)", named("fault-error")), RUN);
    let told = page.text(&named("fault-error"));
    assert!(told.contains("slow.extra_ms"), "{told}");
    let typed = page.eval("document.querySelector('[data-test=fault-amount]').value");
    assert_eq!(typed, "a while");
}

#[test]
fn a_broker_crashes_as_soon_as_what_was_waited_for_has_come_about() {
    let page = open_lab("failover");
    press_on(&page, &named("node-broker-1"));
    press_on(&page, &named("fault-open"));
    page.choose(&named("fault-verb"), "crash");
    page.choose(&named("fault-when"), r#"{"sent":"producer-1"}"#);
    press_on(&page, &named("fault-do"));
    page.wait_for(&format!("{}:not(:empty)", named("fault-error")), RUN);
    let told = page.text(&named("fault-error"));
    assert!(told.contains("when.at_least"), "{told}");

    page.type_text(&named("fault-bound"), "12");
    press_on(&page, &named("fault-do"));
    page.wait_for(&named("order"), RUN);
    let waiting = page.text(&named("order"));
    assert!(
        waiting.contains("producer-1") && waiting.contains("12"),
        "{waiting}"
    );
    page.click(&named("play"));
    page.wait_until(
        "document.querySelectorAll('[data-test=order]').length === 0",
        RUN,
    );
    page.click(&named("play"));
    let opened = link::open(&copied_link(&page)).expect("the page makes whole links");
    let [entry] = opened.session.journal() else {
        panic!("one action: {:?}", opened.session.journal());
    };
    assert_eq!(entry.action, Action::Crash("broker-1".to_owned()));
    let step = entry.step;
    let mut session = opened.session;
    session.seek_step(step);
    let sent = Measure::Sent("producer-1".to_owned()).of(session.world());
    assert_eq!(sent, 12, "not a step too late");
}
