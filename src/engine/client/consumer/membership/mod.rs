//! A consumer's place in its group: by the classic protocol (`AbstractCoordinator`, `ConsumerCoordinator`), and by the
//! consumer protocol (`modern`).
//!
//! Joining happens within `poll()` alone: an application that is busy joins when it polls again, and what the coordinator
//! answers meanwhile waits. Heartbeats are another thread's: they go on whatever the application does.

mod heartbeats;
mod joining;
mod leading;
mod leaving;
mod lookup;
mod modern;
mod preparing;

use std::sync::Arc;

pub use modern::{ModernMemberState, ModernMembership};

use super::assignor::{Memory, Topics};
use super::{Consumer, ConsumerTimer, Context, PollState};
use crate::client::network::backoff;
use crate::config::Assignor;
use crate::model::{BrokerId, Duration, Instant};
use crate::node::Now;
use crate::protocol::{ErrorCode, JoinGroupResponse, SyncGroupResponse};

/// What a member knows of its group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// Given by the coordinator; empty before.
    pub member_id: Arc<str>,
    /// The generation joined last, -1 before and after it was thrown out.
    pub generation: i32,
    /// The generation of which it took in an assignment last, and who it was in it; being thrown out does not change that
    /// (`groupMetadata`).
    assigned_in: (i32, Arc<str>),
    /// How far it is.
    pub state: MemberState,
    coordinator: Option<BrokerId>,
    finding: bool,
    /// JoinGroup or SyncGroup is asked and what came of it not yet taken in (`joinFuture`).
    joining: bool,
    not_before: Instant,
    failures: u32,
    rejoin: Option<RejoinReason>,
    preparing: Preparing,
    assignor: Option<Assignor>,
    memory: Memory,
    leading: Option<Leading>,
    answers: Answers,
    heartbeat: Heartbeat,
    /// What the heartbeat thread died of; the next poll throws it.
    fatal: Option<ErrorCode>,
    modern: Option<ModernMembership>,
}

/// How far a member is (`AbstractCoordinator.MemberState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberState {
    /// action: find the coordinator and join. transition: JoinGroup sent -> `PreparingRebalance`.
    Unjoined,
    /// JoinGroup waits for the other members. transition: answered -> `CompletingRebalance`; refused -> `Unjoined`.
    PreparingRebalance,
    /// SyncGroup waits for the leader's assignment. transition: answered -> `Stable`; refused -> `Unjoined`.
    CompletingRebalance,
    /// action: heartbeat. transition: it has to join again -> `PreparingRebalance`; thrown out -> `Unjoined`.
    Stable,
}

/// Why a member joins, or joins again (KIP-800).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RejoinReason {
    /// It is new.
    NotJoined,
    /// The coordinator gave it its member id and waits for it (KIP-394).
    MemberIdGiven,
    /// `REBALANCE_IN_PROGRESS`: somebody else came, went or asked for it.
    GroupIsRebalancing,
    /// It has given up partitions that are to move, and who gets them is to be told (KIP-429).
    RevokedPartitions,
    /// It leads the group, and the topics are not what they were when it gave out the partitions.
    MetadataChanged,
    /// It was given partitions of topics that it does not subscribe to.
    AssignmentMismatch,
    /// It left by itself, since the application took longer than `max.poll.interval.ms`.
    PollIntervalExceeded,
    /// The coordinator does not know it, or not in this generation: it may have been thrown out.
    Refused(ErrorCode),
    /// The last attempt failed.
    Failed(ErrorCode),
}

/// How far a member is in getting ready to join (`onJoinPrepare`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Preparing {
    /// action: commit, if that is automatic. transition: sent -> `Committing`; nothing to commit -> `Done`.
    ToDo,
    /// The commit is awaited; nothing is read meanwhile by a member that will give up everything. transition: answered, or too
    /// late -> `Done`; failed in a way that may pass -> `ToDo`.
    Committing { until: Instant },
    /// What had to be given up is given up. transition: joined, or thrown out -> `ToDo`.
    Done,
}

/// What the leader of a group watches (`assignmentSnapshot`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Leading {
    /// The topics as they were when the partitions were given out, those that somebody subscribes to.
    topics: Topics,
    /// All the topics that somebody subscribes to, known or not.
    subscribed: Vec<crate::model::TopicName>,
    /// The version of the metadata that these were last compared with.
    compared: u64,
}

/// What has come while the application was busy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Answers {
    join: Option<Option<JoinGroupResponse>>,
    sync: Option<Option<SyncGroupResponse>>,
    /// Since when the leader waits for metadata of topics that it did not know.
    wants_metadata: Option<Instant>,
}

/// The heartbeat thread (`Heartbeat`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Heartbeat {
    next: Instant,
    session_until: Instant,
    /// The generation of a heartbeat that is not answered yet.
    in_flight: Option<i32>,
}

impl Membership {
    pub(super) fn new(group_id: Arc<str>) -> Self {
        Self {
            group_id,
            member_id: Arc::from(""),
            generation: -1,
            assigned_in: (-1, Arc::from("")),
            state: MemberState::Unjoined,
            coordinator: None,
            finding: false,
            joining: false,
            not_before: Instant::ZERO,
            failures: 0,
            rejoin: Some(RejoinReason::NotJoined),
            preparing: Preparing::ToDo,
            assignor: None,
            memory: Memory::default(),
            leading: None,
            answers: Answers::default(),
            heartbeat: Heartbeat::default(),
            fatal: None,
            modern: None,
        }
    }

    /// The group's coordinator, once found.
    #[must_use]
    pub const fn coordinator(&self) -> Option<BrokerId> {
        self.coordinator
    }

    /// Why it joins, or will join when its application polls; `None` while it has no reason to.
    #[must_use]
    pub const fn rejoin_reason(&self) -> Option<RejoinReason> {
        self.rejoin
    }

    /// The assignor that the group has chosen.
    #[must_use]
    pub const fn assignor(&self) -> Option<Assignor> {
        self.assignor
    }

    /// Whether it computed the last assignment, and watches the group's topics since.
    #[must_use]
    pub const fn is_leader(&self) -> bool {
        self.leading.is_some()
    }

    /// When it says next that it lives; `None` while it has not joined.
    #[must_use]
    pub fn next_heartbeat(&self) -> Option<Instant> {
        self.has_joined().then_some(self.heartbeat.next)
    }

    /// When it gives up its coordinator, if that goes on not to answer heartbeats; `None` while it has not joined.
    #[must_use]
    pub fn session_deadline(&self) -> Option<Instant> {
        self.has_joined().then_some(self.heartbeat.session_until)
    }

    /// In which generation, and as whom, it works on what it has: a coordinator that has thrown it out knows it by that.
    pub(super) fn works_in(&self) -> (i32, Arc<str>) {
        if self.modern.is_some() {
            return (self.generation, Arc::clone(&self.member_id));
        }
        self.assigned_in.clone()
    }

    pub(super) const fn retry_at(&self) -> Instant {
        self.not_before
    }

    /// It is in the generation, as far as it knows: it sends heartbeats.
    const fn has_joined(&self) -> bool {
        matches!(
            self.state,
            MemberState::CompletingRebalance | MemberState::Stable
        )
    }

    /// It was thrown out, or left: what it had is lost (`hasGenerationReset`).
    fn is_out(&self) -> bool {
        self.generation == -1 || self.member_id.is_empty()
    }

    /// Draws the consequence of an error from the coordinator.
    pub(super) fn refused(&mut self, error: ErrorCode) {
        match error {
            ErrorCode::NotCoordinator
            | ErrorCode::CoordinatorNotAvailable
            | ErrorCode::RequestTimedOut => self.coordinator = None,
            // A member of the consumer protocol learns from its heartbeats what has become of it.
            _ if self.modern.is_some() => {}
            // The member id is still valid in another generation.
            ErrorCode::IllegalGeneration => self.reset(RejoinReason::Refused(error), false),
            ErrorCode::UnknownMemberId | ErrorCode::FencedInstanceId => {
                self.reset(RejoinReason::Refused(error), true);
            }
            ErrorCode::RebalanceInProgress => {
                self.request_rejoin(RejoinReason::GroupIsRebalancing);
            }
            _ => {}
        }
    }

    /// It is no member any more: before it joins again, it must learn that what it had is lost (`resetStateAndRejoin`).
    fn reset(&mut self, reason: RejoinReason, with_member_id: bool) {
        self.state = MemberState::Unjoined;
        self.generation = -1;
        if with_member_id {
            self.member_id = Arc::from("");
        }
        self.preparing = Preparing::ToDo;
        self.request_rejoin(reason);
    }

    fn request_rejoin(&mut self, reason: RejoinReason) {
        self.rejoin = Some(reason);
    }

    /// Nothing is tried again before a backoff, longer with each failure (KIP-580).
    fn back_off(&mut self, now: Now, (first, longest): (Duration, Duration)) {
        self.not_before = now.mono + backoff(first, longest, self.failures);
        self.failures = self.failures.saturating_add(1);
    }
}

impl Consumer {
    fn retry_backoff(&self) -> (Duration, Duration) {
        let config = &self.setup.config;
        (config.retry_backoff, config.retry_backoff_max)
    }
}
