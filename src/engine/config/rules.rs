//! What Kafka checks of values that are fine alone: `KafkaConfig.validateValues` and `LogConfig.validateValues`.

use super::broker::BrokerConfig;
use super::configs::Configs;
use super::consumer::{ConsumerConfig, EnableAutoCommit};
use super::error::ConfigError;
use super::synonyms::from_broker;
use super::topic::TopicConfig;
use super::words::GroupProtocol;

/// The rules of a topic's configs, its brokers' among them.
pub(super) fn topic(config: &TopicConfig) -> Result<(), ConfigError> {
    at_most(config, "min.compaction.lag.ms", "max.compaction.lag.ms")
}

/// What bounds the configs of consumer groups.
const CONSUMER_GROUP_BOUNDS: [(&str, &str, &str); 3] = [
    (
        "group.consumer.min.assignment.interval.ms",
        "group.consumer.assignment.interval.ms",
        "group.consumer.max.assignment.interval.ms",
    ),
    (
        "group.consumer.min.heartbeat.interval.ms",
        "group.consumer.heartbeat.interval.ms",
        "group.consumer.max.heartbeat.interval.ms",
    ),
    (
        "group.consumer.min.session.timeout.ms",
        "group.consumer.session.timeout.ms",
        "group.consumer.max.session.timeout.ms",
    ),
];

/// The rules of a broker's configs.
pub(super) fn broker(config: &BrokerConfig) -> Result<(), ConfigError> {
    for definition in TopicConfig::definitions() {
        if let Some((name, value)) = from_broker(config, definition.name) {
            let mut topic = TopicConfig::default();
            if topic.set(definition.name, &value).is_err() {
                return Err(refused(config, name, definition.allowed()));
            }
        }
    }
    if let Some((name, age)) = from_broker(config, "retention.ms")
        && age == "0"
    {
        let allowed = "at least 1, or negative, which is without limit";
        return Err(refused(config, name, allowed.to_owned()));
    }
    for (least, value, most) in CONSUMER_GROUP_BOUNDS {
        at_most(config, least, value)?;
        at_most(config, value, most)?;
    }
    at_most(
        config,
        "log.cleaner.min.compaction.lag.ms",
        "log.cleaner.max.compaction.lag.ms",
    )?;
    at_most(
        config,
        "replica.fetch.wait.max.ms",
        "replica.socket.timeout.ms",
    )?;
    at_most(
        config,
        "replica.fetch.wait.max.ms",
        "replica.lag.time.max.ms",
    )
}

/// The rules of a consumer's configs (`ConsumerConfig.maybeOverrideEnableAutoCommit`, `Heartbeat`).
pub(super) fn consumer(config: &ConsumerConfig) -> Result<(), ConfigError> {
    if config.group_id.is_none() && config.enable_auto_commit == EnableAutoCommit::True {
        return Err(ConfigError::Invalid {
            name: "enable.auto.commit",
            value: "true".to_owned(),
            allowed: "nothing is committed without a group.id".to_owned(),
        });
    }
    consumer_protocol(config)?;
    if config.group_id.is_some() && config.heartbeat_interval >= config.session_timeout {
        return Err(ConfigError::Invalid {
            name: "heartbeat.interval.ms",
            value: config.heartbeat_interval.as_millis().to_string(),
            allowed: "less than session.timeout.ms".to_owned(),
        });
    }
    Ok(())
}

/// What the coordinator decides for members of one protocol, members of the other say themselves
/// (`ConsumerConfig.checkUnsupportedConfigsPostProcess`).
fn consumer_protocol(config: &ConsumerConfig) -> Result<(), ConfigError> {
    let (names, allowed): (&[&'static str], _) = match config.group_protocol {
        GroupProtocol::Classic => (
            &["group.remote.assignor"],
            "nothing with group.protocol=classic",
        ),
        GroupProtocol::Consumer => (
            &[
                "partition.assignment.strategy",
                "heartbeat.interval.ms",
                "session.timeout.ms",
            ],
            "nothing with group.protocol=consumer",
        ),
    };
    let default = ConsumerConfig::default();
    let is_set = |name: &&&'static str| config.get(name) != default.get(name);
    match names.iter().find(is_set) {
        None => Ok(()),
        Some(name) => Err(ConfigError::Invalid {
            name,
            value: config.get(name).unwrap_or_default(),
            allowed: allowed.to_owned(),
        }),
    }
}

fn refused(config: &BrokerConfig, name: &'static str, allowed: String) -> ConfigError {
    ConfigError::Invalid {
        name,
        value: config.get(name).unwrap_or_default(),
        allowed,
    }
}

/// One number bounds another.
fn at_most<C: Configs>(
    config: &C,
    name: &'static str,
    limit: &'static str,
) -> Result<(), ConfigError> {
    let value = config.get(name).unwrap_or_default();
    let limit_value = config.get(limit).unwrap_or_default();
    let number = |text: &str| text.parse::<i64>().ok();
    if number(&value) <= number(&limit_value) {
        return Ok(());
    }
    Err(ConfigError::TooLarge {
        name,
        value,
        limit,
        limit_value,
    })
}
