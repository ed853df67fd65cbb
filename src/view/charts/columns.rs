//! Which moments are drawn: as many as there is room for, and every sample counts in one of them.

use std::ops::Range;
use std::sync::Arc;

use engine::model::Duration;
use lab::{Latencies, Sample};

/// More points are never drawn of a line.
const POINTS_MAX: usize = 240;
/// How far back a rate looks, unless the points are further apart: what happens five times a second is no zigzag.
const WINDOW: Duration = Duration::from_secs(1);

/// Samples, put together where there are more than can be drawn.
pub(super) struct Columns<'s> {
    pub(super) samples: &'s [Arc<Sample>],
    step: Duration,
    /// The samples of each point; its moment is that of the last.
    pub(super) spans: Vec<Range<usize>>,
}

impl<'s> Columns<'s> {
    /// The points between two moments, in µs.
    pub(super) fn of(samples: &'s [Arc<Sample>], step: Duration, range: &Range<u64>) -> Self {
        let first = samples.partition_point(|sample| sample.at.0 < range.start);
        let end = samples.partition_point(|sample| sample.at.0 <= range.end);
        let stride = (end - first).div_ceil(POINTS_MAX).max(1);
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut from = first;
        while from < end {
            // At whole multiples, so that the points stay where they are while time goes on.
            let to = (from / stride + 1) * stride;
            spans.push(from..to.min(end));
            from = to;
        }
        Self {
            samples,
            step,
            spans,
        }
    }

    /// When the points are, in µs.
    pub(super) fn moments(&self) -> Vec<u64> {
        let last = |span: &Range<usize>| self.samples[span.end - 1].at.0;
        self.spans.iter().map(last).collect()
    }

    /// How far back the rate at a point looks: over these samples, the first of which is where it begins.
    pub(super) fn window(&self, span: &Range<usize>) -> Range<usize> {
        let count = (WINDOW.0.div_ceil(self.step.0.max(1)) as usize).max(span.len());
        span.end.saturating_sub(count + 1)..span.end
    }

    /// How long that is at most, in µs.
    pub(super) fn longest_window(&self) -> u64 {
        let widest = self.spans.iter().map(ExactSizeIterator::len).max();
        self.step
            .0
            .saturating_mul(widest.unwrap_or(0) as u64)
            .max(WINDOW.0)
    }

    /// What each point says of a gauge: the largest of its samples.
    pub(super) fn largest(values: &[Option<f64>], span: &Range<usize>) -> Option<f64> {
        let known = values[span.clone()].iter().flatten();
        known.copied().reduce(f64::max)
    }

    /// What each point says of something counted: how much it rose in the window, a second.
    pub(super) fn rate(&self, rises: &[Option<f64>], span: &Range<usize>) -> Option<f64> {
        rises[span.end - 1]?;
        let window = self.window(span);
        let took = (window.len() - 1) as u64 * self.step.0;
        if took == 0 {
            return None;
        }
        let rose: f64 = rises[window.start + 1..window.end].iter().flatten().sum();
        Some(rose * 1e6 / took as f64)
    }

    /// All deliveries of the window.
    pub(super) fn latencies(&self, span: &Range<usize>) -> Latencies {
        let window = self.window(span);
        let mut all = Latencies::default();
        for sample in &self.samples[(window.start + 1).min(window.end)..window.end] {
            all.merge(&sample.latencies);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use engine::model::Instant;

    use super::*;

    fn samples(count: u64) -> Vec<Arc<Sample>> {
        let sample = |index| Sample {
            at: Instant(index * 100_000),
            ..Sample::default()
        };
        (0..count).map(sample).map(Arc::new).collect()
    }

    const STEP: Duration = Duration::from_millis(100);

    #[test]
    fn every_sample_is_in_one_point_and_no_more_are_drawn_than_there_is_room_for() {
        for count in [0, 1, 240, 241, 700, 1_000] {
            let samples = samples(count);
            let columns = Columns::of(&samples, STEP, &(0..u64::MAX));
            let covered: Vec<usize> = columns.spans.iter().cloned().flatten().collect();
            assert_eq!(covered, (0..samples.len()).collect::<Vec<_>>());
            assert!(columns.spans.len() <= POINTS_MAX + 1, "{count}");
        }
    }

    #[test]
    fn only_what_lies_in_the_range_is_drawn() {
        let samples = samples(100);
        let columns = Columns::of(&samples, STEP, &(1_000_000..2_000_000));
        let moments = columns.moments();
        assert_eq!((moments[0], moments[10]), (1_000_000, 2_000_000));
        assert_eq!(moments.len(), 11);
    }

    #[test]
    fn a_rate_is_what_was_counted_in_the_last_second() {
        let samples = samples(31);
        let columns = Columns::of(&samples, STEP, &(0..u64::MAX));
        // One every 200 ms.
        let rises: Vec<Option<f64>> = (0..31).map(|index| Some(f64::from(index % 2))).collect();
        let rates = columns.spans.iter().map(|span| columns.rate(&rises, span));
        let rates: Vec<Option<f64>> = rates.collect();
        assert_eq!(rates[0], None, "no time has passed");
        assert_eq!(rates[5], Some(6.0), "three in the first half second");
        assert!(rates[10..].iter().all(|rate| *rate == Some(5.0)));
    }

    #[test]
    fn a_gap_stays_a_gap_and_a_peak_stays_a_peak() {
        let values = [Some(1.0), Some(9.0), Some(2.0), None, None];
        assert_eq!(Columns::largest(&values, &(0..3)), Some(9.0));
        assert_eq!(Columns::largest(&values, &(3..5)), None);
        let samples = samples(5);
        let columns = Columns::of(&samples, STEP, &(0..u64::MAX));
        assert_eq!(columns.rate(&values, &(4..5)), None);
    }
}
