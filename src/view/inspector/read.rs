//! The inspector, read from a session.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::client::admin::cluster_text;
use engine::config::Scope;
use engine::model::{NodeId, TopicName, TopicPartition};
use engine::node::File;
use lab::{Action, ClientKind, Session};
use sim::{AnyNode, NodeKind, Slot};

use super::facts::{count, fact, time};
use super::{
    Config, Fact, Figure, Inspector, Owner, SendForm, configs, deeds, facts, near, transaction,
};
use crate::clock::Time;
use crate::close_up::{GroupUp, open_transactions};
use crate::fault::FaultForm;
use crate::flights;
use crate::menu::{Menu, asks, of_strip as deeds_of_strip};
use crate::saying::Saying;
use crate::selection::Selection;
use crate::stage::timer_name;

impl Inspector {
    /// What there is to say about `selection`, if it is still there.
    #[must_use]
    pub fn of(session: &Session, selection: &Selection) -> Option<Self> {
        let mut inspector = Self::without_asks(session, selection)?;
        inspector.asks = asks(session, selection);
        Some(inspector)
    }

    /// Something of which there is nothing to say but facts.
    pub(super) fn bare(name: impl Into<String>, kind: Saying, facts: Vec<Fact>) -> Self {
        Self {
            name: name.into(),
            kind,
            facts,
            near: Vec::new(),
            deeds: Vec::new(),
            asks: Vec::new(),
            fault: None,
            send: None,
            kcat: None,
            configs: Rc::default(),
        }
    }

    fn without_asks(session: &Session, selection: &Selection) -> Option<Self> {
        match selection {
            Selection::Node { node } => {
                Some(of_node(session, session.world().slot(NodeId(*node))?))
            }
            Selection::Strip {
                node,
                topic,
                partition,
            } => of_strip(session, *node, topic, *partition),
            Selection::Timer { node, key } => of_timer(session, *node, key),
            Selection::Way { a, b } => of_way(session, NodeId(*a), NodeId(*b)),
            Selection::Group { group } => Some(of_group(session, group)),
            Selection::Transaction { id } => {
                Some(transaction::of(session.world(), session.playhead(), id))
            }
            Selection::Flight { id } => Some(of_flight(session, *id)),
        }
    }
}

/// The way between two nodes: whether it is up, and what is wrong with it, in each direction.
fn of_way(session: &Session, a: NodeId, b: NodeId) -> Option<Inspector> {
    let world = session.world();
    let (one, other) = (world.slot(a)?.name(), world.slot(b)?.name());
    let between = |pair: (NodeId, NodeId)| pair == (a, b) || pair == (b, a);
    let connections = world.connections();
    let connections = connections.filter(|end| between((end.opener, end.acceptor)));
    let mut facts = vec![
        count("fact-connections", connections.count()),
        count(
            "fact-flying",
            world.flights().filter(|f| between((f.from, f.to))).count(),
        ),
    ];
    for (way, to) in [((a, b), other), ((b, a), one)] {
        let named = |key, value: Figure| Fact {
            name: Saying::new(key).with("to", to),
            value,
        };
        if world.blocked().any(|cut| cut == way) {
            facts.push(named("fact-way-cut", Figure::Text("✕".to_owned())));
        }
        if world.held().any(|held| held == way) {
            facts.push(named("fact-way-held", Figure::Text("‖".to_owned())));
        }
        let slow = world.slowed().find(|(slow, _)| *slow == way);
        facts.extend(
            slow.map(|(_, extra)| named("fact-way-slow", Figure::Time(Time::Length(extra.0)))),
        );
        let flaky = world.flaky().find(|(flaky, _)| *flaky == way);
        let ratio = |lost, of| Figure::Text(format!("{lost} / {of}"));
        facts.extend(flaky.map(|(_, (lost, of))| named("fact-way-flaky", ratio(lost, of))));
    }
    let menu = Menu::of(session, &Selection::Way { a: a.0, b: b.0 });
    let items = menu.map_or_else(Vec::new, |menu| menu.items);
    let mends = |action: &Action| {
        matches!(
            action,
            Action::Repair(_) | Action::Heal(_) | Action::Release(_)
        )
    };
    Some(Inspector {
        deeds: items
            .into_iter()
            .map(|item| item.action)
            .filter(mends)
            .collect(),
        ..Inspector::bare(format!("{one} – {other}"), Saying::new("kind-way"), facts)
    })
}

/// A group that no running coordinator has is still one that its consumers name.
fn of_group(session: &Session, id: &str) -> Inspector {
    let known = GroupUp::of(session.world(), id);
    let facts = known.map_or_else(Vec::new, |group| {
        vec![
            fact("fact-coordinator", &group.coordinator),
            fact("fact-member-state", group.state),
            fact("fact-generation", group.generation),
            fact("fact-protocol", group.protocol.as_deref().unwrap_or("–")),
            count("fact-members", group.members.len()),
        ]
    });
    Inspector::bare(id, Saying::new("kind-consumer-group"), facts)
}

fn of_node(session: &Session, slot: &Slot) -> Inspector {
    let kind = match slot.kind() {
        NodeKind::Broker => "kind-broker",
        NodeKind::Controller => "kind-controller",
        NodeKind::Producer => "kind-producer",
        NodeKind::Consumer => "kind-consumer",
        NodeKind::Admin => "kind-admin",
        NodeKind::Sink => "kind-sink",
        NodeKind::Sender => "kind-sender",
        NodeKind::Receiver => "kind-receiver",
        NodeKind::Pusher => "kind-pusher",
        NodeKind::Registry => "kind-registry",
    };
    Inspector {
        near: near::of_node(slot),
        deeds: deeds::of(slot),
        fault: Some(FaultForm::of(session, slot)),
        send: send(session, slot),
        kcat: kcat(slot),
        configs: Rc::new(configs::of(slot)),
        ..Inspector::bare(
            slot.name().to_string(),
            Saying::new(kind),
            facts::of(session.world(), slot),
        )
    }
}

fn kcat(slot: &Slot) -> Option<String> {
    match slot.node() {
        AnyNode::Broker(broker) if slot.life().is_running() => {
            Some(cluster_text(slot.id(), &broker.metadata_of_all()))
        }
        _ => None,
    }
}

fn send(session: &Session, slot: &Slot) -> Option<SendForm> {
    let client = session
        .lab()
        .clients()
        .iter()
        .find(|client| client.id == slot.id())?;
    let producer = matches!(client.kind, ClientKind::Producer { .. });
    (producer && slot.life() == sim::Life::Up).then(|| SendForm {
        client: client.name.to_string(),
        topics: topics(session),
        serializer: client.config("value.serializer").unwrap_or_default(),
    })
}

/// The topics that a person can send to: the lab's, and those that were made since.
fn topics(session: &Session) -> Vec<String> {
    let of_lab = session.lab().topics().iter().map(|topic| &topic.name);
    let topics = session.world().metadata().map(|image| &image.topics);
    let made = topics.into_iter().flat_map(|topics| topics.keys());
    let is_own = |topic: &&TopicName| !topic.as_str().starts_with("__");
    let all: BTreeSet<&TopicName> = of_lab.chain(made.filter(is_own)).collect();
    all.into_iter().map(ToString::to_string).collect()
}

fn of_strip(session: &Session, node: u32, topic: &str, partition: i32) -> Option<Inspector> {
    let slot = session.world().slot(NodeId(node))?;
    let AnyNode::Broker(broker) = slot.node() else {
        return None;
    };
    let place = TopicPartition::new(&TopicName::from(topic), partition);
    let mut facts = vec![fact("fact-broker", slot.name())];
    let mut near = Vec::new();
    match broker.replica(&place) {
        Some(replica) => {
            let ids = |ids: &[NodeId]| {
                ids.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let leader = replica
                .leader()
                .map_or_else(|| "–".to_owned(), |id| id.to_string());
            facts.extend([
                fact("fact-leader", leader),
                fact("fact-leader-epoch", replica.leader_epoch()),
                fact("fact-replicas", ids(replica.replicas())),
                fact("fact-isr", ids(replica.isr())),
                fact("fact-log-start", replica.log().log_start_offset()),
                fact("fact-log-end", replica.log().log_end_offset()),
                fact("fact-high-watermark", replica.high_watermark()),
                fact("fact-last-stable", replica.last_stable_offset()),
                count("fact-batches", replica.log().batch_count()),
                count("fact-bytes", replica.log().size()),
            ]);
            let open = open_transactions(session.world(), replica);
            facts.extend(open.iter().map(facts::of_open_transaction));
            near = near::of_open(open);
        }
        None => facts.extend(on_disk(slot, &place)),
    }
    let topic = broker.image().topics.get(&place.topic);
    let owner = Owner::Topic(place.topic.to_string());
    let configs: Vec<Config> = topic
        .map(|topic| configs::all(Scope::Topic, &*topic.config, Some(&owner)))
        .unwrap_or_default();
    let kind = Saying::new("kind-partition");
    Some(Inspector {
        near,
        deeds: deeds_of_strip(place.topic.as_str(), partition),
        configs: Rc::new(configs),
        ..Inspector::bare(place.to_string(), kind, facts)
    })
}

fn on_disk(slot: &Slot, place: &TopicPartition) -> Option<Fact> {
    let file = slot.disk().file(&File::Log(place.clone()))?;
    Some(count("fact-batches", file.chunks().len()))
}

fn of_timer(session: &Session, node: u32, key: &str) -> Option<Inspector> {
    let world = session.world();
    let slot = world.slot(NodeId(node))?;
    let running = slot
        .timers()
        .find(|(timer, ..)| timer_name(world, timer) == key);
    let facts = match running {
        Some((_, started, fires)) => vec![
            fact("fact-of-node", slot.name()),
            time("fact-timer-set", Time::Exact(started.0)),
            time("fact-timer-fires", Time::Exact(fires.0)),
            time(
                "fact-timer-left",
                Time::Length(fires.since(session.playhead()).0),
            ),
        ],
        None => vec![
            fact("fact-of-node", slot.name()),
            fact("fact-timer-left", "–"),
        ],
    };
    let name = key.split(' ').next().unwrap_or(key);
    let mut its_configs = configs::of(slot);
    its_configs.retain(|config| config.name == name);
    let kind = Saying::new("kind-timer");
    Some(Inspector {
        configs: Rc::new(its_configs),
        ..Inspector::bare(key, kind, facts)
    })
}

fn of_flight(session: &Session, id: u64) -> Inspector {
    let kind = Saying::new("kind-message");
    let Some(row) = flights::find(session.world(), id) else {
        let facts = vec![fact("fact-gone", "–")];
        return Inspector::bare(format!("#{id}"), kind, facts);
    };
    let flight = row.flight;
    let way = match flight.way {
        flights::Way::Request => "request",
        flights::Way::Response => "response",
        flights::Way::Handshake => "connection",
    };
    let mut facts = vec![
        fact("fact-from", &row.from),
        fact("fact-to", &row.to),
        time("fact-sent-at", Time::Exact(flight.sent)),
    ];
    facts.push(match flight.arrives {
        Some(at) => time("fact-arrives-at", Time::Exact(at)),
        None => fact("fact-arrives-at", "–"),
    });
    if !row.detail.is_empty() {
        facts.push(fact("fact-carries", &row.detail));
    }
    let droppable = flight.way != flights::Way::Handshake;
    Inspector {
        deeds: if droppable {
            vec![Action::Drop(lab::Flight { flight: id })]
        } else {
            Vec::new()
        },
        ..Inspector::bare(format!("{} {way}", flight.name), kind, facts)
    }
}
