//! The anomalies by their published names.

use serde::{Serialize, Serializer};

use crate::options::Options;

/// What can be wrong with a history, the gravest first. The names are those of Adya, Elle and Jepsen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anomaly {
    /// An acknowledged record is missing in what was read of its log.
    LostWrite,
    /// A record whose send failed was read.
    G1a,
    /// An offset holds more than one record.
    InconsistentOffsets,
    /// A record stands at more than one offset.
    Duplicate,
    /// A transaction read what it had not committed yet.
    PrecommittedRead,
    /// An acknowledged record was never read.
    Unseen,
    /// What one operation polled leaves records out.
    IntPollSkip,
    /// What one operation polled goes back, or stands still.
    IntNonmonotonicPoll,
    /// A client's next poll leaves records out.
    PollSkip,
    /// A client's next poll goes back, or stands still.
    NonmonotonicPoll,
    /// What one operation sent has records of others in between.
    IntSendSkip,
    /// What one operation sent is not stored in that order.
    IntNonmonotonicSend,
    /// What a client sent next is stored before what it had sent.
    NonmonotonicSend,
    /// Transactions wrote before each other, in a circle.
    G0,
    /// Transactions wrote before each other, in a circle that only time closes.
    G0Realtime,
    /// Transactions read of each other, in a circle.
    G1c,
    /// Transactions read of each other, in a circle that only time closes.
    G1cRealtime,
}

impl Anomaly {
    /// All, in order.
    pub const ALL: [Self; 17] = [
        Self::LostWrite,
        Self::G1a,
        Self::InconsistentOffsets,
        Self::Duplicate,
        Self::PrecommittedRead,
        Self::Unseen,
        Self::IntPollSkip,
        Self::IntNonmonotonicPoll,
        Self::PollSkip,
        Self::NonmonotonicPoll,
        Self::IntSendSkip,
        Self::IntNonmonotonicSend,
        Self::NonmonotonicSend,
        Self::G0,
        Self::G0Realtime,
        Self::G1c,
        Self::G1cRealtime,
    ];

    /// Its published name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LostWrite => "lost-write",
            Self::G1a => "G1a",
            Self::InconsistentOffsets => "inconsistent-offsets",
            Self::Duplicate => "duplicate",
            Self::PrecommittedRead => "precommitted-read",
            Self::Unseen => "unseen",
            Self::IntPollSkip => "int-poll-skip",
            Self::IntNonmonotonicPoll => "int-nonmonotonic-poll",
            Self::PollSkip => "poll-skip",
            Self::NonmonotonicPoll => "nonmonotonic-poll",
            Self::IntSendSkip => "int-send-skip",
            Self::IntNonmonotonicSend => "int-nonmonotonic-send",
            Self::NonmonotonicSend => "nonmonotonic-send",
            Self::G0 => "G0",
            Self::G0Realtime => "G0-realtime",
            Self::G1c => "G1c",
            Self::G1cRealtime => "G1c-realtime",
        }
    }

    /// What it means, in a sentence without its end.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::LostWrite => "an acknowledged record is missing in what was read of its log",
            Self::G1a => "a record whose send failed was read",
            Self::InconsistentOffsets => "an offset holds more than one record",
            Self::Duplicate => "a record stands at more than one offset",
            Self::PrecommittedRead => "a transaction read what it had not committed yet",
            Self::Unseen => "an acknowledged record was never read",
            Self::IntPollSkip => "what one operation polled leaves records out",
            Self::IntNonmonotonicPoll => "what one operation polled goes back, or stands still",
            Self::PollSkip => "a client's next poll leaves records out",
            Self::NonmonotonicPoll => "a client's next poll goes back, or stands still",
            Self::IntSendSkip => "what one operation sent has records of others in between",
            Self::IntNonmonotonicSend => "what one operation sent is not stored in that order",
            Self::NonmonotonicSend => "what a client sent next is stored before what it had sent",
            Self::G0 => "transactions wrote before each other, in a circle",
            Self::G0Realtime => {
                "transactions wrote before each other, in a circle that only time closes"
            }
            Self::G1c => "transactions read of each other, in a circle",
            Self::G1cRealtime => {
                "transactions read of each other, in a circle that only time closes"
            }
        }
    }

    /// Whether Kafka may do this (Jepsen's `allowed-error-types`). Writes of a transaction are seen before others can
    /// be kept out, so others come in between; a group's member may be given a partition back at an older or a newer
    /// position; and with `ww_deps` a circle that needs the order of writes says no more than G0.
    #[must_use]
    pub const fn is_legal(self, options: &Options) -> bool {
        match self {
            Self::IntSendSkip | Self::G0 | Self::G0Realtime => true,
            Self::PollSkip | Self::NonmonotonicPoll => options.with_subscribe,
            Self::G1c | Self::G1cRealtime => options.ww_deps,
            _ => false,
        }
    }
}

impl Serialize for Anomaly {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
