//! The group coordinator at work on its broker: its records go into the log, its answers wait for the commit
//! (`CoordinatorRuntime`, `CoordinatorPartitionWriter`).

use super::purgatory::{DelayedWrite, Then};
use super::{Broker, Terms};
use crate::bugs::{self, Bug};
use crate::coordinator::Answer;
use crate::coordinator::group::{
    Decision, GroupCoordinator, GroupRecord, GroupTimer, Host, OFFSETS_TOPIC, Write,
};
use crate::log::{AppendOrigin, RecordBatch, Verified};
use crate::model::{LeaderEpoch, Offset, TopicName, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{ErrorCode, Request};

impl Broker {
    pub(super) fn group_request(
        &mut self,
        now: Now,
        reply: Reply,
        request: &Request,
        effects: &mut Effects,
    ) {
        let (groups, mut host) = self.coordinator(now, effects);
        let decision = groups.handle(reply, request, &mut host);
        self.carry_out(now, decision, effects);
    }

    pub(super) fn group_timeout(&mut self, now: Now, timer: &GroupTimer, effects: &mut Effects) {
        if let GroupTimer::Load(partition) = timer {
            return self.load_groups(now, *partition, effects);
        }
        let (groups, mut host) = self.coordinator(now, effects);
        let decision = groups.timeout(timer, &mut host);
        self.carry_out(now, decision, effects);
    }

    /// Leading a partition of `__consumer_offsets` is coordinating its groups, once its log is read.
    pub(super) fn coordinate(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        leads: bool,
        effects: &mut Effects,
    ) {
        if partition.topic.as_str() != OFFSETS_TOPIC {
            return;
        }
        let number = partition.partition;
        if leads {
            let bytes = self.replica(partition).map_or(0, |r| r.log().size());
            let (groups, mut host) = self.coordinator(now, effects);
            groups.elected(number, bytes, &mut host);
        } else {
            let (groups, mut host) = self.coordinator(now, effects);
            let decision = groups.resigned(number, &mut host);
            self.carry_out(now, decision, effects);
        }
    }

    /// Nobody needs offsets of a topic that is gone (`GroupCoordinator.onPartitionsDeleted`).
    pub(super) fn forget_offsets(&mut self, now: Now, topic: &TopicName, effects: &mut Effects) {
        let (groups, mut host) = self.coordinator(now, effects);
        let decision = groups.topic_deleted(topic, &mut host);
        self.carry_out(now, decision, effects);
    }

    /// What follows a write, now that its records are committed or that `error` says why they are not.
    pub(super) fn complete_write(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        then: Then,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        let number = partition.partition;
        match then {
            Then::Group(then) => {
                let (groups, mut host) = self.coordinator(now, effects);
                let decision = groups.completed(number, then, error, &mut host);
                self.carry_out(now, decision, effects);
            }
            Then::Transaction(then) => {
                self.complete_transaction_write(now, number, then, error, effects);
            }
        }
    }

    /// The high watermark of a partition may have moved: readers of offsets see more.
    pub(super) fn show_committed_offsets(
        &mut self,
        partition: &TopicPartition,
        high_watermark: Offset,
    ) {
        if partition.topic.as_str() == OFFSETS_TOPIC {
            self.groups
                .committed_to(partition.partition, high_watermark);
        }
    }

    pub(super) fn coordinator<'a>(
        &'a mut self,
        now: Now,
        effects: &'a mut Effects,
    ) -> (&'a mut GroupCoordinator, Host<'a>) {
        let host = Host {
            now,
            config: &self.config,
            image: &self.image,
            effects,
        };
        (&mut self.groups, host)
    }

    fn load_groups(&mut self, now: Now, number: i32, effects: &mut Effects) {
        let Some(replica) = self.replicas.get(&offsets_partition(number)) else {
            return;
        };
        let mut host = Host {
            now,
            config: &self.config,
            image: &self.image,
            effects,
        };
        let batches = replica.log().batches();
        let decision = self
            .groups
            .loaded(number, batches, replica.high_watermark(), &mut host);
        self.carry_out(now, decision, effects);
    }

    pub(super) fn carry_out(&mut self, now: Now, decision: Decision, effects: &mut Effects) {
        for answer in decision.answers {
            self.give(now, answer, effects);
        }
        for write in decision.writes {
            self.write(now, write, effects);
        }
    }

    fn give(&mut self, now: Now, answer: Answer, effects: &mut Effects) {
        if let Some((reply, response)) = self.groups.gather(answer) {
            self.answer(now, reply, response, effects);
        }
    }

    /// Appends records, takes them in, and keeps what follows until the high watermark has passed them. The coordinator
    /// does not ask how many replicas are in sync: with too few of them, the high watermark stands still.
    fn write(&mut self, now: Now, write: Write, effects: &mut Effects) {
        let partition = offsets_partition(write.partition);
        let appended = self.append_group_records(now, &partition, &write, effects);
        let then = Then::Group(write.then);
        match appended {
            Err(error) => self.complete_write(now, &partition, then, error, effects),
            Ok((required, high_watermark)) if required <= high_watermark => {
                self.complete_write(now, &partition, then, ErrorCode::None, effects);
            }
            Ok((required, _)) => {
                self.purgatory.delay_write(DelayedWrite {
                    partition: partition.clone(),
                    required,
                    then,
                    until: now.mono + self.config.offset_commit_timeout,
                });
                if !write.records.is_empty() {
                    self.appended(now, &partition, effects);
                }
                self.arm_purgatory(now, effects);
            }
        }
    }

    /// Answers up to where the log has to be committed for all that was written, and up to where it is.
    fn append_group_records(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        write: &Write,
        effects: &mut Effects,
    ) -> Result<(Offset, Offset), ErrorCode> {
        let replica = self.leader_for(partition, LeaderEpoch::NONE)?;
        let high_watermark = replica.high_watermark();
        if write.records.is_empty() {
            return Ok((replica.log().log_end_offset(), high_watermark));
        }
        let is_offset = |record: &GroupRecord| matches!(record, GroupRecord::Offset { .. });
        if bugs::has(Bug::OffsetsInMemory) && write.records.iter().all(is_offset) {
            let end = replica.log().log_end_offset();
            self.groups
                .written(write.partition, &write.records, None, end);
            return Ok((end, high_watermark));
        }
        let records = write.records.iter().map(|record| record.encode(now.wall));
        let batch = match write.transaction {
            None => RecordBatch::new(-1, -1, -1, records.collect()),
            Some(of) => {
                let records = records.collect();
                RecordBatch::new(of.producer_id, of.producer_epoch, -1, records).transactional()
            }
        };
        let terms = Terms {
            wants_all: false,
            origin: AppendOrigin::Coordinator,
            transaction_version: 0,
            verified: write
                .transaction
                .map_or(Verified::Unasked, |of| of.verified),
        };
        let (_, required) = self.append(now, partition, &batch, terms, effects)?;
        let producer = write.transaction.map(|of| of.producer_id);
        self.groups
            .written(write.partition, &write.records, producer, required);
        Ok((required, high_watermark))
    }
}

fn offsets_partition(number: i32) -> TopicPartition {
    TopicPartition::new(&TopicName::from(OFFSETS_TOPIC), number)
}
