//! Which begin an end belongs to: it shows in what time forbids.

use serde_json::{Value, json};

use crate::language::{invoke, judge, ok, polled};

/// Process 0 begins two sends, and a poll ends between the begins; the first answer is about a, the second about b.
fn two_at_once(read: &str) -> Vec<Value> {
    vec![
        invoke(0, "send", json!([["send", "x", "a"]])),
        invoke(1, "poll", json!([["poll"]])),
        ok(1, "poll", polled(json!([[0, read]]))),
        invoke(0, "send", json!([["send", "x", "b"]])),
        ok(0, "send", json!([["send", "x", "a"]])),
        ok(0, "send", json!([["send", "x", "b"]])),
    ]
}

#[test]
fn a_process_is_answered_in_the_order_in_which_it_began() {
    assert_eq!(judge(&two_at_once("a")).names(), ["unseen"]);
    let judged = judge(&two_at_once("b"));
    assert_eq!(judged.names(), ["G1c-realtime", "unseen"]);
    let steps = &judged.evidence("G1c-realtime")[0]["steps"];
    assert_eq!(steps[0], json!({ "type": "realtime", "a'": 2, "b": 3 }));
}

#[test]
fn a_send_does_not_answer_a_poll() {
    let judged = judge(&[
        invoke(1, "poll", json!([["poll"]])),
        ok(1, "poll", polled(json!([[0, "a"]]))),
        invoke(0, "poll", json!([["poll"]])),
        ok(0, "send", json!([["send", "x", "a"]])),
    ]);
    assert_eq!(
        judged.names(),
        Vec::<&str>::new(),
        "nobody knows when the send began"
    );
}

#[test]
fn a_send_is_answered_before_the_poll_that_began_after_it() {
    let judged = judge(&[
        invoke(1, "poll", json!([["poll"]])),
        ok(1, "poll", polled(json!([[0, "a"]]))),
        invoke(0, "send", json!([["send", "x", "a"]])),
        invoke(0, "poll", json!([["poll"]])),
        ok(0, "send", json!([["send", "x", "a"]])),
    ]);
    assert_eq!(judged.names(), ["G1c-realtime"]);
}

#[test]
fn what_is_left_open_by_several_keeps_the_order_of_its_begin() {
    let judged = judge(&[
        invoke(9, "txn", json!([["send", "x", "a"]])),
        invoke(0, "txn", json!([["send", "x", "b"]])),
        ok(1, "poll", polled(json!([[0, "b"], [1, "a"]]))),
        ok(1, "poll", json!([["poll", { "y": [[1, "later"]] }]])),
        invoke(
            9,
            "txn",
            json!([["send", "y", [0, "c"]], ["send", "x", "a"]]),
        ),
    ]);
    assert_eq!(
        judged.fields("lost-write", &["value", "writer"]),
        json!([["c", 4]])
    );
}
