//! Standing orders: what is done as soon as it has become so, and is in the journal from then on.

use engine::model::Instant;
use lab::{Action, Goal, Session, link};
use serde_json::{Value, json};

use super::{at, crash, session, straight};

/// An entry that crashes the consumer as soon as so many records were sent.
fn crash_after(sent: i64) -> Value {
    let measure = json!({ "sent": "producer-1" });
    json!({ "when": { "measure": measure, "at_least": sent }, "do": { "crash": "consumer-1" } })
}

fn sent(session: &Session) -> i64 {
    let goal: Goal =
        serde_json::from_value(json!({ "measure": { "sent": "producer-1" } })).unwrap();
    goal.measure.of(session.world())
}

#[test]
fn it_is_carried_out_right_after_the_step_that_made_it_so() {
    let mut session = session("first-records");
    session.advance(at(3));
    let wanted = sent(&session) + 2;
    session.order(&crash_after(wanted)).unwrap();
    session.advance(at(20));
    let [entry] = session.journal() else {
        panic!("one action: {:?}", session.journal());
    };
    assert_eq!(entry.action, crash());
    assert_eq!(session.orders(), []);
    let step = entry.step;
    session.seek_step(step);
    assert_eq!(sent(&session), wanted);
    session.step_back();
    assert_eq!(sent(&session), wanted - 1, "not a step too late");
}

#[test]
fn a_run_in_which_it_was_carried_out_needs_no_order_to_be_the_same_again() {
    let mut session = session("first-records");
    session.advance(at(3));
    session.order(&crash_after(sent(&session) + 2)).unwrap();
    session.advance(at(20));
    let digests = straight(&session);
    assert_eq!(digests.last(), Some(&session.world().digest()));
    let opened = link::open(&link::to(&session, &link::View::default())).unwrap();
    assert_eq!(opened.losses, []);
    assert_eq!(opened.session.world().digest(), session.world().digest());
}

#[test]
fn what_happened_before_it_was_given_is_not_looked_at() {
    let mut session = session("first-records");
    session.advance(at(10));
    session.seek(at(3));
    session.order(&crash_after(1)).unwrap();
    session.advance(at(9));
    assert_eq!(session.journal(), []);
    session.advance(at(20));
    assert!(session.journal()[0].at >= at(10), "what is so still counts");
}

#[test]
fn in_the_past_it_waits_for_the_frontier() {
    let mut session = session("first-records");
    session.advance(at(4));
    session.order(&crash_after(sent(&session) + 1)).unwrap();
    while session.journal().is_empty() {
        session.step();
    }
    let done = session.journal()[0].at;
    session.seek(at(2));
    session.order(&crash_after(0)).unwrap();
    session.advance(Instant(done.0 - 1));
    assert_eq!(session.journal().len(), 1, "no fork by itself");
    assert_eq!(session.branches().len(), 1);
}

#[test]
fn for_a_moment_it_is_done_at_that_moment_though_nothing_else_happens_then() {
    let mut session = session("first-records");
    for ms in [7_001, 5_003] {
        let entry = json!({ "at_ms": ms, "do": { "restart": "consumer-1" } });
        session.order(&entry).unwrap();
    }
    session.advance(at(20));
    let done: Vec<Instant> = session.journal().iter().map(|entry| entry.at).collect();
    assert_eq!(done, [Instant(5_003_000), Instant(7_001_000)]);
    assert_eq!(straight(&session).last(), Some(&session.world().digest()));
}

#[test]
fn what_can_no_longer_be_done_is_told_and_the_run_goes_on() {
    let mut session = session("first-records");
    session.advance(at(3));
    let wanted = sent(&session) + 2;
    session.order(&crash_after(wanted)).unwrap();
    session.act(crash()).unwrap();
    session.advance(at(20));
    assert_eq!(session.journal().len(), 1);
    let [(order, why)] = session.refused_orders() else {
        panic!("one was refused");
    };
    assert_eq!(order.action, crash());
    assert!(why.to_string().contains("is not running"), "{why}");
}

#[test]
fn it_can_be_taken_back() {
    let mut session = session("first-records");
    session.order(&crash_after(1)).unwrap();
    session.order(&crash_after(2)).unwrap();
    session.withdraw(0);
    session.withdraw(7);
    assert_eq!(session.orders().len(), 1);
    session.withdraw(0);
    session.advance(at(20));
    assert_eq!(session.journal(), []);
}

#[test]
fn one_that_names_what_there_is_not_says_where_and_what_is_allowed() {
    let mut session = session("first-records");
    session.advance(at(3));
    let mut told = |entry: Value| session.order(&entry).unwrap_err().to_string();
    let nobody = json!({ "when": { "measure": { "sent": "producer-9" }, "at_least": 1 }, "do": { "crash": "broker-1" } });
    let text = told(nobody);
    assert!(
        text.contains("when.measure") && text.contains("producer-1"),
        "{text}"
    );
    let bound = json!({ "when": { "measure": { "sent": "producer-1" }, "at_least": "soon" }, "do": { "crash": "broker-1" } });
    let text = told(bound);
    assert!(
        text.contains("when.at_least") && text.contains("whole number"),
        "{text}"
    );
    let text = told(json!({ "do": { "crash": "broker-1" } }));
    assert!(text.contains("at_ms"), "{text}");
    let text = told(json!({ "at_ms": 1000, "do": { "crash": "broker-1" } }));
    assert!(text.contains("at_ms") && text.contains("is over"), "{text}");
    let text = told(
        json!({ "at_ms": 9000, "repeat": { "every_ms": 1, "times": 2 }, "do": { "crash": "broker-1" } }),
    );
    assert!(text.contains("repeat"), "{text}");
    assert_eq!(session.orders(), []);
}

#[test]
fn too_many_are_refused() {
    let mut session = session("first-records");
    let given = (0..).take_while(|n| session.order(&crash_after(*n + 100)).is_ok());
    assert_eq!(given.count(), 20);
    let text = session.order(&crash_after(1)).unwrap_err().to_string();
    assert!(text.contains("take one back"), "{text}");
}

#[test]
fn it_travels_with_the_link_and_still_stands_there() {
    let mut session = session("first-records");
    session.advance(at(3));
    let wanted = sent(&session) + 2;
    session.order(&crash_after(wanted)).unwrap();
    let link = link::to(&session, &link::View::default());
    let opened = link::open(&link).unwrap();
    assert_eq!(opened.losses, []);
    let mut there = opened.session;
    assert_eq!(there.orders(), session.orders());
    there.advance(at(20));
    session.advance(at(20));
    assert_eq!(
        there.journal()[0].action,
        Action::Crash("consumer-1".to_owned())
    );
    assert_eq!(there.world().digest(), session.world().digest());
}

#[test]
fn a_damaged_one_is_told_by_its_place_and_the_others_stand() {
    let mut session = session("first-records");
    session.advance(at(3));
    session.order(&crash_after(100)).unwrap();
    session.order(&crash_after(200)).unwrap();
    let mut file: Value = serde_json::from_str(&session.export()).unwrap();
    file["orders"][0]["do"] = json!({ "crush": "consumer-1" });
    let opened = link::open(&link::pack(&file.to_string())).unwrap();
    let told: Vec<&str> = opened
        .losses
        .iter()
        .map(|loss| &*loss.problem.path)
        .collect();
    assert_eq!(told, ["orders[0]"]);
    assert_eq!(opened.session.orders().len(), 1);
}
