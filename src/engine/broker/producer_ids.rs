//! Handing out producer ids, from blocks that the controller allots (`RPCProducerIdManager`, KIP-730).

use super::{Broker, Context};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{AllocateProducerIdsRequest, ErrorCode, InitProducerIdResponse, Response};

/// The block in use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ProducerIds {
    next: i64,
    end: i64,
    asked: bool,
}

impl Broker {
    /// A fresh producer id; without a block at hand the producer has to ask again.
    pub(super) fn init_producer_id(&mut self, now: Now, reply: Reply, effects: &mut Effects) {
        let ids = &mut self.producer_ids;
        let response = if ids.next < ids.end {
            ids.next += 1;
            InitProducerIdResponse {
                error: ErrorCode::None,
                producer_id: ids.next - 1,
                producer_epoch: 0,
            }
        } else {
            let error = ErrorCode::CoordinatorLoadInProgress;
            InitProducerIdResponse {
                error,
                producer_id: -1,
                producer_epoch: -1,
            }
        };
        if ids.next >= ids.end && !ids.asked && self.control.ready(self.setup.controller, effects) {
            self.producer_ids.asked = true;
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
        self.answer(now, reply, response, effects);
    }

    pub(super) fn producer_ids_allocated(&mut self, response: Option<&Response>) {
        self.producer_ids.asked = false;
        if let Some(Response::AllocateProducerIds(block)) = response
            && block.error == ErrorCode::None
        {
            self.producer_ids.next = block.producer_id_start;
            self.producer_ids.end = block.producer_id_start + i64::from(block.producer_id_len);
        }
    }
}
