//! What survives a power cut: written against flushed.

use super::{Io, Log};
use crate::config::TopicConfig;
use crate::model::{Duration, Instant, Offset};
use crate::node::{Effect, Now, Ticket};

impl Log {
    /// Up to where the log is on stable storage for certain: its recovery point.
    #[must_use]
    pub fn flushed_to(&self) -> Offset {
        self.recovery_point
    }

    /// Up to where it is once the flushes under way are done.
    #[must_use]
    pub fn flush_asked_to(&self) -> Offset {
        self.flushing
            .last()
            .map_or(self.recovery_point, |(_, upto)| *upto)
    }

    /// Asks for a flush of everything that is not flushed yet.
    pub fn flush(&mut self, now: Now, io: &mut Io<'_>) {
        self.last_flush = now.mono;
        if self.log_end_offset <= self.flush_asked_to() {
            return;
        }
        let ticket = io.tickets.issue_flush(&self.partition);
        self.flushing.push((ticket, self.log_end_offset));
        io.effects.push(Effect::Flush(self.file(), ticket));
    }

    /// A flush is done: the recovery point follows.
    pub fn flushed(&mut self, ticket: Ticket) {
        let begun = |(begun, _): &(Ticket, Offset)| *begun == ticket;
        if let Some(place) = self.flushing.iter().position(begun) {
            let (_, upto) = self.flushing.remove(place);
            self.recovery_point = self.recovery_point.max(upto);
        }
    }

    /// When `flush.ms` asks for the next flush, if there is anything to flush.
    #[must_use]
    pub fn flush_due(&self, config: &TopicConfig) -> Option<Instant> {
        (self.log_end_offset > self.flush_asked_to())
            .then(|| self.last_flush + Duration::from_millis(config.flush_ms))
    }

    /// Flushes if `flush.ms` have passed since the last flush; the broker looks every `log.flush.scheduler.interval.ms`.
    pub fn flush_if_due(&mut self, now: Now, config: &TopicConfig, io: &mut Io<'_>) {
        if self.flush_due(config).is_some_and(|due| due <= now.mono) {
            self.flush(now, io);
        }
    }
}
