//! The stage, read from a world.

use engine::broker::BrokerState;
use engine::config::Configs as _;
use engine::model::{Instant, NodeId, TopicPartition};
use sim::{AnyNode, Ending, NodeKind, Slot, World};

use super::{
    Broker, Consumer, Head, Life, Link, Place, Producer, Stage, lines, outside, strips, timers,
    transacting,
};

impl Stage {
    /// The cluster as it is in `world` at `now`, which may be later than its last event.
    #[must_use]
    pub fn of(world: &World, now: Instant) -> Self {
        let mut stage = Self {
            links: links(world),
            ..Self::default()
        };
        let mut on_their_way = lines::on_their_way(world);
        for slot in world.slots() {
            match slot.node() {
                AnyNode::Broker(_) => {
                    stage.brokers.push(Broker {
                        head: head(world, slot, now),
                        strips: strips::of(world, slot),
                    });
                }
                AnyNode::Controller(_) => stage.controllers.push(head(world, slot, now)),
                AnyNode::Producer(node) => {
                    let sent = on_their_way.remove(&slot.id()).unwrap_or_default();
                    stage.producers.push(Producer {
                        head: head(world, slot, now),
                        acks: node.setup().config.get("acks").unwrap_or_default(),
                        transaction: transacting::of(world, slot),
                        sent: node.sent(),
                        acknowledged: node.acknowledged(),
                        lines: lines::sent(world, slot, sent),
                    });
                }
                AnyNode::Consumer(node) => {
                    seat(
                        &mut stage.consumers,
                        consumer(world, slot, node.consumer(), now),
                    );
                }
                AnyNode::Admin(_)
                | AnyNode::Sink(_)
                | AnyNode::Sender(_)
                | AnyNode::Receiver(_)
                | AnyNode::Pusher(_)
                | AnyNode::Registry(_) => stage.outsiders.extend(outside::of(world, slot, now)),
            }
        }
        stage
    }
}

/// Those of one group stand side by side.
fn seat(seated: &mut Vec<Consumer>, consumer: Consumer) {
    let last = seated
        .iter()
        .rposition(|other| other.group == consumer.group);
    seated.insert(last.map_or(seated.len(), |last| last + 1), consumer);
}

/// How a node is.
#[must_use]
pub fn life(slot: &Slot) -> Life {
    match (slot.life(), slot.node()) {
        (sim::Life::Up, AnyNode::Broker(broker)) if broker.is_fenced() => match broker.state() {
            BrokerState::Starting | BrokerState::Recovery => Life::Starting,
            _ => Life::Fenced,
        },
        (life, _) => of_process(life),
    }
}

/// How a process is, whatever it is at.
pub(crate) const fn of_process(life: sim::Life) -> Life {
    match life {
        sim::Life::NeverStarted => Life::NotStarted,
        sim::Life::Up => Life::Up,
        sim::Life::Paused => Life::Paused,
        sim::Life::Down { how, .. } => match how {
            Ending::Crashed => Life::Crashed,
            Ending::PowerCut => Life::PoweredOff,
            Ending::Exited => Life::Closed,
        },
    }
}

pub(super) fn head(world: &World, slot: &Slot, now: Instant) -> Head {
    Head {
        id: slot.id().0,
        name: slot.name().to_string(),
        rack: slot.rack().map(ToString::to_string),
        life: life(slot),
        timers: timers::of(world, slot, now),
    }
}

fn consumer(
    world: &World,
    slot: &Slot,
    node: &engine::client::consumer::Consumer,
    now: Instant,
) -> Consumer {
    let place = |partition: &TopicPartition| Place {
        partition: partition.to_string(),
        position: node.position(partition).map(|offset| offset.0),
        committed: node.committed(partition).map(|offset| offset.0),
    };
    let (done, lines) = lines::processed(world, slot);
    Consumer {
        head: head(world, slot, now),
        group: node
            .setup()
            .config
            .group_id
            .as_ref()
            .map(ToString::to_string),
        done,
        lines,
        transaction: transacting::of(world, slot),
        assignment: if slot.life().is_running() {
            node.assignment().map(place).collect()
        } else {
            Vec::new()
        },
    }
}

/// Clients and controllers may talk to every broker, brokers to each other, and who is outside Kafka to whom it is told to.
fn links(world: &World) -> Vec<Link> {
    let is_broker = |slot: &&Slot| slot.kind() == NodeKind::Broker;
    let brokers = || world.slots().filter(is_broker).map(Slot::id);
    let talking = world.slots().filter(|slot| outside::talks_to_brokers(slot));
    let outer = talking.flat_map(|slot| brokers().map(|broker| (slot.id(), broker)));
    let inner = brokers().flat_map(|a| brokers().filter(move |b| a < *b).map(move |b| (a, b)));
    let others = world.slots().flat_map(|slot| {
        let peers = outside::peers(slot);
        peers.into_iter().map(|peer| (slot.id(), peer))
    });
    let live: Vec<_> = world
        .connections()
        .map(|c| (c.opener.min(c.acceptor), c.opener.max(c.acceptor)))
        .collect();
    let stopped = world.blocked().chain(world.held());
    let cut: Vec<_> = stopped.map(|(a, b)| (a.min(b), a.max(b))).collect();
    let link = |(a, b): (NodeId, NodeId)| {
        let pair = (a.min(b), a.max(b));
        Link {
            a: a.0,
            b: b.0,
            live: live.contains(&pair),
            cut: cut.contains(&pair),
        }
    };
    outer.chain(inner).chain(others).map(link).collect()
}
