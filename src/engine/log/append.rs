//! Appending, and rolling to a new segment.

use std::sync::Arc;

use super::validate::validate;
use super::{Io, Log, RecordBatch, Segment};
use crate::config::TopicConfig;
use crate::model::{LeaderEpoch, Offset};
use crate::node::{Chunk, Effect, File, Now};
use crate::protocol::ErrorCode;

/// Who appends (`org.apache.kafka.storage.internals.log.AppendOrigin`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppendOrigin {
    /// A client: everything is checked.
    Client,
    /// The broker itself, for a group or transaction coordinator: sequence numbers are not checked.
    Coordinator,
    /// The active controller: nothing is checked.
    RaftLeader,
}

/// How a leader appends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Append {
    /// The epoch in which it leads.
    pub leader_epoch: LeaderEpoch,
    /// On whose behalf.
    pub origin: AppendOrigin,
    /// `transaction.version` of whom it does it for: 2 since KIP-890, which makes the checks of transactions stricter.
    pub transaction_version: i16,
    /// Whether the partition is part of the batch's transaction.
    pub verified: Verified,
}

/// What the coordinator of a transaction says of a partition (KIP-890, `VerificationStateEntry`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verified {
    /// Nobody has to know.
    Unasked,
    /// It is not known to be part of the transaction: a batch may only go on one that is open here.
    No,
    /// It is part of it.
    Yes {
        /// The lowest sequence number that anybody asked about since: the first batch may have none above.
        lowest_sequence: i32,
    },
}

impl Append {
    /// As the leader in `leader_epoch`, under the rules of transaction versions 0 and 1.
    #[must_use]
    pub const fn new(leader_epoch: LeaderEpoch, origin: AppendOrigin) -> Self {
        Self {
            leader_epoch,
            origin,
            transaction_version: 0,
            verified: Verified::Unasked,
        }
    }
}

/// Where a batch is after an append.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Appended {
    /// It is new; this is how it stands in the log.
    New(RecordBatch),
    /// It was there already, at this offset: a retry.
    Duplicate {
        /// The offset of the first record.
        base_offset: Offset,
        /// The offset of the last record.
        last_offset: Offset,
    },
}

impl Log {
    /// Appends a batch as the leader, at the end. A refused batch changes nothing.
    ///
    /// # Errors
    /// Of `LogValidator`: `MESSAGE_TOO_LARGE`, `INVALID_RECORD`, `INVALID_TIMESTAMP`, `RECORD_LIST_TOO_LARGE`. Of the
    /// producer's state as [`super::ProducerStateManager::check`]; `INVALID_TXN_STATE` for a batch whose transaction is
    /// not known to have this partition.
    pub fn append_as_leader(
        &mut self,
        now: Now,
        batch: &RecordBatch,
        append: Append,
        config: &TopicConfig,
        io: &mut Io<'_>,
    ) -> Result<Appended, ErrorCode> {
        let stored = validate(batch, append, now.wall, config)?;
        if stored.has_producer_id() {
            if append.origin == AppendOrigin::Client
                && let Some(known) = self.producers.duplicate_of(&stored)
            {
                return Ok(Appended::Duplicate {
                    base_offset: known.first_offset(),
                    last_offset: known.last_offset,
                });
            }
            self.check_verified(&stored, append.verified)?;
            self.producers
                .check(&stored, append.origin, append.transaction_version)?;
        }
        let placed = RecordBatch {
            base_offset: self.log_end_offset,
            leader_epoch: append.leader_epoch,
            ..stored
        };
        self.push(now, placed.clone(), config, io);
        Ok(Appended::New(placed))
    }

    fn check_verified(&self, batch: &RecordBatch, verified: Verified) -> Result<(), ErrorCode> {
        if batch.is_control() || !batch.is_transactional() {
            return Ok(());
        }
        let open = self
            .producers
            .is_in_transaction(batch.producer_id(), batch.producer_epoch());
        match verified {
            Verified::No if !open => Err(ErrorCode::InvalidTxnState),
            Verified::Yes { lowest_sequence } if batch.base_sequence() > lowest_sequence => {
                Err(ErrorCode::OutOfOrderSequenceNumber)
            }
            _ => Ok(()),
        }
    }

    /// Appends a batch as it stands in the leader's log, where offsets may be missing. One that begins before the end
    /// of this log is ignored; says whether it was appended. Only an empty log takes a batch that reaches back: the log
    /// start offset of its leader lay within that batch (`Partition.appendRecordsToFollowerOrFutureReplica`).
    pub fn append_as_follower(
        &mut self,
        now: Now,
        batch: RecordBatch,
        config: &TopicConfig,
        io: &mut Io<'_>,
    ) -> bool {
        let end = self.log_end_offset;
        if batch.last_offset() < batch.base_offset.max(end) {
            return false;
        }
        if batch.base_offset < end {
            if self.log_start_offset < end {
                return false;
            }
            self.truncate_fully_and_start_at(now, batch.base_offset, io);
        }
        self.push(now, batch, config, io);
        true
    }

    /// Notes that `epoch` begins at the end of the log, as a new leader does before it appends anything.
    pub fn assign_epoch_start_offset(&mut self, epoch: LeaderEpoch, io: &mut Io<'_>) {
        if self.leader_epochs.assign(epoch, self.log_end_offset) {
            self.write_leader_epochs(io.effects);
            self.changed(io.effects);
        }
    }

    /// Begins a new segment at the end of the log, unless the active one is empty. The old one is flushed, and the
    /// state of producers is written to a file, so that recovery need not look at what lies before.
    pub fn roll(&mut self, now: Now, io: &mut Io<'_>) {
        self.roll_at(now, self.log_end_offset, io);
    }

    fn push(&mut self, now: Now, batch: RecordBatch, config: &TopicConfig, io: &mut Io<'_>) {
        if self
            .leader_epochs
            .assign(batch.leader_epoch, batch.base_offset)
        {
            self.write_leader_epochs(io.effects);
        }
        if self
            .active
            .should_roll(&self.partition, now.wall, &batch, config)
        {
            self.roll_at(now, batch.base_offset, io);
        }
        io.effects
            .push(Effect::Append(self.file(), Chunk::Batch(batch.clone())));
        if let Some(aborted) = self.producers.update(&batch) {
            self.active.note_aborted(aborted);
        }
        self.log_end_offset = batch.next_offset();
        self.size += u64::from(batch.size());
        self.batch_count += 1;
        self.active.append(batch, config.index_interval_bytes);
        self.changed(io.effects);
        let unflushed = self.log_end_offset.0 - self.flush_asked_to().0;
        if unflushed >= config.flush_messages {
            self.flush(now, io);
        }
    }

    /// `UnifiedLog.roll`. A follower's next batch may begin after the end of its log.
    pub(super) fn roll_at(&mut self, now: Now, base_offset: Offset, io: &mut Io<'_>) {
        if self.active.batches().is_empty() && self.active.base_offset() >= base_offset {
            return;
        }
        let mut old = std::mem::replace(&mut self.active, Segment::new(base_offset, now.wall));
        old.become_inactive();
        self.older.push_back(old);
        self.producers.update_map_end_offset(base_offset);
        self.take_producer_snapshot(io);
        self.write_segment_names(io.effects);
        self.flush(now, io);
    }

    /// Writes what is known of producers to a file, unless the last file says the same.
    pub(super) fn take_producer_snapshot(&mut self, io: &mut Io<'_>) {
        let offset = self.producers.map_end_offset();
        let last = self.snapshots.last().map(|(last, _)| *last);
        if offset <= last.unwrap_or(self.log_start_offset) {
            return;
        }
        let snapshot = Arc::new(self.producers.snapshot());
        self.snapshots.push_back((offset, Arc::clone(&snapshot)));
        io.effects.push(Effect::Replace(
            File::ProducerSnapshot(self.partition.clone(), offset),
            Chunk::Producers(snapshot),
        ));
    }
}
