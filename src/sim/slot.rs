//! A node's place in the world: its host, and the process on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::model::{Instant, NodeId};
use engine::node::{ConnectionId, Timer};

use crate::any_node::{AnyNode, NodeKind};
use crate::clock::Clock;
use crate::connection::End;
use crate::disk::Disk;
use crate::inbox::Inbox;
use crate::setup::NodeSetup;
use crate::timers::Timers;

/// A host and the process on it.
#[derive(Clone, Debug, Hash)]
pub struct Slot<N = AnyNode> {
    pub(crate) id: NodeId,
    pub(crate) name: Arc<str>,
    pub(crate) rack: Option<Arc<str>>,
    /// The process before its first input: every start begins with a copy.
    pub(crate) blueprint: Arc<N>,
    pub(crate) node: N,
    pub(crate) life: Life,
    /// How often the process was started.
    pub(crate) starts: u32,
    pub(crate) clock: Clock,
    pub(crate) disk: Disk,
    pub(crate) timers: Timers,
    pub(crate) ends: BTreeMap<ConnectionId, End>,
    pub(crate) inbox: Inbox,
    pub(crate) busy_until: Instant,
}

/// Whether a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Life {
    /// Not yet. transition: `Up` by its setup or an action.
    NeverStarted,
    /// It runs. transition: `Paused` and `Down` by faults, `Down` of its own will.
    Up,
    /// It is held; what happens to it waits. transition: `Up` by a fault, `Down` by faults.
    Paused,
    /// It runs no more. transition: `Up` by an action or fault; a power cut can follow a crash.
    Down {
        /// Since when.
        since: Instant,
        /// How it ended.
        how: Ending,
    },
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// In order, of its own will; its host closes its connections.
    Exited,
    /// By a kill; its host resets its connections.
    Crashed,
    /// With its host, in silence.
    PowerCut,
}

impl Life {
    /// Whether there is a process, be it paused.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Up | Self::Paused)
    }

    /// Whether the host is off: it answers nothing.
    #[must_use]
    pub const fn is_powered_off(self) -> bool {
        matches!(
            self,
            Self::Down {
                how: Ending::PowerCut,
                ..
            }
        )
    }
}

impl<N: Clone> Slot<N> {
    pub(crate) fn new(setup: NodeSetup<N>) -> Self {
        Self {
            id: setup.id,
            name: setup.name,
            rack: setup.rack,
            blueprint: Arc::new(setup.node.clone()),
            node: setup.node,
            life: Life::NeverStarted,
            starts: 0,
            clock: Clock {
                offset_ms: setup.clock_offset_ms,
            },
            disk: Disk::new(setup.disk),
            timers: Timers::default(),
            ends: BTreeMap::new(),
            inbox: Inbox::default(),
            busy_until: Instant::ZERO,
        }
    }
}

impl<N> Slot<N> {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> NodeId {
        self.id
    }

    /// Its name, for people.
    #[must_use]
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Its rack, if racks matter.
    #[must_use]
    pub const fn rack(&self) -> Option<&Arc<str>> {
        self.rack.as_ref()
    }

    /// Whether its process runs.
    #[must_use]
    pub const fn life(&self) -> Life {
        self.life
    }

    /// Counts the starts of its process, from 0; of the last one if it is down, 0 before the first.
    #[must_use]
    pub const fn incarnation(&self) -> u32 {
        self.starts.saturating_sub(1)
    }

    /// When its process is done with what it is at; in the past when it is idle.
    #[must_use]
    pub const fn busy_until(&self) -> Instant {
        self.busy_until
    }

    /// How many inputs wait for its process.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.inbox.len()
    }

    /// How far ahead of the true time its wall clock is, in ms.
    #[must_use]
    pub const fn clock_offset_ms(&self) -> i64 {
        self.clock.offset_ms
    }

    /// The process. After its end: as it will be before its next start.
    #[must_use]
    pub const fn node(&self) -> &N {
        &self.node
    }

    /// Its disk.
    #[must_use]
    pub const fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The timers that run: which, when it was started, when it runs out.
    pub fn timers(&self) -> impl Iterator<Item = (&Timer, Instant, Instant)> {
        self.timers.iter()
    }

    /// The ends of connections that its host holds.
    pub fn ends(&self) -> impl Iterator<Item = (ConnectionId, &End)> {
        self.ends.iter().map(|(id, end)| (*id, end))
    }
}

impl Slot {
    /// What kind of node it is.
    #[must_use]
    pub const fn kind(&self) -> NodeKind {
        self.node.kind()
    }
}
