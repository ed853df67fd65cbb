//! Leaving the group: at the end, or because the application does not poll.

use std::sync::Arc;

use super::{
    Consumer, ConsumerTimer, Context, MemberState, Membership, ModernMembership, PollState,
    RejoinReason,
};
use crate::client::Observation;
use crate::node::{Effects, Now};
use crate::protocol::{LeaveGroupRequest, MemberIdentity};

impl Consumer {
    /// `max.poll.interval.ms` ran out: the heartbeat thread leaves the group by itself. What it had is lost, which the
    /// application learns when it polls again.
    pub(in super::super) fn poll_interval_exceeded(&mut self, now: Now, effects: &mut Effects) {
        let is_away = matches!(self.poll, PollState::Processing | PollState::Committing)
            || self.waits_for_schema();
        let is_member = |m: &Membership| {
            m.modern()
                .map_or_else(|| m.has_joined(), ModernMembership::is_member)
        };
        let is_member = self.membership.as_ref().is_some_and(is_member);
        if is_away && is_member {
            self.say_farewell(now, effects);
        }
    }

    /// The application closes its consumer: the listener hears of it, and the others need not wait for the session to run out.
    pub(in super::super) fn leave(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = &self.membership else {
            return;
        };
        let is_lost = match membership.modern {
            None => membership.is_out() || membership.joining,
            Some(_) => membership.generation <= 0,
        };
        let owned: Vec<_> = self.positions.keys().cloned().collect();
        if is_lost && !owned.is_empty() {
            effects.observe(Observation::Lost(owned));
            self.assign(&[], effects);
        } else {
            self.revoke(owned, &[], effects);
        }
        self.say_farewell(now, effects);
    }

    /// A static member says nothing: it will be back before its session is over (KIP-345).
    fn say_farewell(&mut self, now: Now, effects: &mut Effects) {
        if self.membership.as_ref().is_some_and(|m| m.modern.is_some()) {
            return self.say_farewell_as_modern(now, effects);
        }
        let is_dynamic = self.setup.config.group_instance_id.is_none();
        let Some(membership) = &mut self.membership else {
            return;
        };
        let is_known =
            membership.state != MemberState::Unjoined && !membership.member_id.is_empty();
        let request = LeaveGroupRequest {
            group_id: Arc::clone(&membership.group_id),
            members: vec![MemberIdentity {
                member_id: Arc::clone(&membership.member_id),
                group_instance_id: None,
            }],
        };
        membership.reset(RejoinReason::PollIntervalExceeded, true);
        effects.cancel_timer(ConsumerTimer::Heartbeat);
        if let Some(coordinator) = membership.coordinator.filter(|_| is_dynamic && is_known) {
            let context = Context::LeaveGroup;
            self.coordinator_network
                .send(now, coordinator, request, context, effects);
        }
    }
}
