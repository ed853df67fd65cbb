//! A sample, read from a world.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::broker::{Broker, Replica};
use engine::client::consumer::Consumer;
use engine::controller::Controller;
use engine::model::{Instant, NodeId, TopicPartition};
use sim::{AnyNode, Slot, World};

use super::{BrokerSample, ControllerSample, GroupLag, Latencies, RecordsLag, Sample};
use crate::logs::{brokers, leader_log};

impl Sample {
    /// What there is to measure in a world.
    pub(super) fn of(world: &World, at: Instant, latencies: Latencies) -> Self {
        let mut sample = Self {
            at,
            groups: group_lags(world),
            latencies,
            ..Self::default()
        };
        for slot in world.slots().filter(|slot| slot.life().is_running()) {
            match slot.node() {
                AnyNode::Broker(broker) => sample.brokers.push(of_broker(slot, broker)),
                AnyNode::Controller(node) => sample.controller = Some(of_controller(slot, node)),
                AnyNode::Consumer(node) => {
                    sample.consumers.extend(lags(slot.id(), node.consumer()));
                }
                _ => {}
            }
        }
        sample
    }
}

fn of_broker(slot: &Slot, broker: &Broker) -> BrokerSample {
    BrokerSample {
        node: slot.id(),
        incarnation: slot.incarnation(),
        throughput: broker.throughput(),
        under_replicated: broker.led_where(Replica::is_under_replicated),
        under_min_isr: broker.led_where(Replica::is_under_min_isr),
    }
}

fn of_controller(slot: &Slot, controller: &Controller) -> ControllerSample {
    ControllerSample {
        node: slot.id(),
        offline_partitions: controller.offline_partitions(),
    }
}

fn lags(node: NodeId, consumer: &Consumer) -> impl Iterator<Item = RecordsLag> {
    consumer.assignment().filter_map(move |place| {
        Some(RecordsLag {
            node,
            partition: place.clone(),
            lag: consumer.partition(place)?.lag()?,
        })
    })
}

fn group_lags(world: &World) -> Vec<GroupLag> {
    let mut lags: BTreeMap<(Arc<str>, TopicPartition), i64> = BTreeMap::new();
    for broker in brokers(world) {
        let coordinator = broker.group_coordinator();
        for group in coordinator.groups() {
            for (place, committed) in coordinator.offsets(group.id()) {
                let Some(leader) = leader_log(world, place) else {
                    continue;
                };
                let lag = (leader.high_watermark().0 - committed.offset.0).max(0);
                // Who coordinates it is asked first as everywhere else: in the order of the brokers.
                lags.entry((Arc::clone(group.id()), place.clone()))
                    .or_insert(lag);
            }
        }
    }
    let lags = lags.into_iter();
    lags.map(|((group, partition), lag)| GroupLag {
        group,
        partition,
        lag,
    })
    .collect()
}
