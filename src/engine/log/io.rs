//! What a log needs to reach its disk.

use crate::model::TopicPartition;
use crate::node::{Effects, Ticket};

/// Where a log's effects go, and the source of its tickets.
#[derive(Debug)]
pub struct Io<'a> {
    /// Where appends, flushes and the rest go.
    pub effects: &'a mut Effects,
    /// The tickets of the node.
    pub tickets: &'a mut Tickets,
}

/// Names the flushes and reads of one process, and knows which log waits for which flush.
///
/// A log flushes of its own accord (a roll, `flush.messages`), so whoever hears of `DiskDone` asks here whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tickets {
    next: u64,
    /// Those under way: a few.
    flushes: Vec<(Ticket, TopicPartition)>,
}

impl Tickets {
    /// A ticket that no log waits for.
    pub fn issue(&mut self) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        ticket
    }

    /// A ticket for a flush of a log.
    pub(super) fn issue_flush(&mut self, partition: &TopicPartition) -> Ticket {
        let ticket = self.issue();
        self.flushes.push((ticket, partition.clone()));
        ticket
    }

    /// The partition whose log waits for this ticket: tell it with [`super::Log::flushed`]. `None` for other tickets.
    pub fn take_flush(&mut self, ticket: Ticket) -> Option<TopicPartition> {
        let mut flushes = self.flushes.iter();
        let place = flushes.position(|(issued, _)| *issued == ticket)?;
        Some(self.flushes.remove(place).1)
    }
}
