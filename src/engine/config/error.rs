//! What can be wrong with a config.

use thiserror::Error;

use super::definition::Scope;

/// What is wrong with a config.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// Kafka has no config of this name here.
    #[error("Kafka has no {scope} config {name:?}{}", nearest.map(|n| format!("; did you mean {n:?}?")).unwrap_or_default())]
    Unknown {
        /// The name given.
        name: String,
        /// What it was given to.
        scope: Scope,
        /// The name that is most like it.
        nearest: Option<&'static str>,
    },
    /// Kafka has it, Logarium does not.
    #[error("{name:?} is a {scope} config of Kafka's that is not modelled")]
    NotModelled {
        /// The name given.
        name: String,
        /// What it was given to.
        scope: Scope,
    },
    /// The value is not allowed.
    #[error("{name} = {value:?} is not allowed: {allowed}")]
    Invalid {
        /// The config.
        name: &'static str,
        /// The value given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// Two values that are fine alone contradict each other.
    #[error("{name} = {value} is more than {limit} = {limit_value}")]
    TooLarge {
        /// The config that is too large.
        name: &'static str,
        /// Its value.
        value: String,
        /// The config that bounds it.
        limit: &'static str,
        /// The value of that one.
        limit_value: String,
    },
    /// A value that is fine alone is refused because of others (`ConfigException`).
    #[error("{name} {reason}")]
    Contradiction {
        /// The config that gives way.
        name: &'static str,
        /// What it must be.
        reason: &'static str,
    },
    /// `DynamicBrokerConfig`: only a restart changes it.
    #[error("{name} is read-only: only a restart of the broker changes it")]
    ReadOnly {
        /// The config.
        name: &'static str,
    },
    /// `DynamicBrokerConfig`: it has no default for the whole cluster.
    #[error("{name} can be set for a single broker only")]
    PerBrokerOnly {
        /// The config.
        name: &'static str,
    },
}
