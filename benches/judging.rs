//! A million operations: sends of one record, polls of up to ten, and transactions that do both, on 30 partitions.

use std::fmt::Write;
use std::time::Instant as Clock;

use judge::{Options, Verdict, check, read};

use crate::row::say;

const OPERATIONS: u64 = 1_000_000;
const KEYS: u64 = 30;
const PRODUCERS: u64 = 20;

/// Operations that are read and judged in a second.
pub fn judging() {
    let text = text();
    let begun = Clock::now();
    let history = read(text.as_bytes()).expect("the history has no mistake");
    let read = begun.elapsed();
    let options = Options {
        ww_deps: true,
        ..Options::default()
    };
    let begun = Clock::now();
    let report = check(history, &options);
    let judged = begun.elapsed();
    assert_eq!(report.verdict, Verdict::Valid, "{}", report.to_json());
    let rate = |time: std::time::Duration| {
        format!("{:.0} k/s", OPERATIONS as f64 / time.as_secs_f64() / 1e3)
    };
    let megabytes = text.len() >> 20;
    say(
        &format!("operations read from {megabytes} MiB of JSON Lines"),
        &rate(read),
    );
    say("operations judged, with all cycles", &rate(judged));
    say("operations read and judged", &rate(read + judged));
}

/// A history in which each operation has a begin and an end, of logs that are right.
fn text() -> String {
    let mut text = String::new();
    let mut logs: Vec<Vec<u64>> = vec![Vec::new(); KEYS as usize];
    let mut read = vec![0; KEYS as usize];
    for number in 0..OPERATIONS {
        let key = number * 7 % KEYS;
        let log = &mut logs[key as usize];
        let process = number % PRODUCERS;
        let polls = number % 11 == 0 || number + 20 * KEYS > OPERATIONS;
        let txn = number % 50 == 0;
        let (f, process) = match (polls, txn) {
            (_, true) => ("txn", 2 * PRODUCERS + key),
            (true, false) => ("poll", 2 * PRODUCERS + key),
            (false, false) => ("send", process),
        };
        let sends = f != "poll" && number + 20 * KEYS <= OPERATIONS;
        let polled = if f == "send" {
            Vec::new()
        } else {
            let position: &mut usize = &mut read[key as usize];
            let end = log.len().min(*position + 100);
            let records: Vec<String> = (*position..end)
                .map(|offset| format!("[{offset},{}]", log[offset]))
                .collect();
            *position = end;
            vec![format!(
                "[\"poll\",{{\"t-{key}\":[{}]}}]",
                records.join(",")
            )]
        };
        let mut begun = Vec::new();
        let mut ended = polled;
        if !ended.is_empty() {
            begun.push("[\"poll\"]".to_owned());
        }
        if sends {
            begun.push(format!("[\"send\",\"t-{key}\",{number}]"));
            ended.push(format!("[\"send\",\"t-{key}\",[{},{number}]]", log.len()));
            log.push(number);
        }
        for (kind, value) in [("invoke", begun), ("ok", ended)] {
            let value = value.join(",");
            // Text takes whatever is written.
            let _ = writeln!(
                text,
                "{{\"process\":{process},\"time\":{number},\"type\":\"{kind}\",\"f\":\"{f}\",\"value\":[{value}]}}"
            );
        }
    }
    text
}
