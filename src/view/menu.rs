//! What can be done to a thing right now, for a menu beside it.

use engine::model::{NodeId, TopicName};
use engine::registry::Registry;
use lab::{
    Action, ClientKind, Cut, Delay, ElectLeaders, Flaky, Flight, Passing, Release, Session, Skew,
    Slow, SlowDisk, Way,
};
use serde::Serialize;
use sim::{AnyNode, NodeKind, Slot};

use crate::application::failures;
use crate::ask::{self, Ask};
use crate::flights;
use crate::inspector::deeds;
use crate::saying::Saying;
use crate::selection::Selection;
use crate::stage::transactional_id;

/// How long what passes lasts, in ms: long enough for every timeout that one wants to see, short enough to wait for.
const LASTS_MS: u64 = 10_000;
/// How much later than it would a message or a way is, in ms.
const LATE_MS: u64 = 1_000;

/// A menu.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Menu {
    /// What it is about.
    pub name: String,
    /// What can be done to it: only what can be done now.
    pub items: Vec<Item>,
    /// What can be asked of the cluster about it, as soon as it is filled in.
    pub asks: Vec<Ask>,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// What it does, in words.
    pub text: Saying,
    /// What it does.
    pub action: Action,
}

impl Menu {
    /// The menu of a thing, if that is still there.
    #[must_use]
    pub fn of(session: &Session, selection: &Selection) -> Option<Self> {
        let world = session.world();
        let slot = |node: u32| world.slot(NodeId(node));
        let (name, actions) = match selection {
            Selection::Node { node } | Selection::Timer { node, .. } => {
                let slot = slot(*node)?;
                let mut actions = of_node(slot);
                actions.extend(of_rack(session, slot));
                if matches!(slot.node(), AnyNode::Controller(_) | AnyNode::Admin(_)) {
                    actions.push(elect(None));
                }
                (slot.name().to_string(), actions)
            }
            Selection::Strip {
                node,
                topic,
                partition,
            } => {
                let slot = slot(*node)?;
                let mut actions = of_strip(topic, *partition);
                actions.extend(of_node(slot));
                (format!("{topic}-{partition} · {}", slot.name()), actions)
            }
            Selection::Group { group } => (group.clone(), of_group(session, group)),
            Selection::Transaction { id } => {
                let claims = world.slots();
                let claims = claims.filter(|slot| transactional_id(slot.node()) == Some(&**id));
                (
                    id.clone(),
                    claims.flat_map(|slot| start_or_end(slot.name())).collect(),
                )
            }
            Selection::Way { a, b } => {
                let (a, b) = (slot(*a)?, slot(*b)?);
                (
                    format!("{} – {}", a.name(), b.name()),
                    of_way(a.name(), b.name()),
                )
            }
            Selection::Flight { id } => {
                let row = flights::find(world, *id)?;
                let name = format!("{} {} → {}", row.flight.name, row.from, row.to);
                (name, of_flight(*id, &row.from, &row.to))
            }
        };
        let possible = actions.into_iter().filter(|action| session.can(action));
        Some(Self {
            name,
            items: possible.map(Item::of).collect(),
            asks: asks(session, selection),
        })
    }

    /// The menus of topics, in place of those of all their partitions.
    #[must_use]
    pub fn of_topics(session: &Session) -> Vec<Self> {
        let known = session.world().metadata().map(|image| &image.topics);
        let own = known
            .into_iter()
            .flat_map(|topics| topics.keys())
            .filter(|topic| !topic.is_internal());
        own.map(|topic| {
            let name = topic.to_string();
            let items = vec![Item::of(Action::DeleteTopic(name.clone()))];
            let asks = of_topic(session, &name, 0);
            Self { name, items, asks }
        })
        .collect()
    }
}

impl Item {
    fn of(action: Action) -> Self {
        Self {
            text: crate::deed::wanted(&action),
            action,
        }
    }
}

/// What can be asked of the cluster where somebody points.
pub(crate) fn asks(session: &Session, selection: &Selection) -> Vec<Ask> {
    match selection {
        Selection::Node { node } => {
            let slot = session.world().slot(NodeId(*node));
            if let Some(AnyNode::Registry(registry)) = slot.map(Slot::node) {
                return of_registry(session, registry);
            }
            let is_server = slot.is_some_and(|slot| {
                let node = slot.node();
                matches!(
                    node,
                    AnyNode::Broker(_) | AnyNode::Controller(_) | AnyNode::Admin(_)
                )
            });
            is_server.then(ask::create_topic).into_iter().collect()
        }
        Selection::Strip {
            topic, partition, ..
        } => of_topic(session, topic, *partition),
        Selection::Group { group } => {
            let clients = session.lab().clients().iter();
            let members = clients.filter(|client| client.group() == Some(group));
            let mut topics = members.filter_map(|member| match &member.kind {
                ClientKind::Consumer { subscribe, .. } => subscribe.first(),
                _ => None,
            });
            let topic = topics.next().map(ToString::to_string);
            vec![ask::reset_offsets(group, &topic.unwrap_or_default())]
        }
        Selection::Timer { .. }
        | Selection::Way { .. }
        | Selection::Transaction { .. }
        | Selection::Flight { .. } => Vec::new(),
    }
}

/// What a schema registry can be asked that changes something, or would.
fn of_registry(session: &Session, registry: &Registry) -> Vec<Ask> {
    let known = registry.store().subjects(false).next();
    let subject = known.map_or("", |subject| subject);
    let mut schemas = session.lab().schemas();
    let schema = schemas.next().unwrap_or_default();
    vec![
        ask::register_schema(subject, schema),
        ask::test_schema(subject, schema),
        ask::set_compatibility(subject, registry.level(subject).name()),
        ask::delete_schema(subject),
    ]
}

/// What can be asked about a topic and one of its partitions.
fn of_topic(session: &Session, topic: &str, partition: i32) -> Vec<Ask> {
    let image = session.world().metadata();
    let name = TopicName::from(topic);
    let known = image.and_then(|image| image.topics.get(&name));
    let Some(known) = known.filter(|_| !name.is_internal()) else {
        return Vec::new();
    };
    let partitions = i32::try_from(known.partitions.len()).unwrap_or(i32::MAX);
    vec![
        ask::add_partitions(topic, partitions),
        ask::delete_records(topic, partition),
        ask::elect_leaders(topic, partition),
    ]
}

fn passing(action: Action) -> Action {
    Action::Passing(Passing {
        action: Box::new(action),
        for_ms: LASTS_MS,
    })
}

fn cut(from: &str, to: &str) -> Cut {
    Cut {
        from: from.to_owned(),
        to: to.to_owned(),
        one_way: false,
    }
}

fn of_node(slot: &Slot) -> Vec<Action> {
    const EVERYONE_ELSE: &str = "everyone else";
    const SLOWER: u32 = 10;
    const WRONG_MS: i64 = 60_000;
    let name = slot.name().to_string();
    let mut actions = deeds(slot);
    actions.extend(failures(slot));
    if !slot.life().is_running() {
        actions.push(Action::Wipe(name));
        return actions;
    }
    actions.push(passing(Action::Partition(cut(&name, EVERYONE_ELSE))));
    actions.push(passing(Action::Slow(Slow {
        from: name.clone(),
        to: EVERYONE_ELSE.to_owned(),
        extra_ms: LATE_MS,
        one_way: false,
    })));
    if matches!(slot.node(), AnyNode::Broker(_) | AnyNode::Sink(_)) {
        actions.push(passing(Action::DiskFull(name.clone())));
        actions.push(passing(Action::SlowDisk(SlowDisk {
            node: name.clone(),
            times: SLOWER,
        })));
    }
    actions.push(Action::SkewClock(Skew {
        node: name,
        offset_ms: WRONG_MS,
    }));
    actions
}

/// What befalls all brokers of a broker's rack at once, where it stands there with others.
fn of_rack(session: &Session, slot: &Slot) -> Vec<Action> {
    let Some(rack) = slot.rack().filter(|_| slot.kind() == NodeKind::Broker) else {
        return Vec::new();
    };
    let brokers = session.world().slots();
    let brokers = brokers.filter(|slot| slot.kind() == NodeKind::Broker);
    if brokers.filter(|other| other.rack() == Some(rack)).count() < 2 {
        return Vec::new();
    }
    let name = || format!("rack {rack}");
    vec![
        Action::Start(name()),
        Action::Restart(name()),
        Action::Crash(name()),
        Action::PowerCut(name()),
    ]
}

/// What can be done to a partition and its topic.
pub(crate) fn of_strip(topic: &str, partition: i32) -> Vec<Action> {
    let mut actions = vec![elect(Some((topic, partition)))];
    if !TopicName::from(topic).is_internal() {
        actions.push(Action::DeleteTopic(topic.to_owned()));
    }
    actions
}

/// The preferred leader of a partition leads it; without one, that of each.
fn elect(place: Option<(&str, i32)>) -> Action {
    Action::ElectLeaders(ElectLeaders {
        topic: place.map(|(topic, _)| topic.to_owned()),
        partition: place.map(|(_, partition)| partition),
        unclean: false,
    })
}

/// What befalls the members one by one.
fn of_group(session: &Session, group: &str) -> Vec<Action> {
    let clients = session.lab().clients().iter();
    let members = clients.filter(|client| client.config("group.id").as_deref() == Some(group));
    members
        .flat_map(|client| start_or_end(&client.name))
        .collect()
}

/// What befalls one client among several.
fn start_or_end(name: &str) -> [Action; 3] {
    let name = || name.to_owned();
    [
        Action::Start(name()),
        Action::Close(name()),
        Action::Crash(name()),
    ]
}

fn of_way(a: &str, b: &str) -> Vec<Action> {
    let (from, to) = (a.to_owned(), b.to_owned());
    vec![
        Action::Repair(Way {
            from: from.clone(),
            to: to.clone(),
        }),
        Action::Heal(cut(a, b)),
        Action::Release(release(a, b, None)),
        passing(Action::Partition(cut(a, b))),
        Action::Partition(cut(a, b)),
        Action::Partition(Cut {
            one_way: true,
            ..cut(a, b)
        }),
        Action::Partition(Cut {
            one_way: true,
            ..cut(b, a)
        }),
        Action::Hold(cut(a, b)),
        passing(Action::Slow(Slow {
            from: from.clone(),
            to: to.clone(),
            extra_ms: LATE_MS,
            one_way: false,
        })),
        passing(Action::Flaky(Flaky {
            from,
            to,
            lost: 1,
            of: 5,
            one_way: false,
        })),
    ]
}

fn release(from: &str, to: &str, messages: Option<u32>) -> Release {
    Release {
        from: from.to_owned(),
        to: to.to_owned(),
        one_way: messages.is_some(),
        messages,
    }
}

fn of_flight(flight: u64, from: &str, to: &str) -> Vec<Action> {
    let delay = |by_ms| Action::Delay(Delay { flight, by_ms });
    let one_way = Cut {
        one_way: true,
        ..cut(from, to)
    };
    vec![
        Action::Drop(Flight { flight }),
        delay(LATE_MS),
        delay(LASTS_MS),
        Action::Hold(one_way),
        Action::Release(release(from, to, Some(1))),
        Action::Release(release(from, to, None)),
    ]
}
