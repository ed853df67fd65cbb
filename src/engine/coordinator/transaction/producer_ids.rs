//! Producer ids from a block that the controller has allotted (`ProducerIdManager`, KIP-730).

use crate::protocol::ErrorCode;

/// The block in use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProducerIds {
    next: i64,
    end: i64,
}

impl ProducerIds {
    /// A fresh producer id.
    ///
    /// # Errors
    /// `COORDINATOR_LOAD_IN_PROGRESS` without a block at hand: the producer has to ask again.
    pub const fn generate(&mut self) -> Result<i64, ErrorCode> {
        if self.is_used_up() {
            return Err(ErrorCode::CoordinatorLoadInProgress);
        }
        self.next += 1;
        Ok(self.next - 1)
    }

    /// Whether another block is needed.
    #[must_use]
    pub const fn is_used_up(&self) -> bool {
        self.next >= self.end
    }

    /// The controller has allotted a block.
    pub const fn allot(&mut self, start: i64, len: i32) {
        self.next = start;
        self.end = start + len as i64;
    }
}
