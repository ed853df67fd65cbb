//! Blocks of producer ids, which the controller allots (`RPCProducerIdManager`, KIP-730).

use super::{Broker, Context};
use crate::node::{Effects, Now};
use crate::protocol::{AllocateProducerIdsRequest, ErrorCode, Response};

impl Broker {
    /// Asks for another block once the last one is used up.
    pub(super) fn want_producer_ids(&mut self, now: Now, effects: &mut Effects) {
        if !self.producer_ids.is_used_up()
            || self.producer_ids_asked
            || !self.control.ready(self.setup.controller, effects)
        {
            return;
        }
        self.producer_ids_asked = true;
        let request = AllocateProducerIdsRequest {
            broker_id: self.setup.id,
            broker_epoch: self.lifecycle.epoch,
        };
        self.control.send(
            now,
            self.setup.controller,
            request,
            Context::AllocateProducerIds,
            effects,
        );
    }

    pub(super) fn producer_ids_allocated(&mut self, response: Option<&Response>) {
        self.producer_ids_asked = false;
        if let Some(Response::AllocateProducerIds(block)) = response
            && block.error == ErrorCode::None
        {
            self.producer_ids
                .allot(block.producer_id_start, block.producer_id_len);
        }
    }
}
