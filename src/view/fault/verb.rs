//! What can be done to a node and to the ways from it, and what has to be said for that.

/// A fault, or its mending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A way is cut.
    Partition,
    /// A way takes longer.
    Slow,
    /// A way loses messages by chance.
    Flaky,
    /// One message is lost.
    DropNext,
    /// What is on a way stands still.
    Hold,
    /// What is held goes on.
    Release,
    /// A way is no longer cut.
    Heal,
    /// A way is as the network has it.
    Repair,
    /// The process is held.
    Pause,
    /// The process is killed.
    Crash,
    /// The host goes dark.
    PowerCut,
    /// The disk takes longer.
    SlowDisk,
    /// The disk takes no more.
    DiskFull,
    /// It does again.
    DiskFreed,
    /// The disk is emptied.
    Wipe,
    /// The wall clock is wrong.
    SkewClock,
}

/// Something that a verb needs, or can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The other end of the way.
    To,
    /// Whether only what goes to that end is meant.
    OneWay,
    /// How much, under the name that it has in actions.
    Amount(&'static str),
    /// The API of the message.
    Api,
    /// Whether the message asks or answers.
    Is,
    /// After how long it is mended by itself.
    Lasts,
}

impl Verb {
    /// All of them: ways, processes, disks and clocks.
    pub const ALL: [Self; 16] = [
        Self::Partition,
        Self::Slow,
        Self::Flaky,
        Self::DropNext,
        Self::Hold,
        Self::Release,
        Self::Heal,
        Self::Repair,
        Self::Pause,
        Self::Crash,
        Self::PowerCut,
        Self::SlowDisk,
        Self::DiskFull,
        Self::DiskFreed,
        Self::Wipe,
        Self::SkewClock,
    ];

    /// The verb of a key.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.key() == key)
    }

    /// Its name in actions.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Partition => "partition",
            Self::Slow => "slow",
            Self::Flaky => "flaky",
            Self::DropNext => "drop_next",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Heal => "heal",
            Self::Repair => "repair",
            Self::Pause => "pause",
            Self::Crash => "crash",
            Self::PowerCut => "power_cut",
            Self::SlowDisk => "slow_disk",
            Self::DiskFull => "disk_full",
            Self::DiskFreed => "disk_freed",
            Self::Wipe => "wipe",
            Self::SkewClock => "skew_clock",
        }
    }

    /// What it needs, or can be told, in the order in which people say it.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        use Field::{Amount, Api, Is, Lasts, OneWay, To};
        match self {
            Self::Partition | Self::Hold => &[To, OneWay, Lasts],
            Self::Slow => &[To, Amount("extra_ms"), OneWay, Lasts],
            Self::Flaky => &[To, Amount("lost"), OneWay, Lasts],
            Self::DropNext => &[To, Api, Is],
            Self::Release => &[To, Amount("messages"), OneWay],
            Self::Heal => &[To, OneWay],
            Self::Repair => &[To],
            Self::Pause | Self::Crash | Self::PowerCut | Self::DiskFull => &[Lasts],
            Self::SlowDisk => &[Amount("times"), Lasts],
            Self::SkewClock => &[Amount("offset_ms"), Lasts],
            Self::DiskFreed | Self::Wipe => &[],
        }
    }
}
