//! Effective configs: what was set over what lies below (`KafkaConfigSchema.resolveEffectiveTopicConfig`).
//!
//! Kafka's order for a topic: its own, the broker's dynamic ones, those of all brokers, the broker's static ones.

use std::sync::Arc;

use super::image::{Entries, MetadataImage};
use crate::config::{BrokerConfig, TopicConfig};

impl MetadataImage {
    /// Dynamic configs of brokers changed: this node's and those of all topics are worked out again. Configs that
    /// contradict each other leave the node with those that it has.
    pub(super) fn brokers_reconfigured(&mut self) {
        let cluster = self.broker_configs.get(&None);
        let own = self.broker_configs.get(&Some(self.node));
        if let Ok(config) = self.static_config.with(entries(cluster), entries(own)) {
            self.set_broker_config(Arc::new(config));
        }
    }

    /// The configs of this node are these now, and topics fall back to them.
    pub(super) fn set_broker_config(&mut self, config: Arc<BrokerConfig>) {
        self.topic_defaults = Arc::new(TopicConfig::from_broker(&config));
        self.broker_config = config;
        let names: Vec<_> = self.topics.keys().cloned().collect();
        for name in names {
            if let Some(topic) = self.topics.get(&name) {
                let mut topic = Arc::clone(topic);
                let config = self.effective(&topic.configured);
                Arc::make_mut(&mut topic).config = config;
                self.topics.insert(name, topic);
            }
        }
    }

    /// A topic's configs over those of the node.
    pub(super) fn effective(&self, own: &Arc<Entries>) -> Arc<TopicConfig> {
        if own.is_empty() {
            return Arc::clone(&self.topic_defaults);
        }
        Arc::new(TopicConfig::effective(
            &self.broker_config,
            entries(Some(own)),
        ))
    }
}

fn entries(entries: Option<&Arc<Entries>>) -> impl Iterator<Item = (&str, &str)> {
    let entries = entries.into_iter().flat_map(|entries| entries.iter());
    entries.map(|(name, value)| (&**name, &**value))
}
