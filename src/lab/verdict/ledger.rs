//! What producers were told.

use std::collections::BTreeMap;

use engine::client::Observation;
use engine::log::Origin;
use engine::model::{Offset, TopicPartition};
use sim::World;

/// The producers' side of the history.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// How many records were sent.
    pub(super) sent: u64,
    /// How many were reported as failed.
    pub(super) failed: u64,
    /// Acknowledged sends with an offset, by place. When a log lost its end, two were promised the same place.
    acknowledged: BTreeMap<TopicPartition, BTreeMap<Offset, Vec<Origin>>>,
    /// Acknowledged sends without one: `acks=0`.
    unplaced: u64,
}

impl Ledger {
    pub(super) fn of(world: &World) -> Self {
        let mut ledger = Self::default();
        for entry in world.history() {
            match &entry.observation {
                Observation::Sent { numbers, .. } => ledger.sent += numbers.end - numbers.start,
                Observation::Failed { numbers, .. } => ledger.failed += numbers.end - numbers.start,
                Observation::Acknowledged {
                    numbers,
                    base_offset,
                    ..
                } if *base_offset < Offset::ZERO => {
                    ledger.unplaced += numbers.end - numbers.start;
                }
                Observation::Acknowledged {
                    numbers,
                    partition,
                    base_offset,
                } => {
                    let places = ledger.acknowledged.entry(partition.clone()).or_default();
                    for (delta, number) in numbers.clone().enumerate() {
                        let origin = Origin {
                            producer: entry.node,
                            incarnation: entry.incarnation,
                            number,
                        };
                        places
                            .entry(base_offset.plus(delta as i64))
                            .or_default()
                            .push(origin);
                    }
                }
                _ => {}
            }
        }
        ledger
    }

    /// How many records were acknowledged.
    pub(super) fn acknowledged_count(&self) -> u64 {
        self.unplaced
            + self
                .acknowledged
                .values()
                .flat_map(BTreeMap::values)
                .map(|origins| origins.len() as u64)
                .sum::<u64>()
    }

    /// The acknowledged records of a stretch of a partition.
    pub(super) fn between(
        &self,
        partition: &TopicPartition,
        from: Offset,
        to: Offset,
    ) -> impl Iterator<Item = (Offset, Origin)> {
        let places = (from < to)
            .then(|| self.acknowledged.get(partition))
            .flatten();
        let places = places
            .into_iter()
            .flat_map(move |places| places.range(from..to));
        places.flat_map(|(offset, origins)| origins.iter().map(|origin| (*offset, *origin)))
    }
}
