//! Which partitions have moved from which member to which while a balance is sought
//! (`AbstractStickyAssignor.PartitionMovements`).

use std::collections::BTreeMap;

use super::super::java;
use crate::model::{TopicName, TopicPartition};

/// From which member to which.
type Pair = (usize, usize);

/// What has moved, each partition from where it was at first.
#[derive(Default)]
pub(super) struct Movements {
    pairs: BTreeMap<TopicPartition, Pair>,
    /// In the order in which they moved.
    by_topic: BTreeMap<TopicName, BTreeMap<Pair, Vec<TopicPartition>>>,
}

impl Movements {
    /// A partition moves on; if it comes home, it has not moved at all.
    pub fn moved(&mut self, partition: &TopicPartition, from: usize, to: usize) {
        let origin = match self.pairs.remove(partition) {
            Some((origin, over)) => {
                self.forget(partition, (origin, over));
                origin
            }
            None => from,
        };
        if origin == to {
            return;
        }
        self.pairs.insert(partition.clone(), (origin, to));
        let topic = self.by_topic.entry(partition.topic.clone()).or_default();
        topic
            .entry((origin, to))
            .or_default()
            .push(partition.clone());
    }

    /// Instead of this partition, one of the topic that has moved the other way goes back, if there is one.
    pub fn actual(&self, partition: &TopicPartition, from: usize, to: usize) -> TopicPartition {
        let from = self
            .pairs
            .get(partition)
            .map_or(from, |(origin, _)| *origin);
        let topic = self.by_topic.get(&partition.topic);
        let reverse = topic.and_then(|pairs| pairs.get(&(to, from)));
        let first = reverse.and_then(|moved| java::first_in_hash_order(moved));
        first.unwrap_or(partition).clone()
    }

    fn forget(&mut self, partition: &TopicPartition, pair: Pair) {
        let Some(topic) = self.by_topic.get_mut(&partition.topic) else {
            return;
        };
        if let Some(moved) = topic.get_mut(&pair) {
            moved.retain(|known| known != partition);
            if moved.is_empty() {
                topic.remove(&pair);
            }
        }
    }
}
