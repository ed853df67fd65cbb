//! Where arrows begin and end. What did not arrive ends short of its lane.

use serde::Serialize;

use super::super::scale::Scale;
use super::super::{Arrow, Diagram, End};
use super::{Label, ends};

/// How much of its way a message has at most behind it that did not arrive.
const SHORT_MAX: f64 = 0.8;
/// How much at least, so that it can be seen.
const SHORT_MIN: f64 = 0.15;
/// How far from its lane a message ends that nobody took.
const DOORSTEP: f64 = 12.0;
/// Half a cross or bar, and the length of a head.
const TIP: f64 = 4.5;

/// A message's arrow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Where it begins.
    pub x1: f64,
    /// When.
    pub y1: f64,
    /// Where it ends.
    pub x2: f64,
    /// When.
    pub y2: f64,
    /// What it ends in.
    pub tip: Tip,
    /// What it says, if there is room.
    pub label: Option<Label>,
}

/// What an arrow ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tip {
    /// A head, at the lane: it arrived.
    Head,
    /// A bar, before the lane: nobody took it.
    Bar,
    /// A cross: it was lost.
    Cross,
    /// Two bars: it is held up.
    Bars,
    /// A ring: it is on its way.
    Ring,
}

impl Tip {
    /// All of them, for a legend.
    pub const ALL: [Self; 5] = [Self::Head, Self::Bar, Self::Cross, Self::Bars, Self::Ring];

    /// Its class in styles, and its name in texts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Bar => "bar",
            Self::Cross => "cross",
            Self::Bars => "bars",
            Self::Ring => "ring",
        }
    }
}

impl Line {
    /// The outline of its tip, as the `d` of an SVG path.
    #[must_use]
    pub fn tip_path(&self) -> String {
        let (dx, dy) = (self.x2 - self.x1, self.y2 - self.y1);
        let length = (dx * dx + dy * dy).sqrt().max(1.0);
        let (along, across) = ((dx / length, dy / length), (-dy / length, dx / length));
        let point = |back: f64, aside: f64| {
            format!(
                "{:.1} {:.1}",
                self.x2 - back * along.0 + aside * across.0,
                self.y2 - back * along.1 + aside * across.1
            )
        };
        let bar = |back: f64| format!("M{}L{}", point(back, -TIP), point(back, TIP));
        match self.tip {
            Tip::Head => {
                let (base, half) = (2.0 * TIP, 0.8 * TIP);
                let ends = [point(base, half), point(0.0, 0.0), point(base, -half)];
                format!("M{}L{}L{}z", ends[0], ends[1], ends[2])
            }
            Tip::Bar => bar(0.0),
            Tip::Bars => bar(0.0) + &bar(TIP),
            Tip::Cross => {
                let ends = [(TIP, TIP), (-TIP, -TIP), (TIP, -TIP), (-TIP, TIP)];
                let [a, b, c, d] = ends.map(|(back, aside)| point(back, aside));
                format!("M{a}L{b}M{c}L{d}")
            }
            Tip::Ring => {
                let (left, right) = (point(TIP, 0.0), point(-TIP, 0.0));
                format!("M{left}A{TIP} {TIP} 0 1 1 {right}A{TIP} {TIP} 0 1 1 {left}")
            }
        }
    }
}

/// An arrow between its lanes.
pub(super) fn of(
    arrow: &Arrow,
    diagram: &Diagram,
    lane_x: &dyn Fn(u32) -> Option<f64>,
    scale: &Scale,
) -> Option<Line> {
    let (from, to) = (lane_x(arrow.flight.from)?, lane_x(arrow.flight.to)?);
    let way = to - from;
    let begins = arrow.flight.sent.max(diagram.from);
    let ends = ends(arrow, diagram);
    // What left before the diagram begins is somewhere on its way there.
    let start = if begins > arrow.flight.sent {
        behind(arrow, begins).unwrap_or(0.0)
    } else {
        0.0
    };
    let short = |share: Option<f64>| {
        let share = share.unwrap_or(0.5).clamp(SHORT_MIN, SHORT_MAX);
        from + way * share.max(start)
    };
    let (x2, tip) = match arrow.end {
        End::Arrived(_) => (to, Tip::Head),
        End::Untaken(_) => (to - DOORSTEP * way.signum(), Tip::Bar),
        End::Lost(_) => (short(behind(arrow, ends)), Tip::Cross),
        End::HeldUp(_) => (short(None), Tip::Bars),
        End::UnderWay => (short(behind(arrow, ends)), Tip::Ring),
    };
    Some(Line {
        x1: from + way * start.min(SHORT_MAX),
        y1: scale.y(begins),
        x2,
        y2: scale.y(ends),
        tip,
        label: None,
    })
}

/// How much of its way a message has behind it at a moment; `None`: it is held up.
fn behind(arrow: &Arrow, at: u64) -> Option<f64> {
    let arrives = match arrow.end {
        End::Arrived(moment) | End::Untaken(moment) => moment.at,
        _ => arrow.flight.arrives?,
    };
    let whole = arrives.saturating_sub(arrow.flight.sent).max(1) as f64;
    Some((at.saturating_sub(arrow.flight.sent) as f64 / whole).clamp(0.0, 1.0))
}
