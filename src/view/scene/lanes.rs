//! How the ways between cards run.

use super::geometry::{Lane, Point, Rect};
use super::{Card, CardKind, Road};
use crate::stage::{Link, Stage};

/// How far a way between brokers hangs below them.
const SAG: f64 = 56.0;
/// How near a corner a way may begin.
const CORNER: f64 = 20.0;

/// The ways that the stage's links take.
pub(super) fn roads(stage: &Stage, cards: &[Card]) -> Vec<Road> {
    let road = |link: &Link| {
        let (a, b) = (find(cards, link.a)?, find(cards, link.b)?);
        let lane = if same_row(a, b) {
            beneath(a.rect, b.rect)
        } else {
            across(stage, cards, a, b)
        };
        Some(Road {
            a: link.a,
            b: link.b,
            lane,
            live: link.live,
            cut: link.cut,
        })
    };
    stage.links.iter().filter_map(road).collect()
}

/// The way between two cards that nothing else is known about.
pub(super) fn between(a: &Card, b: &Card) -> Lane {
    Lane::straight(a.rect.center(), b.rect.center())
}

fn find(cards: &[Card], id: u32) -> Option<&Card> {
    cards.iter().find(|card| card.id == id)
}

/// Neither above the other: then the way between them hangs below.
fn same_row(a: &Card, b: &Card) -> bool {
    let brokers = a.kind == CardKind::Broker && b.kind == CardKind::Broker;
    brokers || (a.rect.y < b.rect.bottom() && b.rect.y < a.rect.bottom())
}

fn beneath(a: Rect, b: Rect) -> Lane {
    let shift = if a.x < b.x { CORNER } else { -CORNER };
    let from = Point {
        x: a.middle() + shift,
        y: a.bottom(),
    };
    let to = Point {
        x: b.middle() - shift,
        y: b.bottom(),
    };
    Lane {
        from,
        bend: Point {
            x: (from.x + to.x) / 2.0,
            y: from.y.max(to.y) + SAG,
        },
        to,
    }
}

/// From the lower edge of the upper card to the upper edge of the lower one: straight down where one is much wider.
fn across(stage: &Stage, cards: &[Card], a: &Card, b: &Card) -> Lane {
    let (upper, lower) = if a.rect.y <= b.rect.y { (a, b) } else { (b, a) };
    let (mut from, mut to) = (
        door(stage, cards, upper, lower),
        door(stage, cards, lower, upper),
    );
    if lower.rect.w > 1.4 * upper.rect.w {
        to = from.clamp(lower.rect.x + CORNER, lower.rect.right() - CORNER);
    } else if upper.rect.w > 1.4 * lower.rect.w {
        from = to.clamp(upper.rect.x + CORNER, upper.rect.right() - CORNER);
    }
    let lane = Lane::straight(
        Point {
            x: from,
            y: upper.rect.bottom(),
        },
        Point {
            x: to,
            y: lower.rect.y,
        },
    );
    if upper.id == a.id {
        lane
    } else {
        lane.reversed()
    }
}

/// Where on its edge a card is left for `peer`: peers further left have doors further left.
fn door(stage: &Stage, cards: &[Card], card: &Card, peer: &Card) -> f64 {
    let below = peer.rect.y > card.rect.y;
    let linked = |other: &&Card| {
        stage
            .links
            .iter()
            .any(|l| (l.a, l.b) == (card.id, other.id) || (l.b, l.a) == (card.id, other.id))
    };
    let same_side = |other: &&Card| !same_row(card, other) && (other.rect.y > card.rect.y) == below;
    let peers = || cards.iter().filter(linked).filter(same_side);
    let left_of = |other: &&Card| (other.rect.middle(), other.id) < (peer.rect.middle(), peer.id);
    let rank = peers().filter(left_of).count() as f64;
    card.rect.x + card.rect.w * (rank + 1.0) / (peers().count() as f64 + 1.0)
}
