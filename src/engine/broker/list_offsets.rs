//! Serving ListOffsets.

use super::Broker;
use super::fetch::check_epoch;
use crate::model::{LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ErrorCode, ListOffsetsRequest, ListOffsetsResponse, ListedOffset, OffsetSpec,
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
            let found = self.find_offset(partition, *epoch, *spec);
            ListedOffset {
                partition: partition.clone(),
                error: found.err().unwrap_or_default(),
                offset: found.map_or(Offset::NONE, |(offset, _)| offset),
                leader_epoch: found.map_or(LeaderEpoch::NONE, |(_, epoch)| epoch),
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
    ) -> Result<(Offset, LeaderEpoch), ErrorCode> {
        let replica = self
            .replica(partition)
            .ok_or(ErrorCode::UnknownTopicOrPartition)?;
        if let Some(error) = check_epoch(replica.leader_epoch(), epoch) {
            return Err(error);
        }
        if !replica.is_leader() {
            return Err(ErrorCode::NotLeaderOrFollower);
        }
        let offset = match spec {
            OffsetSpec::Earliest => replica.log().log_start_offset(),
            OffsetSpec::Latest => replica.high_watermark(),
            OffsetSpec::AtLeast(timestamp) => {
                let found = replica.log().offset_for_timestamp(timestamp);
                found
                    .map(|found| found.offset)
                    .filter(|offset| *offset < replica.high_watermark())
                    .unwrap_or(Offset::NONE)
            }
        };
        Ok((offset, replica.leader_epoch()))
    }
}
