//! The run from its beginning to as far as it is known, on one line.

mod axis;
mod labels;
mod read;
mod tree;

pub use axis::{Axis, Tick};
pub use labels::labels_with_room;
pub(crate) use read::of;
pub use tree::with_room;

use serde::Serialize;

use crate::saying::Saying;

/// The timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// The end of the axis, in µs; it begins at 0.
    pub end: u64,
    /// How far the current branch has been computed.
    pub frontier: u64,
    /// Handled events, by equal parts of the axis.
    pub bars: Vec<u32>,
    /// What is worth a mark, in order.
    pub marks: Vec<Mark>,
    /// Every branch but the current one.
    pub branches: Vec<Branch>,
}

impl Timeline {
    /// How many bars there are.
    pub const BARS: usize = 120;
}

/// Something worth a mark.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// The step it happened in.
    pub step: u64,
    /// When, in µs.
    pub at: u64,
    /// Whose doing it was.
    pub tone: Tone,
    /// What happened.
    pub text: Saying,
}

/// What kind of mark: its shape, and its colour besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Somebody did it: a flag.
    Mine,
    /// Something broke: a cross.
    Bad,
    /// It happened: a dot.
    Plain,
}

impl Tone {
    /// Its class in styles.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

/// A future that was left.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Branch {
    /// Its number.
    pub id: u32,
    /// The branch whose line it leaves; `None`: the run that is shown.
    pub stem: Option<u32>,
    /// Where it leaves that, in µs.
    pub from: u64,
    /// How far it was computed, in µs.
    pub until: u64,
    /// What happens on it.
    pub text: Saying,
}
