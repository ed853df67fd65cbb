//! Brokers and topics.

use super::{Mildness, Set, Topic, set};
use crate::dice::Dice;

pub fn config(dice: &mut Dice, brokers: u64) -> Set {
    let mut config = set(&[
        ("replica.lag.time.max.ms", "4000"),
        ("broker.session.timeout.ms", "3000"),
        ("broker.heartbeat.interval.ms", "500"),
        ("log.retention.check.interval.ms", "2000"),
        ("log.cleaner.backoff.ms", "1500"),
        ("log.segment.delete.delay.ms", "1000"),
        ("offsets.topic.num.partitions", "2"),
    ]);
    let replicas = brokers.min(3).to_string();
    config.push(("offsets.topic.replication.factor", replicas));
    let more = [
        ("leader.imbalance.check.interval.seconds", "5"),
        ("auto.leader.rebalance.enable", "false"),
        ("log.flush.interval.messages", "5"),
        (
            "replica.selector.class",
            "org.apache.kafka.common.replica.RackAwareReplicaSelector",
        ),
        ("replica.fetch.wait.max.ms", "100"),
        ("controlled.shutdown.enable", "false"),
        ("replica.high.watermark.checkpoint.interval.ms", "500"),
    ];
    for one in more {
        if dice.percent(30) {
            config.extend(set(&[one]));
        }
    }
    config
}

pub fn topic(dice: &mut Dice, name: &'static str, brokers: u64, mildness: Mildness) -> Topic {
    let replicas = dice.within(1, brokers.min(3));
    let mut config = vec![("min.insync.replicas", dice.within(1, 3).to_string())];
    if dice.percent(50) {
        config.push((
            "segment.ms",
            dice.one_of(&["300", "1000", "4000"]).to_owned(),
        ));
    }
    if dice.percent(30) {
        config.push(("segment.bytes", "1048576".to_owned()));
    }
    if dice.percent(30) {
        config.push(("message.timestamp.type", "LogAppendTime".to_owned()));
    }
    let policy = dice.one_of(&["delete", "delete", "compact", "compact,delete", ""]);
    config.push(("cleanup.policy", policy.to_owned()));
    if dice.percent(40) {
        config.push((
            "retention.ms",
            dice.one_of(&["1000", "5000", "20000"]).to_owned(),
        ));
    }
    if dice.percent(20) {
        config.push(("retention.bytes", "1500000".to_owned()));
    }
    if policy.contains("compact") {
        config.push((
            "min.cleanable.dirty.ratio",
            dice.one_of(&["0.01", "0.5"]).to_owned(),
        ));
        config.push((
            "delete.retention.ms",
            dice.one_of(&["0", "2000"]).to_owned(),
        ));
    }
    if mildness == Mildness::Anything && dice.percent(25) {
        config.push(("unclean.leader.election.enable", "true".to_owned()));
    }
    Topic {
        name,
        partitions: dice.within(1, 4) as i32,
        replicas: replicas as i16,
        config,
    }
}
