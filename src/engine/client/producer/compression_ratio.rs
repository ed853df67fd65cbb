//! How well a topic's batches are expected to compress (`CompressionRatioEstimator`).

use std::collections::BTreeMap;

use crate::model::TopicName;

/// A share in millionths; nothing is saved at [`CompressionRatio::ONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CompressionRatio(pub u32);

impl CompressionRatio {
    pub const ONE: Self = Self(1_000_000);

    /// What so many bytes came to.
    pub fn observed(compressed: u32, bytes: u32) -> Self {
        let millionths = u64::from(compressed) * 1_000_000 / u64::from(bytes.max(1));
        Self(millionths as u32)
    }

    /// What so many bytes may come to: a twentieth more than expected (`COMPRESSION_RATE_ESTIMATION_FACTOR`).
    pub fn estimate(self, bytes: u32) -> u32 {
        (u64::from(bytes) * u64::from(self.0) / 1_000_000 * 105 / 100) as u32
    }
}

/// The estimates of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CompressionRatioEstimator {
    topics: BTreeMap<TopicName, CompressionRatio>,
}

impl CompressionRatioEstimator {
    /// What is expected; nothing is known to compress before it did.
    pub fn estimation(&self, topic: &TopicName) -> CompressionRatio {
        self.topics
            .get(topic)
            .copied()
            .unwrap_or(CompressionRatio::ONE)
    }

    /// Takes in how a batch compressed: slowly where that was better than expected, at once where it was worse.
    pub fn update(&mut self, topic: &TopicName, observed: CompressionRatio) {
        const IMPROVING_STEP: u32 = 5_000;
        const DETERIORATE_STEP: u32 = 50_000;
        let CompressionRatio(now) = self.estimation(topic);
        let next = if observed.0 > now {
            observed.0.max(now + DETERIORATE_STEP)
        } else {
            observed.0.max(now.saturating_sub(IMPROVING_STEP))
        };
        self.set(topic, CompressionRatio(next));
    }

    /// Begins anew, after a batch was too large.
    pub fn set(&mut self, topic: &TopicName, ratio: CompressionRatio) {
        self.topics.insert(topic.clone(), ratio);
    }
}
