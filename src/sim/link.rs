//! The network between hosts: how long a parcel takes, and what is wrong with which way.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::{Duration, Instant, NodeId};
use engine::node::{ConnectionId, Message};

use crate::agenda::Sequence;
use crate::dice::{Concern, draw};
use crate::fault::Likeness;
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
    /// The ways on which everything stands still.
    pub(crate) held: BTreeSet<(NodeId, NodeId)>,
    /// What goes on although its way is held.
    pub(crate) let_go: BTreeSet<Sequence>,
    /// How much longer than the network has it everything takes on a way.
    slowed: BTreeMap<(NodeId, NodeId), Duration>,
    /// How many messages on a way are lost, out of how many.
    flaky: BTreeMap<(NodeId, NodeId), (u32, u32)>,
    /// What is lost once it arrives.
    pub(crate) traps: Vec<Trap>,
    /// What is held up, by a cut or held way or a host that is off, in the order in which it was sent.
    pub(crate) parked: BTreeMap<Sequence, Parcel>,
    connections: u64,
}

/// The next message on a way that is like this is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Trap {
    pub(crate) way: (NodeId, NodeId),
    pub(crate) like: Likeness,
}

impl Links {
    pub(crate) fn new(seed: u64, network: Network) -> Self {
        Self {
            seed,
            network,
            ways: BTreeMap::new(),
            blocked: BTreeSet::new(),
            held: BTreeSet::new(),
            let_go: BTreeSet::new(),
            slowed: BTreeMap::new(),
            flaky: BTreeMap::new(),
            traps: Vec::new(),
            parked: BTreeMap::new(),
            connections: 0,
        }
    }

    /// A name for a new connection.
    pub(crate) fn name_connection(&mut self) -> ConnectionId {
        self.connections += 1;
        ConnectionId(self.connections)
    }

    /// Whether nothing that is sent now gets from one host to the other.
    pub(crate) fn is_stopped(&self, way: (NodeId, NodeId)) -> bool {
        self.blocked.contains(&way) || self.held.contains(&way)
    }

    /// Whether something gets to the end of its way.
    pub(crate) fn lets_pass(&self, sequence: Sequence, way: (NodeId, NodeId)) -> bool {
        let is_held =
            !self.held.is_empty() && self.held.contains(&way) && !self.let_go.contains(&sequence);
        !is_held && (self.blocked.is_empty() || !self.blocked.contains(&way))
    }

    /// Whether a way is otherwise than the network has it.
    pub(crate) fn is_troubled(&self, way: (NodeId, NodeId)) -> bool {
        self.is_stopped(way)
            || self.slowed.contains_key(&way)
            || self.flaky.contains_key(&way)
            || self.traps.iter().any(|trap| trap.way == way)
    }

    /// Of the messages on a way, so many are lost from now on, out of so many.
    pub(crate) fn lose_some(&mut self, way: (NodeId, NodeId), lost: u32, of: u32) {
        if lost == 0 {
            self.flaky.remove(&way);
        } else {
            self.flaky.insert(way, (lost, of));
        }
    }

    /// Whether a message is lost that has come to the end of a way: because the next one like it is to be, or by chance.
    pub(crate) fn loses(&mut self, way: (NodeId, NodeId), message: &Message) -> bool {
        if self.flaky.is_empty() && self.traps.is_empty() {
            return false;
        }
        let caught = |trap: &Trap| trap.way == way && trap.like.admits(message);
        if let Some(place) = self.traps.iter().position(caught) {
            self.traps.remove(place);
            return true;
        }
        let Some(&(lost, of)) = self.flaky.get(&way) else {
            return false;
        };
        let entity = [u64::from(way.0.0), u64::from(way.1.0), 0];
        let known = self.ways.entry(way).or_default();
        let counter = known.losses;
        known.losses += 1;
        let range = 1..=u64::from(of);
        draw(self.seed, Concern::Loss, entity, counter, range) <= u64::from(lost)
    }

    /// Everything on a way takes so much longer from now on.
    pub(crate) fn slow(&mut self, way: (NodeId, NodeId), extra: Duration) {
        if extra == Duration::ZERO {
            self.slowed.remove(&way);
        } else {
            self.slowed.insert(way, extra);
        }
    }

    /// How much longer than the network has it everything takes on a way.
    fn slowness(&self, way: (NodeId, NodeId)) -> Duration {
        if self.slowed.is_empty() {
            return Duration::ZERO;
        }
        let extra = self.slowed.get(&way);
        extra.copied().unwrap_or_default()
    }

    /// The slowed ways.
    pub(crate) const fn slowed(&self) -> &BTreeMap<(NodeId, NodeId), Duration> {
        &self.slowed
    }

    /// The flaky ways.
    pub(crate) const fn flaky(&self) -> &BTreeMap<(NodeId, NodeId), (u32, u32)> {
        &self.flaky
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
        let latency = latency + self.slowness((from, to));
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
