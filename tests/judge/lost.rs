//! What is lost, aborted, early or never read.

use judge::{Verdict, unseen_after_each_ok};
use serde_json::json;

use crate::language::{fail, history, info, invoke, judge, ok, polled};

#[test]
fn a_failed_send_that_is_read_is_an_aborted_read() {
    let judged = judge(&[
        invoke(0, "send", json!([["send", "x", 2], ["send", "y", 3]])),
        fail(0, "send", json!([["send", "x", 2], ["send", "y", 3]])),
        invoke(1, "poll", json!([["poll"]])),
        ok(1, "poll", polled(json!([[0, 2]]))),
    ]);
    assert_eq!(
        judged.evidence("G1a"),
        [json!({ "key": "x", "value": 2, "writer": 1, "reader": 3 })]
    );
    assert_eq!(judged.names(), ["G1a"]);
    assert_eq!(judged.report.verdict, Verdict::NotValid);
}

#[test]
fn every_aborted_read_counts_if_the_reader_succeeded() {
    let judged = judge(&[
        fail(0, "send", json!([["send", "x", 2]])),
        ok(1, "poll", polled(json!([[0, 2]]))),
        ok(2, "poll", polled(json!([[0, 2], [0, 2]]))),
        fail(3, "txn", polled(json!([[0, 2]]))),
        info(4, "poll", polled(json!([[0, 2]]))),
        ok(5, "send", json!([["send", "x", 2]])),
    ]);
    assert_eq!(
        judged.fields("G1a", &["reader", "writer"]),
        json!([[1, 5], [2, 5], [2, 5]]),
        "a send of the same value that was acknowledged does not help"
    );
}

#[test]
fn acknowledged_records_before_what_was_read_are_lost_if_nobody_read_them() {
    let judged = judge(&[
        ok(0, "send", json!([["send", "x", [0, "a"]]])),
        ok(
            0,
            "send",
            json!([["send", "x", [1, "b"]], ["send", "x", [3, "d"]]]),
        ),
        info(1, "send", json!([["send", "x", "c"]])),
        ok(0, "poll", polled(json!([[2, "c"]]))),
        ok(1, "poll", polled(json!([[2, "c"]]))),
    ]);
    assert_eq!(
        judged.evidence("lost-write"),
        [
            json!({ "key": "x", "value": "a", "index": 0, "max-read-index": 2, "writer": 0, "max-read": 3 }),
            json!({ "key": "x", "value": "b", "index": 1, "max-read-index": 2, "writer": 1, "max-read": 3 }),
        ]
    );
    assert_eq!(judged.field("int-send-skip", "skipped"), json!([["c"]]));
    assert_eq!(
        judged.evidence("unseen"),
        [json!({ "key": "x", "count": 3, "values": ["a", "b", "d"] })]
    );
    assert_eq!(
        judged.names(),
        ["G0", "int-send-skip", "lost-write", "unseen"]
    );
}

#[test]
fn a_record_whose_offset_another_one_took_is_lost() {
    let judged = judge(&[
        ok(0, "send", json!([["send", "x", [0, "a"]]])),
        ok(
            0,
            "send",
            json!([["send", "x", [0, "b"]], ["send", "x", [2, "c"]]]),
        ),
        ok(0, "poll", polled(json!([[0, "b"], [2, "c"]]))),
    ]);
    assert_eq!(
        judged.fields("lost-write", &["value", "index", "max-read-index"]),
        json!([["a", 0, 1]])
    );
    assert_eq!(
        judged.names(),
        ["inconsistent-offsets", "lost-write", "unseen"]
    );
}

#[test]
fn any_read_of_a_transaction_proves_all_of_it() {
    let mut lines = vec![
        info(
            0,
            "txn",
            json!([["send", "x", "a"], ["send", "y", [0, "b"]]]),
        ),
        info(1, "txn", json!([["send", "y", "c"]])),
        ok(2, "poll", json!([["poll", { "y": [[1, "c"]] }]])),
    ];
    assert_eq!(
        judge(&lines).names(),
        Vec::<&str>::new(),
        "nobody knows of b"
    );
    lines.push(ok(3, "poll", polled(json!([[0, "a"]]))));
    assert_eq!(
        judge(&lines).fields("lost-write", &["key", "value", "index", "max-read-index"]),
        json!([["y", "b", 0, 1]])
    );
}

#[test]
fn polls_that_did_not_succeed_prove_nothing_and_save_nothing() {
    for poll in [fail, info] {
        let judged = judge(&[
            info(0, "send", json!([["send", "x", [0, "a"]]])),
            ok(
                0,
                "send",
                json!([["send", "x", [1, "b"]], ["send", "x", [2, "c"]]]),
            ),
            poll(1, "poll", polled(json!([[0, "a"], [1, "b"]]))),
            ok(2, "poll", polled(json!([[2, "c"]]))),
        ]);
        assert_eq!(judged.field("lost-write", "value"), json!(["b"]));
    }
}

#[test]
fn what_stands_behind_the_last_read_is_not_lost() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([["send", "x", [0, "a"]], ["send", "x", [1, "b"]]]),
        ),
        ok(1, "poll", polled(json!([[0, "a"]]))),
    ]);
    assert_eq!(judged.names(), ["unseen"]);
}

#[test]
fn a_key_that_nobody_read_has_no_lost_writes() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([["send", "x", [0, "a"]], ["send", "y", [0, "b"]]]),
        ),
        ok(1, "poll", polled(json!([[0, "a"]]))),
        fail(1, "poll", json!([["poll", { "y": [[5, "z"]] }]])),
        ok(1, "poll", json!([["poll", { "y": [] }]])),
    ]);
    assert_eq!(judged.names(), ["unseen"]);
}

#[test]
fn of_a_record_at_several_offsets_the_first_read_and_the_last_place_count() {
    // a stands at 0 and 3, so what was read ends at 0: b and c are not yet read.
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([["send", "x", [0, "a"]], ["send", "x", [1, "b"]]]),
        ),
        ok(1, "poll", polled(json!([[3, "a"]]))),
    ]);
    assert_eq!(
        judged.names(),
        ["duplicate", "int-nonmonotonic-send", "unseen"]
    );
    // b stands at 0 and 3, and only 2 was read.
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([["send", "x", [0, "b"]], ["send", "x", [2, "c"]]]),
        ),
        fail(1, "poll", polled(json!([[3, "b"]]))),
        ok(1, "poll", polled(json!([[2, "c"]]))),
    ]);
    assert!(!judged.names().contains(&"lost-write"));
}

#[test]
fn a_lost_record_is_told_at_its_first_place() {
    let judged = judge(&[
        ok(0, "send", json!([["send", "x", "a"]])),
        fail(1, "poll", polled(json!([[3, "a"], [7, "a"]]))),
        ok(1, "poll", polled(json!([[8, "c"]]))),
    ]);
    assert_eq!(
        judged.fields("lost-write", &["value", "index", "max-read-index"]),
        json!([["a", 0, 2]])
    );
}

#[test]
fn reads_of_what_nobody_sent_are_no_trouble() {
    let judged = judge(&[
        info(0, "poll", polled(json!([[0, "ghost"], [1, "b"]]))),
        ok(0, "poll", polled(json!([[1, "b"], [null, "c"]]))),
    ]);
    assert_eq!(judged.names(), Vec::<&str>::new());
    assert_eq!(judged.report.verdict, Verdict::Valid);
}

#[test]
fn without_an_offset_nothing_is_known_to_be_lost() {
    for unknown in [json!(null), json!(-1)] {
        let judged = judge(&[
            ok(
                0,
                "send",
                json!([["send", "x", [unknown, "a"]], ["send", "x", [0, "b"]]]),
            ),
            ok(1, "poll", polled(json!([[0, "b"]]))),
        ]);
        assert_eq!(judged.names(), ["unseen"]);
        let judged = judge(&[
            ok(0, "send", json!([["send", "x", [0, "a"]]])),
            ok(1, "poll", polled(json!([[unknown, "b"]]))),
        ]);
        assert_eq!(judged.names(), ["unseen"]);
    }
}

#[test]
fn acknowledged_records_are_unseen_until_they_are_polled() {
    let lines = [
        ok(0, "poll", json!([["poll", {}]])),
        ok(0, "assign", json!(["x"])),
        ok(
            0,
            "send",
            json!([["send", "x", [0, "a"]], ["send", "x", [1, "b"]]]),
        ),
        info(0, "send", json!([["send", "x", [2, "c"]]])),
        ok(0, "poll", polled(json!([[0, "a"]]))),
        fail(0, "poll", polled(json!([[1, "b"]]))),
        ok(0, "poll", polled(json!([[0, "a"], [1, "b"]]))),
        ok(
            0,
            "txn",
            json!([["poll", { "x": [[3, "d"]] }], ["send", "x", [3, "d"]]]),
        ),
    ];
    assert_eq!(unseen_after_each_ok(&history(&lines)), [0, 2, 1, 0, 0]);
    assert!(!judge(&lines).names().contains(&"unseen"));
    assert_eq!(judge(&lines[..5]).field("unseen", "values"), json!([["b"]]));
}

#[test]
fn a_transaction_that_reads_what_it_sent_reads_too_early() {
    let judged = judge(&[
        ok(
            0,
            "txn",
            json!([["send", "x", [0, "a"]], ["poll", { "x": [[0, "a"]] }]]),
        ),
        fail(
            1,
            "txn",
            json!([["send", "y", "b"], ["send", "y", "c"], ["poll", { "y": [[0, "b"], [1, "c"]] }]]),
        ),
    ]);
    assert_eq!(
        judged.evidence("precommitted-read"),
        [
            json!({ "key": "x", "value": "a", "op": 0 }),
            json!({ "key": "y", "value": "b", "op": 1 }),
        ],
        "once of each operation, whatever came of it"
    );
    assert_eq!(judged.names(), ["precommitted-read"]);
}

#[test]
fn a_history_in_which_nothing_ended_is_not_valid() {
    let assign = ok(0, "assign", json!(["x"]));
    for lines in [
        vec![],
        vec![assign.clone()],
        vec![assign, invoke(0, "send", json!([["send", "x", "a"]]))],
        vec![json!({ "process": "nemesis", "type": "info", "f": "send", "value": "?" })],
    ] {
        let judged = judge(&lines);
        assert_eq!(judged.report.verdict, Verdict::NothingToJudge);
        assert_eq!(judged.report.status, 1);
        assert_eq!(judged.names(), Vec::<&str>::new());
    }
}

#[test]
fn what_was_left_open_may_have_happened() {
    let open = invoke(
        0,
        "send",
        json!([["send", "x", "a"], ["send", "y", [0, "b"]]]),
    );
    let judged = judge(&[
        open.clone(),
        ok(1, "poll", polled(json!([[0, "a"]]))),
        ok(1, "poll", json!([["poll", { "y": [[1, "c"]] }]])),
    ]);
    assert_eq!(
        judged.fields("lost-write", &["key", "value", "writer"]),
        json!([["y", "b", 0]])
    );
    let judged = judge(&[open, ok(1, "poll", json!([["poll", { "y": [[1, "c"]] }]]))]);
    assert_eq!(judged.names(), Vec::<&str>::new());
}
