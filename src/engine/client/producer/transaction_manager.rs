//! What an idempotent producer remembers of what it sent (`TransactionManager`, `TxnPartitionMap`; KIP-98, KIP-360).

use std::collections::{BTreeMap, BTreeSet};

use super::batch::{BatchId, BatchSequence, ProducerBatch, ProducerIdAndEpoch};
use super::incomplete::IncompleteBatches;
use super::transactional::Transactional;
use crate::log::increment_sequence;
use crate::model::{Instant, Offset, TopicPartition};
use crate::protocol::{ErrorCode, PartitionProduced, Response};

/// The producer id of an idempotent producer (KIP-98).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// The producer is not idempotent: batches carry no sequence numbers.
    None,
    /// InitProducerId has not been answered.
    Wanted,
    /// Asked for.
    Asked,
    /// Not to be asked for again before this moment.
    BackingOff(Instant),
    /// This one.
    Known {
        /// The producer id.
        id: i64,
        /// Its epoch.
        epoch: i16,
    },
}

/// Sequence numbers by partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TransactionManager {
    pub identity: Identity,
    /// Of a producer with a `transactional.id`.
    pub transactional: Option<Transactional>,
    partitions: BTreeMap<TopicPartition, TxnPartitionEntry>,
    /// Partitions where a batch was given up whose fate is not known, and the number after its last.
    unresolved: BTreeMap<TopicPartition, i32>,
    /// Partitions that are to begin anew in a new epoch.
    to_rewrite: BTreeSet<TopicPartition>,
}

/// Where a partition's sequence numbers are (`TxnPartitionEntry`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct TxnPartitionEntry {
    producer: Option<ProducerIdAndEpoch>,
    next_sequence: i32,
    last_acked_sequence: i32,
    /// What has a number and is not done, whether it is on its way or waits to be sent again.
    in_flight: BTreeSet<(BatchSequence, BatchId)>,
}

impl TransactionManager {
    pub fn new(transactional: Option<Transactional>) -> Self {
        Self {
            transactional,
            identity: Identity::Wanted,
            partitions: BTreeMap::new(),
            unresolved: BTreeMap::new(),
            to_rewrite: BTreeSet::new(),
        }
    }

    /// The producer id and epoch, once there is one.
    pub const fn producer(&self) -> Option<ProducerIdAndEpoch> {
        match self.identity {
            Identity::Known { id, epoch } => Some(ProducerIdAndEpoch { id, epoch }),
            _ => None,
        }
    }

    /// The number of the next record of a partition.
    pub fn next_sequence(&self, partition: &TopicPartition) -> i32 {
        self.partitions
            .get(partition)
            .map_or(0, |entry| entry.next_sequence)
    }

    /// Whether the first batch of a partition has to stay where it is (`shouldStopDrainBatchesForPartition`).
    pub fn stops(&self, batch: &ProducerBatch) -> bool {
        let Some(producer) = self.producer() else {
            return true;
        };
        let partition = batch.partition();
        let transactional = self.transactional.as_ref();
        if transactional.is_some_and(|transactional| !transactional.may_send(partition)) {
            return true;
        }
        let entry = self.partitions.get(partition);
        let first = entry.and_then(|entry| entry.in_flight.first());
        match batch.sequence() {
            None => {
                let is_stale = entry.is_some_and(|entry| entry.producer != Some(producer));
                first.is_some() && is_stale || self.unresolved.contains_key(partition)
            }
            // A retry goes only when it is next: that is one in flight for this partition.
            Some(sequence) => first.is_some_and(|(first, _)| first.base != sequence.base),
        }
    }

    /// Numbers a batch that is sent for the first time.
    pub fn assign(&mut self, id: BatchId, batches: &mut IncompleteBatches) {
        let Some(producer) = self.producer() else {
            return;
        };
        let Some(batch) = batches.get(id).filter(|batch| batch.sequence().is_none()) else {
            return;
        };
        let partition = batch.partition().clone();
        let entry = self.partitions.entry(partition).or_default();
        if entry.producer != Some(producer) {
            entry.start_at_beginning(producer, batches);
        }
        let base = entry.next_sequence;
        let sequence = BatchSequence { producer, base };
        if let Some(batch) = batches.get_mut(id) {
            batch.set_sequence(sequence);
            if self.transactional.is_some() {
                batch.set_transactional();
            }
            entry.next_sequence = increment_sequence(base, batch.count() as i32);
            entry.in_flight.insert((sequence, id));
        }
    }

    /// Follows a part of a batch that was split: it has its number already.
    pub fn track(&mut self, id: BatchId, batch: &ProducerBatch) {
        if let Some(sequence) = batch.sequence() {
            let entry = self
                .partitions
                .entry(batch.partition().clone())
                .or_default();
            entry.in_flight.insert((sequence, id));
        }
    }

    pub fn remove_in_flight(&mut self, id: BatchId, batch: &ProducerBatch) {
        if let Some(entry) = self.partitions.get_mut(batch.partition())
            && let Some(sequence) = batch.sequence()
        {
            entry.in_flight.remove(&(sequence, id));
        }
    }

    /// A batch was acknowledged.
    pub fn completed(&mut self, id: BatchId, batch: &ProducerBatch) {
        if let Some(entry) = self.partitions.get_mut(batch.partition())
            && let Some(last) = batch.last_sequence()
        {
            entry.last_acked_sequence = entry.last_acked_sequence.max(last);
        }
        self.remove_in_flight(id, batch);
    }

    /// A batch was given up. Where the numbers after it would leave a gap, the partition begins anew.
    pub fn failed(
        &mut self,
        id: BatchId,
        batch: &ProducerBatch,
        error: ErrorCode,
        adjusts_sequences: bool,
    ) {
        self.remove_in_flight(id, batch);
        if let Some(transactional) = &mut self.transactional {
            // Its numbers are those of a transaction that will be aborted, and the next one has an epoch of its own.
            transactional.batch_failed(error);
            return;
        }
        if batch.sequence().is_none() {
            return;
        }
        if error == ErrorCode::OutOfOrderSequenceNumber || adjusts_sequences {
            self.to_rewrite.insert(batch.partition().clone());
        }
    }

    /// Whether what was refused is to be tried again, perhaps in a new epoch.
    pub fn can_retry(&mut self, batch: &ProducerBatch, produced: &PartitionProduced) -> bool {
        let partition = batch.partition();
        if self.transactional.is_some() && produced.error == ErrorCode::OutOfOrderSequenceNumber {
            let base = batch.sequence().map_or(-1, |sequence| sequence.base);
            return !self.unresolved.contains_key(partition)
                && (batch.sequence_has_been_reset() || !self.is_next(partition, base));
        }
        match produced.error {
            ErrorCode::UnknownProducerId => {
                // Without a log start offset nothing can be told yet, and after a reset the answer is an old one.
                if produced.log_start_offset != Offset::NONE && !batch.sequence_has_been_reset() {
                    self.to_rewrite.insert(partition.clone());
                }
                true
            }
            ErrorCode::OutOfOrderSequenceNumber => {
                let base = batch.sequence().map_or(-1, |sequence| sequence.base);
                let unresolved = self.unresolved.get(partition);
                let comes_later = batch.sequence_has_been_reset() || !self.is_next(partition, base);
                // With an earlier batch on its way again, this one is in order once that one is there. Without one, the
                // log has lost what came before.
                let is_gap = match unresolved {
                    None => !comes_later,
                    Some(after) => *after == base,
                };
                if is_gap {
                    self.to_rewrite.insert(partition.clone());
                }
                true
            }
            error => error.is_retriable(),
        }
    }

    /// The fate of a batch that was given up is not known: nothing new goes to its partition until it is.
    pub fn mark_unresolved(&mut self, batch: &ProducerBatch) {
        if let Some(last) = batch.last_sequence() {
            let after = last.wrapping_add(1);
            let known = self.unresolved.get(batch.partition()).copied();
            let after = known.map_or(after, |known| known.max(after));
            self.unresolved.insert(batch.partition().clone(), after);
        }
    }

    /// Once nothing is on its way to such a partition, either all is there, or a new epoch begins.
    pub fn resolve_sequences(&mut self) {
        let done = |(partition, _): &(&TopicPartition, &i32)| {
            let entry = self.partitions.get(*partition);
            entry.is_none_or(|entry| entry.in_flight.is_empty())
        };
        let done: Vec<TopicPartition> = self
            .unresolved
            .iter()
            .filter(done)
            .map(|(partition, _)| partition.clone())
            .collect();
        for partition in done {
            self.unresolved.remove(&partition);
            if self.is_next(&partition, self.next_sequence(&partition)) {
                continue;
            }
            match &mut self.transactional {
                // Nobody knows whether what was sent is there: safe to abort, and to go on.
                Some(transactional) => {
                    transactional.batch_failed(ErrorCode::OutOfOrderSequenceNumber);
                }
                None => {
                    self.to_rewrite.insert(partition);
                }
            }
        }
    }

    /// Goes over to a new epoch if a partition needs one; after the last epoch to a new producer id
    /// (`bumpIdempotentProducerEpoch`).
    pub fn bump_epoch_if_needed(&mut self, batches: &mut IncompleteBatches) {
        if self.to_rewrite.is_empty() || self.transactional.is_some() {
            return;
        }
        let Identity::Known { id, epoch } = self.identity else {
            return;
        };
        if epoch == i16::MAX {
            self.identity = Identity::Wanted;
        } else {
            let epoch = epoch + 1;
            self.become_known(ProducerIdAndEpoch { id, epoch }, batches);
        }
    }

    /// The producer has got this id and epoch. What had to begin anew begins with them; every other partition takes them
    /// over once nothing is on its way to it.
    pub fn become_known(&mut self, producer: ProducerIdAndEpoch, batches: &mut IncompleteBatches) {
        let ProducerIdAndEpoch { id, epoch } = producer;
        self.identity = Identity::Known { id, epoch };
        for partition in std::mem::take(&mut self.to_rewrite) {
            self.unresolved.remove(&partition);
            let entry = self.partitions.entry(partition).or_default();
            entry.start_at_beginning(producer, batches);
        }
    }

    /// A coordinator has answered: `None` if the connection is gone. A new epoch begins its numbers anew.
    pub fn answered(&mut self, response: Option<&Response>) {
        let Some(transactional) = &mut self.transactional else {
            return;
        };
        let begins_anew = transactional.answered(response);
        if let Some(ProducerIdAndEpoch { id, epoch }) =
            transactional.producer().filter(|_| begins_anew)
        {
            self.identity = Identity::Known { id, epoch };
            self.partitions.clear();
            self.unresolved.clear();
        }
    }

    fn is_next(&self, partition: &TopicPartition, sequence: i32) -> bool {
        let entry = self.partitions.get(partition);
        let last = entry.map_or(-1, |entry| entry.last_acked_sequence);
        sequence.wrapping_sub(last) == 1
    }
}

impl Default for TxnPartitionEntry {
    fn default() -> Self {
        Self {
            producer: None,
            next_sequence: 0,
            last_acked_sequence: -1,
            in_flight: BTreeSet::new(),
        }
    }
}

impl TxnPartitionEntry {
    fn start_at_beginning(
        &mut self,
        producer: ProducerIdAndEpoch,
        batches: &mut IncompleteBatches,
    ) {
        self.producer = Some(producer);
        self.next_sequence = 0;
        self.last_acked_sequence = -1;
        for (_, id) in std::mem::take(&mut self.in_flight) {
            let base = self.next_sequence;
            let sequence = BatchSequence { producer, base };
            if let Some(batch) = batches.get_mut(id) {
                batch.reset_sequence(sequence);
                self.next_sequence = increment_sequence(base, batch.count() as i32);
                self.in_flight.insert((sequence, id));
            }
        }
    }
}
