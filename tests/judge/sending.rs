//! Sends that are not stored in their order.

use serde_json::{Value, json};

use crate::language::{fail, info, invoke, judge, ok};

/// Process 0 sends c and d, then a and b, which are stored before.
fn out_of_order(between: Option<Value>) -> Vec<Value> {
    let lines = [
        Some(invoke(
            0,
            "send",
            json!([["send", "x", "c"], ["send", "x", "d"]]),
        )),
        Some(ok(
            0,
            "send",
            json!([["send", "x", [3, "c"]], ["send", "x", [4, "d"]]]),
        )),
        between,
        Some(invoke(0, "send", json!([["send", "x", "other"]]))),
        Some(ok(
            0,
            "send",
            json!([["send", "x", [1, "a"]], ["send", "x", [2, "b"]]]),
        )),
    ];
    lines.into_iter().flatten().collect()
}

#[test]
fn what_a_client_sends_next_is_stored_behind() {
    let judged = judge(&out_of_order(None));
    assert_eq!(
        judged.evidence("nonmonotonic-send"),
        [json!({ "key": "x", "values": ["d", "a"], "delta": -3, "ops": [1, 3] })]
    );
    assert!(judged.evidence("unseen")[0]["count"] == 4);
}

#[test]
fn who_is_assigned_other_keys_sends_anew() {
    for reset in [
        ok(0, "subscribe", json!(["y"])),
        info(0, "assign", json!(["y"])),
    ] {
        assert!(
            !judge(&out_of_order(Some(reset)))
                .names()
                .contains(&"nonmonotonic-send")
        );
    }
    for f in ["subscribe", "assign"] {
        let judged = judge(&out_of_order(Some(ok(0, f, json!(["x", "y"])))));
        assert_eq!(
            judged.fields("nonmonotonic-send", &["values", "delta"]),
            json!([[["d", "a"], -3]])
        );
    }
}

#[test]
fn a_failed_send_has_no_order_and_an_unknown_one_has() {
    let poll = ok(
        1,
        "poll",
        json!([["poll", { "x": [[1, "a"], [2, "b"], [3, "c"]] }]]),
    );
    let lines = |kind: fn(i64, &str, Value) -> Value| {
        [
            ok(0, "send", json!([["send", "x", "b"]])),
            kind(0, "send", json!([["send", "x", "c"]])),
            ok(0, "send", json!([["send", "x", "a"]])),
            poll.clone(),
        ]
    };
    let from = |kind| judge(&lines(kind)).field("nonmonotonic-send", "values");
    assert_eq!(from(fail), json!([["b", "a"]]));
    assert_eq!(from(info), json!([["c", "a"]]));
}

#[test]
fn others_may_send_in_between() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([["send", "x", [1, "a"]], ["send", "x", "c"]]),
        ),
        info(1, "send", json!([["send", "x", "b"]])),
        ok(2, "poll", json!([["poll", { "x": [[2, "b"], [3, "c"]] }]])),
    ]);
    assert_eq!(
        judged.fields("int-send-skip", &["values", "skipped", "delta"]),
        json!([[["a", "c"], ["b"], 2]])
    );
    assert!(judged.report.anomalies[&judge::Anomaly::IntSendSkip].legal);
    assert_eq!(
        judged.names(),
        ["G0", "int-send-skip", "lost-write", "unseen"]
    );
}

#[test]
fn what_one_operation_sends_is_stored_in_its_order() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([["send", "x", [3, "c"]], ["send", "x", [1, "a"]]]),
        ),
        info(1, "send", json!([["send", "y", "d"], ["send", "y", "b"]])),
        info(2, "send", json!([["send", "y", "c"]])),
        ok(
            3,
            "poll",
            json!([["poll", { "y": [[2, "b"], [3, "c"], [4, "d"]] }]]),
        ),
    ]);
    assert_eq!(
        judged.fields("int-nonmonotonic-send", &["key", "values", "delta"]),
        json!([["x", ["c", "a"], -1], ["y", ["d", "b"], -2]])
    );
}
