//! Committing positions (`ConsumerCoordinator`): nothing is committed without a group.

use std::sync::Arc;

use super::{Consumer, ConsumerTimer, Context, MemberState, PollState};
use crate::client::Observation;
use crate::client::network::backoff;
use crate::model::{Duration, Instant, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{
    CommittedOffset, ErrorCode, OffsetCommitRequest, OffsetCommitResponse, Response,
};

/// Offsets to commit: the next to read of each partition.
pub type Offsets = Vec<(TopicPartition, CommittedOffset)>;

/// Who waits for a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum CommitKind {
    /// `commitSync()`, which tries again until it succeeds, fails for good or runs out of time; numbered.
    Sync(u64),
    /// `commitAsync()`, which never does: a later one may have overtaken it.
    Async,
    /// `enable.auto.commit`: as `commitAsync()`, but the next one comes sooner.
    Auto,
}

/// A commit that waits for the coordinator to be found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct QueuedCommit {
    kind: CommitKind,
    offsets: Offsets,
}

/// A `commitSync()` that runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct SyncCommit {
    number: u64,
    offsets: Offsets,
    deadline: Instant,
    attempts: u32,
    not_before: Instant,
    is_asked: bool,
    outcome: Option<Result<(), ErrorCode>>,
}

impl Consumer {
    /// Calls `commitSync()` for these offsets, or for all positions. It returns when [`Consumer::advance`] says so.
    pub fn commit_sync(&mut self, now: Now, offsets: Option<Offsets>) {
        self.poll = PollState::Committing;
        let offsets = offsets.unwrap_or_else(|| self.all_consumed());
        self.begin_sync_commit(now, offsets, self.setup.config.default_api_timeout);
        if let (None, Some(commit)) = (&self.membership, &mut self.sync_commit) {
            commit.outcome = Some(Err(ErrorCode::InvalidGroupId));
        }
    }

    /// Calls `commitAsync()` for these offsets, or for all positions; it returns at once.
    pub fn commit_async(&mut self, now: Now, offsets: Option<Offsets>, effects: &mut Effects) {
        let offsets = offsets.unwrap_or_else(|| self.all_consumed());
        self.commit_or_queue(now, CommitKind::Async, offsets, effects);
    }

    pub(super) fn begin_sync_commit(&mut self, now: Now, offsets: Offsets, timeout: Duration) {
        self.lookups += 1;
        self.sync_commit = Some(SyncCommit {
            number: self.lookups,
            outcome: offsets.is_empty().then_some(Ok(())),
            offsets,
            deadline: now.mono + timeout,
            attempts: 0,
            not_before: Instant::ZERO,
            is_asked: false,
        });
    }

    /// How `commitSync()` ended, if it did.
    pub(super) fn sync_commit_outcome(
        &mut self,
        now: Now,
        effects: &mut Effects,
    ) -> Option<Result<(), ErrorCode>> {
        let mut commit = self.sync_commit.take()?;
        if commit.outcome.is_none() && now.mono >= commit.deadline {
            effects.observe(Observation::CommitFailed(ErrorCode::RequestTimedOut));
            commit.outcome = Some(Err(ErrorCode::RequestTimedOut));
        }
        if commit.outcome.is_none() && !commit.is_asked && now.mono >= commit.not_before {
            let kind = CommitKind::Sync(commit.number);
            match self.send_commit(now, kind, &commit.offsets, effects) {
                Ok(is_asked) => commit.is_asked = is_asked,
                Err(error) => {
                    effects.observe(Observation::CommitFailed(error));
                    commit.outcome = Some(Err(error));
                }
            }
        }
        let outcome = commit.outcome;
        if outcome.is_none() {
            self.sync_commit = Some(commit);
        }
        outcome
    }

    /// When `commitSync()` has to be looked at again.
    pub(super) fn sync_commit_wakes(&self, now: Now) -> Option<Instant> {
        let commit = self.sync_commit.as_ref()?;
        let wakes = [commit.not_before, commit.deadline].into_iter();
        wakes.filter(|at| *at > now.mono).min()
    }

    pub(super) fn commits_automatically(&self) -> bool {
        self.setup.config.enable_auto_commit.is_on() && self.membership.is_some()
    }

    /// `maybeAutoCommitOffsetsAsync`: the positions are those of earlier polls, since this one has returned nothing yet.
    pub(super) fn auto_commit_if_due(&mut self, now: Now, effects: &mut Effects) {
        if self.auto_commit_due.is_some_and(|due| due <= now.mono) {
            self.await_auto_commit(now, effects);
            self.commit(now, effects);
        }
    }

    /// `auto.commit.interval.ms` begins anew. With 0 every poll commits; a waiting one looks at the clock each
    /// millisecond at most.
    pub(super) fn await_auto_commit(&mut self, now: Now, effects: &mut Effects) {
        if self.commits_automatically() {
            self.await_auto_commit_for(now, self.setup.config.auto_commit_interval, effects);
        }
    }

    fn await_auto_commit_for(&mut self, now: Now, interval: Duration, effects: &mut Effects) {
        self.auto_commit_due = Some(now.mono + interval);
        effects.set_timer(
            ConsumerTimer::AutoCommit,
            interval.max(Duration::from_millis(1)),
        );
    }

    /// Commits every position, as `enable.auto.commit` does.
    pub(super) fn commit(&mut self, now: Now, effects: &mut Effects) {
        let offsets = self.all_consumed();
        self.commit_or_queue(now, CommitKind::Auto, offsets, effects);
    }

    /// `SubscriptionState.allConsumed`: the offset after the last record that a poll returned, of each partition that has
    /// a valid position.
    pub(super) fn all_consumed(&self) -> Offsets {
        let consumed = self.positions.iter().filter_map(|(partition, state)| {
            let position = state.valid_position()?;
            let committed = CommittedOffset {
                offset: position.offset,
                leader_epoch: position.offset_epoch,
                metadata: Arc::from(""),
            };
            Some((partition.clone(), committed))
        });
        consumed.collect()
    }

    fn commit_or_queue(
        &mut self,
        now: Now,
        kind: CommitKind,
        offsets: Offsets,
        effects: &mut Effects,
    ) {
        if offsets.is_empty() {
            return;
        }
        match self.send_commit(now, kind, &offsets, effects) {
            Ok(true) => {}
            Ok(false) => self.queued_commits.push(QueuedCommit { kind, offsets }),
            Err(error) => effects.observe(Observation::CommitFailed(error)),
        }
    }

    /// Sends what waited for the coordinator.
    pub(super) fn send_queued_commits(&mut self, now: Now, effects: &mut Effects) {
        for QueuedCommit { kind, offsets } in std::mem::take(&mut self.queued_commits) {
            self.commit_or_queue(now, kind, offsets, effects);
        }
    }

    /// Nobody coordinates: what waits is not tried again (`RetriableCommitFailedException`), lest it overtake a later one.
    pub(super) fn coordinator_looked_up(&mut self, now: Now, effects: &mut Effects) {
        let found = |m: &super::Membership| m.coordinator().is_some();
        if self.membership.as_ref().is_some_and(found) {
            return;
        }
        for commit in std::mem::take(&mut self.queued_commits) {
            self.commit_failed(
                now,
                commit.kind,
                ErrorCode::CoordinatorNotAvailable,
                effects,
            );
        }
    }

    /// `sendOffsetCommitRequest`: whether it was sent; it waits while there is no coordinator.
    fn send_commit(
        &mut self,
        now: Now,
        kind: CommitKind,
        offsets: &Offsets,
        effects: &mut Effects,
    ) -> Result<bool, ErrorCode> {
        let (generation, member_id) = self.committer()?;
        let Some(membership) = &self.membership else {
            return Err(ErrorCode::InvalidGroupId);
        };
        let Some(coordinator) = membership.coordinator() else {
            return Ok(false);
        };
        if !self.coordinator_network.ready(coordinator, effects) {
            return Ok(false);
        }
        let asked = offsets.iter().map(|(p, c)| (p.clone(), c.offset));
        let context = Context::OffsetCommit {
            kind,
            generation,
            offsets: asked.collect(),
        };
        let request = OffsetCommitRequest {
            group_id: Arc::clone(&membership.group_id),
            generation_id: generation,
            member_id,
            group_instance_id: self.setup.config.group_instance_id.clone(),
            retention_time_ms: None,
            offsets: offsets.clone(),
        };
        self.coordinator_network
            .send(now, coordinator, request, context, effects);
        Ok(true)
    }

    /// In whose name offsets are committed: a member's, or nobody's where the consumer assigns itself. Who was thrown out
    /// cannot (`CommitFailedException`, which has no code of its own); who rebalances has to poll first.
    fn committer(&self) -> Result<(i32, Arc<str>), ErrorCode> {
        let Some(membership) = self.membership.as_ref().filter(|_| self.subscribes()) else {
            return Ok((-1, Arc::from("")));
        };
        match membership.state {
            MemberState::PreparingRebalance | MemberState::CompletingRebalance => {
                Err(ErrorCode::RebalanceInProgress)
            }
            _ if membership.modern().is_some() && membership.generation <= 0 => {
                Err(ErrorCode::UnknownMemberId)
            }
            _ if membership.generation < 0 => Err(ErrorCode::UnknownMemberId),
            _ => Ok((membership.generation, Arc::clone(&membership.member_id))),
        }
    }

    pub(super) fn committed_offsets(
        &mut self,
        now: Now,
        (kind, generation): (CommitKind, i32),
        asked: &[(TopicPartition, Offset)],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::OffsetCommit(response)) = response else {
            self.commit_failed(now, kind, ErrorCode::NetworkException, effects);
            return;
        };
        self.remember_committed(asked, response, effects);
        let errors = response.partitions.iter().map(|(_, error)| *error);
        match errors.into_iter().find(|error| *error != ErrorCode::None) {
            Some(error) => self.commit_refused(now, kind, generation, error, effects),
            None => self.sync_commit_ended(kind, Ok(())),
        }
    }

    fn remember_committed(
        &mut self,
        asked: &[(TopicPartition, Offset)],
        response: &OffsetCommitResponse,
        effects: &mut Effects,
    ) {
        let stored = |partition: &TopicPartition| {
            let mut answers = response.partitions.iter();
            answers.any(|(p, error)| p == partition && *error == ErrorCode::None)
        };
        let committed: Vec<_> = asked
            .iter()
            .filter(|(partition, _)| stored(partition))
            .cloned()
            .collect();
        for (partition, offset) in &committed {
            if let Some(state) = self.positions.get_mut(partition) {
                state.committed = Some(*offset);
            }
        }
        if !committed.is_empty() {
            effects.observe(Observation::Committed(committed));
        }
    }

    /// `OffsetCommitResponseHandler`.
    fn commit_refused(
        &mut self,
        now: Now,
        kind: CommitKind,
        generation: i32,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        let is_expelled = matches!(
            error,
            ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration
        );
        // It was asked in the name of an old generation, and a new one is being made: no reason to give that up.
        let is_outdated = is_expelled
            && self.membership.as_ref().is_some_and(|m| {
                let rebalances = matches!(
                    m.state,
                    MemberState::PreparingRebalance | MemberState::CompletingRebalance
                );
                rebalances && m.generation != generation
            });
        if is_outdated {
            self.commit_failed(now, kind, ErrorCode::RebalanceInProgress, effects);
            return;
        }
        self.group_refused(now, error, effects);
        self.commit_failed(now, kind, error, effects);
    }

    fn commit_failed(
        &mut self,
        now: Now,
        kind: CommitKind,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        effects.observe(Observation::CommitFailed(error));
        let retry = self.setup.config.retry_backoff;
        match kind {
            CommitKind::Auto if error.is_retriable() => {
                self.await_auto_commit_for(now, retry, effects);
            }
            CommitKind::Auto | CommitKind::Async => {}
            CommitKind::Sync(number) if error.is_retriable() => {
                let longest = self.setup.config.retry_backoff_max;
                if let Some(commit) = self.sync_commit.as_mut().filter(|c| c.number == number) {
                    commit.is_asked = false;
                    commit.not_before = now.mono + backoff(retry, longest, commit.attempts);
                    commit.attempts += 1;
                }
            }
            CommitKind::Sync(_) => self.sync_commit_ended(kind, Err(error)),
        }
    }

    fn sync_commit_ended(&mut self, kind: CommitKind, outcome: Result<(), ErrorCode>) {
        let commit = self.sync_commit.as_mut();
        if let Some(commit) = commit.filter(|commit| kind == CommitKind::Sync(commit.number)) {
            commit.outcome = Some(outcome);
        }
    }
}
