//! What can be done to a thing right now, for a menu beside it.

use engine::model::NodeId;
use lab::{
    Action, Cut, Delay, ElectLeaders, Flaky, Flight, Passing, Release, Session, Skew, Slow,
    SlowDisk, Way,
};
use serde::Serialize;
use sim::{AnyNode, Slot};

use crate::application::failures;
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
                (slot.name().to_string(), of_node(slot))
            }
            Selection::Strip {
                node,
                topic,
                partition,
            } => {
                let slot = slot(*node)?;
                let mut actions = vec![elect(topic, *partition)];
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
        let item = |action: Action| Item {
            text: crate::deed::wanted(&action),
            action,
        };
        let possible = actions.into_iter().filter(|action| session.can(action));
        Some(Self {
            name,
            items: possible.map(item).collect(),
        })
    }
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

/// The preferred leader of a partition leads it.
fn elect(topic: &str, partition: i32) -> Action {
    Action::ElectLeaders(ElectLeaders {
        topic: Some(topic.to_owned()),
        partition: Some(partition),
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
