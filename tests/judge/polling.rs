//! Polls that skip or go back.

use judge::{Options, Verdict};
use serde_json::{Value, json};

use crate::language::{fail, info, judge, judge_with, ok, polled};

/// Process 0 polls 1 and 2, then 4, then 7, with something done before 4 and before 7; nobody polls 6.
fn skipping(before_4: Option<Value>, before_7: Option<Value>) -> Vec<Value> {
    let lines = [
        Some(ok(0, "poll", polled(json!([[1, "a"], [2, "b"]])))),
        before_4,
        Some(ok(0, "poll", polled(json!([[4, "d"]])))),
        Some(ok(1, "poll", polled(json!([[3, "c"]])))),
        Some(ok(2, "send", json!([["send", "x", [6, "f"]]]))),
        before_7,
        Some(ok(0, "poll", polled(json!([[7, "g"]])))),
        Some(info(
            3,
            "send",
            json!([
                ["send", "x", "a"],
                ["send", "x", "b"],
                ["send", "x", "c"],
                ["send", "x", "d"],
                ["send", "x", "g"]
            ]),
        )),
    ];
    lines.into_iter().flatten().collect()
}

#[test]
fn a_client_that_goes_on_too_far_has_skipped() {
    let judged = judge(&skipping(None, None));
    assert_eq!(
        judged.evidence("poll-skip"),
        [
            json!({ "key": "x", "values": ["b", "d"], "delta": 2, "skipped": ["c"], "ops": [0, 1] }),
            json!({ "key": "x", "values": ["d", "g"], "delta": 2, "skipped": ["f"], "ops": [1, 4] }),
        ]
    );
    assert_eq!(
        judged.names(),
        ["G0", "int-send-skip", "lost-write", "poll-skip", "unseen"]
    );
}

#[test]
fn who_is_assigned_other_keys_begins_anew() {
    let judged = judge(&skipping(
        Some(ok(0, "subscribe", json!(["y"]))),
        Some(info(0, "assign", json!(["y"]))),
    ));
    assert!(!judged.names().contains(&"poll-skip"));
    let judged = judge(&skipping(
        Some(ok(0, "assign", json!([]))),
        Some(ok(0, "subscribe", json!(null))),
    ));
    assert!(!judged.names().contains(&"poll-skip"));
}

#[test]
fn who_keeps_a_key_goes_on_in_it() {
    for f in ["assign", "subscribe"] {
        let judged = judge(&skipping(
            Some(ok(0, f, json!(["x", "y"]))),
            Some(ok(0, f, json!(["x", "y"]))),
        ));
        assert_eq!(judged.field("poll-skip", "skipped"), json!([["c"], ["f"]]));
    }
    // What failed or only begins changes nothing, nor does what others do.
    let judged = judge(&skipping(
        Some(fail(0, "assign", json!(["y"]))),
        Some(ok(1, "assign", json!(["y"]))),
    ));
    assert_eq!(judged.field("poll-skip", "skipped"), json!([["c"], ["f"]]));
}

#[test]
fn polls_that_did_not_succeed_are_held_against_the_last_that_did_and_move_nothing() {
    let sent: Vec<Value> = (0..6).map(|i| json!(["send", "x", [i, i]])).collect();
    let judged = judge(&[
        ok(0, "send", json!(sent)),
        ok(1, "txn", polled(json!([[0, 0]]))),
        fail(1, "txn", polled(json!([[1, 1], [2, 2]]))),
        fail(1, "txn", polled(json!([[3, 3], [4, 4]]))),
        ok(1, "txn", polled(json!([[5, 5]]))),
    ]);
    assert_eq!(
        judged.fields("poll-skip", &["skipped", "delta", "ops"]),
        json!([[[1, 2], 3, [1, 3]], [[1, 2, 3, 4], 5, [1, 4]]])
    );
    assert_eq!(judged.field("lost-write", "value"), json!([1, 2, 3, 4]));
    assert_eq!(judged.names(), ["lost-write", "poll-skip", "unseen"]);
}

#[test]
fn a_transaction_that_rolls_back_and_reads_again_is_right() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([
                ["send", "x", [0, 0]],
                ["send", "x", [1, 1]],
                ["send", "x", [2, 2]]
            ]),
        ),
        ok(1, "txn", polled(json!([[0, 0]]))),
        fail(1, "txn", polled(json!([[1, 1], [2, 2]]))),
        info(1, "txn", polled(json!([[1, 1], [2, 2]]))),
        ok(1, "txn", polled(json!([[1, 1], [2, 2]]))),
    ]);
    assert_eq!(judged.names(), Vec::<&str>::new());
}

#[test]
fn a_poll_of_which_nobody_knows_can_skip_too() {
    let sent: Vec<Value> = (0..6).map(|i| json!(["send", "x", [i, i]])).collect();
    let judged = judge(&[
        ok(0, "send", json!(sent)),
        ok(1, "txn", polled(json!([[0, 0]]))),
        fail(1, "txn", polled(json!([[1, 1], [2, 2]]))),
        info(1, "txn", polled(json!([[3, 3], [4, 4]]))),
    ]);
    assert_eq!(
        judged.fields("poll-skip", &["skipped", "delta"]),
        json!([[[1, 2], 3]])
    );
}

#[test]
fn a_rebalance_log_beside_an_assignment_assigns_nothing() {
    let mut assign = ok(0, "assign", json!(["y"]));
    assign["rebalance-log"] = json!([{ "keys": ["x"] }]);
    assert_eq!(judge(&rereading(Some(assign))).names(), Vec::<&str>::new());
}

/// Process 0 polls a, b, c, then b, c, d.
fn rereading(between: Option<Value>) -> Vec<Value> {
    let lines = [
        Some(ok(
            0,
            "send",
            json!([
                ["send", "x", "a"],
                ["send", "x", "b"],
                ["send", "x", "c"],
                ["send", "x", "d"]
            ]),
        )),
        Some(ok(0, "poll", polled(json!([[1, "a"], [2, "b"], [3, "c"]])))),
        between,
        Some(ok(0, "poll", polled(json!([[2, "b"], [3, "c"], [4, "d"]])))),
    ];
    lines.into_iter().flatten().collect()
}

#[test]
fn a_client_that_reads_again_has_gone_back() {
    let judged = judge(&rereading(None));
    assert_eq!(
        judged.evidence("nonmonotonic-poll"),
        [json!({ "key": "x", "values": ["c", "b"], "delta": -1, "ops": [1, 2] })]
    );
    assert_eq!(judged.names(), ["nonmonotonic-poll"]);
    for f in ["subscribe", "assign"] {
        assert_eq!(
            judge(&rereading(Some(ok(0, f, json!(["y"]))))).names(),
            Vec::<&str>::new()
        );
        let kept = judge(&rereading(Some(ok(0, f, json!(["x", "y"])))));
        assert_eq!(
            kept.fields("nonmonotonic-poll", &["values", "delta"]),
            json!([[["c", "b"], -1]])
        );
    }
}

#[test]
fn members_of_groups_may_skip_and_go_back_from_poll_to_poll() {
    let subscribe = Options {
        with_subscribe: true,
        ..Options::default()
    };
    let lines = rereading(None);
    assert_eq!(judge(&lines).report.verdict, Verdict::NotValid);
    let judged = judge_with(&lines, &subscribe);
    assert_eq!(judged.report.verdict, Verdict::Valid);
    assert_eq!(judged.report.status, 0);
    assert_eq!(judged.names(), ["nonmonotonic-poll"]);
    // Within a poll they may not.
    let lines = [ok(0, "poll", polled(json!([[1, "a"], [0, "b"]])))];
    assert_eq!(
        judge_with(&lines, &subscribe).report.verdict,
        Verdict::NotValid
    );
}

#[test]
fn to_read_the_last_record_again_is_to_stand_still() {
    let judged = judge(&[
        ok(0, "poll", polled(json!([[1, "a"]]))),
        ok(0, "poll", polled(json!([[1, "a"]]))),
        ok(1, "poll", polled(json!([[1, "a"]]))),
    ]);
    assert_eq!(
        judged.fields("nonmonotonic-poll", &["values", "delta", "ops"]),
        json!([[["a", "a"], 0, [0, 1]]])
    );
}

#[test]
fn an_empty_poll_is_nothing() {
    let judged = judge(&[
        ok(0, "poll", polled(json!([[1, "a"], [2, "b"]]))),
        ok(0, "poll", polled(json!([]))),
        ok(0, "poll", json!([["poll"]])),
        ok(0, "poll", json!([["poll", {}]])),
        ok(0, "poll", polled(json!([[1, "a"]]))),
    ]);
    assert_eq!(judged.field("nonmonotonic-poll", "ops"), json!([[0, 4]]));
}

#[test]
fn records_are_skipped_within_a_poll_and_between_the_polls_of_an_operation() {
    let judged = judge(&[
        info(
            1,
            "send",
            json!([["send", "x", "a"], ["send", "x", "b"], ["send", "x", "d"]]),
        ),
        ok(0, "poll", polled(json!([[1, "a"], [4, "d"]]))),
        ok(
            0,
            "poll",
            json!([["poll", { "x": [[1, "a"]] }], ["poll", { "x": [[4, "d"]] }]]),
        ),
        ok(0, "poll", polled(json!([[2, "b"]]))),
    ]);
    assert_eq!(
        judged.fields("int-poll-skip", &["values", "skipped", "delta", "ops"]),
        json!([[["a", "d"], ["b"], 2, [1]], [["a", "d"], ["b"], 2, [2]]])
    );
    assert_eq!(
        judged.fields("nonmonotonic-poll", &["values", "delta"]),
        json!([[["d", "a"], -2], [["d", "b"], -1]])
    );
    assert_eq!(judged.names(), ["int-poll-skip", "nonmonotonic-poll"]);
}

#[test]
fn polls_of_an_operation_go_forward() {
    let judged = judge(&[
        info(
            0,
            "send",
            json!([["send", "x", "a"], ["send", "x", "b"], ["send", "x", "c"]]),
        ),
        ok(0, "poll", polled(json!([[3, "c"], [1, "a"]]))),
        ok(
            0,
            "poll",
            json!([["poll", { "x": [[2, "b"], [3, "c"]] }], ["poll", { "x": [[3, "c"]] }]]),
        ),
    ]);
    assert_eq!(
        judged.fields("int-nonmonotonic-poll", &["values", "delta"]),
        json!([[["c", "a"], -2], [["c", "c"], 0]])
    );
    assert_eq!(
        judged.names(),
        ["int-nonmonotonic-poll"],
        "the last record counts, not the highest"
    );
}

#[test]
fn keys_that_are_rebalanced_while_a_poll_lasts_may_jump_within_it() {
    let poll = |log: Value| {
        json!({ "process": 0, "type": "ok", "f": "poll", "rebalance-log": log,
                "value": [["poll", { "x": [[3, "c"], [1, "a"]], "y": [[1, "a"], [3, "c"]] }]] })
    };
    let between = json!({ "process": 1, "type": "fail", "f": "poll", "value": [["poll", { "y": [[2, "b"]] }]] });
    let names = |log| {
        let judged = judge(&[poll(log), between.clone()]);
        judged.names().join(" ")
    };
    assert_eq!(names(json!([])), "int-nonmonotonic-poll int-poll-skip");
    assert_eq!(names(json!([{ "keys": ["x"] }])), "int-poll-skip");
    assert_eq!(
        names(json!([{ "keys": ["x"] }, { "keys": ["z", "y"] }])),
        ""
    );
    // From this operation to the next nothing is excused.
    let judged = judge(&[
        poll(json!([{ "keys": ["x", "y"] }])),
        poll(json!([{ "keys": ["x", "y"] }])),
    ]);
    assert_eq!(judged.fields("nonmonotonic-poll", &["key"]), json!([["y"]]));
}

#[test]
fn a_record_without_a_place_says_nothing_of_its_neighbours() {
    let judged = judge(&[
        ok(1, "poll", polled(json!([[0, "a"], [1, "b"], [2, "c"]]))),
        ok(0, "poll", polled(json!([[2, "c"], [null, "z"], [0, "a"]]))),
        ok(0, "poll", polled(json!([[null, "z"]]))),
        ok(0, "poll", polled(json!([[0, "a"]]))),
    ]);
    assert_eq!(judged.names(), Vec::<&str>::new());
}
