//! The sandbox: clusters of one's own.

use std::fs;

use harness::Page;

use crate::steps::{RUN, named, open_lab, press_on};

fn begin(template: &str) -> Page {
    let page = Page::of_dist();
    page.open("/#/sandbox");
    page.wait_for(&named("sandbox"), RUN);
    press_on(&page, &named(&format!("template-{template}")));
    page.wait_for(&named("setup"), RUN);
    page
}

/// The name of what edits a place, as it stands in a selector.
fn at(path: &str) -> String {
    format!("at-{path}").replace('"', "\\\"")
}

/// Types into a field and leaves it, which is when it takes effect.
fn fill(page: &Page, name: &str, text: &str) {
    page.type_text(&named(name), text);
    page.press("Tab");
}

#[test]
fn a_cluster_grows_while_it_runs_and_what_was_done_to_it_is_kept() {
    let page = begin("three-brokers");
    page.drag(&named("timeline"), 0.0, 0.1);
    page.click_right(&named("node-broker-3"));
    page.click(&named("menu-crash"));
    page.wait_for(".node.down[data-test=node-broker-3]", RUN);
    press_on(&page, &named("add-broker"));
    page.wait_for(&named("node-broker-4"), RUN);
    let crashed = ".node.down[data-test=node-broker-3]";
    assert!(page.exists(crashed), "the crash was done again");
    press_on(&page, &named("add-group"));
    page.wait_for(&named("node-consumer-3"), RUN);
    press_on(&page, &named("setup-undo"));
    page.wait_gone(&named("node-consumer-3"));
    press_on(&page, &named("setup-redo"));
    page.wait_for(&named("node-consumer-3"), RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_wrong_value_is_told_where_it_is_and_the_cluster_stays() {
    let page = begin("one-broker");
    press_on(&page, &named("part-numbers"));
    fill(&page, &at("topics.numbers[\"replication.factor\"]"), "3");
    page.wait_for(".setup-problems", RUN);
    let told = page.text(".setup-problems");
    assert!(told.contains("replication.factor"), "{told}");
    assert!(page.exists(&named("node-broker-1")));
    press_on(&page, &named("add-broker"));
    press_on(&page, &named("add-broker"));
    page.wait_gone(".setup-problems");
    page.wait_for(&named("node-broker-3"), RUN);
}

#[test]
fn a_config_is_set_by_its_kafka_name_and_says_what_it_takes() {
    let page = begin("one-broker");
    press_on(&page, &named("part-numbers"));
    fill(&page, "add-topics.numbers.config", "retention.ms");
    let retention = at("topics.numbers.config[\"retention.ms\"]");
    page.wait_for(&named(&retention), RUN);
    let said = page.text(".config .hint");
    assert!(said.contains("604800000"), "{said}");
    fill(&page, &retention, "soon");
    page.wait_for(".config.wrong .error", RUN);
}

#[test]
fn a_scenario_is_kept_saved_opened_elsewhere_and_deleted() {
    let page = begin("racks");
    fill(&page, "setup-title", "Three racks and a half");
    page.wait_until(
        "Object.values(localStorage).some((kept) => kept.includes('and a half'))",
        RUN,
    );
    let text = page.eval("localStorage['logarium.1.scenario.scenario-1']");
    let file = std::env::temp_dir().join("logarium-scenario.json");
    fs::write(&file, text.as_str().expect("it is kept")).expect("a file can be written");
    page.open("/#/sandbox");
    page.wait_for(&named("kept-scenario-1"), RUN);
    let kept = page.text(&named("kept-scenario-1"));
    assert!(kept.contains("Three racks and a half"), "{kept}");
    page.upload(&named("import-scenario-file"), &file);
    page.wait_for(&named("setup"), RUN);
    page.open("/#/sandbox");
    page.wait_for(&named("kept-scenario-2"), RUN);
    press_on(&page, &named("delete-scenario-1"));
    page.wait_gone(&named("kept-scenario-1"));
    fs::write(&file, "no scenario").expect("a file can be written");
    page.upload(&named("import-scenario-file"), &file);
    page.wait_for(&named("sandbox-problem"), RUN);
    page.open("/#/sandbox/nowhere");
    page.wait_for(&named("lost"), RUN);
}

#[test]
fn the_cluster_of_a_lab_goes_on_in_the_sandbox() {
    let page = open_lab("failover");
    press_on(&page, &named("to-sandbox"));
    page.wait_for(&named("setup"), RUN);
    page.wait_for(&named("node-broker-3"), RUN);
    let url = page.url();
    assert!(url.contains("#/sandbox/scenario-1"), "{url}");
}

#[test]
fn the_keys_undo_and_redo_a_change_of_the_setup_but_not_while_a_field_is_typed_in() {
    let page = begin("three-brokers");
    press_on(&page, &named("add-broker"));
    page.wait_for(&named("node-broker-4"), RUN);
    page.press("Control+z");
    page.wait_gone(&named("node-broker-4"));
    page.press("Control+Shift+z");
    page.wait_for(&named("node-broker-4"), RUN);
    page.press("Meta+z");
    page.wait_gone(&named("node-broker-4"));
    page.press("Meta+Shift+z");
    page.wait_for(&named("node-broker-4"), RUN);
    page.click(&named("setup-title"));
    page.press("Control+z");
    page.eval_async("new Promise(done => setTimeout(done, 500)).then(() => true)");
    assert!(
        page.exists(&named("node-broker-4")),
        "the field has the key"
    );
    page.press("Tab");
    page.press("?");
    page.wait_for(&named("help"), RUN);
    let help = page.text(&named("help"));
    assert!(help.contains("undo a change of the setup"), "{help}");
}

#[test]
fn clients_without_a_broker_can_be_added_too() {
    let page = begin("without-kafka");
    press_on(&page, &named("add-receiver"));
    page.wait_for(&named("part-receiver-1"), RUN);
    assert!(!page.exists(".setup-problems"));
}
