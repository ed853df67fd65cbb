//! Which batches go where, and when (`RecordAccumulator.ready` and `drain`).

use std::collections::BTreeSet;

use super::accumulator::Accumulator;
use super::batch::{BatchId, ProducerBatch};
use super::transaction_manager::TransactionManager;
use crate::client::metadata::ClientMetadata;
use crate::model::{BrokerId, Instant, TopicPartition};

/// What there is to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReadyCheck {
    /// Brokers that lead a partition with something to send.
    pub nodes: BTreeSet<BrokerId>,
    /// Whether something waits for a partition that nobody is known to lead.
    pub has_unknown_leaders: bool,
    /// When there will be more.
    pub next: Option<Instant>,
}

impl Accumulator {
    /// Finds the brokers to send to. A batch is ready when it is full, or has lingered, or `at_once`: when memory is
    /// exhausted, in a flush, and when the producer closes.
    pub fn ready(&mut self, now: Instant, at_once: bool, metadata: &ClientMetadata) -> ReadyCheck {
        let mut check = ReadyCheck::default();
        let firsts = self.queues.iter().filter_map(|(partition, queue)| {
            let id = *queue.front()?;
            Some((partition, id))
        });
        for (partition, id) in firsts {
            let Some((leader, epoch)) = metadata.leader(partition) else {
                check.has_unknown_leaders = true;
                continue;
            };
            if self.batches.get(id).is_some_and(|b| b.is_behind(epoch))
                && let Some(batch) = self.batches.get_mut(id)
            {
                batch.update_leader_epoch(epoch);
            }
            let Some(batch) = self.batches.get(id) else {
                continue;
            };
            if check.nodes.contains(&leader) || self.muted.contains(partition) {
                continue;
            }
            let backs_off_until = batch.backs_off_until().filter(|until| *until > now);
            let ready_at = match backs_off_until {
                Some(until) => until,
                None if batch.is_full() || at_once => now,
                None => batch.waits_since() + self.linger,
            };
            if ready_at <= now {
                check.nodes.insert(leader);
            } else {
                check.next = check.next.into_iter().chain([ready_at]).min();
            }
        }
        check
    }

    /// Takes the first batch of each of a broker's partitions, as far as they fit into `max.request.size`, lingering or
    /// not: what goes anyway takes them along.
    pub fn drain(
        &mut self,
        now: Instant,
        node: BrokerId,
        max_request_size: u32,
        metadata: &ClientMetadata,
        mut transactions: Option<&mut TransactionManager>,
    ) -> Vec<(TopicPartition, BatchId)> {
        let leads = |partition: &&TopicPartition| {
            let leader = metadata.leader(partition);
            leader.is_some_and(|(leader, _)| leader == node)
        };
        let partitions: Vec<TopicPartition> = self.queues.keys().filter(leads).cloned().collect();
        let start = self.drain_index.get(&node).copied().unwrap_or(0) as usize;
        let mut drained = Vec::new();
        let mut size = 0;
        for step in 0..partitions.len() {
            let index = (start + step) % partitions.len();
            let partition = &partitions[index];
            self.drain_index.insert(node, index as u32);
            if self.muted.contains(partition) {
                continue;
            }
            let Some((id, first)) = self.first(partition) else {
                continue;
            };
            if first.backs_off_until().is_some_and(|until| until > now) {
                continue;
            }
            // A batch that is larger than a request may be still goes, in one of its own.
            if size + first.size() > max_request_size && !drained.is_empty() {
                break;
            }
            if transactions.as_ref().is_some_and(|t| t.stops(first)) {
                break;
            }
            if let Some(queue) = self.queues.get_mut(partition) {
                queue.pop_front();
            }
            if let Some(transactions) = &mut transactions {
                transactions.assign(id, &mut self.batches);
            }
            self.build(id);
            size += self.batches.get(id).map_or(0, ProducerBatch::size);
            drained.push((partition.clone(), id));
        }
        drained
    }
}
