//! A transactional id: what its coordinator knows, how that came to be, and what its clients believe.

mod claimant;
mod marks;
mod passages;

pub use claimant::Claimant;
pub use marks::{Marked, MarkerState};
pub use passages::Passage;

use engine::broker::{Broker, BrokerTimer};
use engine::coordinator::transaction::{
    Shard, TRANSACTION_TOPIC, TransactionMetadata, TransactionState, TransactionTimer,
};
use engine::model::{Instant, TopicName, TopicPartition};
use serde::Serialize;
use sim::{AnyNode, Slot, World};

use crate::stage::{Timer, running, turn};

/// No producer id, and no epoch.
const NONE: i64 = -1;

/// A transactional id, large.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TransactionUp {
    /// `transactional.id`.
    pub name: String,
    /// What its coordinator knows; none where no coordinator that runs knows it.
    pub known: Option<Known>,
    /// The clients that have it.
    pub clients: Vec<Claimant>,
}

/// What a coordinator knows of a transactional id.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Known {
    /// The coordinator's number in the world.
    pub node: u32,
    /// Its name.
    pub coordinator: String,
    /// The partition of `__transaction_state` that it leads.
    pub partition: String,
    /// In which epoch: markers carry it.
    pub coordinator_epoch: i32,
    /// Its state, by Kafka's name.
    pub state: &'static str,
    /// The states that it may be in, in the order in which they come.
    pub stops: Vec<Stop>,
    /// How it came to where it is, the newest last.
    pub passages: Vec<Passage>,
    /// The producer id and epoch that may write.
    pub producer: (i64, i16),
    /// Those before, as long as the coordinator remembers them.
    pub previous: Option<(i64, i16)>,
    /// The transaction version that its producer speaks, as far as it has ended a transaction.
    pub version: i16,
    /// The partitions of its transaction, or of the last one.
    pub partitions: Vec<Marked>,
    /// `transaction.timeout.ms`, while a transaction is open.
    pub timeout: Option<Timer>,
    /// How long it may still take, in µs, to a tenth of a second.
    pub left: Option<u64>,
    /// When the coordinator looks next for transactions that have taken too long, in µs.
    pub next_round: Option<u64>,
}

/// A state that a transactional id can be in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// Its name in Kafka.
    pub name: &'static str,
    /// How the id stands to it.
    pub standing: Standing,
}

/// How a transactional id stands to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is in it.
    Now,
    /// It is about to be in it: a record or markers are on their way.
    Next,
    /// It came through it, since it was last at rest.
    Been,
    /// None of these.
    Apart,
}

/// Where a coordinator is.
struct Host<'w> {
    world: &'w World,
    slot: &'w Slot,
    broker: &'w Broker,
    shard: &'w Shard,
    place: TopicPartition,
}

impl TransactionUp {
    /// The transactional id in `world`, if a coordinator that runs or a client has it.
    #[must_use]
    pub fn of(world: &World, now: Instant, id: &str) -> Option<Self> {
        let known = host(world, id).map(|(host, metadata)| known(&host, metadata, now));
        let producer = known.as_ref().map(|known| known.producer);
        let clients = claimant::all(world, id, producer);
        (known.is_some() || !clients.is_empty()).then(|| Self {
            name: id.to_owned(),
            known,
            clients,
        })
    }
}

/// Who coordinates an id: of two that both believe it, the one with the newer epoch.
fn host<'w>(world: &'w World, id: &str) -> Option<(Host<'w>, &'w TransactionMetadata)> {
    let running = world.slots().filter(|slot| slot.life().is_running());
    let brokers = running.filter_map(|slot| match slot.node() {
        AnyNode::Broker(broker) => Some((slot, &**broker)),
        _ => None,
    });
    let found = brokers.filter_map(|(slot, broker)| {
        let mut shards = broker.transaction_coordinator().shards();
        let (shard, metadata) = shards.find_map(|shard| Some((shard, shard.transaction(id)?)))?;
        let topic = TopicName::from(TRANSACTION_TOPIC);
        let host = Host {
            world,
            slot,
            broker,
            shard,
            place: TopicPartition::new(&topic, shard.partition()),
        };
        Some((host, metadata))
    });
    found.max_by_key(|(host, _)| host.shard.coordinator_epoch())
}

fn known(host: &Host<'_>, metadata: &TransactionMetadata, now: Instant) -> Known {
    const TENTH: u64 = 100_000;
    let value = metadata.value();
    let timeout = timeout(host, metadata, now);
    let left = |timer: &Timer| timer.fires.saturating_sub(now.0).div_ceil(TENTH) * TENTH;
    let history = passages::of(host, metadata.transactional_id());
    let previous_id = match value.previous_producer_id {
        NONE => value.producer_id,
        id => id,
    };
    Known {
        node: host.slot.id().0,
        coordinator: host.slot.name().to_string(),
        partition: host.place.to_string(),
        coordinator_epoch: host.shard.coordinator_epoch(),
        state: metadata.state().name(),
        stops: stops(metadata, &history.passages),
        producer: (value.producer_id, value.producer_epoch),
        previous: (i64::from(value.last_producer_epoch) != NONE)
            .then_some((previous_id, value.last_producer_epoch)),
        version: value.client_transaction_version,
        partitions: marks::of(host, metadata, history.decided),
        passages: history.passages,
        left: timeout.as_ref().map(left),
        timeout,
        next_round: next_round(host.slot),
    }
}

/// The states on the ways to the two ends; those that are seldom seen only while they are.
fn stops(metadata: &TransactionMetadata, passages: &[Passage]) -> Vec<Stop> {
    let rests = |name: &str| {
        let mut all = TransactionState::ALL.into_iter();
        all.any(|state| state.name() == name && state.is_expiration_allowed())
    };
    let before = passages.iter().rev().skip(1);
    let been: Vec<&str> = before
        .map(|passage| passage.state)
        .take_while(|state| !rests(state))
        .collect();
    let standing = |state: TransactionState| {
        if state == metadata.state() {
            Standing::Now
        } else if metadata.pending() == Some(state) {
            Standing::Next
        } else if been.contains(&state.name()) {
            Standing::Been
        } else {
            Standing::Apart
        }
    };
    let stops = TransactionState::ALL.into_iter().map(|state| Stop {
        name: state.name(),
        standing: standing(state),
    });
    let seldom =
        [TransactionState::Dead, TransactionState::PrepareEpochFence].map(TransactionState::name);
    stops
        .filter(|stop| !seldom.contains(&stop.name) || stop.standing != Standing::Apart)
        .collect()
}

/// How long its transaction may still take, by the coordinator's own clock.
fn timeout(host: &Host<'_>, metadata: &TransactionMetadata, now: Instant) -> Option<Timer> {
    let value = metadata.value();
    let open = metadata.state() == TransactionState::Ongoing;
    let started = passages::moment(host, value.start.filter(|_| open)?)?;
    let whole = value.timeout.0;
    Some(Timer {
        key: "transaction.timeout.ms".to_owned(),
        started,
        fires: started + whole,
        turn: turn(now.0.saturating_sub(started), whole),
    })
}

fn next_round(slot: &Slot) -> Option<u64> {
    let looks =
        engine::node::Timer::Broker(BrokerTimer::Transaction(TransactionTimer::AbortTimedOut));
    let mut timers = running(slot);
    timers
        .find(|(timer, ..)| **timer == looks)
        .map(|(_, _, fires)| fires.0)
}
