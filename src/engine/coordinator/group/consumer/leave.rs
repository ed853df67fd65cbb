//! Leaving a consumer group, by oneself or because the time is over (`consumerGroupLeave`, `consumerGroupFenceMember`).

use std::sync::Arc;

use super::target::Roster;
use super::{ConsumerGroup, ConsumerGroupRecord, ConsumerMemberState};
use crate::coordinator::group::{Completion, GroupRecord, Shard, Turn};
use crate::metadata::MetadataImage;
use crate::node::Note;
use crate::protocol::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, ErrorCode,
    LEAVE_GROUP_STATIC_MEMBER_EPOCH,
};

impl Shard {
    pub(super) fn leave_consumer_group(
        &self,
        request: &ConsumerGroupHeartbeatRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) -> Result<(Vec<GroupRecord>, ConsumerGroupHeartbeatResponse), ErrorCode> {
        let group = self.consumer_group(&request.group_id);
        let group = group.ok_or(ErrorCode::GroupIdNotFound)?;
        let id = &request.member_id;
        if let Some(instance) = &request.instance_id {
            match group.static_member(instance) {
                None => return Err(ErrorCode::UnknownMemberId),
                Some(known) if known != id => return Err(ErrorCode::FencedInstanceId),
                Some(_) => {}
            }
        }
        let member = group.member(id).ok_or(ErrorCode::UnknownMemberId)?;
        let is_static = request.member_epoch == LEAVE_GROUP_STATIC_MEMBER_EPOCH;
        let records = if is_static {
            turn.cancel_timer(group.rebalance_timer(id));
            let away = member.current.away();
            vec![ConsumerGroupRecord::Current(Arc::clone(id), Some(away))]
        } else {
            group.without(&[Arc::clone(id)], image, turn)
        };
        let records = records.into_iter();
        let of_group = |record| GroupRecord::consumer(&request.group_id, record);
        let response = ConsumerGroupHeartbeatResponse {
            member_id: Some(Arc::clone(id)),
            member_epoch: request.member_epoch,
            ..ConsumerGroupHeartbeatResponse::refused(ErrorCode::None)
        };
        Ok((records.map(of_group).collect(), response))
    }

    /// The session of a member is over, or the time that it has to give up partitions.
    pub(in crate::coordinator::group) fn consumer_expired(
        &mut self,
        group: &Arc<str>,
        member: &Arc<str>,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        self.rejoining
            .remove(&(Arc::clone(group), Arc::clone(member)));
        let known = self.consumer_group(group);
        let Some(known) = known.filter(|known| known.members.contains_key(member)) else {
            return;
        };
        turn.effects.note(Note::MemberExpired {
            group: Arc::clone(group),
            member: Arc::clone(member),
        });
        let records = known
            .without(&[Arc::clone(member)], image, turn)
            .into_iter();
        let records = records.map(|record| GroupRecord::consumer(group, record));
        turn.write(records.collect(), Completion::Nothing);
    }
}

impl ConsumerGroup {
    /// Takes members out: what they had is free at once, and a reason to assign anew.
    pub(super) fn without(
        &self,
        ids: &[Arc<str>],
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) -> Vec<ConsumerGroupRecord> {
        let mut records = Vec::new();
        if ids.is_empty() {
            return records;
        }
        for id in ids {
            records.extend(ConsumerGroupRecord::tombstones_of(id));
            let regex = self
                .member(id)
                .and_then(|member| member.metadata.regex.as_ref());
            if let Some(regex) = regex.filter(|regex| self.readers_of(regex) == 1) {
                records.push(ConsumerGroupRecord::Regex(Arc::clone(regex), None));
            }
            self.forget_timers(id, turn);
        }
        let roster = Roster::without(self, ids);
        let epoch = self.next_epoch(true, &roster.topics(), image, &mut records);
        self.note_rebalance(epoch, roster.len(), turn);
        records
    }

    /// A coordinator that is new to the group gives everybody a whole session (`onLoaded`).
    pub(in crate::coordinator::group) fn loaded(&self, turn: &mut Turn<'_>) {
        for (id, member) in &self.members {
            let of_group = turn.config.group_consumer_session_timeout;
            let own = member
                .metadata
                .classic
                .as_ref()
                .map(|classic| classic.session_timeout);
            turn.set_timer(self.session_timer(id), own.unwrap_or(of_group));
            if member.current.state == ConsumerMemberState::UnrevokedPartitions {
                let timeout = member.metadata.rebalance_timeout;
                turn.set_timer(self.rebalance_timer(id), timeout);
            }
        }
    }

    /// Another broker coordinates the group from now on.
    pub(in crate::coordinator::group) fn unload(&self, turn: &mut Turn<'_>) {
        for id in self.members.keys() {
            self.forget_timers(id, turn);
        }
    }

    fn forget_timers(&self, id: &Arc<str>, turn: &mut Turn<'_>) {
        turn.cancel_timer(self.session_timer(id));
        turn.cancel_timer(self.rebalance_timer(id));
    }
}
