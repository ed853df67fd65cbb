//! Requests that wait: for replicas, for bytes, for a coordinator's record to be committed (`DelayedOperationPurgatory`).

use std::sync::Arc;

use super::write_markers::answer_to_markers;
use super::{Broker, BrokerTimer, Role};
use crate::coordinator::{group, transaction};
use crate::model::{Instant, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    Body, ErrorCode, PartitionProduced, ProduceResponse, RecordsDeleted, Request, Response,
};

/// What waits, and until when. What was asked on a connection that is gone waits on; its answer goes nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Purgatory {
    produces: Vec<DelayedProduce>,
    fetches: Vec<DelayedFetch>,
    writes: Vec<DelayedWrite>,
    pub(super) deletions: Vec<DelayedDeletion>,
    armed: Option<Instant>,
}

/// A request to append that all in-sync replicas have to follow.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DelayedProduce {
    pub reply: Reply,
    pub pending: Vec<Pending>,
    pub what: Appending,
    pub until: Instant,
}

/// What is appended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Appending {
    /// Records, with `acks=all`.
    Records,
    /// Markers of these producers, one for each partition.
    Markers(Vec<i64>),
}

impl Appending {
    /// What whoever asked for it is answered.
    pub fn answer(self, pending: Vec<Pending>) -> Response {
        match self {
            Self::Records => {
                let partitions = pending.into_iter().map(|entry| entry.produced).collect();
                ProduceResponse { partitions }.into()
            }
            Self::Markers(producers) => answer_to_markers(&producers, pending).into(),
        }
    }
}

/// One partition of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pending {
    pub produced: PartitionProduced,
    /// The high watermark at which it is done.
    pub required: Option<Offset>,
}

/// A fetch that waits for bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DelayedFetch {
    pub reply: Reply,
    /// The request, shared with the message that brought it.
    pub body: Arc<Body>,
    pub until: Instant,
}

/// What follows from a coordinator's records that are not committed yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DelayedWrite {
    pub partition: TopicPartition,
    pub required: Offset,
    pub then: Then,
    pub until: Instant,
}

/// What follows, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Then {
    Group(group::Completion),
    Transaction(transaction::Completion),
}

/// Records that not all live replicas have deleted yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DelayedDeletion {
    pub reply: Reply,
    /// Each partition with the log start offset that is waited for.
    pub pending: Vec<(RecordsDeleted, Option<Offset>)>,
    pub until: Instant,
}

impl Purgatory {
    pub fn delay_produce(&mut self, delayed: DelayedProduce) {
        self.produces.push(delayed);
    }

    pub fn delay_fetch(&mut self, delayed: DelayedFetch) {
        self.fetches.push(delayed);
    }

    pub fn delay_write(&mut self, delayed: DelayedWrite) {
        self.writes.push(delayed);
    }

    pub fn delay_deletion(&mut self, delayed: DelayedDeletion) {
        self.deletions.push(delayed);
    }

    fn next_due(&self) -> Option<Instant> {
        let produces = self.produces.iter().map(|delayed| delayed.until);
        let fetches = self.fetches.iter().map(|delayed| delayed.until);
        let writes = self.writes.iter().map(|delayed| delayed.until);
        let deletions = self.deletions.iter().map(|delayed| delayed.until);
        produces.chain(fetches).chain(writes).chain(deletions).min()
    }
}

impl Broker {
    /// Something about a partition changed: whoever waits for it may be answered
    /// (`DelayedOperations.checkAndCompleteAll`).
    pub(super) fn complete_delayed(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        effects: &mut Effects,
    ) {
        self.complete_fetches(now, partition, effects);
        self.complete_produces(now, partition, effects);
        self.complete_writes(now, partition, effects);
        self.complete_deletions(now, effects);
    }

    /// Answers the fetches for which a change of this partition is enough.
    pub(super) fn complete_fetches(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        effects: &mut Effects,
    ) {
        let mut place = 0;
        while let Some(delayed) = self.purgatory.fetches.get(place) {
            let body = Arc::clone(&delayed.body);
            let Body::Request(Request::Fetch(request)) = &*body else {
                return;
            };
            if let Some(response) = self.answer_after_change(now, request, partition) {
                let delayed = self.purgatory.fetches.remove(place);
                self.answer_fetch(now, delayed.reply, request, response, effects);
            } else {
                place += 1;
            }
        }
    }

    /// A produce request is done with a partition when the high watermark has passed its batch, and failed when the
    /// leader has changed (`Partition.checkEnoughReplicasReachOffset`).
    pub(super) fn complete_produces(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        effects: &mut Effects,
    ) {
        if self.purgatory.produces.is_empty() {
            return;
        }
        let leader = self.leader_for(partition, LeaderEpoch::NONE);
        let outcome = leader.map(|replica| {
            let min_isr = replica.min_isr();
            (
                replica.high_watermark(),
                replica.maximal_isr().count() >= min_isr,
            )
        });
        let known_leader = match outcome {
            Ok(_) => None,
            Err(_) => self.known_leader(partition),
        };
        for delayed in &mut self.purgatory.produces {
            let concerned = |entry: &&mut Pending| entry.produced.partition == *partition;
            for entry in delayed.pending.iter_mut().filter(concerned) {
                let Some(required) = entry.required else {
                    continue;
                };
                match outcome {
                    Err(error) => {
                        entry.produced = PartitionProduced::refused(partition.clone(), error);
                        entry.produced.current_leader = known_leader;
                    }
                    Ok((high_watermark, _)) if high_watermark < required => continue,
                    Ok((_, true)) => {}
                    // It was appended and replicated, and then too many fell out of sync.
                    Ok((_, false)) => {
                        entry.produced.error = ErrorCode::NotEnoughReplicasAfterAppend;
                    }
                }
                entry.required = None;
            }
        }
        let answerable = |delayed: &mut DelayedProduce| {
            delayed.pending.iter().all(|entry| entry.required.is_none())
        };
        let done: Vec<_> = self.purgatory.produces.extract_if(.., answerable).collect();
        for delayed in done {
            let response = delayed.what.answer(delayed.pending);
            self.answer(now, delayed.reply, response, effects);
        }
    }

    fn complete_writes(&mut self, now: Now, partition: &TopicPartition, effects: &mut Effects) {
        let Some(replica) = self.replicas.get(partition) else {
            return;
        };
        let (leads, high_watermark) = (
            matches!(replica.role, Role::Leader { .. }),
            replica.high_watermark(),
        );
        self.show_committed_offsets(partition, high_watermark);
        if self.purgatory.writes.is_empty() {
            return;
        }
        let settled = |delayed: &mut DelayedWrite| {
            delayed.partition == *partition && (!leads || delayed.required <= high_watermark)
        };
        let settled: Vec<_> = self.purgatory.writes.extract_if(.., settled).collect();
        let error = if leads {
            ErrorCode::None
        } else {
            ErrorCode::NotLeaderOrFollower
        };
        for write in settled {
            self.complete_write(now, partition, write.then, error, effects);
        }
    }

    /// Answers whoever has waited long enough: fetches with what there is, the others with `REQUEST_TIMED_OUT`.
    pub(super) fn expire_delayed(&mut self, now: Now, effects: &mut Effects) {
        self.purgatory.armed = None;
        let purgatory = &mut self.purgatory;
        let fetches: Vec<_> = purgatory
            .fetches
            .extract_if(.., |delayed| delayed.until <= now.mono)
            .collect();
        let produces: Vec<_> = purgatory
            .produces
            .extract_if(.., |delayed| delayed.until <= now.mono)
            .collect();
        let writes: Vec<_> = purgatory
            .writes
            .extract_if(.., |delayed| delayed.until <= now.mono)
            .collect();
        let deletions: Vec<_> = purgatory
            .deletions
            .extract_if(.., |delayed| delayed.until <= now.mono)
            .collect();
        for delayed in fetches {
            if let Body::Request(Request::Fetch(request)) = &*delayed.body {
                let (response, _) = self.read(now, request);
                self.answer_fetch(now, delayed.reply, request, response, effects);
            }
        }
        for mut delayed in produces {
            let waiting = |entry: &&mut Pending| entry.required.is_some();
            for entry in delayed.pending.iter_mut().filter(waiting) {
                entry.produced.error = ErrorCode::RequestTimedOut;
            }
            let response = delayed.what.answer(delayed.pending);
            self.answer(now, delayed.reply, response, effects);
        }
        for write in writes {
            let error = ErrorCode::RequestTimedOut;
            self.complete_write(now, &write.partition, write.then, error, effects);
        }
        for delayed in deletions {
            self.answer_deletion(now, delayed, ErrorCode::RequestTimedOut, effects);
        }
        self.arm_purgatory(now, effects);
    }

    /// Sets the timer to the first that is due; one that is set too early looks again.
    pub(super) fn arm_purgatory(&mut self, now: Now, effects: &mut Effects) {
        let Some(due) = self.purgatory.next_due() else {
            return;
        };
        if self.purgatory.armed.is_none_or(|armed| armed > due) {
            self.purgatory.armed = Some(due);
            effects.set_timer(BrokerTimer::Purgatory, due.since(now.mono));
        }
    }
}
