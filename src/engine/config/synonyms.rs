//! `ServerTopicConfigSynonyms`: which broker config speaks for a topic that does not say a config itself.

use super::broker::BrokerConfig;
use super::configs::Configs;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;

/// A broker config that a topic config falls back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// The broker config.
    pub name: &'static str,
    /// Its unit in units of the topic config: an hour counts 3,600,000 ms.
    pub times: i64,
}

/// A topic config and its synonyms; of these the first that is set counts.
type Row = (&'static str, &'static [Synonym]);

const TABLE: &[Row] = &[
    ("cleanup.policy", &[same("log.cleanup.policy")]),
    ("compression.type", &[same("compression.type")]),
    (
        "delete.retention.ms",
        &[same("log.cleaner.delete.retention.ms")],
    ),
    (
        "file.delete.delay.ms",
        &[same("log.segment.delete.delay.ms")],
    ),
    ("flush.messages", &[same("log.flush.interval.messages")]),
    (
        "flush.ms",
        &[
            same("log.flush.interval.ms"),
            same("log.flush.scheduler.interval.ms"),
        ],
    ),
    ("index.interval.bytes", &[same("log.index.interval.bytes")]),
    (
        "max.compaction.lag.ms",
        &[same("log.cleaner.max.compaction.lag.ms")],
    ),
    ("max.message.bytes", &[same("message.max.bytes")]),
    (
        "message.timestamp.after.max.ms",
        &[same("log.message.timestamp.after.max.ms")],
    ),
    (
        "message.timestamp.before.max.ms",
        &[same("log.message.timestamp.before.max.ms")],
    ),
    (
        "message.timestamp.type",
        &[same("log.message.timestamp.type")],
    ),
    (
        "min.cleanable.dirty.ratio",
        &[same("log.cleaner.min.cleanable.ratio")],
    ),
    (
        "min.compaction.lag.ms",
        &[same("log.cleaner.min.compaction.lag.ms")],
    ),
    ("min.insync.replicas", &[same("min.insync.replicas")]),
    ("retention.bytes", &[same("log.retention.bytes")]),
    (
        "retention.ms",
        &[
            same("log.retention.ms"),
            in_units_of(MINUTE_MS, "log.retention.minutes"),
            in_units_of(HOUR_MS, "log.retention.hours"),
        ],
    ),
    ("segment.bytes", &[same("log.segment.bytes")]),
    ("segment.index.bytes", &[same("log.index.size.max.bytes")]),
    (
        "segment.jitter.ms",
        &[
            same("log.roll.jitter.ms"),
            in_units_of(HOUR_MS, "log.roll.jitter.hours"),
        ],
    ),
    (
        "segment.ms",
        &[same("log.roll.ms"), in_units_of(HOUR_MS, "log.roll.hours")],
    ),
    (
        "unclean.leader.election.enable",
        &[same("unclean.leader.election.enable")],
    ),
];

const fn same(name: &'static str) -> Synonym {
    Synonym { name, times: 1 }
}

const fn in_units_of(times: i64, name: &'static str) -> Synonym {
    Synonym { name, times }
}

/// The broker configs that a topic config falls back to, the one that counts most first; none for a name that no topic
/// config has.
#[must_use]
pub fn synonyms(topic_config: &str) -> &'static [Synonym] {
    TABLE
        .iter()
        .find(|(name, _)| *name == topic_config)
        .map_or(&[], |(_, synonyms)| synonyms)
}

/// Which broker config speaks for a topic config, and what it says in the topic's unit.
pub(super) fn from_broker(
    broker: &BrokerConfig,
    topic_config: &str,
) -> Option<(&'static str, String)> {
    // Whose default is null speaks only if it is set; every list of synonyms ends with one that always speaks.
    let speaks = |synonym: &&Synonym| {
        let default = BrokerConfig::definition(synonym.name).map_or("", |config| config.default);
        broker
            .get(synonym.name)
            .is_some_and(|value| !value.is_empty() || !default.is_empty())
    };
    let Synonym { name, times } = synonyms(topic_config).iter().find(speaks)?;
    let value = broker.get(name)?;
    let value = match value.parse::<i64>() {
        // However negative, it is "without limit".
        Ok(age) if topic_config == "retention.ms" && age < 0 => "-1".to_owned(),
        Ok(number) if *times != 1 => number.saturating_mul(*times).to_string(),
        _ => value,
    };
    Some((name, value))
}
