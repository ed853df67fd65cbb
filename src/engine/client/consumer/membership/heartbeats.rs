//! The heartbeat thread: it says that the process lives, whatever the application does (`AbstractCoordinator.HeartbeatThread`).

use std::sync::Arc;

use super::{Consumer, ConsumerTimer, Context, MemberState};
use crate::model::Duration;
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, HeartbeatRequest};

impl Consumer {
    /// The member has joined: its timeouts begin anew (`Heartbeat.resetTimeouts`).
    pub(super) fn start_heartbeats(&mut self, now: Now, effects: &mut Effects) {
        let (interval, session) = (self.heartbeat_interval(), self.setup.config.session_timeout);
        if let Some(membership) = &mut self.membership {
            membership.heartbeat.next = now.mono + interval;
            membership.heartbeat.session_until = now.mono + session;
        }
        self.await_heartbeat(now, effects);
    }

    /// An interval of 0 would leave no time between two heartbeats: it counts as a millisecond.
    fn heartbeat_interval(&self) -> Duration {
        self.setup
            .config
            .heartbeat_interval
            .max(Duration::from_millis(1))
    }

    fn await_heartbeat(&self, now: Now, effects: &mut Effects) {
        let Some(membership) = self.membership.as_ref().filter(|m| m.has_joined()) else {
            return;
        };
        let heartbeat = membership.heartbeat;
        let next = match heartbeat.in_flight {
            // The next one waits for the answer, for as long as the session lasts.
            Some(_) => heartbeat.session_until,
            None => heartbeat.next.min(heartbeat.session_until),
        };
        let wait = next.since(now.mono).max(Duration::from_millis(1));
        effects.set_timer(ConsumerTimer::Heartbeat, wait);
    }

    /// The thread looks at its clocks: the session, then the next heartbeat.
    pub(in super::super) fn heartbeat(&mut self, now: Now, effects: &mut Effects) {
        let (interval, backoff) = (self.heartbeat_interval(), self.setup.config.retry_backoff);
        // What a member of the consumer protocol has to say, it says whenever anything happens.
        let is_classic = |m: &&mut super::Membership| m.has_joined() && m.modern.is_none();
        let Some(membership) = self.membership.as_mut().filter(is_classic) else {
            return;
        };
        if membership.heartbeat.session_until <= now.mono {
            // No answer for a whole session: perhaps it is the coordinator no longer.
            membership.coordinator = None;
            membership.heartbeat.session_until = now.mono + self.setup.config.session_timeout;
        }
        let ready = |coordinator: &_| self.coordinator_network.ready(*coordinator, effects);
        let Some(coordinator) = membership.coordinator.filter(ready) else {
            membership.heartbeat.next = now.mono + backoff.max(Duration::from_millis(1));
            membership.heartbeat.in_flight = None;
            self.await_heartbeat(now, effects);
            return;
        };
        if membership.heartbeat.in_flight.is_none() && membership.heartbeat.next <= now.mono {
            membership.heartbeat.in_flight = Some(membership.generation);
            membership.heartbeat.next = now.mono + interval;
            let request = HeartbeatRequest {
                group_id: Arc::clone(&membership.group_id),
                generation_id: membership.generation,
                member_id: Arc::clone(&membership.member_id),
                group_instance_id: self.setup.config.group_instance_id.clone(),
            };
            self.coordinator_network
                .send(now, coordinator, request, Context::Heartbeat, effects);
        }
        self.await_heartbeat(now, effects);
    }

    /// During a rebalance the member lives, and joins again when its application polls.
    pub(super) fn heartbeat_answered(&mut self, now: Now, error: ErrorCode, effects: &mut Effects) {
        let (backoff, session) = (
            self.setup.config.retry_backoff,
            self.setup.config.session_timeout,
        );
        let Some(membership) = &mut self.membership else {
            return;
        };
        let sent = membership.heartbeat.in_flight.take();
        if sent != Some(membership.generation) {
            self.await_heartbeat(now, effects);
            return;
        }
        match error {
            ErrorCode::None => membership.heartbeat.session_until = now.mono + session,
            ErrorCode::RebalanceInProgress => {
                membership.heartbeat.session_until = now.mono + session;
                if membership.state == MemberState::Stable {
                    membership.refused(error);
                }
            }
            error => {
                membership.refused(error);
                membership.heartbeat.next = now.mono + backoff;
                if is_fatal(error) {
                    membership.fatal = Some(error);
                }
                if error == ErrorCode::NetworkException {
                    membership.coordinator = None;
                }
            }
        }
        self.await_heartbeat(now, effects);
    }
}

/// The thread ends, and the application's next poll throws it: another instance has taken the name, or nobody knows what this
/// is.
const fn is_fatal(error: ErrorCode) -> bool {
    match error {
        ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration => false,
        error => !error.is_retriable(),
    }
}
