//! Everybody's own chance: what somebody else did in their run does not fit into it.

use crc::{CRC_32_ISO_HDLC, Crc};

use crate::lab::Lab;

/// The seed of a learner in a lab. Neither case nor surrounding white space makes another learner.
#[must_use]
pub fn seed_of(learner: &str, lab: &str) -> u64 {
    const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    let text = format!("{}\n{lab}", learner.trim().to_lowercase());
    CRC.checksum(text.as_bytes()).into()
}

impl Lab {
    /// The lab as this learner has it.
    #[must_use]
    pub fn of_learner(self, learner: &str) -> Self {
        let seed = seed_of(learner, self.id());
        self.with_seed(seed)
    }
}
