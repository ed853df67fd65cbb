//! Leaving the group, at the end or because the application does not poll (`transitionToSendingLeaveGroup`).

use std::sync::Arc;

use super::ModernMemberState;
use crate::client::consumer::membership::{Consumer, ConsumerTimer, Context};
use crate::node::{Effects, Now};
use crate::protocol::{
    ConsumerGroupHeartbeatRequest, LEAVE_GROUP_MEMBER_EPOCH, LEAVE_GROUP_STATIC_MEMBER_EPOCH,
};

impl Consumer {
    /// A last heartbeat: a dynamic member gives up its place, a static one will be back.
    pub(in super::super) fn say_farewell_as_modern(&mut self, now: Now, effects: &mut Effects) {
        let instance_id = self.setup.config.group_instance_id.clone();
        let Some(membership) = &mut self.membership else {
            return;
        };
        let Some(modern) = &mut membership.modern else {
            return;
        };
        let is_known = modern.is_member() && membership.generation > 0;
        modern.sent = super::SentFields::default();
        modern.target = None;
        modern.committing = None;
        modern.in_flight = None;
        let epoch = if instance_id.is_some() {
            LEAVE_GROUP_STATIC_MEMBER_EPOCH
        } else {
            LEAVE_GROUP_MEMBER_EPOCH
        };
        let request = ConsumerGroupHeartbeatRequest {
            instance_id,
            ..ConsumerGroupHeartbeatRequest::new(
                Arc::clone(&membership.group_id),
                (Arc::clone(&membership.member_id), epoch),
                Arc::clone(&self.setup.name),
            )
        };
        membership.generation = epoch;
        membership.go(if self.closing {
            ModernMemberState::Unsubscribed
        } else {
            ModernMemberState::Stale
        });
        effects.cancel_timer(ConsumerTimer::Heartbeat);
        if let Some(coordinator) = membership.coordinator.filter(|_| is_known) {
            let context = Context::LeaveGroup;
            self.coordinator_network
                .send(now, coordinator, request, context, effects);
        }
    }
}
