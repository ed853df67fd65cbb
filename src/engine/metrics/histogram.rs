//! How values are spread (`com.yammer.metrics.core.Histogram`).

/// Values counted in buckets that are at most one part in `PARTS` of their value wide; `PARTS` is a power of two.
///
/// Kafka keeps a random sample that favours the last five minutes. This one forgets nothing and draws nothing: it
/// speaks of the time since the process started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Histogram<const PARTS: u64 = 8> {
    count: u64,
    sum: u64,
    max: u64,
    /// The buckets that hold something, in order, and how much: a few, and a list costs less than a tree.
    buckets: Vec<(u16, u64)>,
}

impl<const PARTS: u64> Histogram<PARTS> {
    /// Counts a value.
    pub fn record(&mut self, value: u64) {
        self.record_many(value, 1);
    }

    /// Counts a value that there was so many times.
    pub fn record_many(&mut self, value: u64, times: u64) {
        if times == 0 {
            return;
        }
        self.count += times;
        self.sum = self.sum.saturating_add(value.saturating_mul(times));
        self.max = self.max.max(value);
        self.fill(bucket::<PARTS>(value), times);
    }

    /// Counts everything that another one has counted.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.max = self.max.max(other.max);
        for (bucket, times) in &other.buckets {
            self.fill(*bucket, *times);
        }
    }

    fn fill(&mut self, bucket: u16, times: u64) {
        match self.buckets.binary_search_by_key(&bucket, |(of, _)| *of) {
            Ok(place) => self.buckets[place].1 += times,
            Err(place) => self.buckets.insert(place, (bucket, times)),
        }
    }

    /// How many values there were.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their mean, 0 without values.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        self.sum as f64 / self.count as f64
    }

    /// The largest, 0 without values.
    #[must_use]
    pub const fn max(&self) -> u64 {
        self.max
    }

    /// A value that so many thousandths of all values do not exceed, up to the width of a bucket.
    #[must_use]
    pub fn at_permille(&self, permille: u64) -> u64 {
        let wanted = (self.count * permille).div_ceil(1_000);
        let mut seen = 0;
        for (bucket, count) in &self.buckets {
            seen += count;
            if seen >= wanted {
                return largest::<PARTS>(*bucket).min(self.max);
            }
        }
        self.max
    }
}

fn bucket<const PARTS: u64>(value: u64) -> u16 {
    if value < PARTS {
        return value as u16;
    }
    let (doubling, first) = (u64::from(value.ilog2()), u64::from(PARTS.ilog2()));
    let part = (value >> (doubling - first)) - PARTS;
    ((doubling - first + 1) * PARTS + part) as u16
}

fn largest<const PARTS: u64>(bucket: u16) -> u64 {
    let bucket = u64::from(bucket);
    if bucket < PARTS {
        return bucket;
    }
    let (doublings, part) = (bucket / PARTS - 1, bucket % PARTS);
    ((PARTS + part + 1) << doublings).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_value_is_in_its_bucket<const PARTS: u64>() {
        for value in (0..5_000).chain([u64::from(u32::MAX), u64::MAX]) {
            let top = largest::<PARTS>(bucket::<PARTS>(value));
            assert!(
                top >= value && top - value <= value / PARTS,
                "{value} in {top}"
            );
        }
    }

    #[test]
    fn every_value_lies_in_a_bucket_that_is_at_most_one_part_too_large() {
        every_value_is_in_its_bucket::<8>();
        every_value_is_in_its_bucket::<64>();
    }

    #[test]
    fn two_histograms_merged_are_one_of_all_their_values() {
        let (mut all, mut odd, mut even) = <(Histogram, Histogram, Histogram)>::default();
        for value in 0..500 {
            all.record(value);
            [&mut even, &mut odd][value as usize % 2].record(value);
        }
        odd.merge(&even);
        assert_eq!(odd, all);
    }

    #[test]
    fn a_value_that_there_was_three_times_is_that_value_three_times() {
        let (mut once, mut thrice) = <(Histogram, Histogram)>::default();
        once.record_many(90, 3);
        (0..3).for_each(|_| thrice.record(90));
        assert_eq!(once, thrice);
    }

    #[test]
    fn percentiles_are_those_of_the_values() {
        let mut histogram: Histogram = Histogram::default();
        (1..=1_000).for_each(|value| histogram.record(value));
        assert!((500..=563).contains(&histogram.at_permille(500)));
        assert!((990..=1_000).contains(&histogram.at_permille(990)));
        assert_eq!((histogram.max(), histogram.count()), (1_000, 1_000));
        assert!((histogram.mean() - 500.5).abs() < 1e-9);
    }
}
