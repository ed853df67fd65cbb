//! Which brokers are without what a power cut took from them: what Kafka promises depends on how many there are.

use std::collections::BTreeMap;

use engine::metadata::MetadataImage;
use engine::model::{BrokerEpoch, NodeId};
use sim::{Action, Fault, Life, NodeKind, World};

/// The brokers whose power was cut and which are not in sync yet with all that they hold.
#[derive(Debug, Default)]
pub(super) struct Outages {
    /// With the registration that each had then.
    struck: BTreeMap<NodeId, Option<BrokerEpoch>>,
}

impl Outages {
    /// Whether this would leave no more than so many brokers without what they lost; then they are counted.
    pub(super) fn admit(&mut self, world: &World, action: &Action, at_once: u32) -> bool {
        let metadata = world.metadata();
        self.struck
            .retain(|node, epoch| !is_whole_again(world, metadata, *node, *epoch));
        let struck: Vec<NodeId> = power_cuts(world, action).collect();
        if struck.is_empty() {
            return true;
        }
        let more = struck.iter().filter(|node| !self.struck.contains_key(node));
        let fits = self.struck.len() + more.count() <= at_once as usize;
        if fits {
            for node in struck {
                self.struck.insert(node, registered(metadata, node));
            }
        }
        fits
    }
}

/// The brokers that lose their power. Whoever else loses it holds no replicas.
fn power_cuts(world: &World, action: &Action) -> impl Iterator<Item = NodeId> {
    let is_broker = |node: &NodeId| {
        let slot = world.slot(*node);
        slot.is_some_and(|slot| slot.kind() == NodeKind::Broker)
    };
    let faults = action.faults().into_iter();
    let struck = faults.filter_map(|fault| match fault {
        Fault::PowerCut(node) => Some(*node),
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
