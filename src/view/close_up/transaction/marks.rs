//! The partitions of a transaction, and how far their markers are.

use std::collections::BTreeSet;

use engine::coordinator::transaction::{TransactionMetadata, TransactionState};
use engine::model::TopicPartition;
use serde::Serialize;

use super::Host;

/// A partition of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// The partition.
    pub partition: String,
    /// The broker that leads it, if anybody does.
    pub leader: Option<String>,
    /// How far its marker is.
    pub marker: MarkerState,
}

/// How far the marker of a partition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkerState {
    /// Nothing is decided: there is none.
    Undecided,
    /// It is still to be sent.
    Waiting,
    /// It is on its way to the leader, or its answer on the way back.
    Sent,
    /// It is written.
    Written,
}

impl MarkerState {
    /// The key of its text.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Undecided => "marker-undecided",
            Self::Waiting => "marker-waiting",
            Self::Sent => "marker-sent",
            Self::Written => "marker-written",
        }
    }
}

/// The partitions of the transaction of now: those without a marker are what the coordinator knows, the others were in
/// the record that decided it.
pub(super) fn of(
    host: &Host<'_>,
    metadata: &TransactionMetadata,
    decided: BTreeSet<TopicPartition>,
) -> Vec<Marked> {
    let unmarked = &metadata.value().partitions;
    let of_last = match metadata.state() {
        TransactionState::Empty | TransactionState::Ongoing | TransactionState::Dead => {
            BTreeSet::new()
        }
        _ => decided,
    };
    let is_decided = metadata.state().decided().is_some();
    let marker = |place: &TopicPartition| match (unmarked.contains(place), is_decided) {
        (false, _) => MarkerState::Written,
        (true, false) => MarkerState::Undecided,
        (true, true) if waits(host, metadata, place) => MarkerState::Waiting,
        (true, true) => MarkerState::Sent,
    };
    let all = unmarked.union(&of_last);
    all.map(|place| Marked {
        partition: place.to_string(),
        leader: leader(host, place),
        marker: marker(place),
    })
    .collect()
}

fn waits(host: &Host<'_>, metadata: &TransactionMetadata, place: &TopicPartition) -> bool {
    let coordinator = host.broker.transaction_coordinator();
    let mut waiting = coordinator.waiting_markers();
    waiting.any(|waiting| {
        waiting.transactional_id == *metadata.transactional_id()
            && waiting.marker.partitions.contains(place)
    })
}

/// Whom the coordinator sends the marker to.
fn leader(host: &Host<'_>, place: &TopicPartition) -> Option<String> {
    let leader = host.broker.image().partition(place)?.leader?;
    Some(host.world.slot(leader)?.name().to_string())
}
