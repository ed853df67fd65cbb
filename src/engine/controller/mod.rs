//! The controller: it registers brokers, places topics and decides who leads (`org.apache.kafka.controller`).
//!
//! One controller is a quorum of one. Its decisions are records in the metadata log, which it flushes before anybody
//! hears of them; brokers fetch and replay them.

mod brokers;
mod partitions;
mod topics;

pub use topics::is_legal_name;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{BrokerConfig, TopicConfig};
use crate::log::{
    Append, AppendOrigin, Appended, Checkpoints, Io, Log, Record, RecordBatch, Tickets,
};
use crate::metadata::{METADATA_TOPIC, MetadataImage, MetadataRecord};
use crate::model::{
    BrokerId, Duration, Instant, LeaderEpoch, NodeId, Offset, Timestamp, TopicName, TopicPartition,
};
use crate::node::{Effect, Effects, File, Input, Node, Note, Now, Reply, Ticket, Timer};
use crate::protocol::{
    AllocateProducerIdsRequest, AllocateProducerIdsResponse, Body, CreatableTopic, ErrorCode,
    FetchRequest, FetchResponse, FetchedPartition, Request, Response,
};

/// The timers of a controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControllerTimer {
    /// `broker.session.timeout.ms` since the broker's last heartbeat.
    BrokerSession(BrokerId),
    /// The first of the waiting fetches has waited long enough.
    FetchWait,
}

/// What a controller is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ControllerSetup {
    /// `node.id`.
    pub id: NodeId,
    /// The brokers of the cluster; the first topics are created once all of them serve.
    pub brokers: Vec<BrokerId>,
    /// The topics that the cluster begins with.
    pub topics: Vec<CreatableTopic>,
    /// The configs of the cluster.
    pub config: BrokerConfig,
}

/// The active controller.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Controller {
    setup: Arc<ControllerSetup>,
    log: Log,
    high_watermark: Offset,
    image: MetadataImage,
    tickets: Tickets,
    /// Answers that wait until the log is flushed up to an offset.
    uncommitted: Vec<(Offset, Reply, Response)>,
    /// The log end offset at each flush that was asked for.
    flushing: BTreeMap<Ticket, Offset>,
    fetches: Vec<WaitingFetch>,
    /// Brokers that have asked to shut down.
    shutting_down: Vec<BrokerId>,
    topics_created: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct WaitingFetch {
    reply: Reply,
    offset: Offset,
    until: Instant,
}

/// Service time of one request.
const SERVICE: Duration = Duration(100);
/// `ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`.
const PRODUCER_ID_BLOCK_SIZE: i32 = 1000;

impl Controller {
    /// A controller whose process has not started.
    #[must_use]
    pub fn new(setup: ControllerSetup) -> Self {
        Self {
            setup: Arc::new(setup),
            log: Log::new(Self::metadata_partition(), Timestamp(0)),
            high_watermark: Offset::ZERO,
            image: MetadataImage::default(),
            tickets: Tickets::default(),
            uncommitted: Vec::new(),
            flushing: BTreeMap::new(),
            fetches: Vec::new(),
            shutting_down: Vec::new(),
            topics_created: false,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &ControllerSetup {
        &self.setup
    }

    /// The cluster as it has decided it.
    #[must_use]
    pub const fn image(&self) -> &MetadataImage {
        &self.image
    }

    /// The metadata log.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// Up to where the metadata log is committed.
    #[must_use]
    pub const fn high_watermark(&self) -> Offset {
        self.high_watermark
    }

    fn metadata_partition() -> TopicPartition {
        TopicPartition::new(&TopicName::from(METADATA_TOPIC), 0)
    }

    fn started(&mut self, now: Now, boot: &crate::node::Boot, effects: &mut Effects) {
        let io = &mut Io {
            effects,
            tickets: &mut self.tickets,
        };
        self.log = Log::recover(
            Self::metadata_partition(),
            &boot.disk,
            Checkpoints::default(),
            now,
            &TopicConfig::default(),
            i64::MAX,
            io,
        );
        for batch in self.log.batches() {
            for (offset, record) in batch.records() {
                if let Some(record) = record.value.as_ref().and_then(MetadataRecord::decode) {
                    self.image.replay(offset, &record);
                }
            }
        }
        self.high_watermark = self.log.log_end_offset();
        self.topics_created = !self.image.topics.is_empty();
        for broker in self.image.active_brokers() {
            effects.set_timer(
                ControllerTimer::BrokerSession(broker),
                self.setup.config.session_timeout,
            );
        }
    }

    /// Appends a decision, replays it and asks for a flush; the answers follow when that is done.
    fn write(
        &mut self,
        now: Now,
        records: &[MetadataRecord],
        answers: impl IntoIterator<Item = (Reply, Response)>,
        effects: &mut Effects,
    ) {
        if records.is_empty() {
            for (reply, response) in answers {
                reply.send(response, effects);
            }
            return;
        }
        let values = records
            .iter()
            .map(|record| Record::new(now.wall, None, Some(record.encode())));
        let batch = RecordBatch::new(-1, -1, -1, values.collect());
        let append = Append::new(LeaderEpoch(1), AppendOrigin::RaftLeader);
        let io = &mut Io {
            effects,
            tickets: &mut self.tickets,
        };
        let config = &TopicConfig::default();
        if let Ok(Appended::New(batch)) = self.log.append_as_leader(now, &batch, append, config, io)
        {
            let mut offset = batch.base_offset;
            for record in records {
                self.note(record, effects);
                self.image.replay(offset, record);
                offset = offset.plus(1);
            }
        }
        let end = self.log.log_end_offset();
        let ticket = self.tickets.issue();
        self.flushing.insert(ticket, end);
        effects.push(Effect::Flush(File::Log(Self::metadata_partition()), ticket));
        self.uncommitted.extend(
            answers
                .into_iter()
                .map(|(reply, response)| (end, reply, response)),
        );
    }

    fn note(&self, record: &MetadataRecord, effects: &mut Effects) {
        match record {
            MetadataRecord::BrokerRegistrationChange {
                broker,
                fenced: true,
                ..
            } => {
                effects.note(Note::BrokerFenced(*broker));
            }
            MetadataRecord::BrokerRegistrationChange {
                broker,
                fenced: false,
                ..
            } => {
                effects.note(Note::BrokerUnfenced(*broker));
            }
            MetadataRecord::PartitionChange(change) => {
                let Some(before) = self.image.partition(&change.partition) else {
                    return;
                };
                let after = change.apply(before);
                if after.leader_epoch != before.leader_epoch {
                    effects.note(Note::LeaderElected {
                        partition: change.partition.clone(),
                        leader: after.leader,
                        epoch: after.leader_epoch,
                    });
                }
                if after.isr != before.isr {
                    effects.note(Note::IsrChanged {
                        partition: change.partition.clone(),
                        isr: after.isr,
                    });
                }
            }
            _ => {}
        }
    }

    fn flushed(&mut self, ticket: Ticket, effects: &mut Effects) {
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

    fn request(&mut self, now: Now, reply: Reply, request: &Request, effects: &mut Effects) {
        effects.push(Effect::Busy(SERVICE));
        match request {
            Request::BrokerRegistration(request) => {
                self.register_broker(now, reply, request, effects);
            }
            Request::BrokerHeartbeat(request) => {
                self.broker_heartbeat(now, reply, request, effects);
            }
            Request::AlterPartition(request) => self.alter_partition(now, reply, request, effects),
            Request::CreateTopics(request) => self.create_topics(now, reply, request, effects),
            Request::AllocateProducerIds(request) => {
                self.allocate_producer_ids(now, reply, *request, effects);
            }
            Request::Fetch(request) => self.fetch(now, reply, request, effects),
            // A controller serves no clients: the connection is of no use to whoever asks this.
            _ => effects.push(Effect::Close(reply.connection)),
        }
    }

    fn fetch(&mut self, now: Now, reply: Reply, request: &FetchRequest, effects: &mut Effects) {
        let Some(wanted) = request.partitions.first() else {
            reply.send(
                FetchResponse {
                    partitions: Vec::new(),
                }
                .into(),
                effects,
            );
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
        let slice = self.log.read(offset, self.high_watermark, u64::MAX);
        let partition = FetchedPartition {
            partition: Self::metadata_partition(),
            error: ErrorCode::None,
            high_watermark: self.high_watermark,
            log_start_offset: self.log.log_start_offset(),
            diverging_epoch: None,
            current_leader: None,
            batches: slice.batches,
        };
        reply.send(
            FetchResponse {
                partitions: vec![partition],
            }
            .into(),
            effects,
        );
    }

    fn fetch_wait_over(&mut self, now: Now, effects: &mut Effects) {
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

    fn allocate_producer_ids(
        &mut self,
        now: Now,
        reply: Reply,
        request: AllocateProducerIdsRequest,
        effects: &mut Effects,
    ) {
        let current = self
            .image
            .brokers
            .get(&request.broker_id)
            .map(|registration| registration.epoch);
        if current != Some(request.broker_epoch) {
            let error = ErrorCode::StaleBrokerEpoch;
            let response = AllocateProducerIdsResponse {
                error,
                producer_id_start: -1,
                producer_id_len: 0,
            };
            reply.send(response.into(), effects);
            return;
        }
        let response = AllocateProducerIdsResponse {
            error: ErrorCode::None,
            producer_id_start: self.image.next_producer_id,
            producer_id_len: PRODUCER_ID_BLOCK_SIZE,
        };
        let next_producer_id = self.image.next_producer_id + i64::from(PRODUCER_ID_BLOCK_SIZE);
        let record = MetadataRecord::ProducerIds { next_producer_id };
        self.write(now, &[record], [(reply, response.into())], effects);
    }
}

impl Node for Controller {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        match input {
            Input::Booted(boot) => self.started(now, &boot, effects),
            Input::Message(message) => {
                if let Body::Request(request) = &*message.body {
                    self.request(now, Reply::to(&message), request, effects);
                }
            }
            Input::Closed(connection, _) => self
                .fetches
                .retain(|fetch| fetch.reply.connection != connection.id),
            Input::DiskDone(ticket) => self.flushed(ticket, effects),
            Input::Timeout(Timer::Controller(ControllerTimer::BrokerSession(broker))) => {
                self.session_over(now, broker, effects);
            }
            Input::Timeout(Timer::Controller(ControllerTimer::FetchWait)) => {
                self.fetch_wait_over(now, effects);
            }
            _ => {}
        }
    }
}
