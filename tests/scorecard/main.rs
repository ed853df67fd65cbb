//! The scorecard: what became of every record, by what clients saw and by nothing else.

mod claims;
mod counting;
mod excuses;
mod operations;
mod transactions;
mod twin;

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Counts, Lab, Session, shelf};
use serde_json::{Value, json};

/// A built-in lab with some changes, as `path=value`.
fn session(id: &str, changes: &[&str]) -> Session {
    let mut lab = shelf::open(id).unwrap();
    lab.set_all(changes).unwrap();
    Session::new(Arc::new(lab))
}

/// One producer of twenty records, one a tenth of a second, and a group of one; three brokers hold the one partition together.
fn orders() -> Value {
    json!({
        "format": 1, "id": "orders", "track": "break-it", "seed": 1,
        "cluster": {
            "brokers": [{ "id": 1 }, { "id": 2 }, { "id": 3 }],
            "config": { "offsets.topic.num.partitions": 1, "group.initial.rebalance.delay.ms": 0 },
            "network": { "latency_ms": 5 }
        },
        "topics": { "orders": { "replication.factor": 3, "assignments": [[1, 2, 3]] } },
        "clients": {
            "producer-1": {
                "kind": "producer",
                "config": { "value.serializer": "json", "key.serializer": "string", "linger.ms": 0 },
                "start_ms": 2000,
                "source": { "topic": "orders", "every_ms": 100, "count": 20, "value": { "order": "{n}" } }
            },
            "consumer-1": {
                "kind": "consumer",
                "config": { "group.id": "billing", "auto.offset.reset": "earliest", "session.timeout.ms": 6000 },
                "start_ms": 2000,
                "subscribe": ["orders"]
            }
        },
        "claim": "none", "until_ms": 60000,
        "steps": [{ "id": "watch", "kind": "read" }]
    })
}

fn play(file: &Value) -> Session {
    match Lab::parse(&file.to_string(), &[]) {
        Ok(lab) => Session::new(Arc::new(lab)),
        Err(problems) => panic!("{problems}"),
    }
}

fn at_ms(ms: u64) -> Instant {
    Instant(ms * 1_000)
}

/// Plays on to a moment and does something.
fn act_at(session: &mut Session, ms: u64, what: Value) {
    session.advance(at_ms(ms));
    let action: Action = serde_json::from_value(what).unwrap();
    session.act(action).unwrap();
}

/// The counts of the run when it has gone on so long.
fn counts_at(session: &mut Session, ms: u64) -> Counts {
    session.advance(at_ms(ms));
    session.scorecard().total()
}
