//! Names in actions: of nodes, and of roles in the cluster.

use engine::model::{TopicName, TopicPartition};
use sim::{Role, Target};

use super::{Lab, Topic};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::Problem;

/// Reads the name of a role: `leader of orders-0`, `follower of orders-0`, `coordinator of my-group`. `None`: it is none.
/// Nodes have no spaces in their names.
#[must_use]
pub fn role(name: &str) -> Option<Role> {
    let (word, of) = name.split_once(" of ")?;
    match word {
        "leader" => partition(of).map(Role::Leader),
        "follower" => partition(of).map(Role::Follower),
        "coordinator" => Some(Role::Coordinator(of.into())),
        _ => None,
    }
}

fn partition(text: &str) -> Option<TopicPartition> {
    let (topic, number) = text.rsplit_once('-')?;
    let place = TopicPartition::new(&TopicName::from(topic), number.parse().ok()?);
    (place.to_string() == text).then_some(place)
}

impl Lab {
    /// Whom a name means.
    pub(super) fn target(&self, name: &str, path: &Path) -> Result<Target, Problem> {
        if let Some(node) = self.node(name) {
            return Ok(Target::Node(node));
        }
        let Some(role) = role(name) else {
            let hint = if name.contains(' ') {
                "; a role is leader of <topic>-<partition>, follower of <topic>-<partition> or coordinator of <group.id>"
                    .to_owned()
            } else {
                suggestion(name, self.nodes().map(|(known, _)| known))
            };
            return Err(Problem::at(
                path,
                format!("there is no node {name:?}{hint}"),
            ));
        };
        match &role {
            Role::Leader(place) | Role::Follower(place) => self
                .known_topic(place.topic.as_str(), path)?
                .check_partition(place.partition, path)?,
            Role::Coordinator(group) => self.check_group(group, path)?,
        }
        Ok(Target::Role(role))
    }

    pub(super) fn known_topic(&self, name: &str, path: &Path) -> Result<&Topic, Problem> {
        let mut topics = self.topics.iter();
        topics
            .find(|topic| topic.name.as_str() == name)
            .ok_or_else(|| {
                let hint = suggestion(name, self.topics.iter().map(|topic| topic.name.as_str()));
                Problem::at(path, format!("there is no topic {name:?}{hint}"))
            })
    }

    fn check_group(&self, name: &str, path: &Path) -> Result<(), Problem> {
        let known = self.clients.iter().filter_map(|client| client.group());
        if known.clone().any(|group| group == name) {
            return Ok(());
        }
        let hint = suggestion(name, known);
        let message = format!("no consumer has the group.id {name:?}{hint}");
        Err(Problem::at(path, message))
    }
}

impl Topic {
    pub(super) fn check_partition(&self, number: i32, path: &Path) -> Result<(), Problem> {
        if (0..self.partitions).contains(&number) {
            return Ok(());
        }
        let message = format!(
            "topic {:?} has partitions 0 to {}",
            self.name.as_str(),
            self.partitions - 1
        );
        Err(Problem::at(path, message))
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
