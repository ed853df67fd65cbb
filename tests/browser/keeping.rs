//! What the browser keeps for the page, and what it cannot.

use harness::Page;
use serde_json::{Value, json};

use crate::steps::{RUN, named, press_on};

/// A browser that has no more room.
const FULL: &str = "Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); }";
/// One that keeps nothing.
const BLOCKED: &str = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })";

fn page_with(script: &str, path: &str) -> Page {
    let page = Page::of_dist();
    page.before_load(script);
    page.open(path);
    page.wait_until("window.logarium", RUN);
    page
}

/// How many notices there are about what is kept.
fn told(page: &Page) -> usize {
    page.count("[data-test^=notice-storage-]:not(button)")
}

/// The scenario that is begun is there, can be left and is found again.
fn a_scenario_can_be_made(page: &Page) {
    page.eval("location.hash = '#/sandbox'");
    press_on(page, &named("template-one-broker"));
    page.wait_for(&named("node-broker-1"), RUN);
    press_on(page, &named("add-broker"));
    page.wait_for(&named("node-broker-2"), RUN);
    page.eval("location.hash = '#/sandbox'");
    page.wait_for(&named("kept-scenario-1"), RUN);
}

/// Brings about what the first step wants, and goes to the second one.
fn go_on(page: &Page) {
    page.drag(&named("timeline"), 0.1, 0.9);
    press_on(page, &named("continue"));
}

#[test]
fn a_storage_that_is_full_is_told_once_in_the_readers_language_and_the_page_works_on() {
    let page = page_with(FULL, "/#/");
    assert_eq!(told(&page), 0, "nothing was to be kept yet");
    page.click(&named("language"));
    page.wait_text(&named("notice-storage-full"), "no tiene más sitio");
    page.click(&named("language"));
    page.wait_text(&named("notice-storage-full"), "no more room");
    assert_eq!(told(&page), 1);
    page.click(&named("notice-storage-full-close"));
    page.wait_gone(&named("notice-storage-full"));
    page.click(&named("theme"));
    a_scenario_can_be_made(&page);
    assert_eq!(told(&page), 0, "it is not told again");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_storage_that_is_blocked_is_told_once_in_the_readers_language_and_the_page_works_on() {
    let page = page_with(BLOCKED, "/#/");
    page.wait_text(&named("notice-storage-blocked"), "keeps nothing");
    page.click(&named("language"));
    page.wait_text(&named("notice-storage-blocked"), "no guarda nada");
    assert_eq!(told(&page), 1);
    page.click(&named("notice-storage-blocked-close"));
    a_scenario_can_be_made(&page);
    page.eval("location.hash = '#/lab/commit'");
    page.wait_for(&named("lab"), RUN);
    go_on(&page);
    assert_eq!(told(&page), 0, "it is not told again");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_read_is_told_once_and_put_aside_and_nothing_is_lost() {
    // A page that reads nothing of it before it is loaded anew.
    let page = page_with("", "/#/licences");
    let broken = [
        ("progress.commit", "no JSON"),
        ("progress.failover", "{\"current\":\"three\"}"),
        ("theme", "purple"),
        ("scenario.mine", "[]"),
        ("journal", "{\"lab\":3}"),
    ];
    for (name, text) in broken {
        page.eval(&format!(
            "localStorage.setItem({}, {})",
            json!(format!("logarium.1.{name}")),
            json!(text)
        ));
    }
    page.eval("history.replaceState(null, '', '#/')");
    page.reload();
    page.wait_text(&named("notice-storage-unreadable"), "progress.commit");
    page.eval("location.hash = '#/sandbox'");
    page.wait_text(&named("notice-storage-unreadable"), "scenario.mine");
    page.eval("location.hash = '#/lab/commit'");
    page.wait_text(&named("notice-storage-unreadable"), "journal");
    assert_eq!(told(&page), 1, "one notice names all of them");
    let notice = page.text(&named("notice-storage-unreadable"));
    for (name, text) in broken {
        assert!(notice.contains(name), "{name} in {notice}");
        let aside = format!("localStorage['logarium.1.unreadable.{name}']");
        assert_eq!(page.eval(&aside), text);
    }
    page.click(&named("notice-storage-unreadable-close"));
    go_on(&page);
    page.eval("location.hash = '#/'");
    page.reload();
    page.wait_for(&named("hero"), RUN);
    assert_eq!(told(&page), 0, "the next visit is not troubled again");
    let kept = page.eval("JSON.parse(localStorage['logarium.1.progress.commit']).current");
    assert_eq!(kept, 1, "and what was done since is kept");
}

#[test]
fn what_a_newer_version_has_kept_is_told_once_and_stays_as_it_is() {
    let page = page_with("", "/#/");
    let newer = json!("{\"of\":\"tomorrow\"}");
    page.eval(&format!(
        "localStorage['logarium.2.progress.commit'] = {newer}"
    ));
    page.eval("localStorage['logarium.1.progress.commit'] = '{\"current\":2,\"finished\":false}'");
    page.reload();
    page.wait_for(&named("notice-storage-newer"), RUN);
    assert_eq!(told(&page), 1);
    let dots = "[data-test=lab-commit] .progress-dots .done";
    assert_eq!(page.count(dots), 2, "what this version has kept is read");
    page.click(&named("notice-storage-newer-close"));
    page.eval("location.hash = '#/lab/commit'");
    page.wait_for(&named("lab"), RUN);
    assert_eq!(told(&page), 0);
    let kept: Value = page.eval("localStorage['logarium.2.progress.commit']");
    assert_eq!(kept, newer);
}
