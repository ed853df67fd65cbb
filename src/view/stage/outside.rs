//! Who is neither broker nor controller, producer or consumer.

use std::collections::BTreeSet;

use engine::app::processor::Output;
use engine::app::sink::SinkKind;
use engine::client::admin::Admin;
use engine::client::producer::ProducerSetup;
use engine::client::registry::RegistryAnswer;
use engine::config::{DeserializerName, SerializerName};
use engine::model::{NodeId, Payload};
use sim::{AnyNode, Life, Slot, World};

use super::{Line, Outsider, read};
use crate::administered;
use crate::saying::Saying;

/// How many lines a card carries at most.
const LINES_MAX: usize = 4;

/// The card of a node, if it is one of these. The admin client is nowhere to be seen before somebody needs it.
pub(super) fn of(world: &World, slot: &Slot, now: engine::model::Instant) -> Option<Outsider> {
    let mut lines = Vec::new();
    let (kind, fact) = match slot.node() {
        AnyNode::Admin(admin) if slot.life() != Life::NeverStarted => {
            lines.extend(said(admin).into_iter().map(line));
            if let Some(told) = admin.last_told() {
                let status = match &told.answer {
                    RegistryAnswer::Said(response) => response.status().to_string(),
                    RegistryAnswer::Unreachable | RegistryAnswer::TimedOut => "✕".to_owned(),
                };
                lines.push(line(format!("{} {status}", told.request.line())));
                let surplus = lines.len().saturating_sub(LINES_MAX);
                lines.drain(..surplus);
            }
            (
                "kind-admin",
                Saying::new("stage-pending")
                    .with("count", admin.pending() + admin.calls_of_registry()),
            )
        }
        AnyNode::Sink(sink) => {
            let state = sink.state();
            let kept = match sink.setup().kind {
                SinkKind::Table => {
                    let row = |(key, row): (Option<&[u8]>, &engine::app::sink::Row)| {
                        let key = key.map(String::from_utf8_lossy).unwrap_or_default();
                        line(format!("{key} → {}", shown(row.value.as_ref())))
                    };
                    lines.extend(state.rows().rev().take(LINES_MAX).map(row));
                    state.rows().len()
                }
                SinkKind::File => {
                    let last = state.lines().rev().take(LINES_MAX);
                    lines.extend(last.map(|kept| line(shown(kept.value.as_ref()))));
                    state.lines().len()
                }
            };
            lines.reverse();
            let fact = Saying::new("stage-kept").with("count", kept);
            ("kind-sink", fact.with("repeated", state.repeated()))
        }
        AnyNode::Sender(sender) => {
            let tally = sender.tally();
            let fact = Saying::new("stage-sent").with("sent", tally.sent);
            ("kind-sender", fact.with("acknowledged", tally.answered))
        }
        AnyNode::Receiver(receiver) => (
            "kind-receiver",
            Saying::new("stage-received").with("count", receiver.received()),
        ),
        AnyNode::Pusher(pusher) => {
            let buffers = pusher.setup().to.iter().filter_map(|to| pusher.buffer(*to));
            let (waiting, dropped) = buffers.fold((0, 0), |(waiting, dropped), buffer| {
                (waiting + buffer.waiting(), dropped + buffer.dropped)
            });
            let fact = Saying::new("stage-buffered").with("count", waiting);
            ("kind-pusher", fact.with("dropped", dropped))
        }
        AnyNode::Registry(registry) => {
            let store = registry.store();
            let subject = |subject: &std::sync::Arc<str>| {
                let (version, stored) = store.versions(subject, false).next_back()?;
                let id = stored.id;
                Some(line(format!("{subject} v{version} · id {id}")))
            };
            lines.extend(store.subjects(false).filter_map(subject).take(LINES_MAX));
            let subjects = store.subjects(false).count();
            let fact = Saying::new("stage-subjects").with("count", subjects);
            ("kind-registry", fact)
        }
        _ => return None,
    };
    Some(Outsider {
        head: read::head(world, slot, now),
        kind: Saying::new(kind),
        fact,
        lines,
    })
}

/// The last command with what came of it, and then what has no answer yet.
fn said(admin: &Admin) -> Vec<String> {
    let last = admin.last().into_iter().flat_map(|ended| {
        let came = match administered::refused(&ended.outcomes) {
            None => "✓".to_owned(),
            Some(codes) => format!("✕ {codes}"),
        };
        [administered::asked(&ended.command), came]
    });
    let open = admin
        .open()
        .flat_map(|command| [administered::asked(command), "…".to_owned()]);
    let mut said: Vec<String> = last.chain(open).collect();
    said.split_off(said.len().saturating_sub(LINES_MAX))
}

/// Whom somebody talks to, besides brokers.
pub(super) fn peers(slot: &Slot) -> BTreeSet<NodeId> {
    match slot.node() {
        AnyNode::Consumer(processor) => {
            let setup = processor.setup();
            let output = match &setup.output {
                Output::Sink(output) => Some(output.client.sink),
                Output::Topic(output) => registry_of(&output.producer),
                Output::Printed | Output::Store | Output::Container(_) => None,
            };
            let config = &setup.consumer.config;
            let names = [config.key_deserializer, config.value_deserializer];
            let registry = setup.consumer.serdes.registry;
            let registry = registry.filter(|_| names.contains(&DeserializerName::KafkaAvro));
            output.into_iter().chain(registry).collect()
        }
        AnyNode::Producer(producer) => registry_of(producer.setup()).into_iter().collect(),
        AnyNode::Admin(admin) if slot.life() != Life::NeverStarted => {
            admin.setup().registry.into_iter().collect()
        }
        AnyNode::Sender(sender) => sender.setup().to.iter().copied().collect(),
        AnyNode::Pusher(pusher) => pusher.setup().to.iter().copied().collect(),
        _ => BTreeSet::new(),
    }
}

/// The schema registry that a producer asks.
fn registry_of(setup: &ProducerSetup) -> Option<NodeId> {
    let names = [setup.config.key_serializer, setup.config.value_serializer];
    let registry = setup.serdes.registry;
    registry.filter(|_| names.contains(&SerializerName::KafkaAvro))
}

/// Whether somebody talks to brokers.
pub(super) fn talks_to_brokers(slot: &Slot) -> bool {
    match slot.node() {
        AnyNode::Broker(_)
        | AnyNode::Sink(_)
        | AnyNode::Sender(_)
        | AnyNode::Receiver(_)
        | AnyNode::Pusher(_) => false,
        AnyNode::Admin(_) => slot.life() != Life::NeverStarted,
        AnyNode::Registry(_)
        | AnyNode::Controller(_)
        | AnyNode::Producer(_)
        | AnyNode::Consumer(_) => true,
    }
}

const fn line(text: String) -> Line {
    Line { offset: None, text }
}

fn shown(value: Option<&Payload>) -> String {
    value.map_or_else(|| "∅".to_owned(), |value| schema::show(value).text)
}
