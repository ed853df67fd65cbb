//! When the module stops, nothing is lost.

use std::fs;

use harness::{Page, dist};

use crate::steps::{RUN, named, open_lab};

#[test]
fn a_page_without_its_module_says_so_plainly() {
    let folder = std::env::temp_dir().join("logarium-without-module");
    fs::create_dir_all(&folder).expect("a folder can be made");
    for file in ["index.html", "boot.js"] {
        fs::copy(dist().join(file), folder.join(file)).expect("the site is built");
    }
    let page = Page::of_folder(&folder);
    page.open("/");
    page.wait_for("#crash:not([hidden])", RUN);
    assert!(!page.text(&named("crash-message")).is_empty());
}

#[test]
fn a_plain_page_offers_the_saved_run_and_the_next_load_restores_it() {
    let page = open_lab("commit");
    page.drag(&named("timeline"), 0.1, 0.4);
    page.click(&named("node-consumer-1"));
    page.click(&named("deed-crash"));
    page.wait_for(&named("deed-start"), RUN);
    page.wait_until(
        "(localStorage.getItem('logarium.1.journal') ?? '').includes('crash')",
        RUN,
    );
    // What the module's panic hook does.
    page.eval("dispatchEvent(new CustomEvent('logarium-stopped', { detail: 'unreachable' }))");
    page.wait_for("#crash:not([hidden])", RUN);
    assert!(page.text(&named("crash-message")).contains("unreachable"));
    let saved = page.attribute(&named("crash-journal"), "href");
    assert!(saved.is_some_and(|href| href.starts_with("blob:")));
    page.click(&named("crash-reload"));
    page.wait_for(&named("notice-restore"), RUN);
    page.click(&named("notice-restore-act"));
    page.click(&named("node-consumer-1"));
    page.wait_for(&named("deed-start"), RUN);
}
