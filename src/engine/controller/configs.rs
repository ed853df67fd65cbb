//! Changing the configs of topics and brokers (`ConfigurationControlManager`, KIP-339).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Controller;
use super::once_each::once_each;
use crate::config::{BrokerConfig, BrokerLevel, ConfigType, Configs, TopicConfig};
use crate::metadata::{ConfigResource, MetadataRecord};
use crate::model::BrokerId;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    AlterConfigOp, AlterableConfig, ApiError, ErrorCode, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse,
};

/// The config on which eligible leader replicas rest.
pub(super) const MIN_INSYNC_REPLICAS: &str = "min.insync.replicas";

impl Controller {
    /// Of each resource all changes are made, or none.
    pub(super) fn incremental_alter_configs(
        &mut self,
        now: Now,
        reply: Reply,
        request: &IncrementalAlterConfigsRequest,
        effects: &mut Effects,
    ) {
        let (mut records, mut resources) = (Vec::new(), Vec::new());
        for ((resource, configs), named) in once_each(&request.resources, |(resource, _)| resource)
        {
            let altered = named.and_then(|()| self.alter(resource, configs));
            let result = altered.map(|altered| records.extend(altered));
            resources.push((resource.clone(), result));
        }
        records.extend(self.clear_elr(&records));
        if request.validate_only {
            records.clear();
        }
        let response = IncrementalAlterConfigsResponse { resources };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    /// Whether a topic may have these configs, over those of the brokers.
    ///
    /// # Errors
    /// `INVALID_CONFIG`, for a name that is not known or not modelled too.
    pub(super) fn check_topic_configs<'a>(
        &self,
        configs: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), ApiError> {
        TopicConfig::checked(self.image.broker_config(), configs)
            .map(drop)
            .map_err(|why| ApiError::new(ErrorCode::InvalidConfig, why.to_string()))
    }

    /// Whether the brokers may be told these configs while they run. Kafka calls a wrong value an invalid request here
    /// (KAFKA-13609).
    fn check_broker_configs<'a>(
        &self,
        id: Option<BrokerId>,
        configs: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), ApiError> {
        let level = match id {
            Some(_) => BrokerLevel::Broker,
            None => BrokerLevel::Cluster,
        };
        self.image
            .broker_config()
            .check_update(level, configs)
            .map_err(|why| ApiError::new(ErrorCode::InvalidRequest, why.to_string()))
    }

    fn alter(
        &self,
        resource: &ConfigResource,
        configs: &[AlterableConfig],
    ) -> Result<Vec<MetadataRecord>, ApiError> {
        let known = self.image.configured(resource);
        let mut all = known
            .map(|known| BTreeMap::clone(known))
            .unwrap_or_default();
        let mut records = Vec::new();
        for (place, config) in configs.iter().enumerate() {
            if configs[..place]
                .iter()
                .any(|before| before.name == config.name)
            {
                let message = format!("{} is named twice", config.name);
                return Err(ApiError::new(ErrorCode::InvalidRequest, message));
            }
            let name: Arc<str> = config.name.as_str().into();
            let value = new_value(resource, config, all.get(&name))?;
            self.check_min_isr(resource, &name, value.as_ref())?;
            // A broker reads its configs again even where nothing changed (KAFKA-14136).
            if value != all.get(&name).cloned() || matches!(resource, ConfigResource::Broker(_)) {
                records.push(MetadataRecord::Config {
                    resource: resource.clone(),
                    name: Arc::clone(&name),
                    value: value.clone(),
                });
            }
            match value {
                Some(value) => all.insert(name, value),
                None => all.remove(&name),
            };
        }
        let all = all.iter().map(|(name, value)| (&**name, &**value));
        match resource {
            ConfigResource::Topic(_) => self.check_topic_configs(all)?,
            ConfigResource::Broker(id) => self.check_broker_configs(*id, all)?,
        }
        self.check_existence(resource)?;
        Ok(records)
    }

    /// The brokers must agree on the ISR below which the ELR is kept: it is said for all of them, or for a topic.
    fn check_min_isr(
        &self,
        resource: &ConfigResource,
        name: &str,
        value: Option<&Arc<str>>,
    ) -> Result<(), ApiError> {
        let ConfigResource::Broker(id) = resource else {
            return Ok(());
        };
        if name == MIN_INSYNC_REPLICAS
            && self.image.is_elr_enabled()
            && (id.is_some() || value.is_none())
        {
            let message =
                format!("{MIN_INSYNC_REPLICAS} is one for all brokers, and cannot be removed");
            return Err(ApiError::new(ErrorCode::InvalidConfig, message));
        }
        Ok(())
    }

    fn check_existence(&self, resource: &ConfigResource) -> Result<(), ApiError> {
        let error = match resource {
            ConfigResource::Topic(name) if !self.image.topics.contains_key(name) => {
                ErrorCode::UnknownTopicOrPartition
            }
            ConfigResource::Broker(Some(id)) if !self.image.brokers.contains_key(id) => {
                ErrorCode::BrokerIdNotRegistered
            }
            _ => return Ok(()),
        };
        Err(ApiError::new(error, format!("there is no {resource}")))
    }

    /// Another `min.insync.replicas` gives eligible leader replicas another meaning, so they are forgotten.
    fn clear_elr(&self, records: &[MetadataRecord]) -> Vec<MetadataRecord> {
        if !self.image.is_elr_enabled() {
            return Vec::new();
        }
        let cleared = records.iter().filter_map(|record| match record {
            MetadataRecord::Config { resource, name, .. } if &**name == MIN_INSYNC_REPLICAS => {
                let topic = match resource {
                    ConfigResource::Topic(name) => Some(name.clone()),
                    ConfigResource::Broker(_) => None,
                };
                Some(MetadataRecord::ClearElr { topic })
            }
            _ => None,
        });
        cleared.collect()
    }
}

fn new_value(
    resource: &ConfigResource,
    config: &AlterableConfig,
    now: Option<&Arc<str>>,
) -> Result<Option<Arc<str>>, ApiError> {
    if config.operation == AlterConfigOp::Delete {
        return Ok(None);
    }
    let Some(value) = config.value.as_deref() else {
        let message = format!("{} has no value", config.name);
        return Err(ApiError::new(ErrorCode::InvalidRequest, message));
    };
    if config.operation == AlterConfigOp::Set {
        return Ok(Some(value.into()));
    }
    let definition = match resource {
        ConfigResource::Topic(_) => TopicConfig::definition(&config.name),
        ConfigResource::Broker(_) => BrokerConfig::definition(&config.name),
    };
    let Some(list) = definition
        .ok()
        .filter(|found| found.config_type == ConfigType::List)
    else {
        let message = format!("{} is no list", config.name);
        return Err(ApiError::new(ErrorCode::InvalidConfig, message));
    };
    let now = now.map_or(list.default, |now| &**now);
    let mut words: Vec<&str> = now.split(',').filter(|word| !word.is_empty()).collect();
    for word in value.split(',') {
        match config.operation {
            AlterConfigOp::Append if !words.contains(&word) => words.push(word),
            AlterConfigOp::Subtract => words.retain(|known| *known != word),
            _ => {}
        }
    }
    Ok(Some(words.join(",").into()))
}
