//! The logs of a broker and its disk: what is found at start, what is written down from time to time, what grows too old
//! (`LogManager`, `LogCleaner`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Broker, BrokerTimer, Replica};
use crate::config::TopicConfig;
use crate::log::{Checkpoints, Io, Log, LogToClean, Tickets};
use crate::metadata::PartitionState;
use crate::model::{Duration, Offset, TopicId, TopicPartition, gather};
use crate::node::{Boot, Chunk, DiskImage, Effect, Effects, File, Now, Reply, Ticket};
use crate::protocol::FetchResponse;

/// What a broker keeps about its disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct LogManager {
    tickets: Tickets,
    /// Answers that wait for what is read from the disk.
    pub reads: BTreeMap<Ticket, (Reply, FetchResponse)>,
    /// Logs found at start, of partitions that the metadata log has not named yet.
    stored: BTreeMap<TopicPartition, Arc<Stored>>,
    /// The broker shuts down: every log was told to flush.
    closed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stored {
    log: Log,
    high_watermark: Offset,
    /// `partition.metadata`.
    topic_id: Option<TopicId>,
}

/// What a broker does about its logs from time to time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chore {
    /// `log.retention.check.interval.ms`: segments that are too old or too many go.
    Retention,
    /// `log.cleaner.backoff.ms`: the logs that are dirty enough are compacted.
    Cleaner,
    /// `log.flush.scheduler.interval.ms`: logs whose `flush.ms` has passed are flushed.
    Flush,
    /// `replica.high.watermark.checkpoint.interval.ms`.
    HighWatermarkCheckpoint,
    /// `log.flush.offset.checkpoint.interval.ms`.
    RecoveryPointCheckpoint,
    /// `log.flush.start.offset.checkpoint.interval.ms`.
    LogStartOffsetCheckpoint,
    /// `file.delete.delay.ms`: the files of deleted segments go.
    DeleteFiles,
    /// Producers that have been silent for `producer.id.expiration.ms` are forgotten.
    ProducerExpiration,
}

impl Chore {
    /// The config that says how often.
    #[must_use]
    pub const fn config(self) -> &'static str {
        match self {
            Self::Retention => "log.retention.check.interval.ms",
            Self::Cleaner => "log.cleaner.backoff.ms",
            Self::Flush => "log.flush.scheduler.interval.ms",
            Self::HighWatermarkCheckpoint => "replica.high.watermark.checkpoint.interval.ms",
            Self::RecoveryPointCheckpoint => "log.flush.offset.checkpoint.interval.ms",
            Self::LogStartOffsetCheckpoint => "log.flush.start.offset.checkpoint.interval.ms",
            Self::DeleteFiles => "file.delete.delay.ms",
            Self::ProducerExpiration => "producer.id.expiration.check.interval.ms",
        }
    }
}

/// `LogManager.InitialTaskDelayMs`: how long after the start the first round comes.
const FIRST_ROUND: Duration = Duration::from_secs(30);
/// `producer.id.expiration.check.interval.ms`, an internal config.
const PRODUCER_EXPIRATION_CHECK: Duration = Duration::from_secs(600);

impl LogManager {
    /// What a log needs to reach the disk.
    pub fn io<'a>(&'a mut self, effects: &'a mut Effects) -> Io<'a> {
        Io {
            effects,
            tickets: &mut self.tickets,
        }
    }

    /// A ticket for a read.
    pub fn ticket(&mut self) -> Ticket {
        self.tickets.issue()
    }
}

impl Broker {
    /// Loads what the disk kept, and starts the rounds.
    pub(super) fn load_logs(&mut self, now: Now, boot: &Boot, effects: &mut Effects) {
        let high_watermarks = offsets(&boot.disk, &File::HighWatermarks);
        let recovery_points = offsets(&boot.disk, &File::RecoveryPoints);
        let log_starts = offsets(&boot.disk, &File::LogStartOffsets);
        let cleaned_to = offsets(&boot.disk, &File::CleanerOffsets);
        let clean_shutdown = boot.disk.contains_key(&File::CleanShutdown);
        let config = Arc::clone(&self.config);
        // Which configs its topic has, the metadata log will tell.
        let topic_config = TopicConfig::from_broker(&config);
        let expiration_ms = config.producer_id_expiration.as_millis() as i64;
        for (file, chunks) in &boot.disk {
            let File::PartitionMetadata(partition) = file else {
                continue;
            };
            let topic_id = chunks.last().and_then(|chunk| match chunk {
                Chunk::TopicId(id) => Some(*id),
                _ => None,
            });
            let checkpoints = Checkpoints {
                log_start_offset: log_starts.get(partition).copied(),
                recovery_point: recovery_points.get(partition).copied(),
                cleaned_to: cleaned_to.get(partition).copied(),
                clean_shutdown,
            };
            let log = Log::recover(
                partition.clone(),
                &boot.disk,
                checkpoints,
                now,
                &topic_config,
                expiration_ms,
                &mut self.disk.io(effects),
            );
            let high_watermark = high_watermarks
                .get(partition)
                .copied()
                .unwrap_or(log.log_start_offset())
                .clamp(log.log_start_offset(), log.log_end_offset());
            let stored = Stored {
                log,
                high_watermark,
                topic_id,
            };
            self.disk.stored.insert(partition.clone(), Arc::new(stored));
        }
        for chore in [
            Chore::Retention,
            Chore::Cleaner,
            Chore::RecoveryPointCheckpoint,
            Chore::LogStartOffsetCheckpoint,
        ] {
            effects.set_timer(BrokerTimer::Chore(chore), FIRST_ROUND);
        }
        for chore in [
            Chore::HighWatermarkCheckpoint,
            Chore::Flush,
            Chore::ProducerExpiration,
        ] {
            self.do_again(chore, effects);
        }
    }

    /// Sets the timer for the next round of a chore. An interval of 0 means that there is none, and so does the longest
    /// that there is.
    fn do_again(&self, chore: Chore, effects: &mut Effects) {
        let config = &self.config;
        let after = match chore {
            Chore::Retention => config.log_retention_check_interval,
            // The cleaner looks on and on, but time passes while it does.
            Chore::Cleaner => config.log_cleaner_backoff.max(Duration::from_millis(1)),
            Chore::Flush => Duration::from_millis(config.log_flush_scheduler_interval_ms),
            Chore::HighWatermarkCheckpoint => config.replica_high_watermark_checkpoint_interval,
            Chore::RecoveryPointCheckpoint => config.log_flush_offset_checkpoint_interval,
            Chore::LogStartOffsetCheckpoint => config.log_flush_start_offset_checkpoint_interval,
            Chore::ProducerExpiration => PRODUCER_EXPIRATION_CHECK,
            Chore::DeleteFiles => return,
        };
        if after > Duration::ZERO && after < Duration::from_millis(i64::MAX) {
            effects.set_timer(BrokerTimer::Chore(chore), after);
        }
    }

    /// The replica of a partition that is new to this process: with what the disk has of it, unless that belongs to a topic
    /// of the same name that was deleted meanwhile.
    pub(super) fn open(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        state: &Arc<PartitionState>,
        effects: &mut Effects,
    ) {
        let Some(config) = self.image.topic_config(&partition.topic).cloned() else {
            return;
        };
        let stored = self.disk.stored.remove(partition).map(Arc::unwrap_or_clone);
        let (log, high_watermark) = match stored {
            Some(stored) if stored.topic_id == Some(state.topic_id) => {
                (stored.log, stored.high_watermark)
            }
            stray => {
                if let Some(stray) = stray {
                    self.delete_log(&stray.log, effects);
                }
                effects.push(Effect::Replace(
                    File::PartitionMetadata(partition.clone()),
                    Chunk::TopicId(state.topic_id),
                ));
                (Log::created(partition.clone(), now), Offset::ZERO)
            }
        };
        let replica = Replica::new(log, high_watermark, Arc::clone(state), config);
        self.replicas.insert(partition.clone(), Arc::new(replica));
    }

    /// Removes the files of a partition that is gone.
    pub(super) fn delete_log(&mut self, log: &Log, effects: &mut Effects) {
        log.delete(&mut self.disk.io(effects));
        let partition = log.partition().clone();
        effects.push(Effect::Delete(File::PartitionMetadata(partition)));
    }

    /// A flush or a read is done.
    pub(super) fn disk_done(&mut self, now: Now, ticket: Ticket, effects: &mut Effects) {
        if let Some((reply, response)) = self.disk.reads.remove(&ticket) {
            self.answer(now, reply, response, effects);
        } else if let Some(partition) = self.disk.tickets.take_flush(ticket)
            && let Some(replica) = self.replica_mut(&partition)
        {
            replica.log.flushed(ticket);
        }
    }

    /// Does one round of a chore.
    pub(super) fn do_chore(&mut self, now: Now, chore: Chore, effects: &mut Effects) {
        match chore {
            Chore::Retention => {
                let deletes = |replica: &Replica| !replica.config.cleanup_policy.compacts();
                self.retain(now, deletes, effects);
            }
            Chore::Cleaner if self.config.log_cleaner_enable => self.clean(now, effects),
            Chore::Cleaner => {}
            Chore::Flush => self.flush_logs(now, effects),
            Chore::HighWatermarkCheckpoint => self.checkpoint_high_watermarks(effects),
            Chore::RecoveryPointCheckpoint => self.checkpoint_recovery_points(effects),
            Chore::LogStartOffsetCheckpoint => self.checkpoint_log_starts(effects),
            Chore::DeleteFiles => self.delete_files(now, effects),
            Chore::ProducerExpiration => self.expire_producers(now),
        }
        self.do_again(chore, effects);
    }

    /// Writes an offset of every replica that has one into a checkpoint file.
    fn checkpoint(
        &self,
        file: File,
        offset: impl Fn(&Replica) -> Option<Offset>,
        effects: &mut Effects,
    ) {
        let entries: Vec<_> = self
            .partitions()
            .filter_map(|(partition, replica)| Some((partition.clone(), offset(replica)?)))
            .collect();
        if !entries.is_empty() {
            effects.push(Effect::Replace(file, Chunk::Offsets(entries)));
        }
    }

    fn checkpoint_high_watermarks(&self, effects: &mut Effects) {
        let high_watermark = |replica: &Replica| Some(replica.high_watermark());
        self.checkpoint(File::HighWatermarks, high_watermark, effects);
    }

    fn checkpoint_recovery_points(&self, effects: &mut Effects) {
        let flushed_to = |replica: &Replica| Some(replica.log().flushed_to());
        self.checkpoint(File::RecoveryPoints, flushed_to, effects);
    }

    fn checkpoint_log_starts(&self, effects: &mut Effects) {
        let log_start = |replica: &Replica| {
            let log = replica.log();
            log.starts_within_a_segment()
                .then(|| log.log_start_offset())
        };
        self.checkpoint(File::LogStartOffsets, log_start, effects);
    }

    /// What a clean shutdown writes down, so that the next start need not look into the logs.
    pub(super) fn checkpoint_all(&self, effects: &mut Effects) {
        self.checkpoint_high_watermarks(effects);
        self.checkpoint_recovery_points(effects);
        self.checkpoint_log_starts(effects);
    }

    /// Deletes segments by age, by size, and below the log start offset (`LogManager.cleanupLogs`).
    fn retain(&mut self, now: Now, which: impl Fn(&Replica) -> bool, effects: &mut Effects) {
        for replica in self.replicas.values_mut().filter(|replica| which(replica)) {
            let replica = Arc::make_mut(replica);
            replica.log.delete_old_segments(
                now,
                replica.high_watermark,
                &replica.config,
                &mut self.disk.io(effects),
            );
        }
        self.arm_file_deletion(now, effects);
    }

    /// Compacts one log after the other, the filthiest first, as long as one is dirty enough, and deletes old segments of
    /// logs that do both. The cleaner rests only when it finds nothing to clean (`LogCleaner.CleanerThread.doWork`).
    fn clean(&mut self, now: Now, effects: &mut Effects) {
        while let Some((partition, to_clean)) = self.filthiest(now) {
            let Some(replica) = self.replicas.get_mut(&partition).map(Arc::make_mut) else {
                break;
            };
            let mut io = self.disk.io(effects);
            replica
                .log
                .clean(now, to_clean.dirty(), &replica.config, &mut io);
            let cleaned_to = |replica: &Replica| replica.log().cleaned_to();
            self.checkpoint(File::CleanerOffsets, cleaned_to, effects);
        }
        self.retain(
            now,
            |replica| replica.config.cleanup_policy.compacts(),
            effects,
        );
    }

    /// The log of which the largest share is dirty, among those that are dirty enough
    /// (`LogCleanerManager.grabFilthiestCompactedLog`).
    fn filthiest(&self, now: Now) -> Option<(TopicPartition, LogToClean)> {
        let mut filthiest: Option<(TopicPartition, LogToClean)> = None;
        for (partition, replica) in &self.replicas {
            let config = &replica.config;
            if !config.cleanup_policy.compacts() {
                continue;
            }
            let to_clean = replica
                .log
                .to_clean(now.wall, replica.high_watermark, config);
            let worse = filthiest
                .as_ref()
                .is_none_or(|(_, known)| to_clean.is_filthier_than(known));
            if to_clean.is_cleanable(config) && worse {
                filthiest = Some((partition.clone(), to_clean));
            }
        }
        filthiest
    }

    /// Closes every log, once; says whether all that they hold is flushed (`LogManager.shutdown`).
    pub(super) fn all_flushed(&mut self, now: Now, effects: &mut Effects) -> bool {
        if !std::mem::replace(&mut self.disk.closed, true) {
            for replica in self.replicas.values_mut() {
                let mut io = self.disk.io(effects);
                Arc::make_mut(replica).log.close(now, &mut io);
            }
        }
        let flushed = |replica: &Replica| replica.log.flushed_to() >= replica.log.log_end_offset();
        self.replicas.values().all(|replica| flushed(replica))
    }

    fn flush_logs(&mut self, now: Now, effects: &mut Effects) {
        for replica in self.replicas.values_mut() {
            if replica
                .log
                .flush_due(&replica.config)
                .is_some_and(|due| due <= now.mono)
            {
                let replica = Arc::make_mut(replica);
                let mut io = self.disk.io(effects);
                replica.log.flush_if_due(now, &replica.config, &mut io);
            }
        }
    }

    fn delete_files(&mut self, now: Now, effects: &mut Effects) {
        for replica in self.replicas.values_mut() {
            if replica
                .log
                .next_file_deletion()
                .is_some_and(|due| due <= now.mono)
            {
                let mut io = self.disk.io(effects);
                Arc::make_mut(replica).log.delete_files(now, &mut io);
            }
        }
        self.arm_file_deletion(now, effects);
    }

    fn arm_file_deletion(&self, now: Now, effects: &mut Effects) {
        let due = self
            .replicas
            .values()
            .filter_map(|replica| replica.log.next_file_deletion())
            .min();
        if let Some(due) = due {
            effects.set_timer(BrokerTimer::Chore(Chore::DeleteFiles), due.since(now.mono));
        }
    }

    fn expire_producers(&mut self, now: Now) {
        let expiration_ms = self.config.producer_id_expiration.as_millis() as i64;
        for replica in self.replicas.values_mut() {
            Arc::make_mut(replica)
                .log
                .remove_expired_producers(now.wall, expiration_ms);
        }
    }
}

/// The content of a checkpoint file.
fn offsets(disk: &DiskImage, file: &File) -> BTreeMap<TopicPartition, Offset> {
    match disk.get(file).and_then(|chunks| chunks.last()) {
        Some(Chunk::Offsets(entries)) => gather(entries.iter().cloned()),
        _ => BTreeMap::new(),
    }
}
