//! Which assignor a group uses: one that every member knows, and most of them like best.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ClassicGroup, GroupMember, GroupState};
use crate::coordinator::java_hash;
use crate::model::TopicName;
use crate::protocol::JoinGroupProtocol;
use crate::protocol::consumer_protocol::Subscription;

impl ClassicGroup {
    /// Whether a member with these assignors can be in the group (`supportsProtocols`).
    pub(super) fn supports(&self, protocol_type: &str, protocols: &[JoinGroupProtocol]) -> bool {
        if self.state == GroupState::Empty {
            return !protocol_type.is_empty() && !protocols.is_empty();
        }
        self.protocol_type.as_deref() == Some(protocol_type)
            && protocols
                .iter()
                .any(|protocol| self.is_known_to_all(&protocol.name))
    }

    /// Every member votes for the first assignor of its list that all members know. Where two get as many votes, it is the
    /// one that comes first in Java's `HashMap`.
    pub(super) fn select_protocol(&self) -> Option<Arc<str>> {
        let mut votes: BTreeMap<&Arc<str>, u32> = BTreeMap::new();
        let first = self.members.values().next()?;
        let candidates: BTreeSet<&Arc<str>> = first
            .protocols
            .iter()
            .map(|protocol| &protocol.name)
            .filter(|name| self.is_known_to_all(name))
            .collect();
        for member in self.members.values() {
            let mut liked = member.protocols.iter().map(|protocol| &protocol.name);
            if let Some(vote) = liked.find(|name| candidates.contains(name)) {
                *votes.entry(vote).or_default() += 1;
            }
        }
        let bucket = |name: &str| {
            let hash = java_hash(name) as u32;
            (hash ^ (hash >> 16)) & 15
        };
        let rank = |(name, votes): &(&Arc<str>, u32)| (*votes, std::cmp::Reverse(bucket(name)));
        let chosen = votes.into_iter().max_by_key(rank)?.0;
        Some(Arc::clone(chosen))
    }

    /// What all members together subscribe to, of a group of consumers that can be understood
    /// (`computeSubscribedTopics`).
    pub(super) fn subscriptions(&self) -> Option<Arc<BTreeSet<TopicName>>> {
        if !self.is_of_consumers() {
            return None;
        }
        if self.members.is_empty() {
            return Some(Arc::default());
        }
        let protocol = self.protocol.as_deref()?;
        let mut topics = BTreeSet::new();
        for member in self.members.values() {
            topics.extend(Subscription::decode(&member.metadata(protocol))?.topics);
        }
        Some(Arc::new(topics))
    }

    fn is_known_to_all(&self, name: &str) -> bool {
        let knows = |member: &Arc<GroupMember>| {
            member
                .protocols
                .iter()
                .any(|protocol| *protocol.name == *name)
        };
        self.members.values().all(knows)
    }
}
