//! What an application calls, and what the calls return (`ClassicKafkaConsumer.poll`).

use std::sync::Arc;

use super::positions::PartitionState;
use super::records::ConsumerRecords;
use super::{Consumer, ConsumerTimer, Context, MemberState, Membership};
use crate::bugs::{self, Bug};
use crate::client::Observation;
use crate::client::producer::GroupMetadata;
use crate::client::serdes::{Deserialized, Poison};
use crate::model::{Instant, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::ErrorCode;

/// Where the application's thread is, as its consumer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PollState {
    /// It waits in `poll()`. transition: records arrive -> `Processing`; `close()` -> `Closing`; thrown at -> `Failed`.
    Polling,
    /// It waits in `commitSync()`. transition: answered for good, or `default.api.timeout.ms` -> `Processing`.
    Committing,
    /// It is outside the consumer. transition: `poll()` -> `Polling`; `commitSync()` -> `Committing`; `close()` -> `Closing`.
    Processing,
    /// It waits in `close()`. transition: committed and left, or 30 s -> `Closed`.
    Closing,
    /// `close()` has returned. transition: none.
    Closed,
    /// A call threw. transition: `close()` -> `Closing`.
    Failed,
}

/// Records of one partition that a poll returned, in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Polled {
    /// Where they are from.
    pub partition: TopicPartition,
    /// What they are.
    pub records: ConsumerRecords,
    /// The next offset that will be read.
    pub position: Offset,
    /// What each of them says, where the deserializers do not leave it at bytes.
    pub deserialized: Vec<Deserialized>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Returned {
    /// `poll()`: at least one record, or none but a position that moved over what is not for applications.
    Records(Vec<Polled>),
    /// `commitSync()`: stored, or why not; `RequestTimedOut` when `default.api.timeout.ms` ran out.
    Committed(Result<(), ErrorCode>),
    /// `close()`.
    Closed,
    /// `poll()` threw.
    Threw(ErrorCode),
    /// `poll()` threw a `RecordDeserializationException`: the position stays, and the application may poll again.
    Undeserializable(Box<Poison>),
}

impl Consumer {
    /// Calls `poll()`. It returns when [`Consumer::advance`] says so; an application that polls again after an empty poll
    /// is one that polls for as long as it takes. As long as it does, the member proves that it makes progress.
    pub fn poll(&mut self, effects: &mut Effects) {
        self.poll = PollState::Polling;
        effects.cancel_timer(ConsumerTimer::PollInterval);
    }

    /// The application is called back from within `poll()` and does something else first (`ConsumerRebalanceListener`).
    pub const fn called_back(&mut self) {
        self.poll = PollState::Processing;
    }

    /// In whose name positions are to be committed by a producer (`groupMetadata()`); `None` without a group.
    #[must_use]
    pub fn group_metadata(&self) -> Option<GroupMetadata> {
        let membership = self.membership.as_ref()?;
        let (generation_id, member_id) = membership.joined();
        Some(GroupMetadata {
            group_id: Arc::clone(&membership.group_id),
            generation_id,
            member_id,
            group_instance_id: self.setup.config.group_instance_id.clone(),
        })
    }

    /// Does what can be done now, and says how the call that runs ended, if it did.
    pub fn advance(&mut self, now: Now, effects: &mut Effects) -> Option<Returned> {
        if self.poll == PollState::Closed {
            return None;
        }
        if self.waits_for_schema() {
            self.arm(now, effects);
            return None;
        }
        self.take_part(now, effects);
        self.send_queued_commits(now, effects);
        let returned = match self.poll {
            PollState::Polling => self.poll_once(now, effects),
            PollState::Committing => {
                let outcome = self.sync_commit_outcome(now, effects);
                outcome
                    .inspect(|_| self.poll = PollState::Processing)
                    .map(Returned::Committed)
            }
            PollState::Closing => self.drive_close(now, effects),
            PollState::Processing | PollState::Closed | PollState::Failed => None,
        };
        self.metadata
            .refresh(now, &mut self.network, Context::Metadata, effects);
        self.arm(now, effects);
        returned
    }

    /// A round of `poll()`. The next fetches leave before it returns, so that they run while records are processed.
    fn poll_once(&mut self, now: Now, effects: &mut Effects) -> Option<Returned> {
        if self.is_settled() {
            if !bugs::has(Bug::CommitOfTheCurrentBatch) {
                self.auto_commit_if_due(now, effects);
            }
            self.update_positions(now, effects);
        }
        let records = if self.thrown.is_none() {
            if self.asks_for_schema(now, effects) {
                return None;
            }
            self.collect(now, effects)
        } else {
            Vec::new()
        };
        if let Some(error) = self.thrown.take_if(|_| records.is_empty()) {
            self.poll = PollState::Failed;
            return Some(Returned::Threw(error));
        }
        self.deserializing.polled();
        if let Some(poison) = self.poison.take() {
            self.poll = PollState::Processing;
            self.await_next_poll(effects);
            return Some(Returned::Undeserializable(poison));
        }
        if records.is_empty() {
            // What was fetched may have led to resets.
            self.ask_for_reset(now, effects);
        }
        self.send_fetches(now, effects);
        if records.is_empty() {
            return None;
        }
        if bugs::has(Bug::CommitOfTheCurrentBatch) {
            self.auto_commit_if_due(now, effects);
        }
        self.poll = PollState::Processing;
        self.await_next_poll(effects);
        Some(Returned::Records(records))
    }

    /// From now on the member has to poll again in time.
    pub(super) fn await_next_poll(&self, effects: &mut Effects) {
        if self.subscribes() {
            let interval = self.setup.config.max_poll_interval;
            effects.set_timer(ConsumerTimer::PollInterval, interval);
        }
    }

    /// `ConsumerCoordinator.poll` returns early while the coordinator is unknown or the member has to join again; who
    /// assigns itself waits for neither.
    fn is_settled(&self) -> bool {
        let is_member = |membership: &Membership| {
            let joins =
                membership.state != MemberState::Stable || membership.rejoin_reason().is_some();
            !joins && membership.coordinator().is_some()
        };
        let is_settled = |m: &Membership| m.modern().is_some() || is_member(m);
        !self.subscribes() || self.membership.as_ref().is_some_and(is_settled)
    }

    /// `updateFetchPositions`: validate what has another leader, find what has no position.
    fn update_positions(&mut self, now: Now, effects: &mut Effects) {
        self.assign_itself(effects);
        self.validate_after_new_leaders();
        self.validate_positions(now, effects);
        self.ask_for_committed(now, effects);
        self.reset_those_without_group(effects);
        self.ask_for_reset(now, effects);
    }

    /// Without a group that assigns them, the partitions are those it was told, or all there are.
    fn assign_itself(&mut self, effects: &mut Effects) {
        if self.subscribes() {
            return;
        }
        let known = |topic| self.metadata.partition_count(topic).unwrap_or(0) as usize;
        let wanted = if self.setup.assigned.is_empty() {
            self.setup.topics.iter().map(known).sum()
        } else {
            self.setup.assigned.len()
        };
        if wanted <= self.positions.len() {
            return;
        }
        let all: Vec<_> = if self.setup.assigned.is_empty() {
            let topics = self.setup.topics.iter();
            topics
                .flat_map(|topic| self.metadata.partitions(topic))
                .collect()
        } else {
            self.setup.assigned.clone()
        };
        self.assign(&all, effects);
    }

    /// Wakes the consumer when something can be tried again.
    fn arm(&mut self, now: Now, effects: &mut Effects) {
        let wakes: Option<Instant> = match self.poll {
            PollState::Polling => {
                let positions = self.positions.values().map(PartitionState::retry_at);
                positions.filter(|at| *at > now.mono).min()
            }
            PollState::Committing => self.sync_commit_wakes(now),
            PollState::Closing => self.close_wakes(now),
            PollState::Processing | PollState::Closed | PollState::Failed => None,
        };
        let membership = self.membership.as_ref().map(Membership::retry_at);
        let committing = self.membership.as_ref().and_then(Membership::commits_until);
        let others = membership
            .into_iter()
            .chain(committing)
            .chain(self.metadata.due_at());
        // What is due already waits for a connection or an answer, and those come by themselves.
        let wake = others.filter(|at| *at > now.mono).chain(wakes).min();
        if wake != self.retry_wakes {
            self.retry_wakes = wake;
            match wake {
                Some(at) => effects.set_timer(ConsumerTimer::Retry, at.since(now.mono)),
                None => effects.cancel_timer(ConsumerTimer::Retry),
            }
        }
    }

    /// The call that runs throws, once it has nothing to return any more.
    pub(super) fn fail(&mut self, observation: Observation, effects: &mut Effects) {
        if let Observation::Error { error, .. } = &observation {
            self.thrown = Some(*error);
        }
        effects.observe(observation);
    }

    /// `fail` for partitions.
    pub(super) fn throw(
        &mut self,
        error: ErrorCode,
        about: &[&TopicPartition],
        effects: &mut Effects,
    ) {
        let names: Vec<_> = about.iter().map(ToString::to_string).collect();
        let about = names.join(", ").into();
        self.fail(Observation::Error { error, about }, effects);
    }
}
