//! The selected thing, large.

use crate::steps::{RUN, named, open_lab, press_on};

#[test]
fn a_partition_is_shown_across_its_replicas_and_page_by_page() {
    let page = open_lab("acks-all");
    page.drag(&named("timeline"), 0.0, 0.4);
    press_on(&page, &named("strip-broker-1-payments-0"));
    press_on(&page, &named("deck-close-up"));
    page.wait_for(&named("close-up-partition"), RUN);
    for broker in ["broker-1", "broker-2", "broker-3"] {
        assert!(
            page.exists(&named(&format!("replica-{broker}"))),
            "{broker}"
        );
    }
    let first = "document.querySelector('.replicas th.offset').textContent";
    let before = page.eval(first);
    press_on(&page, &named("close-up-earlier"));
    page.wait_until(&format!("{first} !== {before}"), RUN);
    assert!(page.exists(&format!("{}:not(:disabled)", named("close-up-later"))));
}

#[test]
fn a_group_shows_who_has_what_and_a_consumer_the_step_that_runs() {
    let page = open_lab("two-groups");
    page.drag(&named("timeline"), 0.0, 0.3);
    press_on(&page, &named("group-billing"));
    press_on(&page, &named("deck-close-up"));
    page.wait_for(&named("member-consumer-1"), RUN);
    assert!(page.text(&named("group-state")).contains("Stable"));
    press_on(&page, &named("node-consumer-3"));
    page.wait_for(&named("close-up-consumer"), RUN);
    assert_eq!(page.count("[data-test=loop] [aria-current=step]"), 1);
    press_on(&page, &named("node-producer-1"));
    page.wait_for(&named("close-up-producer"), RUN);
    press_on(&page, &named("node-broker-1"));
    page.wait_for(&named("close-up-none"), RUN);
}
