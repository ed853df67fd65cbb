//! Measures of the schema registry, and of records that cannot be read.

use std::collections::BTreeSet;

use engine::client::Observation;
use engine::client::registry::{RegistryAnswer, Told};
use engine::registry::Registry;
use sim::{AnyNode, World};

use super::read::count;
use crate::history::node_named;

/// The registry, if it runs.
fn running(world: &World) -> Option<&Registry> {
    let mut slots = world.slots();
    slots.find_map(|slot| match slot.node() {
        AnyNode::Registry(registry) if slot.life().is_running() => Some(&**registry),
        _ => None,
    })
}

pub(super) fn versions(world: &World, subject: &str) -> i64 {
    running(world).map_or(-1, |registry| {
        count(registry.store().versions(subject, false).count())
    })
}

pub(super) fn schema_id(world: &World, subject: &str) -> i64 {
    let latest =
        running(world).and_then(|registry| registry.store().versions(subject, false).next_back());
    latest.map_or(-1, |(_, stored)| i64::from(stored.id))
}

/// What became of the last call of the registry.
fn last(world: &World) -> Option<&Told> {
    let mut latest_first = world.history().iter().rev();
    latest_first.find_map(|entry| match &entry.observation {
        Observation::RegistryAnswered(told) => Some(&**told),
        _ => None,
    })
}

pub(super) fn status(world: &World) -> i64 {
    match last(world).map(|told| &told.answer) {
        Some(RegistryAnswer::Said(response)) => response.status().into(),
        _ => 0,
    }
}

pub(super) fn error(world: &World) -> i64 {
    match last(world).map(|told| &told.answer) {
        Some(RegistryAnswer::Said(response)) => response
            .error()
            .map_or(0, |error| i64::from(error.error_code)),
        _ => 0,
    }
}

/// Each record once, however often a poll threw at it.
pub(super) fn undeserializable(world: &World, name: &str) -> i64 {
    let node = node_named(world, name);
    let met = world.history().iter().filter_map(|entry| {
        let is_its = Some(entry.node) == node;
        match &entry.observation {
            Observation::Undeserializable {
                partition, offset, ..
            } if is_its => Some((partition, offset)),
            _ => None,
        }
    });
    count(met.collect::<BTreeSet<_>>().len())
}
