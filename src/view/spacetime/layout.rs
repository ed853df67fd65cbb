//! Where everything of the diagram goes: a pure function of it and of the room there is. Time runs downwards.

mod labels;
mod lines;
mod spots;

use std::collections::BTreeSet;

use serde::Serialize;

pub use self::labels::Label;
pub use self::lines::{Line, Tip};
pub use self::spots::Spot;
use super::place::{Area, Taken};
use super::scale::Scale;
use super::{Arrow, Diagram, End};
use crate::clock;
use crate::saying::Saying;
use crate::scene::text::{SMALL, fitted, width as text_width};
use crate::stage::Life;

/// The height of the names above the lanes.
pub const HEAD: f64 = 26.0;
/// The room for the times, at the left.
pub const GUTTER: f64 = 78.0;
/// The least room for a lane.
const LANE: f64 = 100.0;
/// From the names to the first moment, and from the last one to the end.
const MARGIN: f64 = 20.0;
/// The least distance between two times.
const TICKS_APART: f64 = 26.0;
/// Half a mark.
const SIGN: f64 = 7.0;

/// The drawing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Layout {
    /// Its width: at least what there is, more when there are many lanes.
    pub width: f64,
    /// Its height below the names.
    pub height: f64,
    /// The lanes, in order.
    pub lanes: Vec<LaneLine>,
    /// The messages that the diagram has, in its order.
    pub arrows: Vec<Line>,
    /// Its marks: those of one moment and the same nodes are one.
    pub spots: Vec<Spot>,
    /// Times, at the left.
    pub ticks: Vec<Tick>,
    /// Where silence is shortened.
    pub pauses: Vec<Pause>,
    /// The playhead's height, if it is within.
    pub playhead: Option<f64>,
}

/// A lane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LaneLine {
    /// Where it stands.
    pub x: f64,
    /// Its name, as much as fits.
    pub name: String,
    /// When its node did nothing.
    pub rests: Vec<Span>,
}

/// A while on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Span {
    /// Where it begins.
    pub top: f64,
    /// Where it ends.
    pub bottom: f64,
    /// What was the matter with the node.
    pub life: Life,
}

/// A time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tick {
    /// Its height.
    pub y: f64,
    /// What it says.
    pub label: String,
}

/// A silence that is drawn shorter than it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pause {
    /// The height of its middle.
    pub y: f64,
    /// How long it was.
    pub label: String,
}

/// Lays a diagram out over `width`; `say` puts its marks into words.
#[must_use]
pub fn layout(diagram: &Diagram, width: f64, say: &dyn Fn(&Saying) -> String) -> Layout {
    let count = diagram.lanes.len().max(1) as f64;
    let gap = ((width - GUTTER) / count).max(LANE);
    let lane_x = |node: u32| {
        let index = diagram.lanes.iter().position(|lane| lane.node == node)?;
        Some(GUTTER + (index as f64 + 0.5) * gap)
    };
    let scale = Scale::of(&moments(diagram), MARGIN);
    let mut layout = Layout {
        width: GUTTER + count * gap,
        height: scale.bottom() + MARGIN,
        lanes: lanes(diagram, gap, &scale),
        ticks: ticks(&scale),
        pauses: pauses(&scale),
        playhead: (diagram.from..=diagram.to)
            .contains(&diagram.playhead)
            .then(|| scale.y(diagram.playhead)),
        ..Layout::default()
    };
    layout.spots = spots::of(diagram, &lane_x, &scale);
    let mut taken = Taken::default();
    for spot in &layout.spots {
        for x in &spot.xs {
            taken.occupy(Area::around(*x, spot.y, SIGN));
        }
    }
    labels::of_spots(&mut layout.spots, diagram, layout.width, say, &mut taken);
    let lines = diagram
        .arrows
        .iter()
        .filter_map(|arrow| lines::of(arrow, diagram, &lane_x, &scale));
    layout.arrows = lines.collect();
    labels::of_arrows(&mut layout.arrows, diagram, &mut taken);
    layout
}

/// Every moment that needs a height of its own.
fn moments(diagram: &Diagram) -> BTreeSet<u64> {
    let mut moments = BTreeSet::new();
    moments.extend([diagram.from, diagram.to]);
    moments.extend(diagram.events.iter().map(|event| event.at));
    let of_arrow = |arrow: &Arrow| [arrow.flight.sent.max(diagram.from), ends(arrow, diagram)];
    moments.extend(diagram.arrows.iter().flat_map(of_arrow));
    let rests = diagram.lanes.iter().flat_map(|lane| &lane.rests);
    moments.extend(rests.flat_map(|rest| [rest.from, rest.to]));
    if (diagram.from..=diagram.to).contains(&diagram.playhead) {
        moments.insert(diagram.playhead);
    }
    moments
}

/// When an arrow ends: what has not arrived is drawn as far as the diagram goes.
fn ends(arrow: &Arrow, diagram: &Diagram) -> u64 {
    match arrow.end {
        End::Arrived(moment) | End::Untaken(moment) | End::Lost(moment) => moment.at,
        End::HeldUp(since) => since.max(diagram.from),
        End::UnderWay => diagram.to,
    }
}

fn lanes(diagram: &Diagram, gap: f64, scale: &Scale) -> Vec<LaneLine> {
    let lane = |(index, lane): (usize, &super::Lane)| {
        let rests = lane.rests.iter().map(|rest| Span {
            top: scale.y(rest.from),
            bottom: scale.y(rest.to),
            life: rest.life,
        });
        LaneLine {
            x: GUTTER + (index as f64 + 0.5) * gap,
            name: fitted(&lane.name, SMALL, gap - 12.0),
            rests: rests.collect(),
        }
    };
    diagram.lanes.iter().enumerate().map(lane).collect()
}

fn ticks(scale: &Scale) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    for (at, y) in scale.knots() {
        if ticks.last().is_none_or(|last| y - last.y >= TICKS_APART) {
            let label = clock::seconds(*at);
            ticks.push(Tick { y: *y, label });
        }
    }
    ticks
}

fn pauses(scale: &Scale) -> Vec<Pause> {
    let pause = |(length, y)| Pause {
        y,
        label: clock::length(length),
    };
    scale.shortened().map(pause).collect()
}

/// The width of a label.
fn wide(text: &str) -> f64 {
    text_width(text, SMALL)
}
