//! Heartbeat: the session goes on; during a rebalance the member is told to join again (`classicGroupHeartbeat`).

use super::{ClassicGroup, GroupState};
use crate::coordinator::group::{Shard, Turn};
use crate::node::Reply;
use crate::protocol::{ErrorCode, HeartbeatRequest, HeartbeatResponse};

impl Shard {
    /// Heartbeat.
    pub(in crate::coordinator::group) fn heartbeat(
        &mut self,
        reply: Reply,
        request: &HeartbeatRequest,
        turn: &mut Turn<'_>,
    ) {
        let Some(group) = self.group_mut(&request.group_id) else {
            let error = ErrorCode::UnknownMemberId;
            return turn.answer(reply, HeartbeatResponse { error });
        };
        match group.heartbeat(request, turn) {
            Ok(error) => turn.answer_when_committed(reply, HeartbeatResponse { error }),
            Err(error) => turn.answer(reply, HeartbeatResponse { error }),
        }
    }
}

impl ClassicGroup {
    fn heartbeat(
        &mut self,
        request: &HeartbeatRequest,
        turn: &mut Turn<'_>,
    ) -> Result<ErrorCode, ErrorCode> {
        self.check_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != self.generation {
            return Err(ErrorCode::IllegalGeneration);
        }
        self.hear_of(&request.member_id, turn);
        Ok(match self.state {
            GroupState::PreparingRebalance => ErrorCode::RebalanceInProgress,
            _ => ErrorCode::None,
        })
    }
}
