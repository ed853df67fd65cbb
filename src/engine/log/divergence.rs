//! Where the logs of a leader and a follower part (KIP-595; `Partition.readRecords`, `AbstractFetcherThread`).

use super::{EndOffset, Log};
use crate::model::{LeaderEpoch, Offset};
use crate::protocol::ErrorCode;

impl Log {
    /// Asked of a leader's log: where the log of a follower leaves it that ends at `fetch_offset` in
    /// `last_fetched_epoch`, if it does.
    ///
    /// # Errors
    /// `OFFSET_OUT_OF_RANGE` for an epoch that is not known here, and for a fetch before the log start offset.
    pub fn diverging_epoch(
        &self,
        last_fetched_epoch: LeaderEpoch,
        fetch_offset: Offset,
    ) -> Result<Option<EndOffset>, ErrorCode> {
        if last_fetched_epoch == LeaderEpoch::NONE {
            return Ok(None);
        }
        let end = self.end_offset_for(last_fetched_epoch);
        if end.epoch == LeaderEpoch::NONE || fetch_offset < self.log_start_offset {
            return Err(ErrorCode::OffsetOutOfRange);
        }
        let diverges = end.epoch < last_fetched_epoch || end.end_offset < fetch_offset;
        Ok(diverges.then_some(end))
    }

    /// Asked of a follower's log: where to truncate it to when the leader says where the logs part.
    #[must_use]
    pub fn truncation_offset(&self, diverging: EndOffset) -> Offset {
        let own = self.end_offset_for(diverging.epoch);
        let agreed = if own.epoch == LeaderEpoch::NONE {
            diverging.end_offset
        } else {
            own.end_offset.min(diverging.end_offset)
        };
        agreed.min(self.log_end_offset)
    }
}
