//! Requests that wait: for replicas, for bytes, for a group's record to be committed (`DelayedOperationPurgatory`).

use super::{Broker, BrokerTimer};
use crate::coordinator::group::Answer;
use crate::model::{Instant, Offset, TopicPartition};
use crate::node::{ConnectionId, Effects, Now, Reply};
use crate::protocol::{ErrorCode, FetchRequest, PartitionProduced};

/// What waits, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Purgatory {
    produces: Vec<DelayedProduce>,
    fetches: Vec<DelayedFetch>,
    writes: Vec<DelayedWrite>,
    armed: Option<Instant>,
}

/// A produce request with `acks=all`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DelayedProduce {
    pub reply: Reply,
    pub pending: Vec<Pending>,
    pub until: Instant,
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
    pub request: FetchRequest,
    pub until: Instant,
}

/// A group's records that are not committed yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DelayedWrite {
    pub partition: TopicPartition,
    pub required: Offset,
    pub answers: Vec<Answer>,
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

    /// A connection is gone, and with it whoever waited on it.
    pub fn forget(&mut self, connection: ConnectionId) {
        self.produces
            .retain(|delayed| delayed.reply.connection != connection);
        self.fetches
            .retain(|delayed| delayed.reply.connection != connection);
    }

    fn next_due(&self) -> Option<Instant> {
        let produces = self.produces.iter().map(|delayed| delayed.until);
        let fetches = self.fetches.iter().map(|delayed| delayed.until);
        let writes = self.writes.iter().map(|delayed| delayed.until);
        produces.chain(fetches).chain(writes).min()
    }
}

impl Broker {
    /// Something about a partition changed: whoever waits for it may be answered.
    pub(super) fn complete_delayed(
        &mut self,
        now: Now,
        partition: &TopicPartition,
        effects: &mut Effects,
    ) {
        if let Some(replica) = self.replicas.get(partition) {
            let (leads, high_watermark) = (replica.is_leader(), replica.high_watermark());
            for delayed in &mut self.purgatory.produces {
                for entry in delayed
                    .pending
                    .iter_mut()
                    .filter(|entry| entry.produced.partition == *partition)
                {
                    if entry.required.is_some() && !leads {
                        entry.produced.error = ErrorCode::NotLeaderOrFollower;
                        entry.produced.base_offset = Offset::NONE;
                        entry.required = None;
                    }
                    entry.required = entry.required.filter(|required| *required > high_watermark);
                }
            }
            let settled = |delayed: &mut DelayedWrite| {
                delayed.partition == *partition && (!leads || delayed.required <= high_watermark)
            };
            let settled: Vec<_> = self.purgatory.writes.extract_if(.., settled).collect();
            for write in settled {
                let error = if leads {
                    ErrorCode::None
                } else {
                    ErrorCode::NotLeaderOrFollower
                };
                self.answer_write(now, write.answers, error, effects);
            }
        }
        self.complete_answerable(now, effects);
        self.complete_fetches(now, partition, effects);
    }

    /// Answers every produce request that waits for nothing any more.
    pub(super) fn complete_answerable(&mut self, now: Now, effects: &mut Effects) {
        let answerable = |delayed: &mut DelayedProduce| {
            delayed.pending.iter().all(|entry| entry.required.is_none())
        };
        let done: Vec<_> = self.purgatory.produces.extract_if(.., answerable).collect();
        for delayed in done {
            let response = Self::produce_answer(&delayed);
            self.answer(now, delayed.reply, response, effects);
        }
    }

    fn complete_fetches(&mut self, now: Now, partition: &TopicPartition, effects: &mut Effects) {
        let mut waiting = std::mem::take(&mut self.purgatory.fetches);
        let mut answers = Vec::new();
        waiting.retain(|delayed| {
            if !delayed
                .request
                .partitions
                .iter()
                .any(|wanted| wanted.partition == *partition)
            {
                return true;
            }
            let (response, ready) = self.read(&delayed.request);
            if ready {
                answers.push((delayed.reply, response));
            }
            !ready
        });
        self.purgatory.fetches = waiting;
        for (reply, response) in answers {
            self.answer(now, reply, response, effects);
        }
    }

    pub(super) fn answer_write(
        &mut self,
        now: Now,
        answers: Vec<Answer>,
        error: ErrorCode,
        effects: &mut Effects,
    ) {
        for answer in answers {
            let answer = if error == ErrorCode::None {
                answer
            } else {
                answer.failed(error)
            };
            self.answer(now, answer.reply, answer.response, effects);
        }
    }

    /// Answers whoever has waited long enough: fetches with what there is, the others with `REQUEST_TIMED_OUT`.
    pub(super) fn expire_delayed(&mut self, now: Now, effects: &mut Effects) {
        self.purgatory.armed = None;
        let fetches: Vec<_> = self
            .purgatory
            .fetches
            .extract_if(.., |delayed| delayed.until <= now.mono)
            .collect();
        for delayed in fetches {
            let (response, _) = self.read(&delayed.request);
            self.answer(now, delayed.reply, response, effects);
        }
        let produces: Vec<_> = self
            .purgatory
            .produces
            .extract_if(.., |delayed| delayed.until <= now.mono)
            .collect();
        for mut delayed in produces {
            for entry in delayed
                .pending
                .iter_mut()
                .filter(|entry| entry.required.is_some())
            {
                entry.produced.error = ErrorCode::RequestTimedOut;
                entry.produced.base_offset = Offset::NONE;
            }
            let response = Self::produce_answer(&delayed);
            self.answer(now, delayed.reply, response, effects);
        }
        let writes: Vec<_> = self
            .purgatory
            .writes
            .extract_if(.., |delayed| delayed.until <= now.mono)
            .collect();
        for write in writes {
            self.answer_write(now, write.answers, ErrorCode::RequestTimedOut, effects);
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
