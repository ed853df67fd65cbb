//! Handing out blocks of producer ids (`ProducerIdControlManager`, KIP-730).

use super::{Controller, refuse};
use crate::metadata::MetadataRecord;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{AllocateProducerIdsRequest, AllocateProducerIdsResponse, ErrorCode};

/// `ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`.
const PRODUCER_ID_BLOCK_SIZE: i32 = 1000;

impl Controller {
    pub(super) fn allocate_producer_ids(
        &mut self,
        now: Now,
        reply: Reply,
        request: AllocateProducerIdsRequest,
        effects: &mut Effects,
    ) {
        if let Err(error) = self.check_broker_epoch(request.broker_id, request.broker_epoch) {
            let response = AllocateProducerIdsResponse {
                error,
                producer_id_start: -1,
                producer_id_len: 0,
            };
            refuse(reply, response, effects);
            return;
        }
        let response = AllocateProducerIdsResponse {
            error: ErrorCode::None,
            producer_id_start: self.image.next_producer_id,
            producer_id_len: PRODUCER_ID_BLOCK_SIZE,
        };
        let record = MetadataRecord::ProducerIds {
            broker: request.broker_id,
            broker_epoch: request.broker_epoch,
            next_producer_id: self.image.next_producer_id + i64::from(PRODUCER_ID_BLOCK_SIZE),
        };
        self.write(now, &[record], [(reply, response.into())], effects);
    }
}
