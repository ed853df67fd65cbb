//! `DynamicBrokerConfig`: what the cluster may change of its brokers' configs while they run.

use super::broker::BrokerConfig;
use super::configs::Configs;
use super::definition::{Definition, UpdateMode};
use super::error::ConfigError;

/// Whom a dynamic broker config is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BrokerLevel {
    /// Every broker: the resource without a name.
    Cluster,
    /// One broker: the resource named by its id.
    Broker,
}

impl BrokerConfig {
    /// What a broker runs with: what is said of it alone, over what is said of every broker, over what its own file
    /// says. What cannot change while it runs or is not allowed is left out.
    ///
    /// # Errors
    /// When values contradict each other; a broker then keeps the configs that it has.
    pub fn with<'a>(
        &self,
        cluster: impl IntoIterator<Item = (&'a str, &'a str)>,
        broker: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ConfigError> {
        let mut config = self.clone();
        let cluster = cluster
            .into_iter()
            .map(|entry| (BrokerLevel::Cluster, entry));
        let broker = broker.into_iter().map(|entry| (BrokerLevel::Broker, entry));
        for (level, (name, value)) in cluster.chain(broker) {
            if Self::definition(name)
                .and_then(|definition| changeable(definition, level))
                .is_ok()
            {
                let _ = config.set(name, value);
            }
        }
        config.validate()?;
        Ok(config)
    }

    /// Whether a broker that runs with these configs takes the changes (`DynamicBrokerConfig.validate`).
    ///
    /// # Errors
    /// When a name is unknown, not modelled, or not changeable at this level, a value not allowed, too far from what
    /// it is now, or in contradiction to another. Kafka answers `INVALID_REQUEST` (KAFKA-13609).
    pub fn check_update<'a>(
        &self,
        level: BrokerLevel,
        changes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), ConfigError> {
        let mut next = self.clone();
        for (name, value) in changes {
            changeable(Self::definition(name)?, level)?;
            next.set(name, value)?;
        }
        next.validate()?;
        resizable("num.io.threads", self.num_io_threads, next.num_io_threads)?;
        resizable(
            "num.network.threads",
            self.num_network_threads,
            next.num_network_threads,
        )
    }
}

fn changeable(definition: &Definition, level: BrokerLevel) -> Result<(), ConfigError> {
    let name = definition.name;
    match (definition.update_mode, level) {
        (UpdateMode::ClusterWide, _) | (UpdateMode::PerBroker, BrokerLevel::Broker) => Ok(()),
        (UpdateMode::PerBroker, BrokerLevel::Cluster) => Err(ConfigError::PerBrokerOnly { name }),
        (UpdateMode::ReadOnly | UpdateMode::Topic, _) => Err(ConfigError::ReadOnly { name }),
    }
}

/// A pool at most doubles or halves at a time (`DynamicThreadPool`, `DataPlaneAcceptor`).
fn resizable(name: &'static str, now: i32, next: i32) -> Result<(), ConfigError> {
    if (now / 2..=now.saturating_mul(2)).contains(&next) {
        return Ok(());
    }
    Err(ConfigError::Invalid {
        name,
        value: next.to_string(),
        allowed: format!("at least half and at most twice the {now} of now"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// None of the modelled configs is one for a single broker only, as `listeners` is.
    #[test]
    fn a_config_for_a_single_broker_has_no_default_for_the_cluster() {
        let of_topics_too = BrokerConfig::definition("message.max.bytes").unwrap();
        let alone = Definition {
            update_mode: UpdateMode::PerBroker,
            ..*of_topics_too
        };
        assert_eq!(changeable(&alone, BrokerLevel::Broker), Ok(()));
        assert_eq!(
            changeable(&alone, BrokerLevel::Cluster),
            Err(ConfigError::PerBrokerOnly {
                name: "message.max.bytes"
            })
        );
    }
}
