//! How topics are configured: by the lab, and by what admin clients were told that they have changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::client::admin::{AdminCommand, Outcome, Resource};
use engine::config::{BrokerConfig, Configs, TopicConfig};
use engine::metadata::ConfigResource;
use engine::model::TopicName;
use engine::protocol::{AlterConfigOp, AlterableConfig};
use imbl::OrdMap;
use sim::{AnyNode, World};

use super::rule::Rule;

/// The configurations of topics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Topics {
    /// What the lab gives every broker.
    broker: Arc<BrokerConfig>,
    /// What was said to brokers later; to any of them, since any of them can lead.
    later: OrdMap<String, String>,
    /// What is said of each topic.
    own: OrdMap<TopicName, OrdMap<String, String>>,
}

impl Topics {
    /// As the lab says it.
    pub(super) fn of(world: &World) -> Self {
        let controllers = world.slots().filter_map(|slot| match slot.node() {
            AnyNode::Controller(controller) => Some(controller.setup()),
            _ => None,
        });
        let mut topics = Self::default();
        for setup in controllers {
            topics.broker = Arc::new(setup.config.clone());
            for topic in &setup.topics {
                topics.create(&topic.name, &topic.configs);
            }
        }
        topics
    }

    /// What the configuration of a topic allows.
    pub(super) fn rule(&self, topic: &TopicName) -> Rule {
        Rule::of(&self.config(topic))
    }

    /// Takes in what an admin client has changed, and says whether that changed any configuration.
    pub(super) fn administered(&mut self, command: &AdminCommand, outcomes: &[Outcome]) -> bool {
        let before = self.clone();
        match command {
            AdminCommand::CreateTopics {
                topics,
                validate_only: false,
            } => {
                for topic in topics {
                    if is_done(outcomes, &Resource::Topic(topic.name.clone())) {
                        self.create(&topic.name, &topic.configs);
                    }
                }
            }
            AdminCommand::AlterConfigs {
                resources,
                validate_only: false,
            } => {
                for (resource, changes) in resources {
                    if is_done(outcomes, &Resource::Config(resource.clone())) {
                        self.alter(resource, changes);
                    }
                }
            }
            _ => {}
        }
        *self != before
    }

    fn create(&mut self, topic: &TopicName, configs: &[(String, String)]) {
        self.own
            .insert(topic.clone(), configs.iter().cloned().collect());
    }

    fn alter(&mut self, resource: &ConfigResource, changes: &[AlterableConfig]) {
        for change in changes {
            let listed = |value: String| -> Vec<String> {
                let words = value.split(',').map(str::trim);
                words
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            let given = change.value.clone().unwrap_or_default();
            let value = match change.operation {
                AlterConfigOp::Set => Some(given),
                AlterConfigOp::Delete => None,
                AlterConfigOp::Append => {
                    let mut list = listed(self.value(resource, &change.name));
                    list.extend(listed(given));
                    Some(list.join(","))
                }
                AlterConfigOp::Subtract => {
                    let less = listed(given);
                    let mut list = listed(self.value(resource, &change.name));
                    list.retain(|word| !less.contains(word));
                    Some(list.join(","))
                }
            };
            let configs = match resource {
                ConfigResource::Topic(topic) => self.own.entry(topic.clone()).or_default(),
                ConfigResource::Broker(_) => &mut self.later,
            };
            match value {
                Some(value) => configs.insert(change.name.clone(), value),
                None => configs.remove(&change.name),
            };
        }
    }

    fn value(&self, resource: &ConfigResource, name: &str) -> String {
        let value = match resource {
            ConfigResource::Topic(topic) => self.config(topic).get(name),
            ConfigResource::Broker(_) => self.brokers().get(name),
        };
        value.unwrap_or_default()
    }

    fn config(&self, topic: &TopicName) -> TopicConfig {
        let own = self.own.get(topic).into_iter().flatten();
        let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
        TopicConfig::effective(&self.brokers(), own)
    }

    fn brokers(&self) -> BrokerConfig {
        let later = self.later.iter();
        let later: BTreeMap<&str, &str> = later
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        // What contradicts itself no broker takes.
        let changed = self.broker.with([], later);
        changed.unwrap_or_else(|_| (*self.broker).clone())
    }
}

/// Whether a resource's outcome is that it was done.
pub(super) fn is_done(outcomes: &[Outcome], resource: &Resource) -> bool {
    outcomes
        .iter()
        .any(|(about, outcome)| about == resource && outcome.is_ok())
}
