//! What is asked of the cluster is filled in by keys alone, and what came of it is told.

use serde_json::json;

use crate::steps::{RUN, copied_link, named, open_lab, play, tab_to};

/// A field of the form, by the name that lab files have for it.
fn field(name: &str) -> String {
    format!("[id='at-create_topic{name}']")
}

#[test]
fn a_topic_is_asked_for_by_keys_alone_and_told_as_refused() {
    let page = open_lab("create-topic");
    page.drag(&named("timeline"), 0.0, 0.1);
    page.press("/");
    page.wait_for(&named("palette"), RUN);
    page.type_text(&named("palette-field"), "create topic");
    page.press("Enter");
    page.wait_for(&named("ask-create_topic"), RUN);
    page.wait_until("document.activeElement.id === 'at-create_topic.topic'", RUN);
    page.type_text(&field(".topic"), "orders");
    page.press("Tab");
    page.type_text(&field(".partitions"), "0");
    page.press("Enter");
    page.wait_for(
        "[data-test='field-create_topic.partitions'] [role=alert]",
        RUN,
    );
    page.type_text(&field(".partitions"), "2");
    page.press("Tab");
    page.type_text(":focus", "4");
    page.press("Enter");
    page.wait_gone(&named("ask"));

    let opened = lab::link::open(&copied_link(&page)).expect("the page makes whole links");
    let last = opened.session.journal().last().expect("it was asked");
    let topic = json!({ "topic": "orders", "partitions": 2, "replication.factor": 4 });
    assert_eq!(json!(last.action), json!({ "create_topic": topic }));
    tab_to(&page, &named("node-admin"));
    page.press("Enter");
    play(&page, true);
    page.wait_text(&named("fact-answer"), "INVALID_REPLICATION_FACTOR");
}

#[test]
fn the_leaders_of_all_partitions_are_elected_from_the_palette() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.0, 0.3);
    page.press("/");
    page.type_text(&named("palette-field"), "elect all partitions");
    page.press("Enter");
    page.wait_gone(&named("palette"));
    let opened = lab::link::open(&copied_link(&page)).expect("the page makes whole links");
    let last = opened.session.journal().last().expect("it was asked");
    assert_eq!(json!(last.action), json!({ "elect_leaders": {} }));
}
