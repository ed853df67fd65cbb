//! What administrators ask: ListGroups, DescribeGroups, DeleteGroups.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::offsets::tombstone;
use super::service::Host;
use super::{
    Answer, ClassicGroup, Completion, ConsumerGroup, ConsumerGroupState, Decision,
    GroupCoordinator, GroupRecord, GroupState, Shard,
};
use crate::model::Payload;
use crate::node::Reply;
use crate::protocol::{
    DeleteGroupsResponse, DescribeGroupsResponse, DescribedGroup, DescribedMember, ErrorCode,
    ListGroupsRequest, ListGroupsResponse, ListedGroup,
};

/// `GroupType.CLASSIC`.
const CLASSIC: &str = "classic";
/// `GroupType.CONSUMER`, and what kind of group it is.
const CONSUMER: &str = "consumer";

impl GroupCoordinator {
    /// ListGroups: those of this broker.
    pub(super) fn list_groups(&self, request: &ListGroupsRequest) -> ListGroupsResponse {
        if self.shards.values().any(|shard| shard.is_loading()) {
            return ListGroupsResponse {
                error: ErrorCode::CoordinatorLoadInProgress,
                groups: Vec::new(),
            };
        }
        let passes = |filter: &[Arc<str>], word: &str| {
            let named = |wanted: &Arc<str>| wanted.trim().eq_ignore_ascii_case(word);
            filter.is_empty() || filter.iter().any(named)
        };
        let wanted = |group: &&ClassicGroup| {
            passes(&request.states_filter, group.state().name())
                && passes(&request.types_filter, CLASSIC)
        };
        let classic = self.groups().filter(wanted).map(|group| ListedGroup {
            group_id: Arc::clone(group.id()),
            protocol_type: group.protocol_type().cloned().unwrap_or_default(),
            state: Arc::from(group.state().name()),
            group_type: Arc::from(CLASSIC),
        });
        let wanted = |group: &&ConsumerGroup| {
            passes(&request.states_filter, group.state().name())
                && passes(&request.types_filter, CONSUMER)
        };
        let consumer = self.consumer_groups().filter(wanted);
        let consumer = consumer.map(|group| ListedGroup {
            group_id: Arc::clone(group.id()),
            protocol_type: Arc::from(CONSUMER),
            state: Arc::from(group.state().name()),
            group_type: Arc::from(CONSUMER),
        });
        ListGroupsResponse {
            error: ErrorCode::None,
            groups: classic.chain(consumer).collect(),
        }
    }

    /// DescribeGroups.
    pub(super) fn describe_groups(
        &self,
        reply: Reply,
        groups: &[Arc<str>],
        host: &Host<'_>,
    ) -> Decision {
        let describe = |id: &Arc<str>| match self.shard_of(id, host) {
            Err(error) => unknown(id, error, ""),
            Ok(partition) => self.shards[&partition].group(id).map_or_else(
                || unknown(id, ErrorCode::GroupIdNotFound, GroupState::Dead.name()),
                ClassicGroup::described,
            ),
        };
        let groups = groups.iter().map(describe).collect();
        Decision::answer(Answer::new(reply, DescribeGroupsResponse { groups }))
    }

    /// DeleteGroups: empty ones, with their offsets.
    pub(super) fn delete_groups(
        &self,
        reply: Reply,
        groups: &[Arc<str>],
        host: &Host<'_>,
    ) -> Decision {
        let mut decision = Decision::default();
        let parts = self.by_partition(groups, |group| group, host);
        let count = parts.len() as u32;
        for (partition, groups) in parts {
            let mut records = Vec::new();
            let results = groups.into_iter().map(|id| {
                let outcome = partition
                    .and_then(|partition| self.shards[&partition].delete_group(id, &mut records));
                (Arc::clone(id), outcome.err().unwrap_or_default())
            });
            let results = results.collect();
            let answer = Answer::new(reply, DeleteGroupsResponse { results }).in_parts(count);
            match partition {
                Ok(partition) => decision.writes.push(super::Write {
                    partition,
                    records,
                    transaction: None,
                    then: Completion::Answer(answer),
                }),
                Err(_) => decision.answers.push(answer),
            }
        }
        if count == 0 {
            let results = Vec::new();
            return Decision::answer(Answer::new(reply, DeleteGroupsResponse { results }));
        }
        decision
    }
}

impl Shard {
    /// What ends a group.
    pub(super) fn group_tombstones(&self, id: &Arc<str>) -> Vec<GroupRecord> {
        match self.consumer_group(id) {
            Some(group) => group.tombstones(),
            None => vec![GroupRecord::group_tombstone(id)],
        }
    }

    fn delete_group(&self, id: &Arc<str>, records: &mut Vec<GroupRecord>) -> Result<(), ErrorCode> {
        let consumer_group = self.consumer_group(id);
        let is_empty = match consumer_group {
            Some(group) => group.state() == ConsumerGroupState::Empty,
            None => {
                let group = self.group(id).ok_or(ErrorCode::GroupIdNotFound)?;
                group.state() == GroupState::Empty
            }
        };
        if !is_empty {
            return Err(ErrorCode::NonEmptyGroup);
        }
        let offsets = self.offsets(id).map(|(partition, _)| partition);
        let partitions: BTreeSet<_> = offsets.chain(self.offsets.pending_of(id)).collect();
        records.extend(
            partitions
                .into_iter()
                .map(|partition| tombstone(id, partition)),
        );
        records.extend(self.group_tombstones(id));
        Ok(())
    }
}

impl ClassicGroup {
    fn described(&self) -> DescribedGroup {
        let stable = self.state() == GroupState::Stable;
        let protocol = self.protocol().filter(|_| stable);
        let members = self.members().map(|(id, member)| DescribedMember {
            member_id: Arc::clone(id),
            group_instance_id: member.group_instance_id.clone(),
            client_id: Arc::clone(&member.client_id),
            metadata: protocol
                .map_or_else(|| Payload::from(""), |protocol| member.metadata(protocol)),
            assignment: if stable {
                member.assignment.clone()
            } else {
                Payload::from("")
            },
        });
        DescribedGroup {
            error: ErrorCode::None,
            group_id: Arc::clone(self.id()),
            state: Arc::from(self.state().name()),
            protocol_type: self.protocol_type().cloned().unwrap_or_default(),
            protocol: protocol.cloned().unwrap_or_default(),
            members: members.collect(),
        }
    }
}

fn unknown(id: &Arc<str>, error: ErrorCode, state: &str) -> DescribedGroup {
    DescribedGroup {
        error,
        group_id: Arc::clone(id),
        state: Arc::from(state),
        protocol_type: Arc::default(),
        protocol: Arc::default(),
        members: Vec::new(),
    }
}
