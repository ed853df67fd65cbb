//! One log with a clock and a disk of its own: the language for tests of what a log does.
//!
//! After everything that is done to it, the disk holds exactly the batches that the log has.

use std::collections::BTreeMap;

use engine::config::TopicConfig;
use engine::log::{
    Append, AppendOrigin, Appended, Checkpoints, ControlRecordType, EndTransactionMarker, Io, Log,
    LogToClean, Record, RecordBatch, Tickets, Verified,
};
use engine::model::{
    Duration, Instant, LeaderEpoch, Offset, Payload, StepId, Timestamp, TopicName, TopicPartition,
};
use engine::node::{Chunk, DiskImage, Effect, Effects, File, Now, Ticket};
use engine::protocol::ErrorCode;

/// When the tests begin: 2023-11-14.
pub const START: i64 = 1_700_000_000_000;

/// A log under test.
pub struct Partition {
    pub log: Log,
    pub config: TopicConfig,
    pub now: Now,
    pub epoch: i32,
    pub high_watermark: Offset,
    pub checkpoints: Checkpoints,
    disk: BTreeMap<File, Stored>,
    flushing: Vec<(File, Ticket, usize)>,
    effects: Effects,
    tickets: Tickets,
    /// Whether the log has said that it changed since somebody asked.
    changed: bool,
}

/// A file: its chunks, and how many of them are flushed.
#[derive(Default)]
struct Stored {
    chunks: Vec<Chunk>,
    flushed: usize,
}

/// A log with Kafka's defaults.
pub fn partition() -> Partition {
    with(|_| {})
}

/// A log with other configs.
pub fn with(change: impl FnOnce(&mut TopicConfig)) -> Partition {
    let mut config = TopicConfig::default();
    change(&mut config);
    Partition {
        log: Log::new(name(), Timestamp(START)),
        config,
        now: Now {
            mono: Instant::ZERO,
            wall: Timestamp(START),
            step: StepId(0),
        },
        epoch: 0,
        high_watermark: Offset::ZERO,
        checkpoints: Checkpoints::default(),
        disk: BTreeMap::new(),
        flushing: Vec::new(),
        effects: Effects::default(),
        tickets: Tickets::default(),
        changed: false,
    }
}

/// A record with a key, made `at` ms after the start.
pub fn record(key: &str, at: i64) -> Record {
    let (key, value) = (Payload::from(key), Payload::from("value"));
    Record::new(Timestamp(START + at), Some(key), Some(value))
}

/// A record that deletes a key.
pub fn tombstone(key: &str) -> Record {
    Record::new(Timestamp(START), Some(Payload::from(key)), None)
}

/// A batch of one record, of a producer without idempotence.
pub fn one(record: Record) -> RecordBatch {
    RecordBatch::new(-1, -1, -1, vec![record])
}

/// A batch of an idempotent producer: `count` records from sequence number `sequence` on.
pub fn numbered(producer: i64, epoch: i16, sequence: i32, count: usize) -> RecordBatch {
    let records = (0..count).map(|_| record("n", 0));
    RecordBatch::new(producer, epoch, sequence, records.collect())
}

/// The marker that ends a transaction.
pub fn marker(
    control_type: ControlRecordType,
    producer: i64,
    epoch: i16,
    coordinator_epoch: i32,
) -> RecordBatch {
    let marker = EndTransactionMarker {
        control_type,
        coordinator_epoch,
    };
    RecordBatch::end_transaction(marker, Timestamp(START), producer, epoch)
}

fn name() -> TopicPartition {
    TopicPartition::new(&TopicName::from("orders"), 0)
}

impl Partition {
    /// Does something to the log and carries out what it asks for.
    pub fn act<T>(&mut self, act: impl FnOnce(&mut Log, Now, &TopicConfig, &mut Io<'_>) -> T) -> T {
        let io = &mut Io {
            effects: &mut self.effects,
            tickets: &mut self.tickets,
        };
        let before = self.log.clone();
        let result = act(&mut self.log, self.now, &self.config, io);
        self.carry_out();
        let ends = |log: &Log| (log.log_start_offset(), log.log_end_offset());
        let same = before.batches().eq(self.log.batches()) && ends(&before) == ends(&self.log);
        assert!(same || self.changed, "it changed and did not say so");
        self.changed = false;
        assert!(
            self.on_disk().eq(self.log.batches()),
            "the disk holds what the log has"
        );
        let epochs = self.disk.get(&File::LeaderEpochs(name()));
        if let Some(Chunk::LeaderEpochs(entries)) = epochs.and_then(|file| file.chunks.last()) {
            assert_eq!(entries, self.log.leader_epochs().entries());
        }
        result
    }

    /// Appends what a client sends.
    pub fn append(&mut self, batch: &RecordBatch) -> Result<Appended, ErrorCode> {
        self.append_from(AppendOrigin::Client, 0, batch)
    }

    /// Appends what a coordinator wants.
    pub fn coordinate(&mut self, batch: &RecordBatch) -> Result<Appended, ErrorCode> {
        self.append_from(AppendOrigin::Coordinator, 0, batch)
    }

    /// Appends on somebody's behalf, by the rules of a transaction version.
    pub fn append_from(
        &mut self,
        origin: AppendOrigin,
        transaction_version: i16,
        batch: &RecordBatch,
    ) -> Result<Appended, ErrorCode> {
        let append = Append {
            leader_epoch: LeaderEpoch(self.epoch),
            origin,
            transaction_version,
            verified: Verified::Unasked,
        };
        self.act(|log, now, config, io| log.append_as_leader(now, batch, append, config, io))
    }

    /// Appends one record with this key, which nothing is wrong with.
    pub fn write(&mut self, key: &str) -> &mut Self {
        let record = Record {
            timestamp: self.now.wall,
            ..record(key, 0)
        };
        self.append(&one(record)).expect("a good record");
        self
    }

    /// Appends what a leader sends to its follower.
    pub fn follow(&mut self, batch: &RecordBatch, offset: i64) -> bool {
        let placed = batch.at(Offset(offset), LeaderEpoch(self.epoch));
        self.act(|log, now, config, io| log.append_as_follower(now, placed, config, io))
    }

    /// Everything is committed.
    pub fn commit(&mut self) -> &mut Self {
        self.high_watermark = self.log.log_end_offset();
        self.log.on_high_watermark_updated(self.high_watermark);
        self
    }

    /// Both clocks go on.
    pub fn wait_ms(&mut self, ms: i64) -> &mut Self {
        self.now.mono += Duration::from_millis(ms);
        self.now.wall.0 += ms;
        self
    }

    pub fn roll(&mut self) -> &mut Self {
        self.act(|log, now, _, io| log.roll(now, io));
        self
    }

    pub fn truncate_to(&mut self, offset: i64) -> bool {
        self.act(|log, now, config, io| log.truncate_to(now, Offset(offset), config, io))
    }

    /// What the broker does every `log.retention.check.interval.ms`.
    pub fn retain(&mut self) -> u64 {
        let high_watermark = self.high_watermark;
        self.act(|log, now, config, io| log.delete_old_segments(now, high_watermark, config, io))
    }

    pub fn delete_records(&mut self, before: i64) -> Result<bool, ErrorCode> {
        let high_watermark = self.high_watermark;
        self.act(|log, _, _, io| log.increment_log_start_offset(Offset(before), high_watermark, io))
    }

    /// Compacts what may be compacted.
    pub fn clean(&mut self) -> &mut Self {
        let range = self.to_clean();
        self.act(|log, now, config, io| log.clean(now, range.dirty(), config, io));
        self
    }

    /// What may be compacted.
    pub fn to_clean(&self) -> LogToClean {
        let (wall, high_watermark) = (self.now.wall, self.high_watermark);
        self.log.to_clean(wall, high_watermark, &self.config)
    }

    /// Begins a new segment, commits everything and compacts from the start on.
    pub fn compact(&mut self) -> &mut Self {
        self.roll().commit();
        let dirty = Offset::ZERO..self.log.active_segment().base_offset();
        self.act(|log, now, config, io| log.clean(now, dirty, config, io));
        self
    }

    /// The disk has done every flush.
    pub fn flushes_done(&mut self) -> &mut Self {
        for (file, ticket, upto) in std::mem::take(&mut self.flushing) {
            if let Some(stored) = self.disk.get_mut(&file) {
                stored.flushed = stored.flushed.max(upto.min(stored.chunks.len()));
            }
            assert_eq!(self.tickets.take_flush(ticket), Some(name()));
            self.log.flushed(ticket);
        }
        self
    }

    /// How many flushes are under way.
    pub fn flushes(&self) -> usize {
        self.flushing.len()
    }

    /// Ends in order and starts again.
    pub fn restart(&mut self) -> &mut Self {
        self.act(|log, now, _, io| log.close(now, io));
        self.flushes_done();
        self.checkpoints.clean_shutdown = true;
        self.start()
    }

    /// The process is killed and starts again: what was written stays.
    pub fn kill(&mut self) -> &mut Self {
        self.checkpoints.clean_shutdown = false;
        self.start()
    }

    /// The power fails: of what was not flushed only so many batches are left.
    pub fn cut_power(&mut self, torn: usize) -> &mut Self {
        for stored in self.disk.values_mut() {
            stored.chunks.truncate(stored.flushed + torn);
            stored.flushed = stored.chunks.len();
        }
        self.kill()
    }

    fn start(&mut self) -> &mut Self {
        self.flushing.clear();
        self.tickets = Tickets::default();
        let image = self.image();
        let io = &mut Io {
            effects: &mut self.effects,
            tickets: &mut self.tickets,
        };
        let (checkpoints, config) = (self.checkpoints, &self.config);
        self.log = Log::recover(
            name(),
            &image,
            checkpoints,
            self.now,
            config,
            86_400_000,
            io,
        );
        self.carry_out();
        assert!(self.on_disk().eq(self.log.batches()));
        self.high_watermark = self.high_watermark.min(self.log.log_end_offset());
        self
    }

    /// What a process finds on the disk that starts now.
    pub fn image(&self) -> DiskImage {
        let mut image = DiskImage::new();
        for (file, stored) in &self.disk {
            image.insert(file.clone(), stored.chunks.iter().cloned().collect());
        }
        image
    }

    /// The bytes of all files.
    pub fn bytes_on_disk(&self) -> u64 {
        let chunks = self.disk.values().flat_map(|stored| &stored.chunks);
        chunks.map(Chunk::size).sum()
    }

    /// The files on the disk.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.disk.keys()
    }

    fn on_disk(&self) -> impl Iterator<Item = &RecordBatch> {
        let stored = self.disk.get(&File::Log(name()));
        let chunks = stored.into_iter().flat_map(|stored| &stored.chunks);
        chunks.filter_map(|chunk| match chunk {
            Chunk::Batch(batch) => Some(batch),
            _ => None,
        })
    }

    /// The offsets of all records.
    pub fn offsets(&self) -> Vec<i64> {
        let records = self.log.batches().flat_map(RecordBatch::records);
        records.map(|(offset, _)| offset.0).collect()
    }

    /// The keys of all records that are not markers.
    pub fn keys(&self) -> Vec<String> {
        let data = self.log.batches().filter(|batch| !batch.is_control());
        let keys = data.flat_map(RecordBatch::records);
        keys.filter_map(|(_, record)| Record::key_of(record))
            .map(|key| String::from_utf8_lossy(&key).into_owned())
            .collect()
    }

    /// Where the segments begin.
    pub fn bases(&self) -> Vec<i64> {
        let segments = self.log.segments();
        segments.map(|segment| segment.base_offset().0).collect()
    }

    pub fn start_and_end(&self) -> (i64, i64) {
        (self.log.log_start_offset().0, self.log.log_end_offset().0)
    }

    pub fn last_stable_offset(&self) -> i64 {
        self.log.last_stable_offset(self.high_watermark).0
    }

    fn carry_out(&mut self) {
        for effect in self.effects.drain() {
            match effect {
                Effect::Append(file, chunk) => {
                    self.disk.entry(file).or_default().chunks.push(chunk);
                }
                Effect::Truncate(file, len) => {
                    if let Some(stored) = self.disk.get_mut(&file) {
                        stored.chunks.truncate(len as usize);
                        stored.flushed = stored.flushed.min(len as usize);
                    }
                    for (_, _, upto) in &mut self.flushing {
                        *upto = (*upto).min(len as usize);
                    }
                }
                Effect::TrimFront(file, count) => {
                    let stored = self.disk.entry(file).or_default();
                    stored.chunks.drain(..count as usize);
                    stored.flushed = stored.flushed.saturating_sub(count as usize);
                }
                Effect::Swap {
                    file,
                    at,
                    remove,
                    with,
                } => {
                    let stored = self.disk.entry(file).or_default();
                    let flushed = stored.flushed.max((at + remove) as usize);
                    stored.flushed = flushed + with.len() - remove as usize;
                    let range = at as usize..(at + remove) as usize;
                    stored.chunks.splice(range, with);
                }
                Effect::Replace(file, chunk) => {
                    let chunks = vec![chunk];
                    self.disk.insert(file, Stored { chunks, flushed: 1 });
                }
                Effect::Delete(file) => {
                    self.disk.remove(&file);
                }
                Effect::Flush(file, ticket) => {
                    let upto = self.disk.get(&file).map_or(0, |stored| stored.chunks.len());
                    self.flushing.push((file, ticket, upto));
                }
                Effect::Changed(partition) => {
                    assert_eq!(partition, name());
                    self.changed = true;
                }
                other => panic!("a log asks for nothing like {other:?}"),
            }
        }
    }
}
