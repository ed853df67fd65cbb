//! Which brokers have stopped without order and are not in sync again: what Kafka promises depends on how many there are.
//!
//! A controller cannot tell a killed broker from one whose power was cut: either is out of the ISR, and of the eligible
//! leader replicas, as soon as it registers again (KIP-966). Once nobody is left in either, the last leader leads again, and
//! if that one has lost what was not flushed, so has everybody.

use std::collections::BTreeMap;

use engine::metadata::MetadataImage;
use engine::model::{BrokerEpoch, NodeId};
use sim::{Action, Fault, Life, NodeKind, World};

/// The brokers that have stopped without order and are not in sync again with all that they hold.
#[derive(Debug, Default)]
pub(super) struct Outages {
    struck: BTreeMap<NodeId, Struck>,
}

/// A broker that has stopped without order.
#[derive(Clone, Copy, Debug)]
struct Struck {
    /// The registration that it had then.
    epoch: Option<BrokerEpoch>,
    /// Its power was cut, and no more brokers than so many may be struck as long as it counts.
    at_once: Option<u32>,
}

impl Outages {
    /// Whether no more than so many brokers would be struck, of which one has lost something; then they are counted.
    /// Any number may be killed as long as nothing is lost.
    pub(super) fn admit(&mut self, world: &World, action: &Action, at_once: u32) -> bool {
        let metadata = world.metadata();
        self.struck
            .retain(|node, struck| !is_whole_again(world, metadata, *node, struck.epoch));
        let mut after = self.struck.clone();
        for (node, loses) in stopped(world, action) {
            let before = after.get(&node).and_then(|struck| struck.at_once);
            let struck = Struck {
                epoch: registered(metadata, node),
                at_once: loses.then_some(at_once).or(before),
            };
            after.insert(node, struck);
        }
        let bound = after.values().filter_map(|struck| struck.at_once).min();
        let fits = bound.is_none_or(|bound| after.len() <= bound as usize);
        if fits {
            self.struck = after;
        }
        fits
    }
}

/// The brokers that stop without order, and whether they lose what was not flushed. Whoever else stops holds no replicas.
fn stopped(world: &World, action: &Action) -> impl Iterator<Item = (NodeId, bool)> {
    let is_broker = |(node, _): &(NodeId, bool)| {
        let slot = world.slot(*node);
        slot.is_some_and(|slot| slot.kind() == NodeKind::Broker)
    };
    let faults = action.faults().into_iter();
    let struck = faults.filter_map(|fault| match fault {
        Fault::PowerCut(node) => Some((*node, true)),
        Fault::Crash(node) | Fault::Restart(node) => Some((*node, false)),
        _ => None,
    });
    struck.filter(is_broker)
}

/// Whether it runs, under another registration than the one that it had when it was struck, and is in every ISR that it
/// can be in.
fn is_whole_again(
    world: &World,
    metadata: Option<&MetadataImage>,
    node: NodeId,
    struck: Option<BrokerEpoch>,
) -> bool {
    let Some(metadata) = metadata else {
        return false;
    };
    let is_up = world.slot(node).is_some_and(|slot| slot.life() == Life::Up);
    let epoch = registered(Some(metadata), node);
    let topics = metadata.topics.values();
    let mut partitions = topics.flat_map(|topic| &topic.partitions);
    is_up
        && epoch.is_some()
        && epoch != struck
        && partitions.all(|state| !state.replicas.contains(&node) || state.isr.contains(&node))
}

fn registered(metadata: Option<&MetadataImage>, node: NodeId) -> Option<BrokerEpoch> {
    Some(metadata?.brokers.get(&node)?.epoch)
}
