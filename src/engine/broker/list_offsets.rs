//! Serving ListOffsets and OffsetForLeaderEpoch (`Partition.fetchOffsetForTimestamp`,
//! `Partition.lastOffsetForLeaderEpoch`).

use super::{Broker, Role};
use crate::log::{EndOffset, TimestampAndOffset};
use crate::model::{LeaderEpoch, Offset, Timestamp, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    EpochEnd, ErrorCode, ListOffsetsRequest, ListOffsetsResponse, ListedOffset,
    OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse, OffsetSpec,
};

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
            let place = found.ok().flatten();
            ListedOffset {
                partition: partition.clone(),
                error: found.err().unwrap_or_default(),
                offset: place.map_or(Offset::NONE, |place| place.offset),
                timestamp: place.map_or(Timestamp::NONE, |place| place.timestamp),
                leader_epoch: place.map_or(LeaderEpoch::NONE, |place| place.leader_epoch),
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
    ) -> Result<Option<TimestampAndOffset>, ErrorCode> {
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
        let below_end = |found: Option<TimestampAndOffset>| match found {
            Some(record) if record.offset < end => Ok(found),
            _ if lags => Err(ErrorCode::OffsetNotAvailable),
            _ => Ok(None),
        };
        let at = |offset, leader_epoch| {
            Ok(Some(TimestampAndOffset {
                timestamp: Timestamp::NONE,
                offset,
                leader_epoch,
            }))
        };
        match spec {
            OffsetSpec::Earliest | OffsetSpec::EarliestLocal => {
                let offset = log.log_start_offset();
                let epoch = log.leader_epochs().epoch_for(offset);
                at(offset, epoch.unwrap_or(LeaderEpoch::NONE))
            }
            OffsetSpec::Latest if lags => Err(ErrorCode::OffsetNotAvailable),
            OffsetSpec::Latest => at(end, replica.leader_epoch()),
            OffsetSpec::MaxTimestamp => below_end(log.offset_of_max_timestamp()),
            OffsetSpec::LatestTiered => Ok(None),
            OffsetSpec::AtLeast(wanted) => below_end(log.offset_for_timestamp(wanted)),
        }
    }

    pub(super) fn offset_for_leader_epoch(
        &mut self,
        now: Now,
        reply: Reply,
        request: &OffsetForLeaderEpochRequest,
        effects: &mut Effects,
    ) {
        let partitions = request
            .partitions
            .iter()
            .map(|(partition, current, epoch)| {
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
