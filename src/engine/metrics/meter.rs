//! How often something happens (`com.yammer.metrics.core.Meter`).

use crate::model::{Duration, Instant};

/// A count, and a rate that forgets: an exponentially weighted mean over about a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Meter {
    count: u64,
    started: Instant,
    /// What was counted since the last tick.
    uncounted: u64,
    ticked: Instant,
    /// Events per second in units of 2^-20; `None` before the first tick.
    rate: Option<u64>,
}

/// Yammer's meters fold what was counted into their rates this often.
const TICK: Duration = Duration::from_secs(5);
/// 1 - e^(-5/60) in units of 2^-20: the weight of one tick in a mean over a minute.
const WEIGHT: u64 = 83_840;
const ONE: u64 = 1 << 20;
/// After so many ticks without an event nothing is left of any rate.
const FORGOTTEN: u64 = 600;

impl Meter {
    /// Nothing counted yet.
    #[must_use]
    pub const fn new(now: Instant) -> Self {
        Self {
            count: 0,
            started: now,
            uncounted: 0,
            ticked: now,
            rate: None,
        }
    }

    /// Counts `events` now.
    pub fn mark(&mut self, now: Instant, events: u64) {
        self.tick(now);
        self.count += events;
        self.uncounted += events;
    }

    /// How many there were.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Events per second since the beginning.
    #[must_use]
    pub fn mean_rate(&self, now: Instant) -> f64 {
        let elapsed = now.since(self.started).0;
        if elapsed == 0 {
            return 0.0;
        }
        self.count as f64 * 1e6 / elapsed as f64
    }

    /// Events per second, the last minute counting most; as of the last full 5 s.
    #[must_use]
    pub fn one_minute_rate(&self, now: Instant) -> f64 {
        let mut ticked = *self;
        ticked.tick(now);
        ticked.rate.unwrap_or(0) as f64 / ONE as f64
    }

    fn tick(&mut self, now: Instant) {
        let mut ticks = now.since(self.ticked).0 / TICK.0;
        if ticks == 0 {
            return;
        }
        self.ticked += TICK * ticks;
        let per_second = u128::from(self.uncounted) * u128::from(ONE) * 1_000_000;
        let counted = u64::try_from(per_second / u128::from(TICK.0)).unwrap_or(u64::MAX);
        self.uncounted = 0;
        self.rate = Some(match self.rate {
            None => counted,
            Some(rate) => weighted(rate, counted),
        });
        ticks -= 1;
        for _ in 0..ticks.min(FORGOTTEN) {
            self.rate = self.rate.map(|rate| weighted(rate, 0));
        }
    }
}

fn weighted(old: u64, new: u64) -> u64 {
    let sum = u128::from(old) * u128::from(ONE - WEIGHT) + u128::from(new) * u128::from(WEIGHT);
    (sum / u128::from(ONE)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_minute_rate_follows_a_steady_rate_and_forgets_it() {
        let second = |s: u64| Instant(s * 1_000_000);
        let mut meter = Meter::new(Instant::ZERO);
        for s in 0..60 {
            meter.mark(second(s), 10);
        }
        assert!((meter.one_minute_rate(second(60)) - 10.0).abs() < 0.01);
        assert!((meter.mean_rate(second(60)) - 10.0).abs() < 0.01);
        let after_a_minute = meter.one_minute_rate(second(120));
        assert!(
            (after_a_minute - 3.68).abs() < 0.05,
            "{after_a_minute} is 10 / e"
        );
        assert!(meter.one_minute_rate(second(4_000)) < 1e-3);
        assert_eq!(meter.count(), 600);
    }
}
