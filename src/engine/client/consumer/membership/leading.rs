//! The group's leader computes the assignment, and watches the group's topics from then on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Consumer, Leading, RejoinReason};
use crate::client::consumer::assignor::{Member, Topics, assign};
use crate::model::{Payload, TopicName};
use crate::node::Now;
use crate::protocol::JoinGroupResponse;
use crate::protocol::consumer_protocol::{Assignment, Subscription, VERSION};

impl Consumer {
    /// Whether the leader still has to learn of topics that only others subscribe to.
    pub(super) fn awaits_metadata(&mut self, now: Now, joined: &JoinGroupResponse) -> bool {
        let members = members(joined);
        let subscribed = members
            .iter()
            .flat_map(|member| &member.subscription.topics);
        let unknown = |topic: &&TopicName| self.metadata.partition_count(topic).is_none();
        let unknown: BTreeSet<TopicName> = subscribed.filter(unknown).cloned().collect();
        let Some(membership) = &mut self.membership else {
            return false;
        };
        if unknown.is_empty() {
            return false;
        }
        let since = *membership.answers.wants_metadata.get_or_insert(now.mono);
        for topic in &unknown {
            self.metadata.want(topic);
        }
        // A topic that is not there even then has no partitions to give out.
        self.metadata.answered().is_none_or(|at| at <= since)
    }

    /// Gives out the partitions. A static leader that comes back while nothing has changed does not (KIP-814).
    pub(super) fn lead(&mut self, joined: &JoinGroupResponse) -> Vec<(Arc<str>, Payload)> {
        let members = members(joined);
        let subscribed = members
            .iter()
            .flat_map(|member| member.subscription.topics.clone());
        let subscribed: BTreeSet<TopicName> = subscribed.collect();
        let subscribed: Vec<TopicName> = subscribed.into_iter().collect();
        let topics = self.metadata.racks_of(&subscribed);
        let Some(membership) = &mut self.membership else {
            return Vec::new();
        };
        membership.answers.wants_metadata = None;
        let assignments = match membership.assignor.filter(|_| !joined.skip_assignment) {
            Some(assignor) => assign(assignor, &topics, &members),
            None => super::super::assignor::Assignments::new(),
        };
        membership.leading = Some(Leading {
            topics: as_seen_by(self.setup.config.client_rack.as_deref(), topics),
            subscribed,
            compared: self.metadata.version(),
        });
        let encode = |(member, partitions)| (member, Assignment { partitions }.encode(VERSION));
        assignments.into_iter().map(encode).collect()
    }

    /// A topic that came, went, or grew makes the leader join again (`MetadataSnapshot`). While it is about to, nothing is
    /// compared: what it gave out may be older than what is known now, and that is looked at when it has joined.
    pub(super) fn watch_topics(&mut self) {
        let version = self.metadata.version();
        let Some(membership) = self.membership.as_mut().filter(|m| m.rejoin.is_none()) else {
            return;
        };
        let leading = membership.leading.as_mut();
        let Some(leading) = leading.filter(|leading| leading.compared != version) else {
            return;
        };
        leading.compared = version;
        let topics = self.metadata.racks_of(&leading.subscribed);
        let topics = as_seen_by(self.setup.config.client_rack.as_deref(), topics);
        if topics != leading.topics {
            membership.request_rejoin(RejoinReason::MetadataChanged);
        }
    }
}

/// Only a leader with a rack cares where replicas are.
fn as_seen_by(rack: Option<&str>, mut topics: Topics) -> Topics {
    if rack.is_none() {
        for racks in topics.values_mut().flatten() {
            racks.clear();
        }
    }
    topics
}

/// The members with what they say; one that nobody understands subscribes to nothing.
fn members(joined: &JoinGroupResponse) -> Vec<Member> {
    let members = joined.members.iter().map(|member| Member {
        id: Arc::clone(&member.member_id),
        instance_id: member.group_instance_id.clone(),
        subscription: Subscription::decode(&member.metadata).unwrap_or_default(),
    });
    members.collect()
}
