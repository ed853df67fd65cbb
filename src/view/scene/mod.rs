//! Where everything on the stage goes: a pure function of the cluster and the size of the screen.

pub mod geometry;
mod lanes;
mod racks;
mod rows;
#[cfg(test)]
mod sample;
mod strip;
pub mod text;

pub use strip::{Gone, Marker, Sign, StripBox, Tag, hatching, outline};

use serde::Serialize;

use self::geometry::{Lane, Rect};
use crate::stage::Stage;

/// The picture: boxes for what the stage holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scene {
    /// The width it was laid out for.
    pub width: f64,
    /// The height it takes: at least that of the screen, more when there is much to show.
    pub height: f64,
    /// One card for each node.
    pub cards: Vec<Card>,
    /// Boxes around the consumers of one group.
    pub groups: Vec<GroupBox>,
    /// Boxes around the brokers of one rack.
    pub racks: Vec<GroupBox>,
    /// The ways between cards.
    pub roads: Vec<Road>,
}

/// A node's card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// The node.
    pub id: u32,
    /// What kind of card.
    pub kind: CardKind,
    /// Its box.
    pub rect: Rect,
    /// Its partition strips, in the broker's order.
    pub strips: Vec<StripBox>,
    /// How many lines of records its screen holds.
    pub lines: usize,
}

/// What a card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// A producer, with what it sent.
    Producer,
    /// A consumer, with what it printed.
    Consumer,
    /// Somebody else, with what it keeps.
    Outsider,
    /// A broker, with its partitions.
    Broker,
    /// A controller: a small one.
    Controller,
}

/// The box around what belongs together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupBox {
    /// `group.id`, or `broker.rack`.
    pub name: String,
    /// Its box.
    pub rect: Rect,
}

/// The way between two cards.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Road {
    /// The node at its beginning.
    pub a: u32,
    /// The node at its end.
    pub b: u32,
    /// Its course.
    pub lane: Lane,
    /// Whether there is a connection.
    pub live: bool,
    /// Whether a partition lies between them, or what is between them is held.
    pub cut: bool,
}

impl Scene {
    /// Lays out `stage` for a screen of this size.
    #[must_use]
    pub fn of(stage: &Stage, width: f64, height: f64) -> Self {
        let rows = rows::lay(stage, width, height);
        let roads = lanes::roads(stage, &rows.cards);
        Self {
            width,
            height: rows.height.max(height),
            cards: rows.cards,
            groups: rows.groups,
            racks: rows.racks,
            roads,
        }
    }

    /// The card of a node.
    #[must_use]
    pub fn card(&self, id: u32) -> Option<&Card> {
        self.cards.iter().find(|card| card.id == id)
    }

    /// The way from one node to another, in that direction.
    #[must_use]
    pub fn lane(&self, from: u32, to: u32) -> Option<Lane> {
        let road = |a: u32, b: u32| {
            self.roads
                .iter()
                .find(|road| road.a == a && road.b == b)
                .map(|road| road.lane)
        };
        if let Some(lane) = road(from, to).or_else(|| road(to, from).map(Lane::reversed)) {
            return Some(lane);
        }
        let (from, to) = (self.card(from)?, self.card(to)?);
        Some(lanes::between(from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlapping(scene: &Scene) -> Vec<(u32, u32)> {
        let pairs = scene
            .cards
            .iter()
            .enumerate()
            .flat_map(|(i, a)| scene.cards[..i].iter().map(move |b| (a, b)));
        pairs
            .filter(|(a, b)| a.rect.overlaps(&b.rect))
            .map(|(a, b)| (a.id, b.id))
            .collect()
    }

    fn outside(scene: &Scene) -> Vec<u32> {
        let inside = |r: &Rect| {
            r.x >= 0.0 && r.y >= 0.0 && r.right() <= scene.width && r.bottom() <= scene.height
        };
        scene
            .cards
            .iter()
            .filter(|card| !inside(&card.rect))
            .map(|card| card.id)
            .collect()
    }

    #[test]
    fn nothing_overlaps_or_leaves_the_stage() {
        for (width, height) in [
            (620.0, 600.0),
            (350.0, 380.0),
            (1300.0, 800.0),
            (300.0, 300.0),
        ] {
            for brokers in 1..=5 {
                for clients in 1..=4 {
                    let scene = Scene::of(&sample::stage(brokers, clients, 10), width, height);
                    assert_eq!(
                        overlapping(&scene),
                        [],
                        "{brokers} brokers, {clients} clients on {width}x{height}"
                    );
                    assert_eq!(
                        outside(&scene),
                        Vec::<u32>::new(),
                        "{brokers} brokers, {clients} clients on {width}x{height}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_strip_stays_on_its_card() {
        let scene = Scene::of(&sample::stage(3, 2, 400), 350.0, 380.0);
        for card in &scene.cards {
            for strip in &card.strips {
                assert!(strip.rect.bottom() <= card.rect.bottom());
                assert!(
                    strip
                        .cells
                        .iter()
                        .all(|cell| cell.right() <= card.rect.right())
                );
            }
        }
    }

    #[test]
    fn one_broker_has_straight_roads_to_its_clients() {
        let scene = Scene::of(&sample::stage(1, 1, 3), 620.0, 600.0);
        let producer = scene
            .cards
            .iter()
            .find(|card| card.kind == CardKind::Producer)
            .expect("a producer");
        let lane = scene.lane(producer.id, 1).expect("a road");
        assert_eq!(lane.from.x, lane.to.x);
    }

    #[test]
    fn a_lane_back_is_the_lane_there_reversed() {
        let scene = Scene::of(&sample::stage(3, 2, 3), 620.0, 600.0);
        let road = scene.roads[0];
        assert_eq!(
            scene.lane(road.b, road.a),
            scene.lane(road.a, road.b).map(Lane::reversed)
        );
    }
}
