//! Before a leader begins a transaction in its log, it asks the transaction's coordinator: whether the partition is part of
//! it (transaction version 1), or to make it so (2). So no record is written outside of what the coordinator knows and
//! will end (KIP-890, `AddPartitionsToTxnManager`, `ReplicaManager.handleProduceAppend`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Broker, BrokerTimer, Context};
use crate::coordinator::partition_of;
use crate::coordinator::transaction::TRANSACTION_TOPIC;
use crate::log::{RecordBatch, Verified};
use crate::model::{BrokerId, Instant, LeaderEpoch, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    AddPartitionsToTxnRequest, AddPartitionsToTxnTransaction, ErrorCode, ProduceRequest, Request,
    Response, TxnOffsetCommitRequest,
};

/// The questions of a broker, and what each partition waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Verification {
    /// By partition and producer: a transaction that is to begin there. Its marker takes it away, so that an answer that
    /// comes after the transaction's end begins nothing.
    guards: BTreeMap<(TopicPartition, i64), Guard>,
    made: u64,
    waiting: Vec<Unverified>,
    /// The coordinators that have not answered: each is asked one thing at a time.
    asked: BTreeSet<BrokerId>,
    /// What is to be asked again, and when.
    retrying: Vec<(Instant, Unverified)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Guard {
    number: u64,
    lowest_sequence: i32,
    epoch: i16,
}

/// A request that waits for the answer of its transaction's coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Unverified {
    transaction: AddPartitionsToTxnTransaction,
    since: Instant,
    reply: Reply,
    held: Held,
    findings: Findings,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Held {
    Produce(ProduceRequest),
    Offsets(TxnOffsetCommitRequest),
}

/// A partition in which a transaction may begin, its producer with its epoch, and the first sequence number.
type Beginning = (TopicPartition, (i64, i16), i32);

/// What is known of the partitions of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Findings {
    errors: BTreeMap<TopicPartition, ErrorCode>,
    guards: BTreeMap<TopicPartition, u64>,
}

impl Findings {
    /// Why nothing can be appended to a partition.
    pub fn error(&self, partition: &TopicPartition) -> Option<ErrorCode> {
        self.errors.get(partition).copied()
    }
}

impl Broker {
    /// Carries out a request that may begin transactions here, once their coordinator has been asked.
    pub(super) fn verify(&mut self, now: Now, reply: Reply, held: Held, effects: &mut Effects) {
        self.verify_since(now, now.mono, reply, held, effects);
    }

    fn verify_since(
        &mut self,
        now: Now,
        since: Instant,
        reply: Reply,
        held: Held,
        effects: &mut Effects,
    ) {
        let (batches, v2) = held.batches(self);
        let mut findings = Findings::default();
        let mut transaction = AddPartitionsToTxnTransaction {
            transactional_id: held.transactional_id(),
            producer_id: -1,
            producer_epoch: -1,
            verify_only: !v2,
            partitions: Vec::new(),
        };
        let asks = self.config.transaction_partition_verification || v2;
        for (partition, producer, sequence) in batches.into_iter().filter(|_| asks) {
            (transaction.producer_id, transaction.producer_epoch) = producer;
            match self.guard(&partition, producer, sequence) {
                Err(error) => {
                    findings.errors.insert(partition, error);
                }
                Ok(None) => {}
                Ok(Some(guard)) => {
                    findings.guards.insert(partition.clone(), guard);
                    transaction.partitions.push(partition);
                }
            }
        }
        let unverified = Unverified {
            transaction,
            since,
            reply,
            held,
            findings,
        };
        if unverified.transaction.partitions.is_empty() {
            self.verification_done(now, unverified, effects);
        } else {
            self.ask_coordinator(now, unverified, effects);
        }
    }

    /// A guard for a transaction that is to begin in a partition; none is needed where it has begun.
    fn guard(
        &mut self,
        partition: &TopicPartition,
        (producer_id, epoch): (i64, i16),
        sequence: i32,
    ) -> Result<Option<u64>, ErrorCode> {
        let replica = self.leader_for(partition, LeaderEpoch::NONE)?;
        let producers = replica.log().producers();
        if producers.is_in_transaction(producer_id, epoch) {
            return Ok(None);
        }
        let verification = &mut self.verification;
        let key = (partition.clone(), producer_id);
        let guard = verification.guards.entry(key).or_insert_with(|| {
            verification.made += 1;
            Guard {
                number: verification.made,
                lowest_sequence: sequence,
                epoch,
            }
        });
        if epoch > guard.epoch {
            (guard.epoch, guard.lowest_sequence) = (epoch, sequence);
        } else if epoch == guard.epoch {
            guard.lowest_sequence = guard.lowest_sequence.min(sequence);
        }
        Ok(Some(guard.number))
    }

    /// What the log is to know of a batch of a producer.
    pub(super) fn verified(
        &self,
        partition: &TopicPartition,
        producer_id: i64,
        findings: &Findings,
        v2: bool,
    ) -> Verified {
        if !self.config.transaction_partition_verification && !v2 {
            return Verified::Unasked;
        }
        let key = (partition.clone(), producer_id);
        let mine = findings.guards.get(partition);
        match self.verification.guards.get(&key) {
            Some(guard) if mine == Some(&guard.number) => Verified::Yes {
                lowest_sequence: guard.lowest_sequence,
            },
            _ => Verified::No,
        }
    }

    /// A transaction has begun in a partition, or has ended there.
    pub(super) fn forget_guard(&mut self, partition: &TopicPartition, batch: &RecordBatch) {
        if batch.is_transactional() && !self.verification.guards.is_empty() {
            let key = (partition.clone(), batch.producer_id());
            self.verification.guards.remove(&key);
        }
    }

    /// Partitions that it leads no longer begin nothing here.
    pub(super) fn forget_guards(&mut self, partition: &TopicPartition) {
        let guards = &mut self.verification.guards;
        guards.retain(|(of, _), _| of != partition);
    }

    /// Keeps a question until it can be sent. Of two about the same transaction the older is given up: its producer has
    /// asked again, or is fenced.
    fn ask_coordinator(&mut self, now: Now, unverified: Unverified, effects: &mut Effects) {
        let id = &unverified.transaction.transactional_id;
        let mut waiting = self.verification.waiting.iter();
        let same = waiting.position(|other| other.transaction.transactional_id == *id);
        let mut given_up = None;
        if let Some(place) = same {
            let epoch = self.verification.waiting[place].transaction.producer_epoch;
            let newer = unverified.transaction.producer_epoch;
            if epoch > newer {
                let error = ErrorCode::InvalidProducerEpoch;
                return self.not_verified(now, unverified, error, effects);
            }
            let error = if epoch < newer {
                ErrorCode::InvalidProducerEpoch
            } else {
                ErrorCode::NetworkException
            };
            given_up = Some((self.verification.waiting.remove(place), error));
        }
        self.verification.waiting.push(unverified);
        if let Some((older, error)) = given_up {
            self.not_verified(now, older, error, effects);
        }
    }

    /// Asks the coordinators what waits to be asked.
    pub(super) fn ask_coordinators(&mut self, now: Now, effects: &mut Effects) {
        if self.verification.waiting.is_empty() {
            return;
        }
        let mut asking: BTreeMap<BrokerId, Vec<Unverified>> = BTreeMap::new();
        for unverified in std::mem::take(&mut self.verification.waiting) {
            match self.coordinator_of(&unverified.transaction.transactional_id) {
                None => {
                    let error = ErrorCode::CoordinatorNotAvailable;
                    self.not_verified(now, unverified, error, effects);
                }
                Some(broker) => asking.entry(broker).or_default().push(unverified),
            }
        }
        for (broker, questions) in asking {
            let itself = broker == self.setup.id;
            let ready = itself || self.coordinator_channel.ready(broker, effects);
            if !ready || self.verification.asked.contains(&broker) {
                self.verification.waiting.extend(questions);
                continue;
            }
            self.verification.asked.insert(broker);
            let transactions = questions.iter().map(|one| one.transaction.clone());
            let request = AddPartitionsToTxnRequest {
                by_broker: true,
                transactions: transactions.collect(),
            };
            let context = Context::Verification(questions);
            if itself {
                self.ask_itself(request, context, effects);
            } else {
                let request = Request::from(request);
                self.coordinator_channel
                    .send(now, broker, request, context, effects);
            }
        }
    }

    fn coordinator_of(&self, transactional_id: &str) -> Option<BrokerId> {
        let partition = partition_of(&self.image, TRANSACTION_TOPIC, transactional_id)?;
        let leader = self.image.partition(&partition)?.leader?;
        self.image.is_unfenced(leader).then_some(leader)
    }

    /// A coordinator has answered, or will not.
    pub(super) fn coordinator_answered(
        &mut self,
        now: Now,
        coordinator: BrokerId,
        questions: Vec<Unverified>,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        self.verification.asked.remove(&coordinator);
        let results = match response {
            Some(Response::AddPartitionsToTxn(response)) => response.transactions.as_slice(),
            _ => &[],
        };
        for mut unverified in questions {
            let id = &unverified.transaction.transactional_id;
            let mut results = results.iter();
            let Some(result) = results.find(|result| result.transactional_id == *id) else {
                self.not_verified(now, unverified, ErrorCode::NetworkException, effects);
                continue;
            };
            for (partition, error) in &result.partitions {
                let error = match error {
                    ErrorCode::None => continue,
                    ErrorCode::ProducerFenced => ErrorCode::InvalidProducerEpoch,
                    other => *other,
                };
                unverified.findings.errors.insert(partition.clone(), error);
            }
            self.verification_done(now, unverified, effects);
        }
    }

    fn not_verified(
        &mut self,
        now: Now,
        mut unverified: Unverified,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        for partition in &unverified.transaction.partitions {
            unverified.findings.errors.insert(partition.clone(), error);
        }
        self.verification_done(now, unverified, effects);
    }

    /// Carries out what was held. While the last transaction of the producer is being ended, a partition that is to be
    /// added is asked about again for a while: the producer need not know.
    fn verification_done(&mut self, now: Now, unverified: Unverified, effects: &mut Effects) {
        let adds = !unverified.transaction.verify_only;
        let errors = &unverified.findings.errors;
        let concurrent = |error: &ErrorCode| *error == ErrorCode::ConcurrentTransactions;
        let patience = self
            .config
            .add_partitions_to_txn_retry_backoff_max
            .min(self.config.request_timeout);
        let waited = now.mono.since(unverified.since);
        let produces = matches!(unverified.held, Held::Produce(_));
        if adds && produces && waited < patience && errors.values().any(concurrent) {
            let due = now.mono + self.config.add_partitions_to_txn_retry_backoff;
            self.verification.retrying.push((due, unverified));
            return self.arm_verification(now, effects);
        }
        let Unverified {
            reply,
            held,
            mut findings,
            ..
        } = unverified;
        match held {
            Held::Produce(request) => {
                for error in findings.errors.values_mut() {
                    *error = for_producers(*error, adds);
                }
                self.append_all(now, reply, &request, &findings, effects);
            }
            Held::Offsets(request) => {
                self.commit_in_transaction(now, reply, &request, &findings, effects);
            }
        }
    }

    fn arm_verification(&self, now: Now, effects: &mut Effects) {
        let due = self.verification.retrying.iter().map(|(due, _)| *due).min();
        if let Some(due) = due {
            effects.set_timer(BrokerTimer::Verification, due.since(now.mono));
        }
    }

    /// Asks again what is due to be asked again.
    pub(super) fn verify_again(&mut self, now: Now, effects: &mut Effects) {
        let retrying = &mut self.verification.retrying;
        let due: Vec<_> = retrying
            .extract_if(.., |(due, _)| *due <= now.mono)
            .collect();
        for (
            _,
            Unverified {
                since, reply, held, ..
            },
        ) in due
        {
            // The marker of the last transaction has taken its guards away.
            self.verify_since(now, since, reply, held, effects);
        }
        self.arm_verification(now, effects);
    }
}

impl Held {
    fn transactional_id(&self) -> Arc<str> {
        match self {
            Self::Produce(request) => request.transactional_id.clone().unwrap_or_default(),
            Self::Offsets(request) => Arc::clone(&request.transactional_id),
        }
    }

    /// The partitions with a transactional batch, its producer and its first sequence number; and whether the producer
    /// speaks transaction version 2.
    fn batches(&self, broker: &Broker) -> (Vec<Beginning>, bool) {
        match self {
            Self::Produce(request) => {
                let batches = request.batches.iter();
                let transactional = batches.filter(|(_, batch)| batch.is_transactional());
                let each = transactional.map(|(partition, batch)| {
                    let producer = (batch.producer_id(), batch.producer_epoch());
                    (partition.clone(), producer, batch.base_sequence())
                });
                (each.collect(), request.transaction_v2)
            }
            Self::Offsets(request) => {
                let producer = (request.producer_id, request.producer_epoch);
                let partition = broker.offsets_partition_of(&request.group_id);
                let one = partition.map(|partition| (partition, producer, -1));
                (one.into_iter().collect(), request.transaction_v2)
            }
        }
    }
}

/// What a producer is told that could not be verified: something that it tries again without asking for metadata.
const fn for_producers(error: ErrorCode, adds: bool) -> ErrorCode {
    match error {
        ErrorCode::ConcurrentTransactions if adds => error,
        ErrorCode::ConcurrentTransactions
        | ErrorCode::NetworkException
        | ErrorCode::CoordinatorLoadInProgress
        | ErrorCode::CoordinatorNotAvailable
        | ErrorCode::NotCoordinator => ErrorCode::NotEnoughReplicas,
        other => other,
    }
}
