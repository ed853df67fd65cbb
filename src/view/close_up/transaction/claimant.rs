//! The clients that have a transactional id, as they know themselves.

use engine::client::producer::{Identity, Producer};
use serde::Serialize;
use sim::{Slot, World};

use crate::stage::{
    Life, Transacting, life, transacting, transactional_id, transactional_producer,
};

/// A client with a transactional id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claimant {
    /// Its number in the world.
    pub node: u32,
    /// Its name.
    pub name: String,
    /// How its process is.
    pub life: Life,
    /// How it stands; none without a process.
    pub transaction: Option<Transacting>,
    /// Its producer id and epoch, once it has them.
    pub producer: Option<(i64, i16)>,
    /// Whether its coordinator has given the id to another epoch since.
    pub outdated: bool,
    /// The partitions of its transaction.
    pub partitions: Vec<String>,
}

/// All of them, by node.
pub(super) fn all(world: &World, id: &str, current: Option<(i64, i16)>) -> Vec<Claimant> {
    let claims = world
        .slots()
        .filter(|slot| transactional_id(slot.node()) == Some(id));
    claims.map(|slot| one(world, slot, current)).collect()
}

fn one(world: &World, slot: &Slot, current: Option<(i64, i16)>) -> Claimant {
    let running = slot.life().is_running();
    let producer = transactional_producer(slot.node()).filter(|_| running);
    let identity = producer.and_then(|producer| match producer.identity() {
        Identity::Known { id, epoch } => Some((id, epoch)),
        _ => None,
    });
    let partitions = producer
        .into_iter()
        .flat_map(Producer::transaction_partitions);
    Claimant {
        node: slot.id().0,
        name: slot.name().to_string(),
        life: life(slot),
        transaction: transacting(world, slot),
        producer: identity,
        outdated: identity
            .zip(current)
            .is_some_and(|(mine, current)| mine != current),
        partitions: partitions.map(ToString::to_string).collect(),
    }
}
