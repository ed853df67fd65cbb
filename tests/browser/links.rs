//! A run is a link: made by the page it opens elsewhere, made elsewhere it opens in the page.

use harness::Page;
use lab::link::{self, Opened};
use serde_json::Value;

use crate::steps::{RUN, copied_link, named, open_lab};

fn opened(link: &str) -> Opened {
    link::open(link).unwrap_or_else(|problems| panic!("{link}: {problems}"))
}

#[test]
fn a_link_made_by_the_page_comes_to_the_same_digest_on_the_command_line() {
    let page = open_lab("commit");
    page.drag(&named("timeline"), 0.1, 0.4);
    page.click(&named("node-consumer-1"));
    page.click(&named("deed-crash"));
    page.wait_for(&named("deed-start"), RUN);
    let link = copied_link(&page);
    assert!(
        link.starts_with(&page.url().replace("#/lab/commit", "")),
        "{link}"
    );
    assert!(!page.text(&named("notice-link")).is_empty());

    let native = opened(&link);
    assert_eq!(native.losses, []);
    assert_eq!(native.view.select.as_deref(), Some("consumer-1"));
    let deed =
        serde_json::to_value(&native.session.journal()[0].action).expect("an action is JSON");
    assert_eq!(deed["crash"], "consumer-1");
    let exported = page.eval_async(&format!(
        "await window.logarium.link({})",
        Value::from(link)
    ));
    assert_eq!(exported, native.to_json(), "to the very letter");
}

#[test]
fn a_link_made_elsewhere_is_shown_by_the_page_with_what_was_selected() {
    let link = "#/lab/failover?at=12.5s&do=9.2s:crash:broker-1&until=20s&select=broker-1&tab=events&speed=5";
    let native = opened(link);
    let made = link::to(&native.session, &native.view);
    let page = Page::of_dist();
    page.open(&format!("/{made}"));
    page.wait_for(&named("lab"), RUN);
    page.wait_for(&named("events"), RUN);
    assert!(!page.exists(&named("notice-link-losses")));
    assert_eq!(
        opened(&copied_link(&page)).to_json(),
        opened(&made).to_json()
    );
}

#[test]
fn what_a_damaged_link_has_lost_is_listed_entry_by_entry() {
    let page = Page::of_dist();
    page.open("/#/lab/commit?do=9s:crash:consumer1;10s:crush:consumer-1;11s:crash:consumer-1&at=12s&tab=nothing");
    page.wait_for(&named("notice-link-losses"), RUN);
    let notice = page.text(&named("notice-link-losses"));
    for expected in ["journal[0]", "journal[1]", "view.tab", "consumer-1"] {
        assert!(notice.contains(expected), "{expected} is not in {notice}");
    }
    assert!(!notice.contains("journal[2]"), "{notice}");
    page.open("/#/run/1.nonsense");
    page.wait_for(&named("lost"), RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn opening_a_link_loses_no_run() {
    let page = open_lab("commit");
    page.drag(&named("timeline"), 0.1, 0.4);
    page.click(&named("node-consumer-1"));
    page.click(&named("deed-crash"));
    page.wait_for(&named("deed-start"), RUN);
    page.eval("location.hash = '#/lab/commit?at=3s&do=2s:pause:broker-1&select=broker-1'");
    page.wait_for(&named("notice-aside"), RUN);
    page.wait_for(&named("deed-resume"), RUN);
    page.click(&named("notice-aside-act"));
    page.click(&named("node-consumer-1"));
    page.wait_for(&named("deed-start"), RUN);
}
