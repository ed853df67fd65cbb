//! Which part of the logs the operating system still holds in memory.
//!
//! Kafka writes to the page cache and lets the kernel do the rest: a reader at the tail is served from memory, one that
//! is late from the disk. The model keeps what was written last, up to the size of the cache; what late readers load
//! pushes other pages out.

use std::collections::VecDeque;

use crate::model::Offset;

/// The cache of one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PageCache {
    /// Its size in bytes.
    capacity: u64,
    /// The bytes that ever went through it.
    position: u64,
}

/// Where the cached part of one log begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CachedTail {
    /// Positions of the cache with the first offset that was written there, coarsely.
    marks: VecDeque<(u64, Offset)>,
}

/// A log remembers at most so many positions.
const MARKS: u64 = 64;

impl PageCache {
    pub const fn new(capacity: u64) -> Self {
        Self {
            capacity,
            position: 0,
        }
    }

    /// A batch was appended at `offset`.
    pub fn wrote(&mut self, tail: &mut CachedTail, offset: Offset, bytes: u64) {
        let last = tail.marks.back().map(|(position, _)| *position);
        if last.is_none_or(|last| self.position - last >= self.capacity / MARKS) {
            tail.marks.push_back((self.position, offset));
        }
        self.position += bytes;
        let evicted = self.position.saturating_sub(self.capacity);
        while tail
            .marks
            .front()
            .is_some_and(|(position, _)| *position < evicted)
        {
            tail.marks.pop_front();
        }
    }

    /// A reader needs `bytes` from `offset` on: whether they have to come from the disk. What does, is cached then.
    pub fn misses(&mut self, tail: &CachedTail, offset: Offset, bytes: u64) -> bool {
        let evicted = self.position.saturating_sub(self.capacity);
        let warm = tail
            .marks
            .iter()
            .find(|(position, _)| *position >= evicted)
            .map(|(_, offset)| *offset);
        let cold = warm.is_none_or(|warm| offset < warm);
        if cold {
            self.position += bytes;
        }
        cold
    }
}
