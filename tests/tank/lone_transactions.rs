//! A transaction coordinator alone, with one partition of `__transaction_state` and a log that commits when it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use engine::broker::BrokerTimer;
use engine::config::BrokerConfig;
use engine::coordinator::group::OFFSETS_TOPIC;
use engine::coordinator::transaction::{
    Completion, Decision, Host, Marker, ProducerIds, TRANSACTION_TOPIC, TransactionCoordinator,
    TransactionMetadata, TransactionRecord, TransactionState, TransactionTimer, TransactionValue,
};
use engine::log::RecordBatch;
use engine::metadata::{MetadataDelta, MetadataImage, MetadataRecord};
use engine::model::{
    Instant, LeaderEpoch, NodeId, Offset, StepId, Timestamp, TopicId, TopicPartition,
};
use engine::node::{ConnectionId, Effect, Effects, Now, Reply, Timer};
use engine::protocol::{
    AddPartitionsToTxnRequest, AddPartitionsToTxnTransaction, EndTxnRequest, ErrorCode,
    InitProducerIdRequest, InitProducerIdResponse, Request, Response, WritableTxnMarkerResult,
    WriteTxnMarkersResponse,
};

use crate::cluster::{ms, partition};

/// The wall clock when the coordinator starts.
const START: i64 = 1_700_000_000_000;
/// The broker that leads everything.
pub const LEADER: NodeId = NodeId(1);

/// A coordinator under test. The transactional id is `id`, the topic `t` has three partitions.
pub struct LoneTransactions {
    pub transactions: TransactionCoordinator,
    pub config: BrokerConfig,
    pub producer_ids: ProducerIds,
    image: MetadataImage,
    now: Instant,
    epoch: i32,
    timers: BTreeMap<TransactionTimer, Instant>,
    asked: i32,
    answers: BTreeMap<i32, Response>,
    /// Every record of the log.
    pub log: Vec<TransactionRecord>,
    commits: bool,
    waiting: VecDeque<Completion>,
    /// What the next record meets with.
    pub failure: ErrorCode,
}

/// A coordinator whose log is empty and read, in a cluster of this transaction version.
pub fn coordinator(version: i16) -> LoneTransactions {
    let config = BrokerConfig::default();
    let mut image = MetadataImage::new(LEADER, Arc::new(config.clone()));
    let mut records = vec![
        MetadataRecord::RegisterBroker {
            broker: LEADER,
            incarnation_id: 1,
            epoch: engine::model::BrokerEpoch(0),
            rack: None,
            fenced: false,
            in_controlled_shutdown: false,
        },
        MetadataRecord::FeatureLevel {
            name: "transaction.version".into(),
            level: version,
        },
    ];
    let topics = [(OFFSETS_TOPIC, 1), (TRANSACTION_TOPIC, 1), ("t", 3)];
    for (topic_id, (name, partitions)) in (1..).map(TopicId).zip(topics) {
        let name = name.into();
        records.push(MetadataRecord::Topic { name, topic_id });
        records.extend((0..partitions).map(|partition| MetadataRecord::Partition {
            topic_id,
            partition,
            replicas: vec![LEADER],
            isr: vec![LEADER],
        }));
    }
    for record in records {
        let mut delta = MetadataDelta::default();
        image.replay(image.end_offset, &record, &mut delta);
    }
    let mut producer_ids = ProducerIds::default();
    producer_ids.allot(1_000, 1_000);
    let mut kafka = LoneTransactions {
        transactions: TransactionCoordinator::new(Instant::ZERO),
        config,
        producer_ids,
        image,
        now: Instant::ZERO,
        epoch: 0,
        timers: BTreeMap::new(),
        asked: 0,
        answers: BTreeMap::new(),
        log: Vec::new(),
        commits: true,
        waiting: VecDeque::new(),
        failure: ErrorCode::None,
    };
    kafka.take_over();
    kafka.pass_ms(1);
    kafka
}

impl LoneTransactions {
    /// Asks, and does not wait. Answers the number of the question.
    pub fn wonder(&mut self, request: impl Into<Request>) -> i32 {
        self.asked += 1;
        let reply = Reply {
            connection: ConnectionId(self.asked as u64),
            correlation_id: self.asked,
        };
        let request = request.into();
        self.decide(|transactions, host| transactions.handle(reply, &request, host));
        self.asked
    }

    /// The answer to a question, if there is one.
    pub fn answer(&self, number: i32) -> Option<&Response> {
        self.answers.get(&number)
    }

    /// Asks for something that is answered at once.
    pub fn ask(&mut self, request: impl Into<Request>) -> Response {
        let number = self.wonder(request);
        let answer = self.answer(number).cloned();
        answer.expect("it is answered at once")
    }

    /// Asks, and says only how it went.
    pub fn try_to(&mut self, request: impl Into<Request>) -> ErrorCode {
        error(&self.ask(request))
    }

    /// InitProducerId of `id`, by somebody who has nothing yet.
    pub fn init(&mut self) -> InitProducerIdResponse {
        self.init_as(-1, -1)
    }

    /// The same by somebody who has had a producer id and an epoch.
    pub fn init_as(&mut self, producer_id: i64, epoch: i16) -> InitProducerIdResponse {
        match self.ask(init(producer_id, epoch)) {
            Response::InitProducerId(answer) => answer,
            other => panic!("no answer to InitProducerId: {other:?}"),
        }
    }

    /// A producer that has begun, and has a transaction with so many partitions of `t`.
    pub fn ongoing(&mut self, partitions: i32) -> (i64, i16) {
        let begun = self.init();
        let producer = (begun.producer_id, begun.producer_epoch);
        let places: Vec<_> = (0..partitions).collect();
        assert_eq!(self.try_to(add(producer, &places)), ErrorCode::None);
        producer
    }

    /// What is known of `id`.
    pub fn known(&self) -> &TransactionMetadata {
        let known = self.transactions.transaction("id");
        known.expect("the transactional id is known")
    }

    pub fn state(&self) -> TransactionState {
        self.known().state()
    }

    /// Takes the markers that wait to be sent.
    pub fn take_markers(&mut self) -> Vec<Marker> {
        self.transactions.take_markers(LEADER, &self.image)
    }

    /// Answers markers, all the same.
    pub fn answer_markers(&mut self, sent: Vec<Marker>, error: ErrorCode) {
        let markers = sent.iter().map(|sent| WritableTxnMarkerResult {
            producer_id: sent.marker.producer_id,
            partitions: sent
                .marker
                .partitions
                .iter()
                .map(|place| (place.clone(), error))
                .collect(),
        });
        let response = WriteTxnMarkersResponse {
            markers: markers.collect(),
        };
        self.decide(|transactions, _| transactions.markers_answered(sent, Some(&response)));
    }

    /// The connection over which markers were sent breaks.
    pub fn lose_markers(&mut self, sent: Vec<Marker>) {
        self.decide(|transactions, _| transactions.markers_answered(sent, None));
    }

    /// Every marker that waits is written.
    pub fn write_markers(&mut self) {
        let sent = self.take_markers();
        self.answer_markers(sent, ErrorCode::None);
    }

    /// `t` is deleted, and the coordinator looks at its markers.
    pub fn delete_topic(&mut self) {
        let topic_id = self.image.topics[&engine::model::TopicName::from("t")].id;
        let mut delta = MetadataDelta::default();
        let record = MetadataRecord::RemoveTopic { topic_id };
        let end = self.image.end_offset;
        self.image.replay(end, &record, &mut delta);
        self.decide(|transactions, host| transactions.skip_deleted(host.image));
    }

    /// Lets time pass; timers run out in order.
    pub fn pass_ms(&mut self, millis: i64) {
        let until = self.now + ms(millis);
        while let Some((timer, at)) = self
            .timers
            .iter()
            .map(|(timer, at)| (*timer, *at))
            .min_by_key(|(_, at)| *at)
            .filter(|(_, at)| *at <= until)
        {
            self.now = self.now.max(at);
            self.timers.remove(&timer);
            if let TransactionTimer::Load(_) = timer {
                self.load();
            } else {
                self.decide(|transactions, host| transactions.timeout(timer, host));
            }
        }
        self.now = until;
    }

    /// The high watermark stands still from now on.
    pub fn stop_committing(&mut self) {
        self.commits = false;
    }

    /// The high watermark moves again, past everything that is written.
    pub fn go_on_committing(&mut self) {
        self.commits = true;
        self.finish_writes(ErrorCode::None);
    }

    /// What waits for the high watermark waits no longer.
    pub fn finish_writes(&mut self, error: ErrorCode) {
        while let Some(then) = self.waiting.pop_front() {
            self.complete(then, error);
        }
    }

    fn complete(&mut self, then: Completion, error: ErrorCode) {
        self.decide(|transactions, host| transactions.completed(0, then, error, host));
    }

    /// The broker leads the partition no longer.
    pub fn resign(&mut self) {
        self.decide(|transactions, host| {
            transactions.resigned(0, host);
            Decision::default()
        });
        self.finish_writes(ErrorCode::NotLeaderOrFollower);
    }

    /// A broker leads the partition, and has not read its log yet.
    pub fn take_over(&mut self) {
        self.timers.clear();
        self.epoch += 1;
        self.transactions = TransactionCoordinator::new(self.now);
        let epoch = self.epoch;
        self.decide(|transactions, host| {
            transactions.elected(0, epoch, 0, host);
            Decision::default()
        });
    }

    /// Another broker leads the partition, and has read its log.
    pub fn fail_over(&mut self) {
        self.resign();
        self.commits = true;
        self.take_over();
        self.pass_ms(1);
    }

    /// Another coordinator leads, whose log says this of `id` and nothing else.
    pub fn load_with(&mut self, value: TransactionValue) {
        self.log = vec![TransactionRecord {
            transactional_id: "id".into(),
            value: Some(value),
        }];
        self.fail_over();
    }

    fn load(&mut self) {
        let records = self.log.iter().map(|record| record.encode(Timestamp(0)));
        let batch = RecordBatch::new(-1, -1, -1, records.collect());
        let batch = batch.at(Offset(0), LeaderEpoch(0));
        self.decide(|transactions, host| transactions.loaded(0, [&batch].into_iter(), host));
    }

    fn decide(
        &mut self,
        decide: impl FnOnce(&mut TransactionCoordinator, &mut Host<'_>) -> Decision,
    ) {
        let decision = self.decided(decide);
        self.carry_out(decision);
    }

    fn decided(
        &mut self,
        decide: impl FnOnce(&mut TransactionCoordinator, &mut Host<'_>) -> Decision,
    ) -> Decision {
        let mut effects = Effects::default();
        let mut host = Host {
            now: Now {
                mono: self.now,
                wall: Timestamp(START + (self.now.0 / 1_000) as i64),
                step: StepId(0),
            },
            config: &self.config,
            image: &self.image,
            producer_ids: &mut self.producer_ids,
            effects: &mut effects,
        };
        let decision = decide(&mut self.transactions, &mut host);
        for effect in effects.drain() {
            match effect {
                Effect::SetTimer {
                    timer: Timer::Broker(BrokerTimer::Transaction(timer)),
                    after,
                } => {
                    self.timers.insert(timer, self.now + *after.start());
                }
                Effect::CancelTimer(Timer::Broker(BrokerTimer::Transaction(timer))) => {
                    self.timers.remove(&timer);
                }
                _ => {}
            }
        }
        decision
    }

    fn carry_out(&mut self, decision: Decision) {
        for answer in decision.answers {
            if let Some((reply, response)) = self.transactions.gather(answer) {
                self.answers.insert(reply.correlation_id, response);
            }
        }
        for write in decision.writes {
            let failure = std::mem::take(&mut self.failure);
            if failure == ErrorCode::None {
                self.log.extend(write.records);
            }
            let then = write.then;
            if self.commits || failure != ErrorCode::None {
                self.complete(then, failure);
            } else {
                self.waiting.push_back(then);
            }
        }
    }
}

/// InitProducerId of `id` by somebody who has this, or -1.
pub fn init(producer_id: i64, producer_epoch: i16) -> InitProducerIdRequest {
    InitProducerIdRequest {
        transactional_id: Some("id".into()),
        transaction_timeout_ms: 60_000,
        producer_id,
        producer_epoch,
    }
}

/// AddPartitionsToTxn of partitions of `t`, asked by a producer.
pub fn add(producer: (i64, i16), partitions: &[i32]) -> AddPartitionsToTxnRequest {
    AddPartitionsToTxnRequest {
        by_broker: false,
        transactions: vec![transaction(producer, partitions)],
    }
}

/// The same by a leader, which only wants to know.
pub fn verify(producer: (i64, i16), partitions: &[i32]) -> AddPartitionsToTxnRequest {
    let mut transaction = transaction(producer, partitions);
    transaction.verify_only = true;
    AddPartitionsToTxnRequest {
        by_broker: true,
        transactions: vec![transaction],
    }
}

/// A transaction of `id`.
pub fn transaction(
    (producer_id, producer_epoch): (i64, i16),
    partitions: &[i32],
) -> AddPartitionsToTxnTransaction {
    let place = |number: &i32| -> TopicPartition { partition("t", *number) };
    AddPartitionsToTxnTransaction {
        transactional_id: "id".into(),
        producer_id,
        producer_epoch,
        verify_only: false,
        partitions: partitions.iter().map(place).collect(),
    }
}

/// EndTxn of `id`.
pub fn end((producer_id, producer_epoch): (i64, i16), committed: bool, v2: bool) -> EndTxnRequest {
    EndTxnRequest {
        transactional_id: "id".into(),
        producer_id,
        producer_epoch,
        committed,
        transaction_v2: v2,
    }
}

/// How something went.
pub fn error(response: &Response) -> ErrorCode {
    match response {
        Response::InitProducerId(answer) => answer.error,
        Response::AddPartitionsToTxn(answer) => answer.transactions[0].partitions[0].1,
        Response::AddOffsetsToTxn(answer) => answer.error,
        Response::EndTxn(answer) => answer.error,
        other => panic!("an answer about something else: {other:?}"),
    }
}
