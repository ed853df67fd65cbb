//! `logarium explore`.

use serde_json::Value;

use super::{logarium, refused, report};

#[test]
fn a_broken_claim_is_told_with_a_link_that_replays_it() {
    let arguments = [
        "explore",
        "acks-1",
        "--first-seed",
        "33",
        "--runs",
        "30",
        "--json",
    ];
    let found = report(&[&arguments[..], &["--threads", "1"]].concat(), 1);
    assert_eq!(found["runs"], 30);
    let broken = found["broken"].as_array().unwrap();
    assert_eq!(found["broken_runs"], broken.len());
    let first = &broken[0];
    assert_eq!(first["claim"], "at-least-once");
    assert_eq!(first["anomaly"], "lost-write");
    let link = first["link"].as_str().unwrap();
    let opened = report(&["link", link, "--json"], 0);
    assert_eq!(opened["seed"], first["seed"]);
    assert_eq!(opened["frontier"]["digest"], first["digest"]);
    let alike = report(&[&arguments[..], &["--threads", "3"]].concat(), 1);
    assert_eq!(alike, found, "however many threads there are");
    let seeds = |report: &Value| {
        let broken = report["broken"].as_array().unwrap();
        broken
            .iter()
            .map(|found| found["seed"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let mut shared: Vec<u64> = ["1/2", "2/2"]
        .into_iter()
        .flat_map(|shard| {
            let output = logarium(&[&arguments[..], &["--shard", shard]].concat());
            seeds(&serde_json::from_slice(&output.stdout).unwrap())
        })
        .collect();
    shared.sort_unstable();
    assert_eq!(shared, seeds(&found), "whoever makes which part");
}

#[test]
fn when_nothing_breaks_it_is_told_how_much_was_tried() {
    let output = logarium(&[
        "explore",
        "acks-1",
        "--runs",
        "2",
        "--claim",
        "at-most-once",
    ]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    for expected in [
        "acks-1 · at-most-once · 2 runs of 46.",
        "0 of them broke the claim",
        "FAULT",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}

#[test]
fn what_cannot_be_explored_is_told() {
    assert!(refused(&["explore", "no-such-lab"]).contains("there is no lab"));
    assert!(refused(&["explore", "commit", "--claim", "always"]).contains("must be one of none"));
    assert!(refused(&["explore", "commit", "--claim", "none"]).contains("nothing can break it"));
    assert!(refused(&["explore", "commit", "--shard", "3/2"]).contains("as in 2/4"));
}
