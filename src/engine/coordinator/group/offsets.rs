//! Committing and fetching offsets (`OffsetMetadataManager`).

use std::sync::Arc;

use super::{Answer, Decision, GroupCoordinator, GroupRecord, GroupState, Write};
use crate::broker::BrokerTimer;
use crate::config::BrokerConfig;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ErrorCode, OffsetCommitRequest, OffsetCommitResponse, OffsetFetchRequest, OffsetFetchResponse,
};

impl GroupCoordinator {
    /// Stores offsets, if the committing member belongs to the generation that it names.
    pub fn commit(
        &mut self,
        now: Now,
        reply: Reply,
        request: &OffsetCommitRequest,
        config: &BrokerConfig,
        effects: &mut Effects,
    ) -> Decision {
        if let Err(error) = self.check_commit(request) {
            let partitions = request
                .offsets
                .iter()
                .map(|(partition, _)| (partition.clone(), error))
                .collect();
            return Decision::answer(reply, OffsetCommitResponse { partitions });
        }
        self.hear_of(&request.group_id, &request.member_id, effects);
        let longest = usize::try_from(config.offset_metadata_max_bytes).unwrap_or(0);
        let mut records = Vec::new();
        let mut partitions = Vec::new();
        for (partition, committed) in &request.offsets {
            if committed.metadata.len() > longest {
                partitions.push((partition.clone(), ErrorCode::OffsetMetadataTooLarge));
                continue;
            }
            let record = GroupRecord::Offset {
                group: Arc::clone(&request.group_id),
                partition: partition.clone(),
                committed: Some(committed.clone()),
            };
            records.push(record.encode(now.wall));
            partitions.push((partition.clone(), ErrorCode::None));
        }
        let answer = Answer {
            reply,
            response: OffsetCommitResponse { partitions }.into(),
        };
        if records.is_empty() {
            return Decision {
                answers: vec![answer],
                write: None,
            };
        }
        let write = Write {
            group: Arc::clone(&request.group_id),
            records,
            then: vec![answer],
        };
        Decision {
            answers: Vec::new(),
            write: Some(write),
        }
    }

    /// `ClassicGroup.validateOffsetCommit`.
    fn check_commit(&self, request: &OffsetCommitRequest) -> Result<(), ErrorCode> {
        let Some(group) = self.groups.get(&request.group_id) else {
            // A consumer that assigns partitions itself makes the group with its first commit.
            return if request.generation_id < 0 {
                Ok(())
            } else {
                Err(ErrorCode::IllegalGeneration)
            };
        };
        let classic = &group.classic;
        if request.generation_id < 0
            && request.member_id.is_empty()
            && classic.state() == GroupState::Empty
        {
            return Ok(());
        }
        if classic.member(&request.member_id).is_none() {
            return Err(ErrorCode::UnknownMemberId);
        }
        if request.generation_id != classic.generation() {
            return Err(ErrorCode::IllegalGeneration);
        }
        if classic.state() == GroupState::CompletingRebalance {
            return Err(ErrorCode::RebalanceInProgress);
        }
        Ok(())
    }

    /// What is committed.
    #[must_use]
    pub fn fetch(&self, request: &OffsetFetchRequest) -> OffsetFetchResponse {
        let wanted = &request.groups[0];
        let group = self.groups.get(&wanted.group_id);
        let committed = |partition| {
            group
                .and_then(|group| group.offsets.get(partition))
                .cloned()
        };
        let partitions = wanted
            .partitions
            .iter()
            .flatten()
            .map(|partition| (partition.clone(), committed(partition)));
        OffsetFetchResponse {
            groups: vec![crate::protocol::OffsetsOfGroup {
                group_id: wanted.group_id.clone(),
                error: ErrorCode::None,
                partitions: partitions.collect(),
            }],
        }
    }

    /// The member lives: its session begins anew.
    pub(super) fn hear_of(&self, group: &Arc<str>, member: &Arc<str>, effects: &mut Effects) {
        let known = self
            .groups
            .get(group)
            .and_then(|group| group.classic.member(member));
        if let Some(known) = known {
            let timer = super::GroupTimer::Session {
                group: Arc::clone(group),
                member: Arc::clone(member),
            };
            effects.set_timer(BrokerTimer::Group(timer), known.session_timeout);
        }
    }
}
