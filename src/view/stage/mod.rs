//! The cluster at one moment: who is there, what they hold, how far they are.

mod brief;
mod cells;
mod lines;
mod outside;
mod read;
mod strips;
mod timers;
mod transacting;
mod values;

pub use brief::brief;
pub use cells::{Cell, Fate, Stamp};
pub use read::life;
pub(crate) use read::of_process;
pub(crate) use strips::{batches_on_disk, one as strip};
pub use timers::name as timer_name;
pub(crate) use timers::{of as timers, running, turn};
pub use transacting::{Transacting, Trouble, TroubleKind, ids as transactional_ids};
pub(crate) use transacting::{
    id as transactional_id, of as transacting, producer as transactional_producer,
};
pub(crate) use values::value;

use serde::Serialize;

use crate::saying::Saying;

/// Everything on the stage, messages aside.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stage {
    /// The brokers, by id.
    pub brokers: Vec<Broker>,
    /// The controllers, by id.
    pub controllers: Vec<Head>,
    /// The producers, in the lab's order.
    pub producers: Vec<Producer>,
    /// The consumers, those of one group side by side.
    pub consumers: Vec<Consumer>,
    /// Whoever else there is: the admin client once it has started, and what is outside Kafka.
    pub outsiders: Vec<Outsider>,
    /// Who may talk to whom, each pair once.
    pub links: Vec<Link>,
}

/// A way between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// One end.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Whether there is a connection.
    pub live: bool,
    /// Whether a partition lies between them, or what is between them is held.
    pub cut: bool,
}

/// What every node has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Head {
    /// Its number in the world.
    pub id: u32,
    /// Its name in the lab.
    pub name: String,
    /// `broker.rack`.
    pub rack: Option<String>,
    /// How it is.
    pub life: Life,
    /// Its running timers, the one that fires first in front.
    pub timers: Vec<Timer>,
}

/// How a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// It has not been started yet.
    NotStarted,
    /// It runs.
    Up,
    /// It runs, and has not been let in yet.
    Starting,
    /// It runs, and the controller keeps it out.
    Fenced,
    /// It is stopped in its tracks.
    Paused,
    /// Its process was killed.
    Crashed,
    /// Its power was cut.
    PoweredOff,
    /// It ended in order.
    Closed,
}

impl Life {
    /// Whether there is a process.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(
            self,
            Self::Up | Self::Starting | Self::Fenced | Self::Paused
        )
    }
}

/// A timer that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timer {
    /// What names it among the timers of its node.
    pub key: String,
    /// When it was set, in µs.
    pub started: u64,
    /// When it runs out, in µs.
    pub fires: u64,
    /// How much of it has passed, in 48ths of a turn: coarse, so that the picture changes only when one sees it.
    pub turn: u8,
}

/// A broker and the partitions it holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Broker {
    /// Who it is.
    pub head: Head,
    /// Its replicas, internal topics last and only where they hold records.
    pub strips: Vec<Strip>,
}

/// One replica of one partition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Strip {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    pub partition: i32,
    /// Whether the topic is Kafka's own.
    pub internal: bool,
    /// Whether this replica leads.
    pub leader: bool,
    /// Whether the leader counts it as in sync.
    pub in_sync: bool,
    /// The leader epoch it knows.
    pub leader_epoch: i32,
    /// The first offset that the log still has.
    pub log_start: i64,
    /// The log end offset: that of the next record.
    pub log_end: i64,
    /// The high watermark as this replica knows it.
    pub high_watermark: i64,
    /// The last stable offset: everything before it is committed, and of no transaction that is open.
    pub last_stable_offset: i64,
    /// The first offsets of its segments but the oldest, in order.
    pub segments: Vec<i64>,
    /// The last records, at most [`Strip::CELLS_MAX`].
    pub cells: Vec<Cell>,
    /// Where consumers are; on the leader's strip only.
    pub readers: Vec<Reader>,
    /// What groups have committed; on the leader's strip only.
    pub bookmarks: Vec<Bookmark>,
}

impl Strip {
    /// How many records a strip carries at most; a screen shows fewer still.
    pub const CELLS_MAX: usize = 48;

    /// The partition's name, such as `numtest-0`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}", self.topic, self.partition)
    }
}

/// A consumer's place in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reader {
    /// The consumer's name.
    pub name: String,
    /// The offset it reads next.
    pub position: i64,
}

/// A group's committed offset in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bookmark {
    /// `group.id`.
    pub group: String,
    /// The offset that its consumers would read next after a restart.
    pub offset: i64,
}

/// A producer's card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Producer {
    /// Who it is.
    pub head: Head,
    /// `acks`.
    pub acks: String,
    /// How it is with its transaction, if it makes any.
    pub transaction: Option<Transacting>,
    /// Records given to `send()` since it started.
    pub sent: u64,
    /// Of these, records whose callback reported success.
    pub acknowledged: u64,
    /// The last records with what became of them, the newest last.
    pub lines: Vec<Line>,
}

/// A consumer's card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Consumer {
    /// Who it is.
    pub head: Head,
    /// `group.id`, if it has one.
    pub group: Option<String>,
    /// What its application has done: how many records it has printed or processed since it started, or the rows of its store.
    pub done: Saying,
    /// What it processed last, the newest last.
    pub lines: Vec<Line>,
    /// What it reads, and how far it is.
    pub assignment: Vec<Place>,
    /// How it is with the transaction of what it writes, if it makes any.
    pub transaction: Option<Transacting>,
}

/// The card of an admin client, or of somebody outside Kafka.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outsider {
    /// Who it is.
    pub head: Head,
    /// What it is.
    pub kind: Saying,
    /// What there is to say of it in a line.
    pub fact: Saying,
    /// What it keeps, the newest last.
    pub lines: Vec<Line>,
}

/// A record as a client's application saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its offset, once known.
    pub offset: Option<i64>,
    /// Its value.
    pub text: String,
}

/// How far a consumer is in one partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The partition's name.
    pub partition: String,
    /// The offset it reads next.
    pub position: Option<i64>,
    /// The offset its group has committed, as far as it knows.
    pub committed: Option<i64>,
}
