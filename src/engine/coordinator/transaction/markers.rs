//! Markers on their way to the leaders of a transaction's partitions (`TransactionMarkerChannelManager`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::decision::Asked;
use super::{Decision, Host, TransactionCoordinator};
use crate::metadata::MetadataImage;
use crate::model::{BrokerId, TopicPartition};
use crate::protocol::{ErrorCode, WritableTxnMarker, WriteTxnMarkersResponse};

/// The marker of a decided transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Marker {
    /// `transactional.id`.
    pub transactional_id: Arc<str>,
    /// Its partition of `__transaction_state`.
    pub partition: i32,
    /// What is to be written where.
    pub marker: WritableTxnMarker,
}

/// Markers that were sent together.
pub type Sent = Vec<Marker>;

impl TransactionCoordinator {
    /// A transaction is decided: its markers are to be sent. Says which producer id and epoch its producer goes on with.
    pub(super) fn send_markers(
        &mut self,
        partition: i32,
        id: &Arc<str>,
        host: &Host<'_>,
    ) -> Option<(i64, i16)> {
        let shard = self.shards.get_mut(&partition).map(Arc::make_mut)?;
        let coordinator_epoch = shard.coordinator_epoch();
        let metadata = shard.transaction_mut(id)?;
        let value = metadata.value();
        let marker = WritableTxnMarker {
            producer_id: value.producer_id,
            producer_epoch: value.producer_epoch,
            committed: value.state.decided()?,
            coordinator_epoch,
            transaction_version: value.client_transaction_version,
            partitions: value.partitions.iter().cloned().collect(),
        };
        let to = metadata.prepare_complete(host.now.wall);
        let goes_on = (to.producer_id, to.producer_epoch);
        shard.completing.insert(Arc::clone(id), to);
        if !marker.partitions.is_empty() {
            self.markers.push(Marker {
                transactional_id: Arc::clone(id),
                partition,
                marker,
            });
        }
        Some(goes_on)
    }

    /// Markers that wait to be sent.
    pub fn waiting_markers(&self) -> impl Iterator<Item = &Marker> {
        self.markers.iter()
    }

    /// Whether markers wait to be sent.
    #[must_use]
    pub fn has_markers(&self) -> bool {
        !self.markers.is_empty()
    }

    /// How many partitions wait for a marker that cannot be sent, since nobody is known to lead them.
    #[must_use]
    pub fn without_destination(&self, image: &MetadataImage) -> u64 {
        let waiting = self
            .markers
            .iter()
            .flat_map(|marker| &marker.marker.partitions);
        waiting
            .filter(|place| destination(place, image).is_none())
            .count() as u64
    }

    /// The brokers to which markers are to be sent.
    #[must_use]
    pub fn destinations(&self, image: &MetadataImage) -> BTreeSet<BrokerId> {
        let waiting = self
            .markers
            .iter()
            .flat_map(|marker| &marker.marker.partitions);
        waiting
            .filter_map(|place| destination(place, image))
            .collect()
    }

    /// Takes the markers for a broker, to send them.
    pub fn take_markers(&mut self, to: BrokerId, image: &MetadataImage) -> Sent {
        let mut sent = Vec::new();
        for waiting in &mut self.markers {
            let leads = |place: &mut TopicPartition| destination(place, image) == Some(to);
            let places = waiting.marker.partitions.extract_if(.., leads).collect();
            sent.push(Marker {
                transactional_id: Arc::clone(&waiting.transactional_id),
                partition: waiting.partition,
                marker: WritableTxnMarker {
                    partitions: places,
                    ..waiting.marker
                },
            });
        }
        self.markers
            .retain(|marker| !marker.marker.partitions.is_empty());
        sent.retain(|marker| !marker.marker.partitions.is_empty());
        sent
    }

    /// Partitions that are deleted need no marker.
    pub fn skip_deleted(&mut self, image: &MetadataImage) -> Decision {
        let mut gone = Vec::new();
        for waiting in &mut self.markers {
            let missing = |place: &mut TopicPartition| image.partition(place).is_none();
            let places: Vec<_> = waiting.marker.partitions.extract_if(.., missing).collect();
            if !places.is_empty() {
                let id = Arc::clone(&waiting.transactional_id);
                gone.push((waiting.partition, id, places));
            }
        }
        self.markers
            .retain(|marker| !marker.marker.partitions.is_empty());
        let each = gone.into_iter();
        each.fold(Decision::default(), |decision, (partition, id, places)| {
            self.mark(partition, &id, &places);
            decision.and(self.complete_if_marked(partition, &id))
        })
    }

    /// What became of markers: an answer, or none, and then they are sent again
    /// (`TransactionMarkerRequestCompletionHandler`).
    pub fn markers_answered(
        &mut self,
        sent: Sent,
        response: Option<&WriteTxnMarkersResponse>,
    ) -> Decision {
        let mut errors: BTreeMap<(i64, &TopicPartition), ErrorCode> = BTreeMap::new();
        for result in response.iter().flat_map(|response| &response.markers) {
            let each = result.partitions.iter();
            errors.extend(each.map(|(place, error)| ((result.producer_id, place), *error)));
        }
        let mut decision = Decision::default();
        for mut marker in sent {
            let epoch = marker.marker.coordinator_epoch;
            let shard = self.shards.get(&marker.partition);
            if shard.is_none_or(|shard| shard.coordinator_epoch() != epoch) {
                // Whoever coordinates now sends them again.
                continue;
            }
            let producer = marker.marker.producer_id;
            let outcome = |place: &TopicPartition| {
                let lost = ErrorCode::NetworkException;
                errors.get(&(producer, place)).copied().unwrap_or(lost)
            };
            let fenced = marker.marker.partitions.iter().any(|place| {
                matches!(
                    outcome(place),
                    ErrorCode::InvalidProducerEpoch | ErrorCode::TransactionCoordinatorFenced
                )
            });
            let written = |place: &mut TopicPartition| outcome(place) == ErrorCode::None;
            let places = &mut marker.marker.partitions;
            let written: Vec<_> = places.extract_if(.., written).collect();
            let id = Arc::clone(&marker.transactional_id);
            self.mark(marker.partition, &id, &written);
            if fenced {
                // Somebody else has decided meanwhile: this one sends nothing more of it.
                if let Some(shard) = self.shards.get_mut(&marker.partition).map(Arc::make_mut) {
                    shard.completing.remove(&id);
                }
            } else if marker.marker.partitions.is_empty() {
                decision = decision.and(self.complete_if_marked(marker.partition, &id));
            } else {
                self.markers.push(marker);
            }
        }
        decision
    }

    /// Partitions have their markers.
    fn mark(&mut self, partition: i32, id: &str, places: &[TopicPartition]) {
        let shard = self.shards.get_mut(&partition).map(Arc::make_mut);
        if let Some(metadata) = shard.and_then(|shard| shard.transaction_mut(id)) {
            for place in places {
                metadata.remove_partition(place);
            }
        }
    }

    /// Once every partition has its marker, that is noted (`maybeWriteTxnCompletion`).
    pub(super) fn complete_if_marked(&mut self, partition: i32, id: &Arc<str>) -> Decision {
        let Some(shard) = self.shards.get_mut(&partition).map(Arc::make_mut) else {
            return Decision::default();
        };
        let metadata = shard.transaction(id);
        if !metadata.is_some_and(|metadata| metadata.value().partitions.is_empty()) {
            return Decision::default();
        }
        match shard.completing.remove(id) {
            None => Decision::default(),
            Some(to) => Decision::write(shard.transition(id, to, Asked::Completion)),
        }
    }

    /// Markers of a partition of `__transaction_state` that is coordinated here no longer.
    pub(super) fn forget_markers(&mut self, partition: i32) {
        self.markers.retain(|marker| marker.partition != partition);
        self.retrying.retain(|(of, _)| *of != partition);
    }
}

/// The leader of a partition, if it is alive.
fn destination(place: &TopicPartition, image: &MetadataImage) -> Option<BrokerId> {
    let leader = image.partition(place)?.leader?;
    image.is_unfenced(leader).then_some(leader)
}
