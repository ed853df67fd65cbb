//! Offsets that an administrator deletes, or whose partition is deleted (`deleteOffsets`, `onPartitionsDeleted`).

use std::sync::Arc;

use crate::coordinator::group::{Answer, Completion, GroupRecord, GroupState, Shard, Turn};
use crate::model::{TopicName, TopicPartition};
use crate::node::Reply;
use crate::protocol::{ErrorCode, OffsetDeleteRequest, OffsetDeleteResponse};

/// Something about a topic.
type OfTopic<'a> = &'a dyn Fn(&TopicName) -> bool;

impl Shard {
    /// OffsetDelete (KIP-496): of topics that the group does not read at this moment.
    pub(in crate::coordinator::group) fn delete_offsets(
        &self,
        reply: Reply,
        request: &OffsetDeleteRequest,
        exists: &dyn Fn(&TopicName) -> bool,
        turn: &mut Turn<'_>,
    ) {
        if let Some(group) = self.consumer_group(&request.group_id) {
            let reads = |topic: &TopicName| group.is_subscribed_to(topic);
            return self.delete_unread(reply, request, (exists, &reads), turn);
        }
        let group = match self.group(&request.group_id) {
            None => return turn.answer(reply, refused(ErrorCode::GroupIdNotFound)),
            // Of a group that is not one of consumers nobody knows what it reads.
            Some(group) if group.state() != GroupState::Empty && !group.is_of_consumers() => {
                return turn.answer(reply, refused(ErrorCode::NonEmptyGroup));
            }
            Some(group) => group,
        };
        let reads = |topic: &TopicName| group.is_subscribed_to(topic);
        self.delete_unread(reply, request, (exists, &reads), turn);
    }

    fn delete_unread(
        &self,
        reply: Reply,
        request: &OffsetDeleteRequest,
        (exists, reads): (OfTopic<'_>, OfTopic<'_>),
        turn: &mut Turn<'_>,
    ) {
        let group = &request.group_id;
        let (mut records, mut partitions) = (Vec::new(), Vec::new());
        for partition in &request.partitions {
            let error = if !exists(&partition.topic) {
                ErrorCode::UnknownTopicOrPartition
            } else if reads(&partition.topic) {
                ErrorCode::GroupSubscribedToTopic
            } else {
                if self.committed(group, partition).is_some()
                    || self.offsets.is_pending(group, partition)
                {
                    records.push(tombstone(group, partition));
                }
                ErrorCode::None
            };
            partitions.push((partition.clone(), error));
        }
        let count = records.len() as u64;
        turn.metrics.offset_deletions.mark(turn.now.mono, count);
        let error = ErrorCode::None;
        let answer = Answer::new(reply, OffsetDeleteResponse { error, partitions });
        turn.write(records, Completion::Answer(answer));
    }

    /// A topic is gone, and what was committed of it.
    pub(in crate::coordinator::group) fn topic_deleted(
        &self,
        topic: &TopicName,
        turn: &mut Turn<'_>,
    ) {
        let gone = self.offsets.all().map(|(key, _)| key);
        let gone = gone.filter(|(_, partition)| partition.topic == *topic);
        let records: Vec<_> = gone
            .map(|(group, partition)| tombstone(group, partition))
            .collect();
        if !records.is_empty() {
            turn.write(records, Completion::Nothing);
        }
    }
}

pub(in crate::coordinator::group) fn tombstone(
    group: &Arc<str>,
    partition: &TopicPartition,
) -> GroupRecord {
    GroupRecord::Offset {
        group: Arc::clone(group),
        partition: partition.clone(),
        committed: None,
    }
}

/// The answer to a deletion that deletes nothing.
pub(in crate::coordinator::group) fn refused(error: ErrorCode) -> OffsetDeleteResponse {
    let partitions = Vec::new();
    OffsetDeleteResponse { error, partitions }
}
