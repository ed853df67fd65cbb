//! Whom an action is about: nodes by name, by role, by place.

use lab::{Group, Lab, Role, group, role};

use crate::compose::runs;
use crate::quote::shell;

/// Nodes as a script finds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// These services.
    Named(Vec<String>),
    /// Whoever a command says.
    Found(String),
    /// Everybody but the other end of a way.
    EveryoneElse,
    /// Somebody without a service: there is no Kafka in it.
    Outside,
}

impl Whom {
    /// The words of it, once `variable` has what the command says.
    pub(super) fn words(&self, variable: &str, other: &str) -> String {
        match self {
            Self::Named(names) => {
                let words: Vec<String> = names.iter().map(|name| shell(name)).collect();
                words.join(" ")
            }
            Self::Found(_) => format!("\"${variable}\""),
            Self::EveryoneElse => format!("$(everyone_but {other})"),
            Self::Outside => String::new(),
        }
    }

    /// Whether it is one service, whichever it is.
    pub(super) fn is_one(&self) -> bool {
        match self {
            Self::Named(names) => names.len() == 1,
            Self::Found(_) => true,
            Self::EveryoneElse | Self::Outside => false,
        }
    }
}

/// Who is meant by a name.
pub(super) fn whom(lab: &Lab, name: &str) -> Whom {
    if let Some(role) = role(name) {
        return Whom::Found(command(&role));
    }
    match group(name) {
        Some(Group::Rack(rack)) => Whom::Named(inside(lab, rack, false)),
        Some(Group::Zone(zone)) => Whom::Named(inside(lab, zone, true)),
        Some(Group::EveryoneElse) => Whom::EveryoneElse,
        None if has_service(lab, name) => Whom::Named(vec![name.to_owned()]),
        None => Whom::Outside,
    }
}

/// The command that finds who has a role.
fn command(role: &Role) -> String {
    match role {
        Role::Leader(place) => format!(
            "leader_of {} {}",
            shell(place.topic.as_str()),
            place.partition
        ),
        Role::Follower(place) => {
            format!(
                "follower_of {} {}",
                shell(place.topic.as_str()),
                place.partition
            )
        }
        Role::Coordinator(group) => format!("coordinator_of {}", shell(group)),
        Role::TransactionCoordinator(id) => format!("transaction_coordinator_of {}", shell(id)),
    }
}

/// Whether a node is in the compose file.
fn has_service(lab: &Lab, name: &str) -> bool {
    let mut clients = lab.clients().iter();
    clients
        .find(|client| *client.name == *name)
        .is_none_or(runs)
}

/// The nodes in a rack or a zone.
fn inside(lab: &Lab, place: &str, is_zone: bool) -> Vec<String> {
    let brokers = lab.brokers().iter();
    let brokers = brokers.filter(|broker| broker.rack.as_deref() == Some(place));
    let clients = lab
        .clients()
        .iter()
        .filter(|client| is_zone && client.config("client.rack").as_deref() == Some(place));
    let brokers = brokers.map(|broker| broker.name.to_string());
    brokers
        .chain(clients.map(|client| client.name.to_string()))
        .collect()
}
