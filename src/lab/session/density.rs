//! How much happened when, for the timeline.

use engine::model::Instant;

/// More buckets are never kept: when they are, each two are joined.
const BUCKETS_MAX: usize = 8_192;

/// Steps taken, by time. The buckets start at zero and have one width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Density {
    width_us: u64,
    buckets: Vec<u32>,
}

impl Default for Density {
    fn default() -> Self {
        Self {
            width_us: 1_000,
            buckets: Vec::new(),
        }
    }
}

impl Density {
    /// Counts a step.
    pub(super) fn count(&mut self, at: Instant) {
        while at.0 / self.width_us >= BUCKETS_MAX as u64 {
            self.buckets = self
                .buckets
                .chunks(2)
                .map(|pair| pair.iter().sum())
                .collect();
            self.width_us *= 2;
        }
        let bucket = (at.0 / self.width_us) as usize;
        if self.buckets.len() <= bucket {
            self.buckets.resize(bucket + 1, 0);
        }
        self.buckets[bucket] = self.buckets[bucket].saturating_add(1);
    }

    /// What a branch shares which leaves at a moment, after so many steps.
    pub(super) fn up_to(&self, at: Instant, steps: u64) -> Self {
        let whole = ((at.0 / self.width_us) as usize).min(self.buckets.len());
        let mut buckets = self.buckets[..whole].to_vec();
        let counted: u64 = buckets.iter().map(|count| u64::from(*count)).sum();
        // What is left of the steps was taken in the bucket that the moment is in.
        if let Some(rest) = steps.checked_sub(counted).filter(|rest| *rest > 0) {
            buckets.push(u32::try_from(rest).unwrap_or(u32::MAX));
        }
        Self {
            width_us: self.width_us,
            buckets,
        }
    }

    /// The counts of equal stretches. A bucket counts where its middle lies.
    pub(super) fn between(&self, from: Instant, to: Instant, stretches: usize) -> Vec<u32> {
        const STRETCHES_MAX: usize = 100_000;
        let mut counts = vec![0_u32; stretches.min(STRETCHES_MAX)];
        let span = to.0.saturating_sub(from.0);
        if span == 0 || counts.is_empty() {
            return counts;
        }
        for (index, count) in self.buckets.iter().enumerate() {
            let middle = index as u64 * self.width_us + self.width_us / 2;
            let Some(offset) = middle.checked_sub(from.0).filter(|offset| *offset < span) else {
                continue;
            };
            let stretch = (u128::from(offset) * counts.len() as u128 / u128::from(span)) as usize;
            counts[stretch] = counts[stretch].saturating_add(*count);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_step_is_lost_when_buckets_are_joined() {
        let mut density = Density::default();
        for second in 0..100 {
            density.count(Instant(second * 1_000_000));
        }
        assert!(density.buckets.len() <= BUCKETS_MAX);
        let counts = density.between(Instant::ZERO, Instant(100_000_000), 10);
        assert_eq!(counts, vec![10; 10]);
        assert_eq!(density.between(Instant::ZERO, Instant::ZERO, 3), vec![0; 3]);
        assert_eq!(density.between(Instant(5), Instant(1), 3), vec![0; 3]);
    }

    #[test]
    fn a_branch_shares_the_past_to_the_step() {
        let mut density = Density::default();
        for at in [100, 200, 1_100, 1_200, 1_300, 2_500] {
            density.count(Instant(at));
        }
        assert_eq!(density.up_to(Instant(1_250), 4).buckets, vec![2, 2]);
        assert_eq!(density.up_to(Instant(50), 0).buckets, Vec::<u32>::new());
    }
}
