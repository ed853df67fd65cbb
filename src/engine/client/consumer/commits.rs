//! Committing positions (`ConsumerCoordinator`): nothing is committed without a group.

use std::sync::Arc;

use super::{Consumer, ConsumerTimer, Context, PollState};
use crate::client::Observation;
use crate::model::{Duration, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{CommittedOffset, ErrorCode, OffsetCommitRequest, Response};

impl Consumer {
    pub(super) fn commits_automatically(&self) -> bool {
        self.setup.config.enable_auto_commit && self.membership.is_some()
    }

    /// `maybeAutoCommitOffsetsAsync`: only within `poll()`, so an application that is still busy with the last
    /// poll's records commits when it polls again.
    pub(super) fn auto_commit(&mut self, now: Now, effects: &mut Effects) {
        if self.poll != PollState::Polling {
            return;
        }
        self.await_auto_commit(now, effects);
        self.commit(now, effects);
    }

    /// With an interval of 0 every poll commits; a waiting poll looks at the clock each millisecond at most.
    pub(super) fn await_auto_commit(&mut self, now: Now, effects: &mut Effects) {
        let interval = self.setup.config.auto_commit_interval;
        self.auto_commit_due = Some(now.mono + interval);
        effects.set_timer(
            ConsumerTimer::AutoCommit,
            interval.max(Duration::from_millis(1)),
        );
    }

    /// Commits every position, which is the offset after the last record that a poll returned.
    pub(super) fn commit(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = &self.membership else {
            return;
        };
        let Some(coordinator) = membership.coordinator() else {
            return;
        };
        let positions = self.positions.iter().filter_map(|(partition, position)| {
            let committed = CommittedOffset {
                offset: position.offset()?,
                leader_epoch: position.last_epoch,
                metadata: Arc::from(""),
            };
            Some((partition.clone(), committed))
        });
        let offsets: Vec<_> = positions.collect();
        if offsets.is_empty() || !self.coordinator_network.ready(coordinator, effects) {
            return;
        }
        let context = Context::OffsetCommit {
            offsets: offsets.iter().map(|(p, c)| (p.clone(), c.offset)).collect(),
        };
        let request = OffsetCommitRequest {
            group_id: Arc::clone(&membership.group_id),
            generation_id: membership.generation,
            member_id: Arc::clone(&membership.member_id),
            group_instance_id: self.setup.config.group_instance_id.clone(),
            retention_time_ms: None,
            offsets,
        };
        self.coordinator_network
            .send(now, coordinator, request, context, effects);
    }

    pub(super) fn committed_offsets(
        &mut self,
        now: Now,
        asked: &[(TopicPartition, Offset)],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::OffsetCommit(response)) = response else {
            effects.observe(Observation::CommitFailed(ErrorCode::NetworkException));
            self.exit_when_answered(effects);
            return;
        };
        let stored = |partition: &TopicPartition| {
            response
                .partitions
                .iter()
                .any(|(p, error)| p == partition && *error == ErrorCode::None)
        };
        let committed: Vec<_> = asked
            .iter()
            .filter(|(partition, _)| stored(partition))
            .cloned()
            .collect();
        for (partition, offset) in &committed {
            if let Some(position) = self.positions.get_mut(partition) {
                position.committed = Some(*offset);
            }
        }
        if !committed.is_empty() {
            effects.observe(Observation::Committed(committed));
        }
        if let Some((_, error)) = response
            .partitions
            .iter()
            .find(|(_, error)| *error != ErrorCode::None)
        {
            effects.observe(Observation::CommitFailed(*error));
            self.group_refused(now, *error, effects);
        }
        self.exit_when_answered(effects);
    }

    /// A closing consumer exits once its last commit and its farewell are answered, or lost.
    pub(super) fn exit_when_answered(&mut self, effects: &mut Effects) {
        let waits = self
            .coordinator_network
            .all_in_flight()
            .any(|(_, request)| {
                matches!(
                    request.context,
                    Context::OffsetCommit { .. } | Context::LeaveGroup
                )
            });
        if self.closing && !waits {
            self.exit(effects);
        }
    }
}
