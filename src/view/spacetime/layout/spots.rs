//! Where marks are. Those of one moment and the same nodes are one.

use serde::Serialize;

use super::super::scale::Scale;
use super::super::{Diagram, Event};
use super::Label;
use crate::timeline::Tone;

/// A mark, on one lane or several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spot {
    /// Which events of the diagram it stands for.
    pub events: Vec<usize>,
    /// What broke goes before what somebody did, and that before the rest.
    pub tone: Tone,
    /// The lanes it is on.
    pub xs: Vec<f64>,
    /// Its height.
    pub y: f64,
    /// What it says, if there is room.
    pub label: Option<Label>,
}

impl Spot {
    /// Its outline around the origin, as the `d` of an SVG path: a flag, a cross or a dot.
    #[must_use]
    pub const fn outline(&self) -> &'static str {
        match self.tone {
            Tone::Mine => "M-4 7V-6h9l-2.500 3 2.500 3h-7v7z",
            Tone::Bad => {
                "M-5-3.500-3.500-5 0-1.500 3.500-5 5-3.500 1.500 0 5 3.500 3.500 5 0 1.500-3.500 5-5 3.500-1.500 0z"
            }
            Tone::Plain => "M-4 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0z",
        }
    }
}

pub(super) fn of(
    diagram: &Diagram,
    lane_x: &dyn Fn(u32) -> Option<f64>,
    scale: &Scale,
) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (index, event) in diagram.events.iter().enumerate() {
        let (xs, y) = (lanes(event, diagram, lane_x), scale.y(event.at));
        let mut of_this_moment = spots.iter_mut().rev().take_while(|spot| spot.y >= y);
        if let Some(spot) = of_this_moment.find(|spot| spot.xs == xs) {
            spot.events.push(index);
            spot.tone = graver(spot.tone, event.tone);
        } else if !xs.is_empty() {
            spots.push(Spot {
                events: vec![index],
                tone: event.tone,
                xs,
                y,
                label: None,
            });
        }
    }
    spots
}

/// The lanes that an event is on, from the left.
fn lanes(event: &Event, diagram: &Diagram, lane_x: &dyn Fn(u32) -> Option<f64>) -> Vec<f64> {
    let lanes = diagram.lanes.iter().map(|lane| lane.node);
    lanes
        .filter(|node| event.lanes.is_empty() || event.lanes.contains(node))
        .filter_map(lane_x)
        .collect()
}

const fn graver(one: Tone, other: Tone) -> Tone {
    match (one, other) {
        (Tone::Bad, _) | (_, Tone::Bad) => Tone::Bad,
        (Tone::Mine, _) | (_, Tone::Mine) => Tone::Mine,
        _ => Tone::Plain,
    }
}
