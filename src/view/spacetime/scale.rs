//! From time to height: silence is shortened, and where much happens there is room for it.

use std::collections::BTreeSet;

/// The least distance between two moments.
const STEP: f64 = 14.0;
/// The longest distance, however long nothing happens.
const STEP_MAX: f64 = 48.0;

/// Heights of moments: later ones are further down.
pub(super) struct Scale {
    knots: Vec<(u64, f64)>,
}

impl Scale {
    /// A scale that begins at a height and has room between all these moments.
    pub(super) fn of(moments: &BTreeSet<u64>, top: f64) -> Self {
        let mut knots: Vec<(u64, f64)> = Vec::new();
        for moment in moments {
            let y = knots
                .last()
                .map_or(top, |(before, y)| y + distance(moment - before));
            knots.push((*moment, y));
        }
        Self { knots }
    }

    /// Where a moment is. One beyond the ends is at the end.
    pub(super) fn y(&self, at: u64) -> f64 {
        let next = self.knots.partition_point(|(moment, _)| *moment < at);
        let (Some(after), before) = (self.knots.get(next), next.checked_sub(1)) else {
            return self.bottom();
        };
        let Some(before) = before.and_then(|before| self.knots.get(before)) else {
            return after.1;
        };
        let share = (at - before.0) as f64 / (after.0 - before.0) as f64;
        before.1 + (after.1 - before.1) * share
    }

    /// The last height.
    pub(super) fn bottom(&self) -> f64 {
        self.knots.last().map_or(0.0, |(_, y)| *y)
    }

    /// The moments and their heights.
    pub(super) fn knots(&self) -> &[(u64, f64)] {
        &self.knots
    }

    /// Where silence is shortened: how long it lasts, and the height in its middle.
    pub(super) fn shortened(&self) -> impl Iterator<Item = (u64, f64)> {
        let pairs = self.knots.windows(2);
        let long = pairs.filter(|pair| distance(pair[1].0 - pair[0].0) >= STEP_MAX);
        long.map(|pair| (pair[1].0 - pair[0].0, (pair[0].1 + pair[1].1) / 2.0))
    }
}

fn distance(micros: u64) -> f64 {
    (STEP + 2.0 * (micros as f64 / 1_000.0).sqrt()).min(STEP_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale() -> Scale {
        let mut moments = BTreeSet::new();
        moments.extend([1_000, 1_001, 21_001, 9_000_000]);
        Scale::of(&moments, 10.0)
    }

    #[test]
    fn later_is_further_down_and_never_too_near() {
        let scale = scale();
        assert!(
            scale
                .knots()
                .windows(2)
                .all(|pair| pair[1].1 - pair[0].1 >= STEP)
        );
        assert!(scale.y(11_000) > scale.y(1_001) && scale.y(11_000) < scale.y(21_001));
    }

    #[test]
    fn silence_is_shortened_and_says_how_long_it_was() {
        let scale = scale();
        let lengths: Vec<u64> = scale.shortened().map(|(length, _)| length).collect();
        assert_eq!(lengths, [8_978_999]);
        let drawn = scale.y(9_000_000) - scale.y(21_001);
        assert!((drawn - STEP_MAX).abs() < 1e-9);
    }

    #[test]
    fn what_is_beyond_the_ends_is_at_the_end() {
        let scale = scale();
        assert_eq!((scale.y(0), scale.y(u64::MAX)), (10.0, scale.bottom()));
        assert_eq!(Scale::of(&BTreeSet::new(), 10.0).y(5), 0.0);
    }
}
