//! Heartbeats: what they say, and what their answers mean (`ConsumerHeartbeatRequestManager`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ModernMemberState, SentFields};
use crate::client::consumer::membership::{Consumer, ConsumerTimer, Context};
use crate::model::{BrokerId, Duration, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, ErrorCode,
    JOIN_GROUP_MEMBER_EPOCH,
};

impl Consumer {
    /// Says that the member lives, if it is time or if there is something to say.
    pub(super) fn heartbeat_as_modern(
        &mut self,
        now: Now,
        coordinator: BrokerId,
        effects: &mut Effects,
    ) {
        let is_due = self
            .membership
            .as_ref()
            .and_then(|m| m.modern())
            .is_some_and(|modern| {
                let is_time = modern.is_urgent() || modern.next <= now.mono;
                modern.is_member() && modern.in_flight.is_none() && is_time
            });
        if !is_due || !self.coordinator_network.ready(coordinator, effects) {
            return;
        }
        let Some(request) = self.beat() else {
            return;
        };
        let Some(membership) = &mut self.membership else {
            return;
        };
        if let Some(modern) = &mut membership.modern {
            modern.beats += 1;
            modern.in_flight = Some(modern.beats);
            let context = Context::ConsumerGroupHeartbeat {
                number: modern.beats,
            };
            self.coordinator_network
                .send(now, coordinator, request, context, effects);
            if modern.state == ModernMemberState::Acknowledging {
                let has = self.positions.keys().cloned().collect::<BTreeSet<_>>();
                let is_reconciled = modern.target.as_ref() == Some(&has);
                membership.go(if is_reconciled {
                    ModernMemberState::Stable
                } else {
                    ModernMemberState::Reconciling
                });
            }
        }
    }

    /// The next heartbeat. One that joins says everything, others what is new.
    fn beat(&mut self) -> Option<ConsumerGroupHeartbeatRequest> {
        let config = &self.setup.config;
        let membership = self.membership.as_mut()?;
        let modern = membership.modern.as_mut()?;
        let mut request = ConsumerGroupHeartbeatRequest::new(
            Arc::clone(&membership.group_id),
            (Arc::clone(&membership.member_id), membership.generation),
            Arc::clone(&self.setup.name),
        );
        request.instance_id.clone_from(&config.group_instance_id);
        let all = modern.state == ModernMemberState::Joining;
        let sent = &mut modern.sent;
        if all {
            *sent = SentFields::default();
            request.rack_id.clone_from(&config.client_rack);
        }
        if !std::mem::replace(&mut sent.rebalance_timeout, true) {
            request.rebalance_timeout_ms = Some(config.max_poll_interval.as_millis() as i32);
        }
        let topics = &self.setup.topics;
        if sent.topics.as_ref() != Some(topics)
            && (self.setup.pattern.is_none() || !topics.is_empty())
        {
            sent.topics = Some(topics.clone());
            request.subscribed_topic_names = Some(topics.clone());
        }
        if sent.pattern != self.setup.pattern {
            sent.pattern.clone_from(&self.setup.pattern);
            request
                .subscribed_topic_regex
                .clone_from(&self.setup.pattern);
        }
        if !std::mem::replace(&mut sent.assignor, true) {
            request
                .server_assignor
                .clone_from(&config.group_remote_assignor);
        }
        let owned: BTreeSet<TopicPartition> = match all {
            true => BTreeSet::new(),
            false => self.positions.keys().cloned().collect(),
        };
        if sent.owned.as_ref() != Some(&owned) || modern.state == ModernMemberState::Acknowledging {
            request.topic_partitions = Some(owned.iter().cloned().collect());
            sent.owned = Some(owned);
        }
        Some(request)
    }

    /// A heartbeat is answered, or lost with its connection.
    pub(in super::super) fn modern_answered(
        &mut self,
        now: Now,
        number: u64,
        answer: Option<&ConsumerGroupHeartbeatResponse>,
        effects: &mut Effects,
    ) {
        let backoff = self.retry_backoff();
        let Some(membership) = &mut self.membership else {
            return;
        };
        let modern = membership.modern.as_mut();
        let Some(modern) = modern.filter(|modern| modern.in_flight == Some(number)) else {
            return;
        };
        modern.in_flight = None;
        let error = answer.map_or(ErrorCode::NetworkException, |answer| answer.error);
        if error != ErrorCode::None {
            // The coordinator may not know what was said, and is told everything again.
            modern.sent = SentFields::default();
            modern.next = now.mono;
        }
        if !modern.is_member() {
            return;
        }
        match (error, answer) {
            (ErrorCode::None, Some(answer)) => self.accepted(now, answer, effects),
            (ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable, _) => {
                membership.coordinator = None;
            }
            (ErrorCode::NetworkException, _) => {
                membership.coordinator = None;
                membership.back_off(now, backoff);
            }
            (ErrorCode::CoordinatorLoadInProgress, _) => membership.back_off(now, backoff),
            (ErrorCode::FencedMemberEpoch | ErrorCode::UnknownMemberId, _) => {
                membership.generation = JOIN_GROUP_MEMBER_EPOCH;
                membership.go(ModernMemberState::Fenced);
            }
            (error, _) => {
                membership.fatal = Some(error);
                membership.go(ModernMemberState::Fatal);
            }
        }
    }

    /// The member has an epoch, and perhaps other partitions to have (`onHeartbeatSuccess`).
    fn accepted(
        &mut self,
        now: Now,
        answer: &ConsumerGroupHeartbeatResponse,
        effects: &mut Effects,
    ) {
        let has: BTreeSet<TopicPartition> = self.positions.keys().cloned().collect();
        let Some(membership) = &mut self.membership else {
            return;
        };
        membership.failures = 0;
        membership.rejoin = None;
        membership.generation = answer.member_epoch;
        if let Some(id) = &answer.member_id {
            membership.member_id = Arc::clone(id);
        }
        membership.keep_name();
        let Some(modern) = &mut membership.modern else {
            return;
        };
        let interval = Duration::from_millis(i64::from(answer.heartbeat_interval_ms));
        modern.next = now.mono + interval;
        effects.set_timer(
            ConsumerTimer::Heartbeat,
            interval.max(Duration::from_millis(1)),
        );
        if let Some(assignment) = &answer.assignment {
            let target: BTreeSet<TopicPartition> = assignment.iter().cloned().collect();
            let is_reconciled = target == has;
            modern.target = Some(target);
            for partition in assignment {
                self.metadata.want(&partition.topic);
            }
            match modern.state {
                _ if !is_reconciled => membership.go(ModernMemberState::Reconciling),
                ModernMemberState::Joining | ModernMemberState::Reconciling => {
                    membership.go(ModernMemberState::Stable);
                }
                _ => {}
            }
        }
    }
}
