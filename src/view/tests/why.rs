//! The way back from what happened to where it began, read from the run itself.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Session, shelf};
use view::why::Why;

fn run(lab: &str, seconds: u64) -> Session {
    let mut session = Session::new(Arc::new(shelf::open(lab).expect("a built-in lab")));
    session.seek(Instant(seconds * 1_000_000));
    session
}

/// Walks from a step to the very beginning.
fn all_the_way(session: &Session, step: u64) -> Vec<view::why::Link> {
    let mut why = Why::of(session, step);
    let mut links = why.links;
    while let Some(further) = why.further {
        why = Why::of(session, further);
        links.extend(why.links);
    }
    links
}

#[test]
fn each_step_follows_from_one_before_it_back_to_one_from_outside() {
    let session = run("first-records", 12);
    let last = session.position().0 - 1;
    for step in [last, last / 2, 3, 0] {
        let links = all_the_way(&session, step);
        assert_eq!(links[0].event.step, step);
        for pair in links.windows(2) {
            let cause = pair[0].event.cause.as_ref().map(|cause| cause.step);
            assert_eq!(cause, Some(pair[1].event.step));
            assert!(pair[1].event.step < pair[0].event.step);
            assert!(pair[1].event.at <= pair[0].event.at);
        }
        let first = links.last().expect("a step is a link");
        assert_eq!(first.event.cause, None, "step {step} begins somewhere");
    }
}

#[test]
fn a_restart_by_hand_is_where_the_boot_begins() {
    let mut session = run("first-records", 5);
    session
        .act(Action::Restart("consumer-1".to_owned()))
        .expect("it runs");
    let deed = session.position().0 - 1;
    session.advance(Instant(9_000_000));
    let booted = (deed..session.position().0).find(|step| {
        let links = Why::of(&session, *step).links;
        links.len() > 1 && links[1].event.step == deed
    });
    let booted = booted.expect("the boot follows from the restart");
    let links = all_the_way(&session, booted);
    assert_eq!(links.len(), 2);
    assert_eq!(links[0].node.as_deref(), Some("consumer-1"));
    assert_eq!(links[0].event.text.key, "event-booted");
    assert_eq!(links[1].event.text.key, "did-restart");
}

#[test]
fn a_step_that_was_never_played_has_no_way_back() {
    let session = run("first-records", 1);
    let why = Why::of(&session, 1_000_000);
    assert_eq!(why.links, []);
}
