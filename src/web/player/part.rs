//! What of the page is made anew in one frame.

/// A part of the panels. While time runs each has a frame of its own, so that no frame takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything at once: nothing moves.
    All,
    /// What is on the stage.
    Stage,
    /// The timeline, the lab's text, the selected thing.
    Side,
    /// The drawer, and the tabs with lists.
    Drawer,
}

impl Part {
    /// Whether another part is made anew with it.
    pub fn has(self, part: Self) -> bool {
        self == Self::All || self == part
    }

    /// The part whose frame comes next.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Stage => Some(Self::Side),
            Self::Side => Some(Self::Drawer),
            Self::All | Self::Drawer => None,
        }
    }
}
