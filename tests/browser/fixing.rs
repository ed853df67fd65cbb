//! An attack that takes long to be done again leaves the page alive.

use std::sync::Arc;

use engine::model::Instant;
use harness::Page;
use lab::link::{self, View};
use lab::{Action, Lab, Session, shelf};
use serde_json::{Value, json};

use crate::steps::{RUN, named, press_on};

/// The link to a run in which the leader has died with records that nobody else has. Under another configuration it goes
/// on for ten minutes, in which a hundred records a second are sent.
fn broken() -> String {
    let labs = shelf::labs().iter();
    let failover = labs.clone().find(|lab| lab.id == "failover");
    let mut file: Value =
        serde_json::from_str(failover.expect("it is built in").json).expect("it is JSON");
    for list in ["goals", "wrong_turns"] {
        file[list] = json!([]);
    }
    file["id"] = json!("long-attack");
    let source = &mut file["clients"]["producer-1"]["source"];
    source["every_ms"] = json!(10);
    source["count"] = json!(50_000);
    file["steps"] = json!([
        {
            "id": "break-it",
            "kind": "break",
            "claim": "at-least-once",
            "attack": [{ "at_ms": 8_000, "do": { "crash": "leader of orders-0" } }]
        },
        {
            "id": "fix-it",
            "kind": "fix",
            "of": "break-it",
            "settings": [{ "path": "clients.producer-1.config.acks", "values": ["1", "all"] }],
            "solution": ["clients.producer-1.config.acks=all"],
            "run_ms": 600_000
        }
    ]);
    let lab = Lab::parse(&file.to_string(), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut session = Session::new(Arc::new(lab));
    session.seek(Instant(8_000_000));
    let crash = Action::Crash("leader of orders-0".into());
    session.act(crash).expect("somebody leads");
    session.seek(Instant(40_000_000));
    link::to(&session, &View::default())
}

/// How far the attack is, by what the page shows of it.
fn so_far(page: &Page) -> Option<f64> {
    let bar = "document.querySelector('[data-test=fix-trying] progress')?.value";
    page.eval(bar).as_f64()
}

#[test]
fn a_long_attack_on_a_fix_shows_how_far_it_is_and_can_be_stopped() {
    let page = Page::of_dist();
    page.open(&format!("/{}", broken()));
    page.wait_for(".done[data-test=step-break-it]", RUN);
    press_on(&page, &named("continue"));
    page.wait_for(&named("try-it"), RUN);

    // A quick machine would be done before anybody has looked.
    page.throttle(10);
    page.click(&named("try-it"));
    page.wait_for(&named("fix-trying"), RUN);
    let before = so_far(&page);
    page.wait_until(
        &format!(
            "document.querySelector('[data-test=fix-trying] progress').value > {}",
            before.unwrap_or_default()
        ),
        RUN,
    );
    page.click(&named("theme"));
    assert!(so_far(&page) > before, "it goes on while the page is used");
    page.click(&named("fix-trying-cancel"));
    page.wait_gone(&named("fix-trying"));
    assert_eq!(
        page.count("[data-test^=outcome-]"),
        0,
        "what was stopped comes to nothing"
    );
    page.throttle(1);

    page.click(&named("try-it"));
    page.wait_for(&named("outcome-wrong"), 4 * RUN);
    assert!(!page.exists(&named("fix-trying")));
    page.inject(
        "const choice = document.querySelector('[data-test=setting-0]');
         choice.value = 'clients.producer-1.config.acks=all';
         choice.dispatchEvent(new Event('change', { bubbles: true }));",
    );
    page.click(&named("try-it"));
    page.wait_for(&named("outcome-right"), 4 * RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
