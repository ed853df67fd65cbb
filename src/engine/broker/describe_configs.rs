//! Serving DescribeConfigs (`ConfigHelper`): which value counts, and which would otherwise.

use super::Broker;
use crate::config::{BrokerConfig, Configs, Definition, TopicConfig, UpdateMode, synonyms};
use crate::metadata::{ConfigResource, Entries};
use crate::model::TopicName;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ApiError, ConfigEntry, ConfigSource, ConfigSynonym, DescribeConfigsRequest,
    DescribeConfigsResponse, ErrorCode,
};

impl Broker {
    pub(super) fn describe_configs(
        &mut self,
        now: Now,
        reply: Reply,
        request: &DescribeConfigsRequest,
        effects: &mut Effects,
    ) {
        let resources = request.resources.iter().map(|(resource, names)| {
            let described = self.configs_of(resource).map(|mut entries| {
                if let Some(names) = names {
                    entries.retain(|entry| names.contains(&entry.name));
                }
                if !request.include_synonyms {
                    entries.iter_mut().for_each(|entry| entry.synonyms.clear());
                }
                entries
            });
            (resource.clone(), described)
        });
        let response = DescribeConfigsResponse {
            resources: resources.collect(),
        };
        self.answer(now, reply, response, effects);
    }

    fn configs_of(&self, resource: &ConfigResource) -> Result<Vec<ConfigEntry>, ApiError> {
        match resource {
            ConfigResource::Topic(name) => self.configs_of_topic(name),
            ConfigResource::Broker(None) => Ok(self.configs_of_all_brokers()),
            ConfigResource::Broker(Some(id)) if *id == self.setup.id => Ok(self.own_configs()),
            ConfigResource::Broker(Some(id)) => {
                let message = format!("only broker {id} knows its configs, not {}", self.setup.id);
                Err(ApiError::new(ErrorCode::InvalidRequest, message))
            }
        }
    }

    fn configs_of_topic(&self, name: &TopicName) -> Result<Vec<ConfigEntry>, ApiError> {
        let Some(topic) = self.image.topics.get(name) else {
            return Err(ErrorCode::UnknownTopicOrPartition.into());
        };
        let entries = TopicConfig::definitions().iter().map(|definition| {
            let mut said = Vec::new();
            if let Some(value) = topic.configured.get(definition.name) {
                said.push(ConfigSynonym {
                    name: definition.name.to_owned(),
                    value: value.to_string(),
                    source: ConfigSource::DynamicTopicConfig,
                });
            }
            for synonym in synonyms(definition.name) {
                said.extend(self.broker_synonyms(synonym.name));
            }
            let value = topic.config.get(definition.name).unwrap_or_default();
            entry(definition, value, said, false)
        });
        Ok(entries.collect())
    }

    /// Of all brokers only that is known which was set for all of them.
    fn configs_of_all_brokers(&self) -> Vec<ConfigEntry> {
        let entries = BrokerConfig::definitions().iter().filter_map(|definition| {
            let said = self.set_for(&ConfigResource::Broker(None), definition.name)?;
            let value = said.value.clone();
            Some(entry(definition, value, vec![said], false))
        });
        entries.collect()
    }

    fn own_configs(&self) -> Vec<ConfigEntry> {
        let entries = BrokerConfig::definitions().iter().map(|definition| {
            let said = self.broker_synonyms(definition.name);
            let value = self.config.get(definition.name).unwrap_or_default();
            let read_only = definition.update_mode == UpdateMode::ReadOnly;
            entry(definition, value, said, read_only)
        });
        entries.collect()
    }

    /// What is said of a broker config, what counts most first.
    fn broker_synonyms(&self, name: &str) -> Vec<ConfigSynonym> {
        let mut said = Vec::new();
        said.extend(self.set_for(&ConfigResource::Broker(Some(self.setup.id)), name));
        said.extend(self.set_for(&ConfigResource::Broker(None), name));
        let default = BrokerConfig::definition(name).map_or("", |definition| definition.default);
        let in_file = self.setup.config.get(name).unwrap_or_default();
        let mut add = |value: &str, source| {
            said.push(ConfigSynonym {
                name: name.to_owned(),
                value: value.to_owned(),
                source,
            });
        };
        if in_file != default {
            add(&in_file, ConfigSource::StaticBrokerConfig);
        }
        if !default.is_empty() {
            add(default, ConfigSource::DefaultConfig);
        }
        said
    }

    fn set_for(&self, resource: &ConfigResource, name: &str) -> Option<ConfigSynonym> {
        let entries: &Entries = self.image.configured(resource)?;
        let value = entries.get(name)?.to_string();
        let source = match resource {
            ConfigResource::Topic(_) => ConfigSource::DynamicTopicConfig,
            ConfigResource::Broker(Some(_)) => ConfigSource::DynamicBrokerConfig,
            ConfigResource::Broker(None) => ConfigSource::DynamicDefaultBrokerConfig,
        };
        let name = name.to_owned();
        Some(ConfigSynonym {
            name,
            value,
            source,
        })
    }
}

fn entry(
    definition: &Definition,
    value: String,
    synonyms: Vec<ConfigSynonym>,
    read_only: bool,
) -> ConfigEntry {
    let source = synonyms
        .first()
        .map_or(ConfigSource::DefaultConfig, |first| first.source);
    ConfigEntry {
        name: definition.name.to_owned(),
        value,
        source,
        read_only,
        config_type: definition.config_type,
        synonyms,
    }
}
