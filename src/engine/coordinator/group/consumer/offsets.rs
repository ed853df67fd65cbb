//! Who may commit and fetch offsets of a consumer group (`validateOffsetCommit`, `validateOffsetFetch`, KIP-1251).

use std::cmp::Ordering;

use super::ConsumerGroup;
use crate::metadata::MetadataImage;
use crate::model::TopicPartition;
use crate::protocol::{ErrorCode, OffsetCommitRequest, OffsetFetchGroup};

impl ConsumerGroup {
    /// Whether a commit is its member's to make. One that has not heard of its newest epoch yet may commit what it has had
    /// since before: from the epoch in which it was given a partition to the one that the coordinator knows.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID`, or `STALE_MEMBER_EPOCH` of an epoch that the member is not in, which a member of the classic
    /// protocol calls `ILLEGAL_GENERATION`.
    pub(in crate::coordinator::group) fn check_commit(
        &self,
        member_id: &str,
        epoch: i32,
    ) -> Result<(), ErrorCode> {
        if epoch < 0 && self.members.is_empty() {
            return Ok(());
        }
        let member = self.member(member_id).ok_or(ErrorCode::UnknownMemberId)?;
        if epoch > member.current.epoch {
            return Err(refusal(member.metadata.is_classic()));
        }
        Ok(())
    }

    /// The same for one of its partitions.
    pub(in crate::coordinator::group) fn check_commit_of(
        &self,
        request: &OffsetCommitRequest,
        partition: &TopicPartition,
        image: &MetadataImage,
    ) -> Result<(), ErrorCode> {
        let Some(member) = self.member(&request.member_id) else {
            return Ok(());
        };
        if request.generation_id.cmp(&member.current.epoch) != Ordering::Less {
            return Ok(());
        }
        let topic = image.topics.get(&partition.topic);
        let given =
            topic.and_then(|topic| member.current.epoch_of(&(topic.id, partition.partition)));
        if given.is_some_and(|given| given <= request.generation_id) {
            Ok(())
        } else {
            Err(refusal(member.metadata.is_classic()))
        }
    }

    /// Whether a member may know what is committed; whoever names no member may.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID`; `STALE_MEMBER_EPOCH`.
    pub(in crate::coordinator::group) fn check_fetch(
        &self,
        request: &OffsetFetchGroup,
    ) -> Result<(), ErrorCode> {
        let Some((id, epoch)) = &request.member else {
            return Ok(());
        };
        let member = self.member(id).ok_or(ErrorCode::UnknownMemberId)?;
        if *epoch == member.current.epoch {
            Ok(())
        } else {
            Err(refusal(member.metadata.is_classic()))
        }
    }
}

const fn refusal(is_classic: bool) -> ErrorCode {
    if is_classic {
        ErrorCode::IllegalGeneration
    } else {
        ErrorCode::StaleMemberEpoch
    }
}
