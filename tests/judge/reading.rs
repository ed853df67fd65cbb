//! The form of a history: what is read, what is refused, and how it is told.

use std::io::{self, BufReader, Read};

use judge::{
    Action, Key, Kind, LINE_BYTES_MAX, MicroOp, Operation, Options, PROBLEMS_MAX, Poll, Process,
    Scalar, check_json, operations, read, write,
};
use serde_json::{Value, json};

use crate::language::{fail, judge, ok, polled, text};

/// All that is wrong with a text, a line each.
fn refused(text: &str) -> Vec<String> {
    let problems = read(text.as_bytes()).expect_err("something is wrong");
    problems.iter().map(ToString::to_string).collect()
}

/// The one thing that is wrong with an operation.
fn wrong(line: &Value) -> String {
    let told = refused(&line.to_string());
    assert_eq!(told.len(), 1, "{told:?}");
    told[0].clone()
}

fn sent(value: Value) -> Value {
    ok(0, "send", value)
}

#[test]
fn blank_lines_and_unknown_fields_are_nothing() {
    let line =
        r#"{"process":0,"type":"ok","f":"send","value":[["send","x",[0,"a"]]],"error":"none"}"#;
    let history = read(format!("\n  \r\n{line}\r\n\n{line}").as_bytes()).unwrap();
    assert_eq!(history.ended(), 2);
    assert_eq!(
        (history.keys(), history.records(), history.processes()),
        (1, 2, 1)
    );
}

#[test]
fn every_problem_is_told_with_its_line_its_field_and_what_is_allowed() {
    let told = refused(
        "{\"process\": 1.5, \"type\": \"okay\", \"f\": 7}\n\
         \n\
         {\"process\": 0, \"type\": \"ok\", \"f\": \"send\", \"value\": [[\"send\", [], [-2, {}]], [\"poll\"], 3]}\n",
    );
    assert_eq!(
        told,
        [
            "line 1, process = 1.5: must be a client's whole number, or the name of whoever is no client, such as \"nemesis\"",
            "line 1, type = \"okay\": must be one of invoke, ok, fail, info",
            "line 1, f = 7: must be send, poll, txn, assign, subscribe, or the name of something that no rule is about",
            "line 3, value[0][1] = a list of 0: must be null, true, false, a number from -2^63 to 2^63 - 1, or a text",
            "line 3, value[0][2][0] = -2: must be an offset from 0 to 2^63 - 1, or null or -1 where none is known",
            "line 3, value[1] = a list of 1: must be [\"send\", key, value], or [\"send\", key, [offset, value]] once it is known where",
            "line 3, value[2] = 3: must be [\"send\", key, value], or [\"send\", key, [offset, value]] once it is known where",
        ]
    );
}

#[test]
fn a_send_is_no_poll_and_a_poll_no_send() {
    let poll = ok(0, "poll", json!([["send", "x", 1]]));
    assert!(wrong(&poll).starts_with("line 1, value[0] = a list of 3: must be [\"poll\"]"));
    let both = ok(0, "txn", json!([["send", "x", 1], ["poll"], ["poll", {}]]));
    assert!(read(both.to_string().as_bytes()).is_ok());
    for value in [
        json!([["commit"]]),
        json!([[]]),
        json!(["send"]),
        json!([["poll", []]]),
        json!([["poll", {}, {}]]),
    ] {
        assert!(
            wrong(&ok(0, "txn", value)).contains("[\"poll\", {key: [[offset, value], ...], ...}]")
        );
    }
}

#[test]
fn a_poll_that_returned_nothing_and_an_assignment_of_nothing_can_do_without_value() {
    for f in ["poll", "assign", "subscribe"] {
        let line = json!({ "process": 0, "type": "ok", "f": f });
        assert!(read(line.to_string().as_bytes()).is_ok(), "{f}");
    }
    for f in ["send", "txn"] {
        let line = json!({ "process": 0, "type": "ok", "f": f });
        assert!(wrong(&line).contains("value = null: must be a list of sends"));
    }
}

#[test]
fn lists_are_lists() {
    assert!(wrong(&sent(json!(null))).contains("value = null: must be a list of sends"));
    assert!(
        wrong(&ok(0, "poll", json!({})))
            .contains("value = an object with 0 fields: must be a list of polls")
    );
    assert!(wrong(&ok(0, "assign", json!("x"))).contains("value = \"x\": must be a list of keys"));
    assert!(
        wrong(&ok(0, "poll", json!([["poll", { "x": 1 }]])))
            .contains("value[0][1][\"x\"] = 1: must be a list of [offset, value]")
    );
    assert!(
        wrong(&ok(0, "poll", json!([["poll", { "x": [1] }]])))
            .contains("value[0][1][\"x\"][0] = 1: must be [offset, value]")
    );
    assert!(
        wrong(&ok(0, "poll", json!([["poll", { "x": [[1, 2, 3]] }]])))
            .contains("[\"x\"][0] = a list of 3: must be [offset, value]")
    );
    let mut log = ok(0, "poll", json!([]));
    log["rebalance-log"] = json!({});
    assert!(wrong(&log).contains(
        "rebalance-log = an object with 0 fields: must be a list of objects with \"keys\""
    ));
    log["rebalance-log"] = json!([{ "keys": ["x"] }, { "keys": [[]] }]);
    assert!(wrong(&log).contains("rebalance-log[1][\"keys\"][0] = a list of 0: must be null"));
}

#[test]
fn numbers_that_cannot_be_held_are_told() {
    let line = |value: &str| {
        format!(r#"{{"process":0,"type":"ok","f":"send","value":[["send","x",[{value}]]]}}"#)
    };
    for (number, shown) in [
        ("0,9223372036854775808", "[2][1] = 9.223372036854776e18"),
        (
            "0,123456789012345678901234567890",
            "[2][1] = 1.2345678901234568e29",
        ),
        ("0,-1e300", "[2][1] = -1e300"),
        ("9223372036854775808,1", "[2][0] = 9.223372036854776e18"),
        ("1.5,1", "[2][0] = 1.5"),
        ("true,1", "[2][0] = true"),
    ] {
        let told = refused(&line(number)).join(" ");
        assert!(told.contains(shown), "{told} has no {shown}");
    }
    assert!(refused(&line("0,1e999"))[0].contains("line 1: is not JSON: number out of range"));
    for held in [
        "9223372036854775807,-9223372036854775808",
        "0,0.5",
        "-1,\"\"",
        "null,null",
    ] {
        assert!(read(line(held).as_bytes()).is_ok(), "{held}");
    }
    let mut line = sent(json!([]));
    line["time"] = json!("now");
    assert!(
        wrong(&line)
            .contains("time = \"now\": must be a whole number of nanoseconds, or be left out")
    );
    line["time"] = json!(-5);
    line["index"] = json!(-1);
    assert!(wrong(&line).contains("index = -1: must be a whole number from 0"));
}

#[test]
fn keys_and_values_are_no_contents() {
    let (fits, long) = ("v".repeat(4_096), "v".repeat(4_097));
    assert!(read(sent(json!([["send", fits, fits]])).to_string().as_bytes()).is_ok());
    for line in [
        sent(json!([["send", long, 1]])),
        sent(json!([["send", "x", [0, long]]])),
        ok(0, "poll", json!([["poll", { long.clone(): [] }]])),
        ok(0, "assign", json!([long])),
    ] {
        let told = wrong(&line);
        assert!(
            told.ends_with("vvv\"…: must have at most 4096 bytes"),
            "{told}"
        );
        assert!(told.len() < 250, "{told}");
    }
}

#[test]
fn what_is_no_operation_is_told() {
    assert_eq!(
        refused("[1]"),
        ["line 1 = a list of 1: must be an object: one operation"]
    );
    assert!(refused("\u{feff}{}")[0].contains("line 1: is not JSON"));
    assert!(refused("{\"a\":1,\"a\":2}")[0].contains("the field \"a\" is there twice"));
    assert!(refused("{\"f\":")[0].contains("EOF"));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(refused(&deep)[0].contains("recursion limit"));
    let bytes = read(&b"\xff\xfe"[..]).unwrap_err();
    assert_eq!(bytes[0].to_string(), "line 1: is not text in UTF-8");
    let long_text = "é".repeat(1_000);
    assert!(refused(&json!([long_text.clone()]).to_string())[0].len() < 200);
    assert!(wrong(&json!({ "process": 0, "type": long_text, "f": "x" })).len() < 300);
}

#[test]
fn indices_go_up_so_that_evidence_names_one_operation() {
    let at = |index: Value| {
        let mut line = sent(json!([["send", "x", [0, index.clone()]]]));
        line["index"] = index;
        line.to_string()
    };
    let plain = sent(json!([["send", "x", "p"]]));
    let lines = [at(json!(7)), plain.to_string(), at(json!(8)), at(json!(9))].join("\n");
    assert_eq!(
        refused(&lines),
        ["line 3, index = 8: must be at least 9, one more than that of the operation before"]
    );
    let lines = [at(json!(7)), at(json!(3)), at(json!(5))].join("\n");
    assert_eq!(refused(&lines).len(), 2, "what was refused does not count");
    let judged = judge(&[
        serde_json::from_str(&at(json!(7))).unwrap(),
        ok(
            0,
            "txn",
            json!([["send", "x", "q"], ["poll", { "x": [[1, "q"]] }]]),
        ),
    ]);
    assert_eq!(judged.field("precommitted-read", "op"), json!([8]));
}

#[test]
fn a_line_that_is_too_long_is_told_and_skipped() {
    let filler = io::repeat(b' ').take(2 * LINE_BYTES_MAX);
    let lines = io::Cursor::new("\n")
        .chain(filler)
        .chain(io::Cursor::new("\n{}\n"));
    let told = read(BufReader::new(lines)).unwrap_err();
    assert_eq!(
        told[0].to_string(),
        "line 2: is longer than 16777216 bytes; one operation a line"
    );
    assert_eq!(told[1].line, Some(3));
}

#[test]
fn only_the_first_problems_are_told() {
    let told = refused(&"{}\n".repeat(1_000));
    assert_eq!(told.len(), PROBLEMS_MAX);
    assert!(told[99].starts_with("line 34"));
    let sends: Vec<i32> = (0..1_000).collect();
    let line = sent(json!(sends)).to_string();
    let (_, told) = operations(line.as_bytes()).next().unwrap();
    assert_eq!(told.unwrap_err().len(), PROBLEMS_MAX);
}

#[test]
fn a_reader_that_breaks_is_told_once() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("no more"))
        }
    }
    let told = read(BufReader::new(io::Cursor::new("\n").chain(Broken))).unwrap_err();
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["line 2: cannot be read: no more"]);
}

#[test]
fn what_others_do_is_of_no_concern() {
    let lines = [
        json!({ "process": "nemesis", "type": "info", "f": "send", "value": "kill" }),
        json!({ "process": 0, "type": "ok", "f": "crash", "value": { "any": 1 } }),
        json!({ "process": 0, "type": "info", "f": "debug-topic-partitions", "value": [1] }),
    ];
    assert_eq!(read(text(&lines).as_bytes()).unwrap().processes(), 0);
    let nemesis: Operation = serde_json::from_value(lines[0].clone()).unwrap();
    assert_eq!(nemesis.process, Process::Other("nemesis".into()));
    assert_eq!(nemesis.action, Action::Other("send".into()));
}

#[test]
fn what_is_written_is_read_again() {
    let key = |name: &str| Key(name.into());
    let operation = Operation {
        index: Some(3),
        process: Process::Client(-7),
        kind: Kind::Info,
        action: Action::Txn(vec![
            MicroOp::Send(judge::Send {
                key: Key(11.into()),
                offset: None,
                value: "a".into(),
            }),
            MicroOp::Send(judge::Send {
                key: key("x"),
                offset: Some(5),
                value: Scalar::Null,
            }),
            MicroOp::Poll(Poll::default()),
            MicroOp::Poll(Poll(vec![(
                key("x"),
                vec![judge::Read {
                    offset: None,
                    value: Scalar::Boolean(true),
                }],
            )])),
        ]),
        time: Some(-1),
        rebalanced: vec![key("x"), Key(2.into())],
    };
    let others = [
        Action::Assign(vec![key("x")]),
        Action::Subscribe(vec![]),
        Action::Other("crash".into()),
    ]
    .map(|action| Operation {
        index: None,
        time: None,
        rebalanced: vec![],
        action,
        ..operation.clone()
    });
    let all: Vec<Operation> = [operation].into_iter().chain(others).collect();
    let mut bytes = Vec::new();
    write(&all, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        text.lines().next(),
        Some(concat!(
            r#"{"index":3,"time":-1,"process":-7,"type":"info","f":"txn","#,
            r#""value":[["send",11,"a"],["send","x",[5,null]],["poll"],["poll",{"x":[[null,true]]}]],"#,
            r#""rebalance-log":[{"keys":["x",2]}]}"#
        ))
    );
    let again: Vec<Operation> = operations(text.as_bytes())
        .map(|(_, read)| read.unwrap())
        .collect();
    assert_eq!(again, all);
    assert_eq!(
        serde_json::from_str::<Operation>(text.lines().next().unwrap()).unwrap(),
        all[0]
    );
    assert!(
        serde_json::from_str::<Operation>("{}")
            .unwrap_err()
            .to_string()
            .contains("process = null: must be")
    );
}

#[test]
fn options_are_read_by_their_names() {
    let both = Options {
        with_subscribe: true,
        ww_deps: true,
        ..Options::default()
    };
    assert_eq!(
        Options::parse(r#"{"with-subscribe": true, "ww-deps": true}"#).unwrap(),
        both
    );
    assert_eq!(Options::parse(" ").unwrap(), Options::default());
    let told = Options::parse(r#"{"with-subscribe": 1, "ww_deps": true}"#).unwrap_err();
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "with-subscribe = 1: must be true or false",
            "ww_deps: is no option: there is with-subscribe and ww-deps",
        ]
    );
    assert!(
        Options::parse("{").unwrap_err()[0]
            .to_string()
            .starts_with("options: are not JSON")
    );
    assert_eq!(
        Options::parse("[]").unwrap_err()[0].to_string(),
        "options: must be a JSON object"
    );
}

#[test]
fn text_in_json_out() {
    let answer = |history: &str, options: &str| -> Value {
        serde_json::from_str(&check_json(history, options)).unwrap()
    };
    let line = sent(json!([["send", "x", [0, "a"]]])).to_string();
    let report = answer(&line, "");
    assert_eq!(
        report,
        json!({
            "format": 1, "status": 1, "verdict": "not-valid",
            "options": { "with-subscribe": false, "ww-deps": false },
            "operations": 1, "records": 1, "keys": 1, "processes": 1,
            "anomalies": { "unseen": { "legal": false, "count": 1, "left-out": 0,
                "evidence": [{ "key": "x", "count": 1, "values": ["a"] }] } },
        })
    );
    assert_eq!(answer("", "")["verdict"], "nothing-to-judge");
    let bad = answer("[]", "{\"ww-deps\":0}");
    assert_eq!(
        bad,
        json!({ "format": 1, "status": 2, "problems": [
            { "line": 1, "field": "", "found": "a list of 0", "message": "must be an object: one operation" },
            { "field": "ww-deps", "found": "0", "message": "must be true or false" },
        ] })
    );
}

#[test]
fn long_lists_of_evidence_are_cut_and_their_numbers_are_not() {
    let sends: Vec<Value> = (0..300).map(|i| json!(["send", "x", [i, i]])).collect();
    let judged = judge(&[
        ok(0, "send", json!(sends)),
        ok(1, "poll", json!([["poll", { "x": [[0, 0], [299, 299]] }]])),
    ]);
    let skip = &judged.evidence("int-poll-skip")[0];
    assert_eq!(skip["delta"], 299);
    assert_eq!(skip["skipped"].as_array().map(Vec::len), Some(100));
    let lost = &judged.report.anomalies[&judge::Anomaly::LostWrite];
    assert_eq!(
        (lost.count, lost.left_out, lost.evidence.len()),
        (298, 198, 100)
    );
    assert_eq!(judged.evidence("unseen")[0]["count"], 298);
    assert_eq!(listed(&judged.evidence("unseen")[0]["values"]), 100);

    let reads: Vec<Value> = (0..300).map(|i| json!([i, "a"])).collect();
    let judged = judge(&[fail(0, "poll", polled(json!(reads)))]);
    let duplicate = &judged.evidence("duplicate")[0];
    assert_eq!(duplicate["count"], 300);
    assert_eq!(listed(&duplicate["offsets"]), 100);

    let reads: Vec<Value> = (0..300).map(|i| json!([0, i])).collect();
    let judged = judge(&[fail(0, "poll", polled(json!(reads)))]);
    let inconsistent = &judged.evidence("inconsistent-offsets")[0];
    assert_eq!(inconsistent["count"], 300);
    assert_eq!(listed(&inconsistent["values"]), 100);
}

fn listed(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}
