//! The application's loop: poll, process, poll again.

use super::{Consumer, ConsumerTimer};
use crate::client::Observation;
use crate::model::{Instant, Offset, TopicPartition};
use crate::node::{Effects, Now};

/// What the application is doing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PollState {
    /// It waits in `poll()`. transition: records arrive -> `Processing`; `close()` -> `Closed`; an error -> `Failed`.
    Polling,
    /// It works on what a poll returned. transition: done -> `Polling`.
    Processing {
        /// Where the records are from, and their offsets from the first to the one after the last.
        records: Vec<(TopicPartition, Offset, Offset)>,
        /// When it will be done.
        until: Instant,
    },
    /// It has called `close()`. transition: none.
    Closed,
    /// `poll()` threw, and the application ended. transition: none.
    Failed,
}

impl Consumer {
    pub(super) fn started(&mut self, now: Now, effects: &mut Effects) {
        if self.commits_automatically() {
            self.await_auto_commit(now, effects);
        }
        self.polled(effects);
    }

    /// Lets `poll()` return as long as there are records and the application is not busy with earlier ones.
    pub(super) fn run_application(&mut self, now: Now, effects: &mut Effects) {
        while self.poll == PollState::Polling {
            let records = self.collect(effects);
            if records.is_empty() {
                return;
            }
            let count: i64 = records.iter().map(|(_, first, end)| end.0 - first.0).sum();
            let takes = self.setup.process_time * count.unsigned_abs();
            self.poll = PollState::Processing {
                records,
                until: now.mono + takes,
            };
            if takes.0 == 0 {
                self.processed(now, effects);
            } else {
                effects.set_timer(ConsumerTimer::Processed, takes);
            }
        }
    }

    /// The application is done with the last poll's records and polls again, which may commit their positions.
    pub(super) fn processed(&mut self, now: Now, effects: &mut Effects) {
        let PollState::Processing { records, .. } =
            std::mem::replace(&mut self.poll, PollState::Polling)
        else {
            return;
        };
        for (partition, first, end) in records {
            effects.observe(Observation::Processed {
                partition,
                offsets: first..end,
            });
        }
        self.polled(effects);
        if self.auto_commit_due.is_some_and(|due| due <= now.mono) {
            self.auto_commit(now, effects);
        }
    }

    /// `poll()` was called: the member proves that it makes progress.
    fn polled(&self, effects: &mut Effects) {
        if self.membership.is_some() {
            effects.set_timer(
                ConsumerTimer::PollInterval,
                self.setup.config.max_poll_interval,
            );
        }
    }

    /// At most `max.poll.records` from what was fetched; the positions move past them.
    fn collect(&mut self, effects: &mut Effects) -> Vec<(TopicPartition, Offset, Offset)> {
        let mut room = self.setup.config.max_poll_records as usize;
        let mut spans = Vec::new();
        while room > 0 {
            let Some(mut fetch) = self.completed.pop_front() else {
                break;
            };
            let Some(position) = self.positions.get_mut(&fetch.partition) else {
                continue;
            };
            // Records that were fetched before a seek, a reset or a revocation are not returned.
            if position.offset() != Some(fetch.next_offset) {
                continue;
            }
            let first = fetch.next_offset;
            let records = fetch.take(room);
            room -= records.len();
            position.advance(fetch.next_offset, fetch.last_epoch);
            if let Some((offset, _)) = records.last() {
                self.delivered += records.len() as u64;
                spans.push((fetch.partition.clone(), first, offset.plus(1)));
                effects.observe(Observation::Polled {
                    partition: fetch.partition.clone(),
                    records,
                });
            }
            if !fetch.is_empty() {
                self.completed.push_front(fetch);
            }
        }
        spans
    }

    /// `close()`: commits, leaves the group and exits, without waiting for answers.
    pub(super) fn close(&mut self, now: Now, effects: &mut Effects) {
        if self.closing {
            return;
        }
        self.closing = true;
        if self.commits_automatically() {
            self.commit(now, effects);
        }
        self.leave(now, effects);
        self.poll = PollState::Closed;
        self.exit_when_answered(effects);
    }
}
