//! A classic group and its members (`org.apache.kafka.coordinator.group.classic.ClassicGroup`).
//!
//! Its leader computes who gets what. The coordinator keeps who is in, and which generation it is; what of it must
//! outlive the broker is in the group's record.

mod expire;
mod heartbeat;
mod join;
mod leave;
mod member;
mod persist;
mod protocols;
mod rebalance;
mod state;
mod static_join;
mod sync;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) use join::refused as join_refused;
pub use member::GroupMember;
pub use state::GroupState;
pub(super) use sync::refused as sync_refused;

use super::{GroupTimer, Turn};
use crate::model::{Duration, Timestamp, TopicName};
use crate::protocol::ErrorCode;

/// What a group of consumers calls itself (`ConsumerProtocol.PROTOCOL_TYPE`).
const CONSUMER: &str = "consumer";

/// A classic group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClassicGroup {
    id: Arc<str>,
    state: GroupState,
    /// Since when it is in this state, by the wall clock; `None` if no state was ever written.
    since: Option<Timestamp>,
    generation: i32,
    /// `None` if nobody ever joined: somebody only commits offsets under its name.
    protocol_type: Option<Arc<str>>,
    protocol: Option<Arc<str>>,
    leader: Option<Arc<str>>,
    members: BTreeMap<Arc<str>, Arc<GroupMember>>,
    /// The member id behind each `group.instance.id`.
    static_members: BTreeMap<Arc<str>, Arc<str>>,
    /// Ids that were given out and not yet used (KIP-394).
    pending_join: BTreeSet<Arc<str>>,
    /// Who has not synced in this generation yet.
    pending_sync: BTreeSet<Arc<str>>,
    /// What its members subscribe to, as far as the coordinator can tell.
    subscribed: Option<Arc<BTreeSet<TopicName>>>,
    initial: Option<InitialRebalance>,
}

/// The group was empty, and waits for more members to come (`group.initial.rebalance.delay.ms`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct InitialRebalance {
    delay: Duration,
    /// By how much it may be put off in all.
    remaining: Duration,
    new_member_added: bool,
}

impl ClassicGroup {
    pub(super) const fn new(id: Arc<str>) -> Self {
        Self {
            id,
            state: GroupState::Empty,
            since: None,
            generation: 0,
            protocol_type: None,
            protocol: None,
            leader: None,
            members: BTreeMap::new(),
            static_members: BTreeMap::new(),
            pending_join: BTreeSet::new(),
            pending_sync: BTreeSet::new(),
            subscribed: None,
            initial: None,
        }
    }

    /// `group.id`.
    #[must_use]
    pub const fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// How far the generation is.
    #[must_use]
    pub const fn state(&self) -> GroupState {
        self.state
    }

    /// Since when, by the coordinator's wall clock; `None` if it was never written.
    #[must_use]
    pub const fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// The number of the generation.
    #[must_use]
    pub const fn generation(&self) -> i32 {
        self.generation
    }

    /// What kind of group it is, `consumer` or `connect`; `None` if nobody ever joined it.
    #[must_use]
    pub const fn protocol_type(&self) -> Option<&Arc<str>> {
        self.protocol_type.as_ref()
    }

    /// The assignor of this generation.
    #[must_use]
    pub const fn protocol(&self) -> Option<&Arc<str>> {
        self.protocol.as_ref()
    }

    /// The member that computes the assignment.
    #[must_use]
    pub const fn leader(&self) -> Option<&Arc<str>> {
        self.leader.as_ref()
    }

    /// The members by id.
    pub fn members(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &GroupMember)> {
        self.members.iter().map(|(id, member)| (id, &**member))
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: &str) -> Option<&GroupMember> {
        self.members.get(id).map(|member| &**member)
    }

    /// The member behind a `group.instance.id` (KIP-345).
    #[must_use]
    pub fn static_member(&self, instance_id: &str) -> Option<&Arc<str>> {
        self.static_members.get(instance_id)
    }

    /// Whether a member id was given out that nobody has joined with yet.
    #[must_use]
    pub fn is_pending(&self, member: &str) -> bool {
        self.pending_join.contains(member)
    }

    /// Whether its members read a topic, so that its offsets are still of use. Of a group of consumers whose members
    /// cannot be understood, everything counts as read.
    #[must_use]
    pub fn is_subscribed_to(&self, topic: &TopicName) -> bool {
        match &self.subscribed {
            Some(topics) => topics.contains(topic),
            None => self.is_of_consumers(),
        }
    }

    pub(super) fn is_of_consumers(&self) -> bool {
        self.protocol_type.as_deref() == Some(CONSUMER)
    }

    fn member_mut(&mut self, id: &str) -> Option<&mut GroupMember> {
        self.members.get_mut(id).map(Arc::make_mut)
    }

    fn is_leader(&self, member: &str) -> bool {
        self.leader.as_deref() == Some(member)
    }

    fn move_to(&mut self, state: GroupState, turn: &Turn<'_>) {
        self.state = state;
        self.since = Some(turn.now.wall);
    }

    /// `ClassicGroup.validateMember`.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID`; `FENCED_INSTANCE_ID` of a static member that another one has replaced.
    pub(super) fn check_member(
        &self,
        member: &str,
        instance: Option<&str>,
    ) -> Result<(), ErrorCode> {
        if let Some(instance) = instance {
            let current = self
                .static_members
                .get(instance)
                .ok_or(ErrorCode::UnknownMemberId)?;
            if **current != *member {
                return Err(ErrorCode::FencedInstanceId);
            }
        }
        if self.members.contains_key(member) {
            Ok(())
        } else {
            Err(ErrorCode::UnknownMemberId)
        }
    }

    /// Takes a member out, or an id that nobody used; the next member leads if it led.
    fn remove(&mut self, member: &str) {
        if let Some(removed) = self.members.remove(member)
            && let Some(instance) = &removed.group_instance_id
        {
            self.static_members.remove(instance);
        }
        if self.is_leader(member) {
            self.leader = self.members.keys().next().cloned();
        }
        self.pending_join.remove(member);
        self.pending_sync.remove(member);
    }

    /// The session of a member begins anew.
    pub(super) fn hear_of(&mut self, member: &Arc<str>, turn: &mut Turn<'_>) {
        let group = Arc::clone(&self.id);
        if let Some(known) = self.member_mut(member) {
            let after = known.session_timeout;
            known.expect_heartbeat(turn.now.mono + after);
            let member = Arc::clone(member);
            turn.set_timer(GroupTimer::Session { group, member }, after);
        }
    }

    fn forget_session(&self, member: &Arc<str>, turn: &mut Turn<'_>) {
        turn.cancel_timer(GroupTimer::Session {
            group: Arc::clone(&self.id),
            member: Arc::clone(member),
        });
    }

    /// How long a rebalance waits: as long as the most patient member asks.
    fn rebalance_timeout(&self) -> Duration {
        let timeouts = self.members.values().map(|member| member.rebalance_timeout);
        timeouts.max().unwrap_or_default()
    }
}
