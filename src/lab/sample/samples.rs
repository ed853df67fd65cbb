//! The samples of a run, at equal steps of model time.

use std::sync::Arc;

use engine::model::{Duration, Instant};
use sim::World;

use super::Sample;
use super::deliveries::Deliveries;

/// More are never kept: when there are, each two are joined and the step doubles. Even, so that each has its pair.
const KEPT_MAX: usize = 1_000;

const FIRST_STEP: Duration = Duration::from_millis(100);

/// The samples of one future, from the very beginning to as far as it was played.
#[derive(Clone, Debug)]
pub struct Samples {
    step: Duration,
    kept: Vec<Arc<Sample>>,
    /// When the next one is due.
    due: Instant,
    deliveries: Deliveries,
}

impl Default for Samples {
    fn default() -> Self {
        Self {
            step: FIRST_STEP,
            kept: Vec::new(),
            due: Instant::ZERO,
            deliveries: Deliveries::default(),
        }
    }
}

impl Samples {
    /// How far they are apart.
    #[must_use]
    pub const fn step(&self) -> Duration {
        self.step
    }

    /// The samples, in order; the first is of the very beginning.
    #[must_use]
    pub fn all(&self) -> &[Arc<Sample>] {
        &self.kept
    }

    /// How many there are up to a moment.
    #[must_use]
    pub fn count_until(&self, at: Instant) -> usize {
        self.kept.partition_point(|sample| sample.at <= at)
    }

    /// Takes the samples that are due before a moment: the world has come to all that happens before it.
    pub(crate) fn take_before(&mut self, moment: Instant, world: &World) {
        while self.due < moment {
            let at = self.due;
            let latencies = self.deliveries.take(world.history(), at);
            self.kept.push(Arc::new(Sample::of(world, at, latencies)));
            if self.kept.len() > KEPT_MAX {
                self.join();
            }
            self.due = Instant(self.step.0.saturating_mul(self.kept.len() as u64));
        }
    }

    /// Those that a branch shares which leaves at a moment: what happens at that very moment may be otherwise there.
    pub(crate) fn up_to(&self, at: Instant, world: &World) -> Self {
        let before = self.kept.partition_point(|sample| sample.at < at);
        let kept = self.kept[..before].to_vec();
        let deliveries = kept.last().map_or_else(Deliveries::default, |last| {
            self.deliveries.up_to(last.at, world.history())
        });
        Self {
            step: self.step,
            due: Instant(self.step.0.saturating_mul(before as u64)),
            kept,
            deliveries,
        }
    }

    /// Joins each two: what was counted stands in the later one, and the deliveries are put together.
    fn join(&mut self) {
        let earlier: Vec<Arc<Sample>> = std::mem::take(&mut self.kept);
        let mut before = None;
        for (index, mut sample) in earlier.into_iter().enumerate() {
            if index % 2 == 1 {
                before = Some(sample);
                continue;
            }
            if let Some(before) = before.take() {
                let joined = Arc::make_mut(&mut sample);
                joined.latencies.merge(&before.latencies);
            }
            self.kept.push(sample);
        }
        self.step = self.step * 2;
    }
}
