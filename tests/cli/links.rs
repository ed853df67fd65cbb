//! `logarium link`: links to runs.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{blocks, logarium, refused, report};

#[test]
fn a_link_is_opened_as_documented() {
    let document = include_str!("../../docs/links.md");
    let [link, text] = blocks(document, "text")[..] else {
        panic!("a link and what is said of it");
    };
    let output = logarium(&["link", link]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
    let documented: Value = serde_json::from_str(blocks(document, "json")[0]).unwrap();
    assert_eq!(report(&["link", link.trim(), "--json"], 0), documented);
    for field in documented.as_object().unwrap().keys() {
        assert!(document.contains(&format!("`{field}`")), "{field}");
    }
}

#[test]
fn every_run_prints_a_link_that_comes_to_the_same_digest() {
    let two = "topics.numtest.partitions=2";
    for (changes, begin) in [
        (vec!["--seed", "3"], "#/lab/commit?check="),
        (vec!["--set", two], "#/run/1."),
    ] {
        let arguments: Vec<&str> = ["run", "commit", "--json"]
            .into_iter()
            .chain(changes)
            .collect();
        let run = report(&arguments, 0);
        let link = run["link"].as_str().unwrap();
        assert!(link.starts_with(begin), "{link}");
        let opened = report(&["link", link, "--json"], 0);
        assert_eq!(opened["frontier"]["digest"], run["digest"]);
        assert_eq!(opened["seed"], run["seed"]);
        assert_eq!(opened["built_in"], begin.contains("lab"));
    }
    let output = logarium(&["run", "commit"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().last().unwrap().starts_with("#/lab/commit?"));
}

#[test]
fn what_a_link_has_lost_is_told() {
    let link = "https://host/#/lab/commit?do=9s:crash:consumer1;10s:crash:consumer-1&at=12s";
    let output = logarium(&["link", link]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "10 s  ",
        "crash:consumer-1",
        "the link does not say which",
        "1 thing was not restored as it was:",
        "journal[0] = \"9s:crash:consumer1\"",
        "did you mean \"consumer-1\"?",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    let report = report(&["link", link, "--json"], 1);
    assert_eq!(report["losses"][0]["kind"], "refused");
    assert_eq!(report["losses"][0]["path"], "journal[0]");

    for (link, why) in [
        ("https://host/", "this is no link to a run"),
        (
            "#/lab/nothing-like-it?at=3s",
            "there is no lab \"nothing-like-it\"",
        ),
        ("#/run/1.AAAA", "there is nothing in this link"),
        ("#/run/", "there is nothing in this link"),
    ] {
        assert!(refused(&["link", link]).contains(why), "{link}");
    }
}

#[test]
fn a_link_comes_from_standard_input_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_logarium"))
        .args(["link", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "https://host/#/lab/commit?at=3s").unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with("commit · seed 7".as_bytes()));
}
