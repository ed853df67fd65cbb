//! ConsumerGroupHeartbeat: joining, staying, and being led to the target (`consumerGroupHeartbeat`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reconcile::Reconciliation;
use super::subscription::metadata_hash;
use super::target::Roster;
use super::{
    ConsumerGroup, ConsumerGroupMember, ConsumerGroupRecord, ConsumerMemberMetadata,
    ConsumerMemberState, CurrentAssignment, FIRST_EPOCH, GroupEpoch, Place, Places, ServerAssignor,
    regex,
};
use crate::coordinator::group::{Answer, Completion, GroupRecord, GroupTimer, Shard, Turn};
use crate::metadata::MetadataImage;
use crate::model::TopicPartition;
use crate::node::{Note, Reply};
use crate::protocol::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, ErrorCode,
    JOIN_GROUP_MEMBER_EPOCH, LEAVE_GROUP_MEMBER_EPOCH, LEAVE_GROUP_STATIC_MEMBER_EPOCH,
};

impl Shard {
    /// ConsumerGroupHeartbeat.
    pub(in crate::coordinator::group) fn consumer_heartbeat(
        &self,
        reply: Reply,
        request: &ConsumerGroupHeartbeatRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        let leaves = request.member_epoch < JOIN_GROUP_MEMBER_EPOCH;
        let decided = check(request, turn).and_then(|()| {
            if leaves {
                self.leave_consumer_group(request, image, turn)
            } else {
                self.beat(request, image, turn)
            }
        });
        match decided {
            Err(error) => turn.answer(reply, ConsumerGroupHeartbeatResponse::refused(error)),
            Ok((records, response)) => {
                let then = Completion::Answer(Answer::new(reply, response));
                turn.write(records, then);
            }
        }
    }

    fn beat(
        &self,
        request: &ConsumerGroupHeartbeatRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) -> Result<(Vec<GroupRecord>, ConsumerGroupHeartbeatResponse), ErrorCode> {
        let joins = request.member_epoch == JOIN_GROUP_MEMBER_EPOCH;
        let id = &request.group_id;
        let mut records = Vec::new();
        let new;
        let group = match self.consumer_group(id) {
            Some(group) => group,
            None if joins => {
                new = self.make_way(id, image, &mut records, turn)?;
                &new
            }
            None => return Err(ErrorCode::GroupIdNotFound),
        };
        let (changes, response) = group.heartbeat(request, image, turn)?;
        let of_group = |record| GroupRecord::consumer(id, record);
        records.extend(changes.into_iter().map(of_group));
        Ok((records, response))
    }
}

/// Who heartbeats: the member as it was, and the id whose place it takes.
pub(super) struct Who<'a> {
    pub id: Arc<str>,
    pub before: ConsumerGroupMember,
    pub replaces: Option<&'a Arc<str>>,
}

impl ConsumerGroup {
    fn heartbeat(
        &self,
        request: &ConsumerGroupHeartbeatRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) -> Result<(Vec<ConsumerGroupRecord>, ConsumerGroupHeartbeatResponse), ErrorCode> {
        self.check_room(&request.member_id, turn)?;
        let owned = request
            .topic_partitions
            .as_ref()
            .map(|owned| places(owned, image));
        let mut records = Vec::new();
        let who = self.who(request, owned.as_ref(), &mut records, turn)?;
        let metadata = who.before.metadata.updated(request);
        let current = self.advance(&who, &metadata, owned.as_ref(), image, &mut records, turn);
        self.await_regexes(&metadata, image, turn);
        let session = turn.config.group_consumer_session_timeout;
        turn.set_timer(self.session_timer(&who.id), session);
        let is_full = request.rebalance_timeout_ms.is_some()
            && (request.subscribed_topic_names.is_some()
                || request.subscribed_topic_regex.is_some())
            && request.topic_partitions.is_some();
        let joins = request.member_epoch == JOIN_GROUP_MEMBER_EPOCH;
        let moved = current.places() != who.before.current.places();
        let assignment = joins || is_full || moved;
        let interval = turn.config.group_consumer_heartbeat_interval;
        let response = ConsumerGroupHeartbeatResponse {
            error: ErrorCode::None,
            member_id: Some(who.id),
            member_epoch: current.epoch,
            heartbeat_interval_ms: interval.as_millis() as i32,
            assignment: assignment.then(|| partitions(&current.places(), image)),
        };
        Ok((records, response))
    }

    /// What a member says of itself is written, a target computed if there is a reason to, and the member led one step
    /// towards it.
    pub(super) fn advance(
        &self,
        who: &Who<'_>,
        metadata: &ConsumerMemberMetadata,
        owned: Option<&Places>,
        image: &MetadataImage,
        records: &mut Vec<ConsumerGroupRecord>,
        turn: &mut Turn<'_>,
    ) -> CurrentAssignment {
        let names_changed = self.describe(who, metadata, records);
        let (regex_changed, is_resolved) =
            self.follow_regex(&who.before.metadata, metadata, records);
        let roster = Roster::with(self, (&who.id, metadata), who.replaces);
        let bumps = self.epoch() == FIRST_EPOCH || names_changed || is_resolved;
        let epoch = self.next_epoch(bumps, &roster.topics(), image, records);
        let (target_epoch, target) = if epoch > self.assignment_epoch() && self.may_assign(turn) {
            let mut assignment = roster.assign(epoch, image, records, turn);
            (epoch, assignment.remove(&who.id).unwrap_or_default())
        } else {
            let target = roster.target_of(&who.id).cloned();
            (self.assignment_epoch(), target.unwrap_or_default())
        };
        let changed = (names_changed || regex_changed).then_some(metadata);
        let target = (target_epoch, &target);
        let current = self.reconcile(&who.before.current, target, (changed, image), owned);
        if current != who.before.current || !self.members.contains_key(&who.id) {
            let id = Arc::clone(&who.id);
            records.push(ConsumerGroupRecord::Current(id, Some(current.clone())));
            if !metadata.is_classic() {
                self.await_revocation(&who.id, metadata, &current, turn);
            }
        }
        if epoch > self.epoch() {
            self.note_rebalance(epoch, roster.len(), turn);
        }
        current
    }

    /// `throwIfConsumerGroupIsFull`.
    pub(super) fn check_room(&self, member: &Arc<str>, turn: &Turn<'_>) -> Result<(), ErrorCode> {
        let most = usize::try_from(turn.config.group_consumer_max_size).unwrap_or(0);
        if self.members.len() < most || self.members.contains_key(member) {
            Ok(())
        } else {
            Err(ErrorCode::GroupMaxSizeReached)
        }
    }

    /// The member that asks, or the one that it becomes.
    fn who(
        &self,
        request: &ConsumerGroupHeartbeatRequest,
        owned: Option<&Places>,
        records: &mut Vec<ConsumerGroupRecord>,
        turn: &mut Turn<'_>,
    ) -> Result<Who<'_>, ErrorCode> {
        let joins = request.member_epoch == JOIN_GROUP_MEMBER_EPOCH;
        let id = if request.member_id.is_empty() {
            turn.member_ids.next_uuid()
        } else {
            Arc::clone(&request.member_id)
        };
        let known = |id: &Arc<str>| self.member(id).cloned();
        let instance = request.instance_id.as_deref();
        let namesake = instance.and_then(|instance| self.static_member(instance));
        let before = match (instance, namesake) {
            (None, _) | (Some(_), None) if joins => known(&id).unwrap_or_default(),
            (Some(_), None) => return Err(ErrorCode::UnknownMemberId),
            (Some(_), Some(old)) if joins && *old != id => {
                let before = self.replace(old, &id, false, records)?;
                let replaces = Some(old);
                return Ok(Who {
                    id,
                    before,
                    replaces,
                });
            }
            (Some(_), Some(old)) if *old != id => return Err(ErrorCode::FencedInstanceId),
            _ => known(&id).ok_or(ErrorCode::UnknownMemberId)?,
        };
        if !joins {
            check_epoch(&before.current, request.member_epoch, owned)?;
        }
        Ok(Who {
            id,
            before,
            replaces: None,
        })
    }

    /// A static member that said it would be back is back under another id, and goes on where it was (`replaceMember`).
    pub(super) fn replace(
        &self,
        old: &Arc<str>,
        new: &Arc<str>,
        by_classic: bool,
        records: &mut Vec<ConsumerGroupRecord>,
    ) -> Result<ConsumerGroupMember, ErrorCode> {
        let mut member = self.member(old).cloned().unwrap_or_default();
        let is_away = member.current.epoch == LEAVE_GROUP_STATIC_MEMBER_EPOCH;
        if !is_away && !member.metadata.is_classic() && !by_classic {
            return Err(ErrorCode::UnreleasedInstanceId);
        }
        member.current.epoch = JOIN_GROUP_MEMBER_EPOCH;
        member.current.previous_epoch = JOIN_GROUP_MEMBER_EPOCH;
        records.extend(ConsumerGroupRecord::tombstones_of(old));
        let (metadata, current) = (member.metadata.clone(), member.current.clone());
        let target = self.target(old).cloned().unwrap_or_default();
        records.extend([
            ConsumerGroupRecord::Member(Arc::clone(new), Some(metadata)),
            ConsumerGroupRecord::Target(Arc::clone(new), Some(target)),
            ConsumerGroupRecord::Current(Arc::clone(new), Some(current)),
        ]);
        Ok(member)
    }

    /// Writes what a member says of itself, if that is new. Says whether it names other topics.
    fn describe(
        &self,
        who: &Who<'_>,
        metadata: &ConsumerMemberMetadata,
        records: &mut Vec<ConsumerGroupRecord>,
    ) -> bool {
        let before = &who.before.metadata;
        let is_known = who.replaces.is_some() || self.members.contains_key(&who.id);
        if !is_known || before != metadata {
            let id = Arc::clone(&who.id);
            records.push(ConsumerGroupRecord::Member(id, Some(metadata.clone())));
        }
        before.topics != metadata.topics
    }

    /// The epoch from now on: a new one if there is a reason, or if the topics are not what they were.
    pub(super) fn next_epoch(
        &self,
        bumps: bool,
        topics: &BTreeSet<&crate::model::TopicName>,
        image: &MetadataImage,
        records: &mut Vec<ConsumerGroupRecord>,
    ) -> i32 {
        let metadata_hash = metadata_hash(topics, image);
        if !bumps && metadata_hash == self.epoch.metadata_hash {
            return self.epoch();
        }
        let epoch = self.epoch() + 1;
        records.push(ConsumerGroupRecord::Epoch(Some(GroupEpoch {
            epoch,
            metadata_hash,
        })));
        epoch
    }

    /// One step towards a target (`maybeReconcile`). Where a member may have changed what it subscribes to, that counts at
    /// once.
    fn reconcile(
        &self,
        before: &CurrentAssignment,
        (target_epoch, target): (i32, &Places),
        (changed, image): (Option<&ConsumerMemberMetadata>, &MetadataImage),
        owned: Option<&Places>,
    ) -> CurrentAssignment {
        if changed.is_none() && before.is_reconciled_to(target_epoch) {
            return before.clone();
        }
        let still_subscribes = |metadata: &ConsumerMemberMetadata, place: &Place| {
            let topic = image.topic_by_id(place.0);
            topic.is_some_and(|(name, _)| self.subscribes(metadata, name))
        };
        let still_subscribes =
            changed.map(|metadata| move |place: &Place| still_subscribes(metadata, place));
        let reconciliation = Reconciliation {
            target_epoch,
            target,
            is_free: &|place| self.holder(*place).is_none(),
            still_subscribes: still_subscribes
                .as_ref()
                .map(|still| still as &dyn Fn(&Place) -> bool),
            owned,
        };
        reconciliation.of(before)
    }

    /// A member that has to give something up has `max.poll.interval.ms` for that.
    fn await_revocation(
        &self,
        id: &Arc<str>,
        metadata: &ConsumerMemberMetadata,
        current: &CurrentAssignment,
        turn: &mut Turn<'_>,
    ) {
        let timer = self.rebalance_timer(id);
        if current.state == ConsumerMemberState::UnrevokedPartitions {
            turn.set_timer(timer, metadata.rebalance_timeout);
        } else {
            turn.cancel_timer(timer);
        }
    }

    pub(super) fn note_rebalance(&self, epoch: i32, members: usize, turn: &mut Turn<'_>) {
        turn.metrics
            .consumer_group_rebalances
            .mark(turn.now.mono, 1);
        turn.effects.note(Note::Rebalanced {
            group: Arc::clone(&self.id),
            generation: epoch,
            members: members as u32,
        });
    }

    pub(super) fn session_timer(&self, id: &Arc<str>) -> GroupTimer {
        GroupTimer::Session {
            group: Arc::clone(&self.id),
            member: Arc::clone(id),
        }
    }

    pub(super) fn rebalance_timer(&self, id: &Arc<str>) -> GroupTimer {
        GroupTimer::Revocation {
            group: Arc::clone(&self.id),
            member: Arc::clone(id),
        }
    }
}

/// `throwIfConsumerGroupHeartbeatRequestIsInvalid`.
fn check(request: &ConsumerGroupHeartbeatRequest, turn: &Turn<'_>) -> Result<(), ErrorCode> {
    let is_empty = |text: &Option<Arc<str>>| text.as_deref().is_some_and(str::is_empty);
    if request.group_id.is_empty() || is_empty(&request.instance_id) || is_empty(&request.rack_id) {
        return Err(ErrorCode::InvalidRequest);
    }
    let names_nothing = request
        .subscribed_topic_names
        .as_ref()
        .is_none_or(Vec::is_empty)
        && request
            .subscribed_topic_regex
            .as_deref()
            .is_none_or(str::is_empty);
    let is_valid = match request.member_epoch {
        // A member that knows no id of its own is given one.
        JOIN_GROUP_MEMBER_EPOCH => {
            let owns_nothing = request.topic_partitions.as_ref().is_some_and(Vec::is_empty);
            request.rebalance_timeout_ms.is_some() && owns_nothing && !names_nothing
        }
        LEAVE_GROUP_STATIC_MEMBER_EPOCH => {
            !request.member_id.is_empty() && request.instance_id.is_some()
        }
        epoch => !request.member_id.is_empty() && epoch >= LEAVE_GROUP_MEMBER_EPOCH,
    };
    if !is_valid {
        return Err(ErrorCode::InvalidRequest);
    }
    if let Some(regex) = request
        .subscribed_topic_regex
        .as_deref()
        .filter(|regex| !regex.is_empty())
    {
        regex::check(regex)?;
    }
    let offered = &turn.config.group_consumer_assignors;
    match request.server_assignor.as_deref() {
        Some(name) if !ServerAssignor::named(name).is_some_and(|known| offered.offers(known)) => {
            Err(ErrorCode::UnsupportedAssignor)
        }
        _ => Ok(()),
    }
}

/// `throwIfConsumerGroupMemberEpochIsInvalid`: the epoch before will do for a member that has not heard of its new one, as long
/// as it has nothing that it should not.
fn check_epoch(
    current: &CurrentAssignment,
    epoch: i32,
    owned: Option<&Places>,
) -> Result<(), ErrorCode> {
    let has_not_heard = || {
        let is_its_own = |owned: &Places| {
            owned
                .iter()
                .all(|place| current.assigned.contains_key(place))
        };
        epoch == current.previous_epoch && owned.is_some_and(is_its_own)
    };
    if epoch == current.epoch || epoch < current.epoch && has_not_heard() {
        Ok(())
    } else {
        Err(ErrorCode::FencedMemberEpoch)
    }
}

/// Partitions by their topics' ids; of topics that are not there nobody can have any.
pub(super) fn places(partitions: &[TopicPartition], image: &MetadataImage) -> Places {
    let place = |at: &TopicPartition| Some((image.topics.get(&at.topic)?.id, at.partition));
    partitions.iter().filter_map(place).collect()
}

/// Partitions by their topics' names, those of topics that are gone left out.
pub(super) fn partitions(places: &Places, image: &MetadataImage) -> Vec<TopicPartition> {
    let named = places.iter().filter_map(|(topic, partition)| {
        let (name, _) = image.topic_by_id(*topic)?;
        Some(TopicPartition::new(name, *partition))
    });
    named.collect()
}
