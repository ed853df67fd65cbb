//! Serving WriteTxnMarkers: how a transaction ended is written to the partitions that the broker leads, as a control batch
//! that readers and followers see like any other (`KafkaApis.handleWriteTxnMarkersRequest`).

use super::purgatory::{Appending, DelayedProduce, Pending};
use super::{Broker, Terms};
use crate::coordinator::group::OFFSETS_TOPIC;
use crate::log::{AppendOrigin, ControlRecordType, EndTransactionMarker, RecordBatch, Verified};
use crate::model::{Offset, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ErrorCode, PartitionProduced, WritableTxnMarker, WritableTxnMarkerResult,
    WriteTxnMarkersRequest, WriteTxnMarkersResponse,
};

impl Broker {
    /// Appends the markers; the answer waits until all in-sync replicas have them.
    pub(super) fn write_txn_markers(
        &mut self,
        now: Now,
        reply: Reply,
        request: &WriteTxnMarkersRequest,
        effects: &mut Effects,
    ) {
        let (mut pending, mut producers) = (Vec::new(), Vec::new());
        for marker in &request.markers {
            for partition in &marker.partitions {
                let written = self.write_marker(now, partition, marker, effects);
                let error = written.err().unwrap_or_default();
                pending.push(Pending {
                    produced: PartitionProduced::refused(partition.clone(), error),
                    required: written.ok(),
                });
                producers.push(marker.producer_id);
            }
        }
        if pending.iter().all(|entry| entry.required.is_none()) {
            let response = answer_to_markers(&producers, pending);
            return self.answer(now, reply, response, effects);
        }
        self.purgatory.delay_produce(DelayedProduce {
            reply,
            pending,
            what: Appending::Markers(producers),
            until: now.mono + self.config.request_timeout,
        });
        for partition in request.markers.iter().flat_map(|marker| &marker.partitions) {
            self.appended(now, partition, effects);
            self.complete_produces(now, partition, effects);
        }
        self.arm_purgatory(now, effects);
    }

    /// Appends one; says up to where the log has to be committed.
    fn write_marker(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        marker: &WritableTxnMarker,
        effects: &mut Effects,
    ) -> Result<Offset, ErrorCode> {
        let of_groups = partition.topic.as_str() == OFFSETS_TOPIC;
        if of_groups && !self.groups.serves(partition.partition) {
            // Whoever coordinates the groups has to know of the marker.
            return Err(ErrorCode::NotLeaderOrFollower);
        }
        let control_type = if marker.committed {
            ControlRecordType::Commit
        } else {
            ControlRecordType::Abort
        };
        let end = EndTransactionMarker {
            control_type,
            coordinator_epoch: marker.coordinator_epoch,
        };
        let (producer, epoch) = (marker.producer_id, marker.producer_epoch);
        let batch = RecordBatch::end_transaction(end, now.wall, producer, epoch);
        let terms = Terms {
            wants_all: true,
            origin: AppendOrigin::Coordinator,
            transaction_version: marker.transaction_version,
            verified: Verified::Unasked,
        };
        let (_, required) = self.append(now, partition, &batch, terms, effects)?;
        if of_groups {
            let number = partition.partition;
            self.groups
                .transaction_ended(number, producer, marker.committed, required);
        }
        Ok(required)
    }
}

/// What became of markers, by producer.
pub(super) fn answer_to_markers(
    producers: &[i64],
    pending: Vec<Pending>,
) -> WriteTxnMarkersResponse {
    let mut markers: Vec<WritableTxnMarkerResult> = Vec::new();
    for (producer_id, entry) in producers.iter().copied().zip(pending) {
        let outcome = (entry.produced.partition, entry.produced.error);
        let mut known = markers.iter_mut();
        match known.find(|result| result.producer_id == producer_id) {
            Some(result) => result.partitions.push(outcome),
            None => markers.push(WritableTxnMarkerResult {
                producer_id,
                partitions: vec![outcome],
            }),
        }
    }
    WriteTxnMarkersResponse { markers }
}
