//! Transactions of a cluster, request by request: the test is the producer.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::coordinator::partition_for;
use engine::coordinator::transaction::{TRANSACTION_TOPIC, TransactionMetadata};
use engine::log::{Record, RecordBatch};
use engine::model::{LeaderEpoch, Offset, Payload, Timestamp, TopicName, TopicPartition};
use engine::protocol::{
    AddOffsetsToTxnRequest, AddPartitionsToTxnRequest, AddPartitionsToTxnTransaction,
    CommittedOffset, EndTxnRequest, EndTxnResponse, ErrorCode, FetchPartition, FetchRequest,
    FetchedPartition, FindCoordinatorRequest, InitProducerIdRequest, InitProducerIdResponse,
    IsolationLevel, ProduceRequest, Request, Response, TxnOffsetCommitRequest,
};

use crate::cluster::Cluster;

/// How often something is tried that cannot be done yet, 50 ms apart.
const ATTEMPTS: u32 = 400;

/// A producer with a transactional id: what it would know.
#[derive(Clone, Debug)]
pub struct Transactional {
    pub id: Arc<str>,
    pub producer_id: i64,
    pub epoch: i16,
    pub timeout_ms: i32,
    /// Whether it speaks transaction version 2.
    pub v2: bool,
}

/// Whether something is worth another attempt.
pub fn passes(error: ErrorCode) -> bool {
    error.is_retriable()
}

impl Transactional {
    pub fn new(id: &str, v2: bool) -> Self {
        Self {
            id: id.into(),
            producer_id: -1,
            epoch: -1,
            timeout_ms: 60_000,
            v2,
        }
    }

    /// Takes over its transactional id, however long that takes.
    pub fn begun(kafka: &mut Cluster, id: &str, v2: bool) -> Self {
        let mut producer = Self::new(id, v2);
        producer.begin(kafka);
        producer
    }

    /// The same again.
    pub fn begin(&mut self, kafka: &mut Cluster) {
        for _ in 0..ATTEMPTS {
            let answer = self.init(kafka);
            match answer.error {
                ErrorCode::None => {
                    (self.producer_id, self.epoch) = (answer.producer_id, answer.producer_epoch);
                    return;
                }
                error if passes(error) => pause(kafka),
                error => panic!("InitProducerId: {error}"),
            }
        }
        panic!("{} never begins", self.id);
    }

    /// InitProducerId, once.
    pub fn init(&self, kafka: &mut Cluster) -> InitProducerIdResponse {
        let request = InitProducerIdRequest {
            transactional_id: Some(Arc::clone(&self.id)),
            transaction_timeout_ms: self.timeout_ms,
            ..InitProducerIdRequest::default()
        };
        match self.ask(kafka, request) {
            Response::InitProducerId(answer) => answer,
            other => panic!("no answer to InitProducerId: {other:?}"),
        }
    }

    /// AddPartitionsToTxn, as a producer of transaction version 1 asks.
    pub fn add(&self, kafka: &mut Cluster, partitions: &[TopicPartition]) -> ErrorCode {
        let request = AddPartitionsToTxnRequest {
            by_broker: false,
            transactions: vec![self.transaction(partitions, false)],
        };
        match self.ask(kafka, request) {
            Response::AddPartitionsToTxn(answer) => answer.transactions[0].partitions[0].1,
            other => panic!("no answer to AddPartitionsToTxn: {other:?}"),
        }
    }

    pub fn transaction(
        &self,
        partitions: &[TopicPartition],
        verify_only: bool,
    ) -> AddPartitionsToTxnTransaction {
        AddPartitionsToTxnTransaction {
            transactional_id: Arc::clone(&self.id),
            producer_id: self.producer_id,
            producer_epoch: self.epoch,
            verify_only,
            partitions: partitions.to_vec(),
        }
    }

    /// Adds partitions, however long that takes; nothing is to be done under transaction version 2.
    pub fn added(&self, kafka: &mut Cluster, partitions: &[TopicPartition]) {
        if !self.v2 {
            persist(kafka, |kafka| self.add(kafka, partitions));
        }
    }

    /// Produce, once: one record with this sequence number.
    pub fn produce(
        &self,
        kafka: &mut Cluster,
        place: &TopicPartition,
        sequence: i32,
        value: &str,
    ) -> ErrorCode {
        let leader = kafka.leads(place.topic.as_str(), place.partition);
        let request = self.produce_request(place, sequence, value);
        match kafka.ask(leader, request).as_deref() {
            Some(Response::Produce(answer)) => answer.partitions[0].error,
            None => ErrorCode::NetworkException,
            other => panic!("no answer to Produce: {other:?}"),
        }
    }

    pub fn produce_request(
        &self,
        place: &TopicPartition,
        sequence: i32,
        value: &str,
    ) -> ProduceRequest {
        let record = Record::new(
            Timestamp(1_700_000_000_000),
            None,
            Some(Payload::from(value)),
        );
        let batch = RecordBatch::new(self.producer_id, self.epoch, sequence, vec![record]);
        ProduceRequest {
            transactional_id: Some(Arc::clone(&self.id)),
            transaction_v2: self.v2,
            acks: -1,
            timeout_ms: 30_000,
            batches: vec![(place.clone(), batch.transactional())],
        }
    }

    /// Writes a record, however long that takes, the partition being added first.
    pub fn write(&self, kafka: &mut Cluster, place: &TopicPartition, sequence: i32, value: &str) {
        self.added(kafka, std::slice::from_ref(place));
        persist(kafka, |kafka| self.produce(kafka, place, sequence, value));
    }

    /// EndTxn, once.
    pub fn end(&self, kafka: &mut Cluster, committed: bool) -> EndTxnResponse {
        let request = self.end_request(committed);
        match self.ask(kafka, request) {
            Response::EndTxn(answer) => answer,
            other => panic!("no answer to EndTxn: {other:?}"),
        }
    }

    pub fn end_request(&self, committed: bool) -> EndTxnRequest {
        EndTxnRequest {
            transactional_id: Arc::clone(&self.id),
            producer_id: self.producer_id,
            producer_epoch: self.epoch,
            committed,
            transaction_v2: self.v2,
        }
    }

    /// Ends its transaction, however long that takes, and goes on as it is told.
    pub fn ended(&mut self, kafka: &mut Cluster, committed: bool) {
        persist(kafka, |kafka| {
            let answer = self.end(kafka, committed);
            if answer.error == ErrorCode::None && self.v2 {
                (self.producer_id, self.epoch) = (answer.producer_id, answer.producer_epoch);
            }
            answer.error
        });
    }

    /// AddOffsetsToTxn, once.
    pub fn add_offsets(&self, kafka: &mut Cluster, group: &str) -> ErrorCode {
        let request = AddOffsetsToTxnRequest {
            transactional_id: Arc::clone(&self.id),
            producer_id: self.producer_id,
            producer_epoch: self.epoch,
            group_id: group.into(),
        };
        match self.ask(kafka, request) {
            Response::AddOffsetsToTxn(answer) => answer.error,
            other => panic!("no answer to AddOffsetsToTxn: {other:?}"),
        }
    }

    /// TxnOffsetCommit, once, of somebody who says nothing of a generation.
    pub fn commit(
        &self,
        kafka: &mut Cluster,
        group: &str,
        place: &TopicPartition,
        offset: i64,
    ) -> ErrorCode {
        let request = self.offsets_request(group, place, offset);
        let coordinator = coordinator(kafka, &FindCoordinatorRequest::of_group(group.into()));
        match kafka.ask(coordinator, request).as_deref() {
            Some(Response::TxnOffsetCommit(answer)) => answer.partitions[0].1,
            None => ErrorCode::NetworkException,
            other => panic!("no answer to TxnOffsetCommit: {other:?}"),
        }
    }

    pub fn offsets_request(
        &self,
        group: &str,
        place: &TopicPartition,
        offset: i64,
    ) -> TxnOffsetCommitRequest {
        let committed = CommittedOffset {
            offset: Offset(offset),
            leader_epoch: LeaderEpoch::NONE,
            metadata: "".into(),
        };
        TxnOffsetCommitRequest {
            transactional_id: Arc::clone(&self.id),
            group_id: group.into(),
            producer_id: self.producer_id,
            producer_epoch: self.epoch,
            generation_id: -1,
            member_id: "".into(),
            group_instance_id: None,
            transaction_v2: self.v2,
            offsets: vec![(place.clone(), committed)],
        }
    }

    /// Puts an offset into its transaction, however long that takes.
    pub fn committed(&self, kafka: &mut Cluster, group: &str, place: &TopicPartition, offset: i64) {
        if !self.v2 {
            persist(kafka, |kafka| self.add_offsets(kafka, group));
        }
        persist(kafka, |kafka| self.commit(kafka, group, place, offset));
    }

    /// Asks whoever coordinates its transactional id.
    pub fn ask(&self, kafka: &mut Cluster, request: impl Into<Request>) -> Response {
        let request = request.into();
        for _ in 0..ATTEMPTS {
            let find = FindCoordinatorRequest::of_transactions(Arc::clone(&self.id));
            let to = coordinator(kafka, &find);
            if let Some(answer) = kafka.ask(to, request.clone()) {
                return (*answer).clone();
            }
            pause(kafka);
        }
        panic!("nobody answers {request:?}");
    }

    /// What its coordinator knows of it.
    pub fn known(&self, kafka: &Cluster) -> TransactionMetadata {
        let to = self.coordinator(kafka);
        let transactions = kafka.broker(to).transaction_coordinator();
        transactions
            .transaction(&self.id)
            .cloned()
            .expect("the transactional id is known")
    }

    /// Who coordinates it, by the controller.
    pub fn coordinator(&self, kafka: &Cluster) -> u32 {
        let image = kafka.controller().image();
        let count = image.topics[&TopicName::from(TRANSACTION_TOPIC)]
            .partitions
            .len();
        kafka.leads(TRANSACTION_TOPIC, partition_for(&self.id, count as i32))
    }
}

/// Lets 50 ms pass.
pub fn pause(kafka: &mut Cluster) {
    let next = kafka.world.now().0 / 1_000 + 50;
    kafka.until_ms(next);
}

/// Tries until it works; what is not worth another attempt is a mistake.
pub fn persist(kafka: &mut Cluster, mut attempt: impl FnMut(&mut Cluster) -> ErrorCode) {
    for _ in 0..ATTEMPTS {
        match attempt(kafka) {
            ErrorCode::None => return,
            error if passes(error) => pause(kafka),
            error => panic!("{error}"),
        }
    }
    panic!("it never works");
}

/// Who coordinates something, by a broker that runs.
fn coordinator(kafka: &mut Cluster, find: &FindCoordinatorRequest) -> u32 {
    for attempt in 0..ATTEMPTS {
        match kafka.ask(1 + attempt % 3, find.clone()).as_deref() {
            Some(Response::FindCoordinator(answer)) => match answer.node {
                Some(node) => return node.0,
                None => pause(kafka),
            },
            _ => pause(kafka),
        }
    }
    panic!("nobody coordinates {find:?}");
}

/// What a reader gets of a partition from its beginning.
pub fn fetch(
    kafka: &mut Cluster,
    place: &TopicPartition,
    isolation: IsolationLevel,
) -> FetchedPartition {
    let leader = kafka.leads(place.topic.as_str(), place.partition);
    let request = FetchRequest {
        replica: None,
        max_wait_ms: 0,
        min_bytes: 1,
        max_bytes: i32::MAX,
        isolation,
        rack: None,
        partitions: vec![FetchPartition {
            partition: place.clone(),
            current_leader_epoch: LeaderEpoch::NONE,
            fetch_offset: Offset::ZERO,
            log_start_offset: Offset::ZERO,
            last_fetched_epoch: LeaderEpoch::NONE,
            max_bytes: i32::MAX,
        }],
    };
    match kafka.ask(leader, request).as_deref() {
        Some(Response::Fetch(answer)) => answer.partitions[0].clone(),
        other => panic!("no answer to Fetch: {other:?}"),
    }
}

/// The values that a reader of committed transactions is given, aborted ones left out as a consumer leaves them out.
pub fn read_committed(kafka: &mut Cluster, place: &TopicPartition) -> Vec<String> {
    let fetched = fetch(kafka, place, IsolationLevel::ReadCommitted);
    let (mut left_out, mut kept) = (BTreeSet::new(), Vec::new());
    for batch in &fetched.batches {
        let began = fetched.aborted_transactions.iter();
        let began = began.filter(|aborted| aborted.first_offset == batch.base_offset);
        left_out.extend(began.map(|aborted| aborted.producer_id));
        if batch.is_control() {
            left_out.remove(&batch.producer_id());
        }
        if !(batch.is_transactional() && left_out.contains(&batch.producer_id())) {
            kept.push(batch);
        }
    }
    values(kept.into_iter())
}

/// The values that anybody else is given.
pub fn read_uncommitted(kafka: &mut Cluster, place: &TopicPartition) -> Vec<String> {
    values(
        fetch(kafka, place, IsolationLevel::ReadUncommitted)
            .batches
            .iter(),
    )
}

fn values<'a>(batches: impl Iterator<Item = &'a RecordBatch>) -> Vec<String> {
    let records = batches.filter(|batch| !batch.is_control());
    let records = records.flat_map(RecordBatch::records);
    records
        .filter_map(|(_, record)| record.value.clone())
        .map(|value| String::from_utf8_lossy(&value.bytes()).into_owned())
        .collect()
}
