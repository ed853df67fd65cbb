//! How values are spread (`com.yammer.metrics.core.Histogram`).

/// Values counted in buckets that are at most an eighth of their value wide.
///
/// Kafka keeps a random sample that favours the last five minutes. This one forgets nothing and draws nothing: it
/// speaks of the time since the process started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Histogram {
    count: u64,
    sum: u64,
    max: u64,
    /// The buckets that hold something, in order, and how much: a few, and a list costs less than a tree.
    buckets: Vec<(u16, u64)>,
}

/// Each doubling is divided into this many buckets.
const PARTS: u64 = 8;

impl Histogram {
    /// Counts a value.
    pub fn record(&mut self, value: u64) {
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
        self.max = self.max.max(value);
        let bucket = bucket(value);
        match self.buckets.binary_search_by_key(&bucket, |(of, _)| *of) {
            Ok(place) => self.buckets[place].1 += 1,
            Err(place) => self.buckets.insert(place, (bucket, 1)),
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
                return largest(*bucket).min(self.max);
            }
        }
        self.max
    }
}

fn bucket(value: u64) -> u16 {
    if value < PARTS {
        return value as u16;
    }
    let doubling = u64::from(value.ilog2());
    let part = (value >> (doubling - 3)) - PARTS;
    ((doubling - 2) * PARTS + part) as u16
}

fn largest(bucket: u16) -> u64 {
    let bucket = u64::from(bucket);
    if bucket < PARTS {
        return bucket;
    }
    let (doubling, part) = (bucket / PARTS + 2, bucket % PARTS);
    ((PARTS + part + 1) << (doubling - 3)).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_a_bucket_that_is_at_most_an_eighth_too_large() {
        for value in (0..5_000).chain([u64::from(u32::MAX), u64::MAX]) {
            let top = largest(bucket(value));
            assert!(
                top >= value && top - value <= value / PARTS,
                "{value} in {top}"
            );
        }
    }

    #[test]
    fn percentiles_are_those_of_the_values() {
        let mut histogram = Histogram::default();
        (1..=1_000).for_each(|value| histogram.record(value));
        assert!((500..=563).contains(&histogram.at_permille(500)));
        assert!((990..=1_000).contains(&histogram.at_permille(990)));
        assert_eq!((histogram.max(), histogram.count()), (1_000, 1_000));
        assert!((histogram.mean() - 500.5).abs() < 1e-9);
    }
}
