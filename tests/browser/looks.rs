//! The page is looked at: pictures of every page in every light, kept below `target/shots`.

use harness::{Page, root};
use lab::shelf;

use serde_json::json;

use crate::deeds::act;
use crate::steps::{RUN, copied_link, named, open_lab, play_up_to, press_on};

const SIZES: [(&str, u32, u32); 2] = [("desktop", 1280, 800), ("phone", 390, 844)];

/// Pictures of a page on a desk and on a phone, light and dark; it must not be wider than either.
pub fn pictures(page: &Page, name: &str) {
    for (device, width, height) in SIZES {
        page.resize(width, height);
        for light in ["light", "dark"] {
            page.wait_until(
                &format!("document.documentElement.dataset.theme === '{light}'"),
                RUN,
            );
            page.screenshot(&root().join(format!("target/shots/{name}-{device}-{light}.png")));
            // A phone makes its window as wide as what it shows.
            let fits = page.eval(&format!("document.documentElement.scrollWidth <= {width}"));
            assert_eq!(fits, true, "{name} fits a {device}");
            page.click(&named("theme"));
        }
    }
}

#[test]
fn home_fits_every_screen() {
    let page = open_lab("commit");
    page.open("/#/");
    page.wait_for(&named("home"), RUN);
    pictures(&page, "home");
}

#[test]
fn no_lab_shows_the_signs_of_its_markdown() {
    let page = open_lab("commit");
    let mut codes = 0;
    for lab in shelf::labs() {
        page.open(&format!("/#/lab/{}", lab.id));
        page.wait_for(&named("lesson"), RUN);
        let bare =
            page.eval("document.querySelector('[data-test=lesson]').textContent.includes('`')");
        assert_eq!(bare, false, "{}", lab.id);
        codes += page.count(".choice code, .step-print li code");
    }
    assert!(codes > 0, "some choice has code in it");
}

#[test]
fn a_lab_fits_every_screen() {
    let page = open_lab("commit");
    page.drag(&named("timeline"), 0.1, 0.6);
    page.click(&named("node-consumer-1"));
    page.wait_for(&named("facts"), RUN);
    pictures(&page, "commit");
}

#[test]
fn three_brokers_in_three_racks_fit_every_screen() {
    let page = open_lab("leader");
    page.drag(&named("timeline"), 0.1, 0.6);
    act_at_once(&page, json!({ "pause": "broker-3" }));
    act_at_once(
        &page,
        json!({ "send": { "client": "producer-1", "topic": "orders", "value": { "order": 5 } } }),
    );
    press_on(&page, &named("play"));
    let above = "document.querySelector('[data-test^=strip-broker-1] .cell.open')";
    page.wait_until(above, RUN);
    press_on(&page, &named("play"));
    assert_eq!(
        page.eval("document.querySelectorAll('[data-test^=rack-]').length"),
        3
    );
    pictures(&page, "leader");
}

#[test]
fn epochs_and_a_broker_that_is_down_fit_every_screen() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.1, 0.5);
    act_at_once(&page, json!({ "crash": "broker-1" }));
    for _ in 0..4 {
        page.press("+");
    }
    press_on(&page, &named("play"));
    page.wait_until("document.querySelector('.cell.e1')", RUN);
    press_on(&page, &named("play"));
    pictures(&page, "failover");
}

#[test]
fn a_log_without_its_start_fits_every_screen() {
    let page = open_lab("retention-time");
    page.drag(&named("timeline"), 0.1, 0.4);
    page.wait_for(".gone .ghost", RUN);
    page.wait_for(".segment-line", RUN);
    pictures(&page, "retention-time");
}

/// Does something to the lab on the page.
fn act_at_once(page: &Page, action: serde_json::Value) {
    let id = page.eval("location.hash.split('/').pop()");
    let lab = shelf::open(id.as_str().expect("a lab")).expect("it is built in");
    act(
        page,
        &lab,
        &serde_json::from_value(action).expect("an action"),
    );
}

#[test]
fn the_language_can_be_switched_and_is_kept() {
    let page = open_lab("commit");
    let english = page.text(&named("lesson"));
    page.click(&named("language"));
    page.wait_until("document.documentElement.lang === 'es'", RUN);
    assert_ne!(page.text(&named("lesson")), english);
    page.reload();
    page.wait_for(&named("lesson"), RUN);
    assert_eq!(page.eval("document.documentElement.lang"), "es");
}

#[test]
fn a_broken_scorecard_with_its_records_fits_every_screen() {
    let page = open_lab("failover");
    let link = "#/lab/failover?do=9.2s:crash:broker-1&at=40s&tab=score";
    page.eval(&format!("location.hash = '{link}'"));
    page.wait_for("[data-test=card-claim].broken", RUN);
    page.click(&named("count-lost"));
    page.wait_for(&named("records"), RUN);
    pictures(&page, "scorecard");
}

#[test]
fn the_form_that_breaks_a_way_fits_every_screen() {
    let page = open_lab("leader");
    page.click(&named("node-broker-1"));
    page.click(&named("fault-open"));
    page.choose(&named("fault-verb"), "slow");
    page.type_text(&named("fault-amount"), "a while");
    page.click(&named("fault-do"));
    page.wait_for(&format!("{}:not(:empty)", named("fault-error")), RUN);
    pictures(&page, "fault");
}

#[test]
fn a_broken_promise_and_the_form_that_mends_it_fit_every_screen() {
    let page = open_lab("acks-1");
    let lab = shelf::open("acks-1").expect("it is built in");
    play_up_to(&page, &lab, "fix-it");
    press_on(&page, &named("try-it"));
    page.wait_for(&named("outcome-wrong"), RUN);
    page.resize(SIZES[1].1, SIZES[1].2);
    page.click(&named("tab-text"));
    pictures(&page, "fix");
}

#[test]
fn a_copied_link_fits_every_screen() {
    let page = open_lab("commit");
    page.drag(&named("timeline"), 0.1, 0.6);
    copied_link(&page);
    pictures(&page, "link");
}
