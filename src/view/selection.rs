//! What of the stage somebody points at.

use engine::model::NodeId;
use lab::Lab;
use serde::Serialize;

/// One thing on the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// A node.
    Node {
        /// Its number in the world.
        node: u32,
    },
    /// One replica.
    Strip {
        /// The broker that holds it.
        node: u32,
        /// Its topic.
        topic: String,
        /// Its partition.
        partition: i32,
    },
    /// A running timer.
    Timer {
        /// The node that set it.
        node: u32,
        /// Its name among that node's timers.
        key: String,
    },
    /// The way between two nodes.
    Way {
        /// One of them.
        a: u32,
        /// The other.
        b: u32,
    },
    /// A group of consumers.
    Group {
        /// `group.id`.
        group: String,
    },
    /// A transactional id.
    Transaction {
        /// `transactional.id`.
        id: String,
    },
    /// A message in flight.
    Flight {
        /// Its name while it flies.
        id: u64,
    },
}

impl Selection {
    /// The same in words, for links: `broker-1`, `orders-0 on broker-1`, `timer session of broker-1`,
    /// `way broker-1 to broker-2`, `group billing`, `transaction transfers`, `flight 12`.
    #[must_use]
    pub fn words(&self, lab: &Lab) -> Option<String> {
        let name = |node: u32| lab.name(NodeId(node));
        Some(match self {
            Self::Node { node } => name(*node)?.to_owned(),
            Self::Strip {
                node,
                topic,
                partition,
            } => format!("{topic}-{partition} on {}", name(*node)?),
            Self::Timer { node, key } => format!("timer {key} of {}", name(*node)?),
            Self::Way { a, b } => format!("way {} to {}", name(*a)?, name(*b)?),
            Self::Group { group } => format!("group {group}"),
            Self::Transaction { id } => format!("transaction {id}"),
            Self::Flight { id } => format!("flight {id}"),
        })
    }

    /// Reads the words; `None`: they mean nothing in this lab.
    #[must_use]
    pub fn of_words(words: &str, lab: &Lab) -> Option<Self> {
        let node = |name: &str| lab.node(name).map(|id| id.0);
        if let Some(timer) = words.strip_prefix("timer ") {
            let (key, holder) = timer.rsplit_once(" of ")?;
            let (node, key) = (node(holder)?, key.to_owned());
            return Some(Self::Timer { node, key });
        }
        if let Some((a, b)) = words
            .strip_prefix("way ")
            .and_then(|way| way.split_once(" to "))
        {
            let (a, b) = (node(a)?, node(b)?);
            return Some(Self::Way { a, b });
        }
        if let Some(group) = words.strip_prefix("group ") {
            let group = group.to_owned();
            let mut groups = lab.clients().iter().filter_map(|c| c.config("group.id"));
            return groups
                .any(|known| known == group)
                .then_some(Self::Group { group });
        }
        if let Some(id) = words.strip_prefix("transaction ") {
            let id = id.to_owned();
            let clients = lab.clients().iter();
            let mut ids = clients.filter_map(lab::Client::transactional_id);
            return ids
                .any(|known| known == id)
                .then_some(Self::Transaction { id });
        }
        if let Some(id) = words.strip_prefix("flight ") {
            return id.parse().ok().map(|id| Self::Flight { id });
        }
        let Some((place, holder)) = words.rsplit_once(" on ") else {
            return node(words).map(|node| Self::Node { node });
        };
        let (topic, partition) = place.rsplit_once('-')?;
        Some(Self::Strip {
            node: node(holder)?,
            topic: topic.to_owned(),
            partition: partition.parse().ok()?,
        })
    }

    /// The node that it is, or that holds it; none for what is between nodes.
    #[must_use]
    pub const fn node(&self) -> Option<u32> {
        match self {
            Self::Node { node } | Self::Strip { node, .. } | Self::Timer { node, .. } => {
                Some(*node)
            }
            Self::Way { .. }
            | Self::Group { .. }
            | Self::Transaction { .. }
            | Self::Flight { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_reads_as_it_is_written() {
        let lab = lab::shelf::open("first-records").expect("it is built in");
        for words in [
            "broker-1",
            "numtest-0 on broker-1",
            "timer a of b of broker-1",
            "way broker-1 to consumer-1",
            "flight 12",
        ] {
            let selection = Selection::of_words(words, &lab).expect(words);
            assert_eq!(selection.words(&lab).as_deref(), Some(words));
        }
        for words in [
            "",
            "broker-9",
            "numtest on broker-1",
            "flight x",
            "timer a",
            "transaction x",
        ] {
            assert_eq!(Selection::of_words(words, &lab), None, "{words}");
        }
    }
}
