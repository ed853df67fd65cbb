//! What holds for any history.

use judge::{
    Anomaly, History, Operation, Options, Process, Report, check, operations, read, write,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::clean::{Clean, clean};
use crate::language::{fail, ok};

fn judged(operations: &[Operation]) -> Report {
    let mut history = History::default();
    for operation in operations {
        history.push(operation.clone());
    }
    check(history, &Options::default())
}

/// The lines as operations.
fn parsed(lines: &[Value]) -> Vec<Operation> {
    let parse = |line: &Value| serde_json::from_value(line.clone()).expect("an operation");
    lines.iter().map(parse).collect()
}

fn names(report: &Report) -> Vec<&'static str> {
    report
        .anomalies
        .keys()
        .map(|anomaly| anomaly.name())
        .collect()
}

/// The fields of what was found once.
fn only(report: &Report, anomaly: Anomaly) -> Value {
    assert_eq!(report.count(anomaly), 1, "{}", report.to_json());
    json!(report.anomalies[&anomaly].evidence[0])
}

/// Any operation, right or wrong, with few keys and values so that they meet.
fn any_operation() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        (0_i64..12).prop_map(|n| json!(n)),
        Just(json!(null)),
        Just(json!("1")),
        Just(json!(0.5)),
    ];
    let key = prop_oneof![Just("x"), Just("y"), Just("1")];
    let offset = prop_oneof![(0_i64..9).prop_map(|n| json!(n)), Just(json!(null))];
    let read = (offset, value).prop_map(|(offset, value)| json!([offset, value]));
    let send = (key.clone(), read.clone(), any::<bool>()).prop_map(|(key, read, known)| {
        json!(["send", key, if known { read } else { read[1].clone() }])
    });
    let poll = (key.clone(), prop::collection::vec(read, 0..4))
        .prop_map(|(key, reads)| json!(["poll", { key: reads }]));
    let sends = prop::collection::vec(send.clone(), 0..4).prop_map(|list| ("send", json!(list)));
    let polls = prop::collection::vec(poll.clone(), 0..3).prop_map(|list| ("poll", json!(list)));
    let txn =
        prop::collection::vec(prop_oneof![send, poll], 0..4).prop_map(|list| ("txn", json!(list)));
    let keys = prop::collection::vec(key, 0..2).prop_map(|keys| ("assign", json!(keys)));
    let kind = prop_oneof![
        Just("invoke"),
        Just("ok"),
        Just("ok"),
        Just("fail"),
        Just("info")
    ];
    (0_i64..4, kind, prop_oneof![sends, polls, txn, keys]).prop_map(|(process, kind, (f, value))| {
        json!({ "process": process, "type": kind, "f": f, "value": value })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_judge_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes[..]).map(|history| check(history, &Options::default()));
    }

    #[test]
    fn no_damage_to_a_history_makes_the_judge_panic(
        lines in prop::collection::vec(any_operation(), 0..12),
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(b'['), Just(b'9'), Just(b'"'), any::<u8>()]), 0..6),
    ) {
        let mut bytes = lines.iter().map(|line| format!("{line}\n")).collect::<String>().into_bytes();
        for (place, byte) in damage {
            if !bytes.is_empty() {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
        }
        if let Ok(history) = read(&bytes[..]) {
            prop_assert!(!check(history, &Options::default()).to_json().is_empty());
        }
    }

    #[test]
    fn any_operations_can_be_judged_and_are_what_was_written(lines in prop::collection::vec(any_operation(), 0..40)) {
        let all = parsed(&lines);
        for ww_deps in [false, true] {
            let mut history = History::default();
            all.iter().for_each(|operation| history.push(operation.clone()));
            let report = check(history, &Options { ww_deps, ..Options::default() });
            for cycle in report.anomalies.values().flat_map(|found| &found.evidence) {
                if let judge::Evidence::Cycle(cycle) = cycle {
                    prop_assert_eq!(cycle.cycle.first(), cycle.cycle.last());
                    prop_assert_eq!(cycle.cycle.len(), cycle.steps.len() + 1);
                    prop_assert!(cycle.steps.len() >= 2);
                }
            }
        }
        let mut bytes = Vec::new();
        write(&all, &mut bytes).expect("memory takes all");
        let again: Vec<Operation> = operations(&bytes[..]).map(|(_, read)| read.expect("an operation")).collect();
        prop_assert_eq!(again, all);
    }

    #[test]
    fn processes_are_only_names(lines in prop::collection::vec(any_operation(), 0..40), by in 1_i64..1_000) {
        let all = parsed(&lines);
        let renamed: Vec<Operation> = all.iter().cloned().map(|mut operation| {
            if let Process::Client(process) = &mut operation.process {
                *process = by - *process * 7;
            }
            operation
        }).collect();
        prop_assert_eq!(judged(&renamed), judged(&all));
    }

    #[test]
    fn a_log_that_is_right_has_no_anomaly(clean in clean()) {
        let report = judged(&parsed(&clean.lines()));
        prop_assert_eq!(names(&report), Vec::<&str>::new(), "{}", report.to_json());
    }

    #[test]
    fn a_record_that_vanishes_is_found(mut clean in clean(), which in any::<prop::sample::Index>()) {
        let Some((key, value)) = clean.acknowledged_before_the_last(&which) else { return Ok(()) };
        clean.forget_reads(&key, value, None);
        let report = judged(&parsed(&clean.lines()));
        let lost = only(&report, Anomaly::LostWrite);
        prop_assert_eq!((&lost["key"], &lost["value"]), (&json!(key), &json!(value)));
        let allowed = ["lost-write", "unseen", "int-poll-skip", "poll-skip"];
        prop_assert!(names(&report).iter().all(|name| allowed.contains(name)), "{}", report.to_json());
    }

    #[test]
    fn a_record_that_one_client_skips_is_found(mut clean in clean(), which in any::<prop::sample::Index>()) {
        let Some((key, value)) = clean.skip_one(&which) else { return Ok(()) };
        let report = judged(&parsed(&clean.lines()));
        let within = report.count(Anomaly::IntPollSkip) == 1;
        let anomaly = if within { Anomaly::IntPollSkip } else { Anomaly::PollSkip };
        let skip = only(&report, anomaly);
        prop_assert_eq!((&skip["key"], &skip["skipped"]), (&json!(key), &json!([value])));
        prop_assert_eq!(names(&report), [anomaly.name()]);
    }

    #[test]
    fn a_record_that_is_stored_again_is_found(clean in clean(), which in any::<prop::sample::Index>()) {
        let Some((key, value)) = clean.acknowledged_before_the_last(&which) else { return Ok(()) };
        let mut lines = clean.lines();
        lines.push(ok(77, "poll", json!([["poll", { key.clone(): [[Clean::BEHIND, value]] }]])));
        let duplicate = only(&judged(&parsed(&lines)), Anomaly::Duplicate);
        prop_assert_eq!((&duplicate["key"], &duplicate["value"], &duplicate["count"]), (&json!(key), &json!(value), &json!(2)));
        prop_assert_eq!(&duplicate["offsets"][1], Clean::BEHIND);
    }

    #[test]
    fn an_aborted_record_that_is_read_is_found(clean in clean(), key in prop_oneof![Just("x"), Just("new")]) {
        let mut lines = clean.lines();
        lines.push(fail(77, "txn", json!([["send", key, "aborted"]])));
        lines.push(ok(78, "poll", json!([["poll", { key: [[Clean::BEHIND, "aborted"]] }]])));
        let report = judged(&parsed(&lines));
        let read = only(&report, Anomaly::G1a);
        prop_assert_eq!((&read["key"], &read["value"]), (&json!(key), &json!("aborted")));
        prop_assert_eq!(names(&report), ["G1a"]);
    }
}
