//! `io.confluent.kafka.schemaregistry.rest.SchemaRegistryConfig`, as far as one registry on one cluster goes.

use std::sync::Arc;

use super::configs::configs;
use super::definition::{Bounds, ConfigType};
use super::value::ConfigValue;
use crate::model::Duration;
use crate::registry::Level;

configs! {
    /// A schema registry's configs.
    pub struct RegistryConfig: Registry => ReadOnly {
        topic: Option<Arc<str>> = "kafkastore.topic" "_schemas"; "the topic that keeps everything the registry knows"
        topic_replication_factor: i32 = "kafkastore.topic.replication.factor" "3" in 1..; "how many replicas that topic gets, as far as there are brokers"
        timeout: Duration as Int = "kafkastore.timeout.ms" "500" in 0..; "how long a write may take until the registry has read it back"
        init_timeout: Duration as Int = "kafkastore.init.timeout.ms" "60000" in 0..; "how long the registry tries at its start to make its topic and read it to the end"
        compatibility: Level = "schema.compatibility.level" "backward"; "how a new version has to get on with earlier ones, where neither its subject nor the registry says"
    }
}

impl RegistryConfig {
    /// The topic that keeps everything the registry knows.
    #[must_use]
    pub fn topic(&self) -> &str {
        self.topic.as_deref().unwrap_or("_schemas")
    }
}

/// Small letters, as the config has them.
impl ConfigValue for Level {
    const TYPE: ConfigType = ConfigType::String;
    const WORDS: &'static [&'static str] = &[
        "none",
        "backward",
        "backward_transitive",
        "forward",
        "forward_transitive",
        "full",
        "full_transitive",
    ];

    fn parse(text: &str, _: Bounds) -> Option<Self> {
        Self::named(text.trim())
    }

    fn show(&self) -> String {
        self.name().to_ascii_lowercase()
    }
}
