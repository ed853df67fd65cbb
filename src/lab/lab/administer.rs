//! What is asked through the admin client, as the world knows it.

use std::sync::Arc;

use engine::client::ClientCommand;
use engine::client::admin::AdminCommand;
use engine::config::{BrokerConfig, Configs, TopicConfig};
use engine::metadata::ConfigResource;
use engine::model::{LeaderEpoch, Offset, TopicName, TopicPartition};
use engine::protocol::{
    AlterConfigOp, AlterableConfig, CommittedOffset, CreatableTopic, CreatePartitionsTopic,
    ElectionType,
};
use sim::{Action as Deed, Target};

use super::role::Scope;
use crate::action::{
    Action, AddPartitions, AlterConfig, CreateTopic, DeleteRecords, ElectLeaders, ResetOffsets,
};
use crate::file::ConfigFile;
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::Problem;

/// What Kafka has for "not said".
const UNSAID: i8 = -1;

impl Scope<'_> {
    /// The command to the admin client. Whatever Kafka refuses is left to Kafka, but names and configs must be there.
    pub(super) fn administer(&self, action: &Action, path: &Path) -> Result<Deed<Target>, Problem> {
        let command = match action {
            Action::CreateTopic(wanted) => create_topic(wanted, &path.key("create_topic"))?,
            Action::DeleteTopic(topic) => {
                self.known_topic(topic, &path.key("delete_topic"))?;
                AdminCommand::DeleteTopics(vec![TopicName::from(topic.as_str())])
            }
            Action::AddPartitions(wanted) => {
                self.add_partitions(wanted, &path.key("add_partitions"))?
            }
            Action::AlterConfig(wanted) => self.alter_config(wanted, &path.key("alter_config"))?,
            Action::DeleteRecords(wanted) => {
                self.delete_records(wanted, &path.key("delete_records"))?
            }
            Action::ResetOffsets(wanted) => {
                self.reset_offsets(wanted, &path.key("reset_offsets"))?
            }
            Action::ElectLeaders(wanted) => {
                self.elect_leaders(wanted, &path.key("elect_leaders"))?
            }
            _ => return Err(Problem::at(path, "is nothing for the admin client")),
        };
        Ok(Deed::Command {
            node: Target::Node(self.lab.admin()),
            command: ClientCommand::Administer(Box::new(command)),
        })
    }

    fn add_partitions(&self, wanted: &AddPartitions, path: &Path) -> Result<AdminCommand, Problem> {
        self.known_topic(&wanted.topic, &path.key("topic"))?;
        let topic = CreatePartitionsTopic {
            name: TopicName::from(wanted.topic.as_str()),
            count: wanted.partitions,
            assignments: None,
        };
        Ok(AdminCommand::CreatePartitions {
            topics: vec![topic],
            validate_only: false,
        })
    }

    fn alter_config(&self, wanted: &AlterConfig, path: &Path) -> Result<AdminCommand, Problem> {
        let (resource, changes) = match (&wanted.topic, &wanted.broker) {
            (Some(_), Some(_)) => {
                let message = "cannot go with topic; change one after the other";
                return Err(Problem::at(&path.key("broker"), message));
            }
            (Some(topic), None) => {
                self.known_topic(topic, &path.key("topic"))?;
                let resource = ConfigResource::Topic(TopicName::from(topic.as_str()));
                (resource, changes::<TopicConfig>(wanted, path)?)
            }
            (None, broker) => {
                let brokers = self.lab.brokers.iter();
                let id = match broker {
                    None => None,
                    Some(name) => {
                        let found = brokers.clone().find(|broker| *broker.name == **name);
                        Some(found.map(|broker| broker.id).ok_or_else(|| {
                            let hint = suggestion(name, brokers.map(|broker| &*broker.name));
                            let message = format!("there is no broker {name:?}{hint}");
                            Problem::at(&path.key("broker"), message)
                        })?)
                    }
                };
                let resource = ConfigResource::Broker(id);
                (resource, changes::<BrokerConfig>(wanted, path)?)
            }
        };
        if changes.is_empty() {
            return Err(Problem::at(path, "needs config, delete, or both"));
        }
        Ok(AdminCommand::AlterConfigs {
            resources: vec![(resource, changes)],
            validate_only: false,
        })
    }

    fn delete_records(&self, wanted: &DeleteRecords, path: &Path) -> Result<AdminCommand, Problem> {
        let place = self.place(&wanted.topic, wanted.partition, path)?;
        let before = wanted.before.unwrap_or(UNSAID.into());
        Ok(AdminCommand::DeleteRecords(vec![(place, Offset(before))]))
    }

    fn reset_offsets(&self, wanted: &ResetOffsets, path: &Path) -> Result<AdminCommand, Problem> {
        self.check_group(&wanted.group, &path.key("group"))?;
        let to = CommittedOffset {
            offset: Offset(wanted.to),
            leader_epoch: LeaderEpoch::NONE,
            metadata: Arc::from(""),
        };
        let places = self.places(&wanted.topic, wanted.partition, path)?;
        Ok(AdminCommand::AlterGroupOffsets {
            group: Arc::from(wanted.group.as_str()),
            offsets: places
                .into_iter()
                .map(|place| (place, to.clone()))
                .collect(),
        })
    }

    fn elect_leaders(&self, wanted: &ElectLeaders, path: &Path) -> Result<AdminCommand, Problem> {
        let partitions = match (&wanted.topic, wanted.partition) {
            (Some(topic), partition) => Some(self.places(topic, partition, path)?),
            (None, None) => None,
            (None, Some(_)) => {
                let message = "needs topic: which one's partition?";
                return Err(Problem::at(&path.key("partition"), message));
            }
        };
        let election_type = if wanted.unclean {
            ElectionType::Unclean
        } else {
            ElectionType::Preferred
        };
        Ok(AdminCommand::ElectLeaders {
            election_type,
            partitions,
        })
    }

    /// One partition of a topic, or all.
    fn places(
        &self,
        topic: &str,
        partition: Option<i32>,
        path: &Path,
    ) -> Result<Vec<TopicPartition>, Problem> {
        if let Some(partition) = partition {
            return Ok(vec![self.place(topic, partition, path)?]);
        }
        let count = self.known_topic(topic, &path.key("topic"))?;
        let name = TopicName::from(topic);
        let all = (0..count).map(|partition| TopicPartition::new(&name, partition));
        Ok(all.collect())
    }

    fn place(&self, topic: &str, partition: i32, path: &Path) -> Result<TopicPartition, Problem> {
        self.check_partition(topic, partition, &path.key("topic"), &path.key("partition"))
            .map_err(|problem| problem.with(&partition.into()))
    }
}

fn create_topic(wanted: &CreateTopic, path: &Path) -> Result<AdminCommand, Problem> {
    let configs = checked::<TopicConfig>(&wanted.config, &path.key("config"))?;
    let topic = CreatableTopic {
        name: TopicName::from(wanted.topic.as_str()),
        num_partitions: wanted.partitions.unwrap_or(UNSAID.into()),
        replication_factor: wanted.replication_factor.unwrap_or(UNSAID.into()),
        assignments: Vec::new(),
        configs,
    };
    Ok(AdminCommand::CreateTopics {
        topics: vec![topic],
        validate_only: false,
    })
}

fn changes<C: Configs>(wanted: &AlterConfig, path: &Path) -> Result<Vec<AlterableConfig>, Problem> {
    let set = checked::<C>(&wanted.config, &path.key("config"))?;
    let set = set.into_iter().map(|(name, value)| AlterableConfig {
        name,
        operation: AlterConfigOp::Set,
        value: Some(value),
    });
    let mut changes: Vec<AlterableConfig> = set.collect();
    for (index, name) in wanted.delete.iter().enumerate() {
        let path = path.key("delete").index(index);
        C::definition(name).map_err(|error| Problem::at(&path, error.to_string()))?;
        changes.push(AlterableConfig {
            name: name.clone(),
            operation: AlterConfigOp::Delete,
            value: None,
        });
    }
    Ok(changes)
}

/// Configs as Kafka writes them, each of which it knows.
fn checked<C: Configs>(config: &ConfigFile, path: &Path) -> Result<Vec<(String, String)>, Problem> {
    let configs = config.iter().map(|(name, setting)| {
        let value = setting.to_string();
        let set = C::default().set(name, &value);
        set.map_err(|error| Problem::at(&path.key(name), error.to_string()))?;
        Ok((name.clone(), value))
    });
    configs.collect()
}
