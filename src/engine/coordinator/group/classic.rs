//! A classic group and its members (`org.apache.kafka.coordinator.group.classic.ClassicGroup`).

mod join;
mod membership;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::records::{GroupMetadata, MemberMetadata};
use crate::model::{Duration, Payload};
use crate::node::Reply;
use crate::protocol::JoinGroupProtocol;

/// How far a group's generation is (`ClassicGroupState`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GroupState {
    /// Nobody is in it; its offsets stay. transition: a member joins -> `PreparingRebalance`.
    #[default]
    Empty,
    /// action: wait for every member to join. transition: all have, or the time is over -> `CompletingRebalance`,
    /// or `Empty` when nobody is left.
    PreparingRebalance,
    /// action: wait for the leader's assignment. transition: SyncGroup of the leader -> `Stable`; a member joins,
    /// leaves or dies -> `PreparingRebalance`.
    CompletingRebalance,
    /// action: answer heartbeats. transition: a member joins, leaves or dies -> `PreparingRebalance`.
    Stable,
}

/// The members of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassicGroup {
    state: GroupState,
    generation: i32,
    protocol: Arc<str>,
    leader: Option<Arc<str>>,
    members: BTreeMap<Arc<str>, GroupMember>,
    /// Ids that were given out and not yet used (KIP-394).
    pending: BTreeSet<Arc<str>>,
    /// The group was empty, and waits for more members to come.
    initial_delay: bool,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupMember {
    /// Its `client.id`.
    pub client_id: Arc<str>,
    /// `session.timeout.ms`.
    pub session_timeout: Duration,
    /// `max.poll.interval.ms`.
    pub rebalance_timeout: Duration,
    /// The assignors that it knows.
    pub protocols: Vec<JoinGroupProtocol>,
    /// The partitions that it was given in this generation.
    pub assignment: Payload,
    awaiting_join: Option<Reply>,
    awaiting_sync: Option<Reply>,
}

impl GroupMember {
    pub(super) fn metadata(&self, protocol: &Arc<str>) -> Payload {
        self.protocols
            .iter()
            .find(|p| p.name == *protocol)
            .map_or_else(|| Payload::from(""), |p| p.metadata.clone())
    }
}

impl ClassicGroup {
    /// How far the generation is.
    #[must_use]
    pub const fn state(&self) -> GroupState {
        self.state
    }

    /// The number of the generation.
    #[must_use]
    pub const fn generation(&self) -> i32 {
        self.generation
    }

    /// The member that computes the assignment.
    #[must_use]
    pub fn leader(&self) -> Option<&Arc<str>> {
        self.leader.as_ref()
    }

    /// The members by id.
    pub fn members(&self) -> impl Iterator<Item = (&Arc<str>, &GroupMember)> {
        self.members.iter()
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: &str) -> Option<&GroupMember> {
        self.members.get(id)
    }

    /// Takes in a generation from the log. Members that wait for an answer go on waiting.
    pub(super) fn replay(&mut self, metadata: &GroupMetadata) {
        self.generation = metadata.generation;
        self.protocol = Arc::clone(&metadata.protocol);
        self.leader = (!metadata.leader.is_empty()).then(|| Arc::clone(&metadata.leader));
        let mut before = std::mem::take(&mut self.members);
        self.members = metadata
            .members
            .iter()
            .map(|member| {
                let waiting = before.remove(&member.member_id);
                let known = GroupMember {
                    client_id: Arc::clone(&member.client_id),
                    session_timeout: member.session_timeout,
                    rebalance_timeout: member.rebalance_timeout,
                    protocols: vec![JoinGroupProtocol {
                        name: Arc::clone(&metadata.protocol),
                        metadata: member.subscription.clone(),
                    }],
                    assignment: member.assignment.clone(),
                    awaiting_join: waiting.as_ref().and_then(|member| member.awaiting_join),
                    awaiting_sync: waiting.as_ref().and_then(|member| member.awaiting_sync),
                };
                (Arc::clone(&member.member_id), known)
            })
            .collect();
        self.state = if self.members.is_empty() {
            GroupState::Empty
        } else {
            GroupState::Stable
        };
    }

    /// The generation as a record, with these assignments.
    fn metadata(&self, assignments: &[(Arc<str>, Payload)]) -> GroupMetadata {
        let assigned = |id: &Arc<str>| {
            assignments
                .iter()
                .find(|(member, _)| member == id)
                .map(|(_, a)| a.clone())
        };
        let members = self.members.iter().map(|(id, member)| MemberMetadata {
            member_id: Arc::clone(id),
            client_id: Arc::clone(&member.client_id),
            rebalance_timeout: member.rebalance_timeout,
            session_timeout: member.session_timeout,
            subscription: member.metadata(&self.protocol),
            assignment: assigned(id).unwrap_or_else(|| Payload::from("")),
        });
        GroupMetadata {
            generation: self.generation,
            protocol: Arc::clone(&self.protocol),
            leader: self.leader.clone().unwrap_or_default(),
            members: members.collect(),
        }
    }

    /// The assignor that every member knows, the first member's choice first.
    fn common_protocol(&self) -> Option<Arc<str>> {
        let first = self.members.values().next()?;
        let known = |protocol: &&Arc<str>| {
            self.members
                .values()
                .all(|member| member.protocols.iter().any(|p| p.name == **protocol))
        };
        first.protocols.iter().map(|p| &p.name).find(known).cloned()
    }

    /// How long a rebalance waits: as long as the most patient member asks.
    fn rebalance_timeout(&self) -> Duration {
        self.members
            .values()
            .map(|member| member.rebalance_timeout)
            .max()
            .unwrap_or_default()
    }
}
