//! Names of several nodes at once.

use std::sync::Arc;

use engine::model::NodeId;
use sim::Target;

use super::Lab;
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::Problem;

/// Several nodes, as actions name them. Nodes have no spaces in their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group<'a> {
    /// Every broker whose `broker.rack` is this.
    Rack(&'a str),
    /// These, and every client whose `client.rack` is this.
    Zone(&'a str),
    /// Everybody but the other end of a way.
    EveryoneElse,
}

/// Reads the name of several nodes: `rack a`, `zone a`, `everyone else`. `None`: it is none.
#[must_use]
pub fn group(name: &str) -> Option<Group<'_>> {
    if name == "everyone else" {
        return Some(Group::EveryoneElse);
    }
    let (word, of) = name.split_once(' ')?;
    match word {
        "rack" => Some(Group::Rack(of)),
        "zone" => Some(Group::Zone(of)),
        _ => None,
    }
}

impl Lab {
    /// Whom a name of several nodes means.
    pub(super) fn members(&self, group: Group<'_>, path: &Path) -> Result<Target, Problem> {
        let (what, wanted, zone) = match group {
            Group::Rack(name) => ("rack", name, false),
            Group::Zone(name) => ("zone", name, true),
            Group::EveryoneElse => return Ok(Target::Others),
        };
        let places = || {
            let brokers = self.brokers.iter();
            let racks =
                brokers.map(|broker| (broker.id, broker.rack.as_deref().map(str::to_owned)));
            let clients = self.clients.iter().filter(|_| zone);
            racks.chain(clients.map(|client| (client.id, client.config("client.rack"))))
        };
        let inside = places().filter(|(_, place)| place.as_deref() == Some(wanted));
        let inside: Arc<[NodeId]> = inside.map(|(id, _)| id).collect();
        if !inside.is_empty() && !wanted.is_empty() {
            return Ok(Target::Nodes(inside));
        }
        let mut known: Vec<String> = places().filter_map(|(_, place)| place).collect();
        known.retain(|name| !name.is_empty());
        known.sort_unstable();
        known.dedup();
        let hint = suggestion(wanted, known.iter().map(String::as_str));
        Err(Problem::at(
            path,
            format!("there is no {what} {wanted:?}{hint}"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_nodes_are_named_by_their_place() {
        assert_eq!(group("rack eu west"), Some(Group::Rack("eu west")));
        assert_eq!(group("zone a"), Some(Group::Zone("a")));
        assert_eq!(group("everyone else"), Some(Group::EveryoneElse));
        for name in ["broker-1", "rack", "leader of orders-0", "everyone"] {
            assert_eq!(group(name), None, "{name}");
        }
    }
}
