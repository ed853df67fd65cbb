//! The controller's log of decisions: appended, flushed, and only then heard of (`KafkaRaftClient` with one voter).

use std::collections::BTreeMap;

use super::{Controller, ControllerTimer};
use crate::config::TopicConfig;
use crate::log::{Append, AppendOrigin, Checkpoints, Io, Log, Record, RecordBatch, Tickets};
use crate::metadata::{
    ConfigResource, ELR_FEATURE, METADATA_TOPIC, MetadataDelta, MetadataRecord, TRANSACTION_FEATURE,
};
use crate::model::{Duration, Instant, LeaderEpoch, Offset, Timestamp, TopicName, TopicPartition};
use crate::node::{ConnectionId, DiskImage, Effect, Effects, File, Now, Reply, Ticket};
use crate::protocol::{ErrorCode, FetchRequest, FetchResponse, FetchedPartition, Response};

/// The log and who waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct MetadataLog {
    log: Log,
    high_watermark: Offset,
    tickets: Tickets,
    /// Answers that wait until the log is flushed up to an offset.
    uncommitted: Vec<(Offset, Reply, Response)>,
    /// The log end offset at each flush that was asked for.
    flushing: BTreeMap<Ticket, Offset>,
    fetches: Vec<WaitingFetch>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct WaitingFetch {
    reply: Reply,
    offset: Offset,
    until: Instant,
}

impl Default for MetadataLog {
    fn default() -> Self {
        Self {
            log: Log::new(metadata_partition(), Timestamp::NONE),
            high_watermark: Offset::ZERO,
            tickets: Tickets::default(),
            uncommitted: Vec::new(),
            flushing: BTreeMap::new(),
            fetches: Vec::new(),
        }
    }
}

/// The quorum of one has one leader for ever.
const EPOCH: LeaderEpoch = LeaderEpoch(1);

impl Controller {
    /// Appends a decision, replays it and asks for a flush; the answers follow when that is done. Answers without a
    /// decision wait for earlier ones, since they may rest on them.
    pub(super) fn write(
        &mut self,
        now: Now,
        records: &[MetadataRecord],
        answers: impl IntoIterator<Item = (Reply, Response)>,
        effects: &mut Effects,
    ) {
        let from = self.log.end_offset();
        self.log.append(now, records, effects);
        let mut delta = MetadataDelta::default();
        for (offset, record) in (from.0..).map(Offset).zip(records) {
            if let Some(from) = self.note(record, effects) {
                self.metrics.elected(now.mono, offset, from);
            }
            self.image.replay(offset, record, &mut delta);
        }
        for partition in &delta.partitions {
            effects.changed(partition);
        }
        for (reply, response) in answers {
            self.log.answer(reply, response, effects);
        }
    }

    /// Replays what the disk kept.
    pub(super) fn replay_log(&mut self) {
        let mut delta = MetadataDelta::default();
        for batch in self.log.log.batches() {
            for (offset, record) in batch.records() {
                if let Some(record) = record.value.as_ref().and_then(MetadataRecord::decode) {
                    self.image.replay(offset, &record, &mut delta);
                }
            }
        }
    }

    /// What a new cluster begins with: eligible leader replicas, and the one `min.insync.replicas` of all brokers that
    /// these rest on (`ActivationRecordsGenerator`, `maybeGenerateElrSafetyRecords`).
    pub(super) fn bootstrap_records(&self) -> Vec<MetadataRecord> {
        let mut records = vec![
            MetadataRecord::FeatureLevel {
                name: ELR_FEATURE.into(),
                level: 1,
            },
            MetadataRecord::Config {
                resource: ConfigResource::Broker(None),
                name: super::configs::MIN_INSYNC_REPLICAS.into(),
                value: Some(self.setup.config.min_insync_replicas.to_string().into()),
            },
        ];
        let chosen = self.setup.transaction_version;
        records.extend(chosen.map(|level| MetadataRecord::FeatureLevel {
            name: TRANSACTION_FEATURE.into(),
            level,
        }));
        records
    }
}

impl MetadataLog {
    /// The log as the disk kept it; all of it is committed, since whatever was answered had been flushed.
    pub fn recover(now: Now, disk: &DiskImage, effects: &mut Effects) -> Self {
        let mut tickets = Tickets::default();
        let io = &mut Io {
            effects,
            tickets: &mut tickets,
        };
        let (checkpoints, config) = (Checkpoints::default(), TopicConfig::default());
        let partition = metadata_partition();
        let log = Log::recover(partition, disk, checkpoints, now, &config, i64::MAX, io);
        Self {
            high_watermark: log.log_end_offset(),
            log,
            tickets,
            ..Self::default()
        }
    }

    pub const fn log(&self) -> &Log {
        &self.log
    }

    pub const fn high_watermark(&self) -> Offset {
        self.high_watermark
    }

    /// Where the next record goes.
    pub fn end_offset(&self) -> Offset {
        self.log.log_end_offset()
    }

    fn append(&mut self, now: Now, records: &[MetadataRecord], effects: &mut Effects) {
        if records.is_empty() {
            return;
        }
        let values = records
            .iter()
            .map(|record| Record::new(now.wall, None, Some(record.encode())));
        let batch = RecordBatch::new(-1, -1, -1, values.collect());
        let append = Append::new(EPOCH, AppendOrigin::RaftLeader);
        let io = &mut Io {
            effects: &mut *effects,
            tickets: &mut self.tickets,
        };
        let appended = self
            .log
            .append_as_leader(now, &batch, append, &TopicConfig::default(), io);
        debug_assert!(
            appended.is_ok(),
            "the controller's own records are not refused"
        );
        let ticket = self.tickets.issue();
        self.flushing.insert(ticket, self.end_offset());
        effects.push(Effect::Flush(metadata_file(), ticket));
    }

    fn answer(&mut self, reply: Reply, response: Response, effects: &mut Effects) {
        let end = self.end_offset();
        if end > self.high_watermark {
            self.uncommitted.push((end, reply, response));
        } else {
            reply.send(response, effects);
        }
    }

    /// What was appended before the flush was asked for is committed.
    pub fn flushed(&mut self, ticket: Ticket, effects: &mut Effects) {
        let Some(end) = self.flushing.remove(&ticket) else {
            return;
        };
        self.high_watermark = self.high_watermark.max(end);
        for (_, reply, response) in self
            .uncommitted
            .extract_if(.., |(offset, ..)| *offset <= end)
        {
            reply.send(response, effects);
        }
        for fetch in std::mem::take(&mut self.fetches) {
            self.answer_fetch(fetch.reply, fetch.offset, effects);
        }
        effects.cancel_timer(ControllerTimer::FetchWait);
    }

    /// A broker follows the log.
    pub fn fetch(&mut self, now: Now, reply: Reply, request: &FetchRequest, effects: &mut Effects) {
        let Some(wanted) = request.partitions.first() else {
            let partitions = Vec::new();
            reply.send(FetchResponse { partitions }.into(), effects);
            return;
        };
        if wanted.fetch_offset < self.high_watermark {
            self.answer_fetch(reply, wanted.fetch_offset, effects);
            return;
        }
        let wait = Duration::from_millis(i64::from(request.max_wait_ms));
        if self.fetches.is_empty() {
            effects.set_timer(ControllerTimer::FetchWait, wait);
        }
        self.fetches.push(WaitingFetch {
            reply,
            offset: wanted.fetch_offset,
            until: now.mono + wait,
        });
    }

    fn answer_fetch(&self, reply: Reply, offset: Offset, effects: &mut Effects) {
        let slice = self.log.read(offset, self.high_watermark, u64::MAX, true);
        let partition = FetchedPartition {
            high_watermark: self.high_watermark,
            last_stable_offset: self.high_watermark,
            log_start_offset: self.log.log_start_offset(),
            batches: slice.batches,
            ..FetchedPartition::refused(metadata_partition(), ErrorCode::None)
        };
        let partitions = vec![partition];
        reply.send(FetchResponse { partitions }.into(), effects);
    }

    /// Answers the fetches that have waited long enough.
    pub fn fetch_wait_over(&mut self, now: Now, effects: &mut Effects) {
        let due: Vec<_> = self
            .fetches
            .extract_if(.., |fetch| fetch.until <= now.mono)
            .collect();
        for fetch in due {
            self.answer_fetch(fetch.reply, fetch.offset, effects);
        }
        if let Some(until) = self.fetches.iter().map(|fetch| fetch.until).min() {
            effects.set_timer(ControllerTimer::FetchWait, until.since(now.mono));
        }
    }

    /// A connection is gone, and whoever waited on it.
    pub fn forget(&mut self, connection: ConnectionId) {
        self.fetches
            .retain(|fetch| fetch.reply.connection != connection);
    }
}

fn metadata_partition() -> TopicPartition {
    TopicPartition::new(&TopicName::from(METADATA_TOPIC), 0)
}

fn metadata_file() -> File {
    File::Log(metadata_partition())
}
