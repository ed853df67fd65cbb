//! Serving DeleteRecords (`ReplicaManager.deleteRecords`, `DelayedDeleteRecords`).

use super::Broker;
use super::purgatory::DelayedDeletion;
use crate::model::{Duration, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{DeleteRecordsRequest, DeleteRecordsResponse, ErrorCode, RecordsDeleted};

impl Broker {
    /// Moves the log start offsets; the answer waits until the live replicas have moved theirs.
    pub(super) fn delete_records(
        &mut self,
        now: Now,
        reply: Reply,
        request: &DeleteRecordsRequest,
        effects: &mut Effects,
    ) {
        let mut pending = Vec::new();
        for (partition, wanted) in &request.partitions {
            let deleted = self.delete_before(partition, *wanted, effects);
            let entry = RecordsDeleted {
                partition: partition.clone(),
                error: deleted.err().unwrap_or_default(),
                low_watermark: Offset::NONE,
            };
            pending.push((entry, deleted.ok()));
        }
        let until = now.mono + Duration::from_millis(i64::from(request.timeout_ms));
        self.purgatory.delay_deletion(DelayedDeletion {
            reply,
            pending,
            until,
        });
        self.complete_deletions(now, effects);
        self.arm_purgatory(now, effects);
    }

    /// Forgets what lies before an offset; answers which offset that is.
    fn delete_before(
        &mut self,
        partition: &TopicPartition,
        wanted: Offset,
        effects: &mut Effects,
    ) -> Result<Offset, ErrorCode> {
        if partition.topic.is_internal() {
            return Err(ErrorCode::InvalidTopicException);
        }
        let replica = self.leader_for(partition, LeaderEpoch::NONE)?;
        let high_watermark = replica.high_watermark();
        let policy = replica.config.cleanup_policy;
        if policy.compacts() && !policy.deletes() {
            return Err(ErrorCode::PolicyViolation);
        }
        let to = if wanted == Offset::NONE {
            high_watermark
        } else {
            wanted
        };
        let replica = self
            .replicas
            .get_mut(partition)
            .map(std::sync::Arc::make_mut)
            .ok_or(ErrorCode::UnknownTopicOrPartition)?;
        let mut io = self.disk.io(effects);
        replica
            .log
            .increment_log_start_offset(to, high_watermark, &mut io)?;
        Ok(to)
    }

    /// Answers each deletion that all live replicas have followed, or that has lost its leader.
    pub(super) fn complete_deletions(&mut self, now: Now, effects: &mut Effects) {
        let mut waiting = std::mem::take(&mut self.purgatory.deletions);
        for delayed in &mut waiting {
            for (deleted, wanted) in &mut delayed.pending {
                let Some(to) = *wanted else { continue };
                match self.leader_for(&deleted.partition, LeaderEpoch::NONE) {
                    Err(error) => {
                        deleted.error = error;
                        *wanted = None;
                    }
                    Ok(replica) => {
                        let low = replica.low_watermark(|id| self.image.is_unfenced(id));
                        deleted.low_watermark = low;
                        if low >= to {
                            *wanted = None;
                        }
                    }
                }
            }
        }
        let settled = |delayed: &mut DelayedDeletion| {
            delayed.pending.iter().all(|(_, wanted)| wanted.is_none())
        };
        let done: Vec<_> = waiting.extract_if(.., settled).collect();
        self.purgatory.deletions = waiting;
        for delayed in done {
            self.answer_deletion(now, delayed, ErrorCode::None, effects);
        }
    }

    /// Answers a deletion; what is not settled fails with `error`.
    pub(super) fn answer_deletion(
        &mut self,
        now: Now,
        delayed: DelayedDeletion,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        let partitions = delayed.pending.into_iter().map(|(mut deleted, wanted)| {
            if wanted.is_some() {
                deleted.error = error;
            }
            if deleted.error != ErrorCode::None {
                deleted.low_watermark = Offset::NONE;
            }
            deleted
        });
        let response = DeleteRecordsResponse {
            partitions: partitions.collect(),
        };
        self.answer(now, delayed.reply, response, effects);
    }
}
