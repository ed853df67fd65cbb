//! The network between hosts: how long a parcel takes, and which ways are cut.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::{Duration, Instant, NodeId};
use engine::node::ConnectionId;

use crate::agenda::Sequence;
use crate::dice::{Concern, draw};
use crate::flight::Parcel;
use crate::setup::Network;

/// All links.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Links {
    seed: u64,
    network: Network,
    ways: BTreeMap<(NodeId, NodeId), Way>,
    /// The ways that are cut, each from the first to the second.
    pub(crate) blocked: BTreeSet<(NodeId, NodeId)>,
    /// What is held up, by a cut way or a host that is off, in the order in which it was sent.
    pub(crate) parked: BTreeMap<Sequence, Parcel>,
    connections: u64,
}

/// One direction between two hosts.
#[derive(Clone, Copy, Debug, Default, Hash)]
struct Way {
    /// How often jitter was drawn for it.
    draws: u64,
    /// When the last byte put on it has left: bandwidth is shared by all connections of the way.
    free_at: Instant,
}

impl Links {
    pub(crate) fn new(seed: u64, network: Network) -> Self {
        let (ways, blocked, parked) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        Self {
            seed,
            network,
            ways,
            blocked,
            parked,
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

    /// When `size` bytes that depart at `depart` arrive, but not before `not_before`: what was sent first, arrives
    /// first.
    pub(crate) fn arrival(
        &mut self,
        (from, to): (NodeId, NodeId),
        size: u64,
        depart: Instant,
        not_before: Instant,
    ) -> Instant {
        let Network {
            latency,
            jitter,
            bandwidth,
        } = self.network;
        if jitter == Duration::ZERO && bandwidth == 0 {
            return (depart + latency).max(not_before);
        }
        let way = self.ways.entry((from, to)).or_default();
        let mut left = depart;
        // The few bytes of a handshake or a reset find a gap.
        if bandwidth != 0 && size != 0 {
            left = left.max(way.free_at) + transmission(size, bandwidth);
            way.free_at = left;
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
