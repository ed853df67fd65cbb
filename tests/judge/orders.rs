//! Version orders: what stands where, and what cannot stand together.

use serde_json::{Value, json};

use crate::language::{fail, info, judge, ok, polled};

#[test]
fn an_offset_holds_one_record() {
    let judged = judge(&[
        ok(379, "send", json!([["send", 11, [537, 641]]])),
        ok(363, "send", json!([["send", 11, [537, 645]]])),
    ]);
    assert_eq!(
        judged.evidence("inconsistent-offsets"),
        [json!({ "key": 11, "offset": 537, "index": 0, "count": 2, "values": [641, 645] })]
    );
    assert_eq!(judged.names(), ["inconsistent-offsets", "unseen"]);
}

#[test]
fn sends_are_believed_only_when_they_are_proved() {
    let mut lines = vec![
        info(0, "send", json!([["send", "x", [0, 1]], ["send", "y", 1]])),
        ok(1, "send", json!([["send", "x", [0, 2]]])),
    ];
    assert_eq!(judge(&lines).names(), ["unseen"]);
    lines.push(ok(2, "poll", json!([["poll", { "y": [[5, 1]] }]])));
    assert_eq!(
        judge(&lines).fields(
            "inconsistent-offsets",
            &["key", "offset", "index", "values"]
        ),
        json!([["x", 0, 0, [1, 2]]])
    );
    // What failed is never believed, even where it was polled.
    lines[0] = fail(0, "send", json!([["send", "x", [0, 1]], ["send", "y", 1]]));
    assert_eq!(judge(&lines).names(), ["G1a", "unseen"]);
}

#[test]
fn polls_are_always_believed() {
    for poll in [ok, fail, info] {
        let judged = judge(&[
            poll(0, "poll", polled(json!([[3, "a"]]))),
            poll(1, "poll", polled(json!([[3, "b"]]))),
        ]);
        assert_eq!(
            judged.field("inconsistent-offsets", "values"),
            json!([["a", "b"]])
        );
    }
}

#[test]
fn of_several_records_at_an_offset_the_one_that_stands_nowhere_later_counts() {
    let judged = judge(&[
        ok(0, "txn", polled(json!([[0, "a"], [1, "b"]]))),
        info(
            1,
            "txn",
            json!([
                ["send", "x", [1, "c"]],
                ["send", "x", [3, "b"]],
                ["send", "x", [4, "d"]]
            ]),
        ),
    ]);
    assert_eq!(
        judged.fields(
            "inconsistent-offsets",
            &["key", "index", "offset", "values"]
        ),
        json!([["x", 1, 1, ["b", "c"]]])
    );
    assert_eq!(
        judged.fields("duplicate", &["value", "offsets"]),
        json!([["b", [1, 3]]])
    );
    assert_eq!(
        judged.fields("int-poll-skip", &["values", "skipped", "delta"]),
        json!([[["a", "b"], ["c"], 2]]),
        "c stands for offset 1, and b for offset 3"
    );
    assert_eq!(judged.field("lost-write", "value"), json!(["c"]));
}

#[test]
fn what_stands_together_is_told_by_value_and_once() {
    let judged = judge(&[
        ok(0, "poll", polled(json!([[0, "c"], [5, "b"]]))),
        ok(
            1,
            "poll",
            polled(json!([
                [0, "b"],
                [0, 1.5],
                [0, 0.5],
                [0, 10],
                [0, 9],
                [5, "b"]
            ])),
        ),
        ok(2, "poll", polled(json!([[0, "b"]]))),
    ]);
    assert_eq!(
        judged.fields("inconsistent-offsets", &["offset", "count", "values"]),
        json!([[0, 6, [9, 10, 0.5, 1.5, "b", "c"]]])
    );
    assert_eq!(judged.field("duplicate", "offsets"), json!([[0, 5]]));
}

#[test]
fn of_several_that_are_as_good_the_smallest_counts() {
    let judged = judge(&[
        ok(0, "poll", polled(json!([[0, "a"], [1, "c"], [2, "d"]]))),
        ok(1, "poll", polled(json!([[0, "b"], [2, "d"]]))),
        ok(2, "poll", polled(json!([[0, "a"], [2, "d"]]))),
    ]);
    assert_eq!(judged.field("int-poll-skip", "values"), json!([["a", "d"]]));
    // Both stand at 9 as well; there a counts again, and so do the places between.
    let judged = judge(&[
        ok(0, "poll", polled(json!([[0, "b"], [9, "b"]]))),
        ok(1, "poll", polled(json!([[0, "a"], [5, "c"], [9, "a"]]))),
    ]);
    assert_eq!(
        judged.fields("int-nonmonotonic-poll", &["values", "delta"]),
        json!([[["a", "c"], -1]])
    );
}

#[test]
fn offsets_that_nobody_names_do_not_exist() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([
                ["send", "x", [0, "a"]],
                ["send", "x", [70000000000_i64, "b"]]
            ]),
        ),
        ok(1, "poll", polled(json!([[0, "a"], [70000000000_i64, "b"]]))),
    ]);
    assert_eq!(judged.names(), Vec::<&str>::new());
}

#[test]
fn a_record_stands_at_one_offset() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([["send", "x", [1, "a"]], ["send", "y", [7, "a"]]]),
        ),
        info(1, "send", json!([["send", "x", "b"]])),
        ok(2, "poll", polled(json!([[2, "b"], [3, "a"], [null, "b"]]))),
        ok(3, "poll", json!([["poll", { "y": [[7, "a"]] }]])),
    ]);
    assert_eq!(
        judged.evidence("duplicate"),
        [json!({ "key": "x", "value": "a", "count": 2, "offsets": [1, 3] })]
    );
}

#[test]
fn offsets_of_failed_sends_make_no_duplicates() {
    let judged = judge(&[
        ok(0, "send", json!([["send", "x", [1, 0]]])),
        fail(0, "send", json!([["send", "x", [2, 1]]])),
        fail(1, "poll", polled(json!([[11, 0], [12, 1]]))),
    ]);
    assert_eq!(
        judged.fields("duplicate", &["value", "count", "offsets"]),
        json!([[0, 2, [1, 11]]])
    );
    assert_eq!(judged.names(), ["duplicate", "unseen"]);
}

#[test]
fn ten_records_that_share_two_offsets_are_told_all_and_nothing_else() {
    let lines: Vec<Value> = (0..10)
        .flat_map(|i| {
            [
                ok(0, "send", json!([["send", "x", [0, i]]])),
                ok(0, "poll", polled(json!([[1, i]]))),
            ]
        })
        .collect();
    let judged = judge(&lines);
    let all: Vec<i32> = (0..10).collect();
    assert_eq!(
        judged.fields("inconsistent-offsets", &["offset", "index", "values"]),
        json!([[0, 0, all], [1, 1, all]])
    );
    assert_eq!(judged.field("duplicate", "value"), json!(all));
    assert_eq!(
        judged.field("duplicate", "offsets"),
        json!(vec![[0, 1]; 10])
    );
    assert_eq!(judged.names(), ["duplicate", "inconsistent-offsets"]);
}

#[test]
fn values_keep_their_type_and_keys_do_not() {
    let judged = judge(&[
        ok(
            0,
            "send",
            json!([
                ["send", 11, [0, 1]],
                ["send", "11", [1, "1"]],
                ["send", 11, [2, 1.0]]
            ]),
        ),
        ok(
            1,
            "poll",
            json!([["poll", { "11": [[0, 1], [1, "1"], [2, 1.0]] }]]),
        ),
    ]);
    assert_eq!(judged.names(), Vec::<&str>::new());
    assert_eq!(judged.report.keys, 1);
    let judged = judge(&[
        ok(1, "poll", json!([["poll", { "11": [[0, "a"]] }]])),
        ok(0, "send", json!([["send", 11, [0, "b"]]])),
    ]);
    assert_eq!(
        judged.field("inconsistent-offsets", "key"),
        json!([11]),
        "evidence has the key as it was sent"
    );
}
