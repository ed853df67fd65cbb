//! What docs/history.md says is so.

use judge::{Anomaly, Options, check, read};

const DOCUMENT: &str = include_str!("../../docs/history.md");

/// The first block of the document in this language.
fn block(language: &str) -> &'static str {
    let begin = format!("```{language}\n");
    let (_, rest) = DOCUMENT.split_once(&begin).expect("the block begins");
    rest.split_once("```").expect("the block ends").0
}

#[test]
fn the_example_is_judged_as_it_says() {
    let history = read(block("jsonl").as_bytes()).unwrap();
    let report = check(history, &Options::default());
    let (_, first) = block("text").split_once("--json has more\n").unwrap();
    let told = report
        .anomalies
        .iter()
        .map(|(anomaly, found)| format!("  {}: {}\n", anomaly.name(), found.evidence[0]));
    assert_eq!(told.collect::<String>(), first);
}

#[test]
fn every_anomaly_is_documented_in_order_with_what_is_legal() {
    let rows = DOCUMENT.lines().filter_map(|line| {
        let name = line.strip_prefix("| `")?;
        let (name, rest) = name.split_once('`')?;
        let known = Anomaly::ALL
            .into_iter()
            .find(|anomaly| anomaly.name() == name)?;
        assert_eq!(
            rest.contains("Legal"),
            known.is_legal(&Options::default()),
            "{name}"
        );
        Some(known)
    });
    assert_eq!(rows.collect::<Vec<_>>(), Anomaly::ALL);
    let mut sorted = Anomaly::ALL;
    sorted.sort_unstable();
    assert_eq!(sorted, Anomaly::ALL);
}

#[test]
fn what_subscribing_and_the_order_of_writes_make_legal_is_documented() {
    let legal = |with_subscribe, ww_deps| -> Vec<&str> {
        let options = Options {
            with_subscribe,
            ww_deps,
            ..Options::default()
        };
        let legal = Anomaly::ALL
            .into_iter()
            .filter(|anomaly| anomaly.is_legal(&options));
        legal.map(Anomaly::name).collect()
    };
    assert_eq!(legal(false, false), ["int-send-skip", "G0", "G0-realtime"]);
    assert_eq!(
        legal(true, false),
        [
            "poll-skip",
            "nonmonotonic-poll",
            "int-send-skip",
            "G0",
            "G0-realtime"
        ]
    );
    assert_eq!(
        legal(false, true),
        ["int-send-skip", "G0", "G0-realtime", "G1c", "G1c-realtime"]
    );
}
