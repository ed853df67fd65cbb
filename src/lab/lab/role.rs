//! Names in actions: of nodes, and of roles in the cluster.

use engine::config::BrokerConfig;
use engine::coordinator::group::OFFSETS_TOPIC;
use engine::coordinator::transaction::TRANSACTION_TOPIC;
use engine::metadata::MetadataImage;
use engine::model::{TopicName, TopicPartition};
use sim::{Role, Target};

use super::group::{Group, group};
use super::{Client, ClientKind, Lab};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::Problem;

/// Reads the name of a role: `leader of orders-0`, `follower of orders-0`, `coordinator of my-group`,
/// `transaction coordinator of my-id`. `None`: it is none.
/// Nodes have no spaces in their names.
#[must_use]
pub fn role(name: &str) -> Option<Role> {
    let (word, of) = name.split_once(" of ")?;
    match word {
        "leader" => partition(of).map(Role::Leader),
        "follower" => partition(of).map(Role::Follower),
        "coordinator" => Some(Role::Coordinator(of.into())),
        "transaction coordinator" => Some(Role::TransactionCoordinator(of.into())),
        _ => None,
    }
}

fn partition(text: &str) -> Option<TopicPartition> {
    let (topic, number) = text.rsplit_once('-')?;
    let place = TopicPartition::new(&TopicName::from(topic), number.parse().ok()?);
    (place.to_string() == text).then_some(place)
}

/// What names can mean: what the lab has, and what its cluster has come to have.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) lab: &'a Lab,
    pub(super) metadata: Option<&'a MetadataImage>,
}

impl Scope<'_> {
    /// Whom a name means.
    pub(super) fn target(&self, name: &str, path: &Path) -> Result<Target, Problem> {
        if let Some(node) = self.lab.node(name) {
            return Ok(Target::Node(node));
        }
        match group(name) {
            Some(Group::EveryoneElse) => {
                let message = "is one end of a way only; name a node, a role, a rack or a zone";
                return Err(Problem::at(path, message).with(&name.into()));
            }
            Some(group) => return self.lab.members(group, path),
            None => {}
        }
        let Some(role) = role(name) else {
            let hint = if name.contains(' ') {
                "; a role is leader of <topic>-<partition>, follower of <topic>-<partition>, coordinator of <group.id> or \
                 transaction coordinator of <transactional.id>, \
                 and several nodes are rack <broker.rack>, zone <broker.rack or client.rack> or everyone else"
                    .to_owned()
            } else {
                suggestion(name, self.lab.nodes().map(|(known, _)| known))
            };
            return Err(Problem::at(
                path,
                format!("there is no node {name:?}{hint}"),
            ));
        };
        match &role {
            Role::Leader(place) | Role::Follower(place) => {
                self.check_partition(place.topic.as_str(), place.partition, path, path)?;
            }
            Role::Coordinator(group) => self.check_group(group, path)?,
            Role::TransactionCoordinator(id) => self.lab.check_transactional_id(id, path)?,
        }
        Ok(Target::Role(role))
    }

    /// Whom the name of an end of a way means.
    pub(super) fn end(&self, name: &str, path: &Path) -> Result<Target, Problem> {
        match group(name) {
            Some(Group::EveryoneElse) => Ok(Target::Others),
            _ => self.target(name, path),
        }
    }

    /// How many partitions a topic has.
    pub(super) fn known_topic(&self, name: &str, path: &Path) -> Result<i32, Problem> {
        let name = TopicName::from(name);
        let topics = self.metadata.map(|image| &image.topics);
        let there = topics.and_then(|topics| Some(topics.get(&name)?.partitions.len()));
        let there = there.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
        self.lab
            .partitions(name.as_str())
            .max(there)
            .ok_or_else(|| {
                let made = topics.into_iter().flat_map(|topics| topics.keys());
                let known = self.lab.topics.iter().map(|topic| &topic.name).chain(made);
                let known: Vec<&str> = known.map(TopicName::as_str).collect();
                let hint = suggestion(name.as_str(), known.iter().copied());
                Problem::at(path, format!("there is no topic {:?}{hint}", name.as_str()))
            })
    }

    /// Looks up a topic and one of its partitions.
    pub(super) fn check_partition(
        &self,
        topic: &str,
        number: i32,
        topic_path: &Path,
        path: &Path,
    ) -> Result<TopicPartition, Problem> {
        let count = self.known_topic(topic, topic_path)?;
        if (0..count).contains(&number) {
            return Ok(TopicPartition::new(&TopicName::from(topic), number));
        }
        let message = format!("topic {topic:?} has partitions 0 to {}", count - 1);
        Err(Problem::at(path, message))
    }

    pub(super) fn check_group(&self, name: &str, path: &Path) -> Result<(), Problem> {
        let known = self.lab.clients.iter().filter_map(|client| client.group());
        if known.clone().any(|group| group == name) {
            return Ok(());
        }
        let hint = suggestion(name, known);
        let message = format!("no consumer has the group.id {name:?}{hint}");
        Err(Problem::at(path, message))
    }
}

impl Lab {
    /// Whether somebody makes transactions under a `transactional.id`.
    pub(crate) fn check_transactional_id(&self, id: &str, path: &Path) -> Result<(), Problem> {
        let clients = self.clients.iter();
        let known = clients.filter_map(Client::transactional_id);
        if known.clone().any(|known| known == id) {
            return Ok(());
        }
        let hint = suggestion(id, known);
        let message = format!("no producer has the transactional.id {id:?}{hint}");
        Err(Problem::at(path, message))
    }

    /// How many partitions a topic has at most, as far as the lab's file goes; `None`: there is no such topic.
    pub(crate) fn partitions(&self, topic: &str) -> Option<i32> {
        let mut topics = self.topics.iter();
        let there = topics.find(|found| found.name.as_str() == topic);
        let made = self.made.get(&TopicName::from(topic)).copied();
        there.map(|topic| topic.partitions).max(made)
    }

    /// How many partitions a topic of Kafka's own has, which brokers have created when a coordinator is looked for: what
    /// the broker says that has it created.
    pub(crate) fn internal_partitions(&self, topic: &str) -> Option<i32> {
        let count = |config: &BrokerConfig| match topic {
            OFFSETS_TOPIC => Some(config.offsets_topic_num_partitions),
            TRANSACTION_TOPIC => Some(config.transaction_state_log_num_partitions),
            _ => None,
        };
        let mut clients = self.clients.iter();
        let is_registry_s = clients.any(|client| match &client.kind {
            ClientKind::Registry(setup) => setup.config.topic() == topic,
            _ => false,
        });
        if is_registry_s {
            return Some(1);
        }
        let brokers = self.brokers.iter();
        brokers.filter_map(|broker| count(&broker.config)).max()
    }
}

#[cfg(test)]
mod tests {
    use super::role;

    #[test]
    fn a_role_reads_as_it_is_written() {
        for name in [
            "leader of orders-0",
            "follower of a-b-12",
            "coordinator of my group",
        ] {
            assert_eq!(role(name).unwrap().to_string(), name);
        }
        for name in [
            "broker-1",
            "leader of orders",
            "leader of orders-x",
            "leader of orders-007",
            "boss of orders-0",
            "leader of ",
        ] {
            assert_eq!(role(name), None, "{name}");
        }
    }
}
