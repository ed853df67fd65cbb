//! Clients in rows at the top, brokers below them, controllers at the bottom.

use super::geometry::Rect;
use super::strip::StripBox;
use super::{Card, CardKind, GroupBox, racks};
use crate::stage::{Broker, Stage};

/// Between the glass and what is in it.
const EDGE: f64 = 18.0;
/// The same, and between two cards, where the screen is narrow.
const TIGHT: f64 = 10.0;
/// Between two cards.
const GAP: f64 = 16.0;
/// A card's name and timers.
const HEAD: f64 = 38.0;
/// Within a card, at its sides.
const INSET: f64 = 14.0;
/// Within a card, at its bottom.
const FLOOR: f64 = 10.0;
/// Between two strips.
const STRIPS: f64 = 6.0;
/// Between two rows of clients: room for a badge.
const ROWS: f64 = 22.0;
/// One line of text.
const LINE: f64 = 18.0;
/// The lines of a client's card above its screen.
const FACTS: f64 = 2.0 * LINE;
/// The margins of a client's screen.
const SCREEN: f64 = 14.0;
/// The label of a group's box, above the badges of its members.
const GROUP_LABEL: f64 = 32.0;
/// The narrowest and the widest client.
const CLIENT: (f64, f64) = (156.0, 320.0);
/// The narrowest broker.
const BROKER: f64 = 100.0;
/// A broker without partitions.
const EMPTY: f64 = 36.0;
/// The least and the best way between clients and brokers, for messages to be seen on.
const WATER: (f64, f64) = (72.0, 210.0);
/// The way between brokers and controllers.
const SHALLOWS: f64 = 36.0;
/// A controller's card.
const CONTROLLER: (f64, f64) = (190.0, 38.0);

/// The rows, laid out.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) height: f64,
    pub(super) cards: Vec<Card>,
    pub(super) groups: Vec<GroupBox>,
    pub(super) racks: Vec<GroupBox>,
}

/// A client before it has a place.
struct Client<'a> {
    id: u32,
    kind: CardKind,
    group: Option<&'a str>,
}

/// The width there is, and how far things stay apart in it.
#[derive(Clone, Copy)]
struct Tank {
    edge: f64,
    gap: f64,
    width: f64,
}

pub(super) fn lay(stage: &Stage, width: f64, height: f64) -> Rows {
    let (edge, gap) = if width < 480.0 {
        (TIGHT, TIGHT)
    } else {
        (EDGE, GAP)
    };
    let tank = Tank {
        edge,
        gap,
        width: (width - 2.0 * edge).max(1.0),
    };
    let clients = clients(stage);
    let brokers = brokers_height(&stage.brokers, tank);
    let below = edge
        + if stage.controllers.is_empty() {
            0.0
        } else {
            SHALLOWS + CONTROLLER.1
        };
    let spare =
        |lines| height - (edge + clients_height(&clients, tank, lines) + WATER.0 + brokers + below);
    let lines = (0..=4)
        .rev()
        .find(|lines| spare(*lines) >= 0.0)
        .unwrap_or(0);
    let spare = spare(lines).max(0.0);
    let deeper = spare.min(WATER.1 - WATER.0);
    let mut rows = Rows::default();
    let shore = lay_clients(
        &clients,
        tank,
        edge + (spare - deeper) / 2.0,
        lines,
        &mut rows,
    );
    let floor = lay_brokers(&stage.brokers, tank, shore + WATER.0 + deeper, &mut rows);
    rows.racks = racks::boxes(stage, &rows.cards, tank.gap);
    lay_controllers(stage, tank, floor + SHALLOWS, &mut rows);
    rows.height = floor + below;
    rows
}

fn clients(stage: &Stage) -> Vec<Client<'_>> {
    let producers = stage.producers.iter().map(|p| Client {
        id: p.head.id,
        kind: CardKind::Producer,
        group: None,
    });
    let consumers = stage.consumers.iter().map(|c| Client {
        id: c.head.id,
        kind: CardKind::Consumer,
        group: c.group.as_deref(),
    });
    let outsiders = stage.outsiders.iter().map(|o| Client {
        id: o.head.id,
        kind: CardKind::Outsider,
        group: None,
    });
    producers.chain(consumers).chain(outsiders).collect()
}

/// How many boxes stand side by side when each needs `least`.
fn abreast(tank: Tank, least: f64) -> usize {
    (((tank.width + tank.gap) / (least + tank.gap)) as usize).max(1)
}

/// Boxes of one row: as wide as there is room for, the outer ones at the edges.
fn row(tank: Tank, count: usize, widest: f64, y: f64, h: f64) -> impl Iterator<Item = Rect> {
    let n = count as f64;
    let w = ((tank.width - tank.gap * (n - 1.0)) / n).min(widest);
    let (first, step) = match count {
        1 => (tank.edge + (tank.width - w) / 2.0, 0.0),
        _ => (tank.edge, (tank.width - w) / (n - 1.0)),
    };
    (0..count).map(move |i| Rect {
        x: first + i as f64 * step,
        y,
        w,
        h,
    })
}

fn client_height(lines: usize) -> f64 {
    let screen = if lines == 0 {
        0.0
    } else {
        SCREEN + lines as f64 * LINE
    };
    HEAD + FACTS + screen + FLOOR
}

fn label_height(clients: &[Client]) -> f64 {
    if clients.iter().any(|client| client.group.is_some()) {
        GROUP_LABEL
    } else {
        0.0
    }
}

fn clients_height(clients: &[Client], tank: Tank, lines: usize) -> f64 {
    let rows = clients.chunks(abreast(tank, CLIENT.0));
    rows.map(|row| label_height(row) + client_height(lines) + ROWS)
        .sum::<f64>()
        - ROWS
}

fn lay_clients(clients: &[Client], tank: Tank, top: f64, lines: usize, out: &mut Rows) -> f64 {
    let columns = abreast(tank, CLIENT.0).min(clients.len());
    let mut y = top;
    for clients in clients.chunks(columns.max(1)) {
        y += label_height(clients);
        let boxes: Vec<Rect> = row(tank, columns, CLIENT.1, y, client_height(lines))
            .take(clients.len())
            .collect();
        out.groups.extend(groups(clients, &boxes));
        let card = |(client, rect): (&Client, &Rect)| Card {
            id: client.id,
            kind: client.kind,
            rect: *rect,
            strips: Vec::new(),
            lines,
        };
        out.cards.extend(clients.iter().zip(&boxes).map(card));
        y += client_height(lines) + ROWS;
    }
    y - ROWS
}

/// Boxes around neighbours of the same group.
fn groups(clients: &[Client], boxes: &[Rect]) -> Vec<GroupBox> {
    let mut found: Vec<GroupBox> = Vec::new();
    let mut before = None;
    for (client, rect) in clients.iter().zip(boxes) {
        if let (Some(name), Some(last)) = (
            client.group,
            found.last_mut().filter(|_| before == client.group),
        ) {
            debug_assert_eq!(last.name, name);
            last.rect.w = rect.grown(6.0).right() - last.rect.x;
        } else if let Some(name) = client.group {
            let rect = rect.grown(6.0);
            let rect = Rect {
                y: rect.y - GROUP_LABEL + 6.0,
                h: rect.h + GROUP_LABEL - 6.0,
                ..rect
            };
            found.push(GroupBox {
                name: name.to_owned(),
                rect,
            });
        }
        before = client.group;
    }
    found
}

fn broker_rows(brokers: &[Broker], tank: Tank) -> impl Iterator<Item = (&[Broker], f64)> {
    let rows = brokers.chunks(abreast(tank, BROKER).max(1));
    rows.map(move |brokers| {
        let inside = broker_width(tank, brokers.len()) - 2.0 * inset(tank);
        let highest = brokers
            .iter()
            .map(|broker| broker_height(broker, inside))
            .fold(0.0, f64::max);
        (brokers, highest)
    })
}

fn inset(tank: Tank) -> f64 {
    if tank.edge < EDGE { TIGHT } else { INSET }
}

fn broker_width(tank: Tank, count: usize) -> f64 {
    (tank.width - tank.gap * (count as f64 - 1.0)) / count as f64
}

fn broker_height(broker: &Broker, inside: f64) -> f64 {
    let strips: f64 = broker
        .strips
        .iter()
        .map(|strip| StripBox::height(strip, inside) + STRIPS)
        .sum();
    HEAD + strips.max(EMPTY) + FLOOR
}

fn brokers_height(brokers: &[Broker], tank: Tank) -> f64 {
    broker_rows(brokers, tank)
        .map(|(brokers, height)| racks::label_height(brokers) + height + SHALLOWS)
        .sum::<f64>()
        - SHALLOWS
}

fn lay_brokers(brokers: &[Broker], tank: Tank, top: f64, out: &mut Rows) -> f64 {
    let mut y = top;
    for (brokers, height) in broker_rows(brokers, tank) {
        y += racks::label_height(brokers);
        for (broker, rect) in brokers
            .iter()
            .zip(row(tank, brokers.len(), tank.width, y, height))
        {
            out.cards.push(broker_card(broker, rect, inset(tank)));
        }
        y += height + SHALLOWS;
    }
    y - SHALLOWS
}

fn broker_card(broker: &Broker, rect: Rect, inset: f64) -> Card {
    let mut y = rect.y + HEAD;
    let strips = broker.strips.iter().map(|strip| {
        let place = StripBox::place(strip, rect.x + inset, y, rect.w - 2.0 * inset);
        y = place.rect.bottom() + STRIPS;
        place
    });
    Card {
        id: broker.head.id,
        kind: CardKind::Broker,
        rect,
        strips: strips.collect(),
        lines: 0,
    }
}

fn lay_controllers(stage: &Stage, tank: Tank, y: f64, out: &mut Rows) {
    let n = stage.controllers.len();
    let whole = n as f64 * (CONTROLLER.0 + tank.gap) - tank.gap;
    let left = tank.edge + ((tank.width - whole) / 2.0).max(0.0);
    let width = CONTROLLER.0.min(broker_width(tank, n.max(1)));
    for (i, head) in stage.controllers.iter().enumerate() {
        let rect = Rect {
            x: left + i as f64 * (width + tank.gap),
            y,
            w: width,
            h: CONTROLLER.1,
        };
        out.cards.push(Card {
            id: head.id,
            kind: CardKind::Controller,
            rect,
            strips: Vec::new(),
            lines: 0,
        });
    }
}
