//! A stretch of the run as a space-time diagram: a lane for each node, an arrow for each message.

mod layout;
mod mermaid;
mod place;
mod read;
mod scale;
mod svg;
mod traffic;
mod words;

pub use layout::{
    GUTTER, HEAD, Label, LaneLine, Layout, Line, Pause, Span, Spot, Tick, Tip, layout,
};
pub use traffic::Traffic;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::flights::Flight;
use crate::saying::Saying;
use crate::stage::Life;
use crate::timeline::Tone;

/// What of a run is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which stretch of it.
    pub range: Range,
    /// What its messages are about.
    pub traffic: BTreeSet<Traffic>,
    /// The nodes that have no lane, though they may take part.
    pub hidden: BTreeSet<u32>,
}

/// Which stretch of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// So many µs up to the playhead.
    Last(u64),
    /// From one moment to another, in µs.
    Between(u64, u64),
}

impl Default for Options {
    /// What carried something in the last seconds.
    fn default() -> Self {
        Self {
            range: Range::Last(5_000_000),
            traffic: Traffic::ALL
                .into_iter()
                .filter(|traffic| traffic.tells())
                .collect(),
            hidden: BTreeSet::new(),
        }
    }
}

/// The diagram.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diagram {
    /// Where it begins, in µs.
    pub from: u64,
    /// Where it ends, in µs.
    pub to: u64,
    /// The moment that is shown, in µs.
    pub playhead: u64,
    /// Whether it begins later than was asked for, since there is too much to draw.
    pub shortened: bool,
    /// The nodes that take part, as on the stage.
    pub lanes: Vec<Lane>,
    /// The messages, by when they were sent.
    pub arrows: Vec<Arrow>,
    /// What is worth a mark, in order.
    pub events: Vec<Event>,
    /// Every node of the run, for a choice.
    pub nodes: Vec<Choice>,
    /// How many nodes that take part have no lane, since there are too many.
    pub lanes_left_out: usize,
}

impl Diagram {
    /// More messages are not drawn: the last ones are.
    pub const ARROWS_MAX: usize = 250;
    /// More marks are not drawn: the last ones are.
    pub const EVENTS_MAX: usize = 100;
    /// More lanes are not drawn: the first ones are.
    pub const LANES_MAX: usize = 24;
}

/// A node's life, from the beginning of the diagram to its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lane {
    /// The node.
    pub node: u32,
    /// Its name.
    pub name: String,
    /// When it did not run, or was paused.
    pub rests: Vec<Rest>,
}

/// A while in which a node did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rest {
    /// Since when, in µs.
    pub from: u64,
    /// Until when, in µs.
    pub to: u64,
    /// What was the matter.
    pub life: Life,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arrow {
    /// What it is, and from where to where.
    pub flight: Flight,
    /// What it is about.
    pub traffic: Traffic,
    /// What it carries, in a few words of Kafka's.
    pub detail: String,
    /// The step that sent it.
    pub cause: u64,
    /// What became of it.
    pub end: End,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It arrived.
    Arrived(Moment),
    /// Its host got it, and nobody there took it.
    Untaken(Moment),
    /// It was lost on its way.
    Lost(Moment),
    /// It is held up at the end of the diagram: since when, in µs.
    HeldUp(u64),
    /// It is on its way at the end of the diagram.
    UnderWay,
}

/// When something happened, and in which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// When, in µs.
    pub at: u64,
    /// The step.
    pub step: u64,
}

impl End {
    /// When and where it was decided; `None`: it is not.
    #[must_use]
    pub const fn moment(self) -> Option<Moment> {
        match self {
            Self::Arrived(moment) | Self::Untaken(moment) | Self::Lost(moment) => Some(moment),
            Self::HeldUp(_) | Self::UnderWay => None,
        }
    }
}

impl Arrow {
    /// The step to go to for it: that in which it ended or, if it has not, that which sent it.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.end.moment().map_or(self.cause, |moment| moment.step)
    }
}

/// Something worth a mark.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// The step it happened in.
    pub step: u64,
    /// When, in µs.
    pub at: u64,
    /// Whose doing it was.
    pub tone: Tone,
    /// What happened.
    pub text: Saying,
    /// The nodes that it is about, among the lanes; none: all of them.
    pub lanes: Vec<u32>,
}

/// A node that can have a lane, or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// The node.
    pub node: u32,
    /// Its name.
    pub name: String,
    /// Whether it may have one.
    pub shown: bool,
}
