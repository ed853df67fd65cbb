//! Finding the coordinator, and finding it again.

use std::sync::Arc;

use super::{Consumer, ConsumerTimer, Context, PollState};
use crate::model::{BrokerId, Duration};
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, FindCoordinatorRequest, FindCoordinatorResponse, Response};

impl Consumer {
    /// Finds the coordinator, takes in what it has answered, and joins if there is a reason to. An application that is busy
    /// does the latter two when it polls again.
    pub(in super::super) fn take_part(&mut self, now: Now, effects: &mut Effects) {
        let polls = self.poll == PollState::Polling && self.subscribes();
        let Some(membership) = &self.membership else {
            return;
        };
        if polls && let Some(error) = membership.fatal {
            self.throw_for_group(error, effects);
            return;
        }
        if membership.modern.is_some() {
            return self.take_part_as_modern(now, polls, effects);
        }
        if polls {
            self.take_in_answers(now, effects);
            self.watch_topics();
        }
        let Some(membership) = &self.membership else {
            return;
        };
        if membership.not_before > now.mono {
            return;
        }
        let Some(coordinator) = membership.coordinator else {
            // Whoever waits in a call needs it, and so does the heartbeat thread.
            if self.poll_needs_coordinator() || membership.has_joined() {
                self.find_coordinator(now, effects);
            }
            return;
        };
        let may_join = polls && membership.rejoin.is_some() && !membership.joining;
        if self.coordinator_network.ready(coordinator, effects)
            && may_join
            && self.is_prepared(now, effects)
        {
            self.join(now, coordinator, effects);
        }
    }

    /// Whether the application waits in a call.
    pub(super) const fn poll_needs_coordinator(&self) -> bool {
        !matches!(
            self.poll,
            PollState::Processing | PollState::Closed | PollState::Failed
        )
    }

    pub(super) fn find_coordinator(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = self.membership.as_mut().filter(|m| !m.finding) else {
            return;
        };
        let candidates = self.metadata.candidates();
        if let Some(broker) = self.network.least_loaded(candidates, effects) {
            membership.finding = true;
            let key = Arc::clone(&membership.group_id);
            let request = FindCoordinatorRequest::of_group(key);
            let context = Context::FindCoordinator;
            self.network.send(now, broker, request, context, effects);
        }
    }

    /// The coordinator's connection has its own lane, so that a waiting fetch cannot hold it up.
    pub(super) fn found_coordinator(
        &mut self,
        now: Now,
        found: Option<&FindCoordinatorResponse>,
        effects: &mut Effects,
    ) {
        let (backoff, session) = (self.retry_backoff(), self.setup.config.session_timeout);
        let Some(membership) = &mut self.membership else {
            return;
        };
        membership.finding = false;
        let node = found.and_then(|found| found.node.filter(|_| found.error == ErrorCode::None));
        membership.coordinator = node;
        let Some(node) = node else {
            membership.back_off(now, backoff);
            return;
        };
        membership.heartbeat.session_until = now.mono + session;
        if membership.has_joined() && membership.modern.is_none() {
            let wait = membership.heartbeat.next.since(now.mono);
            effects.set_timer(ConsumerTimer::Heartbeat, wait.max(Duration(1)));
        }
        self.coordinator_network.ready(node, effects);
    }

    /// Whoever was asked is gone: leaders are asked for anew, and so is the coordinator if it was that.
    pub(in super::super) fn disconnected(&mut self, now: Now, peer: BrokerId) {
        self.metadata.request_update();
        let backoff = self.retry_backoff();
        let is_gone = !self.coordinator_network.is_ready(peer);
        if let Some(membership) = self
            .membership
            .as_mut()
            .filter(|m| m.coordinator == Some(peer) && is_gone)
        {
            membership.coordinator = None;
            membership.commit_failed();
            membership.back_off(now, backoff);
        }
    }

    /// What became of a request about the group.
    pub(in super::super) fn group_answered(
        &mut self,
        now: Now,
        context: &Context,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(membership) = &mut self.membership else {
            return;
        };
        match (context, response) {
            (Context::FindCoordinator, Some(Response::FindCoordinator(found))) => {
                self.found_coordinator(now, Some(found), effects);
            }
            (Context::FindCoordinator, _) => self.found_coordinator(now, None, effects),
            (Context::JoinGroup, Some(Response::JoinGroup(joined))) => {
                membership.answers.join = Some(Some(joined.clone()));
            }
            (Context::JoinGroup, _) => membership.answers.join = Some(None),
            (Context::SyncGroup, Some(Response::SyncGroup(synced))) => {
                membership.answers.sync = Some(Some(synced.clone()));
            }
            (Context::SyncGroup, _) => membership.answers.sync = Some(None),
            (Context::Heartbeat, Some(Response::Heartbeat(beat))) => {
                self.heartbeat_answered(now, beat.error, effects);
            }
            (Context::ConsumerGroupHeartbeat { number }, response) => {
                let answer = match response {
                    Some(Response::ConsumerGroupHeartbeat(answer)) => Some(answer),
                    _ => None,
                };
                self.modern_answered(now, *number, answer, effects);
            }
            (Context::Heartbeat, _) => {
                self.heartbeat_answered(now, ErrorCode::NetworkException, effects);
            }
            // Whoever closes waits until nothing is in flight any more.
            _ => {}
        }
    }

    /// An error that the coordinator gave about something else than joining, such as a commit.
    pub(in super::super) fn group_refused(
        &mut self,
        now: Now,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        let backoff = self.retry_backoff();
        let Some(membership) = &mut self.membership else {
            return;
        };
        membership.refused(error);
        if error.is_retriable() {
            membership.commit_failed();
            membership.back_off(now, backoff);
        }
        if !membership.has_joined() {
            effects.cancel_timer(ConsumerTimer::Heartbeat);
        }
    }
}
