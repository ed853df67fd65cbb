//! Memory while a cluster under high load plays for ten minutes of model time.

use std::time::Duration;

use lab::link::View;
use serde_json::{Map, json};

use super::load;
use super::probe::{page_of, until_shown};
use crate::row::say;

/// Producers that work one set after the other: a lab's sources end after 100,000 records at most.
const PRODUCERS: u64 = 36;
/// How many work at once.
const AT_ONCE: u64 = 6;
/// What each sends in a second.
const RATE: u64 = 500;
/// For how long, in s.
const SHIFT: u64 = 100;
/// How long ten minutes may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// What the page holds after two, four, .. ten minutes, and by how much that grows.
pub fn memory() {
    let view = View {
        deck: Some("charts".to_owned()),
        ..View::default()
    };
    let page = page_of(&load::link_to(&lab(), &[], 2, &view));
    let mut held: Vec<(f64, f64)> = Vec::new();
    for minute in [2, 4, 6, 8, 10] {
        page.eval(&format!("probe.seek({minute} / 10)"));
        until_shown(&page, minute * 60_000, PATIENCE);
        page.eval("typeof gc === 'function' && gc()");
        let bytes = |expression: &str| page.eval(expression).as_f64().unwrap_or_default() / 1e6;
        let module = bytes("probe.memory.buffer.byteLength");
        let script = bytes("performance.memory.usedJSHeapSize");
        println!("    at {minute:>2} min: module {module:.0} MB, script {script:.1} MB");
        held.push((minute as f64, module + script));
    }
    let (Some(second), Some(last)) = (held.get(1), held.last()) else {
        return;
    };
    say(
        &format!(
            "memory after ten minutes of model time at {} records/s",
            AT_ONCE * RATE
        ),
        &format!("{:.0} MB", last.1),
    );
    let slope = (last.1 - second.1) / (last.0 - second.0);
    say(
        "its growth from minute 4 to minute 10",
        &format!("{slope:+.1} MB/min"),
    );
}

/// Three brokers that replicate everything, delete what is older than a minute, and a consumer of all of it.
fn lab() -> String {
    let producer = |number: u64| {
        let client = json!({
            "kind": "producer",
            "start_ms": 1_000 + number / AT_ONCE * SHIFT * 1_000,
            "source": { "topic": "readings", "every_ms": 10, "per_tick": RATE / 100, "count": RATE * SHIFT, "value_bytes": 1_000 },
        });
        (format!("gateway-{}", number + 1), client)
    };
    let mut clients: Map<_, _> = (0..PRODUCERS).map(producer).collect();
    clients.insert(
        "billing-1".to_owned(),
        json!({
            "kind": "consumer",
            "config": { "group.id": "billing", "auto.offset.reset": "earliest" },
            "start_ms": 500,
            "subscribe": ["readings"],
        }),
    );
    json!({
        "format": 1,
        "id": "ten-minutes",
        "track": "sandbox",
        "title": "Ten minutes",
        "cluster": {
            "brokers": [{ "id": 1 }, { "id": 2 }, { "id": 3 }],
            "config": { "log.retention.check.interval.ms": 10_000 },
        },
        "topics": { "readings": {
            "partitions": 6,
            "replication.factor": 3,
            "config": { "min.insync.replicas": 2, "retention.ms": 60_000, "segment.bytes": 16_777_216 },
        } },
        "clients": clients,
        "until_ms": 600_000,
    })
    .to_string()
}
