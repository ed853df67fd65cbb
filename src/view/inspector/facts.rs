//! A node's state in facts.

use engine::app::processor::{Output, Processor};
use engine::app::push::Pusher;
use engine::broker::Broker;
use engine::client::admin::Admin;
use engine::client::consumer::Consumer;
use engine::client::producer::{Identity, Producer};
use engine::config::Configs as _;
use engine::controller::Controller;
use sim::{AnyNode, Slot, World};

use super::{Fact, Figure, registry};
use crate::administered;
use crate::clock::{Time, Wall};
use crate::close_up::OpenTransaction;
use crate::saying::Saying;
use crate::stage::{running, timer_name};

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers hand over numbers, names and references alike"
)]
pub(super) fn fact(key: &'static str, value: impl ToString) -> Fact {
    Fact {
        name: Saying::new(key),
        value: Figure::Text(value.to_string()),
    }
}

/// How many of something there are.
pub(super) fn count(key: &'static str, count: impl TryInto<u64>) -> Fact {
    Fact {
        name: Saying::new(key),
        value: Figure::Count(count.try_into().unwrap_or_default()),
    }
}

/// When something is, or how long.
pub(super) fn time(key: &'static str, time: Time) -> Fact {
    Fact {
        name: Saying::new(key),
        value: Figure::Time(time),
    }
}

/// What there is to know about a node.
pub(super) fn of(world: &World, slot: &Slot) -> Vec<Fact> {
    let mut facts = vec![fact("fact-node-id", slot.id())];
    if let Some(rack) = slot.rack() {
        facts.push(fact("fact-rack", rack));
    }
    facts.push(fact(
        "fact-starts",
        slot.incarnation() + u32::from(slot.life() != sim::Life::NeverStarted),
    ));
    if let Some(shown) = world.wall(slot.id()) {
        let wall = Wall::of(shown, world.start());
        facts.push(time("fact-wall-clock", Time::Wall(wall)));
    }
    if slot.life().is_running() {
        match slot.node() {
            AnyNode::Broker(broker) => of_broker(broker, &mut facts),
            AnyNode::Controller(controller) => of_controller(controller, &mut facts),
            AnyNode::Producer(producer) => {
                of_producer(producer, &mut facts);
                registry::of_producer(producer, &mut facts);
            }
            AnyNode::Consumer(node) => {
                of_consumer(node.consumer(), &mut facts);
                registry::of_consumer(node, &mut facts);
                of_file(node, &mut facts);
            }
            AnyNode::Admin(admin) => of_admin(admin, &mut facts),
            AnyNode::Sink(sink) => {
                let state = sink.state();
                let kept = state.rows().len().max(state.lines().len());
                facts.push(fact("fact-kept", kept));
                facts.push(fact("fact-repeated", state.repeated()));
            }
            AnyNode::Sender(sender) => {
                let tally = sender.tally();
                facts.push(fact("fact-sent", tally.sent));
                facts.push(fact("fact-answered", tally.answered));
                facts.push(fact("fact-failed", tally.failed));
                facts.push(fact("fact-unknown", tally.unknown));
                facts.push(fact("fact-held-up", sender.held_up()));
            }
            AnyNode::Receiver(receiver) => {
                facts.push(count("fact-received", receiver.received()));
            }
            AnyNode::Pusher(pusher) => of_pusher(world, pusher, &mut facts),
            AnyNode::Registry(registry) => registry::facts(registry, &mut facts),
        }
        if slot.waiting() > 0 {
            facts.push(count("fact-waiting", slot.waiting()));
        }
        facts.extend(running(slot).map(|(timer, _, fires)| Fact {
            name: Saying::new("fact-timer").with("timer", timer_name(world, timer)),
            value: Figure::Time(Time::Length(fires.since(world.now()).0)),
        }));
    }
    facts
}

/// What it waits for, and what it was last told.
fn of_admin(admin: &Admin, facts: &mut Vec<Fact>) {
    facts.push(fact("fact-pending", admin.pending()));
    let open = admin.open().map(administered::asked);
    facts.extend(open.map(|asked| fact("fact-asked", asked)));
    let Some(ended) = admin.last() else {
        return;
    };
    facts.push(fact("fact-last-asked", administered::asked(&ended.command)));
    facts.push(match administered::refused(&ended.outcomes) {
        None => Fact {
            name: Saying::new("fact-answer"),
            value: Figure::Said(Saying::new("answer-done")),
        },
        Some(codes) => fact("fact-answer", codes),
    });
    let reasons = administered::reasons(&ended.outcomes);
    if !reasons.is_empty() {
        facts.push(fact("fact-reason", reasons));
    }
}

fn of_broker(broker: &Broker, facts: &mut Vec<Fact>) {
    facts.push(fact("fact-broker-epoch", broker.broker_epoch()));
    facts.push(fact("fact-partitions", broker.partitions().count()));
    facts.push(fact(
        "fact-leads",
        broker
            .partitions()
            .filter(|(_, replica)| replica.is_leader())
            .count(),
    ));
    for known in broker.transaction_coordinator().transactions() {
        let (state, epoch) = (known.state().name(), known.value().producer_epoch);
        facts.push(Fact {
            name: Saying::new("fact-transaction").with("id", known.transactional_id()),
            value: Figure::Text(format!("{state}, {epoch}")),
        });
    }
    for group in broker.group_coordinator().groups() {
        let value = format!("{}, {}", group.state().name(), group.members().len());
        facts.push(Fact {
            name: Saying::new("fact-group-state").with("group", group.id()),
            value: Figure::Text(value),
        });
    }
}

/// A transaction that is open in a partition: whose it is, and where it begins.
pub(super) fn of_open_transaction(open: &OpenTransaction) -> Fact {
    let (id, epoch) = open.producer;
    Fact {
        name: Saying::new("fact-open-transaction").with("offset", open.first_offset),
        value: Figure::Text(format!("{id}, {epoch}")),
    }
}

/// What waits for each receiver, and what was thrown away.
fn of_pusher(world: &World, pusher: &Pusher, facts: &mut Vec<Fact>) {
    facts.push(count("fact-received", pusher.received()));
    facts.push(count("fact-blocked", pusher.blocked()));
    for to in &pusher.setup().to {
        let (Some(slot), Some(buffer)) = (world.slot(*to), pusher.buffer(*to)) else {
            continue;
        };
        let (waiting, most) = (buffer.waiting(), pusher.setup().buffer);
        let named = |key, value| Fact {
            name: Saying::new(key).with("to", slot.name()),
            value,
        };
        facts.push(named(
            "fact-buffer",
            Figure::Text(format!("{waiting} / {most}")),
        ));
        facts.push(named("fact-delivered-to", Figure::Count(buffer.delivered)));
        facts.push(named("fact-dropped-to", Figure::Count(buffer.dropped)));
    }
}

fn of_controller(controller: &Controller, facts: &mut Vec<Fact>) {
    let brokers: Vec<String> = controller
        .image()
        .active_brokers()
        .map(|id| id.to_string())
        .collect();
    facts.push(fact("fact-active-brokers", brokers.join(", ")));
    facts.push(count("fact-topics", controller.image().topics.len()));
    facts.push(fact("fact-metadata-end", controller.log().log_end_offset()));
}

fn of_producer(producer: &Producer, facts: &mut Vec<Fact>) {
    facts.push(count("fact-sent", producer.sent()));
    facts.push(count("fact-acknowledged", producer.acknowledged()));
    facts.push(count("fact-failed", producer.failed()));
    facts.push(count("fact-buffered", producer.buffered()));
    facts.push(count("fact-in-flight", producer.in_flight()));
    if let Identity::Known { id, epoch } = producer.identity() {
        facts.push(fact("fact-producer-id", format!("{id}, {epoch}")));
    }
    if let Some(state) = producer.transaction_state() {
        let id = producer.setup().config.transactional_id.as_deref();
        facts.push(fact("fact-transactional-id", id.unwrap_or_default()));
        facts.push(fact("fact-transaction-state", state.name()));
        let partitions: Vec<String> = producer
            .transaction_partitions()
            .map(ToString::to_string)
            .collect();
        if !partitions.is_empty() {
            facts.push(fact("fact-in-transaction", partitions.join(", ")));
        }
    }
    if let Some(failure) = producer.transaction_failure() {
        let error = failure.error().map_or("", |error| error.name());
        let thrown = format!("{} ({error})", failure.exception());
        facts.push(fact("fact-exception", thrown));
    }
    if let Some(remaining) = producer.source_remaining() {
        facts.push(count("fact-source", remaining));
    }
}

fn of_consumer(consumer: &Consumer, facts: &mut Vec<Fact>) {
    if let Some(member) = consumer.membership() {
        facts.push(fact("fact-group", &member.group_id));
        facts.push(fact("fact-member-state", format!("{:?}", member.state)));
        facts.push(fact("fact-generation", member.generation));
        facts.push(fact("fact-member-id", &member.member_id));
    }
    let isolation = consumer.setup().config.get("isolation.level");
    facts.push(fact("fact-isolation", isolation.unwrap_or_default()));
    facts.push(count("fact-delivered", consumer.delivered()));
    for partition in consumer.assignment() {
        let name = |key| Saying::new(key).with("partition", partition);
        let offset = |offset: Option<engine::model::Offset>| {
            offset.map_or_else(|| "–".to_owned(), |o| o.to_string())
        };
        facts.push(Fact {
            name: name("fact-position"),
            value: Figure::Text(offset(consumer.position(partition))),
        });
        facts.push(Fact {
            name: name("fact-committed"),
            value: Figure::Text(offset(consumer.committed(partition))),
        });
    }
}

/// The object container file that an application writes, if it does.
fn of_file(node: &Processor, facts: &mut Vec<Fact>) {
    let Output::Container(output) = &node.setup().output else {
        return;
    };
    let file = node.container();
    let blocks = file.blocks().filter(|block| block.records > 0).count();
    facts.extend([
        fact("fact-file-codec", output.codec.name()),
        count("fact-file-bytes", file.size()),
        count("fact-file-blocks", blocks),
        count("fact-file-records", file.records()),
        count("fact-file-waiting", file.waiting()),
    ]);
}
