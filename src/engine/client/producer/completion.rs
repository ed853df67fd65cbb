//! What becomes of a batch: acknowledged, tried again, split or given up (`Sender.completeBatch`, `failBatch`).

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Producer;
use super::batch::{BatchId, ProducerBatch};
use super::transactional::Transactional;
use crate::client::network::backoff;
use crate::client::{Observation, SendFailure};
use crate::config::Acks;
use crate::model::{Duration, Offset};
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, PartitionProduced};

impl Producer {
    /// A request came to its end for one of its batches: with an answer, or with an error that says how it was lost.
    pub(super) fn complete(
        &mut self,
        now: Now,
        id: BatchId,
        produced: &PartitionProduced,
        effects: &mut Effects,
    ) {
        self.landed(id, &produced.partition);
        let Some(batch) = self.accumulator.batches.get(id) else {
            return;
        };
        let error = produced.error;
        if error == ErrorCode::None {
            self.succeed(id, produced.base_offset, effects);
        } else if batch.is_done {
            self.accumulator.deallocate(id);
        } else if error == ErrorCode::MessageTooLarge && batch.count() > 1 {
            self.split(id);
        } else if self.can_retry(now, id, produced) {
            self.retry(now, id);
        } else if error == ErrorCode::DuplicateSequenceNumber {
            // It is there, but so far back that the broker has forgotten where.
            self.succeed(id, Offset::NONE, effects);
        } else {
            // With its attempts used up it may have got its number all the same, which then is not free.
            let attempts = self
                .accumulator
                .batches
                .get(id)
                .map(ProducerBatch::attempts);
            let adjusts = attempts.is_some_and(|attempts| attempts < self.retries());
            self.fail(id, error, SendFailure::Refused, adjusts, effects);
        }
        if error.refreshes_metadata() {
            if let Some((leader, epoch)) = produced.current_leader {
                self.metadata
                    .update_leader(&produced.partition, leader, epoch);
            }
            self.metadata.request_update();
        }
    }

    /// Gives up what `delivery.timeout.ms` has passed for, waiting or on its way. What is on its way may arrive for all
    /// that, and keeps its memory until its request ends.
    pub(super) fn expire(&mut self, now: Now, effects: &mut Effects) {
        let timeout = self.delivery_timeout;
        let mut expired = self.accumulator.take_expired(now.mono, timeout);
        for flying in self.in_flight.values_mut() {
            let is_late = |id: &BatchId| {
                let batch = self.accumulator.batches.get(*id);
                batch.is_none_or(|batch| batch.created() + timeout <= now.mono)
            };
            let late = flying.iter().take_while(|id| is_late(id)).count();
            expired.extend(flying.drain(..late));
        }
        self.in_flight.retain(|_, flying| !flying.is_empty());
        for id in expired {
            if let Some(transactions) = &mut self.transactions
                && let Some(batch) = self.accumulator.batches.get(id)
                && batch.attempts() > 0
            {
                transactions.mark_unresolved(batch);
            }
            let error = ErrorCode::RequestTimedOut;
            self.fail(id, error, SendFailure::Expired, false, effects);
        }
    }

    /// Gives up everything: the producer was not done in the time that `close` gave it.
    pub(super) fn abort_incomplete(&mut self, effects: &mut Effects) {
        let batches = self.accumulator.batches.iter();
        let incomplete = batches.filter(|(_, batch)| !batch.is_done);
        let incomplete: Vec<BatchId> = incomplete.map(|(id, _)| id).collect();
        self.accumulator.queues.clear();
        for id in incomplete {
            let error = ErrorCode::UnknownServerError;
            self.fail(id, error, SendFailure::Closed, false, effects);
        }
    }

    /// What no request carries is thrown away with its transaction; after a fatal error everything is
    /// (`abortUndrainedBatches`, `maybeAbortBatches`).
    pub(super) fn throw_away(&mut self, effects: &mut Effects) {
        let Some(transactional) = self.transactional() else {
            return;
        };
        let is_fatal = transactional.has_fatal_error();
        if !is_fatal && !transactional.throws_away() {
            return;
        }
        let batches = self.accumulator.batches.iter();
        let lost =
            batches.filter(|(_, batch)| !batch.is_done && (is_fatal || batch.sequence().is_none()));
        let lost: Vec<BatchId> = lost.map(|(id, _)| id).collect();
        for queue in self.accumulator.queues.values_mut() {
            queue.retain(|id| !lost.contains(id));
        }
        let error = self
            .transactional()
            .and_then(Transactional::error)
            .unwrap_or(ErrorCode::None);
        for id in lost {
            self.give_up(id, error, SendFailure::Aborted, effects);
        }
    }

    /// The batch is on its way no longer, and its partition may have the next one.
    fn landed(&mut self, id: BatchId, partition: &crate::model::TopicPartition) {
        if let Some(flying) = self.in_flight.get_mut(partition) {
            flying.retain(|other| *other != id);
            if flying.is_empty() {
                self.in_flight.remove(partition);
            }
        }
        self.accumulator.muted.remove(partition);
        if let Some(batch) = self.accumulator.batches.get_mut(id) {
            batch.is_in_flight = false;
        }
    }

    fn succeed(&mut self, id: BatchId, base_offset: Offset, effects: &mut Effects) {
        let Some(batch) = self.accumulator.batches.get(id) else {
            return;
        };
        if let Some(transactions) = &mut self.transactions {
            transactions.completed(id, batch);
        }
        if !batch.is_done {
            self.acknowledged += u64::from(batch.count());
            for (numbers, place) in batch.sends() {
                let base_offset = if base_offset == Offset::NONE {
                    base_offset
                } else {
                    base_offset.plus(place)
                };
                effects.observe(Observation::Acknowledged {
                    numbers,
                    partition: batch.partition().clone(),
                    base_offset,
                });
            }
        }
        self.accumulator.deallocate(id);
    }

    fn split(&mut self, id: BatchId) {
        if let Some(transactions) = &mut self.transactions
            && let Some(batch) = self.accumulator.batches.get(id)
        {
            transactions.remove_in_flight(id, batch);
        }
        self.accumulator
            .split_and_reenqueue(id, self.transactions.as_mut());
        self.accumulator.deallocate(id);
    }

    fn can_retry(&mut self, now: Now, id: BatchId, produced: &PartitionProduced) -> bool {
        let retries = self.retries();
        let Some(batch) = self.accumulator.batches.get_mut(id) else {
            return false;
        };
        let waits_for_all = self.setup.config.acks == Acks::All;
        batch.is_uncertain |= leaves_open(produced.error, waits_for_all);
        batch.created() + self.delivery_timeout > now.mono
            && batch.attempts() < retries
            && match &mut self.transactions {
                Some(transactions) => transactions.can_retry(batch, produced),
                None => produced.error.is_retriable(),
            }
    }

    fn retry(&mut self, now: Now, id: BatchId) {
        let config = &self.setup.config;
        let Some(batch) = self.accumulator.batches.get_mut(id) else {
            return;
        };
        let (first, max) = (config.retry_backoff, config.retry_backoff_max);
        let key = [
            id.0.to_le_bytes(),
            u64::from(batch.attempts()).to_le_bytes(),
        ];
        let draw = xxh3_64_with_seed(key.as_flattened(), self.entropy);
        batch.reenqueued(now.mono, exponential(first, max, batch.attempts(), draw));
        self.accumulator.reenqueue(id);
    }

    fn fail(
        &mut self,
        id: BatchId,
        error: ErrorCode,
        why: SendFailure,
        adjusts_sequences: bool,
        effects: &mut Effects,
    ) {
        if let Some(transactions) = &mut self.transactions
            && let Some(batch) = self.accumulator.batches.get(id)
        {
            transactions.failed(id, batch, error, adjusts_sequences);
        }
        self.give_up(id, error, why, effects);
    }

    /// Nothing will become of a batch, as far as its application is concerned.
    fn give_up(&mut self, id: BatchId, error: ErrorCode, why: SendFailure, effects: &mut Effects) {
        let Some(batch) = self.accumulator.batches.get_mut(id) else {
            return;
        };
        let is_in_flight = batch.is_in_flight;
        batch.is_done = true;
        self.failed += u64::from(batch.count());
        for (numbers, _) in batch.sends() {
            effects.observe(Observation::Failed {
                numbers,
                partition: Some(batch.partition().clone()),
                error,
                maybe_written: batch.is_uncertain || is_in_flight,
                why,
            });
        }
        if !is_in_flight {
            self.accumulator.deallocate(id);
        }
    }

    fn retries(&self) -> u32 {
        self.setup.config.retries.unsigned_abs()
    }
}

/// Whether a broker may have appended a batch though this is what became of its request. One that waits for all replicas is
/// told too when the broker ceases to lead meanwhile, and then the next leader may have it (`DelayedProduce`).
const fn leaves_open(error: ErrorCode, waits_for_all: bool) -> bool {
    match error {
        ErrorCode::NetworkException
        | ErrorCode::RequestTimedOut
        | ErrorCode::NotEnoughReplicasAfterAppend
        | ErrorCode::KafkaStorageError
        | ErrorCode::UnknownServerError => true,
        ErrorCode::NotLeaderOrFollower | ErrorCode::UnknownTopicOrPartition => waits_for_all,
        _ => false,
    }
}

/// `ExponentialBackoff` with its jitter of a fifth to either side, which a draw stands for.
fn exponential(first: Duration, max: Duration, attempts: u32, draw: u64) -> Duration {
    if max <= first {
        return max;
    }
    let permille = 800 + draw % 401;
    Duration(backoff(first, max, attempts).0 / 1_000 * permille).min(max)
}
