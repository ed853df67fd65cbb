//! axe looks at every page in every light, wide and narrow, and finds nothing that keeps somebody out.

use std::fs;

use crate::steps::{RUN, copied_link, named, open_lab, press_on};
use harness::{Page, root};

const SIZES: [(u32, u32); 2] = [(1280, 800), (390, 844)];

/// What axe calls serious or critical of the page as it stands: the rule, and each element that breaks it.
const FOUND: &str = "axe.run(document, { resultTypes: ['violations'] }).then(told => told.violations
    .filter(rule => ['serious', 'critical'].includes(rule.impact))
    .flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target.join(' ')}: ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message}`)))";

/// Has axe look at what is shown now, in every light and at every size.
fn look(page: &Page, what: &str) {
    let axe = root().join("target/tools/axe-core/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(&axe).unwrap_or_else(|e| {
        panic!(
            "{}: {e}; `cargo xtask test` installs it by npm",
            axe.display()
        )
    });
    page.inject(&axe);
    let mut found = Vec::new();
    for (width, height) in SIZES {
        page.resize(width, height);
        for dark in [false, true] {
            page.dark(dark);
            let light = if dark { "dark" } else { "light" };
            page.wait_until(
                &format!("matchMedia('(prefers-color-scheme: {light})').matches"),
                RUN,
            );
            let told = page.eval_async(FOUND);
            let told = told.as_array().expect("a list");
            found.extend(
                told.iter().map(|broken| {
                    format!("{width} {light} {}", broken.as_str().unwrap_or_default())
                }),
            );
        }
    }
    page.resize(SIZES[0].0, SIZES[0].1);
    page.dark(false);
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn the_page_of_licences_keeps_nobody_out() {
    let page = Page::of_dist();
    page.open("/licenses.html");
    look(&page, "licences");
}

fn open(path: &str, shown: &str) -> Page {
    let page = Page::of_dist();
    page.open(path);
    page.wait_for(&named(shown), RUN);
    page
}

/// A lab in the middle of its run, at rest, with something selected.
fn lab_at(link: &str) -> Page {
    let page = open(&format!("/#/lab/{link}"), "lab");
    page.wait_gone(&named("seeking"));
    page
}

#[test]
fn home_keeps_nobody_out() {
    look(&open("/#/", "home"), "home");
}

#[test]
fn a_page_that_is_not_there_keeps_nobody_out() {
    look(&open("/#/nowhere", "lost"), "a lost page");
    look(&open("/#/run/1.nonsense", "lost"), "a link that is none");
}

#[test]
fn the_sandbox_keeps_nobody_out() {
    let page = open("/#/sandbox", "sandbox");
    look(&page, "the sandbox");
    page.click(&named("template-blank"));
    page.wait_for(&named("setup"), RUN);
    look(&page, "a scenario");
}

#[test]
fn the_tabs_of_a_lab_keep_nobody_out() {
    let page = lab_at("failover?do=9.2s:crash:broker-1&at=12.5s&select=broker-2");
    for tab in ["text", "inspect", "flights", "events", "score"] {
        if tab != "text" {
            page.click(&named(&format!("tab-{tab}")));
        }
        look(&page, tab);
    }
}

#[test]
fn the_drawers_of_a_lab_keep_nobody_out() {
    let page = lab_at("failover?do=9.2s:crash:broker-1&at=12.5s&select=broker-2");
    let decks = page
        .eval("[...document.querySelectorAll('.deck-handle')].map(handle => handle.dataset.test)");
    for deck in decks
        .as_array()
        .expect("a list")
        .iter()
        .map(|deck| deck.as_str().expect("a name"))
    {
        page.click(&named(deck));
        page.wait_for(&named("deck"), RUN);
        look(&page, deck);
    }
}

#[test]
fn help_and_notices_keep_nobody_out() {
    let page = open_lab("commit");
    page.press("?");
    page.wait_for(&named("help"), RUN);
    look(&page, "help");
    page.press("Escape");
    copied_link(&page);
    look(&page, "a notice");
}

#[test]
fn the_forms_of_a_lab_keep_nobody_out() {
    let page = open_lab("leader");
    page.drag(&named("timeline"), 0.1, 0.6);
    press_on(&page, &named("node-broker-1"));
    page.click(&named("fault-open"));
    look(&page, "the form of faults");
    press_on(&page, &named("node-producer-1"));
    page.wait_for(&named("send-form"), RUN);
    look(&page, "the form of records");
}

#[test]
fn what_opens_over_a_lab_keeps_nobody_out() {
    let page = lab_at("failover?at=9s");
    page.click_right(&named("node-broker-1"));
    page.wait_for(&named("menu"), RUN);
    look(&page, "the menu");
    page.press("Escape");
    for (key, shown) in [("/", "palette"), ("?", "help"), ("g", "glossary")] {
        page.press(key);
        page.wait_for(&named(shown), RUN);
        look(&page, shown);
        page.press("Escape");
        page.wait_gone(&named(shown));
    }
    page.press("p");
    page.wait_for(&named("present-end"), RUN);
    look(&page, "the stage alone");
}

#[test]
fn two_runs_beside_each_other_keep_nobody_out() {
    let page = lab_at("acks-1?at=12s&deck=compare");
    page.type_text(&named("compare-path-0"), "clients.producer-1.config.acks");
    page.type_text(&named("compare-value-0"), "all");
    press_on(&page, &named("compare-go"));
    page.wait_for("[data-test=compare-status][data-together=true]", RUN);
    look(&page, "two runs");
}

#[test]
fn scenarios_and_their_forms_keep_nobody_out() {
    let page = open("/#/sandbox", "sandbox");
    page.click(&named("template-three-brokers"));
    page.wait_for(&named("setup"), RUN);
    let parts =
        "[...document.querySelectorAll('[data-test^=part-]')].map(part => part.dataset.test)";
    let parts = page.eval(parts);
    let parts = parts.as_array().expect("a list").clone();
    assert!(parts.len() > 2, "{parts:?}");
    for part in parts.iter().map(|part| part.as_str().expect("a name")) {
        press_on(&page, &named(part));
        look(&page, part);
    }
    page.open("/#/sandbox");
    page.wait_for(&named("kept-scenario-1"), RUN);
    look(&page, "the kept scenarios");
}

#[test]
fn the_page_in_a_frame_keeps_nobody_out() {
    for (address, shown) in [
        (
            "/?embed=1#/lab/failover?at=9s&deck=close-up&select=broker-2",
            "lab",
        ),
        ("/?embed=1", "waiting"),
    ] {
        let page = open(address, shown);
        page.wait_gone(&named("seeking"));
        look(&page, address);
    }
}

#[test]
fn a_broken_promise_keeps_nobody_out() {
    let page = lab_at("failover?do=9.2s:crash:broker-1&at=40s&tab=score");
    page.wait_for("[data-test=card-claim].broken", RUN);
    page.click(&named("count-lost"));
    page.wait_for(&named("records"), RUN);
    look(&page, "the records that were lost");
}
