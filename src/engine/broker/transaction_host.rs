//! The transaction coordinator at work on its broker: its records go into the log, its answers wait for the commit, its
//! markers go to the leaders of partitions.

use super::purgatory::{DelayedWrite, Then};
use super::{Broker, Context, Terms};
use crate::coordinator::Answer;
use crate::coordinator::transaction::{
    Decision, Host, TRANSACTION_TOPIC, TransactionCoordinator, TransactionTimer, Write,
};
use crate::log::RecordBatch;
use crate::model::{BrokerId, LeaderEpoch, Offset, TopicName, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{ErrorCode, Request, Response, WriteTxnMarkersRequest};

impl Broker {
    pub(super) fn transaction_request(
        &mut self,
        now: Now,
        reply: Reply,
        request: &Request,
        effects: &mut Effects,
    ) {
        let decision = self.decide(now, effects, |transactions, host| {
            transactions.handle(reply, request, host)
        });
        self.want_producer_ids(now, effects);
        self.carry_out_transactions(now, decision, effects);
    }

    pub(super) fn transaction_timeout(
        &mut self,
        now: Now,
        timer: TransactionTimer,
        effects: &mut Effects,
    ) {
        if let TransactionTimer::Load(partition) = timer {
            return self.load_transactions(now, partition, effects);
        }
        let decision = self.decide(now, effects, |transactions, host| {
            transactions.timeout(timer, host)
        });
        self.carry_out_transactions(now, decision, effects);
    }

    /// Leading a partition of `__transaction_state` is coordinating its transactions, once its log is read.
    pub(super) fn coordinate_transactions(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        leads: bool,
        effects: &mut Effects,
    ) {
        if partition.topic.as_str() != TRANSACTION_TOPIC {
            return;
        }
        let number = partition.partition;
        let (bytes, epoch) = self.replica(partition).map_or((0, -1), |replica| {
            (replica.log().size(), replica.leader_epoch().0)
        });
        let decision = self.decide(now, effects, |transactions, host| {
            if leads {
                transactions.elected(number, epoch, bytes, host);
            } else {
                transactions.resigned(number, host);
            }
            Decision::default()
        });
        self.carry_out_transactions(now, decision, effects);
    }

    /// What follows a write, now that its records are committed or that `error` says why they are not.
    pub(super) fn complete_transaction_write(
        &mut self,
        now: Now,
        partition: i32,
        then: crate::coordinator::transaction::Completion,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        let decision = self.decide(now, effects, |transactions, host| {
            transactions.completed(partition, then, error, host)
        });
        self.carry_out_transactions(now, decision, effects);
    }

    /// Sends the markers that wait, all for a broker at once.
    pub(super) fn send_markers(&mut self, now: Now, effects: &mut Effects) {
        if !self.transactions.has_markers() {
            return;
        }
        let decision = self.transactions.skip_deleted(&self.image);
        self.carry_out_transactions(now, decision, effects);
        for to in self.transactions.destinations(&self.image) {
            if to == self.setup.id || self.marker_channel.ready(to, effects) {
                self.send_markers_to(now, to, effects);
            }
        }
    }

    fn send_markers_to(&mut self, now: Now, to: BrokerId, effects: &mut Effects) {
        let sent = self.transactions.take_markers(to, &self.image);
        let markers = sent.iter().map(|marker| marker.marker.clone()).collect();
        let request = WriteTxnMarkersRequest { markers };
        let context = Context::Markers(sent);
        if to == self.setup.id {
            self.ask_itself(request, context, effects);
        } else {
            self.marker_channel
                .send(now, to, Request::from(request), context, effects);
        }
    }

    /// What became of markers.
    pub(super) fn markers_answered(
        &mut self,
        now: Now,
        sent: crate::coordinator::transaction::Sent,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let response = match response {
            Some(Response::WriteTxnMarkers(response)) => Some(response),
            _ => None,
        };
        let decision = self.transactions.markers_answered(sent, response);
        self.carry_out_transactions(now, decision, effects);
    }

    fn decide(
        &mut self,
        now: Now,
        effects: &mut Effects,
        decide: impl FnOnce(&mut TransactionCoordinator, &mut Host<'_>) -> Decision,
    ) -> Decision {
        let mut host = Host {
            now,
            config: &self.config,
            image: &self.image,
            producer_ids: &mut self.producer_ids,
            effects,
        };
        decide(&mut self.transactions, &mut host)
    }

    fn load_transactions(&mut self, now: Now, number: i32, effects: &mut Effects) {
        let Some(replica) = self.replicas.get(&transactions_partition(number)) else {
            return;
        };
        let host = Host {
            now,
            config: &self.config,
            image: &self.image,
            producer_ids: &mut self.producer_ids,
            effects,
        };
        let decision = self
            .transactions
            .loaded(number, replica.log().batches(), &host);
        self.carry_out_transactions(now, decision, effects);
    }

    fn carry_out_transactions(&mut self, now: Now, decision: Decision, effects: &mut Effects) {
        for answer in decision.answers {
            self.give_of_transaction(now, answer, effects);
        }
        for write in decision.writes {
            self.write_transaction(now, &write, effects);
        }
    }

    fn give_of_transaction(&mut self, now: Now, answer: Answer, effects: &mut Effects) {
        if let Some((reply, response)) = self.transactions.gather(answer) {
            self.answer(now, reply, response, effects);
        }
    }

    /// Appends records, and keeps what follows until the high watermark has passed them: only then they count.
    fn write_transaction(&mut self, now: Now, write: &Write, effects: &mut Effects) {
        let partition = transactions_partition(write.partition);
        let then = Then::Transaction(write.then.clone());
        match self.append_transaction_records(now, &partition, write, effects) {
            Err(error) => self.complete_write(now, &partition, then, error, effects),
            Ok(required) => {
                self.purgatory.delay_write(DelayedWrite {
                    partition: partition.clone(),
                    required,
                    then,
                    until: now.mono + write.timeout,
                });
                self.appended(now, &partition, effects);
                self.complete_delayed(now, &partition, effects);
                self.arm_purgatory(now, effects);
            }
        }
    }

    fn append_transaction_records(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        write: &Write,
        effects: &mut Effects,
    ) -> Result<Offset, ErrorCode> {
        self.leader_for(partition, LeaderEpoch::NONE)?;
        let records = write.records.iter().map(|record| record.encode(now.wall));
        let batch = RecordBatch::new(-1, -1, -1, records.collect());
        let (_, required) = self.append(now, partition, &batch, Terms::COORDINATOR, effects)?;
        Ok(required)
    }
}

fn transactions_partition(number: i32) -> TopicPartition {
    TopicPartition::new(&TopicName::from(TRANSACTION_TOPIC), number)
}
