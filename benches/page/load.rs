//! Runs made for measuring, as links that the page opens.

use std::sync::Arc;

use engine::model::Instant;
use lab::link::{self, View};
use lab::{Lab, Session};
use serde_json::{Map, json};

/// Producers that share a load.
const PRODUCERS: u64 = 6;
/// How long a message is on its way, in ms: many are at once, though each takes its turn.
const LATENCY: u64 = 975;
/// When all is up and so many are on their way as ever will be, in s.
const AT_WORK: u64 = 30;

/// The link to a run in which so many messages are in flight, paused while it is at work, with a broker selected and the
/// charts open.
///
/// Each producer sends a request for every record and waits for none of the answers, so each record is a message that
/// flies there and another one that flies back.
pub fn in_flight(messages: u64) -> String {
    let every_ms = PRODUCERS * 2_000 / messages;
    let producer = |number: u64| {
        let client = json!({
            "kind": "producer",
            "start_ms": 8_000,
            "config": {
                "acks": 1,
                "enable.idempotence": false,
                "linger.ms": 0,
                "max.in.flight.requests.per.connection": 1_000,
            },
            "source": { "topic": "orders", "every_ms": every_ms, "count": 100_000, "value_bytes": 100 },
        });
        (format!("producer-{number}"), client)
    };
    let mut clients: Map<_, _> = (1..=PRODUCERS).map(producer).collect();
    clients.insert(
        "consumer-1".to_owned(),
        json!({
            "kind": "consumer",
            "config": { "group.id": "billing", "auto.offset.reset": "earliest" },
            "start_ms": 8_000,
            "subscribe": ["orders"],
        }),
    );
    let lab = json!({
        "format": 1,
        "id": format!("in-flight-{messages}"),
        "track": "sandbox",
        "title": "In flight",
        "cluster": {
            "brokers": [{ "id": 1 }, { "id": 2 }, { "id": 3 }],
            "network": { "latency_ms": LATENCY, "jitter_ms": 0 },
        },
        "topics": { "orders": { "partitions": 3, "replication.factor": 3 } },
        "clients": clients,
        "until_ms": 600_000,
    });
    let view = View {
        select: Some("broker-1".to_owned()),
        speed: None,
        tab: None,
        deck: Some("charts".to_owned()),
    };
    link_to(&lab.to_string(), &[], AT_WORK, &view)
}

/// The link to a lab that was played so many seconds, with these changes.
pub fn link_to(lab: &str, changes: &[&str], seconds: u64, view: &View) -> String {
    format!("/{}", link::to(&played(lab, changes, seconds), view))
}

/// A lab with these changes, played so many seconds.
pub fn played(lab: &str, changes: &[&str], seconds: u64) -> Session {
    let mut lab = Lab::parse(lab, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    lab.set_all(changes).expect("the changes are valid");
    let mut session = Session::new(Arc::new(lab));
    session.seek(Instant(seconds * 1_000_000));
    session
}
