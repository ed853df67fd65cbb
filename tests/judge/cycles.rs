//! Operations that depend on each other in a circle.

use judge::{Options, Verdict};
use serde_json::{Value, json};

use crate::language::{invoke, judge, judge_with, ok, polled, ww_deps};

#[test]
fn transactions_whose_writes_interleave_are_a_circle_that_kafka_allows() {
    let lines = [
        invoke(0, "send", json!([["send", "x", "a"], ["send", "y", "a"]])),
        invoke(1, "send", json!([["send", "x", "b"], ["send", "y", "b"]])),
        ok(
            0,
            "send",
            json!([["send", "x", [0, "a"]], ["send", "y", [1, "a"]]]),
        ),
        ok(
            1,
            "send",
            json!([["send", "x", [1, "b"]], ["send", "y", [0, "b"]]]),
        ),
    ];
    for options in [ww_deps(), Options::default()] {
        let judged = judge_with(&lines, &options);
        assert_eq!(
            judged.evidence("G0"),
            [json!({ "cycle": [2, 3, 2], "steps": [
                { "type": "ww", "key": "x", "value": "a", "value'": "b", "a-mop-index": 0, "b-mop-index": 0 },
                { "type": "ww", "key": "y", "value": "b", "value'": "a", "a-mop-index": 1, "b-mop-index": 1 },
            ] })]
        );
        assert_eq!(
            judged.names(),
            ["G0", "unseen"],
            "it says all that its variants would"
        );
        assert!(judged.report.anomalies[&judge::Anomaly::G0].legal);
    }
}

#[test]
fn transactions_that_read_of_each_other_are_a_circle() {
    let lines = [
        invoke(0, "txn", json!([["send", "x", "a"], ["poll"]])),
        invoke(1, "txn", json!([["send", "y", "b"], ["poll"]])),
        ok(
            0,
            "txn",
            json!([["send", "x", [0, "a"]], ["poll", { "y": [[0, "b"]] }]]),
        ),
        ok(
            1,
            "txn",
            json!([["send", "y", [0, "b"]], ["poll", { "x": [[0, "a"]] }]]),
        ),
    ];
    let judged = judge(&lines);
    assert_eq!(
        judged.evidence("G1c"),
        [json!({ "cycle": [2, 3, 2], "steps": [
            { "type": "wr", "key": "x", "value": "a", "a-mop-index": 0, "b-mop-index": 1 },
            { "type": "wr", "key": "y", "value": "b", "a-mop-index": 0, "b-mop-index": 1 },
        ] })]
    );
    assert_eq!(judged.names(), ["G1c"]);
    assert_eq!(judged.report.verdict, Verdict::NotValid);
    let judged = judge_with(&lines, &ww_deps());
    assert_eq!(judged.names(), ["G1c"]);
    assert_eq!(judged.report.verdict, Verdict::Valid);
}

#[test]
fn a_circle_that_needs_the_order_of_writes_is_looked_for_on_demand() {
    let lines = [
        ok(
            0,
            "txn",
            json!([["send", "x", [0, "a"]], ["send", "y", [2, "c"]]]),
        ),
        ok(
            1,
            "txn",
            json!([["poll", { "x": [[0, "a"]] }], ["send", "y", [1, "b"]]]),
        ),
    ];
    assert_eq!(judge(&lines).names(), ["unseen"]);
    let judged = judge_with(&lines, &ww_deps());
    assert_eq!(
        judged.evidence("G1c"),
        [json!({ "cycle": [0, 1, 0], "steps": [
            { "type": "wr", "key": "x", "value": "a", "a-mop-index": 0, "b-mop-index": 0 },
            { "type": "ww", "key": "y", "value": "b", "value'": "c", "a-mop-index": 1, "b-mop-index": 1 },
        ] })]
    );
    assert_eq!(judged.names(), ["G1c", "unseen"]);
}

#[test]
fn nothing_is_read_before_its_send_begins() {
    let lines = [
        invoke(0, "poll", json!([["poll"]])),
        ok(0, "poll", polled(json!([[0, "a"]]))),
        invoke(1, "send", json!([["send", "x", "a"]])),
        ok(1, "send", json!([["send", "x", [0, "a"]]])),
    ];
    let judged = judge(&lines);
    assert_eq!(
        judged.evidence("G1c-realtime"),
        [json!({ "cycle": [1, 3, 1], "steps": [
            { "type": "realtime", "a'": 1, "b": 2 },
            { "type": "wr", "key": "x", "value": "a", "a-mop-index": 0, "b-mop-index": 0 },
        ] })]
    );
    assert_eq!(judged.names(), ["G1c-realtime"]);
    for without_begins in [&[1, 3][..], &[1, 2, 3], &[0, 1, 3]] {
        let lines: Vec<Value> = without_begins.iter().map(|at| lines[*at].clone()).collect();
        assert_eq!(
            judge(&lines).names(),
            Vec::<&str>::new(),
            "what has no begin takes no part"
        );
    }
    let overlapping = [2, 0, 1, 3].map(|at: usize| lines[at].clone());
    assert_eq!(judge(&overlapping).names(), Vec::<&str>::new());
}

#[test]
fn only_what_happened_is_known_to_be_over() {
    for kind in ["fail", "info"] {
        let mut poll = ok(0, "poll", polled(json!([[0, "a"]])));
        poll["type"] = json!(kind);
        let judged = judge(&[
            invoke(0, "poll", json!([["poll"]])),
            poll,
            invoke(1, "send", json!([["send", "x", "a"]])),
            ok(1, "send", json!([["send", "x", [0, "a"]]])),
        ]);
        assert_eq!(judged.names(), ["unseen"], "{kind}");
    }
}

#[test]
fn time_passes_through_any_number_of_operations() {
    let mut lines = vec![
        invoke(0, "poll", json!([["poll"]])),
        ok(0, "poll", polled(json!([[0, "a"]]))),
    ];
    for _ in 0..50 {
        lines.push(invoke(2, "poll", json!([["poll"]])));
        lines.push(ok(2, "poll", json!([["poll"]])));
    }
    lines.push(invoke(1, "send", json!([["send", "x", "a"]])));
    let judged = judge(&lines);
    assert_eq!(
        judged.fields("G1c-realtime", &["cycle"]),
        json!([[[1, 102, 1]]]),
        "a send that was left open takes part"
    );
}

#[test]
fn writes_that_are_stored_against_time_are_a_circle_that_kafka_allows() {
    let lines = [
        invoke(0, "send", json!([["send", "x", "b"]])),
        ok(0, "send", json!([["send", "x", [1, "b"]]])),
        invoke(1, "send", json!([["send", "x", "a"]])),
        ok(1, "send", json!([["send", "x", [0, "a"]]])),
        ok(2, "poll", polled(json!([[0, "a"], [1, "b"]]))),
    ];
    let judged = judge_with(&lines, &ww_deps());
    assert_eq!(
        judged.evidence("G0-realtime"),
        [json!({ "cycle": [1, 3, 1], "steps": [
            { "type": "realtime", "a'": 1, "b": 2 },
            { "type": "ww", "key": "x", "value": "a", "value'": "b", "a-mop-index": 0, "b-mop-index": 0 },
        ] })]
    );
    assert_eq!(judged.names(), ["G0-realtime"]);
    assert_eq!(judged.report.verdict, Verdict::Valid);
    assert_eq!(judge(&lines).names(), Vec::<&str>::new());
}

/// Two transactions that read of each other, about keys of their own.
fn pair(number: usize) -> [Value; 2] {
    let (x, y) = (format!("x{number}"), format!("y{number}"));
    [
        ok(
            0,
            "txn",
            json!([["send", x, [0, "a"]], ["poll", { y.clone(): [[0, "b"]] }]]),
        ),
        ok(
            1,
            "txn",
            json!([["send", y, [0, "b"]], ["poll", { x: [[0, "a"]] }]]),
        ),
    ]
}

#[test]
fn each_circle_is_told_once() {
    let lines: Vec<Value> = (0..150).flat_map(pair).collect();
    let judged = judge(&lines);
    let found = &judged.report.anomalies[&judge::Anomaly::G1c];
    assert_eq!((found.count, found.left_out), (150, 50));
    assert_eq!(judged.evidence("G1c")[7]["cycle"], json!([14, 15, 14]));
}

#[test]
fn a_short_circle_is_shown_of_many() {
    // Each transaction reads of the one before it, the first of the last, and 3 of 4.
    let send = |n: usize| json!(["send", format!("k{n}"), [0, n]]);
    let read = |n: usize| json!(["poll", { format!("k{n}"): [[0, n]] }]);
    let lines: Vec<Value> = (0..9)
        .map(|n| {
            let mut parts = vec![send(n), read((n + 8) % 9)];
            if n == 3 {
                parts.push(read(4));
            }
            ok(0, "txn", json!(parts))
        })
        .collect();
    assert_eq!(judge(&lines).field("G1c", "cycle"), json!([[3, 4, 3]]));
}

#[test]
fn a_step_gives_a_reason_that_was_asked_for() {
    // What 1 wrote stands right behind what it read of 0.
    let lines = [
        ok(
            0,
            "txn",
            json!([["send", "x", [0, "a"]], ["poll", { "y": [[0, "b"]] }]]),
        ),
        ok(
            1,
            "txn",
            json!([["poll", { "x": [[0, "a"]] }], ["send", "y", [0, "b"]], ["send", "x", [1, "c"]]]),
        ),
    ];
    let types = |options: &Options, anomaly: &str| -> Vec<Value> {
        let judged = judge_with(&lines, options);
        let steps = judged.evidence(anomaly)[0]["steps"]
            .as_array()
            .unwrap()
            .clone();
        steps.iter().map(|step| step["type"].clone()).collect()
    };
    assert_eq!(types(&Options::default(), "G1c"), ["wr", "wr"]);
    assert_eq!(types(&ww_deps(), "G1c"), ["ww", "wr"]);

    // 1 began when 0 had ended, read of it, and wrote before it.
    let judged = judge_with(
        &[
            invoke(0, "send", json!([["send", "x", "b"]])),
            ok(0, "send", json!([["send", "x", [1, "b"]]])),
            invoke(1, "txn", json!([["poll"], ["send", "x", "a"]])),
            ok(
                1,
                "txn",
                json!([["poll", { "x": [[1, "b"]] }], ["send", "x", [0, "a"]]]),
            ),
        ],
        &ww_deps(),
    );
    assert_eq!(judged.evidence("G1c")[0]["steps"][0]["type"], "wr");
    assert_eq!(
        judged.evidence("G0-realtime")[0]["steps"][0]["type"],
        "realtime"
    );
    assert!(!judged.names().contains(&"G1c-realtime"));
}

#[test]
fn what_hangs_together_has_one_circle_of_each_kind() {
    // 0 and 1 read of each other, and so do 2 and 3; 3 read of 0, and 1 began when 2 had ended.
    let judged = judge(&[
        invoke(2, "txn", json!([["send", "c", 2], ["poll"]])),
        ok(
            2,
            "txn",
            json!([["send", "c", [0, 2]], ["poll", { "d": [[0, 3]] }]]),
        ),
        invoke(1, "txn", json!([["send", "b", 1], ["poll"]])),
        ok(
            0,
            "txn",
            json!([["send", "a", [0, 0]], ["poll", { "b": [[0, 1]] }]]),
        ),
        ok(
            1,
            "txn",
            json!([["send", "b", [0, 1]], ["poll", { "a": [[0, 0]] }]]),
        ),
        ok(
            3,
            "txn",
            json!([["send", "d", [0, 3]], ["poll", { "c": [[0, 2]], "a": [[0, 0]] }]]),
        ),
    ]);
    assert_eq!(judged.names(), ["G1c"]);
    assert_eq!(judged.field("G1c", "cycle"), json!([[1, 5, 1]]));
}

#[test]
fn time_is_one_step_however_much_of_it_passes() {
    // 1 reads what 3 sends much later. 2 reads of 1 shortly before 3 begins: the way over it has one step more.
    let mut lines = vec![
        invoke(1, "txn", json!([["poll"], ["send", "y", "p"]])),
        ok(
            1,
            "txn",
            json!([["poll", { "x": [[0, "a"]] }], ["send", "y", [0, "p"]]]),
        ),
    ];
    for _ in 0..50 {
        lines.push(invoke(9, "poll", json!([["poll"]])));
        lines.push(ok(9, "poll", json!([["poll"]])));
    }
    lines.push(invoke(2, "poll", json!([["poll"]])));
    lines.push(ok(2, "poll", json!([["poll", { "y": [[0, "p"]] }]])));
    lines.push(invoke(3, "send", json!([["send", "x", "a"]])));
    lines.push(ok(3, "send", json!([["send", "x", [0, "a"]]])));
    assert_eq!(
        judge(&lines).field("G1c-realtime", "cycle"),
        json!([[1, 105, 1]])
    );
}

#[test]
fn circles_are_told_in_the_order_of_the_history_and_begin_with_the_first_operation() {
    // 0 is read by 2, which is in a circle with 1, which is read by 4, which is in one with 3.
    let judged = judge(&[
        ok(0, "send", json!([["send", "e", [0, 0]]])),
        ok(
            1,
            "txn",
            json!([["send", "a", [0, 1]], ["poll", { "b": [[0, 2]] }]]),
        ),
        ok(
            2,
            "txn",
            json!([["send", "b", [0, 2]], ["poll", { "a": [[0, 1]], "e": [[0, 0]] }]]),
        ),
        ok(
            3,
            "txn",
            json!([["send", "c", [0, 3]], ["poll", { "d": [[0, 4]] }]]),
        ),
        ok(
            4,
            "txn",
            json!([["send", "d", [0, 4]], ["poll", { "c": [[0, 3]], "a": [[0, 1]] }]]),
        ),
    ]);
    assert_eq!(judged.field("G1c", "cycle"), json!([[1, 2, 1], [3, 4, 3]]));
}
