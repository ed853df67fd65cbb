//! What the inspector lets one change and ask.

use crate::steps::{RUN, named, open_lab, press_on};

#[test]
fn a_config_is_changed_while_the_cluster_runs() {
    let page = open_lab("acks-all");
    page.drag(&named("timeline"), 0.0, 0.2);
    page.click(&named("strip-broker-1-payments-0"));
    page.wait_for(&named("defaults"), RUN);
    page.click(&named("defaults"));
    page.click(&named("config-retention.ms"));
    page.type_text(&named("alter-retention.ms"), "soon");
    page.click(&named("alter-retention.ms-do"));
    let told = "[id=\"alter-retention.ms-told\"]";
    page.wait_for(&format!("{told}.error"), RUN);
    assert!(page.text(told).contains("retention.ms"));

    page.type_text(&named("alter-retention.ms"), "86400000");
    page.click(&named("alter-retention.ms-do"));
    page.wait_for(&format!("{told}.hint"), RUN);
    page.click(&named("play"));
    page.wait_until(
        "document.querySelector('.configs > .set [data-test=\"config-retention.ms\"]')?.textContent.includes('86400000')",
        RUN,
    );
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_client_reads_its_configs_when_it_starts_and_offers_no_other_way() {
    let page = open_lab("acks-all");
    press_on(&page, &named("node-producer-1"));
    page.click(&named("defaults"));
    page.click(&named("config-acks"));
    assert!(!page.exists(&named("alter-acks")));
}

#[test]
fn why_walks_back_to_where_it_began_with_the_keyboard_alone() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.0, 0.4);
    press_on(&page, &named("node-broker-1"));
    press_on(&page, &named("deed-crash"));
    press_on(&page, &named("tab-events"));
    page.wait_for(&named("events"), RUN);
    press_on(&page, "[data-test=events] li .ask");
    page.wait_for(&named("why"), RUN);
    assert_eq!(
        page.count(&named("why-link")),
        1,
        "it was done from outside"
    );
    assert!(page.exists(&named("why-end")));
    press_on(&page, &named("why-close"));
    page.wait_gone(&named("why"));

    press_on(&page, &named("node-broker-2"));
    page.wait_for("[data-test=last-events] .ask", RUN);
    press_on(&page, "[data-test=last-events] .ask");
    page.wait_for(&named("why"), RUN);
    assert!(page.count(&named("why-link")) > 1);
    let last = "[...document.querySelectorAll('[data-test=why-link]')].pop().textContent";
    while page.exists(&named("why-further")) {
        let before = page.eval(last);
        press_on(&page, &named("why-further"));
        page.wait_until(&format!("{last} !== {before}"), RUN);
    }
    assert!(page.exists(&named("why-end")));
}
