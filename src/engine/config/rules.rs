//! What Kafka checks of values that are fine alone: `KafkaConfig.validateValues` and `LogConfig.validateValues`.

use super::broker::BrokerConfig;
use super::configs::Configs;
use super::consumer::{ConsumerConfig, EnableAutoCommit};
use super::error::ConfigError;
use super::synonyms::from_broker;
use super::topic::TopicConfig;

/// The rules of a topic's configs, its brokers' among them.
pub(super) fn topic(config: &TopicConfig) -> Result<(), ConfigError> {
    at_most(config, "min.compaction.lag.ms", "max.compaction.lag.ms")
}

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
    if config.group_id.is_some() && config.heartbeat_interval >= config.session_timeout {
        return Err(ConfigError::Invalid {
            name: "heartbeat.interval.ms",
            value: config.heartbeat_interval.as_millis().to_string(),
            allowed: "less than session.timeout.ms".to_owned(),
        });
    }
    Ok(())
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
