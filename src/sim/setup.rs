//! What a run starts from.

use std::sync::Arc;

use engine::model::{Duration, Instant, NodeId, Timestamp};

use crate::action::Action;
use crate::any_node::AnyNode;
use crate::role::Target;
use crate::watch::Watch;

/// Everything that a run follows from, later actions aside.
#[derive(Clone, Debug)]
pub struct Setup<N = AnyNode> {
    /// What the dice follow from.
    pub seed: u64,
    /// The true wall clock time when the run begins.
    pub start: Timestamp,
    /// The nodes, each with an id of its own.
    pub nodes: Vec<NodeSetup<N>>,
    /// How fast messages travel.
    pub network: Network,
    /// What happens when, without anybody doing it. Actions of one instant happen in this order, behind its starts.
    /// Who has a role is looked up when it happens.
    pub script: Vec<(Instant, Action<Target>)>,
    /// What happens as soon as something has become so, in this order if it is the same step that made it so.
    pub watches: Vec<Watch<N>>,
}

/// One node and its host.
#[derive(Clone, Debug)]
pub struct NodeSetup<N = AnyNode> {
    /// Its id.
    pub id: NodeId,
    /// Its name, for people.
    pub name: Arc<str>,
    /// Its rack, if racks matter.
    pub rack: Option<Arc<str>>,
    /// The process as it is before its first input; every start begins with a copy.
    pub node: N,
    /// When it starts; `None`: when an action starts it.
    pub starts_at: Option<Instant>,
    /// How far ahead of the true time its wall clock is, in ms.
    pub clock_offset_ms: i64,
    /// What its host's disk is.
    pub disk: DiskSetup,
}

/// What a disk is. The default is a server's hard disk under Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DiskSetup {
    /// How long a flush takes.
    pub flush: Duration,
    /// How long a read takes before its first byte.
    pub seek: Duration,
    /// Bytes read per second; 0 is unbounded.
    pub bandwidth: u64,
    /// Bytes that it holds; 0 is unbounded.
    pub capacity: u64,
    /// How long after it was written something is flushed by the operating system on its own account, give or take a
    /// thirtieth of that; 0 is never. Linux: `vm.dirty_expire_centisecs`, 30 s.
    pub write_back: Duration,
}

impl Default for DiskSetup {
    fn default() -> Self {
        Self {
            flush: Duration(2_000),
            seek: Duration(5_000),
            bandwidth: 200_000_000,
            capacity: 0,
            write_back: Duration::from_secs(30),
        }
    }
}

impl DiskSetup {
    /// How long a read of so many bytes takes.
    pub(crate) fn read_time(&self, bytes: u64) -> Duration {
        let transfer = (u128::from(bytes) * 1_000_000)
            .checked_div(u128::from(self.bandwidth))
            .unwrap_or(0);
        self.seek + Duration(u64::try_from(transfer).unwrap_or(u64::MAX))
    }
}

/// How fast messages travel, between any two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// How long every message takes at least.
    pub latency: Duration,
    /// How much longer it may take: a draw from zero to this.
    pub jitter: Duration,
    /// Bytes per second in each direction between two nodes; 0 is unbounded.
    pub bandwidth: u64,
}
