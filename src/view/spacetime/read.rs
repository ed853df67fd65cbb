//! The diagram, read from a session.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::{Instant, NodeId};
use lab::{Fate, Mark, MarkKind, Session, Stretch, Travel};
use sim::{AnyNode, NodeKind, Slot, World};

use super::traffic::Fruitful;
use super::{Arrow, Choice, Diagram, End, Event, Lane, Moment, Options, Range, Rest};
use crate::{flights, stage, timeline};

/// How many steps are played again at most.
const STEPS_MAX: u64 = 20_000;

impl Diagram {
    /// The stretch of `session` that `options` ask for. It plays the stretch again, so it is to be asked for when
    /// somebody looks and time rests, not at every frame.
    #[must_use]
    pub fn of(session: &Session, options: &Options) -> Self {
        let playhead = session.playhead().0;
        let (from, to) = match options.range {
            Range::Last(length) => (playhead.saturating_sub(length), playhead),
            Range::Between(from, to) => (from.min(to), to.max(from)),
        };
        let stretch = session.stretch(Instant(from), Instant(to), STEPS_MAX);
        let mut diagram = Self {
            from: stretch.from.0,
            to: stretch.to.0,
            playhead,
            shortened: stretch.shortened,
            arrows: arrows(session.world(), &stretch, options),
            events: events(session, &stretch),
            nodes: choices(session.world(), options),
            ..Self::default()
        };
        diagram.keep_the_last();
        diagram.draw_lanes(&stretch, options);
        diagram
    }

    /// Where there is more to draw than can be read, the diagram begins later.
    fn keep_the_last(&mut self) {
        let surplus = self.arrows.len().saturating_sub(Self::ARROWS_MAX);
        let first = self.arrows.get(surplus).map(|arrow| arrow.flight.sent);
        let surplus_events = self.events.len().saturating_sub(Self::EVENTS_MAX);
        let first_event = self.events.get(surplus_events).map(|event| event.at);
        let begins = [
            first.filter(|_| surplus > 0),
            first_event.filter(|_| surplus_events > 0),
        ];
        let Some(begin) = begins.into_iter().flatten().max() else {
            return;
        };
        self.from = self.from.max(begin.min(self.to));
        self.shortened = true;
        self.arrows.drain(..surplus);
        self.events.drain(..surplus_events);
        let from = self.from;
        self.arrows
            .retain(|arrow| arrow.end.moment().is_none_or(|moment| moment.at >= from));
        self.events.retain(|event| event.at >= from);
    }

    /// Gives a lane to whoever takes part and is not hidden, and leaves out what concerns nobody who has one.
    fn draw_lanes(&mut self, stretch: &Stretch, options: &Options) {
        let mut takes_part = BTreeSet::new();
        for arrow in &self.arrows {
            takes_part.extend([arrow.flight.from, arrow.flight.to]);
        }
        for event in &self.events {
            takes_part.extend(event.lanes.iter().copied());
        }
        let wanted = |choice: &&Choice| {
            takes_part.contains(&choice.node) && !options.hidden.contains(&choice.node)
        };
        let wanted: Vec<&Choice> = self.nodes.iter().filter(wanted).collect();
        let (from, to) = (self.from, self.to);
        let lanes = wanted.iter().take(Self::LANES_MAX).map(|choice| Lane {
            node: choice.node,
            name: choice.name.clone(),
            rests: rests(stretch, choice.node, from, to),
        });
        self.lanes = lanes.collect();
        self.lanes_left_out = wanted.len() - self.lanes.len();
        let mut drawn = BTreeSet::new();
        drawn.extend(self.lanes.iter().map(|lane| lane.node));
        self.arrows
            .retain(|arrow| drawn.contains(&arrow.flight.from) && drawn.contains(&arrow.flight.to));
        self.events.retain_mut(|event| {
            let of_all = event.lanes.is_empty();
            event.lanes.retain(|node| drawn.contains(node));
            of_all || !event.lanes.is_empty()
        });
    }
}

fn arrows(world: &World, stretch: &Stretch, options: &Options) -> Vec<Arrow> {
    let fruitful = Fruitful::among(&stretch.travels);
    let arrow = |travel: &Travel| {
        let sim_flight = travel.record.flight();
        let flight = flights::of(world, &sim_flight);
        let traffic = fruitful.traffic(travel, flight.kind);
        let is_wanted = options.traffic.contains(&traffic)
            && !options.hidden.contains(&flight.from)
            && !options.hidden.contains(&flight.to);
        is_wanted.then(|| Arrow {
            flight,
            traffic,
            detail: flights::detail_of(&sim_flight),
            cause: travel.record.cause.0,
            end: end(travel.fate),
        })
    };
    stretch.travels.iter().filter_map(arrow).collect()
}

const fn end(fate: Fate) -> End {
    match fate {
        Fate::Arrived(at, step) => End::Arrived(Moment {
            at: at.0,
            step: step.0,
        }),
        Fate::Untaken(at, step) => End::Untaken(Moment {
            at: at.0,
            step: step.0,
        }),
        Fate::Lost(at, step) => End::Lost(Moment {
            at: at.0,
            step: step.0,
        }),
        Fate::HeldUp(since) => End::HeldUp(since.0),
        Fate::UnderWay => End::UnderWay,
    }
}

fn events(session: &Session, stretch: &Stretch) -> Vec<Event> {
    let marks = session.marks();
    let first = marks.partition_point(|mark| mark.at < stretch.from);
    let past = marks.partition_point(|mark| mark.at <= stretch.to);
    // What happens at the playhead in steps that are not taken yet, is not told.
    let taken = |mark: &&Mark| mark.at < session.playhead() || mark.step < session.position();
    let within = marks[first..past].iter();
    let within = within.filter(|mark| stretch.to > session.playhead() || taken(mark));
    let event = |mark: &Mark| {
        let shown = timeline::of(session, mark)?;
        Some(Event {
            step: shown.step,
            at: shown.at,
            tone: shown.tone,
            text: shown.text,
            lanes: concerned(session, stretch, mark),
        })
    };
    within.filter_map(event).collect()
}

/// Whom a mark is about: whom it names, and whose life changed at that moment because of it.
fn concerned(session: &Session, stretch: &Stretch, mark: &Mark) -> Vec<u32> {
    let mut nodes: BTreeSet<NodeId> = BTreeSet::new();
    nodes.extend(mark.node);
    match &mark.kind {
        MarkKind::Action(action) => {
            let named = action.nodes().into_iter();
            nodes.extend(named.filter_map(|name| session.lab().node(name)));
        }
        MarkKind::Script(action) => nodes.extend(action.nodes().into_iter().copied()),
        _ => {}
    }
    if matches!(mark.kind, MarkKind::Action(_) | MarkKind::Script(_)) {
        let turned = stretch.turns.iter().filter(|turn| turn.at == mark.at);
        let begin = stretch.from;
        nodes.extend(turned.filter(|turn| turn.at != begin).map(|turn| turn.node));
        // A message that is dropped names nobody.
        let lost = stretch
            .travels
            .iter()
            .filter(|travel| matches!(travel.fate, Fate::Lost(_, step) if step == mark.step));
        nodes.extend(lost.flat_map(|travel| [travel.record.from, travel.record.to]));
    }
    nodes.into_iter().map(|node| node.0).collect()
}

/// The nodes as on the stage: who sends, brokers, controllers, who reads, the rest.
fn choices(world: &World, options: &Options) -> Vec<Choice> {
    let mut seats: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut ranked: Vec<((u8, usize), &Slot)> = Vec::new();
    for (index, slot) in world.slots().enumerate() {
        let rank = match slot.kind() {
            NodeKind::Producer | NodeKind::Sender => 0,
            NodeKind::Broker => 1,
            NodeKind::Controller => 2,
            NodeKind::Consumer => 3,
            _ => 4,
        };
        // Consumers of one group stand side by side, where the first of them is.
        let seat = match slot.node() {
            AnyNode::Consumer(node) => {
                let group = node.consumer().setup().config.group_id.as_deref();
                *seats.entry(group).or_insert(index)
            }
            _ => index,
        };
        ranked.push(((rank, seat), slot));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let choice = |slot: &Slot| Choice {
        node: slot.id().0,
        name: slot.name().to_string(),
        shown: !options.hidden.contains(&slot.id().0),
    };
    ranked.into_iter().map(|(_, slot)| choice(slot)).collect()
}

/// When a node did not run, or was paused.
fn rests(stretch: &Stretch, node: u32, from: u64, to: u64) -> Vec<Rest> {
    let turns: Vec<_> = stretch
        .turns
        .iter()
        .filter(|turn| turn.node.0 == node)
        .collect();
    let until = |index: usize| turns.get(index + 1).map_or(to, |next| next.at.0);
    let rest = |(index, turn): (usize, &&lab::Turn)| {
        let (begin, end) = (turn.at.0.max(from), until(index).min(to));
        let rests = turn.life != sim::Life::Up && begin < end;
        rests.then(|| Rest {
            from: begin,
            to: end,
            life: stage::of_process(turn.life),
        })
    };
    turns.iter().enumerate().filter_map(rest).collect()
}
