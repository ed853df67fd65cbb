//! The memory for batches (`BufferPool`).

/// Counts the bytes of `buffer.memory` that are lent to batches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct BufferPool {
    total: u64,
    lent: u64,
}

impl BufferPool {
    pub const fn new(total: u64) -> Self {
        Self { total, lent: 0 }
    }

    /// Lends so many bytes; false when they are not there.
    #[must_use]
    pub const fn allocate(&mut self, bytes: u64) -> bool {
        let fits = bytes <= self.available();
        if fits {
            self.lent += bytes;
        }
        fits
    }

    pub const fn deallocate(&mut self, bytes: u64) {
        self.lent = self.lent.saturating_sub(bytes);
    }

    pub const fn total(&self) -> u64 {
        self.total
    }

    pub const fn available(&self) -> u64 {
        self.total - self.lent
    }
}
