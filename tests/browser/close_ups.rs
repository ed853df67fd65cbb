//! The selected thing, large.

use std::sync::Arc;

use engine::model::Instant;
use harness::Page;
use lab::link::{self, View};
use lab::{Lab, Session};

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

/// The page at a cluster with a producer that has a transactional id.
fn open_transacting() -> Page {
    let text = r#"{
        "format": 1, "id": "transfers", "track": "sandbox", "seed": 7,
        "cluster": { "brokers": [{ "id": 1 }, { "id": 2 }, { "id": 3 }] },
        "topics": { "orders": { "partitions": 1, "replication.factor": 3 } },
        "clients": {
            "producer-1": { "kind": "producer", "start_ms": 0, "config": { "transactional.id": "transfers" } },
            "consumer-1": {
                "kind": "consumer", "start_ms": 0, "subscribe": ["orders"],
                "config": { "group.id": "billing", "isolation.level": "read_committed" }
            }
        },
        "until_ms": 20000
    }"#;
    let lab = Lab::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut session = Session::new(Arc::new(lab));
    session.seek(Instant(8_000_000));
    let page = Page::of_dist();
    page.open(&format!("/{}", link::to(&session, &View::default())));
    page.wait_for(&named("lab"), RUN);
    page
}

#[test]
fn a_transactional_id_is_reached_from_its_producer_and_leads_back() {
    let page = open_transacting();
    press_on(&page, &named("node-producer-1"));
    press_on(&page, &named("deck-close-up"));
    press_on(&page, &format!("{} button", named("client-transaction")));
    page.wait_for(&named("close-up-transaction"), RUN);
    page.wait_text(&named("inspector-name"), "transfers");
    let claimant = named("claimant-producer-1");
    assert!(page.text(&claimant).contains("UNINITIALIZED"));
    press_on(&page, &format!("{claimant} button"));
    page.wait_for(&named("close-up-producer"), RUN);
    let calls = page.text(&named("loop"));
    assert!(calls.contains("commitTransaction()"), "{calls}");
}

#[test]
fn a_consumer_says_which_records_it_may_read() {
    let page = open_transacting();
    press_on(&page, &named("node-consumer-1"));
    press_on(&page, &named("deck-close-up"));
    page.wait_text(&named("isolation"), "isolation.level=read_committed");
    assert!(page.text(&named("readings")).contains("LSO"));
}
