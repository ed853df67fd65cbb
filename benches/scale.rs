//! A large group: a topic of 1,000 partitions, and 100 consumers that join one after the other.

use std::time::Instant as Clock;

use tank::cluster::{Cluster, cluster};

use crate::row::say;

const PARTITIONS: i32 = 1_000;
const MEMBERS: u32 = 100;

/// Each second one more consumer starts.
fn start(strategy: &str) -> Cluster {
    let class = format!("org.apache.kafka.clients.consumer.{strategy}");
    let configs = [
        ("group.id", "g"),
        ("auto.offset.reset", "earliest"),
        ("partition.assignment.strategy", class.as_str()),
    ];
    let mut builder = cluster(3).topic("t", PARTITIONS, 3, &[]);
    for place in 0..MEMBERS {
        let starts = 2_000 + 1_000 * u64::from(place);
        builder = builder.consumer(3000 + place, "t", Some(starts), &configs);
    }
    builder.start()
}

/// Wall time for a simulated second while they join and when all have, and the memory that the process has taken at most.
pub fn scale() {
    for strategy in ["RangeAssignor", "CooperativeStickyAssignor"] {
        let mut kafka = start(strategy);
        let (joining, at_rest) = (u64::from(MEMBERS) + 2, u64::from(MEMBERS) + 30);
        let begun = Clock::now();
        kafka.until_ms(joining * 1_000);
        let joined = begun.elapsed().as_secs_f64() / joining as f64;
        kafka.until_ms(at_rest * 1_000);
        let begun = Clock::now();
        kafka.until_ms((at_rest + 10) * 1_000);
        let rests = begun.elapsed().as_secs_f64() / 10.0;
        let owned = (0..MEMBERS).map(|place| kafka.consumer(3000 + place).assignment().count());
        assert_eq!(
            owned.sum::<usize>(),
            PARTITIONS as usize,
            "all is given out"
        );
        say(
            &format!("100 consumers join 1,000 partitions, {strategy}: wall per second"),
            &format!("{:.0} ms, then {:.0} ms", joined * 1e3, rests * 1e3),
        );
    }
    say("memory at most", &peak_memory());
}

/// `VmHWM` of this process, where there is such a thing.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not known".to_owned(), |kb| kb.trim().to_owned())
}
