//! What can be done to a thing is offered beside it, by mouse and by key.

use serde_json::{Value, json};

use crate::steps::{RUN, copied_link, named, open_lab, tab_to};

/// What was done in the run of a page, as its link tells it.
fn deeds(page: &harness::Page) -> Vec<Value> {
    let opened = lab::link::open(&copied_link(page)).expect("the page makes whole links");
    let journal = opened.session.journal().iter();
    let deed = |entry: &lab::JournalEntry| serde_json::to_value(&entry.action).expect("JSON");
    journal.map(deed).collect()
}

#[test]
fn a_broker_is_crashed_by_its_menu_with_keys_alone() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.0, 0.3);
    tab_to(&page, &named("node-broker-1"));
    page.press("b");
    page.wait_for(&named("menu"), RUN);
    let steps = page.eval(
        "[...document.querySelectorAll('[role=menuitem]')].findIndex((item) => item.dataset.test === 'menu-crash')",
    );
    for _ in 0..steps.as_u64().expect("it is offered") {
        page.press("ArrowDown");
    }
    page.press("Enter");
    page.wait_gone(&named("menu"));
    page.wait_for(".node.down[data-test=node-broker-1]", RUN);
    assert_eq!(deeds(&page), [json!({ "crash": "broker-1" })]);
}

#[test]
fn the_right_button_opens_a_menu_and_escape_gives_the_focus_back() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.0, 0.3);
    tab_to(&page, &named("node-producer-1"));
    page.click_right(&named("node-producer-1"));
    page.wait_for(&named("menu-crash"), RUN);
    assert!(!page.exists(&named("menu-start")), "it runs already");
    page.press("Escape");
    page.wait_gone(&named("menu"));
    page.wait_until(
        "document.activeElement.dataset.test === 'node-producer-1'",
        RUN,
    );
}

#[test]
fn the_very_message_that_flies_is_made_late() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.0, 0.3);
    page.click(&named("tab-flights"));
    let found =
        "[...document.querySelectorAll('[data-test^=more-]')].map((one) => one.dataset.test)";
    for _ in 0..60 {
        let some = page.eval(found);
        if some.as_array().is_some_and(|all| !all.is_empty()) {
            break;
        }
        page.press("ArrowRight");
    }
    let more = page.eval(found)[0]
        .as_str()
        .expect("a message flies")
        .to_owned();
    page.click(&named(&more));
    page.click(&named("menu-delay"));
    let id: u64 = more.trim_start_matches("more-").parse().expect("a number");
    let delay = json!({ "delay": { "flight": id, "by_ms": 1000 } });
    assert_eq!(deeds(&page), [delay]);
}

#[test]
fn the_palette_finds_and_does_what_one_types() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.0, 0.3);
    page.press("/");
    page.wait_for(&named("palette"), RUN);
    let offers = "document.querySelectorAll('[data-test=offers] [role=option]').length";
    page.type_text(&named("palette-field"), "nothing is called so");
    page.wait_until(&format!("{offers} === 0"), RUN);
    page.type_text(&named("palette-field"), "broker-3 crash");
    page.wait_until(&format!("{offers} > 0"), RUN);
    page.press("Enter");
    page.wait_gone(&named("palette"));
    page.wait_for(".node.down[data-test=node-broker-3]", RUN);
    page.press("/");
    page.type_text(&named("palette-field"), "show charts");
    page.press("Enter");
    page.wait_for("[data-deck=charts]", RUN);
}

#[test]
fn a_projector_shows_the_stage_alone() {
    let page = open_lab("failover");
    let bare = "document.querySelector('.shell.bare')";
    page.press("p");
    page.wait_for(".shell.bare", RUN);
    page.wait_until("document.querySelector('.top').clientHeight === 0", RUN);
    page.wait_until(
        "document.querySelector('[data-test=stage]').clientWidth > 1000",
        RUN,
    );
    page.click(&named("present-end"));
    page.wait_until(&format!("{bare} === null"), RUN);
    page.press("p");
    page.wait_for(".shell.bare", RUN);
    page.press("Escape");
    page.wait_until(&format!("{bare} === null"), RUN);
}
