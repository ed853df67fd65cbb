//! A smart-meter fleet: 22,222 records of 1 kB a second, three brokers, replication factor 3, `acks=all`.

use std::time::Instant as Clock;

use engine::app::{Source, SourceRecords};
use engine::client::producer::{Partitioning, Producer, ProducerSetup};
use engine::config::ProducerConfig;
use engine::model::{Duration, NodeId};
use sim::AnyNode;
use tank::cluster::{Cluster, PRODUCER, cluster};

use crate::row::{best, print};

/// Simulated seconds of one run, without the first.
const SECONDS: u64 = 20;
/// 200 records each 9 ms.
const EVERY: Duration = Duration(9_000);
const PER_TICK: u32 = 200;

fn start() -> Cluster {
    let producer = Producer::new(ProducerSetup {
        id: PRODUCER,
        bootstrap: (1..=3).map(NodeId).collect(),
        config: ProducerConfig::default(),
        partitioning: Partitioning::Configured,
        source: Some(Source {
            topic: "readings".into(),
            every: EVERY,
            per_tick: PER_TICK,
            records: SourceRecords::Bulk {
                count: u64::MAX,
                value_len: 1_000,
            },
        }),
    });
    cluster(3)
        .topic("readings", 12, 3, &[("min.insync.replicas", "2")])
        .with(PRODUCER, "fleet", AnyNode::Producer(Box::new(producer)))
        .consumer(
            3000,
            "readings",
            Some(500),
            &[("auto.offset.reset", "earliest"), ("group.id", "billing")],
        )
        .start()
}

/// Simulated seconds per second of the wall clock, natively; the bound is that of the browser.
pub fn fleet() {
    let mut per_second = 0;
    let rate = best(|| {
        let mut kafka = start();
        kafka.until_ms(5_000);
        let before = acknowledged_by(&kafka);
        let begun = Clock::now();
        kafka.until_ms(5_000 + SECONDS * 1_000);
        let rate = SECONDS as f64 / begun.elapsed().as_secs_f64();
        per_second = (acknowledged_by(&kafka) - before) / SECONDS;
        rate
    });
    assert!(per_second > 22_000, "the cluster keeps up: {per_second}");
    print(
        "smart-meter fleet, natively: simulated seconds per second",
        &format!("{rate:.0}"),
        rate,
        30.0,
        true,
    );
}

fn acknowledged_by(kafka: &Cluster) -> u64 {
    match kafka.world.slot(PRODUCER).map(sim::Slot::node) {
        Some(AnyNode::Producer(producer)) => producer.acknowledged(),
        _ => 0,
    }
}
