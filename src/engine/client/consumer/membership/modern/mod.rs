//! A consumer's place in its group by the consumer protocol (`ConsumerMembershipManager`, KIP-848).
//!
//! Heartbeats are all that it asks, and they go on whatever the application does. What they bring, the application takes up
//! when it polls: it gives up partitions, gets others, and learns that it was thrown out.

mod heartbeats;
mod leaving;
mod reconciling;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Consumer, MemberState, Membership};
use crate::config::GroupProtocol;
use crate::model::{Instant, TopicName, TopicPartition, uuid};
use crate::node::{Boot, Now};
use crate::protocol::JOIN_GROUP_MEMBER_EPOCH;

/// What a member of the consumer protocol knows beside what members of both know. Its generation is its epoch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ModernMembership {
    /// How far it is.
    pub state: ModernMemberState,
    /// What it was told last to have, if it was.
    target: Option<BTreeSet<TopicPartition>>,
    /// Until when it waits for its commit before it gives up partitions.
    committing: Option<Instant>,
    /// The interval that the coordinator wants, and when the next heartbeat is due.
    next: Instant,
    /// Heartbeats are numbered, so that no answer is taken for a later one's.
    beats: u64,
    in_flight: Option<u64>,
    sent: SentFields,
}

/// How far a member is (`MemberState` of the consumer protocol).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModernMemberState {
    /// It has never polled, or has left. transition: it polls -> `Joining`.
    Unsubscribed,
    /// action: heartbeat with epoch 0. transition: answered -> `Reconciling` or `Stable`.
    Joining,
    /// It was told to have other partitions than it has. action: commit, give up, take, when the application polls.
    /// transition: done -> `Acknowledging`.
    Reconciling,
    /// action: heartbeat at once with what it has now. transition: sent -> `Stable`, or `Reconciling` if there is more.
    Acknowledging,
    /// It has what it was told to have. transition: told otherwise -> `Reconciling`.
    Stable,
    /// The coordinator does not know it, or not in its epoch. action: none; what it had is lost, which the application
    /// learns when it polls. transition: it has -> `Joining`.
    Fenced,
    /// It said that it leaves, since the application took longer than `max.poll.interval.ms`. transition: the application
    /// polls -> `Joining`.
    Stale,
    /// Something that cannot be helped: `poll()` throws it. transition: none.
    Fatal,
}

/// What the last heartbeats have said: only what is new is said again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct SentFields {
    rebalance_timeout: bool,
    topics: Option<Vec<TopicName>>,
    pattern: Option<Arc<str>>,
    assignor: bool,
    owned: Option<BTreeSet<TopicPartition>>,
}

impl ModernMembership {
    const fn new() -> Self {
        Self {
            state: ModernMemberState::Unsubscribed,
            target: None,
            committing: None,
            next: Instant::ZERO,
            beats: 0,
            in_flight: None,
            sent: SentFields {
                rebalance_timeout: false,
                topics: None,
                pattern: None,
                assignor: false,
                owned: None,
            },
        }
    }

    /// The partitions that it was told last to have, if it was told.
    pub fn target(&self) -> Option<impl Iterator<Item = &TopicPartition>> {
        self.target.as_ref().map(BTreeSet::iter)
    }

    /// When it says next that it lives, as far as nothing comes before.
    #[must_use]
    pub const fn next_heartbeat(&self) -> Instant {
        self.next
    }

    /// Whether it is a member, as far as it knows.
    #[must_use]
    pub const fn is_member(&self) -> bool {
        matches!(
            self.state,
            ModernMemberState::Joining
                | ModernMemberState::Reconciling
                | ModernMemberState::Acknowledging
                | ModernMemberState::Stable
        )
    }

    /// Whether a heartbeat need not wait for its time (`shouldHeartbeatNow`).
    const fn is_urgent(&self) -> bool {
        matches!(
            self.state,
            ModernMemberState::Joining | ModernMemberState::Acknowledging
        )
    }
}

impl Membership {
    /// Speaks a protocol from now on.
    pub(in super::super) fn speaking(mut self, protocol: GroupProtocol) -> Self {
        self.modern = match protocol {
            GroupProtocol::Classic => None,
            GroupProtocol::Consumer => Some(ModernMembership::new()),
        };
        self
    }

    /// What it knows as a member of the consumer protocol; `None` of the classic one.
    #[must_use]
    pub const fn modern(&self) -> Option<&ModernMembership> {
        self.modern.as_ref()
    }

    /// Until when it waits for its commit before it gives up partitions.
    pub(in super::super) fn commits_until(&self) -> Option<Instant> {
        self.modern.as_ref()?.committing
    }

    /// The process starts: a member makes its own id, and keeps it as long as it runs (KIP-1082).
    pub(in super::super) fn booted(&mut self, boot: &Boot) {
        if self.modern.is_some() {
            self.member_id = uuid(boot.entropy, u64::from(boot.incarnation));
        }
    }

    /// Another state; to those who know no protocol it is a member or none.
    fn go(&mut self, state: ModernMemberState) {
        if let Some(modern) = &mut self.modern {
            modern.state = state;
            let is_in = modern.is_member() && state != ModernMemberState::Joining;
            self.state = if is_in {
                MemberState::Stable
            } else {
                MemberState::Unjoined
            };
        }
    }

    /// Joins, from the beginning (`transitionToJoining`).
    fn rejoin(&mut self) {
        self.generation = JOIN_GROUP_MEMBER_EPOCH;
        if let Some(modern) = &mut self.modern {
            modern.target = None;
            modern.committing = None;
        }
        self.go(ModernMemberState::Joining);
    }
}

impl Consumer {
    /// What a member of the consumer protocol does whenever anything has happened.
    pub(super) fn take_part_as_modern(
        &mut self,
        now: Now,
        polls: bool,
        effects: &mut crate::node::Effects,
    ) {
        if polls {
            self.polled(now, effects);
        }
        let Some(membership) = self
            .membership
            .as_ref()
            .filter(|m| m.not_before <= now.mono)
        else {
            return;
        };
        let is_member = membership.modern().is_some_and(ModernMembership::is_member);
        match membership.coordinator {
            None if is_member || self.poll_needs_coordinator() => {
                self.find_coordinator(now, effects);
            }
            None => {}
            Some(coordinator) => self.heartbeat_as_modern(now, coordinator, effects),
        }
    }
}
