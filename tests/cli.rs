//! `logarium` as people and scripts use it: exit status, JSON, and what it says of bad input.

#[path = "cli/authoring.rs"]
mod authoring;
#[path = "cli/avro.rs"]
mod avro;
#[path = "cli/exploring.rs"]
mod exploring;
#[path = "cli/grading.rs"]
mod grading;
#[path = "cli/links.rs"]
mod links;
#[path = "cli/real_tools.rs"]
mod real_tools;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn logarium(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_logarium"))
        .args(arguments)
        .output()
        .unwrap()
}

fn report(arguments: &[&str], status: i32) -> Value {
    let output = logarium(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(status),
        "{arguments:?}: {errors}"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(arguments: &[&str]) -> String {
    let output = logarium(arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

fn offsets(report: &Value, consumer: &str) -> Vec<i64> {
    let records = report["consumers"][consumer]["records"].as_array().unwrap();
    records
        .iter()
        .map(|record| record["offset"].as_i64().unwrap())
        .collect()
}

fn scratch(name: &str, content: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

#[test]
fn the_labs_are_listed_in_either_language() {
    let output = logarium(&["labs"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(
        text.contains("first-records") && text.contains("Ten numbers in a log"),
        "{text}"
    );
    let spanish = String::from_utf8(logarium(&["labs", "--language", "es"]).stdout).unwrap();
    assert!(spanish.contains("Diez números en un log"), "{spanish}");
}

#[test]
fn first_records_prints_ten_records_in_offset_order() {
    let report = report(&["run", "first-records", "--json"], 0);
    assert_eq!(offsets(&report, "consumer-1"), (0..10).collect::<Vec<_>>());
    assert_eq!(
        report["consumers"]["consumer-1"]["records"][9]["value"],
        "{\"number\":9}"
    );
    assert_eq!(report["verdict"]["claim"], "at-least-once");
    assert_eq!(report["verdict"]["holds"], true);
    assert_eq!(report["status"], 0);
    assert_eq!(report["topics"]["numtest"][0]["high_watermark"], 10);
}

#[test]
fn a_late_reader_from_latest_gets_nothing_from_before() {
    let latest = "clients.consumer-1.config[\"auto.offset.reset\"]=latest";
    let arguments = [
        "run",
        "first-records",
        "--json",
        "--set",
        latest,
        "--set",
        "clients.consumer-1.start_ms=5500",
    ];
    // Its goal, ten records, does not hold.
    let report = report(&arguments, 1);
    assert_eq!(offsets(&report, "consumer-1"), (5..10).collect::<Vec<_>>());
    assert_eq!(
        report["verdict"]["holds"], true,
        "what was before is no loss"
    );
    assert_eq!(report["goals"][0]["holds"], false);
    assert_eq!(report["goals"][0]["value"], 5);
}

#[test]
fn people_get_a_table() {
    let output = logarium(&["run", "commit"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for expected in [
        "commit · seed 7 · 20.000 s",
        "consumer-1 (group numtest-group, up, started 1x) printed 10",
        "numtest-0  9       null  {\"number\":9}",
        "group numtest-group has committed numtest-0 at 10",
        "claim at-least-once holds: sent 10, acknowledged 10, stored 10, delivered 10, processed 10, lost 0, duplicated 0",
        "goal {\"printed\":\"consumer-1\"} is at least 10 holds: it is 10",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}

#[test]
fn a_run_that_breaks_its_claim_says_what_breaks_it() {
    let arguments = [
        "run",
        "commit",
        "--until",
        "90s",
        "--set",
        "clients.consumer-1.config[\"auto.commit.interval.ms\"]=600000",
        "--set",
        "script=[{\"at_ms\":15000,\"do\":{\"crash\":\"consumer-1\"}},{\"at_ms\":16000,\"do\":{\"start\":\"consumer-1\"}}]",
        "--set",
        "claim=at-most-once",
    ];
    let told = report(&[&arguments[..], &["--json"]].concat(), 1);
    assert_eq!(told["verdict"]["holds"], false);
    let reason = &told["verdict"]["reasons"][0];
    assert_eq!(
        (&reason["count"], &reason["number"]),
        (&"repeated".into(), &10.into())
    );
    assert_eq!(reason["first"]["reader"], "group numtest-group");
    let scorecard = &told["scorecard"];
    for part in [
        "/total",
        "/producers/producer-1",
        "/partitions/numtest-0",
        "/readers/group numtest-group",
    ] {
        assert_eq!(scorecard.pointer(part).unwrap()["repeated"], 10, "{part}");
    }
    let evidence = &scorecard["evidence"]["repeated"];
    assert_eq!(evidence["records"].as_array().unwrap().len(), 10);
    assert_eq!(evidence["left_out"], 0);

    let output = logarium(&arguments);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let line = "  repeated 10; the first in numtest-0 at 0, send 0 of producer-1, read by group numtest-group";
    assert!(text.contains(line), "{text}");
}

#[test]
fn what_clients_saw_can_be_written_for_the_judge() {
    let output = logarium(&["run", "commit", "--history", "-"]);
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.matches("\"invoke\"").count(), 10);
    let path = scratch("history.jsonl", "");
    let name = path.to_str().unwrap();
    report(&["run", "commit", "--json", "--history", name], 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), lines);
    assert_eq!(report(&["check", name, "--json"], 0)["records"], 20);
    let told = refused(&["run", "commit", "--history", "/nowhere/at/all"]);
    assert!(told.contains("/nowhere/at/all: "), "{told}");
}

#[test]
fn the_same_seed_is_the_same_run() {
    let run = |seed: &str| report(&["run", "commit", "--json", "--seed", seed], 0);
    assert_eq!(run("3"), run("3"));
    assert_ne!(run("3")["digest"], run("4")["digest"]);
    let digest = |arguments: &[&str]| String::from_utf8(logarium(arguments).stdout).unwrap();
    let whole = digest(&["digest", "commit", "--seed", "3"]);
    assert!(
        whole.starts_with(run("3")["digest"].as_str().unwrap()),
        "{whole}"
    );
    assert!(digest(&["digest", "commit", "--steps", "100"]).contains("step 100 at "));
}

#[test]
fn a_run_ends_when_it_is_told_to() {
    let report = report(&["run", "first-records", "--json", "--until", "5s"], 1);
    assert_eq!(report["until_ms"], 5_000);
    assert_eq!(report["verdict"]["sent"], 5);
}

#[test]
fn a_journal_is_replayed() {
    let lab = std::sync::Arc::new(lab::shelf::open("first-records").unwrap());
    let mut session = lab::Session::new(lab);
    session.advance(engine::model::Instant(12_000_000));
    session
        .act(lab::Action::Restart("consumer-1".to_owned()))
        .unwrap();
    session.advance(engine::model::Instant(20_000_000));
    let file = scratch("restart.json", &session.export());
    let file = file.to_str().unwrap();

    let replayed = report(&["run", "first-records", "--json", "--journal", file], 0);
    assert_eq!(
        offsets(&replayed, "consumer-1"),
        (0..10).chain(0..10).collect::<Vec<_>>()
    );
    assert_eq!(replayed["consumers"]["consumer-1"]["starts"], 2);
    assert_eq!(replayed["digest"], session.world().digest().to_string());
    assert_eq!(replayed["journal"][0]["do"]["restart"], "consumer-1");

    let errors = refused(&[
        "run",
        "commit",
        "--journal",
        file,
        "--seed",
        "9",
        "--set",
        "seed=1",
    ]);
    for expected in [
        "of lab \"first-records\", not of \"commit\"",
        "belongs to seed 7",
        "set: cannot go with a journal",
    ] {
        assert!(errors.contains(expected), "{expected} is not in\n{errors}");
    }
    let broken = scratch("broken.json", "{\"format\":1,");
    assert!(
        refused(&["run", "commit", "--journal", broken.to_str().unwrap()])
            .contains("journal: the journal is not JSON")
    );
}

#[test]
fn an_unknown_lab_names_the_nearest() {
    assert!(
        refused(&["run", "first-record"])
            .contains("there is no lab \"first-record\"; did you mean \"first-records\"?")
    );
    assert!(refused(&["digest", "xyz"]).contains("there is wires, pull"));
    assert!(refused(&["run", "no/such/lab.json"]).contains("no/such/lab.json"));
    assert!(refused(&["run", env!("CARGO_MANIFEST_DIR")]).contains("lab.json"));
}

/// The blocks of a document in this language.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let begin = format!("```{language}\n");
    let parts = document.split(&begin).skip(1);
    parts
        .map(|part| part.split_once("```").unwrap().0)
        .collect()
}

/// The first block of docs/history.md in this language.
fn documented(language: &str) -> &'static str {
    blocks(include_str!("../docs/history.md"), language)[0]
}

#[test]
fn a_history_is_judged_as_documented() {
    let file = scratch("history.jsonl", documented("jsonl"));
    let output = logarium(&["check", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        documented("text")
    );
    let report = report(&["check", "--json", file.to_str().unwrap()], 1);
    assert_eq!(report["verdict"], "not-valid");
    let lost = &report["anomalies"]["lost-write"];
    assert_eq!(lost["evidence"][0]["value"], "a");
}

#[test]
fn a_history_comes_from_standard_input_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_logarium"))
        .args(["check", "-", "--with-subscribe", "--ww-deps", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let again = r#"{"process":0,"type":"ok","f":"poll","value":[["poll",{"x":[[0,"a"]]}]]}"#;
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{again}\n{again}").unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["anomalies"]["nonmonotonic-poll"]["legal"], true);
    assert_eq!(report["options"]["ww-deps"], true);
}

#[test]
fn what_is_wrong_with_a_history_is_told() {
    let empty = scratch("empty.jsonl", "");
    let output = logarium(&["check", empty.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("there is nothing to judge"), "{text}");

    let broken = scratch("broken.jsonl", "\n{\"process\":0,\"type\":\"ok\"}\n");
    let errors = refused(&["check", broken.to_str().unwrap()]);
    assert!(errors.starts_with("1 problem:"), "{errors}");
    assert!(errors.contains("broken.jsonl: line 2, f = null: must be send, poll"));
    assert!(refused(&["check", "no/such/history"]).contains("no/such/history: "));
    assert!(refused(&["check"]).contains("<HISTORY>"));
}

#[test]
fn bad_flags_say_what_is_allowed() {
    assert!(refused(&["run", "commit", "--until", "soon"]).contains("20s"));
    assert!(refused(&["run", "commit", "--until", "0s"]).contains("from 1ms to 24h"));
    assert!(refused(&["run", "commit", "--seed", "-1"]).contains("--seed"));
    assert!(refused(&["digest", "commit", "--steps", "99999999999"]).contains("--steps"));
    assert!(refused(&["run", "commit", "--sed", "1"]).contains("--seed"));
    assert!(refused(&["frobnicate"]).contains("frobnicate"));
    assert!(refused(&[]).contains("Usage"));
}

#[test]
fn every_bad_change_is_told_at_once() {
    let errors = refused(&[
        "run",
        "commit",
        "--set",
        "clients.consumer-1.config[\"consumer.group.id\"]=g",
        "--set",
        "clients.consumer-1.config[\"session_timeout_ms\"]=6000",
        "--set",
        "clients.consumer-1.config[\"auto.offset.reset\"]=lastest",
        "--set",
        "clients.consumer1.start_ms=0",
        "--set",
        "topics.numtest.partitions=100000",
        "--set",
        "nonsense",
        "--set",
        "clients..x=1",
    ]);
    for expected in [
        "7 problems:",
        "clients.consumer-1.config[\"consumer.group.id\"]: Kafka has no consumer config \"consumer.group.id\"; did you mean \"group.id\"?",
        "did you mean \"session.timeout.ms\"?",
        "auto.offset.reset = \"lastest\" is not allowed: one of latest, earliest, none",
        "clients.consumer1: there is no \"consumer1\" here; did you mean \"consumer-1\"?",
        "topics.numtest.partitions = 100000: must be from 1 to 10000",
        "nonsense: a change is written path=value",
        "clients..x: not a path: expected a name at column 8",
    ] {
        assert!(errors.contains(expected), "{expected} is not in\n{errors}");
    }
}

#[test]
fn a_lab_of_ones_own_is_run_from_its_folder() {
    let folder = format!("{}/labs/commit", env!("CARGO_MANIFEST_DIR"));
    let by_folder = report(&["run", &folder, "--json"], 0);
    assert_eq!(by_folder, report(&["run", "commit", "--json"], 0));
    assert_eq!(
        by_folder,
        report(&["run", &format!("{folder}/lab.json"), "--json"], 0)
    );
}

#[test]
fn a_bad_file_is_told_whole() {
    let file = scratch(
        "lab.json",
        r#"{ "format": 1, "id": "My Lab", "track": "record", "cluster": { "brokers": [{ "id": 1 }, { "id": 1 }] },
            "topics": { "numtest": { "replication.factor": 3, "config": { "min.compaction.lag.ms": 2, "max.compaction.lag.ms": 1 } } },
            "clients": { "p": { "kind": "producer", "config": { "acks": 2 }, "source": { "topic": "numtests", "every_ms": 0, "count": 1, "value": 1 } },
                         "c": { "kind": "consumer", "config": { "group.id": "g" }, "subscribe": ["numtest"] } },
            "until_ms": 1000,
            "steps": [ { "id": "a", "kind": "do", "action": { "crash": "d" } }, { "id": "a", "kind": "reach", "goal": { "measure": { "printed": "p" } } } ] }"#,
    );
    let errors = refused(&["run", file.to_str().unwrap()]);
    for expected in [
        "id = \"My Lab\": must be made of small letters",
        "track = \"record\": must be one of",
        "cluster.brokers[1].id = 1: is there twice",
        "cluster.config[\"offsets.topic.replication.factor\"]: is 3 unless it is set",
        "topics.numtest[\"replication.factor\"] = 3: must be at most 2",
        "topics.numtest.config: min.compaction.lag.ms = 2 is more than max.compaction.lag.ms = 1",
        "clients.p.config.acks: acks = \"2\" is not allowed: one of all, -1, 0, 1",
        "clients.p.source.every_ms = 0: must be from 1 to 86400000",
        "steps[0].action.crash: there is no node \"d\"; did you mean \"c\"?",
        "steps[1].goal: needs at_least, at_most, or both",
        "steps[1].goal.measure.printed: there is no consumer \"p\"; did you mean \"c\"?",
        "steps[1].id = \"a\": is there twice",
    ] {
        assert!(errors.contains(expected), "{expected} is not in\n{errors}");
    }
}
