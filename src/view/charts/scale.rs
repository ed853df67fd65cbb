//! The axis of a chart's values.

use serde::Serialize;

/// From 0 to a round value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scale {
    /// The value at the top.
    pub top: f64,
    /// Where lines are drawn across, 0 and the top among them.
    pub ticks: Vec<f64>,
}

impl Scale {
    /// The smallest round scale that holds a value. What is counted in whole numbers has no ticks between them.
    #[must_use]
    pub fn holding(most: f64, whole: bool) -> Self {
        let (lead, power) = round_up(if whole { most.max(1.0) } else { most });
        let top = lead * power;
        let parts = PARTS.iter().find(|(of, _)| (*of - lead).abs() < 0.5);
        let parts = parts.map_or(5, |(_, parts)| *parts);
        let step = top / f64::from(parts);
        let (parts, step) = if whole && step < 1.0 {
            (top as u32, 1.0)
        } else {
            (parts, step)
        };
        let ticks = (0..=parts).map(|part| f64::from(part) * step);
        Self {
            top,
            ticks: ticks.collect(),
        }
    }

    /// How far below the top a value stands, in a chart of this height.
    #[must_use]
    pub fn y(&self, value: f64, height: f64) -> f64 {
        height - (value / self.top).clamp(0.0, 1.0) * height
    }
}

/// What the top of a scale can be, times a power of ten, and into how many parts that is divided.
const PARTS: [(f64, u32); 7] = [
    (1.0, 5),
    (2.0, 4),
    (4.0, 4),
    (5.0, 5),
    (6.0, 3),
    (8.0, 4),
    (10.0, 5),
];

/// The next round value: what leads it, and the power of ten that goes with it.
fn round_up(value: f64) -> (f64, f64) {
    if !value.is_finite() || value <= 0.0 {
        return (1.0, 1.0);
    }
    let mut power = 1.0;
    while power * 10.0 <= value {
        power *= 10.0;
    }
    while power > value {
        power /= 10.0;
    }
    let mut leads = PARTS.iter().map(|(lead, _)| *lead);
    let lead = leads.find(|lead| lead * power >= value);
    (lead.unwrap_or(10.0), power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_round_and_holds_its_value() {
        for (most, top) in [
            (0.0, 1.0),
            (0.3, 0.4),
            (1.0, 1.0),
            (1.1, 2.0),
            (4.9, 5.0),
            (5.0, 5.0),
            (53.0, 60.0),
            (73.0, 80.0),
            (99.0, 100.0),
            (22_222.0, 40_000.0),
        ] {
            let scale = Scale::holding(most, false);
            assert!((scale.top - top).abs() < top * 1e-9, "{most}: {scale:?}");
            assert_eq!(scale.ticks[0], 0.0);
            assert!((scale.ticks[scale.ticks.len() - 1] - top).abs() < top * 1e-9);
        }
    }

    #[test]
    fn partitions_are_counted_in_whole_numbers() {
        assert_eq!(Scale::holding(0.0, true).ticks, [0.0, 1.0]);
        assert_eq!(Scale::holding(2.0, true).ticks, [0.0, 1.0, 2.0]);
        assert_eq!(Scale::holding(3.0, true).ticks, [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(Scale::holding(6.0, true).ticks, [0.0, 2.0, 4.0, 6.0]);
    }

    #[test]
    fn nothing_is_at_the_bottom_and_the_top_at_the_top() {
        let scale = Scale::holding(40.0, false);
        assert_eq!((scale.y(0.0, 80.0), scale.y(40.0, 80.0)), (80.0, 0.0));
        assert_eq!(scale.y(60.0, 80.0), 0.0, "what is too much is cut off");
    }
}
