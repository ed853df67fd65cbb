//! Serving ListOffsets and OffsetForLeaderEpoch (`Partition.fetchOffsetForTimestamp`,
//! `Partition.lastOffsetForLeaderEpoch`).

use super::{Broker, Role};
use crate::log::EndOffset;
use crate::model::{LeaderEpoch, Offset, Timestamp, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    EpochEnd, ErrorCode, ListOffsetsRequest, ListOffsetsResponse, ListedOffset,
    OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse, OffsetSpec,
};

/// What was found: nothing, or an offset with the timestamp and the epoch of its record.
type Found = Option<(Offset, Timestamp, LeaderEpoch)>;

impl Broker {
    pub(super) fn list_offsets(
        &mut self,
        now: Now,
        reply: Reply,
        request: &ListOffsetsRequest,
        effects: &mut Effects,
    ) {
        let partitions = request.partitions.iter().map(|(partition, epoch, spec)| {
            let found = self.find_offset(partition, *epoch, *spec, request);
            let none = (Offset::NONE, Timestamp::NONE, LeaderEpoch::NONE);
            let (offset, timestamp, leader_epoch) = found.ok().flatten().unwrap_or(none);
            ListedOffset {
                partition: partition.clone(),
                error: found.err().unwrap_or_default(),
                offset,
                timestamp,
                leader_epoch,
            }
        });
        let response = ListOffsetsResponse {
            partitions: partitions.collect(),
        };
        self.answer(now, reply, response, effects);
    }

    fn find_offset(
        &self,
        partition: &TopicPartition,
        epoch: LeaderEpoch,
        spec: OffsetSpec,
        request: &ListOffsetsRequest,
    ) -> Result<Found, ErrorCode> {
        let replica = self.leader_for(partition, epoch)?;
        let Role::Leader {
            epoch_start_offset, ..
        } = &replica.role
        else {
            return Err(ErrorCode::NotLeaderOrFollower);
        };
        let log = replica.log();
        let for_client = request.replica.is_none();
        let end = if for_client {
            replica.readable_end(request.isolation)
        } else {
            log.log_end_offset()
        };
        // A new leader's high watermark may lag behind what was readable before it led.
        let lags = for_client && *epoch_start_offset > replica.high_watermark();
        let below_end = |found: Found| match found {
            Some((offset, ..)) if offset < end => Ok(found),
            _ if lags => Err(ErrorCode::OffsetNotAvailable),
            _ => Ok(None),
        };
        let epoch_of = |offset| log.epoch_of(offset).unwrap_or(LeaderEpoch::NONE);
        match spec {
            OffsetSpec::Earliest | OffsetSpec::EarliestLocal => {
                let offset = log.log_start_offset();
                Ok(Some((offset, Timestamp::NONE, epoch_of(offset))))
            }
            OffsetSpec::Latest if lags => Err(ErrorCode::OffsetNotAvailable),
            OffsetSpec::Latest => Ok(Some((end, Timestamp::NONE, replica.leader_epoch()))),
            OffsetSpec::MaxTimestamp => {
                let found = log.max_timestamp();
                below_end(found.map(|(offset, timestamp)| (offset, timestamp, epoch_of(offset))))
            }
            OffsetSpec::LatestTiered => Ok(None),
            OffsetSpec::AtLeast(wanted) => {
                let found = log.offset_for_timestamp(wanted);
                below_end(found.map(|(offset, timestamp)| (offset, timestamp, epoch_of(offset))))
            }
        }
    }

    pub(super) fn offset_for_leader_epoch(
        &mut self,
        now: Now,
        reply: Reply,
        request: &OffsetForLeaderEpochRequest,
        effects: &mut Effects,
    ) {
        let partitions = request.partitions.iter().map(|(partition, current, epoch)| {
            let found = self.leader_for(partition, *current);
            EpochEnd {
                partition: partition.clone(),
                error: found.err().unwrap_or_default(),
                end: found.map_or(EndOffset::UNKNOWN, |replica| {
                    replica.log().end_offset_for(*epoch)
                }),
            }
        });
        let response = OffsetForLeaderEpochResponse {
            partitions: partitions.collect(),
        };
        self.answer(now, reply, response, effects);
    }
}
