//! The network between hosts: how long a parcel takes, and which ways are cut.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::{Duration, Instant, NodeId};
use engine::node::ConnectionId;

use crate::agenda::Sequence;
use crate::dice::{Concern, draw};
use crate::flight::Parcel;
use crate::setup::Network;
use crate::way::Way;

/// All links.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Links {
    seed: u64,
    network: Network,
    ways: BTreeMap<(NodeId, NodeId), Way>,
    /// The ways that are cut, each from the first to the second.
    pub(crate) blocked: BTreeSet<(NodeId, NodeId)>,
    /// How much longer than the network has it everything takes between two nodes, the lesser first.
    slowed: BTreeMap<(NodeId, NodeId), Duration>,
    /// What is held up, by a cut way or a host that is off, in the order in which it was sent.
    pub(crate) parked: BTreeMap<Sequence, Parcel>,
    connections: u64,
}

impl Links {
    pub(crate) fn new(seed: u64, network: Network) -> Self {
        Self {
            seed,
            network,
            ways: BTreeMap::new(),
            blocked: BTreeSet::new(),
            slowed: BTreeMap::new(),
            parked: BTreeMap::new(),
            connections: 0,
        }
    }

    /// A name for a new connection.
    pub(crate) fn name_connection(&mut self) -> ConnectionId {
        self.connections += 1;
        ConnectionId(self.connections)
    }

    /// Whether nothing gets from one host to the other.
    pub(crate) fn is_blocked(&self, from: NodeId, to: NodeId) -> bool {
        !self.blocked.is_empty() && self.blocked.contains(&(from, to))
    }

    /// Everything between two hosts takes so much longer from now on.
    pub(crate) fn slow(&mut self, a: NodeId, b: NodeId, extra: Duration) {
        let way = (a.min(b), a.max(b));
        if extra == Duration::ZERO {
            self.slowed.remove(&way);
        } else {
            self.slowed.insert(way, extra);
        }
    }

    /// How much longer than the network has it everything takes between two hosts.
    pub(crate) fn slowness(&self, a: NodeId, b: NodeId) -> Duration {
        if self.slowed.is_empty() {
            return Duration::ZERO;
        }
        let extra = self.slowed.get(&(a.min(b), a.max(b)));
        extra.copied().unwrap_or_default()
    }

    /// The slowed ways.
    pub(crate) const fn slowed(&self) -> &BTreeMap<(NodeId, NodeId), Duration> {
        &self.slowed
    }

    /// When `size` bytes that depart at `depart` arrive, but not before `not_before`: what was sent first, arrives
    /// first.
    pub(crate) fn arrival(
        &mut self,
        (from, to): (NodeId, NodeId),
        size: u64,
        now: Instant,
        depart: Instant,
        not_before: Instant,
    ) -> Instant {
        let Network {
            latency,
            jitter,
            bandwidth,
        } = self.network;
        let latency = latency + self.slowness(from, to);
        if jitter == Duration::ZERO && bandwidth == 0 {
            return (depart + latency).max(not_before);
        }
        let way = self.ways.entry((from, to)).or_default();
        let mut left = depart;
        // The few bytes of a handshake or a reset find a gap.
        if bandwidth != 0 && size != 0 {
            left = way.take(now, depart, transmission(size, bandwidth));
        }
        let mut travel = latency;
        if jitter != Duration::ZERO {
            let entity = [u64::from(from.0), u64::from(to.0), 0];
            travel = travel
                + Duration(draw(
                    self.seed,
                    Concern::LinkJitter,
                    entity,
                    way.draws,
                    0..=jitter.0,
                ));
            way.draws += 1;
        }
        (left + travel).max(not_before)
    }
}

/// How long it takes to put `size` bytes on a way, rounded up.
fn transmission(size: u64, bandwidth: u64) -> Duration {
    let micros = (u128::from(size) * 1_000_000).div_ceil(u128::from(bandwidth));
    Duration(u64::try_from(micros).unwrap_or(u64::MAX))
}
